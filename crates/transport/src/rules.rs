//! What may be asked of whom.

mod error;
mod hop;
mod realm;
mod step;

use countersign_need::{Scheme, Url};

pub use error::RuleError;
pub use hop::{Hop, Next};
pub use realm::{Realm, RealmUse};

use crate::{HostPattern, Origin, host};

/// Who may be spoken to, where an answer may lead, and who may be told credentials.
///
/// Without a word more, only `https` is spoken; no host that was dialled at a public address leads to one at a private
/// or loopback address; and credentials for a registry are told to the registry's own host, and to the token servers of
/// Docker Hub and gitlab.com.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    plain_http: Vec<HostPattern>,
    destinations: Vec<HostPattern>,
    realms: Vec<(HostPattern, HostPattern)>,
    loopback_http: bool,
    signed_payloads: bool,
}

impl Rules {
    /// The strict rules.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The rules for asking hosts that foreign certificates name, for answers that are signed and so need no TLS: every host
    /// is spoken to by `http` too; none is dialled at a private or loopback address that [`Rules::allow_destination`] does not
    /// name, be it the first or one that is led to; and nobody is told credentials.
    #[must_use]
    pub fn for_signed_payloads() -> Self {
        Self { signed_payloads: true, ..Self::default() }
    }

    /// This host is spoken to by `http`, and credentials for it are sent so.
    #[must_use]
    pub fn allow_plain_http(mut self, host: HostPattern) -> Self {
        self.plain_http.push(host);
        self
    }

    /// Answers of any host may lead to this one, whatever its address; link-local ones excepted.
    #[must_use]
    pub fn allow_destination(mut self, host: HostPattern) -> Self {
        self.destinations.push(host);
        self
    }

    /// Credentials for this registry may be told to this host, where the registry names it as its realm; that it may lead
    /// there is implied.
    #[must_use]
    pub fn allow_realm(mut self, registry: HostPattern, realm: HostPattern) -> Self {
        self.realms.push((registry, realm));
        self
    }

    /// Exactly `localhost`, dotted 127/8 and `[::1]` are spoken to by `http`. What they answer leads to no other host, by
    /// no detour, and their names to no address but loopback ones.
    #[must_use]
    pub fn with_loopback_http(mut self) -> Self {
        self.loopback_http = true;
        self
    }

    /// The scheme by which `host` or `host:port` is spoken to.
    #[must_use]
    pub fn scheme_for(&self, authority: &str) -> Scheme {
        let host = authority.parse::<HostPattern>().ok();
        let url = host.and_then(|host| host.url(Scheme::Http));
        if url.is_some_and(|url| self.allows_http(&url)) { Scheme::Http } else { Scheme::Https }
    }

    /// Whether this URL of `http` may be asked for. What may be, may be told the credentials for its host and port, unless
    /// nobody is told any.
    fn allows_http(&self, url: &Url) -> bool {
        self.signed_payloads
            || self.is_loopback_http(url)
            || self.plain_http.iter().any(|host| host.matches(url))
    }

    fn is_loopback_http(&self, url: &Url) -> bool {
        self.loopback_http && !url.is_https() && host::is_loopback(url.host())
    }

    /// Whether anybody may be told credentials.
    pub(crate) fn tells_credentials(&self) -> bool {
        !self.signed_payloads
    }

    fn check_scheme(&self, url: &Url) -> Result<(), RuleError> {
        if url.is_https() || self.allows_http(url) {
            return Ok(());
        }
        Err(RuleError::PlainHttp { to: Origin::from(url) })
    }
}

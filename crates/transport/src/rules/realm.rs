//! Token servers: who may be told a registry's credentials.

use countersign_need::Url;

use super::{Hop, Next, RuleError, Rules};
use crate::{Destination, HostPattern, Origin};

/// Docker Hub, by all of its names.
const DOCKER_HUB: [&str; 3] = ["docker.io", "index.docker.io", "registry-1.docker.io"];
/// Registries whose token server is another host of the same owner.
const PAIRS: [(&str, &str); 4] = [
    ("docker.io", "auth.docker.io"),
    ("index.docker.io", "auth.docker.io"),
    ("registry-1.docker.io", "auth.docker.io"),
    ("registry.gitlab.com", "gitlab.com"),
];

/// What a realm may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RealmUse {
    /// The registry's credentials.
    WithCredentials,
    /// Nothing: it may be asked for a token that anyone gets.
    AnonymousOnly,
}

/// A realm that a registry named (RFC 9110 §11.5; distribution's token specification), checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Realm {
    next: Next,
    allowed: RealmUse,
    registry: Origin,
}

impl Realm {
    /// What the realm may be told.
    #[must_use]
    pub fn allowed(&self) -> RealmUse {
        self.allowed
    }

    /// Where to ask, telling nothing.
    #[must_use]
    pub fn anonymously(&self) -> &Next {
        &self.next
    }

    /// Where to ask, telling the registry's credentials.
    ///
    /// # Errors
    /// [`RuleError::Realm`].
    pub fn with_credentials(&self) -> Result<&Next, RuleError> {
        match self.allowed {
            RealmUse::WithCredentials => Ok(&self.next),
            RealmUse::AnonymousOnly => Err(RuleError::Realm {
                registry: self.registry.clone(),
                realm: Origin::from(self.next.url()),
            }),
        }
    }
}

impl Rules {
    /// Checks the realm that an answer named, for someone who has credentials for a registry.
    ///
    /// Credentials may be told by `https` to the registry's own host, to its partner in the built-in table (Docker Hub
    /// and gitlab.com), or to a host that [`Rules::allow_realm`] named; by `http`, where that is spoken at all, to the
    /// registry's own host and port or to one that was named. A registry on this machine
    /// ([`Rules::with_loopback_http`]) has them told to its own host and port, or to one on this machine that was named. A realm that is
    /// named by anyone but the registry, as the target of a redirect, is told nothing.
    ///
    /// # Errors
    /// [`RuleError`], as for [`Rules::check_step`]. That a realm may not be told credentials is no error until someone
    /// wants to ([`Realm::with_credentials`]).
    pub fn check_realm(&self, registry: &Url, from: &Hop, realm: &Url) -> Result<Realm, RuleError> {
        let named = self.names_realm(registry, from, realm);
        let destination = if named && !self.stays_on_loopback(from) {
            self.check_schemes(from, realm)?;
            self.checked(realm, Destination::Any)?
        } else {
            self.check_step(from, realm)?
        };
        let told = named || (asks(registry, from) && self.is_own(registry, realm));
        Ok(Realm {
            next: Next::new(realm.clone(), destination),
            allowed: if told { RealmUse::WithCredentials } else { RealmUse::AnonymousOnly },
            registry: Origin::from(registry),
        })
    }

    /// Whether the caller named this realm for the registry, and the registry itself asks.
    pub(crate) fn names_realm(&self, registry: &Url, from: &Hop, realm: &Url) -> bool {
        let is_named =
            |(host, allowed): &(HostPattern, HostPattern)| names(host, registry) && allowed.matches(realm);
        asks(registry, from) && self.realms.iter().any(is_named)
    }

    fn is_own(&self, registry: &Url, realm: &Url) -> bool {
        let same_host = registry.host() == realm.host();
        if !realm.is_https() || self.is_loopback_http(registry) {
            return same_host && registry.port() == realm.port();
        }
        let pair = (registry.authority(), realm.authority());
        same_host || PAIRS.contains(&(pair.0.as_str(), pair.1.as_str()))
    }
}

fn asks(registry: &Url, from: &Hop) -> bool {
    from.origin() == registry.origin()
}

/// Whether a pattern names a registry; any name of Docker Hub names all.
fn names(pattern: &HostPattern, registry: &Url) -> bool {
    let hub = |host: &str| DOCKER_HUB.contains(&host);
    pattern.matches(registry) || (hub(&pattern.to_string()) && hub(&registry.authority()))
}

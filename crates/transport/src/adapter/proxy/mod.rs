//! Which proxy, if any, a request goes through: one decision for every adapter.

mod no_proxy;
mod url;

use std::net::IpAddr;

use countersign_need::{Scheme, Url};

use self::no_proxy::NoProxy;
pub use self::url::ProxyUrl;

/// The proxies of a process, as its environment or its owner names them.
///
/// `localhost` and loopback addresses are never asked for through a proxy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProxySettings {
    http: Option<ProxyUrl>,
    https: Option<ProxyUrl>,
    exempt: NoProxy,
}

/// Why proxy settings cannot be used. They are not skipped: going out directly is not what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProxyError {
    /// The proxy's URL has a scheme other than `http`.
    #[error("only proxies that are spoken to by plain http are supported")]
    Scheme,
    /// The proxy's URL has no host that can be dialled, or a broken port or escape.
    #[error("not the URL of a proxy")]
    Malformed,
}

impl ProxySettings {
    /// No proxy for any request.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// One proxy for every request.
    #[must_use]
    pub fn all(proxy: ProxyUrl) -> Self {
        Self { http: Some(proxy.clone()), https: Some(proxy), exempt: NoProxy::default() }
    }

    /// The same, without a proxy for what `list` covers: the syntax is that of `NO_PROXY`.
    #[must_use]
    pub fn with_exemptions(self, list: &str) -> Self {
        Self { exempt: NoProxy::parse(list), ..self }
    }

    /// Reads `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy`; the lower-case name wins over the upper-case
    /// one, and an empty value is none.
    ///
    /// `HTTP_PROXY` in upper case is not read where `REQUEST_METHOD` is set: under CGI it is a header of the
    /// request (CVE-2016-5385). `no_proxy` is a list of `*`, domains (which cover what is below them), addresses and
    /// blocks of addresses, each but the blocks with an optional `:port`.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] for a proxy URL that cannot be used.
    pub fn from_env(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ProxyError> {
        let value = |name: &str| lookup(name).filter(|value| !value.trim().is_empty());
        let either = |lower: &str, upper: &str| value(lower).or_else(|| value(upper));
        let all = either("all_proxy", "ALL_PROXY");
        let cgi = lookup("REQUEST_METHOD").is_some();
        let http = if cgi { value("http_proxy") } else { either("http_proxy", "HTTP_PROXY") };
        let proxy = |text: Option<String>| {
            text.or_else(|| all.clone()).map(|text| ProxyUrl::parse(&text)).transpose()
        };
        Ok(Self {
            http: proxy(http)?,
            https: proxy(either("https_proxy", "HTTPS_PROXY"))?,
            exempt: NoProxy::parse(&either("no_proxy", "NO_PROXY").unwrap_or_default()),
        })
    }

    /// The proxy that a request for `url` goes through.
    #[must_use]
    pub fn for_url(&self, url: &Url) -> Option<&ProxyUrl> {
        let host = url.host().trim_start_matches('[').trim_end_matches(']');
        if is_loopback(host) || self.exempt.covers(host, url.port()) {
            return None;
        }
        self.for_scheme(url.scheme())
    }

    pub(crate) fn for_scheme(&self, scheme: Scheme) -> Option<&ProxyUrl> {
        match scheme {
            Scheme::Http => self.http.as_ref(),
            _ => self.https.as_ref(),
        }
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(pairs: &[(&str, &str)]) -> Result<ProxySettings, ProxyError> {
        let find =
            |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        ProxySettings::from_env(find)
    }

    #[track_caller]
    fn check(pairs: &[(&str, &str)], url: &str, expected: Option<&str>) {
        let settings = from(pairs).unwrap();
        let found = settings.for_url(&Url::parse(url).unwrap()).map(ProxyUrl::host);
        assert_eq!(found, expected, "{pairs:?} {url}");
    }

    #[test]
    fn each_scheme_has_its_proxy() {
        let pairs =
            [("HTTPS_PROXY", "http://secure"), ("HTTP_PROXY", "http://plain"), ("ALL_PROXY", "http://rest")];
        check(&pairs, "https://r.test/", Some("secure"));
        check(&pairs, "http://r.test/", Some("plain"));
        check(&pairs[2..], "http://r.test/", Some("rest"));
        check(&[], "http://r.test/", None);
    }

    #[test]
    fn the_lower_case_name_wins_and_an_empty_value_is_none() {
        check(&[("https_proxy", "lower"), ("HTTPS_PROXY", "upper")], "https://r.test/", Some("lower"));
        check(&[("https_proxy", " "), ("HTTPS_PROXY", "upper")], "https://r.test/", Some("upper"));
    }

    #[test]
    fn upper_case_http_proxy_is_a_header_under_cgi() {
        let pairs = [("REQUEST_METHOD", "GET"), ("HTTP_PROXY", "evil")];
        check(&pairs, "http://r.test/", None);
        check(&[("REQUEST_METHOD", "GET"), ("http_proxy", "meant")], "http://r.test/", Some("meant"));
        check(&pairs[1..], "http://r.test/", Some("evil"));
    }

    #[test]
    fn loopback_is_never_asked_for_through_a_proxy() {
        for url in ["http://localhost:5000/", "http://127.0.0.9/", "http://[::1]:5000/", "https://localhost/"]
        {
            check(&[("ALL_PROXY", "p")], url, None);
        }
        check(&[("ALL_PROXY", "p")], "http://localhost.test/", Some("p"));
    }

    #[test]
    fn exempt_hosts_are_asked_directly() {
        let pairs = [("ALL_PROXY", "p"), ("NO_PROXY", "corp.test,10.0.0.0/8,*.internal:8443")];
        check(&pairs, "https://r.corp.test/", None);
        check(&pairs, "https://10.1.2.3/", None);
        check(&pairs, "https://r.internal:8443/", None);
        check(&pairs, "https://r.internal/", Some("p"));
        check(&[("ALL_PROXY", "p"), ("no_proxy", "*")], "https://r.test/", None);
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_an_error() {
        assert_eq!(from(&[("HTTPS_PROXY", "socks5://p:1080")]), Err(ProxyError::Scheme));
        assert_eq!(from(&[("HTTPS_PROXY", "http://p:port")]), Err(ProxyError::Malformed));
    }
}

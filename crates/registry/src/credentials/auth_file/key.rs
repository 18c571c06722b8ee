//! The keys of `auths` and `credHelpers`.

use crate::scope::Scope;

/// What Docker wrote after the host when it kept the URL of the registry's API.
const API_PATHS: [&str; 6] = ["", "/", "/v1", "/v1/", "/v2", "/v2/"];

/// What a key is for; nothing where it is in no form that is known.
pub(super) fn read(key: &str) -> Option<Scope> {
    Scope::parse(api_host(key).unwrap_or(key)).ok()
}

/// The host of `https://HOST/v1/` and its like. Without a scheme, `HOST/v1` is a prefix and only a slash at the end tells
/// an API's path from it.
fn api_host(key: &str) -> Option<&str> {
    let url = ["https://", "http://"].iter().find_map(|scheme| key.strip_prefix(scheme));
    let (host, path) = match url {
        Some(rest) => rest.split_at_checked(rest.find('/').unwrap_or(rest.len()))?,
        None => key.split_at_checked(key.find('/').filter(|_| key.ends_with('/'))?)?,
    };
    API_PATHS.contains(&path).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(key: &str) -> Option<String> {
        read(key).map(|scope| scope.to_string())
    }

    #[test]
    fn a_url_of_the_api_is_its_host() {
        for key in [
            "https://ghcr.io",
            "https://ghcr.io/",
            "https://ghcr.io/v1/",
            "https://ghcr.io/v2",
            "http://ghcr.io/v2/",
            "ghcr.io/v1/",
        ] {
            assert_eq!(printed(key).as_deref(), Some("ghcr.io"), "{key}");
        }
        assert_eq!(printed("https://index.docker.io/v1/").as_deref(), Some("docker.io"));
        assert_eq!(printed("https://localhost:5000/v2/").as_deref(), Some("localhost:5000"));
    }

    #[test]
    fn a_prefix_is_kept() {
        assert_eq!(printed("quay.io/acme/app").as_deref(), Some("quay.io/acme/app"));
        assert_eq!(printed("quay.io/v1").as_deref(), Some("quay.io/v1"));
    }

    #[test]
    fn what_is_neither_is_for_nobody() {
        for key in [
            "",
            "https://",
            "https://ghcr.io/acme",
            "https://user@ghcr.io/v1/",
            "https://https://ghcr.io",
            "HTTPS://ghcr.io",
            "*.ghcr.io",
            "ghcr.io/acme/",
            "ghcr.io/v3/",
            "ghcr.io/Acme",
            "ftp://ghcr.io",
        ] {
            assert_eq!(printed(key), None, "{key}");
        }
    }
}

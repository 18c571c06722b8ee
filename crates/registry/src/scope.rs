//! Which registry, and which of its repositories, a setting is for.

use core::fmt;

use countersign_oci::{Reference, ReferenceError};

/// Docker Hub by the name that references have.
const DOCKER_HUB: &str = "docker.io";
/// Its other names: the one that Docker keeps credentials under, and the one that answers requests.
const DOCKER_HUB_ALIASES: [&str; 2] = ["index.docker.io", "registry-1.docker.io"];

/// A registry as credentials and mirrors name it: host and, where one is written, port; in lower case, and Docker Hub
/// under one name.
///
/// Two are equal only when host *and* port are: `localhost` is not `localhost:5000`, nor is a host without a port the
/// same host with the port that its scheme implies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RegistryHost(String);

impl RegistryHost {
    /// Takes what a parsed reference has as its domain.
    pub(crate) fn new(domain: &str) -> Self {
        let host = domain.to_ascii_lowercase();
        if DOCKER_HUB_ALIASES.contains(&host.as_str()) { Self(DOCKER_HUB.to_owned()) } else { Self(host) }
    }

    pub(crate) fn is_docker_hub(&self) -> bool {
        self.0 == DOCKER_HUB
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// `HOST[:PORT][/PREFIX]`: a registry, or those of its repositories whose path begins with the prefix.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Scope {
    host: RegistryHost,
    prefix: String,
}

impl Scope {
    /// # Errors
    /// A [`ReferenceError`] where host or prefix do not fit the grammar of references.
    pub(crate) fn parse(text: &str) -> Result<Self, ReferenceError> {
        let (domain, prefix) =
            text.split_once('/').map_or((text, None), |(domain, rest)| (domain, Some(rest)));
        // A path makes a reference of a bare host, and a tag or digest after the prefix would be read as such.
        let reference = Reference::parse(&format!("{domain}/{}", prefix.unwrap_or("any")))?;
        match reference.domain() {
            Some(host) if host == domain && prefix.is_none_or(|prefix| prefix == reference.path()) => {
                Ok(Self { host: RegistryHost::new(domain), prefix: prefix.unwrap_or_default().to_owned() })
            }
            _ => Err(ReferenceError::Domain),
        }
    }

    pub(crate) fn host(&self) -> &RegistryHost {
        &self.host
    }

    /// The prefix, empty where the whole registry is meant.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// What of `repository` follows the prefix, without the slash between them; `None` where it is outside.
    pub(crate) fn rest<'r>(&self, host: &RegistryHost, repository: &'r str) -> Option<&'r str> {
        if self.host != *host {
            return None;
        }
        if self.prefix.is_empty() {
            return Some(repository);
        }
        let rest = repository.strip_prefix(&self.prefix)?;
        if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
    }

    /// Whether the repository is inside.
    pub(crate) fn covers(&self, host: &RegistryHost, repository: &str) -> bool {
        self.rest(host, repository).is_some()
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.host.as_str())?;
        if self.prefix.is_empty() { Ok(()) } else { write!(f, "/{}", self.prefix) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(scope: &str, host: &str, repository: &str) -> bool {
        Scope::parse(scope).unwrap().covers(&RegistryHost::new(host), repository)
    }

    #[test]
    fn a_host_covers_itself_alone() {
        assert!(covers("ghcr.io", "ghcr.io", "acme/app"));
        assert!(covers("GHCR.io", "ghcr.IO", "acme/app"));
        for other in ["ghcr.io.evil", "evilghcr.io", "ghcr.io:443", "ghcr.io.", "ghcr"] {
            assert!(!covers("ghcr.io", other, "acme/app"), "{other}");
        }
    }

    #[test]
    fn a_port_is_part_of_the_name() {
        assert!(covers("localhost:5000", "localhost:5000", "app"));
        assert!(!covers("localhost", "localhost:5000", "app"));
        assert!(!covers("localhost:5000", "localhost", "app"));
        assert!(!covers("localhost:5000", "localhost:50000", "app"));
    }

    #[test]
    fn a_prefix_ends_where_a_component_does() {
        assert!(covers("quay.io/acme", "quay.io", "acme/app"));
        assert!(covers("quay.io/acme/app", "quay.io", "acme/app"));
        for outside in ["acmes/app", "acm", "other/acme/app", ""] {
            assert!(!covers("quay.io/acme", "quay.io", outside), "{outside}");
        }
    }

    #[test]
    fn docker_hub_has_three_names() {
        for name in ["docker.io", "index.docker.io", "registry-1.docker.io"] {
            assert!(covers("docker.io", name, "library/nginx"), "{name}");
            assert!(covers(name, "docker.io", "library/nginx"), "{name}");
        }
        assert!(!covers("docker.io", "auth.docker.io", "library/nginx"));
        assert!(!covers("docker.io", "index.docker.io:443", "library/nginx"));
    }

    #[test]
    fn what_is_no_host_and_prefix_is_refused() {
        for text in [
            "",
            "/",
            "ghcr.io/",
            "ghcr.io/acme/",
            "ghcr.io//acme",
            "ghcr.io/Acme",
            "ghcr.io/acme:1",
            "a b",
            "ghcr.io/..",
        ] {
            assert!(Scope::parse(text).is_err(), "{text}");
        }
        for text in
            ["https://ghcr.io", "user@ghcr.io", "ghcr.io:x", "*.ghcr.io", "ghcr_io/acme", "münchen.example"]
        {
            assert!(Scope::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn printing_gives_the_normal_form() {
        for (text, printed) in
            [("GHCR.io", "ghcr.io"), ("index.docker.io/acme", "docker.io/acme"), ("[::1]:5000", "[::1]:5000")]
        {
            assert_eq!(Scope::parse(text).unwrap().to_string(), printed);
        }
    }
}

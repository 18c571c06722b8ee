//! What registries answer, and the files that keep the credentials for them.

use countersign_oci::{Manifest, ManifestDescriptor, fallback_index_with, media_type};
use countersign_registry::{AuthFile, Challenge, Credential, Link};
use serde_json::Value;

/// The fields of an answer, one a line.
fn fields(data: &[u8]) -> Option<Vec<&str>> {
    core::str::from_utf8(data).ok().map(|text| text.split('\n').collect())
}

/// Challenges print and read back the same, in one field or in one field each; each has a parameter once, and its names in
/// lower case.
///
/// # Panics
///
/// When that does not hold of `data`, whose lines are fields.
pub fn www_authenticate(data: &[u8]) {
    let Some(Ok(challenges)) = fields(data).map(Challenge::parse_fields) else { return };
    let printed: Vec<String> = challenges.iter().map(ToString::to_string).collect();
    let separate = Challenge::parse_fields(printed.iter().map(String::as_str));
    let joined = printed.join(", ");
    // Quoting makes them longer, so that the limit may be passed; nothing else may happen.
    if joined.len() <= 16 * 1024 {
        assert_eq!(separate.as_ref(), Ok(&challenges), "printing changed the challenges");
        assert_eq!(
            Challenge::parse_fields([joined.as_str()]),
            Ok(challenges.clone()),
            "joining changed them"
        );
    }
    for challenge in &challenges {
        let names: Vec<&str> = challenge.parameters().map(|(name, _)| name).collect();
        let distinct: std::collections::BTreeSet<String> =
            names.iter().map(|name| name.to_ascii_lowercase()).collect();
        assert!(names.iter().all(|name| distinct.contains(*name)), "a name is not in lower case");
        assert_eq!(names.len(), distinct.len(), "a parameter stands twice");
        assert!(names.is_empty() || challenge.token68().is_none(), "parameters beside a token68");
    }
}

/// Links print and read back the same, and the next page is the target of one of them.
///
/// # Panics
///
/// When that does not hold of `data`, whose lines are fields.
pub fn link_header(data: &[u8]) {
    let Some(fields) = fields(data) else { return };
    let next = Link::next(fields.iter().copied());
    let Ok(links) = Link::parse_fields(fields) else {
        assert!(next.is_err(), "a next page in fields that cannot be read");
        return;
    };
    let printed = links.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    if printed.len() <= 32 * 1024 {
        assert_eq!(Link::parse_fields([printed.as_str()]).as_ref(), Ok(&links), "printing changed the links");
        assert_eq!(Link::next([printed.as_str()]), next, "printing changed the next page");
    }
    if let Ok(Some(target)) = next {
        let named = links.iter().any(|link| {
            let relations = link.parameter("rel").unwrap_or_default().to_ascii_lowercase();
            link.target() == target && relations.split_ascii_whitespace().any(|one| one == "next")
        });
        assert!(named, "a next page that no link names");
    }
}

/// A page of referrers, written anew as the index of a fallback tag, lists the same once each; and a page to which nothing
/// is added keeps its bytes.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn referrers_index(data: &[u8]) {
    let Some(listed) = listed(data) else { return };
    assert_eq!(fallback_index_with(Some(data), &listed).as_deref(), Ok(data), "adding nothing changed it");
    let mut once: Vec<ManifestDescriptor> = Vec::new();
    for entry in listed {
        if once.iter().all(|other| other.digest() != entry.digest()) {
            once.push(entry);
        }
    }
    if let Ok(written) = fallback_index_with(None, &once) {
        assert_eq!(self::listed(&written), Some(once), "writing changed the entries");
    }
}

fn listed(page: &[u8]) -> Option<Vec<ManifestDescriptor>> {
    let manifest = Manifest::parse(page, Some(media_type::IMAGE_INDEX)).ok()?;
    assert!(manifest.as_image().is_none(), "an image that was declared an index");
    manifest.as_index().map(|index| index.manifests().to_vec())
}

/// Who asks a file of credentials: hosts that look alike, and Docker Hub.
const ASKED: [&str; 9] = [
    "docker.io",
    "index.docker.io",
    "ghcr.io",
    "ghcr.io.evil",
    "evilghcr.io",
    "localhost",
    "localhost:5000",
    "registry.example",
    "registry.example:443",
];

/// What a file of credentials gives for a host, another reader finds under a key that names that host and port.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn docker_config(data: &[u8]) {
    let Ok(file) = AuthFile::parse(data) else { return };
    let document = if data.is_empty() { Some(Value::Null) } else { crate::other::json(data) };
    let Some(document) = document else { return };
    for registry in ASKED {
        if let Ok(Some(credential)) = file.credential_for(registry, "acme/app") {
            assert!(!matches!(credential, Credential::Anonymous), "nothing, given as something");
            assert!(names(&document, "auths", registry), "credentials for another registry");
        }
        if let Some(helper) = file.helper_for(registry) {
            let store = document.get("credsStore").and_then(Value::as_str) == Some(helper.name());
            assert!(store || names(&document, "credHelpers", registry), "a helper for another registry");
        }
    }
}

/// Whether a key of this member begins with the host, a scheme before it and a path after it aside.
fn names(document: &Value, member: &str, registry: &str) -> bool {
    let keys = document.get(member).and_then(Value::as_object).into_iter().flatten().map(|(key, _)| key);
    keys.map(String::as_str).any(|key| {
        let key = key.strip_prefix("https://").or_else(|| key.strip_prefix("http://")).unwrap_or(key);
        let host = key.split('/').next().unwrap_or_default().to_ascii_lowercase();
        let hub = ["docker.io", "index.docker.io", "registry-1.docker.io"];
        host == registry || (hub.contains(&host.as_str()) && hub.contains(&registry))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::seed;

    #[test]
    fn the_laws_see_acceptances() {
        let challenges = seed("www_authenticate/two_fields");
        assert_eq!(Challenge::parse_fields(fields(&challenges).unwrap()).unwrap().len(), 2);
        let links = seed("link_header/several");
        assert!(Link::next(fields(&links).unwrap()).unwrap().is_some());
        assert_eq!(listed(&seed("referrers_index/page")).unwrap().len(), 2);
        let file = AuthFile::parse(&seed("docker_config/docker")).unwrap();
        assert!(file.credential_for("docker.io", "acme/app").unwrap().is_some());
        assert!(file.credential_for("localhost:5000", "acme/app").unwrap().is_some());
        assert!(file.helper_for("ghcr.io").is_some());
    }
}

//! Token servers.

use countersign_transport::{Destination, Dialled, Hop, RealmUse, RuleError, Rules};

use crate::{
    origin,
    script::{PRIVATE, PUBLIC, ip, url},
};

fn allowed(rules: &Rules, registry: &str, realm: &str) -> Result<RealmUse, RuleError> {
    let hop = Hop::new(url(registry), Dialled::Address(ip(PUBLIC)));
    rules.check_realm(hop.url(), &hop, &url(realm)).map(|realm| realm.allowed())
}

fn naming(registry: &str, realm: &str) -> Rules {
    Rules::new().allow_realm(registry.parse().unwrap(), realm.parse().unwrap())
}

#[test]
fn the_own_host_and_the_built_in_pairs_are_told_credentials() {
    for (registry, realm) in [
        ("https://ghcr.io/v2/", "https://ghcr.io/token"),
        ("https://a:5000/v2/", "https://a/token"),
        ("https://a/v2/", "https://A:8443/token"),
        ("https://docker.io/v2/", "https://auth.docker.io/token"),
        ("https://registry-1.docker.io/v2/", "https://auth.docker.io/token"),
        ("https://index.docker.io/v2/", "https://auth.docker.io/token"),
        ("https://registry.gitlab.com/v2/", "https://gitlab.com/jwt/auth"),
    ] {
        assert_eq!(
            allowed(&Rules::new(), registry, realm),
            Ok(RealmUse::WithCredentials),
            "{registry} {realm}"
        );
    }
}

#[test]
fn other_realms_are_asked_without_credentials() {
    for (registry, realm) in [
        ("https://ghcr.io/", "https://ghcr.io.evil/"),
        ("https://ghcr.io/", "https://evilghcr.io/"),
        ("https://ghcr.io/", "https://token.ghcr.io/"),
        ("https://ghcr.io/", "https://auth.docker.io/"),
        ("https://docker.io/", "https://auth.docker.io.evil/"),
        ("https://docker.io/", "https://auth.docker.io:8443/"),
        ("https://docker.io:5000/", "https://auth.docker.io/"),
        ("https://evil-docker.io/", "https://auth.docker.io/"),
        ("https://gitlab.com/", "https://registry.gitlab.com/"),
        ("https://registry.gitlab.com.evil/", "https://gitlab.com/"),
    ] {
        assert_eq!(
            allowed(&Rules::new(), registry, realm),
            Ok(RealmUse::AnonymousOnly),
            "{registry} {realm}"
        );
    }
}

#[test]
fn the_refusal_names_the_realm_and_what_would_allow_it() {
    let hop = Hop::new(url("https://a:5000/v2/"), Dialled::Address(ip(PUBLIC)));
    let realm = Rules::new().check_realm(hop.url(), &hop, &url("https://auth.b/token")).unwrap();
    let error = realm.with_credentials().unwrap_err();
    let expected = RuleError::Realm { registry: origin("https://a:5000"), realm: origin("https://auth.b") };
    assert_eq!(error, expected);
    let text = "https://a:5000 wants its credentials told to https://auth.b, which is not its own host; \
                the pair a:5000=auth.b would allow it";
    assert_eq!(error.to_string(), text);
    let pair = naming("a:5000", "auth.b");
    assert_eq!(allowed(&pair, "https://a:5000/", "https://auth.b/token"), Ok(RealmUse::WithCredentials));
}

#[test]
fn a_named_realm_is_told_the_credentials_of_its_registry_only() {
    let rules = naming("a", "auth.b");
    assert_eq!(allowed(&rules, "https://a/", "https://auth.b/"), Ok(RealmUse::WithCredentials));
    for (registry, realm) in [
        ("https://c/", "https://auth.b/"),
        ("https://a:444/", "https://auth.b/"),
        ("https://a/", "https://auth.b:444/"),
        ("https://a/", "https://auth.b.evil/"),
        ("https://auth.b/", "https://a/"),
    ] {
        assert_eq!(allowed(&rules, registry, realm), Ok(RealmUse::AnonymousOnly), "{registry} {realm}");
    }
}

#[test]
fn any_name_of_docker_hub_names_it() {
    for name in ["docker.io", "index.docker.io", "registry-1.docker.io"] {
        let rules = naming(name, "auth.b");
        let found = allowed(&rules, "https://registry-1.docker.io/v2/", "https://auth.b/");
        assert_eq!(found, Ok(RealmUse::WithCredentials), "{name}");
    }
    let other = allowed(&naming("docker.io", "auth.b"), "https://docker.io.evil/", "https://auth.b/");
    assert_eq!(other, Ok(RealmUse::AnonymousOnly));
}

/// What answers may be the target of a redirect, which has no claim on the credentials of the registry.
#[test]
fn a_challenge_by_anyone_but_the_registry_is_told_nothing() {
    let registry = url("https://a/v2/");
    let target = Hop::new(url("https://b/v2/"), Dialled::Address(ip(PUBLIC)));
    for rules in [Rules::new(), naming("b", "b"), naming("a", "b")] {
        let realm = rules.check_realm(&registry, &target, &url("https://b/token")).unwrap();
        assert_eq!(realm.allowed(), RealmUse::AnonymousOnly);
        let refused = RuleError::Realm { registry: origin("https://a"), realm: origin("https://b") };
        assert_eq!(realm.with_credentials(), Err(refused));
    }
}

#[test]
fn a_realm_is_never_asked_by_http_for_a_registry_of_https() {
    let downgrade = RuleError::Downgrade { from: origin("https://a"), to: origin("http://a") };
    assert_eq!(allowed(&Rules::new(), "https://a/", "http://a/token"), Err(downgrade.clone()));
    let rules = naming("a", "a").allow_plain_http("a".parse().unwrap());
    assert_eq!(allowed(&rules, "https://a/", "http://a/token"), Err(downgrade));
}

#[test]
fn by_http_the_own_host_and_port_is_told_credentials_where_http_is_allowed() {
    let rules = Rules::new().allow_plain_http("a:5000".parse().unwrap());
    let http = |realm: &str| allowed(&rules, "http://a:5000/", realm);
    assert_eq!(http("http://a:5000/token"), Ok(RealmUse::WithCredentials));
    assert_eq!(http("https://a/token"), Ok(RealmUse::WithCredentials));
    let refused = RuleError::PlainHttp { to: origin("http://a:5001") };
    assert_eq!(http("http://a:5001/token"), Err(refused));
    let both = rules.allow_plain_http("a:5001".parse().unwrap());
    let other = "http://a:5001/token";
    assert_eq!(allowed(&both, "http://a:5000/", other), Ok(RealmUse::AnonymousOnly));
    let named = both.allow_realm("a:5000".parse().unwrap(), "a:5001".parse().unwrap());
    assert_eq!(allowed(&named, "http://a:5000/", other), Ok(RealmUse::WithCredentials));
}

#[test]
fn a_public_registry_leads_to_a_private_realm_only_if_that_was_named() {
    let hop = |address: &str| Hop::new(url("https://a/"), Dialled::Address(ip(address)));
    let destination = |rules: &Rules, from: &str| {
        let hop = hop(from);
        rules.check_realm(hop.url(), &hop, &url("https://auth.b/")).unwrap().anonymously().destination()
    };
    assert_eq!(destination(&Rules::new(), PUBLIC), Destination::PublicOnly);
    assert_eq!(destination(&Rules::new(), PRIVATE), Destination::Any);
    assert_eq!(destination(&naming("a", "auth.b"), PUBLIC), Destination::Any);
    assert_eq!(destination(&naming("c", "auth.b"), PUBLIC), Destination::PublicOnly);
}

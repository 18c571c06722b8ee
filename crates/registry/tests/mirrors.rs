//! Mirrors: what is read elsewhere, and what is not.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

use countersign_registry::{EndpointKind, MirrorError, Mirrors, RouteError};

fn routed(mirrors: &Mirrors, registry: &str, repository: &str) -> Vec<(String, EndpointKind)> {
    let endpoints = mirrors.endpoints(registry, repository).unwrap();
    endpoints.iter().map(|at| (format!("{}/{}", at.registry(), at.repository()), at.kind())).collect()
}

fn only(mirrors: &Mirrors, registry: &str, repository: &str) -> String {
    let mut endpoints = routed(mirrors, registry, repository);
    assert_eq!(endpoints.len(), 1);
    endpoints.remove(0).0
}

#[test]
fn without_mirrors_everything_is_read_at_its_origin() {
    assert!(Mirrors::new().is_empty());
    assert_eq!(
        routed(&Mirrors::new(), "ghcr.io", "acme/app"),
        [("ghcr.io/acme/app".to_owned(), EndpointKind::Origin)]
    );
}

#[test]
fn a_mirror_stands_for_a_host_or_for_a_prefix() {
    for (pair, mapped) in [
        ("ghcr.io=mirror.example", "mirror.example/acme/app"),
        ("ghcr.io=mirror.example:5000/ghcr", "mirror.example:5000/ghcr/acme/app"),
        ("ghcr.io/acme=mirror.example/copies", "mirror.example/copies/app"),
        ("ghcr.io/acme=mirror.example", "mirror.example/app"),
        ("ghcr.io/acme/app=mirror.example/copy", "mirror.example/copy"),
        ("GHCR.io=[::1]:5000", "[::1]:5000/acme/app"),
    ] {
        let mirrors = Mirrors::parse(pair).unwrap();
        assert_eq!(
            routed(&mirrors, "ghcr.io", "acme/app"),
            [(mapped.to_owned(), EndpointKind::Mirror)],
            "{pair}"
        );
    }
}

#[test]
fn the_longest_prefix_decides_whatever_the_order() {
    let pairs = ["ghcr.io=a.example", "ghcr.io/acme/app=c.example/x", "ghcr.io/acme=b.example"];
    let forwards = pairs.iter().try_fold(Mirrors::new(), |all, pair| all.add_pair(pair)).unwrap();
    let backwards = pairs.iter().rev().try_fold(Mirrors::new(), |all, pair| all.add_pair(pair)).unwrap();
    for mirrors in [forwards, backwards] {
        assert_eq!(only(&mirrors, "ghcr.io", "acme/app"), "c.example/x");
        assert_eq!(only(&mirrors, "ghcr.io", "acme/app/sub"), "c.example/x/sub");
        assert_eq!(only(&mirrors, "ghcr.io", "acme/apple"), "b.example/apple");
        assert_eq!(only(&mirrors, "ghcr.io", "acmes/app"), "a.example/acmes/app");
    }
}

#[test]
fn hosts_that_look_alike_are_not_mirrored() {
    let mirrors = Mirrors::parse("ghcr.io/acme=mirror.example").unwrap();
    for (registry, repository) in [
        ("ghcr.io.evil", "acme/app"),
        ("evilghcr.io", "acme/app"),
        ("ghcr.io:443", "acme/app"),
        ("ghcr.io", "acmes/app"),
        ("ghcr.io", "x/acme/app"),
    ] {
        assert_eq!(only(&mirrors, registry, repository), format!("{registry}/{repository}"));
    }
}

#[test]
fn docker_hub_is_mirrored_under_each_of_its_names() {
    let mirrors = Mirrors::parse("docker.io=mirror.example").unwrap();
    for name in ["docker.io", "index.docker.io"] {
        assert_eq!(only(&mirrors, name, "library/nginx"), "mirror.example/library/nginx");
    }
}

#[test]
fn the_origin_is_asked_only_when_that_was_said() {
    let mirrors = Mirrors::parse("ghcr.io=mirror.example").unwrap();
    assert_eq!(routed(&mirrors, "ghcr.io", "acme/app").len(), 1);
    let endpoints = routed(&mirrors.with_fallback_to_origin(), "ghcr.io", "acme/app");
    assert_eq!(
        endpoints,
        [
            ("mirror.example/acme/app".to_owned(), EndpointKind::Mirror),
            ("ghcr.io/acme/app".to_owned(), EndpointKind::Origin)
        ]
    );
}

#[test]
fn where_a_mirror_leads_is_not_looked_up_again() {
    let mirrors = Mirrors::parse("a.example=b.example").unwrap().add("b.example", "c.example").unwrap();
    assert_eq!(only(&mirrors, "a.example", "app"), "b.example/app");
}

#[test]
fn what_is_no_pair_of_places_is_refused() {
    assert_eq!(Mirrors::parse("ghcr.io"), Err(MirrorError::NoPair));
    for from in ["", "https://ghcr.io", "ghcr.io/", "ghcr.io/Acme", "user@ghcr.io", "ghcr.io/acme:1", "*.io"]
    {
        let error = Mirrors::parse(&format!("{from}=mirror.example")).unwrap_err();
        assert!(matches!(error, MirrorError::From(_)), "{from}: {error:?}");
        let error = Mirrors::parse(&format!("mirror.example={from}")).unwrap_err();
        assert!(matches!(error, MirrorError::To(_)), "{from}: {error:?}");
    }
    assert!(matches!(Mirrors::parse("a.example=b.example=c.example"), Err(MirrorError::To(_))));
}

#[test]
fn a_mirror_of_itself_and_a_second_one_are_refused() {
    assert_eq!(Mirrors::parse("index.docker.io=docker.io"), Err(MirrorError::Same));
    let mirrors = Mirrors::parse("ghcr.io/acme=a.example").unwrap();
    assert_eq!(mirrors.clone().add("GHCR.io/acme", "b.example"), Err(MirrorError::Twice));
    assert!(mirrors.add("ghcr.io", "b.example").is_ok());
}

#[test]
fn a_repository_without_a_name_at_its_mirror_is_refused() {
    let mirrors = Mirrors::parse("ghcr.io/acme=mirror.example").unwrap();
    assert_eq!(mirrors.endpoints("ghcr.io", "acme"), Err(RouteError::NoRepository));
    let long = Mirrors::parse(&format!("ghcr.io=mirror.example/{}", "m".repeat(200))).unwrap();
    assert_eq!(long.endpoints("ghcr.io", &"a".repeat(100)), Err(RouteError::NoRepository));
    assert!(long.endpoints("ghcr.io", "a").is_ok());
}

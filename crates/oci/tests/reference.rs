//! References: the published cases, the grammar's corners, and the law that printing undoes parsing.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

use countersign_digest::{Digest, DigestError};
use countersign_oci::{ManifestAt, Reference, ReferenceError};
use proptest::prelude::*;

const HEX: &str = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

fn cases(text: &str) -> impl Iterator<Item = serde_json::Value> + '_ {
    text.lines().map(|line| serde_json::from_str(line).unwrap())
}

#[test]
fn answers_every_published_reference_case() {
    for case in cases(include_str!("data/reference.jsonl")) {
        let text = case["in"]["text"].as_str().unwrap();
        let expect = &case["expect"];
        let parsed = Reference::parse(text);
        if expect == "ERR" {
            assert!(parsed.is_err(), "{text}");
            continue;
        }
        let parsed = parsed.unwrap();
        assert_eq!(parsed.repository(), expect["repository"].as_str().unwrap(), "{text}");
        assert_eq!(parsed.domain().unwrap_or_default(), expect["domain"].as_str().unwrap(), "{text}");
        assert_eq!(parsed.tag().unwrap_or_default(), expect["tag"].as_str().unwrap(), "{text}");
        let digest = parsed.digest().map(ToString::to_string).unwrap_or_default();
        assert_eq!(digest, expect["digest"].as_str().unwrap(), "{text}");
        assert_eq!(parsed.to_string(), text);
    }
}

#[test]
fn answers_every_published_digest_case() {
    for case in cases(include_str!("data/digest.jsonl")) {
        let text = case["in"]["text"].as_str().unwrap();
        let reference = Reference::parse(&format!("a/b@{text}"));
        match case["expect"].as_object() {
            None => assert!(matches!(reference, Err(ReferenceError::Digest(_))), "{text}"),
            Some(expect) => {
                let digest = *reference.unwrap().digest().unwrap();
                assert_eq!(digest.algorithm().name(), expect["algorithm"].as_str().unwrap());
                assert_eq!(digest.hex(), expect["encoded"].as_str().unwrap());
            }
        }
    }
}

#[test]
fn says_what_is_wrong_and_where() {
    use ReferenceError as E;
    let long_path = "a/".repeat(127) + "ab";
    let cases = [
        ("", E::Empty),
        ("a/B", E::Uppercase { offset: 2 }),
        ("Uppercase:tag", E::Uppercase { offset: 0 }),
        ("a//b", E::Repository { offset: 2 }),
        ("a/../b", E::Repository { offset: 2 }),
        ("a b", E::Repository { offset: 1 }),
        ("a/b:", E::Tag { offset: 4 }),
        ("a/b:.hidden", E::Tag { offset: 4 }),
        ("a/b:../../etc", E::Repository { offset: 3 }),
        ("a/b:x y", E::Tag { offset: 5 }),
        ("exämple.com/app", E::Repository { offset: 2 }),
        ("a/\u{430}pp", E::Repository { offset: 2 }),
        ("https://a/b", E::Repository { offset: 5 }),
        ("user@host/app", E::Digest(DigestError::MissingSeparator)),
        (&long_path, E::RepositoryTooLong { limit: 255, actual: 256 }),
    ];
    for (text, error) in cases {
        assert_eq!(Reference::parse(text), Err(error), "{text}");
    }
}

#[test]
fn refuses_a_second_digest_and_accepts_one() {
    let one = format!("a/b@sha256:{HEX}");
    assert!(Reference::parse(&one).is_ok());
    let two = format!("{one}@sha256:{HEX}");
    assert!(matches!(Reference::parse(&two), Err(ReferenceError::Digest(DigestError::Length { .. }))));
}

#[test]
fn limits_repository_tag_and_text() {
    let repository = "a/".repeat(127) + "a";
    assert_eq!(repository.len(), 255);
    assert!(Reference::parse(&repository).is_ok());
    assert!(Reference::parse(&format!("a:{}", "t".repeat(128))).is_ok());
    assert_eq!(
        Reference::parse(&format!("a:{}", "t".repeat(129))),
        Err(ReferenceError::TagTooLong { limit: 128, actual: 129 })
    );
    assert_eq!(
        Reference::parse(&"a".repeat(1025)),
        Err(ReferenceError::TooLong { limit: 1024, actual: 1025 })
    );
}

#[test]
fn completes_familiar_names_as_docker_does() {
    let digest = format!("sha256:{HEX}");
    let cases = [
        ("ubuntu", "docker.io/library/ubuntu"),
        ("ubuntu:22.04", "docker.io/library/ubuntu:22.04"),
        ("acme/app", "docker.io/acme/app"),
        ("docker.io/ubuntu", "docker.io/library/ubuntu"),
        ("index.docker.io/ubuntu:1", "docker.io/library/ubuntu:1"),
        ("index.docker.io/acme/app", "docker.io/acme/app"),
        ("localhost/app", "localhost/app"),
        ("localhost:5000", "docker.io/library/localhost:5000"),
        ("test:5000/repo", "test:5000/repo"),
        ("ghcr.io/acme/app:v1", "ghcr.io/acme/app:v1"),
        ("HOST/app", "HOST/app"),
        ("[2001:db8::1]:5000/app", "[2001:db8::1]:5000/app"),
        (&format!("ubuntu@{digest}"), &format!("docker.io/library/ubuntu@{digest}")),
    ];
    for (text, expected) in cases {
        let parsed = Reference::parse_familiar(text).unwrap();
        assert_eq!(parsed.to_string(), expected, "{text}");
        assert_eq!(Reference::parse(expected).unwrap(), parsed, "{text}");
        assert_eq!(Reference::parse_familiar(expected).unwrap(), parsed, "{text}");
    }
}

#[test]
fn refuses_familiar_names_that_docker_refuses() {
    use ReferenceError as E;
    let hex = HEX.replace('f', "a");
    assert_eq!(Reference::parse_familiar(&hex), Err(E::BareIdentifier));
    assert!(Reference::parse_familiar(&format!("{hex}:tag")).is_ok());
    assert_eq!(Reference::parse_familiar(""), Err(E::Empty));
    assert_eq!(Reference::parse_familiar("docker.io/Upper"), Err(E::Uppercase { offset: 18 }));
    assert_eq!(Reference::parse_familiar("Ubuntu"), Err(E::Uppercase { offset: 18 }));
    assert_eq!(Reference::parse_familiar("a.b_c/d"), Err(E::Domain));
    assert_eq!(Reference::parse_familiar("a.b-c/d").unwrap().domain(), Some("a.b-c"));
    assert_eq!(Reference::parse_familiar("docker.io/"), Err(E::Repository { offset: 18 }));
}

#[test]
fn a_digest_decides_over_a_tag() {
    let digest = Digest::parse(&format!("sha256:{HEX}")).unwrap();
    let plain = Reference::parse("a/b").unwrap();
    assert_eq!(plain.manifest_at(), None);
    let tagged = plain.with_tag("v1").unwrap();
    assert_eq!(tagged.manifest_at(), Some(ManifestAt::Tag("v1".into())));
    let pinned = tagged.with_digest(digest);
    assert_eq!(pinned.manifest_at(), Some(ManifestAt::Digest(digest)));
    assert_eq!(pinned.to_string(), format!("a/b:v1@sha256:{HEX}"));
    assert_eq!(pinned.with_tag("-v1"), Err(ReferenceError::Tag { offset: 0 }));
}

prop_compose! {
    fn domains()(host in "[a-zA-Z0-9]([a-zA-Z0-9-]{0,6}[a-zA-Z0-9])?(\\.[a-z0-9]{1,5}){0,2}|\\[[0-9a-f:]{1,12}\\]",
        port in "(:[0-9]{1,5})?") -> String {
        host + &port
    }
}

prop_compose! {
    fn references()(domain in proptest::option::of(domains()),
        path in "[a-z0-9]{1,5}((\\.|_|__|-{1,3})[a-z0-9]{1,4}){0,2}(/[a-z0-9]{1,5}){0,3}",
        tag in proptest::option::of("[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,20}"),
        digest in proptest::option::of("sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}")) -> String {
        let mut text = domain.map(|domain| domain + "/").unwrap_or_default() + &path;
        if let Some(tag) = tag { text = text + ":" + &tag; }
        if let Some(digest) = digest { text = text + "@" + &digest; }
        text
    }
}

proptest! {
    #[test]
    fn printing_undoes_parsing(text in references()) {
        let parsed = Reference::parse(&text).unwrap();
        prop_assert_eq!(parsed.to_string(), text);
    }

    #[test]
    fn what_is_accepted_prints_as_it_was(text in "[a-zA-Z0-9./:@_ \\[\\]-]{0,40}|\\PC{0,20}") {
        if let Ok(parsed) = Reference::parse(&text) {
            prop_assert_eq!(parsed.to_string(), text);
        }
    }

    #[test]
    fn a_familiar_name_is_stable_once_completed(text in "[a-zA-Z0-9./:_-]{1,30}") {
        if let Ok(parsed) = Reference::parse_familiar(&text) {
            prop_assert_eq!(&Reference::parse(&parsed.to_string()).unwrap(), &parsed);
            prop_assert_eq!(&Reference::parse_familiar(&parsed.to_string()).unwrap(), &parsed);
        }
    }
}

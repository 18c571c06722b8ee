//! Predicates: wrapped, found in the text of their statement, and shown.

use countersign_digest::Digest;
use countersign_envelope::{
    PredicateType, Statement,
    predicate::{CosignCustom, CycloneDxBom, Link, OpenVex, SlsaProvenance, SpdxDocument, VulnScan},
};
use countersign_time::UnixTime;

const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const KINDS: [&str; 10] = [
    "slsaprovenance",
    "slsaprovenance1",
    "spdx",
    "spdxjson",
    "cyclonedx",
    "link",
    "vuln",
    "openvex",
    "custom",
    "https://example.com/x",
];

/// A statement's predicate is the one that another reader finds in it, and is shown as one kind at most; whatever is
/// wrapped as the predicate of a kind arrives as it was.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn attestation(data: &[u8]) {
    if let Ok(statement) = Statement::parse(data) {
        check_predicate(data, &statement);
        assert!(views(&statement) <= 1, "one statement is shown as two kinds");
    }
    let digest = Digest::parse(DIGEST).expect("a digest");
    let now = UnixTime::from_seconds(1_800_000_000).expect("a time");
    for kind in KINDS.map(|name| PredicateType::from_name(name).expect("a kind")) {
        let Ok(predicate) = kind.wrap(data, now) else { continue };
        // A predicate as deep as is read is too deep within a statement.
        let Ok(statement) = Statement::attestation(digest, "r/app", &kind, predicate.clone()) else {
            continue;
        };
        assert_eq!(statement.predicate().as_ref(), Some(&predicate), "wrapping changed it");
        assert!(kind.accepts(statement.predicate_type()));
        assert_eq!(Statement::parse(&statement.to_bytes()).as_ref(), Ok(&statement));
    }
}

fn check_predicate(data: &[u8], statement: &Statement) {
    let Some(arrived) = crate::other::json(data) else { return };
    let expected = arrived.get("predicate").filter(|predicate| !predicate.is_null());
    let found = statement
        .predicate_json()
        .map(|text| serde_json::from_str::<serde_json::Value>(text).expect("a part of JSON is JSON"));
    assert_eq!(found.as_ref(), expected, "another predicate was found");
    assert_eq!(statement.predicate().is_some(), expected.is_some());
}

/// How many of the views take it.
fn views(statement: &Statement) -> usize {
    [
        SlsaProvenance::from_statement(statement).is_ok(),
        SpdxDocument::from_statement(statement).is_ok(),
        CycloneDxBom::from_statement(statement).is_ok(),
        OpenVex::from_statement(statement).is_ok(),
        VulnScan::from_statement(statement).is_ok(),
        Link::from_statement(statement).is_ok(),
        CosignCustom::from_statement(statement).is_ok(),
    ]
    .into_iter()
    .map(usize::from)
    .sum()
}

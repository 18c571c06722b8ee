//! x509test: a path that is valid, and a target that breaks no rule and no recommendation of RFC 5280 §4.

use countersign_crypto::RustCrypto;
use countersign_x509::{OidSet, Profile, Requirements, lint, purpose};
use serde_json::Value;

use crate::corpus::{self, Exceptions, Outcome, Question};

const EXCEPTIONS: Exceptions = &[(
    "x509test::ok-ext-crl-point",
    "RFC 5280 §4.2.1.13: if present, the cRLIssuer MUST only contain the distinguished name (DN) from the issuer field of \
     the CRL; here it is a URI",
)];

#[test]
fn x509test_is_right() {
    let Some(folder) = testkit::corpora("x509test") else { return };
    let cases = testkit::jsonl(&folder.join("x509test.jsonl"));
    let outcomes: Vec<_> = cases.iter().map(|case| Outcome::of(case, answer(&case["in"]))).collect();
    corpus::assert_outcomes(&outcomes, 73, EXCEPTIONS);
}

fn answer(input: &Value) -> Result<(), String> {
    let profile = profile();
    let question = Question::of(input, &profile);
    if let Some(violation) = lint(&question.target, Profile::RFC5280).violations().first() {
        return Err(violation.to_string());
    }
    question.path()?.leaf_key(&RustCrypto).map(drop).map_err(|error| error.to_string())
}

/// The suite is about certificates of TLS servers.
fn profile() -> Profile {
    let rule = corpus::purposes(&OidSet::table(&[purpose::SERVER_AUTH]));
    Profile::builder("x509test").issuers(Requirements::ISSUER.with_extended_key_usage(rule)).build()
}

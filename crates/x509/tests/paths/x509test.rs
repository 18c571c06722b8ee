//! x509test: a path that is valid, and a target that breaks no rule and no recommendation of RFC 5280 §4.

use countersign_crypto::RustCrypto;
use countersign_x509::{
    AnchorLimits, AnyPurpose, Certificate, Clause, EkuRule, OidSet, PathBuilder, Profile, Requirements,
    Times, TrustAnchors, lint, purpose,
};
use serde_json::Value;

use crate::corpus::{self, Exceptions, Outcome};

const EXCEPTIONS: Exceptions = &[(
    "x509test::ok-ext-crl-point",
    "RFC 5280 §4.2.1.13: if present, the cRLIssuer MUST only contain the distinguished name (DN) from the issuer field of \
     the CRL; here it is a URI",
)];

#[test]
fn x509test_is_right() {
    let Some(folder) = testkit::corpora("x509test") else { return };
    let cases = testkit::jsonl(&folder.join("x509test.jsonl"));
    let outcomes: Vec<_> = cases.iter().map(outcome).collect();
    corpus::assert_outcomes(&outcomes, EXCEPTIONS);
}

fn outcome(case: &Value) -> Outcome {
    Outcome {
        id: case["id"].as_str().unwrap().into(),
        expected: case["expect"] == "VALID",
        answer: answer(&case["in"]),
    }
}

fn answer(input: &Value) -> Result<(), String> {
    let target = corpus::bytes(&input["target"]);
    let lint = lint(&target, Profile::RFC5280);
    if let Some(violation) = lint.violations().first() {
        return Err(violation.to_string());
    }
    let leaf = Certificate::from_der(&target).map_err(|violation| violation.to_string())?;
    let ders = corpus::list(&input["intermediates"]);
    let chain: Vec<_> = ders.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
    let anchors = TrustAnchors::from_ders(corpus::list(&input["anchors"]), AnchorLimits::NameAndKey);
    let profile = profile();
    let builder = PathBuilder::new(&RustCrypto, &anchors, &profile);
    let path =
        builder.verify(&leaf, &chain, Times::at(corpus::time(&input["time"]))).map_err(corpus::told)?;
    path.leaf_key(&RustCrypto).map(drop).map_err(|error| error.to_string())
}

/// The suite is about certificates of TLS servers.
fn profile() -> Profile {
    let rule = EkuRule::if_present(OidSet::table(&[purpose::SERVER_AUTH])).with_any(AnyPurpose::Counts);
    let issuers = Requirements::ISSUER.with_extended_key_usage(Clause::new("the suite", rule));
    Profile::builder("x509test").issuers(issuers).build()
}

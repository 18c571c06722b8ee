//! Chains of the Notary Project, in the order given.

use countersign_crypto::RustCrypto;
use countersign_time::UnixTime;
use countersign_x509::{AnchorLimits, Certificate, PathBuilder, Profile, Times, TrustAnchors};
use serde_json::Value;

use crate::corpus::{self, Exceptions, Outcome};

const EXCEPTIONS: Exceptions = &[];

#[test]
fn chains_of_notation_are_right() {
    let Some(folder) = testkit::corpora("notation") else { return };
    let cases = testkit::jsonl(&folder.join("x509_profile.jsonl"));
    let chains = cases.iter().filter(|case| case["op"].as_str().unwrap().ends_with("_chain"));
    let outcomes: Vec<_> = chains.map(outcome).collect();
    corpus::assert_outcomes(&outcomes, 12, EXCEPTIONS);
}

fn outcome(case: &Value) -> Outcome {
    let profile = match case["op"].as_str().unwrap() {
        "notation.codesigning_chain" => Profile::NOTATION_CODE_SIGNING,
        _ => Profile::NOTATION_TIMESTAMPING,
    };
    Outcome::of(case, answer(&case["in"], profile))
}

/// Whoever ends the chain is trusted: the question is about its form.
fn answer(input: &Value, profile: &Profile) -> Result<(), String> {
    let ders = corpus::list(&input["chain"]);
    let read: Result<Vec<_>, _> = ders.iter().map(|der| Certificate::from_der(der)).collect();
    let chain = read.map_err(|violation| violation.to_string())?;
    let anchors = TrustAnchors::from_ders(ders.last(), AnchorLimits::NameAndKey);
    let builder = PathBuilder::new(&RustCrypto, &anchors, profile);
    builder.verify_ordered(&chain, times(input, &chain)).map(drop).map_err(corpus::told)
}

/// Without a time every certificate's own is meant: the latest beginning is one of them.
fn times(input: &Value, chain: &[Certificate<'_>]) -> Times {
    let first = chain.first().map(|leaf| leaf.validity().not_before());
    match input["signing_time"].as_str() {
        Some("cert_not_before+1s") => {
            let begin = first.unwrap();
            Times::at(UnixTime::from_seconds(begin.seconds() + 1).unwrap())
        }
        Some(_) => Times::at(corpus::time(&input["signing_time"])),
        None => {
            let begins = chain.iter().map(|certificate| certificate.validity().not_before());
            Times::at(begins.max().unwrap_or(UnixTime::from_seconds(0).unwrap()))
        }
    }
}

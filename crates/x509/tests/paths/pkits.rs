//! NIST PKITS, with revocation off.

use countersign_crypto::RustCrypto;
use countersign_x509::{AnchorLimits, Certificate, PathBuilder, PolicyInputs, Profile, Times, TrustAnchors};
use serde_json::Value;

use crate::corpus::{self, Exceptions, Outcome};

const EXCEPTIONS: Exceptions = &[];

#[test]
fn pkits_is_right_but_for_what_only_a_crl_says() {
    let Some(folder) = testkit::corpora("pkits") else { return };
    let cases = testkit::jsonl(&folder.join("pkits.jsonl"));
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
    let leaf = Certificate::from_der(&target).map_err(|violation| violation.to_string())?;
    let ders = corpus::list(&input["intermediates"]);
    let chain: Vec<_> = ders.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
    let anchors = TrustAnchors::from_ders(corpus::list(&input["anchors"]), AnchorLimits::NameAndKey);
    let profile = Profile::builder("pkits").policies(policies(input)).build();
    let builder = PathBuilder::new(&RustCrypto, &anchors, &profile);
    let times = Times::at(corpus::time(&input["time"]));
    builder.verify(&leaf, &chain, times).map(drop).map_err(corpus::told)
}

fn policies(input: &Value) -> PolicyInputs {
    let initial: Vec<&str> =
        input["initial_policy_set"].as_array().unwrap().iter().map(|oid| oid.as_str().unwrap()).collect();
    let mut inputs = PolicyInputs::ANY;
    if initial != ["2.5.29.32.0"] {
        inputs = inputs.with_initial(corpus::oids(initial.into_iter()));
    }
    if input["initial_explicit_policy"] == true {
        inputs = inputs.requiring_explicit();
    }
    if input["initial_policy_mapping_inhibit"] == true {
        inputs = inputs.inhibiting_mapping();
    }
    if input["initial_any_policy_inhibit"] == true {
        inputs = inputs.inhibiting_any();
    }
    inputs
}

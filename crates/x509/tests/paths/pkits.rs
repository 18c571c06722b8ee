//! NIST PKITS, with revocation off.

use countersign_crypto::RustCrypto;
use countersign_x509::{AnchorLimits, Certificate, PathBuilder, PolicyInputs, Profile, Times, TrustAnchors};
use serde_json::Value;

use crate::corpus::{self, Exceptions, Outcome};

/// Invalid by what a revocation list says, and by nothing else.
const EXCEPTIONS: Exceptions = &[
    ("pkits::4.4.4", "the list is not signed by its issuer"),
    ("pkits::4.4.5", "the list has another issuer's name"),
    ("pkits::4.4.6", "the list is another CA's"),
    ("pkits::4.4.10", "the list has an unknown critical extension"),
    ("pkits::4.4.11", "the list is out of date"),
    ("pkits::4.4.12", "the list is out of date"),
    ("pkits::4.4.18", "the list names the leaf"),
    ("pkits::4.4.20", "the list names the leaf, and is signed with another key"),
    ("pkits::4.5.7", "the list is signed with a key that is for lists alone, and names the leaf"),
    ("pkits::4.7.4", "the CA must not sign lists"),
    ("pkits::4.7.5", "the CA must not sign lists"),
    ("pkits::4.14.3", "the lists of the distribution point do not cover the leaf, or name it"),
    ("pkits::4.14.6", "the lists of the distribution point do not cover the leaf, or name it"),
    ("pkits::4.14.8", "the lists of the distribution point do not cover the leaf, or name it"),
    ("pkits::4.14.11", "the lists of the distribution point do not cover the leaf, or name it"),
    ("pkits::4.14.12", "the lists of the distribution point do not cover the leaf, or name it"),
    ("pkits::4.14.16", "the lists of the distribution point do not cover the leaf, or name it"),
    ("pkits::4.14.23", "the lists of the distribution point do not cover the leaf, or name it"),
    ("pkits::4.14.26", "the lists of the distribution point do not cover the leaf, or name it"),
    ("pkits::4.14.32", "the lists of the distribution point do not cover the leaf, or name it"),
    ("pkits::4.14.35", "the lists of the distribution point do not cover the leaf, or name it"),
    ("pkits::4.15.1", "there is a delta list without a base"),
    ("pkits::4.15.3", "the delta list and its base name the leaf, or are out of date"),
    ("pkits::4.15.4", "the delta list and its base name the leaf, or are out of date"),
    ("pkits::4.15.6", "the delta list and its base name the leaf, or are out of date"),
    ("pkits::4.15.9", "the delta list and its base name the leaf, or are out of date"),
    ("pkits::4.15.10", "the delta list and its base name the leaf, or are out of date"),
];

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

//! Chains of BoringSSL's libpki: every case whose trust and purpose a profile here can say.

use countersign_x509::{
    AlgorithmRules, AnchorLimits, LoneLeaf, OidSet, Profile, Times, TrustAnchors, purpose,
};
use serde_json::Value;

use crate::corpus::{self, Exceptions, Outcome, Question};

/// Some cases need what is retired.
const LEAST: usize = if cfg!(feature = "legacy") { 74 } else { 40 };

const EXCEPTIONS: Exceptions = &[
    (
        "bssl-chain::target-msapplicationpolicies-and-eku/main",
        "RFC 5280 §4.2: a certificate-using system MUST reject the certificate if it encounters a critical extension it \
         does not recognize",
    ),
    (
        "bssl-chain::root-lacks-basic-constraints/ta-with-constraints",
        "RFC 5280 §6.1.4 (k): verify that the basicConstraints extension is present; a root whose own limits count is \
         looked at like an intermediate certificate",
    ),
];

#[test]
fn chains_of_boringssl_are_right() {
    let Some(folder) = testkit::corpora("boringssl-pki") else { return };
    let cases = testkit::jsonl(&folder.join("chain.jsonl"));
    let outcome = |case: &Value| Some(Outcome::of(case, answer(&case["in"])?));
    let outcomes: Vec<_> = cases.iter().filter_map(outcome).collect();
    corpus::assert_outcomes(&outcomes, LEAST, EXCEPTIONS);
}

/// Nothing where the case asks for what no profile says.
fn answer(input: &Value) -> Option<Result<(), String>> {
    let (limits, lone_leaf) = trust(&input["last_cert_trust"])?;
    let algorithms = algorithms(input)?;
    let profile = match purposes(&input["key_purpose"])? {
        Purposes::Any => Profile::builder("boringssl"),
        Purposes::Of(set) => corpus::for_purposes("boringssl", &set),
    };
    Some(verify(input, limits, &profile.algorithms(algorithms).lone_leaf(lone_leaf).build()))
}

fn verify(input: &Value, limits: AnchorLimits, profile: &Profile) -> Result<(), String> {
    let ders = corpus::list(&input["chain"]);
    let question = Question {
        target: ders[0].clone(),
        anchors: TrustAnchors::from_ders(ders.last(), limits),
        intermediates: ders,
        profile,
        times: Times::at(corpus::time(&input["time"])),
    };
    question.path().map(drop)
}

fn trust(name: &Value) -> Option<(AnchorLimits, LoneLeaf)> {
    match name.as_str()? {
        "TRUSTED_ANCHOR" => Some((AnchorLimits::NameAndKey, LoneLeaf::Refused)),
        "TRUSTED_ANCHOR_OR_LEAF" => Some((AnchorLimits::NameAndKey, LoneLeaf::ByExactDer)),
        "TRUSTED_LEAF" => Some((AnchorLimits::NameAndKey, LoneLeaf::ByExactDer)),
        "TRUSTED_ANCHOR_WITH_CONSTRAINTS"
        | "TRUSTED_ANCHOR_WITH_CONSTRAINTS_REQUIRE_BASIC_CONSTRAINTS"
        | "TRUSTED_ANCHOR_WITH_EXPIRATION" => Some((AnchorLimits::OwnLimits, LoneLeaf::Refused)),
        _ => None,
    }
}

enum Purposes {
    Any,
    Of(OidSet),
}

fn purposes(name: &Value) -> Option<Purposes> {
    match name.as_str()? {
        "ANY_EKU" => Some(Purposes::Any),
        "SERVER_AUTH" => Some(Purposes::Of(OidSet::table(&[purpose::SERVER_AUTH]))),
        "CLIENT_AUTH" => Some(Purposes::Of(OidSet::table(&[purpose::CLIENT_AUTH]))),
        _ => None,
    }
}

#[cfg(feature = "legacy")]
fn algorithms(input: &Value) -> Option<AlgorithmRules> {
    use countersign_x509::danger;

    let allowed = input["allow"].as_array().cloned().unwrap_or_default();
    // The case wants nothing weaker than the default, whatever its data holds.
    if input["digest_policy"] == "STRONG" {
        return Some(AlgorithmRules::DEFAULT);
    }
    Some(allowed.iter().fold(AlgorithmRules::DEFAULT, |rules, name| match name.as_str() {
        Some("sha1") => danger::allow_sha1(rules),
        Some("md5") => danger::allow_md5(rules),
        _ => danger::allow_rsa_1024(rules),
    }))
}

#[cfg(not(feature = "legacy"))]
fn algorithms(input: &Value) -> Option<AlgorithmRules> {
    (input["allow"].is_null() || input["digest_policy"] == "STRONG").then_some(AlgorithmRules::DEFAULT)
}

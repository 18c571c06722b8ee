//! Chains of BoringSSL's libpki: every case whose trust and purpose a profile here can say.

use countersign_crypto::RustCrypto;
use countersign_x509::{
    AlgorithmRules, AnchorLimits, AnyPurpose, Certificate, Clause, EkuRule, LoneLeaf, OidSet, PathBuilder,
    Profile, Requirements, Times, TrustAnchors, purpose,
};
use serde_json::Value;

use crate::corpus::{self, Exceptions, Outcome};

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
    let outcomes: Vec<_> = cases.iter().filter_map(outcome).collect();
    assert!(outcomes.len() >= 40, "{} cases", outcomes.len());
    corpus::assert_outcomes(&outcomes, EXCEPTIONS);
}

fn outcome(case: &Value) -> Option<Outcome> {
    Some(Outcome {
        id: case["id"].as_str().unwrap().into(),
        expected: case["expect"] == "VALID",
        answer: answer(&case["in"])?,
    })
}

/// Nothing where the case asks for what no profile says.
fn answer(input: &Value) -> Option<Result<(), String>> {
    let (limits, lone_leaf) = trust(&input["last_cert_trust"])?;
    let profile = Profile::builder("boringssl").algorithms(algorithms(input)?).lone_leaf(lone_leaf);
    let clause = |rule| Clause::new("the case", rule);
    let profile = match purposes(&input["key_purpose"])? {
        Purposes::Any => profile.build(),
        Purposes::Of(set) => {
            let rule = || clause(EkuRule::if_present(set.clone()).with_any(AnyPurpose::Counts));
            let leaf = Requirements::NONE.with_extended_key_usage(rule());
            let issuers = Requirements::ISSUER.with_extended_key_usage(rule());
            profile.leaf(leaf).issuers(issuers).build()
        }
    };
    Some(verify(input, limits, &profile))
}

fn verify(input: &Value, limits: AnchorLimits, profile: &Profile) -> Result<(), String> {
    let ders = corpus::list(&input["chain"]);
    let chain: Vec<_> = ders.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
    let leaf = Certificate::from_der(&ders[0]).map_err(|violation| violation.to_string())?;
    let anchors = TrustAnchors::from_ders(ders.last(), limits);
    let builder = PathBuilder::new(&RustCrypto, &anchors, profile);
    let times = Times::at(corpus::time(&input["time"]));
    builder.verify(&leaf, &chain, times).map(drop).map_err(corpus::told)
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

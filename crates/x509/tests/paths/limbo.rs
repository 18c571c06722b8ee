//! x509-limbo: the cases about path validation, and BetterTLS.

use countersign_crypto::RustCrypto;
use countersign_encoding::pem;
use countersign_time::UnixTime;
use countersign_x509::{
    AnchorLimits, AnyPurpose, Certificate, Clause, DnsName, EkuRule, Identity, OidSet, PathBuilder, Profile,
    Requirements, Times, TrustAnchors, VerifiedPath, purpose,
};
use serde_json::Value;

use crate::corpus::{self, Exceptions, Outcome};

const CORE: Exceptions = &[];

#[test]
fn cases_of_rfc_5280_are_right() {
    let families = ["rfc5280::", "pathlen::", "pathological::", "invalid::"];
    let outcomes =
        outcomes("limbo.core.json", |id| families.iter().any(|family| id.starts_with(family)), true);
    if let Some(outcomes) = outcomes {
        corpus::assert_outcomes(&outcomes, CORE);
    }
}

/// Certificates of the field: paths of them are validated, and RFC 5280 §4 is not asked for.
#[test]
fn advisories_are_right() {
    if let Some(outcomes) = outcomes("limbo.core.json", |id| id.starts_with("cve::"), false) {
        corpus::assert_outcomes(&outcomes, &[]);
    }
}

#[test]
fn better_tls_path_building_is_right() {
    if let Some(outcomes) = outcomes("limbo.bettertls-pathbuilding.json", |_| true, false) {
        corpus::assert_outcomes(&outcomes, &[]);
    }
}

#[test]
fn better_tls_name_constraints_are_right() {
    if let Some(outcomes) = outcomes("limbo.bettertls-nameconstraints-sample.json", |_| true, false) {
        corpus::assert_outcomes(&outcomes, &[]);
    }
}

fn outcomes(file: &str, of: impl Fn(&str) -> bool, strict: bool) -> Option<Vec<Outcome>> {
    let path = testkit::corpora("x509-limbo")?.join(file);
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let cases = file["testcases"].as_array().unwrap().iter();
    let chosen = cases.filter(|case| of(case["id"].as_str().unwrap()));
    Some(chosen.map(|case| outcome(case, strict)).collect())
}

fn outcome(case: &Value, strict: bool) -> Outcome {
    Outcome {
        id: case["id"].as_str().unwrap().into(),
        expected: case["expected_result"] == "SUCCESS",
        answer: answer(case, strict),
    }
}

fn answer(case: &Value, strict: bool) -> Result<(), String> {
    let ders = |name: &str| -> Vec<Vec<u8>> { case[name].as_array().unwrap().iter().map(der).collect() };
    let target = der(&case["peer_certificate"]);
    let leaf = Certificate::from_der(&target).map_err(|violation| violation.to_string())?;
    let intermediates = ders("untrusted_intermediates");
    let chain: Vec<_> = intermediates.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
    let anchors = TrustAnchors::from_ders(ders("trusted_certs"), AnchorLimits::OwnLimits);
    let profile = profile(case, strict);
    let builder = PathBuilder::new(&RustCrypto, &anchors, &profile);
    let paths = builder.paths(&leaf, &chain, Times::at(time(case)));
    for path in paths {
        let path = path.map_err(corpus::told)?;
        if is_short(case, &path) {
            return named(case, &leaf);
        }
    }
    Err("no path is short enough".into())
}

/// The limit counts CAs that are not self-issued.
fn is_short(case: &Value, path: &VerifiedPath<'_>) -> bool {
    let cas = path.certificates().iter().skip(1).filter(|ca| !ca.is_self_issued()).count();
    case["max_chain_depth"].as_u64().is_none_or(|most| cas as u64 <= most)
}

fn named(case: &Value, leaf: &Certificate<'_>) -> Result<(), String> {
    let name = &case["expected_peer_name"];
    let identity = match name["kind"].as_str() {
        None => return Ok(()),
        Some("DNS") => {
            let host = DnsName::parse(name["value"].as_str().unwrap()).unwrap();
            return host.find_in(leaf).map(drop).ok_or_else(|| "other host".into());
        }
        Some("IP") => Identity::ip(name["value"].as_str().unwrap().parse().unwrap()),
        _ => Identity::email(name["value"].as_str().unwrap()).unwrap(),
    };
    identity.matches(leaf).map(drop).ok_or_else(|| "other name".into())
}

fn profile(case: &Value, strict: bool) -> Profile {
    let asked = match case["validation_kind"].as_str() {
        Some("CLIENT") => OidSet::table(&[purpose::CLIENT_AUTH]),
        _ => OidSet::table(&[purpose::SERVER_AUTH]),
    };
    let rule = || Clause::new("the case", EkuRule::if_present(asked.clone()).with_any(AnyPurpose::Counts));
    let builder = Profile::builder("limbo")
        .leaf(Requirements::NONE.with_extended_key_usage(rule()))
        .issuers(Requirements::ISSUER.with_extended_key_usage(rule()));
    if strict { builder.strict().build() } else { builder.build() }
}

fn time(case: &Value) -> UnixTime {
    match &case["validation_time"] {
        // The corpus means the present; a test has none.
        Value::Null => UnixTime::parse_rfc3339("2026-11-22T00:00:00Z").unwrap(),
        time => corpus::time(time),
    }
}

fn der(text: &Value) -> Vec<u8> {
    let text = text.as_str().unwrap().as_bytes();
    let blocks = pem::decode_all(text, pem::Limits { bytes: 1 << 22, blocks: 1 }).unwrap();
    blocks[0].data().to_vec()
}

//! x509-limbo: the cases about path validation, and BetterTLS.

use countersign_time::UnixTime;
use countersign_x509::{AnchorLimits, OidSet, Profile, Times, TrustAnchors, VerifiedPath, purpose};
use serde_json::Value;

use crate::corpus::{self, Exceptions, Outcome, Question};

const CORE: Exceptions = &[];

#[test]
fn cases_of_rfc_5280_are_right() {
    let families = ["rfc5280::", "pathlen::", "pathological::", "invalid::"];
    let outcomes =
        outcomes("limbo.core.json", |id| families.iter().any(|family| id.starts_with(family)), true);
    if let Some(outcomes) = outcomes {
        corpus::assert_outcomes(&outcomes, 61, CORE);
    }
}

/// Certificates of the field: paths of them are validated, and RFC 5280 §4 is not asked for.
#[test]
fn advisories_are_right() {
    if let Some(outcomes) = outcomes("limbo.core.json", |id| id.starts_with("cve::"), false) {
        corpus::assert_outcomes(&outcomes, 1, &[]);
    }
}

#[test]
fn better_tls_path_building_is_right() {
    if let Some(outcomes) = outcomes("limbo.bettertls-pathbuilding.json", |_| true, false) {
        corpus::assert_outcomes(&outcomes, 39, &[]);
    }
}

#[test]
fn better_tls_name_constraints_are_right() {
    if let Some(outcomes) = outcomes("limbo.bettertls-nameconstraints-sample.json", |_| true, false) {
        corpus::assert_outcomes(&outcomes, 397, &[]);
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
    let profile = profile(case, strict);
    let question = Question {
        target: corpus::block(&case["peer_certificate"]),
        intermediates: corpus::blocks(&case["untrusted_intermediates"]),
        anchors: TrustAnchors::from_ders(corpus::blocks(&case["trusted_certs"]), AnchorLimits::OwnLimits),
        profile: &profile,
        times: Times::at(time(case)),
    };
    let path = question.path_that(|path| is_short(case, path))?;
    let is_named = corpus::is_named(path.leaf(), &case["expected_peer_name"]);
    if is_named { Ok(()) } else { Err("other name".into()) }
}

/// The limit counts CAs that are not self-issued.
fn is_short(case: &Value, path: &VerifiedPath<'_>) -> bool {
    let cas = path.certificates().iter().skip(1).filter(|ca| !ca.is_self_issued()).count();
    case["max_chain_depth"].as_u64().is_none_or(|most| cas as u64 <= most)
}

fn profile(case: &Value, strict: bool) -> Profile {
    let asked = match case["validation_kind"].as_str() {
        Some("CLIENT") => OidSet::table(&[purpose::CLIENT_AUTH]),
        _ => OidSet::table(&[purpose::SERVER_AUTH]),
    };
    let builder = corpus::for_purposes("limbo", &asked);
    if strict { builder.strict().build() } else { builder.build() }
}

fn time(case: &Value) -> UnixTime {
    match &case["validation_time"] {
        // The corpus means the present; a test has none.
        Value::Null => UnixTime::parse_rfc3339("2026-11-22T00:00:00Z").unwrap(),
        time => corpus::time(time),
    }
}

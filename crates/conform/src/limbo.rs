//! The harness protocol of x509-limbo.

mod profile;

use std::time::SystemTime;

use countersign::encoding::pem;
use countersign::time::UnixTime;
use countersign::x509::{
    AlgorithmRules, AnchorLimits, Budget, Certificate, CertificateSet, DnsName, Identity, Profile, Times,
    TrustAnchors, VerifiedPath, lint,
};
use serde_json::{Value, json};

use crate::answer::Stop;
use crate::{Failure, revocation::Evidence, x509::Question};

/// The `testcases` of a limbo file.
pub fn testcases(file: &Value) -> &[Value] {
    file.get("testcases").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// The harness's answer to a limbo file.
pub fn answer(text: &str) -> Result<String, Failure> {
    let file: Value = serde_json::from_str(text)?;
    let result = |case: &Value| {
        let (result, context) = match verify(case) {
            Ok(()) => ("SUCCESS", None),
            Err(Stop::Refused(why)) => ("FAILURE", Some(why)),
            Err(Stop::Unsupported(why)) => ("SKIPPED", Some(why)),
        };
        json!({"id": case.get("id"), "actual_result": result, "context": context})
    };
    let results: Vec<_> = testcases(&file).iter().map(result).collect();
    let version = env!("CARGO_PKG_VERSION");
    Ok(format!(
        "{}\n",
        json!({"version": 1, "harness": format!("countersign {version}"), "results": results})
    ))
}

/// Whether the peer's certificate is valid; `Unsupported` where no profile of ours means what the case asks for.
pub fn verify(case: &Value) -> Result<(), Stop> {
    // Whether the case can be meant at all comes before what is in it.
    let profile = profile::of(case)?;
    let question = Question {
        target: der(text(case, "peer_certificate"))?,
        intermediates: CertificateSet::from_ders(ders(case, "untrusted_intermediates")?),
        anchors: TrustAnchors::from_ders(ders(case, "trusted_certs")?, limits(case)),
        profile,
        times: Times::at(time(case)?),
        budget: Budget::DEFAULT,
    };
    let crls = ders(case, "crls")?;
    let path = question.path(|path| {
        if !suits(case, path) {
            return Err(Stop::Refused("the path is deeper than the case allows".into()));
        }
        if crls.is_empty() { Ok(()) } else { evidence(&question, crls.clone()).require(path) }
    })?;
    if is_tls(case) {
        recommended(path.leaf())?;
    }
    named(case, path.leaf())
}

/// The lists of a case: with any, each certificate must be known not to be revoked.
fn evidence(question: &Question, crls: Vec<Vec<u8>>) -> Evidence {
    let mut evidence = Evidence::empty(question.times.latest(), AlgorithmRules::DEFAULT);
    evidence.certificates = question.intermediates.clone();
    evidence.crls = crls;
    evidence
}

/// Whether a case is about the certificates of servers and clients, by the rules of the CA/Browser Forum.
fn is_tls(case: &Value) -> bool {
    matches!(text(case, "id").split("::").next(), Some("webpki" | "online"))
}

/// Whether the root counts by name and key alone, as the programs do that reach those sites.
fn limits(case: &Value) -> AnchorLimits {
    match text(case, "id").split("::").next() {
        Some("online") => AnchorLimits::NameAndKey,
        _ => AnchorLimits::OwnLimits,
    }
}

fn recommended(leaf: &Certificate<'_>) -> Result<(), Stop> {
    let told = lint(leaf.der(), Profile::RFC5280);
    let broken = told.violations().iter().find(|told| profile::REQUIRED_OF_LEAVES.contains(&told.rule()));
    broken.map_or(Ok(()), |violation| Err(Stop::Refused(violation.to_string())))
}

/// A limit on the CAs between leaf and anchor counts those that are not self-issued.
fn suits(case: &Value, path: &VerifiedPath<'_>) -> bool {
    let Some(limit) = case.get("max_chain_depth").and_then(Value::as_u64) else { return true };
    let cas = path.certificates().iter().skip(1).filter(|ca| !ca.is_self_issued()).count();
    u64::try_from(cas).is_ok_and(|cas| cas <= limit)
}

/// Every name that is expected must be there, exactly or, of hosts, by RFC 9525.
fn named(case: &Value, leaf: &Certificate<'_>) -> Result<(), Stop> {
    let several = case.get("expected_peer_names").and_then(Value::as_array);
    let names = case.get("expected_peer_name").into_iter().chain(several.into_iter().flatten());
    for name in names.filter(|name| !name.is_null()) {
        let value = text(name, "value");
        let found = match text(name, "kind") {
            "DNS" => DnsName::parse(value)?.find_in(leaf),
            "IP" => Identity::ip(value.parse()?).matches(leaf),
            "RFC822" => Identity::email(value)?.matches(leaf),
            other => return Err(Stop::Unsupported(format!("names of the kind {other}"))),
        };
        if found.is_none() {
            return Err(Stop::Refused(format!("the certificate is not of {value}")));
        }
    }
    Ok(())
}

fn time(case: &Value) -> Result<UnixTime, Stop> {
    match case.get("validation_time").and_then(Value::as_str) {
        Some(text) => Ok(UnixTime::parse_rfc3339(text)?),
        None => {
            let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
            Ok(UnixTime::new(i64::try_from(now.as_secs())?, now.subsec_nanos())?)
        }
    }
}

fn text<'c>(value: &'c Value, name: &str) -> &'c str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn ders(case: &Value, name: &str) -> Result<Vec<Vec<u8>>, Stop> {
    let texts = case.get(name).and_then(Value::as_array).into_iter().flatten();
    texts.map(|text| der(text.as_str().unwrap_or_default())).collect()
}

fn der(text: &str) -> Result<Vec<u8>, Stop> {
    let block = pem::decode_one(text.as_bytes(), usize::MAX)?;
    Ok(block.data().into())
}

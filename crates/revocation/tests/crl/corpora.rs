//! The lists of BoringSSL's suite, whose keys are old.

use core::time::Duration;

use countersign_revocation::{
    CertificateList, CrlChecker, CrlLimits, CrlSet, FreshnessRules, Status,
    crypto::RustCrypto,
    encoding::base64::decode_standard,
    time::UnixTime,
    x509::{
        AlgorithmRules, AnchorLimits, Certificate, PathBuilder, Profile, TrustAnchors, danger::allow_rsa_1024,
    },
};
use serde_json::Value;

/// Rows that are answered otherwise, and why.
const EXCEPTIONS: &[(&str, &str, &str)] = &[(
    "bssl-crl::bad_idp_indirectcrl",
    "GOOD",
    "BoringSSL takes no indirect lists; by RFC 5280 §6.3.3 (b) (1) this one is the issuer's own and about the certificate",
)];

#[test]
fn the_rows_of_boringssl() {
    let Some(folder) = testkit::corpora("boringssl-pki") else { return };
    let rows = testkit::jsonl(&folder.join("crl.jsonl"));
    assert!(!rows.is_empty());
    for row in &rows {
        let id = row["id"].as_str().unwrap();
        let exception = EXCEPTIONS.iter().find(|(exception, ..)| *exception == id);
        let expected = exception.map_or(row["expect"].as_str().unwrap(), |(_, expected, _)| *expected);
        assert_eq!(answer(&row["in"]), expected, "{id}");
    }
}

fn bytes(case: &Value, field: &str) -> Vec<u8> {
    case[field].as_str().map(|text| decode_standard(text.as_bytes()).unwrap()).unwrap_or_default()
}

fn answer(case: &Value) -> &'static str {
    let (crl, cert, issuer) = (bytes(case, "crl"), bytes(case, "cert"), bytes(case, "issuer"));
    let Ok(list) = CertificateList::from_der(&crl, CrlLimits::DEFAULT) else { return "UNKNOWN" };
    let rules = allow_rsa_1024(AlgorithmRules::DEFAULT);
    let path_profile = Profile::RFC5280.with_algorithms(rules);
    let list_profile = Profile::CRL_ISSUER.with_algorithms(rules);
    let now = UnixTime::parse_rfc3339(case["time"].as_str().unwrap()).unwrap();
    let anchors = TrustAnchors::from_ders([issuer], AnchorLimits::NameAndKey);
    let believed = TrustAnchors::from_ders([bytes(case, "issuer2")], AnchorLimits::NameAndKey);
    let target = Certificate::from_der(&cert).unwrap();
    let path = PathBuilder::new(&RustCrypto, &anchors, &path_profile).verify(&target, &[], now).unwrap();
    let age = Duration::from_secs(case["max_age_s"].as_u64().unwrap());
    let mut set = CrlSet::new();
    set.add(list);
    let checker = CrlChecker::new(&RustCrypto, now)
        .profile(&list_profile)
        .crl_issuers(&believed)
        .freshness(FreshnessRules::STRICT.max_age(age));
    match checker.status(&path, 0, &mut set).status() {
        Status::Good(_) => "GOOD",
        Status::Revoked(_) => "REVOKED",
        _ => "UNKNOWN",
    }
}

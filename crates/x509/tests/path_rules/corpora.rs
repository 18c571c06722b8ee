//! Paths of public corpora, put in order by names and key identifiers: what the rules say of them, whoever signed what.

use countersign_x509::{
    Certificate, PolicyInputs,
    path_rules::{PathTop, check_names, check_policies, valid_policies},
};
use testkit::{corpora, jsonl};

use super::{corpus, policy_spec::NODES};

/// 1024 names and 1024 subtrees pass, with what it costs to read them.
const COMPARISONS: u32 = 1_051_000;

type Json = serde_json::Value;

/// The path from a target to the anchor, the anchor left out; nothing where a certificate does not parse.
fn ordered(target: &[u8], others: &[Vec<u8>]) -> Option<Vec<Certificate<'static>>> {
    let mut path = vec![Certificate::from_der(target).ok()?.to_owned()];
    let mut rest: Vec<_> = others
        .iter()
        .map(|der| Certificate::from_der(der).map(|certificate| certificate.to_owned()).ok())
        .collect::<Option<_>>()?;
    while let Some(issuer) = issuer_of(path.last()?, &rest) {
        path.push(rest.remove(issuer));
    }
    Some(path)
}

/// A certificate with the issuer's name, at best the one with the key that is hinted at.
fn issuer_of(certificate: &Certificate<'_>, candidates: &[Certificate<'_>]) -> Option<usize> {
    let hint = certificate.authority_key_identifier().and_then(|hint| hint.key_id());
    let named = |candidate: &Certificate<'_>| candidate.subject().matches(&certificate.issuer());
    let hinted = candidates.iter().position(|it| named(it) && it.subject_key_identifier() == hint);
    hinted.or_else(|| candidates.iter().position(named))
}

fn is_allowed(path: &[Certificate<'_>], top: PathTop, inputs: &PolicyInputs) -> bool {
    let path: Vec<_> = path.iter().collect();
    let policies = check_policies(&path, top, inputs, &mut NODES.clone());
    policies.is_ok() && check_names(&path, None, &mut COMPARISONS.clone()).is_ok()
}

#[test]
fn pkits_sections_of_policies_and_name_constraints() {
    let Some(folder) = corpora("pkits") else { return };
    let mut seen = 0;
    for row in jsonl(&folder.join("pkits.jsonl")) {
        let id = row["id"].as_str().unwrap();
        if !["4.8.", "4.9.", "4.10.", "4.11.", "4.12.", "4.13."].iter().any(|part| id.contains(part)) {
            continue;
        }
        let case = &row["in"];
        let path = ordered(&corpus::bytes(&case["target"]), &corpus::list(&case["intermediates"]));
        let allowed = path.is_some_and(|path| is_allowed(&path, PathTop::Issued, &corpus::policies(case)));
        assert_eq!(allowed, row["expect"] == "VALID", "{id}: {}", row["title"]);
        seen += 1;
    }
    assert!(seen > 50, "{seen} rows");
}

#[test]
fn chains_of_boringssl_about_policies_and_names() {
    let Some(folder) = corpora("boringssl-pki") else { return };
    let mut seen = 0;
    for row in jsonl(&folder.join("chain.jsonl")) {
        let id = row["id"].as_str().unwrap();
        if !id.contains("::polic") && !id.contains("::many-names") {
            continue;
        }
        let chain = corpus::list(&row["in"]["chain"]);
        let own_limits = row["in"]["last_cert_trust"] == "TRUSTED_ANCHOR_WITH_CONSTRAINTS";
        let (path, top) = match own_limits {
            true => (&chain[..], PathTop::Anchor),
            false => (&chain[..chain.len() - 1], PathTop::Issued),
        };
        let path: Vec<_> = path.iter().map(|der| Certificate::from_der(der).unwrap()).collect();
        assert_eq!(is_allowed(&path, top, &PolicyInputs::ANY), row["expect"] == "VALID", "{id}");
        expected_policies(&row["in"], &path, top, id);
        seen += 1;
    }
    assert!(seen > 10, "{seen} rows");
}

fn expected_policies(case: &Json, path: &[Certificate<'_>], top: PathTop, id: &str) {
    let Some(expected) = case["expected_user_constrained_policy_set"].as_str() else { return };
    let path: Vec<_> = path.iter().collect();
    let valid = valid_policies(&path, top, &PolicyInputs::ANY, &mut NODES.clone());
    let mut actual: Vec<_> = valid.unwrap().iter().map(|policy| policy.to_string()).collect();
    let mut expected: Vec<_> = expected.split(", ").map(str::to_owned).collect();
    actual.sort();
    expected.sort();
    assert_eq!(actual, expected, "{id}");
}

/// Cases of a profile of RFC 5280 §4, or of the names of servers: nothing that the rules of names decide.
const OTHER_REASONS: &[&str] = &[
    "rfc5280::nc::permitted-dns-match-noncritical",
    "rfc5280::nc::not-allowed-in-ee-noncritical",
    "rfc5280::nc::not-allowed-in-ee-critical",
];

#[test]
fn limbo_cases_of_name_constraints() {
    let Some(folder) = corpora("x509-limbo") else { return };
    let mut seen = 0;
    for file in ["limbo.core.json", "limbo.bettertls-nameconstraints-sample.json"] {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let suite: Json = serde_json::from_str(&text).unwrap();
        for case in suite["testcases"].as_array().unwrap() {
            let id = case["id"].as_str().unwrap();
            let about = ["rfc5280::nc::", "nc-dos", "bettertls::nameconstraints"];
            if !about.iter().any(|part| id.contains(part)) || OTHER_REASONS.contains(&id) {
                continue;
            }
            let others = ["untrusted_intermediates", "trusted_certs"].map(|list| corpus::blocks(&case[list]));
            let path = ordered(&corpus::block(&case["peer_certificate"]), &others.concat());
            let allowed = path.is_some_and(|path| {
                corpus::is_named(&path[0], &case["expected_peer_name"])
                    && is_allowed(&path, PathTop::Anchor, &PolicyInputs::ANY)
            });
            assert_eq!(allowed, case["expected_result"] == "SUCCESS", "{id}: {}", case["description"]);
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen} cases");
}

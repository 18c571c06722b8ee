//! Public test vectors.

use countersign_encoding::base64::decode_standard;
use countersign_x509::{Certificate, Name, TrustedIdentities};
use serde_json::Value;
use testkit::{corpora, jsonl};

fn bytes(value: &Value) -> Vec<u8> {
    decode_standard(value.as_str().unwrap().as_bytes()).unwrap()
}

#[test]
fn names_match_and_are_within_as_boringssl_says() {
    let Some(folder) = corpora("boringssl-pki") else { return };
    let rows = jsonl(&folder.join("name_match.jsonl"));
    let wrong: Vec<_> = rows.iter().filter(|row| answer(row) != row["expect"].as_bool().unwrap()).collect();
    assert!(
        wrong.is_empty(),
        "{} of {}: {:?}",
        wrong.len(),
        rows.len(),
        wrong.iter().map(|row| &row["id"]).collect::<Vec<_>>()
    );
    assert!(rows.len() >= 100, "{} rows", rows.len());
}

fn answer(row: &Value) -> bool {
    let (a, b) = (bytes(&row["in"]["a"]), bytes(&row["in"]["b"]));
    let (Ok(a), Ok(b)) = (Name::from_der(&a), Name::from_der(&b)) else { return false };
    if row["op"] == "name.match" { a.matches(&b) } else { a.is_within(&b) }
}

#[test]
fn trusted_identities_match_as_notation_says() {
    let Some(folder) = corpora("notation") else { return };
    let rows = jsonl(&folder.join("identity.jsonl"));
    assert!(rows.len() >= 5, "{} rows", rows.len());
    for row in rows {
        let der = bytes(&row["in"]["cert"]);
        let leaf = Certificate::from_der(&der).unwrap();
        let list =
            row["in"]["trusted_identities"].as_array().unwrap().iter().map(|text| text.as_str().unwrap());
        let trusted = TrustedIdentities::parse(list).is_ok_and(|list| list.check(&leaf).is_ok());
        assert_eq!(trusted, row["expect"].as_bool().unwrap(), "{}", row["id"]);
    }
}

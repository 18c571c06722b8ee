//! The envelope around a list.

use countersign_envelope::DsseError;
use countersign_revocation::list::{ListError, ListLimits, SignedRevocationList};

use crate::support::{Signer, authority, draft, envelope, parse, sign, verify};

#[test]
fn what_is_written_is_read_as_the_same() {
    let (one, two) = (Signer::p256(1), Signer::p256(2));
    let signed = sign(&draft(), &[&one, &two]);
    let read = parse(&signed.to_json());
    assert_eq!(read, signed);
    assert_eq!(read.to_json(), signed.to_json());
    assert_eq!(**read.inspect().claimed(), draft().list());
    let ids: Vec<String> = read.key_ids().map(|id| id.unwrap().claimed().to_string()).collect();
    assert_eq!(ids, [one.public().id().to_string(), two.public().id().to_string()]);
}

#[test]
fn a_list_without_its_envelope_is_not_signed() {
    let refusal = SignedRevocationList::parse(&draft().to_payload(), &ListLimits::DEFAULT).unwrap_err();
    assert_eq!(refusal.code(), "CSG-LIST-ENVELOPE");
}

#[test]
fn an_envelope_without_signatures_is_none() {
    let bytes = envelope(&draft().to_payload(), &[]);
    let refusal = SignedRevocationList::parse(&bytes, &ListLimits::DEFAULT).unwrap_err();
    assert_eq!(refusal, ListError::Envelope(DsseError::NoSignatures));
}

#[test]
fn an_envelope_of_too_many_values_is_one_that_is_too_large() {
    let many = format!("{{\"x\":[{}]}}", vec!["7"; 2_000_000].join(","));
    let refusal = SignedRevocationList::parse(many.as_bytes(), &ListLimits::DEFAULT).unwrap_err();
    assert_eq!(refusal.code(), "CSG-LIST-LIMIT", "{refusal}");
}

#[test]
fn the_length_is_looked_at_first() {
    let bytes = sign(&draft(), &[&Signer::p256(1)]).to_json();
    let exact = ListLimits::DEFAULT.with_max_bytes(bytes.len());
    assert!(SignedRevocationList::parse(&bytes, &exact).is_ok());
    let less = ListLimits::DEFAULT.with_max_bytes(bytes.len() - 1);
    let refusal = SignedRevocationList::parse(&bytes, &less).unwrap_err();
    assert_eq!(refusal, ListError::TooLarge { limit: bytes.len() - 1, actual: bytes.len() });
    assert_eq!(refusal.code(), "CSG-LIST-LIMIT");
}

#[test]
fn what_is_signed_and_wrong_is_refused_all_the_same() {
    let signer = Signer::p256(1);
    let payload = String::from_utf8(draft().to_payload()).unwrap();
    assert!(verify(&parse(&envelope(payload.as_bytes(), &[&signer])), &authority(&[&signer], 1)).is_ok());
    let spaced = payload.replace(",", ", ");
    let refusal = SignedRevocationList::parse(&envelope(spaced.as_bytes(), &[&signer]), &ListLimits::DEFAULT);
    assert_eq!(refusal.unwrap_err(), ListError::NotCanonical);
}

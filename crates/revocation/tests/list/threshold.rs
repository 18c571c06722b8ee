//! Attacks on the signatures: one key never counts twice, and another key never.

use countersign_crypto::{KeyType, RustCrypto, strict::EcdsaSignature};
use countersign_envelope::{DsseError, SignatureError, pae, write_dsse_signatures};
use countersign_revocation::list::{
    ListError, ListLimits, ListVerifyError, REVOCATION_LIST_PAYLOAD_TYPE, SignListError, SignedRevocationList,
};

use crate::support::{Signer, authority, draft, envelope, parse, sign, verify};

const KINDS: [KeyType; 4] = [KeyType::EcdsaP256, KeyType::EcdsaP384, KeyType::EcdsaP521, KeyType::Ed25519];

#[test]
fn a_list_by_enough_distinct_keys_is_believed() {
    let signers = KINDS.map(|kind| Signer::new(kind, 3));
    let all: Vec<&Signer> = signers.iter().collect();
    let signed = sign(&draft(), &all);
    for threshold in 1..=all.len() {
        let list = verify(&parse(&signed.to_json()), &authority(&all, threshold)).unwrap();
        let ids: Vec<_> = all.iter().map(|signer| signer.public().id()).collect();
        assert_eq!(list.signers(), ids);
    }
}

fn threshold_of(signatures: &[(Option<&str>, &[u8])], signers: &[&Signer]) -> ListVerifyError {
    let payload = draft().to_payload();
    let bytes = write_dsse_signatures(REVOCATION_LIST_PAYLOAD_TYPE, &payload, signatures.iter().copied());
    verify(&parse(&bytes), &authority(signers, 2)).unwrap_err()
}

#[test]
fn one_key_that_signed_twice_counts_once() {
    let (one, two) = (Signer::p256(1), Signer::p256(2));
    let message = draft().to_be_signed();
    let (by_one, by_two) = (one.sign(&message), two.sign(&message));
    let other_form = EcdsaSignature::read(KeyType::EcdsaP256, one.scheme().encoding(), &by_one)
        .unwrap()
        .write_other_s(one.scheme().encoding());
    let believed = envelope(&draft().to_payload(), &[&one, &two]);
    assert!(verify(&parse(&believed), &authority(&[&one, &two], 2)).is_ok());

    let missing = ListVerifyError::Threshold { required: 2, found: 1 };
    let both = [&one, &two];
    assert_eq!(threshold_of(&[(None, &by_one), (None, &by_one)], &both), missing, "the same signature");
    assert_eq!(threshold_of(&[(None, &by_one), (None, &other_form)], &both), missing, "another signature");
    let (own, other) = (one.public().id().to_string(), two.public().id().to_string());
    let named = [(Some(own.as_str()), by_one.as_slice()), (Some(other.as_str()), other_form.as_slice())];
    assert_eq!(threshold_of(&named, &both), missing, "under another name");
    let spoiled = [(None, by_one.as_slice()), (None, &by_two[..by_two.len() - 1])];
    assert_eq!(threshold_of(&spoiled, &both), missing, "a damaged signature");
}

#[test]
fn signatures_by_others_are_nothing() {
    let (one, stranger) = (Signer::p256(1), Signer::p256(9));
    let list = parse(&envelope(&draft().to_payload(), &[&stranger]));
    let refusal = verify(&list, &authority(&[&one], 1)).unwrap_err();
    assert_eq!(refusal, ListVerifyError::Signature(SignatureError::Mismatch));
    assert_eq!(refusal.code(), "CSG-LIST-SIGNATURE");

    let list = parse(&envelope(&draft().to_payload(), &[&stranger, &one]));
    assert!(verify(&list, &authority(&[&one], 1)).is_ok(), "they do no harm either");
    let two = authority(&[&one, &Signer::p256(2)], 2);
    assert_eq!(verify(&list, &two).unwrap_err(), ListVerifyError::Threshold { required: 2, found: 1 });
    assert_eq!(ListVerifyError::Threshold { required: 2, found: 1 }.code(), "CSG-LIST-THRESHOLD");
}

#[test]
fn a_signature_over_the_bare_payload_or_another_type_is_none() {
    let signer = Signer::p256(1);
    let payload = draft().to_payload();
    let write = |message: &[u8]| {
        let signature = signer.sign(message);
        write_dsse_signatures(REVOCATION_LIST_PAYLOAD_TYPE, &payload, [(None, signature.as_slice())])
    };
    let believed = authority(&[&signer], 1);
    assert!(verify(&parse(&write(&pae(REVOCATION_LIST_PAYLOAD_TYPE, &payload))), &believed).is_ok());
    for message in [payload.clone(), pae("application/vnd.in-toto+json", &payload), pae("", &payload)] {
        assert_eq!(
            verify(&parse(&write(&message)), &believed).unwrap_err(),
            ListVerifyError::Signature(SignatureError::Mismatch)
        );
    }
}

#[test]
fn a_payload_of_another_type_is_no_list() {
    let signer = Signer::p256(1);
    let payload = draft().to_payload();
    for other in [
        "application/vnd.countersign.revocation-list.v2+json",
        "application/vnd.in-toto+json",
        "application/json",
    ] {
        let signature = signer.sign(&pae(other, &payload));
        let bytes = write_dsse_signatures(other, &payload, [(None, signature.as_slice())]);
        let refusal = SignedRevocationList::parse(&bytes, &ListLimits::DEFAULT).unwrap_err();
        assert_eq!((&refusal, refusal.code()), (&ListError::PayloadType, "CSG-LIST-TYPE"));
    }
}

#[test]
fn more_work_than_sixty_four_signatures_by_sixteen_keys_is_refused() {
    let signers: Vec<Signer> = (0..16).map(|seed| Signer::new(KeyType::Ed25519, seed)).collect();
    let all: Vec<&Signer> = signers.iter().collect();
    let signature = signers[15].sign(&draft().to_be_signed());
    let write = |count: usize| {
        let each = core::iter::repeat_n((None, signature.as_slice()), count);
        write_dsse_signatures(REVOCATION_LIST_PAYLOAD_TYPE, &draft().to_payload(), each)
    };
    assert!(verify(&parse(&write(64)), &authority(&all, 1)).is_ok());
    let refusal = SignedRevocationList::parse(&write(65), &ListLimits::DEFAULT).unwrap_err();
    assert_eq!(refusal, ListError::Envelope(DsseError::TooManySignatures { limit: 64, actual: 65 }));
    assert_eq!(refusal.code(), "CSG-LIST-LIMIT");
}

#[test]
fn only_a_right_signature_of_a_new_key_is_added() {
    let (one, two) = (Signer::p256(1), Signer::p256(2));
    let draft = draft();
    let message = draft.to_be_signed();
    let wrong = draft.assemble(&one.public(), &two.sign(&message), &RustCrypto).unwrap_err();
    assert_eq!(wrong, SignListError::Signature { key: one.public().id() });
    let signed = sign(&draft, &[&one]);
    assert_eq!(signed.to_be_signed(), message);
    let add = |signer: &Signer, signature: &[u8]| {
        signed.with_signature(&signer.public(), signature, &RustCrypto).map(|list| list.signatures())
    };
    assert_eq!(add(&two, &two.sign(&message)), Ok(2));
    assert_eq!(add(&two, &one.sign(&message)), Err(SignListError::Signature { key: two.public().id() }));
    assert_eq!(add(&one, &one.sign(&message)), Err(SignListError::SignedAlready { key: one.public().id() }));
}

#[test]
fn no_more_signatures_are_added_than_are_read() {
    let (one, two) = (Signer::p256(1), Signer::p256(2));
    let message = draft().to_be_signed();
    let signature = one.sign(&message);
    let each = core::iter::repeat_n((None, signature.as_slice()), 64);
    let full = parse(&write_dsse_signatures(REVOCATION_LIST_PAYLOAD_TYPE, &draft().to_payload(), each));
    assert_eq!(
        full.with_signature(&two.public(), &two.sign(&message), &RustCrypto).unwrap_err(),
        SignListError::TooManySignatures { limit: 64 }
    );
}

#[test]
fn a_provider_that_lacks_a_key_of_the_authority_verifies_nothing() {
    let ed = Signer::new(KeyType::Ed25519, 1);
    let list = parse(&envelope(&draft().to_payload(), &[&ed]));
    let lacking = Lacking;
    let refusal = list.verify(
        &authority(&[&ed], 1),
        &countersign_revocation::list::Seen::Nothing,
        crate::support::time(crate::support::NOW),
        &lacking,
    );
    let refusal = refusal.unwrap_err();
    assert!(matches!(refusal, ListVerifyError::Key { key, .. } if key == ed.public().id()), "{refusal}");
    assert_eq!(refusal.code(), "CSG-LIST-KEY");
    let error = list.with_signature(&ed.public(), b"", &lacking).unwrap_err();
    assert!(matches!(error, SignListError::Key { .. }));
}

/// A provider that verifies nothing.
#[derive(Debug)]
struct Lacking;

impl countersign_digest::HashProvider for Lacking {
    fn hasher(&self, algorithm: countersign_digest::Algorithm) -> Box<dyn countersign_digest::Hasher> {
        RustCrypto.hasher(algorithm)
    }
}

impl countersign_crypto::CryptoProvider for Lacking {
    fn decode_point(
        &self,
        key_type: KeyType,
        sec1: &[u8],
    ) -> Result<Vec<u8>, countersign_crypto::PointError> {
        RustCrypto.decode_point(key_type, sec1)
    }

    fn public_point(
        &self,
        key_type: KeyType,
        scalar: &[u8],
    ) -> Result<Vec<u8>, countersign_crypto::ScalarError> {
        RustCrypto.public_point(key_type, scalar)
    }

    fn verifying_key(
        &self,
        _: &countersign_crypto::PublicKey,
        scheme: countersign_crypto::Scheme,
    ) -> Result<Box<dyn countersign_crypto::VerifyingKey>, countersign_crypto::KeyUseError> {
        Err(countersign_crypto::KeyUseError::Unsupported { scheme })
    }

    fn signing_key(
        &self,
        _: &countersign_crypto::PrivateKey,
        scheme: countersign_crypto::Scheme,
    ) -> Result<Box<dyn countersign_crypto::SigningKey>, countersign_crypto::KeyUseError> {
        Err(countersign_crypto::KeyUseError::Unsupported { scheme })
    }
}

//! Whom a reader believes.

use core::num::NonZeroUsize;

use countersign_crypto::{KeyType, PublicKey, RustCrypto};
use countersign_revocation::list::{ListAuthority, ListAuthorityError};

use crate::support::{Signer, authority, id};

fn refusal(keys: Vec<PublicKey>, threshold: usize) -> ListAuthorityError {
    ListAuthority::new(id(), keys, NonZeroUsize::new(threshold).unwrap()).unwrap_err()
}

#[test]
fn an_authority_that_no_list_could_satisfy_is_none() {
    let key = Signer::p256(1).public();
    assert_eq!(refusal(vec![key], 2), ListAuthorityError::Threshold { threshold: 2, keys: 1 });
    assert_eq!(refusal(vec![], 1), ListAuthorityError::Threshold { threshold: 1, keys: 0 });
    assert_eq!(NonZeroUsize::new(0), None, "a threshold of 0 cannot be said");
}

/// SubjectPublicKeyInfo with the point in compressed form (SEC 1 §2.3.3).
fn compressed(key: &PublicKey) -> Vec<u8> {
    let point = key.point();
    let sign = 2 + (point[64] & 1);
    let head = [
        0x30, 0x39, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
        0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x22, 0x00, sign,
    ];
    [&head[..], &point[1..33]].concat()
}

#[test]
fn one_key_in_two_encodings_is_one_key() {
    let key = Signer::p256(1).public();
    let again = PublicKey::from_spki_der(&compressed(&key), &RustCrypto).unwrap();
    assert_eq!(refusal(vec![key.clone(), again], 1), ListAuthorityError::KeyTwice { key: key.id() });
}

#[test]
fn an_authority_has_at_most_sixteen_keys() {
    let keys = |count: u8| (0..count).map(|seed| Signer::new(KeyType::Ed25519, seed).public()).collect();
    assert_eq!(refusal(keys(17), 1), ListAuthorityError::TooManyKeys { limit: 16 });
    let sixteen: Vec<PublicKey> = keys(16);
    assert!(ListAuthority::new(id(), sixteen, NonZeroUsize::MIN).is_ok());
}

/// id-RSASSA-PSS without parameters, around any RSA key (RFC 4055 §3.1).
fn restricted(rsa: &PublicKey) -> PublicKey {
    let rsa_encryption = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 5, 0];
    let pss = [0x30, 0x0b, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
    let spki = rsa.spki_der();
    let rest = &spki[4 + rsa_encryption.len()..];
    assert_eq!(spki[4..4 + rsa_encryption.len()], rsa_encryption);
    let length = u16::try_from(pss.len() + rest.len()).unwrap().to_be_bytes();
    let der = [&[0x30, 0x82][..], &length, &pss, rest].concat();
    PublicKey::from_spki_der(&der, &RustCrypto).unwrap()
}

#[test]
fn a_key_that_signs_no_lists_is_refused() {
    let modulus = [[0xc1].as_slice(), &[0x5b; 254], &[0xe7]].concat();
    let limits = countersign_crypto::KeyLimits::default();
    let rsa = PublicKey::from_rsa(&modulus, &[1, 0, 1], &limits, &RustCrypto).unwrap();
    let restricted = restricted(&rsa);
    assert_eq!(
        refusal(vec![restricted.clone()], 1),
        ListAuthorityError::UnusableKey { key: restricted.id() }
    );
    assert!(ListAuthority::new(id(), [rsa], NonZeroUsize::MIN).is_ok());
}

#[test]
fn an_authority_is_shown_with_all_that_it_depends_on() {
    let (one, two) = (Signer::p256(1), Signer::p256(2));
    let (first, second) = (one.public().id(), two.public().id());
    let authority = authority(&[&one, &two], 2);
    assert_eq!(authority.to_string(), format!("release-keys by 2 of {first} {second}"));
    assert_eq!(authority.keys().map(PublicKey::id).collect::<Vec<_>>(), [first, second]);
    assert_eq!((authority.list(), authority.threshold().get()), (&id(), 2));
}

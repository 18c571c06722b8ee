//! Both providers answer alike, whatever arrives: signatures and keys are damaged in every way that a byte allows, and what
//! one provider says of each is what the other one says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot set itself up should stop"
)]

#[path = "../../crypto/tests/suite/rsa_support.rs"]
#[allow(dead_code, reason = "a part of it is used")]
mod rsa_support;
#[path = "../../crypto/tests/suite/support.rs"]
#[allow(dead_code, reason = "a part of it is used")]
mod support;

use countersign_aws_lc::AwsLc;
use countersign_aws_lc::AwsLc as Provider;
use countersign_crypto::SignatureAlgorithm as Algorithm;
use countersign_crypto::{
    CryptoProvider, DigestAlgorithm, KeyLimits, KeyType, Message, PrivateKey, RustCrypto, Scheme,
    SignatureEncoding, SubjectPublicKey, VerifyWithError,
};
use rsa_support::{RsaKey, digest_info, encode_pkcs1};
use testkit::{bit_flips, byte_deletions, truncations};

const MESSAGE: &[u8] = b"what both are asked about";

/// What both say; that it is the same is what is tested. Keys that neither is asked about have no answer.
#[track_caller]
fn both(
    spki: &[u8],
    scheme: Scheme,
    message: Message<'_>,
    signature: &[u8],
) -> Option<Result<(), VerifyWithError>> {
    let key = SubjectPublicKey::parse(spki, &KeyLimits::DEFAULT.with_max_rsa_bits(8192)).ok()?;
    let fast = AwsLc.verify_with(&key, scheme, message, signature);
    let pure = RustCrypto.verify_with(&key, scheme, message, signature);
    assert_eq!(fast, pure, "{scheme:?} of {signature:02x?} under {spki:02x?}");
    Some(fast)
}

/// How many of the answers accept.
fn accepted(answers: impl Iterator<Item = Option<Result<(), VerifyWithError>>>) -> usize {
    answers.filter(|answer| *answer == Some(Ok(()))).count()
}

fn damaged(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let longer = [0, 1, 0x30, 0xff].map(|byte| [bytes, &[byte]].concat());
    let padded = [[&[0], bytes].concat(), vec![0; bytes.len()], vec![0xff; bytes.len()], Vec::new()];
    let kinds = bit_flips(bytes).chain(byte_deletions(bytes)).chain(truncations(bytes));
    kinds.map(|mutant| mutant.bytes).chain(longer).chain(padded)
}

/// Every damage to the signature and a seventh of those to the key; nothing but the signature itself is accepted.
fn holds(spki: &[u8], scheme: Scheme, signature: &[u8], step: usize) {
    let message = Message::Bytes(MESSAGE);
    assert_eq!(both(spki, scheme, message, signature), Some(Ok(())));
    let others = damaged(signature).step_by(step).filter(|other| other != signature);
    assert_eq!(accepted(others.map(|other| both(spki, scheme, message, &other))), 0);
    let keys = damaged(spki).step_by(7).filter(|other| other != spki);
    assert_eq!(accepted(keys.map(|other| both(&other, scheme, message, signature))), 0);
    assert!(both(spki, scheme, Message::Bytes(b"another"), signature).is_some_and(|answer| answer.is_err()));
}

fn made_by(key_type: KeyType, scheme: Scheme) -> (Vec<u8>, Vec<u8>) {
    let scalar = match key_type {
        KeyType::EcdsaP384 => vec![0x42; 48],
        KeyType::EcdsaP521 => [&[0][..], &[0x42; 65]].concat(),
        _ => vec![0x42; 32],
    };
    let key = PrivateKey::from_scalar(key_type, &scalar, &RustCrypto).unwrap();
    let signer = RustCrypto.signing_key(&key, scheme).unwrap();
    (signer.public_key().spki_der().to_vec(), signer.sign(Message::Bytes(MESSAGE)).unwrap())
}

#[test]
fn ecdsa_on_every_curve_with_every_hash_in_both_encodings() {
    for (index, algorithm) in Algorithm::ALL.iter().enumerate() {
        let key_type = algorithm.key_type();
        if !matches!(key_type, KeyType::EcdsaP256 | KeyType::EcdsaP384 | KeyType::EcdsaP521) {
            continue;
        }
        for encoding in [SignatureEncoding::Der, SignatureEncoding::Fixed] {
            let scheme = Scheme::new(*algorithm, encoding).unwrap();
            let (spki, signature) = made_by(key_type, scheme);
            holds(&spki, scheme, &signature, if index == 0 { 1 } else { 17 });
            // The other encoding is never guessed.
            let other = if encoding == SignatureEncoding::Der {
                SignatureEncoding::Fixed
            } else {
                SignatureEncoding::Der
            };
            let (_, in_other) = made_by(key_type, Scheme::new(*algorithm, other).unwrap());
            assert_ne!(both(&spki, scheme, Message::Bytes(MESSAGE), &in_other), Some(Ok(())));
        }
    }
}

#[test]
fn points_in_every_form() {
    for key_type in [KeyType::EcdsaP256, KeyType::EcdsaP384, KeyType::EcdsaP521] {
        let algorithm = Algorithm::ALL.iter().find(|algorithm| algorithm.key_type() == key_type).unwrap();
        let scheme = Scheme::new(*algorithm, SignatureEncoding::Der).unwrap();
        let (spki, signature) = made_by(key_type, scheme);
        let len = SubjectPublicKey::parse(&spki, &KeyLimits::DEFAULT).unwrap().point().len();
        let (front, point) = spki.split_at(spki.len() - len);
        for form in 0..=255u8 {
            let hybrid = [front, &[form], &point[1..]].concat();
            let answer = both(&hybrid, scheme, Message::Bytes(MESSAGE), &signature);
            assert_eq!(answer == Some(Ok(())), form == 4, "{form:#x}");
        }
    }
}

#[test]
fn ed25519() {
    let (spki, signature) = made_by(KeyType::Ed25519, Scheme::ED25519);
    holds(&spki, Scheme::ED25519, &signature, 1);
    // Every `y` whose top octets are extreme, with both signs: among them points that are not canonical or of small order.
    let front = &spki[..spki.len() - 32];
    for low in 0..=255u8 {
        for (fill, top) in [(0, 0), (0, 0x80), (0xff, 0x7f), (0xff, 0xff), (0, 0x10), (0xff, 0x3f)] {
            let mut point = [fill; 32];
            (point[0], point[31]) = (low, top);
            let key = [front, &point].concat();
            both(&key, Scheme::ED25519, Message::Bytes(MESSAGE), &signature);
            let mut own = signature.clone();
            own[..32].copy_from_slice(&point);
            both(&spki, Scheme::ED25519, Message::Bytes(MESSAGE), &own);
            own[32..].fill(0);
            both(&key, Scheme::ED25519, Message::Bytes(MESSAGE), &own);
        }
    }
}

#[test]
fn rsa_of_every_width_with_both_paddings() {
    // 2048, 2049 and 3072 bits.
    for key in [RsaKey::two(0, 1), RsaKey::two(0, 8), RsaKey::of(&[0, 1, 2])] {
        let spki = key.public().spki_der().to_vec();
        holds(&spki, Scheme::RSA_PKCS1_SHA256, &key.pkcs1(MESSAGE), 13);
        for digest in [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512] {
            for salt_len in [0, 1, 20, 32, 48, 64, 100] {
                let scheme = |salt_len| {
                    Scheme::new(Algorithm::RsaPss { digest, salt_len }, SignatureEncoding::Fixed).unwrap()
                };
                let signature = key.pss(digest, MESSAGE, &vec![0x5a; salt_len.into()]);
                holds(&spki, scheme(salt_len), &signature, 301);
                for other in [0, 19, 32, 48, 64, 65, 500] {
                    let answer = both(&spki, scheme(other), Message::Bytes(MESSAGE), &signature);
                    assert_eq!(answer == Some(Ok(())), other == salt_len, "{other} for {salt_len}");
                }
            }
        }
    }
}

/// Encoded messages that nobody signs: every one of few bits, and the form of PKCS #1 with each octet of its front changed.
#[test]
fn encoded_messages_of_every_form() {
    let key = RsaKey::two(0, 1);
    let spki = key.public().spki_der().to_vec();
    let right = encode_pkcs1(key.len(), &digest_info(MESSAGE));
    let (front, info) = (3, right.len() - digest_info(MESSAGE).len());
    for at in (0..front).chain(info - 1..right.len()) {
        for flip in [1, 0x80, 0xff] {
            let mut encoded = right.clone();
            encoded[at] ^= flip;
            encoded[0] &= 0x3f;
            let expected = encoded == right;
            let answer = both(&spki, Scheme::RSA_PKCS1_SHA256, Message::Bytes(MESSAGE), &key.raw(&encoded));
            assert_eq!(answer == Some(Ok(())), expected, "octet {at}");
        }
    }
}

//! Published signatures.

use countersign_crypto::{
    DigestAlgorithm, HashProvider, KeyType, Message, PublicKey, SignError, VerifyError,
};
use countersign_encoding::base64;

use crate::Provider;
use crate::support::{DER, FIXED, ORDER, RFC_6979, negate, private, signer, unhex, verifier};

/// RFC 6979 §A.2.5, "With SHA-256".
const SAMPLE: [&str; 2] = [
    "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
    "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
];
const TEST: [&str; 2] = [
    "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367",
    "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083",
];

#[test]
fn the_public_key_of_rfc_6979_belongs_to_its_private_key() {
    let expected = "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6\
                    7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
    assert_eq!(private(RFC_6979).public_key().point(), unhex(expected));
}

#[test]
fn signs_the_vectors_of_rfc_6979_with_the_lower_s() {
    let signer = signer(&private(RFC_6979), FIXED);
    let verifier = verifier(signer.public_key(), FIXED);
    for (message, [r, s], high) in [("sample", SAMPLE, true), ("test", TEST, false)] {
        let message = Message::Bytes(message.as_bytes());
        let (r, s) = (unhex(r), unhex(s));
        let low = if high { negate(&s) } else { s.clone() };
        if crate::DETERMINISTIC {
            assert_eq!(signer.sign(message).unwrap(), [&r[..], &low].concat());
        }
        // As published, whichever s it has.
        assert_eq!(verifier.verify(message, &[&r[..], &s].concat()), Ok(()));
    }
}

#[test]
fn the_test_arithmetic_negates() {
    assert_eq!(negate(&negate(&unhex(SAMPLE[1]))), unhex(SAMPLE[1]));
    assert_eq!(negate(&[0; 32]), unhex(ORDER));
}

#[test]
fn verifies_the_example_of_the_dsse_protocol() {
    let point = "0467cd390f77aa359cb08c2235f652270493a9ed832b0abcc01f70954c0390d238\
                 0c782bd54e269125a44f4433aff1432ce94e12bca73aa67ac80cea12608ddf74";
    let key = PublicKey::from_point(KeyType::EcdsaP256, &unhex(point), &Provider).unwrap();
    let signature =
        "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==";
    let signature = base64::decode_standard(signature.as_bytes()).unwrap();
    let verifier = verifier(&key, FIXED);
    let encoded = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world";
    assert_eq!(verifier.verify(Message::Bytes(encoded), &signature), Ok(()));
    assert_eq!(verifier.verify(Message::Bytes(b"hello world"), &signature), Err(VerifyError::Mismatch));
}

#[test]
fn a_digest_serves_as_well_as_the_bytes() {
    let digest = Provider.hash(DigestAlgorithm::Sha256, b"sample");
    let signer = signer(&private(RFC_6979), DER);
    let verifier = verifier(signer.public_key(), DER);
    let by_digest = signer.sign(Message::Digest(&digest)).unwrap();
    assert_eq!(by_digest == signer.sign(Message::Bytes(b"sample")).unwrap(), crate::DETERMINISTIC);
    assert_eq!(verifier.verify(Message::Digest(&digest), &by_digest), Ok(()));
    assert_eq!(verifier.verify(Message::Bytes(b"sample"), &by_digest), Ok(()));
    // A digest is not itself the message.
    assert_eq!(verifier.verify(Message::Bytes(digest.as_bytes()), &by_digest), Err(VerifyError::Mismatch));
}

#[test]
fn refuses_digests_of_other_algorithms() {
    let signer = signer(&private(RFC_6979), DER);
    let verifier = verifier(signer.public_key(), DER);
    let signature = signer.sign(Message::Bytes(b"sample")).unwrap();
    let expected = DigestAlgorithm::Sha256;
    for actual in [DigestAlgorithm::Sha384, DigestAlgorithm::Sha512] {
        let digest = Provider.hash(actual, b"sample");
        let message = Message::Digest(&digest);
        assert_eq!(verifier.verify(message, &signature), Err(VerifyError::WrongDigest { expected, actual }));
        match signer.sign(message) {
            Err(SignError::WrongDigest { expected: signs, actual: given }) => {
                assert_eq!((signs, given), (expected, actual));
            }
            other => panic!("{other:?}"),
        }
        let wrong = message.to_digest(expected, &Provider).unwrap_err();
        assert_eq!(VerifyError::from(wrong), VerifyError::WrongDigest { expected, actual });
        assert_eq!(message.to_digest(actual, &Provider), Ok(digest));
    }
}

#[test]
fn a_key_stays_bound_to_its_scheme() {
    for scheme in [DER, FIXED] {
        let key = private(RFC_6979);
        assert_eq!(signer(&key, scheme).scheme(), scheme);
        assert_eq!(signer(&key, scheme).public_key(), key.public_key());
        assert_eq!(verifier(key.public_key(), scheme).scheme(), scheme);
        assert_eq!(verifier(key.public_key(), scheme).public_key(), key.public_key());
    }
}

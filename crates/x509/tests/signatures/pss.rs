//! The parameters of RSASSA-PSS (RFC 4055 §3.1).

use countersign_crypto::{DigestAlgorithm, PssParametersError};
use countersign_x509::{AlgorithmError, AlgorithmRules, SignatureAlgorithm, SignatureError};

use crate::support::{self, RSA, tlv, unhex, verify};

const MGF1: &str = "06092a864886f70d010108";

/// The AlgorithmIdentifier of SHA-256 (1), SHA-384 (2) or SHA-512 (3), with NULL.
fn hash(number: u8) -> Vec<u8> {
    support::identifier(&format!("06096086480165030402{number:02x}"), "0500")
}

fn mask(hash: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&unhex(MGF1), hash])
}

fn salt(contents: &[u8]) -> Vec<u8> {
    tlv(0xa2, &[&tlv(2, &[contents])])
}

fn of(fields: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &[&unhex(&format!("{RSA}0a")), &tlv(0x30, fields)])
}

/// The identifier with one hash and a salt of fewer than 128 bytes; none is 20.
pub fn identifier(number: u8, salt_len: Option<u8>) -> Vec<u8> {
    let hashes = [tlv(0xa0, &[&hash(number)]), tlv(0xa1, &[&mask(&hash(number))])];
    let salt = salt_len.map(|len| salt(&[len])).unwrap_or_default();
    of(&[&hashes[0], &hashes[1], &salt])
}

fn read(fields: &[&[u8]]) -> Result<(DigestAlgorithm, u16), AlgorithmError> {
    match SignatureAlgorithm::read(&of(fields))? {
        SignatureAlgorithm::RsaPss(parameters) => Ok((parameters.digest(), parameters.salt_len())),
        other => panic!("{other}"),
    }
}

fn refused(fields: &[&[u8]]) -> PssParametersError {
    match read(fields) {
        Err(AlgorithmError::PssParameters(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_hashes_and_the_salt_are_read() {
    for (number, digest) in
        [(1, DigestAlgorithm::Sha256), (2, DigestAlgorithm::Sha384), (3, DigestAlgorithm::Sha512)]
    {
        let (h, m) = (tlv(0xa0, &[&hash(number)]), tlv(0xa1, &[&mask(&hash(number))]));
        assert_eq!(read(&[&h, &m, &salt(&[32])]), Ok((digest, 32)));
        assert_eq!(read(&[&h, &m]), Ok((digest, 20)), "the default");
        assert_eq!(read(&[&h, &m, &salt(&[0])]), Ok((digest, 0)));
        assert_eq!(read(&[&h, &m, &salt(&[0, 0xff, 0xff])]), Ok((digest, 65535)));
    }
}

/// RFC 4055 §2.1: both forms of a hash's identifier are read.
#[test]
fn the_parameters_of_a_hash_are_null_or_absent() {
    let bare = support::identifier("0609608648016503040201", "");
    for (h, m) in [(bare.clone(), hash(1)), (hash(1), bare.clone()), (bare.clone(), bare.clone())] {
        let answer = read(&[&tlv(0xa0, &[&h]), &tlv(0xa1, &[&mask(&m)])]);
        assert_eq!(answer, Ok((DigestAlgorithm::Sha256, 20)));
    }
    let other = support::identifier("0609608648016503040201", "3000");
    let m = tlv(0xa1, &[&mask(&hash(1))]);
    assert_eq!(refused(&[&tlv(0xa0, &[&other]), &m]), PssParametersError::UnsupportedHash);
}

#[test]
fn two_hashes_or_another_mask_are_refused() {
    let (h, m) = (tlv(0xa0, &[&hash(1)]), tlv(0xa1, &[&mask(&hash(1))]));
    assert!(read(&[&h, &m]).is_ok());
    assert_eq!(refused(&[&h, &tlv(0xa1, &[&mask(&hash(2))])]), PssParametersError::MixedHashes);
    assert_eq!(refused(&[&h]), PssParametersError::MixedHashes, "MGF1 over SHA-1 is the default");
    let shake = support::identifier("060960864801650304020b", "");
    assert_eq!(refused(&[&h, &tlv(0xa1, &[&shake])]), PssParametersError::UnsupportedMaskGeneration);
}

#[test]
fn sha1_is_refused_whether_named_or_left_out() {
    let sha1 = support::identifier("06052b0e03021a", "0500");
    let (h, m) = (tlv(0xa0, &[&sha1]), tlv(0xa1, &[&mask(&sha1)]));
    assert_eq!(refused(&[&h, &m]), PssParametersError::UnsupportedHash);
    assert_eq!(refused(&[]), PssParametersError::UnsupportedHash);
    assert_eq!(refused(&[&tlv(0xa1, &[&mask(&hash(1))])]), PssParametersError::UnsupportedHash);
}

#[test]
fn absent_parameters_are_for_keys_and_not_for_signatures() {
    let absent = tlv(0x30, &[&unhex(&format!("{RSA}0a"))]);
    assert!(matches!(SignatureAlgorithm::read(&absent), Err(AlgorithmError::Parameters { .. })));
    for (parameters, name) in [("0500", "NULL"), ("020101", "an integer")] {
        let other = support::identifier(&format!("{RSA}0a"), parameters);
        let answer = SignatureAlgorithm::read(&other);
        assert_eq!(answer, Err(PssParametersError::Encoding.into()), "{name}");
    }
}

#[test]
fn salts_that_are_negative_or_huge_or_padded_are_refused() {
    let (h, m) = (tlv(0xa0, &[&hash(1)]), tlv(0xa1, &[&mask(&hash(1))]));
    for contents in [&[0x80][..], &[0xff], &[1, 0, 0], &[0x7f, 0xff, 0xff, 0xff], &[0x7f; 9], &[0, 32], &[]] {
        assert_eq!(refused(&[&h, &m, &salt(contents)]), PssParametersError::Encoding, "{contents:02x?}");
    }
}

/// X.690 §11.5. No certificate of the corpora writes them.
#[test]
fn defaults_that_are_written_out_are_refused() {
    let (h, m) = (tlv(0xa0, &[&hash(1)]), tlv(0xa1, &[&mask(&hash(1))]));
    assert_eq!(refused(&[&h, &m, &salt(&[20])]), PssParametersError::Encoding);
    for number in [0u8, 1, 2, 0xbc] {
        let trailer = tlv(0xa3, &[&tlv(2, &[&[0, number][usize::from(number < 128)..]])]);
        assert_eq!(refused(&[&h, &m, &salt(&[32]), &trailer]), PssParametersError::Trailer, "{number}");
    }
}

#[test]
fn fields_stand_in_their_order_and_once() {
    let (h, m, s) = (tlv(0xa0, &[&hash(1)]), tlv(0xa1, &[&mask(&hash(1))]), salt(&[32]));
    for fields in [[&m[..], &h, &s], [&h, &s, &m], [&h, &h, &m], [&h, &m, &[5, 0]]] {
        assert_eq!(refused(&fields), PssParametersError::Encoding);
    }
}

#[test]
fn what_openssl_signed_is_verified_with_the_salt_that_is_named() {
    let rules = AlgorithmRules::DEFAULT;
    for (name, algorithm) in [
        ("rsa2048-pss-sha256-32", identifier(1, Some(32))),
        ("rsa2048-pss-sha384-48", identifier(2, Some(48))),
        ("rsa2048-pss-sha512-64", identifier(3, Some(64))),
        ("rsa2048-pss-sha256-20", identifier(1, None)),
        ("rsa2048-pss-sha256-0", identifier(1, Some(0))),
        ("rsa2048-pss-sha256-222", {
            let (h, m) = (tlv(0xa0, &[&hash(1)]), tlv(0xa1, &[&mask(&hash(1))]));
            of(&[&h, &m, &salt(&[0, 222])])
        }),
    ] {
        assert_eq!(verify(name, &algorithm, &rules), Ok(()), "{name}");
        let other = identifier(1, Some(33));
        assert_eq!(verify(name, &other, &rules), Err(SignatureError::Mismatch), "{name} with another salt");
    }
}

/// A salt that does not fit into the modulus costs nothing and matches nothing.
#[test]
fn a_salt_longer_than_the_modulus_is_a_mismatch() {
    let (h, m) = (tlv(0xa0, &[&hash(1)]), tlv(0xa1, &[&mask(&hash(1))]));
    let algorithm = of(&[&h, &m, &salt(&[0, 0xff, 0xff])]);
    let answer = verify("rsa2048-pss-sha256-32", &algorithm, &AlgorithmRules::DEFAULT);
    assert_eq!(answer, Err(SignatureError::Mismatch));
}

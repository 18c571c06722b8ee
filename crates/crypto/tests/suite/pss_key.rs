//! Keys under `id-RSASSA-PSS` (RFC 4055).

use countersign_crypto::{
    AlgorithmRefusal, AllowedAlgorithms, CryptoProvider, DigestAlgorithm, Format, KeyUseError,
    PssParametersError, PublicKey, PublicKeyError, Scheme, SignatureAlgorithm, SignatureEncoding,
    allowed_schemes,
};

use crate::{
    Provider,
    rsa_support::{RsaKey, octets},
    support::{integer, tlv, unhex},
};

const PSS: &str = "06092a864886f70d01010a";
const MGF1: &str = "06092a864886f70d010108";
const SHA1: &str = "06052b0e03021a";
const SHA256: &str = "0609608648016503040201";
const SHA512: &str = "0609608648016503040203";

fn spki(parameters: &[u8]) -> Vec<u8> {
    let key = tlv(0x30, &[integer(&octets(&RsaKey::two(0, 1).modulus)), integer(&[1, 0, 1])].concat());
    let algorithm = tlv(0x30, &[&unhex(PSS), parameters].concat());
    tlv(0x30, &[algorithm, tlv(3, &[&[0], &key[..]].concat())].concat())
}

fn parse(parameters: &[u8]) -> Result<PublicKey, PublicKeyError> {
    PublicKey::from_spki_der(&spki(parameters), &Provider)
}

fn identifier(oid: &str, rest: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&unhex(oid), rest].concat())
}

fn hash(oid: &str) -> Vec<u8> {
    tlv(0xa0, &identifier(oid, &[5, 0]))
}

fn mask(oid: &str) -> Vec<u8> {
    tlv(0xa1, &identifier(MGF1, &identifier(oid, &[5, 0])))
}

fn salt(length: u8) -> Vec<u8> {
    tlv(0xa2, &integer(&[length]))
}

fn parameters(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

fn pss(digest: DigestAlgorithm, salt_len: u16) -> Scheme {
    Scheme::new(SignatureAlgorithm::RsaPss { digest, salt_len }, SignatureEncoding::Fixed).unwrap()
}

#[test]
fn is_the_same_key_as_the_unrestricted_one() {
    let unrestricted = RsaKey::two(0, 1).public();
    for parameters in [Vec::new(), parameters(&[hash(SHA256), mask(SHA256), salt(32)])] {
        let key = parse(&parameters).unwrap();
        assert_eq!(
            (key.id(), &key, key.spki_der()),
            (unrestricted.id(), &unrestricted, unrestricted.spki_der())
        );
        assert!(key.rsa_pss_restriction().is_some());
    }
    assert_eq!(unrestricted.rsa_pss_restriction(), None);
}

#[test]
fn admits_only_its_hash_and_salts_that_are_not_shorter() {
    let key = parse(&parameters(&[hash(SHA256), mask(SHA256), salt(32)])).unwrap();
    let restriction = key.rsa_pss_restriction().unwrap();
    assert_eq!((restriction.digest(), restriction.min_salt_len()), (Some(DigestAlgorithm::Sha256), 32));
    assert_eq!(allowed_schemes(&key, Format::Jws), [Scheme::RSA_PSS_SHA256]);
    assert!(allowed_schemes(&key, Format::CosignImage).is_empty());
    assert!(allowed_schemes(&key, Format::CosignBlob).is_empty());
    for scheme in [pss(DigestAlgorithm::Sha256, 32), pss(DigestAlgorithm::Sha256, 33)] {
        assert!(Provider.verifying_key(&key, scheme).is_ok());
    }
    for scheme in [
        Scheme::RSA_PKCS1_SHA256,
        Scheme::RSA_PSS_SHA384,
        Scheme::RSA_PSS_SHA512,
        pss(DigestAlgorithm::Sha256, 31),
        pss(DigestAlgorithm::Sha256, 0),
    ] {
        let refused = Provider.verifying_key(&key, scheme).unwrap_err();
        assert_eq!(refused, KeyUseError::Restricted { scheme });
    }
}

#[test]
fn no_list_of_algorithms_admits_what_the_key_does_not() {
    let restricted = parse(&parameters(&[hash(SHA256), mask(SHA256), salt(32)])).unwrap();
    let all = AllowedAlgorithms::all();
    for (scheme, admitted) in [
        (Scheme::RSA_PSS_SHA256, true),
        (Scheme::RSA_PSS_SHA512, false),
        (pss(DigestAlgorithm::Sha256, 31), false),
        (Scheme::RSA_PKCS1_SHA256, false),
    ] {
        let algorithm = scheme.algorithm();
        assert_eq!(all.check(&RsaKey::two(0, 1).public(), algorithm), Ok(()));
        let expected = if admitted { Ok(()) } else { Err(AlgorithmRefusal::Restricted { algorithm }) };
        assert_eq!(all.check(&restricted, algorithm), expected, "{algorithm}");
    }
}

#[test]
fn without_parameters_admits_every_hash_and_no_pkcs1() {
    let key = parse(&[]).unwrap();
    assert_eq!(key.rsa_pss_restriction().unwrap().digest(), None);
    let schemes = [Scheme::RSA_PSS_SHA256, Scheme::RSA_PSS_SHA384, Scheme::RSA_PSS_SHA512];
    assert_eq!(allowed_schemes(&key, Format::Jws), schemes);
    let scheme = Scheme::RSA_PKCS1_SHA512;
    assert_eq!(Provider.verifying_key(&key, scheme).unwrap_err(), KeyUseError::Restricted { scheme });
}

#[test]
fn a_salt_longer_than_the_hash_leaves_no_scheme_in_the_table() {
    let key = parse(&parameters(&[hash(SHA512), mask(SHA512), salt(65)])).unwrap();
    assert!(allowed_schemes(&key, Format::Jws).is_empty());
}

#[test]
fn the_identifiers_parameters_may_be_absent_and_the_salt_is_20_where_none_is_named() {
    let absent =
        [tlv(0xa0, &identifier(SHA256, &[])), tlv(0xa1, &identifier(MGF1, &identifier(SHA256, &[])))];
    let key = parse(&parameters(&absent)).unwrap();
    let restriction = key.rsa_pss_restriction().unwrap();
    assert_eq!((restriction.digest(), restriction.min_salt_len()), (Some(DigestAlgorithm::Sha256), 20));
}

#[test]
fn refuses_every_other_set_of_parameters() {
    use PssParametersError as E;
    let trailer = |number: u8| tlv(0xa3, &integer(&[number]));
    let other_mask = tlv(0xa1, &identifier("06092a864886f70d010109", &identifier(SHA256, &[5, 0])));
    let bare_mask = tlv(0xa1, &identifier(MGF1, &[]));
    let odd_hash = tlv(0xa0, &identifier(SHA256, &[4, 0]));
    for (what, parts, expected) in [
        ("SHA-1 by default", vec![], E::UnsupportedHash),
        ("SHA-1 by name", vec![hash(SHA1), mask(SHA1), salt(32)], E::UnsupportedHash),
        ("SHA-224", vec![hash("0609608648016503040204"), mask(SHA256)], E::UnsupportedHash),
        ("only a salt", vec![salt(32)], E::UnsupportedHash),
        ("other parameters of the hash", vec![odd_hash, mask(SHA256), salt(32)], E::UnsupportedHash),
        ("mask by default with SHA-1", vec![hash(SHA256), salt(32)], E::MixedHashes),
        ("mask with SHA-1", vec![hash(SHA256), mask(SHA1), salt(32)], E::MixedHashes),
        ("mask with SHA-512", vec![hash(SHA256), mask(SHA512), salt(32)], E::MixedHashes),
        ("mask without a hash", vec![hash(SHA256), bare_mask, salt(32)], E::MixedHashes),
        ("another mask", vec![hash(SHA256), other_mask, salt(32)], E::UnsupportedMaskGeneration),
        ("the default salt, written", vec![hash(SHA256), mask(SHA256), salt(20)], E::Encoding),
        ("the default trailer, written", vec![hash(SHA256), mask(SHA256), salt(32), trailer(1)], E::Trailer),
        ("another trailer", vec![hash(SHA256), mask(SHA256), salt(32), trailer(2)], E::Trailer),
        ("twice the hash", vec![hash(SHA256), hash(SHA256), mask(SHA256)], E::Encoding),
        ("out of order", vec![mask(SHA256), hash(SHA256)], E::Encoding),
        ("a negative salt", vec![hash(SHA256), mask(SHA256), tlv(0xa2, &[2, 1, 0x80])], E::Encoding),
        ("a salt of 65,536", vec![hash(SHA256), mask(SHA256), tlv(0xa2, &[2, 3, 1, 0, 0])], E::Encoding),
        ("a fifth field", vec![hash(SHA256), mask(SHA256), salt(32), tlv(0xa4, &[5, 0])], E::Encoding),
    ] {
        assert_eq!(parse(&parameters(&parts)), Err(expected.into()), "{what}");
    }
    assert_eq!(parse(&[5, 0]), Err(E::Encoding.into()));
}

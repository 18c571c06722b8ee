//! What a provider of another make can do wrong, and what is then said.

use countersign_crypto::{
    CryptoProvider, DigestAlgorithm, GenerateError, HashProvider, Hasher, KeyLimits, KeyType, KeyUseError,
    PointError, PrivateKey, PrivateKeyError, PublicKey, PublicKeyError, RandomError, RsaPrivateKeyError,
    ScalarError, Scheme, SigningKey, VerifyingKey,
};

use crate::Provider;
use crate::rsa_support::{RsaKey, parts};
use crate::support::{DER, RFC_6979, compress, cosign_key, cosign_spki, private, unhex};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    None,
    NoCurve,
    LongHash,
    CompressedPoint,
    HybridPoint,
    LongPoint,
    OffCurve,
    WrongPublicPoint,
}

/// Provider with one fault.
#[derive(Debug)]
struct Faulty(Fault);

impl HashProvider for Faulty {
    fn hasher(&self, algorithm: DigestAlgorithm) -> Box<dyn Hasher> {
        Provider.hasher(if self.0 == Fault::LongHash { DigestAlgorithm::Sha512 } else { algorithm })
    }
}

impl CryptoProvider for Faulty {
    fn decode_point(&self, key_type: KeyType, sec1: &[u8]) -> Result<Vec<u8>, PointError> {
        if self.0 == Fault::NoCurve {
            return Err(PointError::Unsupported { key_type });
        }
        let mut point = Provider.decode_point(key_type, sec1)?;
        match self.0 {
            Fault::CompressedPoint => Ok(compress(&point)),
            Fault::HybridPoint => Ok([&[6 + (point[64] & 1)], &point[1..]].concat()),
            Fault::LongPoint => Ok([&point[..], &[0]].concat()),
            Fault::OffCurve => {
                point[64] ^= 1;
                Ok(point)
            }
            _ => Ok(point),
        }
    }

    fn public_point(&self, key_type: KeyType, scalar: &[u8]) -> Result<Vec<u8>, ScalarError> {
        match self.0 {
            Fault::NoCurve => Err(ScalarError::Unsupported { key_type }),
            Fault::WrongPublicPoint => Ok(vec![4; 65]),
            _ => Provider.public_point(key_type, scalar),
        }
    }

    fn verifying_key(&self, key: &PublicKey, scheme: Scheme) -> Result<Box<dyn VerifyingKey>, KeyUseError> {
        if self.0 == Fault::NoCurve {
            return Err(KeyUseError::Unsupported { scheme });
        }
        Provider.verifying_key(key, scheme)
    }

    fn signing_key(&self, key: &PrivateKey, scheme: Scheme) -> Result<Box<dyn SigningKey>, KeyUseError> {
        Provider.signing_key(key, scheme)
    }
}

fn public(fault: Fault) -> Result<PublicKey, PublicKeyError> {
    PublicKey::from_spki_der(&cosign_spki(), &Faulty(fault))
}

fn secret(fault: Fault) -> Result<PrivateKey, PrivateKeyError> {
    PrivateKey::from_scalar(KeyType::EcdsaP256, &unhex(RFC_6979), &Faulty(fault))
}

#[test]
fn a_provider_without_faults_gives_the_same_keys() {
    assert_eq!(public(Fault::None), Ok(cosign_key()));
    assert_eq!(secret(Fault::None).unwrap().public_key(), private(RFC_6979).public_key());
}

#[test]
fn a_missing_curve_is_told_apart_from_a_bad_key() {
    let key_type = KeyType::EcdsaP256;
    assert_eq!(public(Fault::NoCurve), Err(PublicKeyError::Point(PointError::Unsupported { key_type })));
    let unsupported = PrivateKeyError::Scalar(ScalarError::Unsupported { key_type });
    assert_eq!(secret(Fault::NoCurve).unwrap_err(), unsupported);
    let refused = Faulty(Fault::NoCurve).verifying_key(&cosign_key(), DER).unwrap_err();
    assert_eq!(refused, KeyUseError::Unsupported { scheme: DER });
    assert!(refused.to_string().contains("ecdsa-p256-sha256"), "{refused}");
}

#[test]
fn a_missing_curve_ends_the_generation_at_once() {
    let mut draws = 0;
    let mut random = |out: &mut [u8]| -> Result<(), RandomError> {
        draws += 1;
        out.fill(7);
        Ok(())
    };
    let key_type = KeyType::EcdsaP256;
    let error = PrivateKey::generate(key_type, &mut random, &Faulty(Fault::NoCurve)).unwrap_err();
    assert_eq!(error, GenerateError::Key(PrivateKeyError::Scalar(ScalarError::Unsupported { key_type })));
    assert_eq!(draws, 1);
}

#[test]
fn a_hash_of_another_length_makes_no_key_id() {
    assert_eq!(public(Fault::LongHash), Err(PublicKeyError::Provider));
}

#[test]
fn a_point_that_is_not_uncompressed_makes_no_second_form_of_a_key() {
    for fault in [Fault::CompressedPoint, Fault::HybridPoint, Fault::LongPoint] {
        assert_eq!(public(fault), Err(PublicKeyError::Provider), "{fault:?}");
    }
}

#[test]
fn a_computed_public_key_that_is_none_makes_no_private_key() {
    let error = secret(Fault::WrongPublicPoint).unwrap_err();
    assert_eq!(error, PrivateKeyError::Public(PublicKeyError::Point(PointError::Invalid)));
}

#[test]
fn a_key_that_one_provider_let_pass_is_refused_by_another() {
    let off_curve = public(Fault::OffCurve).unwrap();
    assert_eq!(Provider.verifying_key(&off_curve, DER).unwrap_err(), KeyUseError::Refused);
}

#[test]
fn a_provider_that_checks_no_rsa_private_keys_takes_none() {
    let numbers = RsaKey::two(0, 1).parts();
    let import = |provider: &dyn CryptoProvider| {
        PrivateKey::from_rsa(parts(&numbers), &KeyLimits::default(), provider).map(|_| ())
    };
    assert_eq!(import(&Provider), Ok(()));
    let unsupported = PrivateKeyError::Rsa(RsaPrivateKeyError::Unsupported);
    assert_eq!(import(&Faulty(Fault::None)), Err(unsupported));
}

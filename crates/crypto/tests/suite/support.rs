//! Keys, DER and the arithmetic of the group order that the tests need.

use countersign_crypto::{
    CryptoProvider, DigestAlgorithm, HashProvider, Hasher, KeyLimits, KeyType, KeyUseError, Message,
    PointError, PrivateKey, PublicKey, RandomError, ScalarError, Scheme, SigningKey, SubjectPublicKey,
    VerifyError, VerifyWithError, VerifyingKey,
};

use crate::Provider;
use countersign_encoding::{base64, hex};
use testkit::Prng;

pub const DER: Scheme = Scheme::ECDSA_P256_SHA256_DER;
pub const FIXED: Scheme = Scheme::ECDSA_P256_SHA256_FIXED;

/// The order of the group of P-256 (FIPS 186-5, SP 800-186 §3.2.1.3).
pub const ORDER: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
/// The prime of the field of P-256.
pub const PRIME: &str = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";
/// The private key of RFC 6979 §A.2.5.
pub const RFC_6979: &str = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";

/// A public key that Cosign wrote, and the hint that it put into its bundles.
pub const COSIGN_SPKI: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE89mCedUPDLoREQ+p7dH5XDYChM7yIoDwjxgsVYHTzvKz\
                               IgeYaSV8OGM90t6YfPufVtTjoal0NF6wn721JB5CgA==";
pub const COSIGN_HINT: &str = "5fgh2wx0rSt44a84aqZlKySFZisnomJWhkLqpwp/UUU=";

pub fn unhex(text: &str) -> Vec<u8> {
    hex::decode(text).unwrap()
}

pub fn cosign_spki() -> Vec<u8> {
    base64::decode_standard(COSIGN_SPKI.as_bytes()).unwrap()
}

pub fn cosign_key() -> PublicKey {
    PublicKey::from_spki_der(&cosign_spki(), &Provider).unwrap()
}

pub fn private(scalar: &str) -> PrivateKey {
    PrivateKey::from_scalar(KeyType::EcdsaP256, &unhex(scalar), &Provider).unwrap()
}

/// A key that only the seed determines.
pub fn seeded(seed: u64) -> PrivateKey {
    seeded_of(KeyType::EcdsaP256, seed)
}

pub fn seeded_of(key_type: KeyType, seed: u64) -> PrivateKey {
    let mut prng = Prng::new(seed);
    let mut random = move |out: &mut [u8]| -> Result<(), RandomError> {
        prng.fill(out);
        Ok(())
    };
    PrivateKey::generate(key_type, &mut random, &Provider).unwrap()
}

pub fn signer(key: &PrivateKey, scheme: Scheme) -> Box<dyn SigningKey> {
    Provider.signing_key(key, scheme).unwrap()
}

/// Every answer is asked for at each of the doors.
pub fn verifier(key: &PublicKey, scheme: Scheme) -> Box<dyn VerifyingKey> {
    Box::new(BothWays(Provider.verifying_key(key, scheme).unwrap()))
}

/// The limits that let every key in which has a place in the suite.
pub fn wide() -> KeyLimits {
    KeyLimits::default().with_max_rsa_bits(8192).danger_with_rsa_exponent_3()
}

/// A bound key, and beside it the same key read anew for each signature.
#[derive(Debug)]
struct BothWays(Box<dyn VerifyingKey>);

impl VerifyingKey for BothWays {
    fn public_key(&self) -> &PublicKey {
        self.0.public_key()
    }

    fn scheme(&self) -> Scheme {
        self.0.scheme()
    }

    fn verify(&self, message: Message<'_>, signature: &[u8]) -> Result<(), VerifyError> {
        let answer = self.0.verify(message, signature);
        let key = SubjectPublicKey::parse(self.public_key().spki_der(), &wide()).unwrap();
        let once = Provider.verify_with(&key, self.scheme(), message, signature);
        assert_eq!(once, answer.map_err(VerifyWithError::Signature), "the doors disagree");
        let default = Plain.verify_with(&key, self.scheme(), message, signature);
        assert_eq!(default, once, "the default body disagrees");
        answer
    }
}

/// Provider without its own way of verifying one signature in one pass.
#[derive(Debug)]
pub struct Plain;

impl HashProvider for Plain {
    fn hasher(&self, algorithm: DigestAlgorithm) -> Box<dyn Hasher> {
        Provider.hasher(algorithm)
    }
}

impl CryptoProvider for Plain {
    fn decode_point(&self, key_type: KeyType, octets: &[u8]) -> Result<Vec<u8>, PointError> {
        Provider.decode_point(key_type, octets)
    }

    fn public_point(&self, key_type: KeyType, secret: &[u8]) -> Result<Vec<u8>, ScalarError> {
        Provider.public_point(key_type, secret)
    }

    fn verifying_key(&self, key: &PublicKey, scheme: Scheme) -> Result<Box<dyn VerifyingKey>, KeyUseError> {
        Provider.verifying_key(key, scheme)
    }

    fn signing_key(&self, key: &PrivateKey, scheme: Scheme) -> Result<Box<dyn SigningKey>, KeyUseError> {
        Provider.signing_key(key, scheme)
    }
}

/// A compressed point (SEC 1 §2.3.3) of an uncompressed one.
pub fn compress(point: &[u8]) -> Vec<u8> {
    let sign = 2 + (point[64] & 1);
    [&[sign], &point[1..33]].concat()
}

/// One element of DER.
pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap();
    let [high, low] = length.to_be_bytes();
    let length = match length {
        0..0x80 => vec![low],
        0x80..0x100 => vec![0x81, low],
        _ => vec![0x82, high, low],
    };
    [&[tag], &length[..], content].concat()
}

/// The DER INTEGER of an unsigned number.
pub fn integer(number: &[u8]) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let mut content = number[zeros..].to_vec();
    if content.first().is_none_or(|byte| byte & 0x80 != 0) {
        content.insert(0, 0);
    }
    tlv(2, &content)
}

/// `ECDSA-Sig-Value` of the two integers.
pub fn der_signature(r: &[u8], s: &[u8]) -> Vec<u8> {
    tlv(0x30, &[integer(r), integer(s)].concat())
}

/// `n - number` for a number below the order of the group of P-256.
pub fn negate(number: &[u8]) -> Vec<u8> {
    subtract(&unhex(ORDER), number)
}

/// The difference of two numbers of one length.
pub fn subtract(from: &[u8], number: &[u8]) -> Vec<u8> {
    let mut borrow = false;
    let mut out: Vec<u8> = Vec::new();
    for (n, byte) in from.iter().rev().zip(number.iter().rev()) {
        let (difference, first) = n.overflowing_sub(*byte);
        let (difference, second) = difference.overflowing_sub(u8::from(borrow));
        borrow = first || second;
        out.push(difference);
    }
    out.reverse();
    out
}

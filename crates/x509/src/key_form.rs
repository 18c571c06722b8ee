//! What form a certified key has, without a look at its point or numbers.

use countersign_crypto::KeyType;
use countersign_encoding::der::{DerError, Oid, Reader};

use crate::{KeyForm, KeyRule};

/// `id-ecPublicKey` (RFC 5480 §2.1.1)
pub(crate) const EC: Oid<'static> = Oid::from_contents(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]);
/// `rsaEncryption` (RFC 3279 §2.3.1)
pub(crate) const RSA: Oid<'static> = Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]);
/// `id-RSASSA-PSS` (RFC 4055 §1.2)
pub(crate) const RSA_PSS: Oid<'static> = Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10]);
/// `id-Ed25519` (RFC 8410 §3)
pub(crate) const ED25519: Oid<'static> = Oid::from_contents(&[0x2b, 0x65, 0x70]);
/// `secp256r1`, `secp384r1`, `secp521r1` (RFC 5480 §2.1.1.1), and the octets of a coordinate
const CURVES: [(Oid<'static>, KeyType, usize); 3] = [
    (Oid::from_contents(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]), KeyType::EcdsaP256, 32),
    (Oid::from_contents(&[0x2b, 0x81, 0x04, 0, 34]), KeyType::EcdsaP384, 48),
    (Oid::from_contents(&[0x2b, 0x81, 0x04, 0, 35]), KeyType::EcdsaP521, 66),
];

/// Whether a rule allows the key of a SubjectPublicKeyInfo.
pub(crate) fn is_allowed(rule: &KeyRule, spki: &[u8]) -> bool {
    let KeyRule::OneOf(forms) = rule else { return true };
    let Ok((key_type, bits)) = form(spki) else { return false };
    forms.iter().any(|form| match form {
        KeyForm::Type(allowed) => *allowed == key_type,
        KeyForm::Rsa { min, max } => {
            key_type == KeyType::Rsa && (usize::from(*min)..=usize::from(*max)).contains(&bits)
        }
    })
}

/// What is wrong with a certified key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyFault {
    /// A type or a curve that is not known.
    Unknown,
    /// The parameters of the algorithm are not the ones that it must have.
    Parameters,
    /// The key is not what its algorithm says that it is.
    Malformed,
}

/// Whether the parameters are right and the key is of its form; whether a point is on its curve is not looked at.
pub(crate) fn check(spki: &[u8]) -> Result<(), KeyFault> {
    form(spki).map(drop)
}

/// The type of a key; nothing for one that is not known or not right.
pub(crate) fn key_type(spki: &[u8]) -> Option<KeyType> {
    form(spki).ok().map(|(key_type, _)| key_type)
}

/// The type of a key, and for RSA the bits of its modulus.
fn form(spki: &[u8]) -> Result<(KeyType, usize), KeyFault> {
    let mut parts = Reader::new(spki).sequence()?;
    let mut algorithm = parts.sequence()?;
    let key = parts.bit_string()?.octets().ok_or(KeyFault::Malformed)?;
    let oid = algorithm.oid()?;
    match oid {
        EC => point(curve(&mut algorithm)?, key),
        RSA => {
            algorithm.null().and_then(|()| algorithm.finish()).map_err(|_| KeyFault::Parameters)?;
            Ok((KeyType::Rsa, modulus_bits(key)?))
        }
        RSA_PSS => Ok((KeyType::Rsa, modulus_bits(key)?)),
        ED25519 if !algorithm.is_empty() => Err(KeyFault::Parameters),
        ED25519 if key.len() == 32 => Ok((KeyType::Ed25519, 0)),
        ED25519 => Err(KeyFault::Malformed),
        _ => Err(KeyFault::Unknown),
    }
}

impl From<DerError> for KeyFault {
    fn from(_: DerError) -> Self {
        Self::Malformed
    }
}

/// A named curve, and nothing else (RFC 5480 §2.1.1).
fn curve(parameters: &mut Reader<'_>) -> Result<(KeyType, usize), KeyFault> {
    let named = parameters.oid().map_err(|_| KeyFault::Parameters)?;
    let curve = CURVES.iter().find(|(oid, ..)| *oid == named);
    curve.map(|(_, key_type, octets)| (*key_type, *octets)).ok_or(KeyFault::Unknown)
}

/// A point in either form (SEC 1 §2.3.3).
fn point((key_type, octets): (KeyType, usize), key: &[u8]) -> Result<(KeyType, usize), KeyFault> {
    let fits = match key {
        [4, coordinates @ ..] => coordinates.len() == octets.saturating_mul(2),
        [2 | 3, coordinate @ ..] => coordinate.len() == octets,
        _ => false,
    };
    if fits { Ok((key_type, 0)) } else { Err(KeyFault::Malformed) }
}

/// `RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }`, both positive and odd.
fn modulus_bits(key: &[u8]) -> Result<usize, KeyFault> {
    let mut outer = Reader::new(key);
    let mut numbers = outer.sequence()?;
    outer.finish()?;
    let modulus = odd(&mut numbers)?;
    odd(&mut numbers)?;
    numbers.finish()?;
    let zeros = modulus.first().map_or(0, |first| first.leading_zeros());
    Ok(modulus.len().saturating_mul(8).saturating_sub(usize::try_from(zeros).unwrap_or_default()))
}

fn odd<'a>(numbers: &mut Reader<'a>) -> Result<&'a [u8], KeyFault> {
    let number = numbers.integer()?.magnitude().unwrap_or_default();
    if number.last().is_some_and(|last| last & 1 == 1) { Ok(number) } else { Err(KeyFault::Malformed) }
}

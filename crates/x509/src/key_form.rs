//! What form a certified key has; whether its point is on the curve is not looked at.

use countersign_crypto::{KeyLimits, KeyType, PublicKeyError, RsaKeyError, SubjectPublicKey};
use countersign_encoding::der::{DerError, Reader, Tag};

use crate::{KeyForm, KeyRule};

/// What is wrong with a certified key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyFault {
    /// A type or a curve that is not known, or a key that is too long to be read.
    Unknown,
    /// The parameters of the algorithm are not the ones that it must have.
    Parameters,
    /// The key is not what its algorithm says that it is.
    Malformed,
}

/// Whether the parameters are right and the key is of its form, whatever its length.
pub(crate) fn check(spki: &[u8]) -> Result<(), KeyFault> {
    form(spki).map(drop)
}

/// The type of a key; nothing for one that is not known or not right.
pub(crate) fn key_type(spki: &[u8]) -> Option<KeyType> {
    form(spki).ok().map(|(key_type, _)| key_type)
}

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

/// Keys are described here, not used: an exponent of 3 is one.
const LIMITS: KeyLimits = KeyLimits::DEFAULT.with_max_rsa_bits(8192).danger_with_rsa_exponent_3();

/// The type of a key, and for RSA the bits of its modulus.
fn form(spki: &[u8]) -> Result<(KeyType, usize), KeyFault> {
    match SubjectPublicKey::parse(spki, &LIMITS) {
        Ok(key) => Ok((key.key_type(), key.rsa().map_or(0, |numbers| bits(numbers.modulus())))),
        Err(PublicKeyError::Rsa(
            RsaKeyError::ModulusTooShort { bits, .. } | RsaKeyError::ModulusTooLong { bits, .. },
        )) => Ok((KeyType::Rsa, bits)),
        Err(PublicKeyError::UnsupportedCurve) if !is_named_curve(spki).is_ok_and(|named| named) => {
            Err(KeyFault::Parameters)
        }
        Err(
            PublicKeyError::TooLong { .. }
            | PublicKeyError::UnsupportedAlgorithm
            | PublicKeyError::UnsupportedCurve,
        ) => Err(KeyFault::Unknown),
        Err(PublicKeyError::Parameters | PublicKeyError::PssParameters(_)) => Err(KeyFault::Parameters),
        Err(_) => Err(KeyFault::Malformed),
    }
}

/// The length of a number without leading zero octets.
fn bits(modulus: &[u8]) -> usize {
    let leading = modulus.first().map_or(0, |first| first.leading_zeros());
    modulus.len().saturating_mul(8).saturating_sub(usize::try_from(leading).unwrap_or_default())
}

/// Whether the parameters name a curve: they must, by an identifier (RFC 5480 §2.1.1).
fn is_named_curve(spki: &[u8]) -> Result<bool, DerError> {
    let mut algorithm = Reader::new(spki).sequence()?.sequence()?;
    algorithm.oid()?;
    Ok(algorithm.peek() == Some(Tag::OBJECT_IDENTIFIER) && algorithm.oid().is_ok())
}

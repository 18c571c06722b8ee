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
/// `secp256r1`, `secp384r1`, `secp521r1` (RFC 5480 §2.1.1.1)
const CURVES: [(Oid<'static>, KeyType); 3] = [
    (Oid::from_contents(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]), KeyType::EcdsaP256),
    (Oid::from_contents(&[0x2b, 0x81, 0x04, 0, 34]), KeyType::EcdsaP384),
    (Oid::from_contents(&[0x2b, 0x81, 0x04, 0, 35]), KeyType::EcdsaP521),
];

/// Whether a rule allows the key of a SubjectPublicKeyInfo.
pub(crate) fn is_allowed(rule: &KeyRule, spki: &[u8]) -> bool {
    let KeyRule::OneOf(forms) = rule else { return true };
    let Ok(Some((key_type, bits))) = form(spki) else { return false };
    forms.iter().any(|form| match form {
        KeyForm::Type(allowed) => *allowed == key_type,
        KeyForm::Rsa { min, max } => {
            key_type == KeyType::Rsa && (usize::from(*min)..=usize::from(*max)).contains(&bits)
        }
    })
}

/// The type of a key, and for RSA the bits of its modulus; nothing for a type or a curve that is not known.
fn form(spki: &[u8]) -> Result<Option<(KeyType, usize)>, DerError> {
    let mut outer = Reader::new(spki);
    let mut parts = outer.sequence()?;
    let mut algorithm = parts.sequence()?;
    let key = parts.bit_string()?;
    match algorithm.oid()? {
        EC => {
            let curve = algorithm.oid()?;
            Ok(CURVES.iter().find(|(oid, _)| *oid == curve).map(|(_, key_type)| (*key_type, 0)))
        }
        RSA | RSA_PSS => Ok(Some((KeyType::Rsa, modulus_bits(key.as_bytes())?))),
        ED25519 => Ok(Some((KeyType::Ed25519, 0))),
        _ => Ok(None),
    }
}

fn modulus_bits(key: &[u8]) -> Result<usize, DerError> {
    let mut numbers = Reader::new(key).sequence()?;
    let modulus = numbers.integer()?.magnitude().unwrap_or_default();
    let zeros = modulus.first().map_or(0, |first| first.leading_zeros());
    Ok(modulus.len().saturating_mul(8).saturating_sub(usize::try_from(zeros).unwrap_or_default()))
}

//! RSA verification (RFC 8017 §8). Its values are public, so nothing in it takes the same time
//! for each.

mod modulus;
mod padding;
mod private;

use alloc::boxed::Box;

use countersign_digest::Sha2;

use self::modulus::{Raise, modulus};
use crate::{
    KeyUseError, Message, PublicKey, RsaPublic, Scheme, SignatureAlgorithm, SubjectPublicKey, VerifyError,
    VerifyWithError, VerifyingKey,
    bound::{Bound, Verify},
};

pub(super) use private::check_private;

pub(super) fn verifying_key(
    public: &PublicKey,
    scheme: Scheme,
) -> Result<Box<dyn VerifyingKey>, KeyUseError> {
    let key = public.rsa().as_ref().and_then(Key::new).ok_or(KeyUseError::Refused)?;
    Ok(Box::new(Bound::new(public.clone(), scheme, key)))
}

pub(super) fn verify_with(
    key: &SubjectPublicKey<'_>,
    scheme: Scheme,
    message: Message<'_>,
    signature: &[u8],
) -> Result<(), VerifyWithError> {
    let key = key.rsa().as_ref().and_then(Key::new).ok_or(KeyUseError::Refused)?;
    Ok(key.verify(scheme, message, signature)?)
}

#[cfg(feature = "legacy")]
pub(super) fn verify_legacy(
    key: &SubjectPublicKey<'_>,
    hash: countersign_digest::LegacyHash,
    message: &[u8],
    signature: &[u8],
) -> Result<(), VerifyWithError> {
    let key = key.rsa().as_ref().and_then(Key::new).ok_or(KeyUseError::Refused)?;
    let encoded = key.modulus.raise(signature).ok_or(VerifyError::Malformed)?;
    let matches = padding::is_legacy_pkcs1(&encoded, hash, &hash.hash(message));
    if matches { Ok(()) } else { Err(VerifyError::Mismatch.into()) }
}

struct Key {
    modulus: Box<dyn Raise>,
    bits: usize,
}

impl Key {
    fn new(numbers: &RsaPublic<'_>) -> Option<Self> {
        Some(Self { modulus: modulus(numbers)?, bits: numbers.bits() })
    }
}

impl Verify for Key {
    fn verify(&self, scheme: Scheme, message: Message<'_>, signature: &[u8]) -> Result<(), VerifyError> {
        let digest = message.digest_for(scheme, &Sha2)?;
        let encoded = self.modulus.raise(signature).ok_or(VerifyError::Malformed)?;
        let matches = match scheme.algorithm() {
            SignatureAlgorithm::RsaPss { salt_len, .. } => {
                padding::is_pss(&encoded, self.bits - 1, &digest, salt_len.into())
            }
            _ => padding::is_pkcs1(&encoded, &digest),
        };
        if matches { Ok(()) } else { Err(VerifyError::Mismatch) }
    }
}

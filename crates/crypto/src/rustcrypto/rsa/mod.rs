//! RSA verification (RFC 8017 §8). Its values are public, so nothing in it takes the same time
//! for each.

mod modulus;
mod padding;
mod private;

use alloc::boxed::Box;

use countersign_digest::Sha2;

use self::modulus::{Raise, modulus};
use super::bound::{Bound, Verify};
use crate::{KeyUseError, Message, PublicKey, Scheme, SignatureAlgorithm, VerifyError, VerifyingKey};

pub(super) use private::check_private;

pub(super) fn verifying_key(
    public: &PublicKey,
    scheme: Scheme,
) -> Result<Box<dyn VerifyingKey>, KeyUseError> {
    let numbers = public.rsa().ok_or(KeyUseError::Refused)?;
    let modulus = modulus(&numbers).ok_or(KeyUseError::Refused)?;
    Ok(Box::new(Bound { public: public.clone(), scheme, key: Key { modulus, bits: numbers.bits() } }))
}

struct Key {
    modulus: Box<dyn Raise>,
    bits: usize,
}

impl Verify for Key {
    fn verify(&self, scheme: Scheme, message: Message<'_>, signature: &[u8]) -> Result<(), VerifyError> {
        let algorithm = scheme.algorithm().digest_algorithm().ok_or(VerifyError::NeedsWholeMessage)?;
        let digest = message.to_digest(algorithm, &Sha2)?;
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

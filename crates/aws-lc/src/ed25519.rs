//! Ed25519 (RFC 8032 §5.1), strict.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, VerificationAlgorithm};
use countersign_crypto::{
    KeyUseError, Message, PointError, PrivateKey, PublicKey, PublicKeyError, ScalarError, Scheme, SignError,
    SigningKey, SubjectPublicKey, VerifyError, VerifyWithError, VerifyingKey,
    bound::{Bound, Sign, Verify},
    strict::{check_ed25519_point, check_ed25519_signature},
};

use crate::{
    edwards::is_on_curve,
    input::{Input, failed},
};

const SEED_LEN: usize = 32;

pub(crate) fn decode_point(octets: &[u8]) -> Result<Vec<u8>, PointError> {
    point(octets).map(|point| point.to_vec())
}

fn point(octets: &[u8]) -> Result<[u8; 32], PointError> {
    let point = check_ed25519_point(octets)?;
    if is_on_curve(point) { Ok(*point) } else { Err(PointError::Invalid) }
}

pub(crate) fn public_point(seed: &[u8]) -> Result<Vec<u8>, ScalarError> {
    let pair = pair(seed).ok_or(ScalarError::OutOfRange)?;
    Ok(pair.public_key().as_ref().to_vec())
}

fn pair(seed: &[u8]) -> Option<Ed25519KeyPair> {
    // The library takes longer ones.
    (seed.len() == SEED_LEN).then(|| Ed25519KeyPair::from_seed_unchecked(seed).ok())?
}

pub(crate) fn verifying_key(
    public: &PublicKey,
    scheme: Scheme,
) -> Result<Box<dyn VerifyingKey>, KeyUseError> {
    let key = Public(point(public.point()).map_err(|_| KeyUseError::Refused)?);
    Ok(Box::new(Bound::new(public.clone(), scheme, key)))
}

pub(crate) fn signing_key(private: &PrivateKey, scheme: Scheme) -> Result<Box<dyn SigningKey>, KeyUseError> {
    let key = Secret(pair(private.expose_secret()).ok_or(KeyUseError::Refused)?);
    Ok(Box::new(Bound::new(private.public_key().clone(), scheme, key)))
}

pub(crate) fn verify_with(
    key: &SubjectPublicKey<'_>,
    scheme: Scheme,
    message: Message<'_>,
    signature: &[u8],
) -> Result<(), VerifyWithError> {
    let point = point(key.point()).map_err(PublicKeyError::from)?;
    Ok(Public(point).verify(scheme, message, signature)?)
}

/// A point that the library reads anew each time, which costs it nothing: it is 32 octets.
struct Public([u8; 32]);

impl Verify for Public {
    fn verify(&self, scheme: Scheme, message: Message<'_>, signature: &[u8]) -> Result<(), VerifyError> {
        let Input::Bytes(message) = Input::new(scheme, message)? else {
            return Err(VerifyError::NeedsWholeMessage);
        };
        check_ed25519_signature(signature)?;
        ED25519.verify_sig(&self.0, message, signature).map_err(|_| VerifyError::Mismatch)
    }
}

struct Secret(Ed25519KeyPair);

impl Sign for Secret {
    fn sign(&self, scheme: Scheme, message: Message<'_>) -> Result<Vec<u8>, SignError> {
        let Input::Bytes(message) = Input::new(scheme, message)? else {
            return Err(SignError::NeedsWholeMessage);
        };
        Ok(self.0.try_sign(message).map_err(failed)?.as_ref().to_vec())
    }
}

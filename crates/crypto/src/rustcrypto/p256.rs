//! ECDSA on P-256 with SHA-256.

use alloc::vec::Vec;
use core::fmt;

use ::p256::{
    ecdsa::{
        self, Signature,
        signature::hazmat::{PrehashSigner, PrehashVerifier},
    },
    elliptic_curve::sec1::ToSec1Point,
};
use countersign_digest::{Algorithm, Sha2};

use crate::{
    KeyUseError, Message, PointError, PrivateKey, PublicKey, ScalarError, Scheme, SignError,
    SignatureEncoding, SigningKey, VerifyError, VerifyingKey,
};

pub(super) fn decode_point(sec1: &[u8]) -> Result<Vec<u8>, PointError> {
    // SEC1 also names the identity (00) and hybrid forms (06, 07); only the forms of RFC 5480 §2.2 are keys.
    match (sec1.first(), sec1.len()) {
        (Some(0x04), 65) | (Some(0x02 | 0x03), 33) => {}
        _ => return Err(PointError::Invalid),
    }
    let key = ::p256::PublicKey::from_sec1_bytes(sec1).map_err(|_| PointError::Invalid)?;
    Ok(key.to_sec1_point(false).as_bytes().to_vec())
}

pub(super) fn public_point(scalar: &[u8]) -> Result<Vec<u8>, ScalarError> {
    let key = signing_key(scalar).ok_or(ScalarError::OutOfRange)?;
    Ok(key.verifying_key().to_sec1_point(false).as_bytes().to_vec())
}

fn signing_key(scalar: &[u8]) -> Option<ecdsa::SigningKey> {
    // The back end pads short scalars; a key file with one is malformed.
    if scalar.len() != 32 {
        return None;
    }
    ecdsa::SigningKey::from_slice(scalar).ok()
}

pub(super) struct Verifier {
    public: PublicKey,
    scheme: Scheme,
    key: ecdsa::VerifyingKey,
}

impl Verifier {
    pub(super) fn new(public: &PublicKey, scheme: Scheme) -> Result<Self, KeyUseError> {
        let key = ecdsa::VerifyingKey::from_sec1_bytes(public.point()).map_err(|_| KeyUseError::Refused)?;
        Ok(Self { public: public.clone(), scheme, key })
    }
}

impl VerifyingKey for Verifier {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn scheme(&self) -> Scheme {
        self.scheme
    }

    fn verify(&self, message: Message<'_>, signature: &[u8]) -> Result<(), VerifyError> {
        let digest = message.to_digest(Algorithm::Sha256, &Sha2)?;
        let signature = match self.scheme.encoding() {
            SignatureEncoding::Der => Signature::from_der(signature),
            SignatureEncoding::Fixed => Signature::from_slice(signature),
        }
        .map_err(|_| VerifyError::Malformed)?;
        self.key.verify_prehash(digest.as_bytes(), &signature).map_err(|_| VerifyError::Mismatch)
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Verifier").field(&self.public).finish()
    }
}

pub(super) struct Signer {
    public: PublicKey,
    scheme: Scheme,
    key: ecdsa::SigningKey,
}

impl Signer {
    pub(super) fn new(private: &PrivateKey, scheme: Scheme) -> Result<Self, KeyUseError> {
        let key = signing_key(private.expose_secret()).ok_or(KeyUseError::Refused)?;
        Ok(Self { public: private.public_key().clone(), scheme, key })
    }
}

impl SigningKey for Signer {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn scheme(&self) -> Scheme {
        self.scheme
    }

    fn sign(&self, message: Message<'_>) -> Result<Vec<u8>, SignError> {
        let digest = message.to_digest(Algorithm::Sha256, &Sha2)?;
        let signature: Signature =
            self.key.sign_prehash(digest.as_bytes()).map_err(|error| SignError::Backend(error.into()))?;
        let signature = signature.normalize_s();
        Ok(match self.scheme.encoding() {
            SignatureEncoding::Der => signature.to_der().as_bytes().to_vec(),
            SignatureEncoding::Fixed => signature.to_bytes().to_vec(),
        })
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({:?}, secret withheld)", self.public)
    }
}

//! ECDSA on any of the NIST curves, over any of the hashes (FIPS 186-5 §6).

use alloc::{boxed::Box, vec::Vec};

use ::ecdsa::{
    EcdsaCurve, Signature,
    elliptic_curve::{
        self, CurveArithmetic, FieldBytes, NonZeroScalar,
        sec1::{FromSec1Point, ModulusSize, ToSec1Point},
    },
    hazmat::{sign_prehashed_rfc6979, verify_prehashed},
};
use countersign_digest::{Algorithm, Digest, Sha2};
use sha2::{Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::fresh;
use crate::{
    KeyUseError, Message, PointError, PrivateKey, PublicKey, PublicKeyError, Random, ScalarError, Scheme,
    SignError, SignatureEncoding, SigningKey, SubjectPublicKey, VerifyError, VerifyWithError, VerifyingKey,
    bound::{Bound, Sign, Verify},
    strict::EcdsaSignature,
};

/// A curve with everything that is used of it.
pub(super) trait Curve:
    EcdsaCurve
    + CurveArithmetic<AffinePoint: FromSec1Point<Self> + ToSec1Point<Self>>
    + elliptic_curve::Curve<FieldBytesSize: ModulusSize>
{
}

impl<C> Curve for C where
    C: EcdsaCurve
        + CurveArithmetic<AffinePoint: FromSec1Point<C> + ToSec1Point<C>>
        + elliptic_curve::Curve<FieldBytesSize: ModulusSize>
{
}

pub(super) fn decode_point<C: Curve>(sec1: &[u8]) -> Result<Vec<u8>, PointError> {
    // SEC1 also names the identity (00) and hybrid forms (06, 07); only the forms of RFC 5480 §2.2 are keys.
    let field = FieldBytes::<C>::default().len();
    match (sec1.first(), sec1.len()) {
        (Some(0x04), len) if len == 1 + 2 * field => {}
        (Some(0x02 | 0x03), len) if len == 1 + field => {}
        _ => return Err(PointError::Invalid),
    }
    let key = elliptic_curve::PublicKey::<C>::from_sec1_bytes(sec1).map_err(|_| PointError::Invalid)?;
    Ok(uncompressed(&key))
}

fn uncompressed<C: Curve>(key: &elliptic_curve::PublicKey<C>) -> Vec<u8> {
    key.to_sec1_point(false).as_bytes().to_vec()
}

pub(super) fn public_point<C: Curve>(scalar: &[u8]) -> Result<Vec<u8>, ScalarError> {
    let secret = secret::<C>(scalar).ok_or(ScalarError::OutOfRange)?;
    Ok(uncompressed(&secret.public_key()))
}

fn secret<C: Curve>(scalar: &[u8]) -> Option<elliptic_curve::SecretKey<C>> {
    // The back end pads short scalars; a key file with one is malformed.
    if scalar.len() != FieldBytes::<C>::default().len() {
        return None;
    }
    elliptic_curve::SecretKey::from_slice(scalar).ok()
}

pub(super) fn verifying_key<C: Curve>(
    public: &PublicKey,
    scheme: Scheme,
) -> Result<Box<dyn VerifyingKey>, KeyUseError> {
    let key = elliptic_curve::PublicKey::<C>::from_sec1_bytes(public.point());
    let key = Public(key.map_err(|_| KeyUseError::Refused)?);
    Ok(Box::new(Bound::new(public.clone(), scheme, key)))
}

pub(super) fn verify_with<C: Curve>(
    key: &SubjectPublicKey<'_>,
    scheme: Scheme,
    message: Message<'_>,
    signature: &[u8],
) -> Result<(), VerifyWithError> {
    Ok(public::<C>(key)?.verify(scheme, message, signature)?)
}

fn public<C: Curve>(key: &SubjectPublicKey<'_>) -> Result<Public<C>, PublicKeyError> {
    let key = elliptic_curve::PublicKey::from_sec1_bytes(key.point());
    key.map(Public).map_err(|_| PointError::Invalid.into())
}

#[cfg(feature = "legacy")]
pub(super) fn verify_legacy<C: Curve>(
    key: &SubjectPublicKey<'_>,
    hash: countersign_digest::LegacyHash,
    message: &[u8],
    signature: &[u8],
) -> Result<(), VerifyWithError> {
    let digest = hash.hash(message);
    let signature = EcdsaSignature::read(key.key_type(), SignatureEncoding::Der, signature)?;
    Ok(public::<C>(key)?.verify_prehash(digest.as_bytes(), &signature)?)
}

pub(super) fn signing_key<C: Curve>(
    private: &PrivateKey,
    scheme: Scheme,
) -> Result<Box<dyn SigningKey>, KeyUseError> {
    let secret = secret::<C>(private.expose_secret()).ok_or(KeyUseError::Refused)?;
    let key = Secret(Zeroizing::new(secret.to_nonzero_scalar()));
    Ok(Box::new(Bound::new(private.public_key().clone(), scheme, key)))
}

struct Public<C: Curve>(elliptic_curve::PublicKey<C>);

impl<C: Curve> Verify for Public<C> {
    fn verify(&self, scheme: Scheme, message: Message<'_>, signature: &[u8]) -> Result<(), VerifyError> {
        let digest = message.digest_for(scheme, &Sha2)?;
        let signature = EcdsaSignature::read(scheme.algorithm().key_type(), scheme.encoding(), signature)?;
        self.verify_prehash(digest.as_bytes(), &signature)
    }
}

impl<C: Curve> Public<C> {
    fn verify_prehash(&self, hash: &[u8], signature: &EcdsaSignature<'_>) -> Result<(), VerifyError> {
        let signature = scalars::<C>(signature).ok_or(VerifyError::Malformed)?;
        verify_prehashed(&self.0.to_projective(), hash, &signature).map_err(|_| VerifyError::Mismatch)
    }
}

struct Secret<C: Curve>(Zeroizing<NonZeroScalar<C>>);

impl<C: Curve> Sign for Secret<C> {
    fn sign(&self, scheme: Scheme, message: Message<'_>) -> Result<Vec<u8>, SignError> {
        self.sign_with(scheme, message, &[])
    }

    fn sign_hedged(
        &self,
        scheme: Scheme,
        message: Message<'_>,
        random: &mut dyn Random,
    ) -> Result<Vec<u8>, SignError> {
        self.sign_with(scheme, message, &*fresh(random)?)
    }
}

impl<C: Curve> Secret<C> {
    /// `extra` goes into the derivation of the nonce; none makes a deterministic signature.
    fn sign_with(&self, scheme: Scheme, message: Message<'_>, extra: &[u8]) -> Result<Vec<u8>, SignError> {
        let signature = self.sign_digest(&message.digest_for(scheme, &Sha2)?, extra);
        let (key_type, octets) = (scheme.algorithm().key_type(), signature.to_bytes());
        let signature = EcdsaSignature::read(key_type, SignatureEncoding::Fixed, &octets)
            .map_err(|error| SignError::Backend(Box::new(error)))?;
        Ok(signature.write_low_s(scheme.encoding()))
    }

    /// RFC 6979 §3.2 with the hash of the message; `extra` is the additional input of §3.6.
    fn sign_digest(&self, digest: &Digest, extra: &[u8]) -> Signature<C> {
        let bytes = digest.as_bytes();
        let (signature, _) = match digest.algorithm() {
            Algorithm::Sha384 => sign_prehashed_rfc6979::<C, Sha384>(&self.0, bytes, extra),
            Algorithm::Sha512 => sign_prehashed_rfc6979::<C, Sha512>(&self.0, bytes, extra),
            _ => sign_prehashed_rfc6979::<C, Sha256>(&self.0, bytes, extra),
        };
        signature
    }
}

fn scalars<C: Curve>(signature: &EcdsaSignature<'_>) -> Option<Signature<C>> {
    Signature::from_scalars(padded::<C>(signature.r())?, padded::<C>(signature.s())?).ok()
}

fn padded<C: Curve>(number: &[u8]) -> Option<FieldBytes<C>> {
    let mut octets = FieldBytes::<C>::default();
    let start = octets.len().checked_sub(number.len())?;
    octets.get_mut(start..)?.copy_from_slice(number);
    Some(octets)
}

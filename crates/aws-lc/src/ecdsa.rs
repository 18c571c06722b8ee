//! ECDSA on the NIST curves (FIPS 186-5 §6).

use std::borrow::Cow;

use aws_lc_rs::{
    agreement,
    digest::Digest,
    encoding::AsDer,
    signature::{EcdsaKeyPair, EcdsaVerificationAlgorithm, ParsedPublicKey, VerificationAlgorithm},
};
use countersign_crypto::{
    CryptoProvider, KeyUseError, Message, PointError, PrivateKey, PublicKey, PublicKeyError, ScalarError,
    Scheme, SignError, SignatureEncoding, SigningKey, SubjectPublicKey, VerifyError, VerifyWithError,
    VerifyingKey,
    bound::{Bound, Sign, Verify},
    strict::EcdsaSignature,
};

use crate::{
    AwsLc,
    curve::{Curve, curve, verification},
    hash::library,
    input::{Input, failed},
};

pub(crate) fn decode_point(curve: &'static Curve, octets: &[u8]) -> Result<Vec<u8>, PointError> {
    // The library also reads hybrid forms (06, 07) and whole keys; only the forms of RFC 5480 §2.2 are points.
    let full = 1 + 2 * curve.field_len;
    match (octets.first(), octets.len()) {
        (Some(0x04), len) if len == full => {}
        (Some(0x02 | 0x03), len) if len == 1 + curve.field_len => {}
        _ => return Err(PointError::Invalid),
    }
    let key = ParsedPublicKey::new(curve.verification, octets).map_err(|_| PointError::Invalid)?;
    if octets.len() == full {
        return Ok(octets.to_vec());
    }
    // The point ends the key's encoding, uncompressed.
    let spki = key.as_der().map_err(|_| PointError::Invalid)?;
    let start = spki.as_ref().len().checked_sub(full);
    let point = start.and_then(|start| spki.as_ref().get(start..));
    point.map(<[u8]>::to_vec).ok_or(PointError::Invalid)
}

pub(crate) fn public_point(curve: &'static Curve, scalar: &[u8]) -> Result<Vec<u8>, ScalarError> {
    let private = agreement::PrivateKey::from_private_key(curve.agreement, scalar);
    let public = private.map_err(|_| ScalarError::OutOfRange)?.compute_public_key();
    Ok(public.map_err(|_| ScalarError::OutOfRange)?.as_ref().to_vec())
}

pub(crate) fn verifying_key(
    public: &PublicKey,
    scheme: Scheme,
) -> Result<Box<dyn VerifyingKey>, KeyUseError> {
    let algorithm = verification(scheme.algorithm()).ok_or(KeyUseError::Unsupported { scheme })?;
    let key = ParsedPublicKey::new(algorithm, public.spki_der()).map_err(|_| KeyUseError::Refused)?;
    Ok(Box::new(Bound::new(public.clone(), scheme, Public(key))))
}

/// The library takes the key as it arrived. Only where it refuses is it asked whether the key was the reason.
pub(crate) fn verify_with(
    key: &SubjectPublicKey<'_>,
    algorithm: &'static EcdsaVerificationAlgorithm,
    scheme: Scheme,
    message: Message<'_>,
    signature: &[u8],
) -> Result<(), VerifyWithError> {
    let verified = verify_once(key.der(), algorithm, scheme, message, signature);
    verified.or_else(|error| {
        AwsLc.decode_point(key.key_type(), key.point()).map_err(PublicKeyError::from)?;
        Err(error.into())
    })
}

fn verify_once(
    spki: &[u8],
    algorithm: &'static EcdsaVerificationAlgorithm,
    scheme: Scheme,
    message: Message<'_>,
    signature: &[u8],
) -> Result<(), VerifyError> {
    let input = Input::new(scheme, message)?;
    let signature = der(scheme, signature)?;
    match input {
        Input::Bytes(bytes) => algorithm.verify_sig(spki, bytes, &signature),
        Input::Digest(digest) => algorithm.verify_digest_sig(spki, &digest, &signature),
    }
    .map_err(|_| VerifyError::Mismatch)
}

struct Public(ParsedPublicKey);

impl Verify for Public {
    fn verify(&self, scheme: Scheme, message: Message<'_>, signature: &[u8]) -> Result<(), VerifyError> {
        let input = Input::new(scheme, message)?;
        let signature = der(scheme, signature)?;
        match input {
            Input::Bytes(bytes) => self.0.verify_sig(bytes, &signature),
            Input::Digest(digest) => self.0.verify_digest_sig(&digest, &signature),
        }
        .map_err(|_| VerifyError::Mismatch)
    }
}

/// The signature in DER, checked.
fn der(scheme: Scheme, signature: &[u8]) -> Result<Cow<'_, [u8]>, VerifyError> {
    let read = EcdsaSignature::read(scheme.algorithm().key_type(), scheme.encoding(), signature)?;
    Ok(match scheme.encoding() {
        SignatureEncoding::Der => Cow::Borrowed(signature),
        _ => Cow::Owned(read.write(SignatureEncoding::Der)),
    })
}

pub(crate) fn signing_key(private: &PrivateKey, scheme: Scheme) -> Result<Box<dyn SigningKey>, KeyUseError> {
    let curve = curve(private.key_type()).ok_or(KeyUseError::Unsupported { scheme })?;
    let public = private.public_key();
    let pair =
        EcdsaKeyPair::from_private_key_and_public_key(curve.signing, private.expose_secret(), public.point());
    let key = Secret { curve, pair: pair.map_err(|_| KeyUseError::Refused)? };
    Ok(Box::new(Bound::new(public.clone(), scheme, key)))
}

struct Secret {
    curve: &'static Curve,
    pair: EcdsaKeyPair,
}

impl Sign for Secret {
    fn sign(&self, scheme: Scheme, message: Message<'_>) -> Result<Vec<u8>, SignError> {
        let digest = self.digest(&message.digest_for(scheme, &AwsLc)?).map_err(failed)?;
        let signature = self.pair.sign_digest(&digest).map_err(failed)?;
        let key_type = scheme.algorithm().key_type();
        let signature = EcdsaSignature::read(key_type, SignatureEncoding::Der, signature.as_ref())
            .map_err(|error| SignError::Backend(Box::new(error)))?;
        Ok(signature.write_low_s(scheme.encoding()))
    }
}

impl Secret {
    /// A digest as one of the length that the library signs on this curve. Of a longer one the leftmost bits count and a
    /// shorter one is the same number with zeros before it (FIPS 186-5 §6.4.1, step 2), so what is signed stays the same.
    fn digest(&self, digest: &countersign_digest::Digest) -> Result<Digest, aws_lc_rs::error::Unspecified> {
        let (bytes, len) = (digest.as_bytes(), self.curve.digest.output_len());
        let zeros = std::iter::repeat_n(0, len.saturating_sub(bytes.len()));
        let octets: Vec<u8> = zeros.chain(bytes.iter().copied()).take(len).collect();
        Digest::import_less_safe(&octets, library(self.curve.digest))
    }
}

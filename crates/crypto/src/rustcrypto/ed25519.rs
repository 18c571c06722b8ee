//! Ed25519 and Ed25519ph (RFC 8032 §5.1), strict: one key has one encoding, and no signature fits two messages.

use alloc::{boxed::Box, vec::Vec};

use countersign_digest::{Digest, Sha2};
use ed25519_dalek::{
    Signature, VerifyingKey as Point,
    hazmat::{ExpandedSecretKey, raw_sign, raw_sign_prehashed},
};
use sha2::{
    Digest as _, Sha512,
    digest::{FixedOutput, HashMarker, Output, OutputSizeUser, Update, typenum::U64},
};
use zeroize::Zeroizing;

use super::fresh;
use crate::{
    KeyUseError, Message, MessageError, PointError, PrivateKey, PublicKey, PublicKeyError, Random,
    ScalarError, Scheme, SignError, SignatureAlgorithm, SigningKey, SubjectPublicKey, VerifyError,
    VerifyWithError, VerifyingKey,
    bound::{Bound, Sign, Verify},
    strict::{check_ed25519_point, check_ed25519_signature},
};

pub(super) fn decode_point(octets: &[u8]) -> Result<Vec<u8>, PointError> {
    point(octets).map(|point| point.as_bytes().to_vec())
}

fn point(octets: &[u8]) -> Result<Point, PointError> {
    Point::from_bytes(check_ed25519_point(octets)?).map_err(|_| PointError::Invalid)
}

pub(super) fn public_point(seed: &[u8]) -> Result<Vec<u8>, ScalarError> {
    let secret = Secret::new(seed).ok_or(ScalarError::OutOfRange)?;
    Ok(secret.public.as_bytes().to_vec())
}

pub(super) fn verifying_key(
    public: &PublicKey,
    scheme: Scheme,
) -> Result<Box<dyn VerifyingKey>, KeyUseError> {
    let key = point(public.point()).map_err(|_| KeyUseError::Refused)?;
    Ok(Box::new(Bound::new(public.clone(), scheme, key)))
}

pub(super) fn verify_with(
    key: &SubjectPublicKey<'_>,
    scheme: Scheme,
    message: Message<'_>,
    signature: &[u8],
) -> Result<(), VerifyWithError> {
    let point = point(key.point()).map_err(PublicKeyError::from)?;
    Ok(point.verify(scheme, message, signature)?)
}

pub(super) fn signing_key(private: &PrivateKey, scheme: Scheme) -> Result<Box<dyn SigningKey>, KeyUseError> {
    let key = Secret::new(private.expose_secret()).ok_or(KeyUseError::Refused)?;
    Ok(Box::new(Bound::new(private.public_key().clone(), scheme, key)))
}

impl Verify for Point {
    fn verify(&self, scheme: Scheme, message: Message<'_>, signature: &[u8]) -> Result<(), VerifyError> {
        let message = Input::new(scheme, message)?;
        let (r, s) = check_ed25519_signature(signature)?;
        let signature = Signature::from_components(*r, *s);
        match message {
            Input::Whole(message) => self.verify_strict(message, &signature),
            Input::Digest(digest) => self.verify_prehashed_strict(Finished(digest), None, &signature),
        }
        .map_err(|_| VerifyError::Mismatch)
    }
}

/// What goes into the hash of a signature.
enum Input<'a> {
    Whole(&'a [u8]),
    Digest(Output<Finished>),
}

impl<'a> Input<'a> {
    fn new(scheme: Scheme, message: Message<'a>) -> Result<Self, MessageError> {
        match (scheme.algorithm(), message) {
            (SignatureAlgorithm::Ed25519, Message::Bytes(bytes)) => Ok(Self::Whole(bytes)),
            _ => Ok(Self::Digest(output(&message.digest_for(scheme, &Sha2)?))),
        }
    }
}

fn output(digest: &Digest) -> Output<Finished> {
    let mut output = Output::<Finished>::default();
    output.iter_mut().zip(digest.as_bytes()).for_each(|(to, from)| *to = *from);
    output
}

/// A SHA-512 digest that was computed elsewhere, as the back end wants it.
#[derive(Default)]
struct Finished(Output<Self>);

impl OutputSizeUser for Finished {
    type OutputSize = U64;
}

impl HashMarker for Finished {}

impl Update for Finished {
    // The back end only finishes what it is given.
    fn update(&mut self, _: &[u8]) {}
}

impl FixedOutput for Finished {
    fn finalize_into(self, out: &mut Output<Self>) {
        *out = self.0;
    }
}

/// An expanded seed with the public key computed from it: no other can be signed with (RUSTSEC-2022-0093).
struct Secret {
    expanded: ExpandedSecretKey,
    public: Point,
}

impl Secret {
    fn new(seed: &[u8]) -> Option<Self> {
        let seed: &[u8; 32] = seed.try_into().ok()?;
        let hash = sha512(&[seed]);
        let expanded = ExpandedSecretKey::from_bytes(&hash);
        let public = Point::from(&expanded);
        Some(Self { expanded, public })
    }

    /// The same secret with another prefix of the nonces, which holds `extra` besides the old one. Whatever `extra` is,
    /// nobody without the old prefix knows the nonces.
    fn hedged(&self, extra: &[u8]) -> ExpandedSecretKey {
        let hash = sha512(&[&self.expanded.hash_prefix, extra]);
        let mut hedged = ExpandedSecretKey { scalar: self.expanded.scalar, hash_prefix: [0; 32] };
        hedged.hash_prefix.iter_mut().zip(hash.iter()).for_each(|(to, from)| *to = *from);
        hedged
    }
}

fn sha512(parts: &[&[u8]]) -> Zeroizing<[u8; 64]> {
    let mut hasher = Sha512::new();
    parts.iter().for_each(|part| sha2::Digest::update(&mut hasher, part));
    let mut hash = Zeroizing::new([0; 64]);
    FixedOutput::finalize_into(hasher, (&mut *hash).into());
    hash
}

impl Sign for Secret {
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

impl Secret {
    /// `extra` goes into the derivation of the nonce; none makes a deterministic signature.
    fn sign_with(&self, scheme: Scheme, message: Message<'_>, extra: &[u8]) -> Result<Vec<u8>, SignError> {
        let message = Input::new(scheme, message)?;
        let hedged = (!extra.is_empty()).then(|| self.hedged(extra));
        let secret = hedged.as_ref().unwrap_or(&self.expanded);
        let signature = match message {
            Input::Whole(message) => raw_sign::<Sha512>(secret, message, &self.public),
            Input::Digest(digest) => {
                raw_sign_prehashed::<Sha512, _>(secret, Finished(digest), &self.public, None)
                    .map_err(|error| SignError::Backend(error.into()))?
            }
        };
        Ok(signature.to_bytes().to_vec())
    }
}

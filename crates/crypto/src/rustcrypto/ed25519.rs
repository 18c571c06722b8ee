//! Ed25519 and Ed25519ph (RFC 8032 §5.1), strict: one key has one encoding, and no signature fits two messages.

use alloc::{boxed::Box, vec::Vec};

use countersign_digest::{Algorithm, Digest, Sha2};
use ed25519_dalek::{
    Signature, VerifyingKey as Point,
    hazmat::{ExpandedSecretKey, raw_sign, raw_sign_prehashed},
};
use sha2::{
    Digest as _, Sha512,
    digest::{FixedOutput, HashMarker, Output, OutputSizeUser, Update, typenum::U64},
};
use zeroize::Zeroizing;

use super::bound::{Bound, Sign, Verify};
use crate::{
    KeyUseError, Message, PointError, PrivateKey, PublicKey, PublicKeyError, ScalarError, Scheme, SignError,
    SignatureAlgorithm, SigningKey, SubjectPublicKey, VerifyError, VerifyWithError, VerifyingKey,
};

/// The lowest byte of the prime 2^255 - 19; above it are 30 bytes and seven bits of ones.
const PRIME_FIRST: u8 = 0xed;
/// The bits of the last byte that belong to `y`; the one above them is the sign of `x` (RFC 8032 §5.1.2).
const TOP: u8 = 0x7f;

/// The order `L` of the base point, little-endian (RFC 8032 §5.1).
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

pub(super) fn decode_point(octets: &[u8]) -> Result<Vec<u8>, PointError> {
    point(octets).map(|point| point.as_bytes().to_vec())
}

fn point(octets: &[u8]) -> Result<Point, PointError> {
    let octets: &[u8; 32] = octets.try_into().map_err(|_| PointError::Invalid)?;
    if !is_canonical(octets) {
        return Err(PointError::NonCanonical);
    }
    let point = Point::from_bytes(octets).map_err(|_| PointError::Invalid)?;
    if point.is_weak() { Err(PointError::SmallOrder) } else { Ok(point) }
}

/// RFC 8032 §5.1.3, steps 1 and 4: `y` below the prime, and no sign on `x = 0`, which is where `y` is 1 or -1. The back
/// end takes both.
fn is_canonical(octets: &[u8; 32]) -> bool {
    let [first, middle @ .., last] = octets;
    let ones = last & TOP == TOP && middle.iter().all(|byte| *byte == 0xff);
    let zeros = last & TOP == 0 && middle.iter().all(|byte| *byte == 0);
    let signed = last & !TOP != 0;
    let x_is_zero = ones && *first == PRIME_FIRST - 1 || zeros && *first == 1;
    !(ones && *first >= PRIME_FIRST || signed && x_is_zero)
}

/// RFC 8032 §5.1.7, step 1: `S < L`, without which every signature has others that are as good.
fn is_below_order(s: &[u8]) -> bool {
    s.iter().rev().lt(ORDER.iter().rev())
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
    Ok(Box::new(Bound { public: public.clone(), scheme, key }))
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
    Ok(Box::new(Bound { public: private.public_key().clone(), scheme, key }))
}

impl Verify for Point {
    fn verify(&self, scheme: Scheme, message: Message<'_>, signature: &[u8]) -> Result<(), VerifyError> {
        let message = Input::new(scheme, message)?;
        let signature = well_formed(signature).ok_or(VerifyError::Malformed)?;
        match message {
            Input::Whole(message) => self.verify_strict(message, &signature),
            Input::Digest(digest) => self.verify_prehashed_strict(Finished(digest), None, &signature),
        }
        .map_err(|_| VerifyError::Mismatch)
    }
}

fn well_formed(signature: &[u8]) -> Option<Signature> {
    let (r, s) = signature.split_at_checked(32)?;
    let r: &[u8; 32] = r.try_into().ok()?;
    let s: &[u8; 32] = s.try_into().ok()?;
    (is_canonical(r) && is_below_order(s)).then(|| Signature::from_components(*r, *s))
}

/// What goes into the hash of a signature.
enum Input<'a> {
    Whole(&'a [u8]),
    Digest(Output<Finished>),
}

/// Why a message does not go in.
enum InputError {
    NeedsWholeMessage,
    WrongDigest(crate::WrongDigest),
}

impl<'a> Input<'a> {
    fn new(scheme: Scheme, message: Message<'a>) -> Result<Self, InputError> {
        match (scheme.algorithm(), message) {
            (SignatureAlgorithm::Ed25519ph, message) => {
                let digest = message.to_digest(Algorithm::Sha512, &Sha2).map_err(InputError::WrongDigest)?;
                Ok(Self::Digest(output(&digest)))
            }
            (_, Message::Bytes(bytes)) => Ok(Self::Whole(bytes)),
            (_, Message::Digest(_)) => Err(InputError::NeedsWholeMessage),
        }
    }
}

fn output(digest: &Digest) -> Output<Finished> {
    let mut output = Output::<Finished>::default();
    output.iter_mut().zip(digest.as_bytes()).for_each(|(to, from)| *to = *from);
    output
}

impl From<InputError> for VerifyError {
    fn from(error: InputError) -> Self {
        match error {
            InputError::NeedsWholeMessage => Self::NeedsWholeMessage,
            InputError::WrongDigest(wrong) => wrong.into(),
        }
    }
}

impl From<InputError> for SignError {
    fn from(error: InputError) -> Self {
        match error {
            InputError::NeedsWholeMessage => Self::NeedsWholeMessage,
            InputError::WrongDigest(wrong) => wrong.into(),
        }
    }
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
    fn sign(&self, scheme: Scheme, message: Message<'_>, extra: &[u8]) -> Result<Vec<u8>, SignError> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_itself_is_not_below_the_order() {
        assert!(!is_below_order(&ORDER));
        let mut below = ORDER;
        below[0] -= 1;
        assert!(is_below_order(&below));
        below[31] += 1;
        assert!(!is_below_order(&below));
    }
}

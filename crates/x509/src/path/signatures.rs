//! Signatures that a search checked.

use alloc::vec::Vec;

use countersign_crypto::SubjectPublicKey;

use super::{builder::PathBuilder, candidates::Place};
use crate::{
    Certificate, KeyError, PathError, SignatureError, Signed,
    budget::{Exhausted, Left},
    verify_signature,
};

/// A key as the rules read it.
pub(super) type ReadKey<'x> = Result<SubjectPublicKey<'x>, KeyError>;

/// What was found of each certificate and key, so that no pair is computed with twice.
#[derive(Debug, Default)]
pub(super) struct Signatures<'x> {
    checked: Vec<Checked<'x>>,
}

#[derive(Debug)]
struct Checked<'x> {
    signed: Place,
    spki: &'x [u8],
    outcome: Result<(), SignatureError>,
}

impl<'x> Signatures<'x> {
    /// Whether a certificate is signed with a key, which is read where it is needed. Only what was not checked before counts.
    pub(super) fn check(
        &mut self,
        builder: &PathBuilder<'_>,
        (signed, certificate): (Place, &Certificate<'_>),
        (spki, key): (&'x [u8], impl FnOnce() -> ReadKey<'x>),
        left: &mut Left,
    ) -> Result<Result<(), &SignatureError>, Exhausted> {
        let known = self.checked.iter().position(|checked| checked.signed == signed && checked.spki == spki);
        let at = known.unwrap_or(self.checked.len());
        if known.is_none() {
            left.take()?;
            let outcome = verify(builder, certificate, key());
            self.checked.push(Checked { signed, spki, outcome });
        }
        Ok(self
            .checked
            .get(at)
            .map_or(Err(&SignatureError::Mismatch), |checked| checked.outcome.as_ref().copied()))
    }
}

/// Checks the signature of one certificate with the key of its issuer.
pub(super) fn verify(
    builder: &PathBuilder<'_>,
    certificate: &Certificate<'_>,
    key: ReadKey<'_>,
) -> Result<(), SignatureError> {
    verify_signature(&Signed::from(certificate), &key?, builder.rules(), builder.provider)
}

/// Whether the key of a certificate is one that the rules take.
pub(super) fn check_key(
    builder: &PathBuilder<'_>,
    certificate: &Certificate<'_>,
    at: usize,
) -> Result<(), PathError> {
    let key = builder.rules().read_key(certificate.spki());
    key.map(drop).map_err(|reason| PathError::Key { at, reason })
}

/// Whether a refusal only says that another key made the signature.
pub(super) fn is_other_key(error: &SignatureError) -> bool {
    matches!(error, SignatureError::Mismatch | SignatureError::Malformed | SignatureError::KeyMismatch { .. })
}

/// The refusal of the signature of the certificate at a place.
pub(super) fn refusal(at: usize, error: SignatureError) -> PathError {
    match error {
        SignatureError::Mismatch | SignatureError::Malformed => PathError::Signature { at },
        SignatureError::Key(reason) => issuer_key(at, reason),
        reason => PathError::Algorithm { at, reason },
    }
}

/// Where that refusal stands.
pub(super) fn place_of_refusal(at: usize, error: &SignatureError) -> usize {
    if matches!(error, SignatureError::Key(_)) { at.saturating_add(1) } else { at }
}

fn issuer_key(at: usize, reason: KeyError) -> PathError {
    PathError::Key { at: at.saturating_add(1), reason }
}

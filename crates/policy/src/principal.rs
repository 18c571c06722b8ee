//! Who counts as one signer.

use alloc::{collections::BTreeSet, string::String};
use core::fmt;

use countersign_crypto::KeyId;

use crate::BoundSignature;

/// Something that proves who signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Authenticator {
    /// A key, by the SHA-256 of its canonical SubjectPublicKeyInfo.
    Key(KeyId),
}

impl fmt::Display for Authenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(id) => write!(f, "key {id}"),
        }
    }
}

/// One signer as the requirement sees it: a name, and all that proves it. However many of its authenticators signed,
/// it counts once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    name: String,
    authenticators: BTreeSet<Authenticator>,
}

impl Principal {
    /// A principal with a name that appears in reports.
    ///
    /// # Errors
    /// [`PrincipalError`].
    pub fn new(
        name: &str,
        authenticators: impl IntoIterator<Item = Authenticator>,
    ) -> Result<Self, PrincipalError> {
        let authenticators: BTreeSet<_> = authenticators.into_iter().collect();
        if name.is_empty() {
            return Err(PrincipalError::NoName);
        }
        if authenticators.is_empty() {
            return Err(PrincipalError::NoAuthenticator);
        }
        Ok(Self { name: name.into(), authenticators })
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What proves this principal; never empty.
    #[must_use]
    pub fn authenticators(&self) -> &BTreeSet<Authenticator> {
        &self.authenticators
    }

    /// Whether one of the authenticators proves that this principal made a signature.
    pub(crate) fn is_proven_by(&self, signature: &BoundSignature) -> bool {
        let key = Authenticator::Key(signature.signer().id());
        self.authenticators.contains(&key)
    }
}

/// Why a principal is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PrincipalError {
    /// The name is empty.
    #[error("a principal needs a name")]
    NoName,
    /// Nothing proves the principal, so it could never be met.
    #[error("a principal needs at least one key or identity")]
    NoAuthenticator,
}

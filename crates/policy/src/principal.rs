//! Who counts as one signer.

use alloc::{string::String, vec::Vec};
use core::fmt;

use countersign_crypto::KeyId;

use crate::{BoundSignature, CertifiedIdentity};

/// Something that proves who signed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Authenticator {
    /// A key, by the SHA-256 of its canonical SubjectPublicKeyInfo.
    Key(KeyId),
    /// Whom a certificate names, by the authority that it is valid under.
    Identity(CertifiedIdentity),
}

impl fmt::Display for Authenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(id) => write!(f, "key {id}"),
            Self::Identity(identity) => {
                write!(f, "identity {} of authority {}", identity.subject(), identity.authority())
            }
        }
    }
}

/// One signer as the requirement sees it: a name, and all that proves it. However many of its authenticators signed,
/// it counts once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    name: String,
    authenticators: Vec<Authenticator>,
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
        let mut own: Vec<Authenticator> = Vec::new();
        for authenticator in authenticators {
            if !own.contains(&authenticator) {
                own.push(authenticator);
            }
        }
        if name.is_empty() {
            return Err(PrincipalError::NoName);
        }
        if own.is_empty() {
            return Err(PrincipalError::NoAuthenticator);
        }
        Ok(Self { name: name.into(), authenticators: own })
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What proves this principal, each once; never empty.
    #[must_use]
    pub fn authenticators(&self) -> &[Authenticator] {
        &self.authenticators
    }

    /// Whether one of the authenticators proves that this principal made a signature.
    pub(crate) fn is_proven_by(&self, signature: &BoundSignature) -> bool {
        self.authenticators.iter().any(|authenticator| match authenticator {
            Authenticator::Key(id) => *id == signature.signer().id(),
            Authenticator::Identity(identity) => signature.is_vouched_for(identity),
        })
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

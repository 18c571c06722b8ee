//! Signers that a certificate names.

use core::fmt;

use countersign_crypto::{CryptoProvider, PublicKey, PublicKeyError};
use countersign_digest::Digest;
use countersign_x509::{Identity, VerifiedPath};

/// An authority by the digest of what it is: its trust anchors and the profile of its certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AuthorityId(Digest);

impl AuthorityId {
    /// The id of an authority.
    #[must_use]
    pub const fn new(digest: Digest) -> Self {
        Self(digest)
    }
}

impl fmt::Display for AuthorityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An identity as one authority certifies it. The same name from another authority is another identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertifiedIdentity {
    authority: AuthorityId,
    subject: Identity,
}

impl CertifiedIdentity {
    /// The identity `subject` in certificates of an authority.
    #[must_use]
    pub fn new(authority: AuthorityId, subject: Identity) -> Self {
        Self { authority, subject }
    }

    /// The authority.
    #[must_use]
    pub fn authority(&self) -> AuthorityId {
        self.authority
    }

    /// Whom its certificates must name.
    #[must_use]
    pub fn subject(&self) -> &Identity {
        &self.subject
    }
}

/// A certificate of the one who signed, and the authority that it is valid under.
#[derive(Clone, Debug)]
pub struct Voucher {
    authority: AuthorityId,
    path: VerifiedPath<'static>,
    key: PublicKey,
}

impl Voucher {
    /// A path that was verified to an anchor of this authority, under its profile.
    ///
    /// # Errors
    /// [`PublicKeyError`] where the key of the leaf is none that signatures are verified with.
    pub fn new(
        authority: AuthorityId,
        path: VerifiedPath<'static>,
        provider: &dyn CryptoProvider,
    ) -> Result<Self, PublicKeyError> {
        let key = path.leaf_key(provider)?;
        Ok(Self { authority, path, key })
    }

    /// The key that the certificate is about.
    #[must_use]
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The authority.
    #[must_use]
    pub fn authority(&self) -> AuthorityId {
        self.authority
    }

    /// The path.
    pub fn path(&self) -> &VerifiedPath<'static> {
        &self.path
    }

    /// Whether it proves an identity.
    pub(crate) fn proves(&self, identity: &CertifiedIdentity) -> bool {
        self.authority == identity.authority && identity.subject.matches(self.path.leaf()).is_some()
    }
}

/// The certificate is about another key than the one that signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the certificate is about another key than the one that signed")]
pub struct OtherKey;

//! One signer, and all by which it is believed.

use alloc::{string::String, vec::Vec};

use countersign_crypto::{CryptoProvider, PublicKey};
use countersign_policy::{Authenticator, CertifiedIdentity, Principal, PrincipalError};
use countersign_x509::Identity;

use crate::TrustedAuthority;

/// A signer with a name, who counts once however many of these keys and certificates sign: somebody who goes from a key to
/// certificates is one signer all the while.
///
/// ```
/// # use countersign::{TrustedAuthority, TrustedSigner, Verifier, crypto::{PublicKey, RustCrypto}, x509::{Identity, TrustAnchors}};
/// # fn believe(old: PublicKey, acme: &TrustedAuthority) -> Result<Verifier, Box<dyn std::error::Error>> {
/// let ana = TrustedSigner::new("ana").key(old).identity(Identity::parse("email:ana@acme.example")?, acme);
/// let verifier = Verifier::builder(RustCrypto).trusted(ana).build()?;
/// # Ok(verifier) }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct TrustedSigner {
    name: String,
    pub(crate) keys: Vec<PublicKey>,
    pub(crate) identities: Vec<(Identity, TrustedAuthority)>,
}

impl TrustedSigner {
    /// A signer whom nothing proves yet; without a key or an identity no verifier is built of it.
    pub fn new(name: &str) -> Self {
        Self { name: name.into(), keys: Vec::new(), identities: Vec::new() }
    }

    /// Is believed by this key.
    pub fn key(mut self, key: PublicKey) -> Self {
        self.keys.push(key);
        self
    }

    /// Is believed by certificates of an authority that name this identity.
    pub fn identity(mut self, identity: Identity, authority: &TrustedAuthority) -> Self {
        self.identities.push((identity, authority.clone()));
        self
    }

    pub(crate) fn principal(&self, provider: &dyn CryptoProvider) -> Result<Principal, PrincipalError> {
        let keys = self.keys.iter().map(|key| Authenticator::Key(key.id()));
        let identities = self.identities.iter().map(|(identity, authority)| {
            Authenticator::Identity(CertifiedIdentity::new(authority.id(provider), identity.clone()))
        });
        Principal::new(&self.name, keys.chain(identities))
    }
}

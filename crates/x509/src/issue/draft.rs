//! What is to be signed, and what becomes of it.

use alloc::vec::Vec;

use countersign_crypto::{Message, PublicKey, Scheme, SigningKey};
use countersign_encoding::der::{Tag, write};

use super::{IssueError, IssueSignError, signature_identifier};
use crate::{Certificate, Violation};

/// Whose signature is awaited, and by which scheme.
#[derive(Clone, Debug)]
pub(super) struct Signer {
    key: PublicKey,
    scheme: Scheme,
    identifier: Vec<u8>,
}

impl Signer {
    pub(super) fn new(key: &PublicKey, scheme: Scheme) -> Result<Self, IssueError> {
        let (expected, actual) = (scheme.algorithm().key_type(), key.key_type());
        if expected != actual {
            return Err(IssueError::KeyType { expected, actual });
        }
        let identifier = signature_identifier(scheme).ok_or(IssueError::Scheme { scheme })?;
        Ok(Self { key: key.clone(), scheme, identifier })
    }

    pub(super) fn key(&self) -> &PublicKey {
        &self.key
    }

    pub(super) fn scheme(&self) -> Scheme {
        self.scheme
    }

    pub(super) fn identifier(&self) -> &[u8] {
        &self.identifier
    }

    pub(super) fn sign(&self, key: &dyn SigningKey, message: &[u8]) -> Result<Vec<u8>, IssueSignError> {
        if key.public_key() != &self.key {
            return Err(IssueSignError::WrongKey);
        }
        if key.scheme() != self.scheme {
            return Err(IssueSignError::WrongScheme { expected: self.scheme, actual: key.scheme() });
        }
        Ok(key.sign(Message::Bytes(message))?)
    }

    /// `SEQUENCE { signed, signatureAlgorithm, signature BIT STRING }`
    pub(super) fn wrap(&self, signed: &[u8], signature: &[u8]) -> Vec<u8> {
        write(Tag::SEQUENCE, &[signed, &self.identifier, &write(Tag::BIT_STRING, &[&[0], signature])])
    }
}

/// A certificate that only lacks its signature.
#[derive(Clone, Debug)]
#[must_use = "a draft is nothing until it is signed"]
pub struct CertificateDraft {
    tbs: Vec<u8>,
    signer: Signer,
}

impl CertificateDraft {
    pub(super) fn new(tbs: Vec<u8>, signer: Signer) -> Result<Self, Violation> {
        // The signed part is read with a signature that is none: what readers refuse is told before anybody signs it.
        match Certificate::from_der(&signer.wrap(&tbs, &[0]))?.tolerated().first() {
            Some(violation) => Err(*violation),
            None => Ok(Self { tbs, signer }),
        }
    }

    /// The bytes that the issuer's key signs: `tbsCertificate`.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.tbs
    }

    /// The key that signs.
    #[must_use]
    pub fn issuer_key(&self) -> &PublicKey {
        self.signer.key()
    }

    /// The scheme that it signs by.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.signer.scheme()
    }

    /// The certificate with a signature that was made elsewhere, and that is not verified here.
    ///
    /// # Errors
    /// [`Violation`] where what comes out is no certificate that is read.
    pub fn assemble(self, signature: &[u8]) -> Result<Certificate<'static>, Violation> {
        Ok(Certificate::from_der(&self.signer.wrap(&self.tbs, signature))?.to_owned())
    }

    /// Signs with a key at hand.
    ///
    /// # Errors
    /// [`IssueSignError`] where it is another key, signs by another scheme, or fails.
    pub fn sign(self, key: &dyn SigningKey) -> Result<Certificate<'static>, IssueSignError> {
        let signature = self.signer.sign(key, &self.tbs)?;
        Ok(self.assemble(&signature)?)
    }
}

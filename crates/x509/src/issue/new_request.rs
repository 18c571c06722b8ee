//! Certificate requests that are written (RFC 2986 §4).

use alloc::vec::Vec;

use countersign_crypto::{PublicKey, Scheme, SigningKey};
use countersign_encoding::der::{Tag, write};

use super::{
    AltName, CertificateRequest, IssueError, IssueSignError, RequestError,
    draft::Signer,
    encode::{self, Criticality},
    request::EXTENSION_REQUEST,
};
use crate::{ExtensionKind, Name};

/// A request that only lacks its signature, which shows that whoever asks holds the key.
#[derive(Clone, Debug)]
#[must_use = "a draft is nothing until it is signed"]
pub struct RequestDraft {
    info: Vec<u8>,
    signer: Signer,
}

impl RequestDraft {
    /// Asks for a certificate of a name, other names, and the key.
    ///
    /// # Errors
    /// [`IssueError::Scheme`] and [`IssueError::KeyType`] for a scheme that is not X.509's or not the key's.
    pub fn new(
        subject: &Name<'_>,
        alt_names: &[AltName],
        key: &PublicKey,
        scheme: Scheme,
    ) -> Result<Self, IssueError> {
        let signer = Signer::new(key, scheme)?;
        let info =
            write(Tag::SEQUENCE, &[V1, subject.der(), key.spki_der(), &attributes(subject, alt_names)]);
        Ok(Self { info, signer })
    }

    /// The bytes that the key signs: `certificationRequestInfo`.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.info
    }

    /// The scheme that it signs by.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.signer.scheme()
    }

    /// The request with a signature that was made elsewhere, and that is not verified here.
    ///
    /// # Errors
    /// [`RequestError`] where what comes out is no request that is read.
    pub fn assemble(self, signature: &[u8]) -> Result<CertificateRequest, RequestError> {
        CertificateRequest::from_der(&self.signer.wrap(&self.info, signature))
    }

    /// Signs with a key at hand.
    ///
    /// # Errors
    /// [`IssueSignError`] where it is another key, signs by another scheme, or fails.
    pub fn sign(self, key: &dyn SigningKey) -> Result<CertificateRequest, IssueSignError> {
        let signature = self.signer.sign(key, &self.info)?;
        Ok(self.assemble(&signature)?)
    }
}

/// `version INTEGER { v1(0) }`
const V1: &[u8] = &[2, 1, 0];

/// ```text
/// attributes       [0] IMPLICIT SET OF SEQUENCE { type OBJECT IDENTIFIER, values SET OF ANY }
/// extensionRequest ATTRIBUTE ::= { SYNTAX Extensions, SINGLE VALUE TRUE }                    -- RFC 2985 §5.4.2
/// ```
fn attributes(subject: &Name<'_>, alt_names: &[AltName]) -> Vec<u8> {
    if alt_names.is_empty() {
        return write(Tag::context_constructed(0), &[]);
    }
    let alone = if subject.is_empty() { Criticality::Critical } else { Criticality::NonCritical };
    let names = encode::known(ExtensionKind::SubjectAltName, alone, &encode::alt_names(alt_names));
    let values = write(Tag::SET, &[&write(Tag::SEQUENCE, &[&names])]);
    let attribute = write(Tag::SEQUENCE, &[&encode::oid(EXTENSION_REQUEST), &values]);
    write(Tag::context_constructed(0), &[&attribute])
}

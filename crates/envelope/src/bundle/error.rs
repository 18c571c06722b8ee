//! Why a bundle is refused.

use countersign_digest::DigestError;
use countersign_encoding::{
    base64::Base64Error,
    json::{FieldError, JsonError},
};

use crate::{DsseError, DsseVerifyError, StatementError, VerifyMessageError};

/// Why bytes are no bundle that this version reads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// Not strict JSON.
    #[error("the bundle is not JSON: {0}")]
    Json(#[from] JsonError),
    /// A value that should be an object is none; in a list, one of its entries.
    #[error("the bundle: {} is not an object", if field.is_empty() { "the document" } else { field })]
    NotAnObject {
        /// The member; empty for the whole document.
        field: &'static str,
    },
    /// A member is missing.
    #[error("the bundle: {0}")]
    Field(#[from] FieldError),
    /// A member has another JSON type than the protobuf field.
    #[error("the bundle: {field} has the wrong type")]
    WrongType {
        /// The member.
        field: &'static str,
    },
    /// `mediaType` is missing or names no version from 0.1 to 0.3.
    #[error("mediaType names no Sigstore bundle of version 0.1, 0.2 or 0.3")]
    MediaType,
    /// A member that the message does not have.
    #[error("the bundle has an unknown member in {}", if within.is_empty() { "the document" } else { within })]
    UnknownMember {
        /// The message that it stands in; empty for the whole document.
        within: &'static str,
    },
    /// One member in both spellings.
    #[error("the bundle names {field} twice, in two spellings")]
    TwoSpellings {
        /// The member.
        field: &'static str,
    },
    /// None of `publicKey`, `certificate` and `x509CertificateChain`, an empty chain, or an empty certificate.
    #[error("the bundle names no key and no certificate")]
    NoMaterial,
    /// More than one of them.
    #[error("the bundle names more than one of publicKey, certificate and x509CertificateChain")]
    SeveralMaterials,
    /// Neither a DSSE envelope nor a message signature.
    #[error("the bundle holds no signature")]
    NoContent,
    /// Both of them.
    #[error("the bundle holds both a DSSE envelope and a message signature")]
    SeveralContents,
    /// The envelope does not carry exactly one signature.
    #[error("the bundle's envelope carries {actual} signatures, exactly one is allowed")]
    SignatureCount {
        /// How many there are.
        actual: usize,
    },
    /// More of a repeated member than are read.
    #[error("the bundle carries {actual} {field}, at most {limit} are read")]
    TooMany {
        /// The member.
        field: &'static str,
        /// The limit.
        limit: usize,
        /// How many there are.
        actual: usize,
    },
    /// A certificate is not base64.
    #[error("the bundle: a certificate is not base64: {0}")]
    Base64(#[from] Base64Error),
    /// A timestamp is not base64.
    #[error("the bundle: a timestamp is not base64: {0}")]
    TimestampBase64(#[source] Base64Error),
    /// The signature over a message is missing or empty.
    #[error("the bundle's message signature is empty")]
    NoMessageSignature,
    /// A part of the message signature is not base64.
    #[error("the bundle: {field} is not base64: {source}")]
    MessageBase64 {
        /// The member.
        field: &'static str,
        /// What is wrong with it.
        #[source]
        source: Base64Error,
    },
    /// `messageDigest` names no algorithm that this version knows, or none although it gives a digest.
    #[error("the bundle's message digest is not by SHA2_256, SHA2_384 or SHA2_512")]
    DigestAlgorithm,
    /// `messageDigest` names an algorithm and gives no digest.
    #[error("the bundle's message digest names an algorithm and gives no digest")]
    NoDigest,
    /// The digest is not one of its algorithm.
    #[error("the bundle's message digest: {0}")]
    Digest(#[from] DigestError),
    /// The DSSE envelope is refused.
    #[error("the bundle: {0}")]
    Dsse(#[from] DsseError),
}

/// Why a bundle was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BundleVerifyError {
    /// It holds a signature over a blob, not a statement about an image.
    #[error("the bundle signs a blob, not a statement about an image")]
    NotAStatement,
    /// It holds a signature over a statement, not over a blob.
    #[error("the bundle signs a statement, not a blob")]
    NotAMessage,
    /// The signature over the blob was not accepted.
    #[error(transparent)]
    Message(#[from] VerifyMessageError),
    /// It names a certificate, and was verified with keys.
    #[error("the bundle names a certificate and no key")]
    CertificateMaterial,
    /// It names a key, and was verified with the key of a certificate.
    #[error("the bundle names a key and no certificate")]
    KeyMaterial,
    /// The certificate that it was verified with is not the one that it names.
    #[error("the bundle names another certificate than the one that was judged")]
    OtherCertificate,
    /// The envelope was not accepted.
    #[error(transparent)]
    Dsse(#[from] DsseVerifyError),
    /// The signature is right, but what was signed is no statement.
    #[error(transparent)]
    Statement(#[from] StatementError),
}

impl BundleVerifyError {
    /// The place in a report: whether what was signed was unreadable, rather than not accepted.
    #[must_use]
    pub fn is_malformed_payload(&self) -> bool {
        matches!(self, Self::Statement(_))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_document_itself_is_called_the_document() {
        assert_eq!(
            alloc::format!("{}", super::BundleError::UnknownMember { within: "" }),
            "the bundle has an unknown member in the document"
        );
    }
}

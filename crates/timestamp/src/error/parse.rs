//! Why bytes are no token.

use core::fmt;

use countersign_encoding::der::{DerError, DerErrorKind};
use countersign_time::TimeError;
use countersign_x509::ExtensionsError;

use crate::AccuracyError;

/// Why bytes are no timestamp token. Nothing was verified when it occurs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenParseError {
    /// More bytes than are read.
    #[error("a timestamp has at most {limit} bytes, this one has {actual}")]
    TooLong {
        /// Bytes allowed.
        limit: usize,
        /// Bytes given.
        actual: usize,
    },
    /// A part is not DER of its type.
    #[error("{part} is malformed: {reason}")]
    Encoding {
        /// The part.
        part: TokenPart,
        /// What is wrong with it.
        reason: DerError,
    },
    /// The outer content type is not signed data (RFC 3161 §2.4.2).
    #[error("the token is no CMS signed data")]
    NotSignedData,
    /// The version of the signed data is not the one that its contents ask for (RFC 5652 §5.1).
    #[error("the version of the signed data is not the one of its contents")]
    Version,
    /// The signed content is not a TSTInfo, or not there (RFC 3161 §2.4.2).
    #[error("the signed content is no timestamp")]
    NotTimestamp,
    /// More certificates than are read.
    #[error("a timestamp carries at most {limit} certificates")]
    Certificates {
        /// Certificates allowed.
        limit: usize,
    },
    /// None or several signers: there must be exactly one (RFC 3161 §2.4.2).
    #[error("a timestamp has exactly one signer")]
    Signers,
    /// The version of the signer is not the one of its identifier (RFC 5652 §5.3).
    #[error("the version of the signer is not the one of its identifier")]
    SignerVersion,
    /// The digest algorithm of the signer is not among those that the signed data lists (RFC 5652 §5.1), or an algorithm has
    /// parameters other than NULL.
    #[error("the digest algorithm of the signer is not among those listed, or has parameters")]
    DigestAlgorithms,
    /// The signer signed no attributes, which a content that is not plain data must come with (RFC 5652 §5.3).
    #[error("the signer signed no attributes")]
    NoSignedAttributes,
    /// A signed attribute that must be there is not (RFC 5652 §11.1, §11.2).
    #[error("the signed attribute {attribute} is missing")]
    AttributeMissing {
        /// The attribute.
        attribute: TokenPart,
    },
    /// A signed attribute is there twice, or has not exactly one value (RFC 5652 §11).
    #[error("the signed attribute {attribute} has not exactly one value")]
    AttributeCount {
        /// The attribute.
        attribute: TokenPart,
    },
    /// The signed attribute `content-type` is another one than that of the content (RFC 5652 §11.1).
    #[error("the signed content type is not that of the content")]
    ContentType,
    /// The version of the TSTInfo is not 1.
    #[error("the timestamp is of an unknown version")]
    InfoVersion,
    /// The hash of the imprint has parameters other than NULL.
    #[error("the hash algorithm of the imprint has parameters")]
    ImprintParameters,
    /// A serial number or nonce of more octets than are read.
    #[error("{part} has more than {limit} octets")]
    IntegerTooLong {
        /// The number.
        part: TokenPart,
        /// Octets allowed.
        limit: usize,
    },
    /// A time that is malformed.
    #[error("{part} is malformed: {reason}")]
    Time {
        /// The time.
        part: TokenPart,
        /// What is wrong with it.
        reason: TimeError,
    },
    /// The accuracy.
    #[error(transparent)]
    Accuracy(#[from] AccuracyError),
    /// An extension is there twice, or there are more than [`countersign_x509::Extensions::MAX`].
    #[error("an extension of the timestamp is there twice, or there are too many")]
    RepeatedExtension,
}

impl From<ExtensionsError> for TokenParseError {
    fn from(error: ExtensionsError) -> Self {
        let part = TokenPart::Extensions;
        match error {
            ExtensionsError::Encoding(reason) => Self::Encoding { part, reason },
            ExtensionsError::Empty { offset } => {
                Self::Encoding { part, reason: DerErrorKind::Truncated.at(offset) }
            }
            _ => Self::RepeatedExtension,
        }
    }
}

impl TokenParseError {
    /// A stable name of the reason, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "CSG-TSP-TOO-LONG",
            Self::Encoding { .. } => "CSG-TSP-ENCODING",
            Self::NotSignedData => "CSG-TSP-NOT-SIGNED-DATA",
            Self::Version => "CSG-TSP-VERSION",
            Self::NotTimestamp => "CSG-TSP-NOT-TIMESTAMP",
            Self::Certificates { .. } => "CSG-TSP-CERTIFICATES",
            Self::Signers => "CSG-TSP-SIGNERS",
            Self::SignerVersion => "CSG-TSP-SIGNER-VERSION",
            Self::DigestAlgorithms => "CSG-TSP-DIGEST-ALGORITHMS",
            Self::NoSignedAttributes => "CSG-TSP-NO-SIGNED-ATTRIBUTES",
            Self::AttributeMissing { .. } => "CSG-TSP-ATTRIBUTE-MISSING",
            Self::AttributeCount { .. } => "CSG-TSP-ATTRIBUTE-COUNT",
            Self::ContentType => "CSG-TSP-CONTENT-TYPE",
            Self::InfoVersion => "CSG-TSP-INFO-VERSION",
            Self::ImprintParameters => "CSG-TSP-IMPRINT-PARAMETERS",
            Self::IntegerTooLong { .. } => "CSG-TSP-INTEGER-TOO-LONG",
            Self::Time { .. } => "CSG-TSP-TIME",
            Self::Accuracy(_) => "CSG-TSP-ACCURACY",
            Self::RepeatedExtension => "CSG-TSP-REPEATED-EXTENSION",
        }
    }
}

/// A part of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum TokenPart {
    /// The outer ContentInfo.
    ContentInfo,
    /// The SignedData.
    SignedData,
    /// The list of certificates.
    Certificates,
    /// The SignerInfo.
    SignerInfo,
    /// The signed attributes as a list.
    SignedAttributes,
    /// The signed attribute `content-type`.
    ContentType,
    /// The signed attribute `message-digest`.
    MessageDigest,
    /// The signed attribute `signing-time`.
    SigningTime,
    /// The signed attribute `signing-certificate` (ESSCertID).
    SigningCertificate,
    /// The signed attribute `signing-certificate-v2` (ESSCertIDv2).
    SigningCertificateV2,
    /// The TSTInfo.
    TstInfo,
    /// `genTime`
    GenTime,
    /// `serialNumber`
    SerialNumber,
    /// `nonce`
    Nonce,
    /// `tsa`
    Tsa,
    /// `extensions`
    Extensions,
}

impl TokenPart {
    /// The name in the specifications.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ContentInfo => "ContentInfo",
            Self::SignedData => "SignedData",
            Self::Certificates => "certificates",
            Self::SignerInfo => "SignerInfo",
            Self::SignedAttributes => "signedAttrs",
            Self::ContentType => "content-type",
            Self::MessageDigest => "message-digest",
            Self::SigningTime => "signing-time",
            Self::SigningCertificate => "signing-certificate",
            Self::SigningCertificateV2 => "signing-certificate-v2",
            Self::TstInfo => "TSTInfo",
            Self::GenTime => "genTime",
            Self::SerialNumber => "serialNumber",
            Self::Nonce => "nonce",
            Self::Tsa => "tsa",
            Self::Extensions => "extensions",
        }
    }
}

impl fmt::Display for TokenPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

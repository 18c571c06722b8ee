//! Why a token is not believed.

use countersign_crypto::DigestAlgorithm;
use countersign_encoding::der::{DerError, OwnedOid};
use countersign_time::UnixTime;
use countersign_x509::{PathError, SignatureError};

use crate::TokenPart;

/// Why a token is no proof of time under one authority. The variants stand in the order of the checks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// A critical extension: none is interpreted (RFC 3161 §2.4.2).
    #[error("the critical extension {oid} of the timestamp is not interpreted")]
    CriticalExtension {
        /// Its identifier.
        oid: OwnedOid,
    },
    /// The imprint is by an algorithm that is not SHA-256, SHA-384 or SHA-512.
    #[error("the imprint is by the algorithm {algorithm}, which is not accepted")]
    ImprintAlgorithm {
        /// The identifier of the algorithm.
        algorithm: OwnedOid,
    },
    /// The imprint does not have the length of its algorithm.
    #[error("an imprint by {algorithm} has {} octets, this one has {actual}", .algorithm.output_len())]
    ImprintLength {
        /// The algorithm.
        algorithm: DigestAlgorithm,
        /// Octets found.
        actual: usize,
    },
    /// The caller gave a digest by another algorithm than the imprint's, so that they cannot be compared.
    #[error("the imprint is by {expected}, the digest given by {actual}")]
    OtherDigest {
        /// The algorithm of the imprint.
        expected: DigestAlgorithm,
        /// The algorithm of the digest given.
        actual: DigestAlgorithm,
    },
    /// The token is about something else (RFC 3161 §2.4.2 `messageImprint`).
    #[error("the timestamp is about something else")]
    Imprint,
    /// The policy is not one that the authority is believed for.
    #[error("the policy {policy} is not one that is accepted")]
    Policy {
        /// The policy of the token.
        policy: OwnedOid,
    },
    /// The time and its accuracy lead out of the years 0 to 9999.
    #[error("the time of the timestamp and its accuracy lead out of the calendar")]
    Accuracy,
    /// The time lies in the future of the caller.
    #[error("the timestamp is of {gen_time}, which is after {now}")]
    Future {
        /// The time of the token.
        gen_time: UnixTime,
        /// The caller's time, with the skew of clocks that the caller allows.
        now: UnixTime,
    },
    /// The signed attribute `signing-time` contradicts the time of the token: it is more than an hour away.
    #[error(
        "the signer says that it signed at {signing_time}, far from the time {gen_time} of the timestamp"
    )]
    SigningTime {
        /// What the attribute says.
        signing_time: UnixTime,
        /// The time of the token.
        gen_time: UnixTime,
    },
    /// An end of the interval of time lies outside of the window in which the authority is believed.
    #[error("{time} lies outside of the window in which the authority is believed")]
    OutsideWindow {
        /// The end that lies outside.
        time: UnixTime,
    },
    /// The signed content is digested by an algorithm that is not SHA-256, SHA-384 or SHA-512.
    #[error("the digest algorithm {algorithm} of the signer is not accepted")]
    DigestAlgorithm {
        /// The identifier of the algorithm.
        algorithm: OwnedOid,
    },
    /// The signed digest is not that of the content (RFC 5652 §5.4).
    #[error("the signed digest is not that of the content")]
    MessageDigest,
    /// Neither `signing-certificate` nor `signing-certificate-v2` is signed (RFC 3161 §2.4.2, RFC 5816 §2.2.1).
    #[error("the signer does not say with which certificate it signed")]
    NoSigningCertificate,
    /// One of these attributes is malformed.
    #[error("the signed attribute {attribute} is malformed: {reason}")]
    SigningCertificateEncoding {
        /// The attribute.
        attribute: TokenPart,
        /// What is wrong with it.
        reason: DerError,
    },
    /// ESSCertIDv2 with a hash that is not SHA-256, SHA-384 or SHA-512.
    #[error(
        "the certificate of the signer is named by a hash of the algorithm {algorithm}, which is not accepted"
    )]
    SigningCertificateAlgorithm {
        /// The identifier of the algorithm.
        algorithm: OwnedOid,
    },
    /// No certificate at hand is the one that the signer names.
    #[error("the certificate of the signer is not at hand")]
    NoSigner,
    /// The certificate that the signer names is not the one that it signed to have used: hash, issuer or serial number differ
    /// (RFC 5035 §3).
    #[error("the certificate of the signer is not the one that the signed attribute names")]
    SigningCertificate,
    /// The signer is another one than the pinned one.
    #[error("the signer is not the one that is pinned for the authority")]
    OtherSigner,
    /// The token names its authority by a name that the certificate of the signer does not have (RFC 3161 §2.4.2 `tsa`).
    #[error(
        "the certificate of the signer does not have the name by which the timestamp names its authority"
    )]
    TsaName,
    /// There is no valid path from the certificate of the signer to an anchor of the authority, at the earliest and at the
    /// latest time that the token can mean.
    #[error("the certificate of the signer leads to no anchor of the authority")]
    Path(#[source] PathError),
    /// The signature is by another digest algorithm than the signed content (RFC 5652 §5.4, RFC 8419 §3.1).
    #[error("the signature is not by the digest algorithm of the signer")]
    SignatureDigest,
    /// The signature is not accepted.
    #[error("the signature of the timestamp is not accepted")]
    Signature(#[source] SignatureError),
}

impl TokenError {
    /// A stable name of the reason, for programs. That of a path without validity is the path's own.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::CriticalExtension { .. } => "CSG-TSP-CRITICAL-EXTENSION",
            Self::ImprintAlgorithm { .. } => "CSG-TSP-IMPRINT-ALGORITHM",
            Self::ImprintLength { .. } => "CSG-TSP-IMPRINT-LENGTH",
            Self::OtherDigest { .. } => "CSG-TSP-OTHER-DIGEST",
            Self::Imprint => "CSG-TSP-IMPRINT",
            Self::Policy { .. } => "CSG-TSP-POLICY",
            Self::Accuracy => "CSG-TSP-OUT-OF-CALENDAR",
            Self::Future { .. } => "CSG-TSP-FUTURE",
            Self::SigningTime { .. } => "CSG-TSP-SIGNING-TIME",
            Self::OutsideWindow { .. } => "CSG-TSP-OUTSIDE-WINDOW",
            Self::DigestAlgorithm { .. } => "CSG-TSP-DIGEST-ALGORITHM",
            Self::MessageDigest => "CSG-TSP-MESSAGE-DIGEST",
            Self::NoSigningCertificate => "CSG-TSP-NO-SIGNING-CERTIFICATE",
            Self::SigningCertificateEncoding { .. } => "CSG-TSP-SIGNING-CERTIFICATE-ENCODING",
            Self::SigningCertificateAlgorithm { .. } => "CSG-TSP-SIGNING-CERTIFICATE-ALGORITHM",
            Self::NoSigner => "CSG-TSP-NO-SIGNER",
            Self::SigningCertificate => "CSG-TSP-SIGNING-CERTIFICATE",
            Self::OtherSigner => "CSG-TSP-OTHER-SIGNER",
            Self::TsaName => "CSG-TSP-TSA-NAME",
            Self::Path(reason) => reason.code(),
            Self::SignatureDigest => "CSG-TSP-SIGNATURE-DIGEST",
            Self::Signature(_) => "CSG-TSP-SIGNATURE",
        }
    }

    /// How far the checks got: the greater, the more the error tells.
    pub(crate) const fn stage(&self) -> u8 {
        match self {
            Self::Path(PathError::UnknownIssuer { .. }) => 1,
            Self::Path(_) | Self::SignatureDigest | Self::Signature(_) => 3,
            Self::OutsideWindow { .. } | Self::OtherSigner | Self::TsaName | Self::Policy { .. } => 2,
            _ => 0,
        }
    }
}

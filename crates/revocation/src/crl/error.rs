//! Why bytes are no revocation list.

use core::fmt;

use countersign_encoding::der::DerError;

/// A field of a list, by its name in RFC 5280 §5.1 to §5.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CrlField {
    /// The list as a whole.
    CertificateList,
    /// `version`
    Version,
    /// `signature`, the algorithm inside the signed part.
    Signature,
    /// `issuer`
    Issuer,
    /// `thisUpdate`
    ThisUpdate,
    /// `nextUpdate`
    NextUpdate,
    /// `revokedCertificates`, and each entry but for its extensions.
    RevokedCertificates,
    /// `crlEntryExtensions`
    EntryExtensions,
    /// `crlExtensions`, the list.
    Extensions,
    /// `authorityKeyIdentifier`
    AuthorityKeyIdentifier,
    /// `issuerAltName`
    IssuerAltName,
    /// `cRLNumber`
    CrlNumber,
    /// `deltaCRLIndicator`
    DeltaCrlIndicator,
    /// `issuingDistributionPoint`
    IssuingDistributionPoint,
    /// `freshestCRL`
    FreshestCrl,
    /// `authorityInfoAccess`
    AuthorityInfoAccess,
    /// `expiredCertsOnCRL` (X.509 §9.5.2.8)
    ExpiredCertsOnCrl,
    /// `signatureAlgorithm`
    SignatureAlgorithm,
    /// `signatureValue`
    SignatureValue,
}

impl CrlField {
    /// The name in the specification.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CertificateList => "certificateList",
            Self::Version => "version",
            Self::Signature => "signature",
            Self::Issuer => "issuer",
            Self::ThisUpdate => "thisUpdate",
            Self::NextUpdate => "nextUpdate",
            Self::RevokedCertificates => "revokedCertificates",
            Self::EntryExtensions => "crlEntryExtensions",
            Self::Extensions => "crlExtensions",
            Self::AuthorityKeyIdentifier => "authorityKeyIdentifier",
            Self::IssuerAltName => "issuerAltName",
            Self::CrlNumber => "cRLNumber",
            Self::DeltaCrlIndicator => "deltaCRLIndicator",
            Self::IssuingDistributionPoint => "issuingDistributionPoint",
            Self::FreshestCrl => "freshestCRL",
            Self::AuthorityInfoAccess => "authorityInfoAccess",
            Self::ExpiredCertsOnCrl => "expiredCertsOnCRL",
            Self::SignatureAlgorithm => "signatureAlgorithm",
            Self::SignatureValue => "signatureValue",
        }
    }
}

impl fmt::Display for CrlField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why bytes are no revocation list. An offset counts bytes from the start of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CrlError {
    /// It is longer than the limit.
    #[error("a revocation list of {actual} bytes, the limit is {limit}")]
    LimitExceeded {
        /// The most bytes that were allowed.
        limit: usize,
        /// How many there are.
        actual: usize,
    },
    /// A field is not DER of its type.
    #[error("{field}: {error}")]
    Encoding {
        /// The field.
        field: CrlField,
        /// What is wrong with it.
        error: DerError,
    },
    /// A version is written that is not v2 (RFC 5280 §5.1.2.1).
    #[error("version: none but v2 is written (byte {offset})")]
    Version {
        /// Where.
        offset: usize,
    },
    /// Extensions, of the list or of an entry, without v2 (RFC 5280 §5.1.2.1).
    #[error("extensions in a list of version 1 (byte {offset})")]
    VersionExtensions {
        /// Where.
        offset: usize,
    },
    /// The signature algorithms inside and outside the signed part differ (RFC 5280 §5.1.1.2).
    #[error("the signature algorithms inside and outside the signed part differ (byte {offset})")]
    AlgorithmMismatch {
        /// Where the outer one is.
        offset: usize,
    },
    /// The name of the issuer is empty (RFC 5280 §5.1.2.3).
    #[error("the issuer's name is empty (byte {offset})")]
    IssuerEmpty {
        /// Where.
        offset: usize,
    },
    /// A time is not a UTC time with seconds and without fractions (RFC 5280 §5.1.2.4 to §5.1.2.6, §5.3.2).
    #[error("{field}: not a UTC time with seconds and without fractions (byte {offset})")]
    Time {
        /// The field.
        field: CrlField,
        /// Where.
        offset: usize,
    },
    /// The list of entries is there and empty (RFC 5280 §5.1.2.6: it must be absent then).
    #[error("revokedCertificates: empty (byte {offset})")]
    EntriesEmpty {
        /// Where.
        offset: usize,
    },
    /// A list of extensions is there and empty.
    #[error("{field}: empty (byte {offset})")]
    ExtensionsEmpty {
        /// Of the list or of an entry.
        field: CrlField,
        /// Where.
        offset: usize,
    },
    /// More than [`crate::CertificateList::MAX_EXTENSIONS`] extensions of the list or of one entry.
    #[error("{field}: more than the limit (byte {offset})")]
    TooManyExtensions {
        /// Of the list or of an entry.
        field: CrlField,
        /// Where.
        offset: usize,
    },
    /// An extension stands there twice.
    #[error("{field}: one stands there twice (byte {offset})")]
    ExtensionTwice {
        /// Of the list or of an entry.
        field: CrlField,
        /// Where the second one is.
        offset: usize,
    },
    /// A number of a list is negative or has more than 20 octets (RFC 5280 §5.2.3).
    #[error("{field}: negative, or of more than 20 octets (byte {offset})")]
    Number {
        /// `cRLNumber` or `deltaCRLIndicator`.
        field: CrlField,
        /// Where.
        offset: usize,
    },
    /// `cRLNumber` is critical, or `deltaCRLIndicator` is not (RFC 5280 §5.2.3, §5.2.4).
    #[error("{field}: critical where it must not be, or not where it must (byte {offset})")]
    Criticality {
        /// The extension.
        field: CrlField,
        /// Where.
        offset: usize,
    },
    /// `issuingDistributionPoint` is empty, or has more than one of the scopes that exclude each other (RFC 5280 §5.2.5).
    #[error("issuingDistributionPoint: empty, or of scopes that exclude each other (byte {offset})")]
    Scope {
        /// Where.
        offset: usize,
    },
    /// A reason that there is not (RFC 5280 §5.3.1).
    #[error("an entry has a reason that there is not (byte {offset})")]
    Reason {
        /// Where.
        offset: usize,
    },
    /// `removeFromCRL` in a list that is no delta (RFC 5280 §5.3.1).
    #[error("an entry is to be removed from a complete list (byte {offset})")]
    RemovedFromComplete {
        /// Where the entry is.
        offset: usize,
    },
    /// `certificateIssuer` in a list that is not indirect, or without a name of the form directoryName (RFC 5280 §5.3.3).
    #[error("an entry has a certificateIssuer that it cannot have (byte {offset})")]
    CertificateIssuer {
        /// Where the entry is.
        offset: usize,
    },
    /// The signature is not a whole number of octets.
    #[error("the signature is not a whole number of octets (byte {offset})")]
    SignatureUnusedBits {
        /// Where.
        offset: usize,
    },
}

impl CrlError {
    /// A stable name of the reason, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::LimitExceeded { .. } => "CSG-CRL-LIMIT",
            Self::Encoding { .. } => "CSG-CRL-ENCODING",
            Self::Version { .. } => "CSG-CRL-VERSION",
            Self::VersionExtensions { .. } => "CSG-CRL-VERSION-EXTENSIONS",
            Self::AlgorithmMismatch { .. } => "CSG-CRL-ALGORITHM-MISMATCH",
            Self::IssuerEmpty { .. } => "CSG-CRL-ISSUER-EMPTY",
            Self::Time { .. } => "CSG-CRL-TIME",
            Self::EntriesEmpty { .. } => "CSG-CRL-ENTRIES-EMPTY",
            Self::ExtensionsEmpty { .. } => "CSG-CRL-EXTENSIONS-EMPTY",
            Self::TooManyExtensions { .. } => "CSG-CRL-TOO-MANY-EXTENSIONS",
            Self::ExtensionTwice { .. } => "CSG-CRL-EXTENSION-TWICE",
            Self::Number { .. } => "CSG-CRL-NUMBER",
            Self::Criticality { .. } => "CSG-CRL-CRITICALITY",
            Self::Scope { .. } => "CSG-CRL-SCOPE",
            Self::Reason { .. } => "CSG-CRL-REASON",
            Self::RemovedFromComplete { .. } => "CSG-CRL-REMOVED-FROM-COMPLETE",
            Self::CertificateIssuer { .. } => "CSG-CRL-CERTIFICATE-ISSUER",
            Self::SignatureUnusedBits { .. } => "CSG-CRL-SIGNATURE-UNUSED-BITS",
        }
    }
}

/// Names the field in which an encoding is wrong.
pub(super) fn wrong(field: CrlField) -> impl Fn(DerError) -> CrlError {
    move |error| CrlError::Encoding { field, error }
}

//! The fields of a certificate, by their names in RFC 5280 §4.1.

use core::fmt;

use crate::ExtensionKind;

/// A field of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Field {
    /// The certificate as a whole.
    Certificate,
    /// `tbsCertificate`
    TbsCertificate,
    /// `version`
    Version,
    /// `serialNumber`
    SerialNumber,
    /// `signature`, the algorithm inside the signed part
    Signature,
    /// `issuer`
    Issuer,
    /// `notBefore`
    NotBefore,
    /// `notAfter`
    NotAfter,
    /// `subject`
    Subject,
    /// `subjectPublicKeyInfo`
    SubjectPublicKeyInfo,
    /// `issuerUniqueID`
    IssuerUniqueId,
    /// `subjectUniqueID`
    SubjectUniqueId,
    /// `extensions`, the list
    Extensions,
    /// One extension that this library interprets
    Extension(ExtensionKind),
    /// One extension that it does not
    OtherExtension,
    /// `signatureAlgorithm`, outside the signed part
    SignatureAlgorithm,
    /// `signatureValue`
    SignatureValue,
}

impl Field {
    /// The name in RFC 5280.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::TbsCertificate => "tbsCertificate",
            Self::Version => "version",
            Self::SerialNumber => "serialNumber",
            Self::Signature => "signature",
            Self::Issuer => "issuer",
            Self::NotBefore => "notBefore",
            Self::NotAfter => "notAfter",
            Self::Subject => "subject",
            Self::SubjectPublicKeyInfo => "subjectPublicKeyInfo",
            Self::IssuerUniqueId => "issuerUniqueID",
            Self::SubjectUniqueId => "subjectUniqueID",
            Self::Extensions => "extensions",
            Self::Extension(kind) => kind.name(),
            Self::OtherExtension => "extension",
            Self::SignatureAlgorithm => "signatureAlgorithm",
            Self::SignatureValue => "signatureValue",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

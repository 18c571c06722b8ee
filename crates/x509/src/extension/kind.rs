//! The extensions that are interpreted.

use countersign_encoding::der::Oid;

macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal, [$($byte:literal),*];)*) => {
        /// An extension that this library interprets.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ExtensionKind {
            $($(#[doc = $doc])* $name,)*
        }

        impl ExtensionKind {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its place among [`Self::ALL`].
            pub(crate) const fn index(self) -> usize {
                self as usize
            }

            /// The name in the specification.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The object identifier.
            #[must_use]
            pub const fn oid(self) -> Oid<'static> {
                Oid::from_contents(match self { $(Self::$name => &[$($byte),*],)* })
            }

            /// The kind of an object identifier.
            #[must_use]
            pub fn from_oid(oid: Oid<'_>) -> Option<Self> {
                match oid.as_bytes() {
                    $([$($byte),*] => Some(Self::$name),)*
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    /// RFC 5280 §4.2.1.1
    AuthorityKeyIdentifier = "authorityKeyIdentifier", [0x55, 0x1d, 35];
    /// RFC 5280 §4.2.1.2
    SubjectKeyIdentifier = "subjectKeyIdentifier", [0x55, 0x1d, 14];
    /// RFC 5280 §4.2.1.3
    KeyUsage = "keyUsage", [0x55, 0x1d, 15];
    /// RFC 5280 §4.2.1.4
    CertificatePolicies = "certificatePolicies", [0x55, 0x1d, 32];
    /// RFC 5280 §4.2.1.5
    PolicyMappings = "policyMappings", [0x55, 0x1d, 33];
    /// RFC 5280 §4.2.1.6
    SubjectAltName = "subjectAltName", [0x55, 0x1d, 17];
    /// RFC 5280 §4.2.1.7
    IssuerAltName = "issuerAltName", [0x55, 0x1d, 18];
    /// RFC 5280 §4.2.1.8
    SubjectDirectoryAttributes = "subjectDirectoryAttributes", [0x55, 0x1d, 9];
    /// RFC 5280 §4.2.1.9
    BasicConstraints = "basicConstraints", [0x55, 0x1d, 19];
    /// RFC 5280 §4.2.1.10
    NameConstraints = "nameConstraints", [0x55, 0x1d, 30];
    /// RFC 5280 §4.2.1.11
    PolicyConstraints = "policyConstraints", [0x55, 0x1d, 36];
    /// RFC 5280 §4.2.1.12
    ExtendedKeyUsage = "extKeyUsage", [0x55, 0x1d, 37];
    /// RFC 5280 §4.2.1.13
    CrlDistributionPoints = "cRLDistributionPoints", [0x55, 0x1d, 31];
    /// RFC 5280 §4.2.1.14
    InhibitAnyPolicy = "inhibitAnyPolicy", [0x55, 0x1d, 54];
    /// RFC 5280 §4.2.1.15
    FreshestCrl = "freshestCRL", [0x55, 0x1d, 46];
    /// RFC 5280 §4.2.2.1
    AuthorityInfoAccess = "authorityInfoAccess", [0x2b, 6, 1, 5, 5, 7, 1, 1];
    /// RFC 5280 §4.2.2.2
    SubjectInfoAccess = "subjectInfoAccess", [0x2b, 6, 1, 5, 5, 7, 1, 11];
    /// RFC 6960 §4.2.2.2.1
    OcspNoCheck = "ocsp-nocheck", [0x2b, 6, 1, 5, 5, 7, 48, 1, 5];
    /// RFC 6962 §3.3
    SignedCertificateTimestamps = "signedCertificateTimestampList", [0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 2];
}

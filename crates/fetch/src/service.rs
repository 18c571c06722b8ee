//! What is fetched.

use std::{fmt, time::Duration};

use countersign_need::Purpose;

/// A service that is asked over HTTP, without credentials, for something signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Service {
    /// Timestamps (RFC 3161 §3.4).
    Timestamp,
    /// Answers about the status of a certificate (RFC 6960 appendix A).
    Ocsp,
    /// Certificate revocation lists (RFC 5280 §4.2.1.13).
    Crl,
}

impl Service {
    /// The service for a purpose, if it is one of those that are compiled in.
    #[must_use]
    pub const fn of(purpose: Purpose) -> Option<Self> {
        match purpose {
            Purpose::Timestamp if cfg!(feature = "tsa") => Some(Self::Timestamp),
            Purpose::OcspResponse if cfg!(feature = "ocsp") => Some(Self::Ocsp),
            Purpose::CertificateRevocationList if cfg!(feature = "crl") => Some(Self::Crl),
            _ => None,
        }
    }

    /// The media type of its answers: RFC 3161 §3.4, RFC 6960 §A.2, RFC 2585 §4.2. Only CRLs are taken as something else too.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Timestamp => "application/timestamp-reply",
            Self::Ocsp => "application/ocsp-response",
            Self::Crl => "application/pkix-crl",
        }
    }

    /// How long asking it may take in all, redirects, retry and body included, unless the caller says otherwise.
    #[must_use]
    pub const fn default_time(self) -> Duration {
        Duration::from_secs(match self {
            Self::Timestamp => 15,
            Self::Ocsp => 2,
            Self::Crl => 5,
        })
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Timestamp => "timestamping",
            Self::Ocsp => "OCSP",
            Self::Crl => "CRL",
        })
    }
}

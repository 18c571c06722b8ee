//! Whether a certificate, key, signature or image was revoked, as of which time, and how fresh that answer is: from CRLs
//! (RFC 5280 §5), OCSP (RFC 6960) and signed revocation lists.
#![no_std]
extern crate alloc;

mod check;
mod crl;
mod freshness;
#[cfg(feature = "list")]
pub mod list;
pub mod ocsp;
mod question;
mod reason;
mod revoked;
mod status;

pub use check::{
    CertificateReport, EvidenceReport, Finding, Mode, NotRevoked, ProvideError, Report, RevocationChecker,
    RevocationRefusal, RevocationRules, SilentDelegates, TooMuchEvidence, Unreadable,
};
pub use crl::{
    CertificateList, CrlChecker, CrlEntries, CrlEntry, CrlError, CrlField, CrlLimits, CrlMark, CrlNumber,
    CrlScope, CrlSet, CrlVerdict, CrlVerifyError, HighestSeen, IndexedCrl, IssuingDistributionPoint,
    ReasonSet, VerifiedCrl,
};
pub use freshness::{ExpiredCertificates, Freshness, FreshnessRules};
pub use question::{Issuer, Judged, Question, SignerCheck};
pub use reason::Reason;
pub use revoked::{Retroactivity, Revocation, Source};
pub use status::{Status, WhyUnknown, WhyUnreachable, WhyUntrusted};

pub use countersign_crypto as crypto;
pub use countersign_digest as digest;
pub use countersign_encoding as encoding;
pub use countersign_need as need;
pub use countersign_time as time;
pub use countersign_x509 as x509;

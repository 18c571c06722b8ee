//! Whether a certificate, key, signature or image was revoked, as of which time, and how fresh that answer is: from CRLs
//! (RFC 5280 §5), OCSP (RFC 6960) and signed revocation lists.
//!
//! [`RevocationChecker`] judges the certificates of a path that was found valid, by all evidence together; its [`Report`] says
//! of each what is known, and its verdict whether the path may be used for what was done at a trusted time. [`CrlChecker`]
//! and [`ocsp`] are what it asks, for callers who have one kind of evidence only. Module `list` is for what no authority covers.
//!
//! ```
//! use countersign_revocation::{
//!     NotRevoked, RevocationChecker, RevocationRules,
//!     crypto::RustCrypto, need::{Answer, Need}, time::UnixTime, x509::{Times, VerifiedPath},
//! };
//!
//! /// Whether a path may be used for what a timestamp dates to `signed`.
//! fn not_revoked(
//!     path: &VerifiedPath<'_>,
//!     lists: &[Vec<u8>],
//!     signed: Option<Times>,
//!     now: UnixTime,                              // your clock
//!     fetch: impl Fn(&Need) -> Answer,            // your client
//! ) -> Result<NotRevoked, Box<dyn core::error::Error>> {
//!     let mut checker = RevocationChecker::new(path, now, &RustCrypto);
//!     for list in lists {
//!         checker.crl(list)?;                     // one that cannot be read is listed in the report
//!     }
//!     loop {
//!         let needs: Vec<(usize, Need)> =
//!             checker.needs().into_iter().map(|(index, need)| (index, need.clone())).collect();
//!         if needs.is_empty() {
//!             break;
//!         }
//!         for (index, need) in needs {
//!             checker.provide(index, fetch(&need))?;
//!         }
//!     }
//!     Ok(checker.report().verdict(&RevocationRules::REQUIRED, signed)?)
//! }
//! ```
//!
//! # What counts
//! A revocation wins over whatever else is there. Good by one source needs no second. Evidence that is foreign, forged, stale
//! or cannot be read makes nothing good and hides nothing. [`Revocation::counts_at`] says which revocations count for what
//! was done before them; `docs/revocation.md` has the table.
//!
//! # What this crate does not do
//! It fetches nothing, reads no clock, keeps no cache and knows no timestamps: what is missing leaves as
//! [`need::Need`], and trusted times are arguments.
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `list` (default) | module `list`: signed revocation lists for keys, signatures, digests and identities |
//! | `legacy` | the `danger` of `countersign-x509`: SHA-1, MD5 and RSA of 1,024 bits, for old data |
//! | `rustcrypto` (default) | the provider [`crypto::RustCrypto`], in pure Rust, with P-256 |
//! | `ed25519`, `p384`, `p521`, `rsa` (default) | these keys in that provider |
//! | `std` (default) | the `std` feature of the crates below; nothing here needs it |
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

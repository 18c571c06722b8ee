//! The certificates of a path, each judged by the best evidence there is.

mod certificate;
mod checker;
mod evaluation;
mod evidence;
mod need;
mod report;
mod rules;
mod signers;
mod verdict;

pub use certificate::CertificateReport;
pub use checker::{ProvideError, RevocationChecker};
pub use evidence::{EvidenceReport, Finding, TooMuchEvidence, Unreadable};
pub use report::Report;
pub use rules::{Mode, RevocationRules, SilentDelegates};
pub use verdict::{NotRevoked, RevocationRefusal};

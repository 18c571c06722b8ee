//! Certificate revocation lists (RFC 5280 §5): read, verified, and asked.

mod check;
mod entry;
mod error;
mod extensions;
mod index;
mod issuing_point;
mod limits;
mod list;
mod lookup;
mod number;
mod parse;
mod reasons;
mod scan;
mod seen;
mod time;
mod verified;

pub use check::{CrlChecker, CrlSet, CrlVerdict};
pub use entry::{CrlEntries, CrlEntry};
pub use error::{CrlError, CrlField};
pub use index::IndexedCrl;
pub use issuing_point::IssuingDistributionPoint;
pub use limits::CrlLimits;
pub use list::CertificateList;
pub use number::CrlNumber;
pub use reasons::ReasonSet;
pub use seen::{CrlMark, CrlScope, HighestSeen};
pub use verified::{CrlVerifyError, VerifiedCrl};

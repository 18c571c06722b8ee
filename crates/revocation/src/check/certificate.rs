//! What is known of one certificate.

use alloc::vec::Vec;

use countersign_time::UnixTime;
use countersign_x509::Certificate;

use crate::Status;

/// What is known of one certificate, and from where.
#[derive(Clone, Debug)]
pub struct CertificateReport {
    pub(super) certificate: Certificate<'static>,
    pub(super) status: Status,
    pub(super) speaks: Vec<usize>,
}

impl CertificateReport {
    /// The certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate<'static> {
        &self.certificate
    }

    /// What is known of it.
    pub fn status(&self) -> Status {
        self.status
    }

    /// The places of the evidence that speaks of it, in [`Report::evidence`](crate::Report::evidence).
    #[must_use]
    pub fn evidence(&self) -> &[usize] {
        &self.speaks
    }

    /// Until when it is known to be good; `None` for every other status.
    #[must_use]
    pub fn fresh_until(&self) -> Option<UnixTime> {
        match self.status {
            Status::Good(freshness) => Some(freshness.until()),
            _ => None,
        }
    }
}

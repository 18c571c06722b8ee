//! What a report says of the certificate of a signer.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use countersign_policy::BoundSignature;
use countersign_time::UnixTime;

/// The certificate by which a signer is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFacts {
    identities: Vec<String>,
    issuer: String,
    serial: String,
    anchor: String,
    valid_until: UnixTime,
}

impl CertificateFacts {
    pub(crate) fn of(bound: &BoundSignature) -> Option<Self> {
        let path = bound.vouchers().first()?.path();
        let leaf = path.leaf();
        Some(Self {
            identities: leaf.identities().map(|identity| identity.to_string()).collect(),
            issuer: leaf.issuer().to_string(),
            serial: leaf.serial().to_string(),
            anchor: path.anchor().subject().to_string(),
            valid_until: path.valid_until(),
        })
    }

    /// Whom it names: every alternative name and the subject, as [`countersign_x509::Identity`] writes them.
    #[must_use]
    pub fn identities(&self) -> &[String] {
        &self.identities
    }

    /// The name of its issuer (RFC 4514).
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Its serial number, hexadecimal.
    #[must_use]
    pub fn serial(&self) -> &str {
        &self.serial
    }

    /// The name of the trust anchor that it leads to (RFC 4514).
    #[must_use]
    pub fn anchor(&self) -> &str {
        &self.anchor
    }

    /// Until when it and every certificate between it and the anchor are valid.
    #[must_use]
    pub fn valid_until(&self) -> UnixTime {
        self.valid_until
    }
}

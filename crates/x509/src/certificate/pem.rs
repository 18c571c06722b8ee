//! Certificates in PEM (RFC 7468 §5).

use alloc::{string::String, vec::Vec};

use countersign_encoding::pem::{self, Block, PemBundleError};
use countersign_encoding::text;

use super::Certificate;
use crate::Violation;

pub use countersign_encoding::pem::Limits as PemLimits;

const LABEL: &str = "CERTIFICATE";
/// The longest label that a message shows.
const SHOWN: usize = 64;

/// Why a text is no certificate, or no list of certificates.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificatePemError {
    /// The text is no PEM.
    #[error("the text is no PEM")]
    Pem(#[from] PemBundleError),
    /// A block is no certificate by its label.
    #[error("PEM block {index} (counted from 0) is labelled \"{}\", not CERTIFICATE", text::escape(.label, SHOWN))]
    Label {
        /// Which block, from 0.
        index: usize,
        /// Its label.
        label: String,
    },
    /// A certificate is malformed.
    #[error("certificate {index} is malformed")]
    Certificate {
        /// Which block, from 0.
        index: usize,
        /// The rule that it breaks.
        #[source]
        source: Violation,
    },
}

impl Certificate<'static> {
    /// Reads the one certificate of a PEM text; text around it is skipped.
    ///
    /// # Errors
    /// [`CertificatePemError`], also where the text holds further blocks of any kind.
    pub fn from_pem(text: &[u8]) -> Result<Self, CertificatePemError> {
        let limits = PemLimits { bytes: Certificate::MAX_LEN.saturating_mul(2), blocks: 1 };
        let blocks = pem::decode_all(text, limits)?;
        let block = blocks.first().ok_or(PemBundleError::NoBlock)?;
        certificate((0, block))
    }

    /// Reads every certificate of a PEM text, in order: a chain or a bundle.
    ///
    /// # Errors
    /// [`CertificatePemError`]; a block with another label is an error too, not passed over.
    pub fn list_from_pem(text: &[u8], limits: PemLimits) -> Result<Vec<Self>, CertificatePemError> {
        pem::decode_all(text, limits)?.iter().enumerate().map(certificate).collect()
    }
}

fn certificate((index, block): (usize, &Block)) -> Result<Certificate<'static>, CertificatePemError> {
    if block.label() != LABEL {
        return Err(CertificatePemError::Label { index, label: block.label().into() });
    }
    match Certificate::from_der(block.data()) {
        Ok(certificate) => Ok(certificate.to_owned()),
        Err(source) => Err(CertificatePemError::Certificate { index, source }),
    }
}

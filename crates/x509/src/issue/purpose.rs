//! What a certificate is for, and what that asks of its extensions.

use alloc::vec::Vec;

use super::encode::{self, Criticality};
use crate::{ExtensionKind, KeyUsage, purpose};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Ca { path_len: Option<u8> },
    CodeSigning,
    Timestamping,
    OcspResponder,
    EndEntity,
}

impl Purpose {
    pub(super) fn is_ca(self) -> bool {
        matches!(self, Self::Ca { .. })
    }

    pub(super) fn key_usage(self) -> KeyUsage {
        match self {
            Self::Ca { .. } => KeyUsage::KEY_CERT_SIGN.with(KeyUsage::CRL_SIGN),
            _ => KeyUsage::DIGITAL_SIGNATURE,
        }
    }

    pub(super) fn extended_key_usage(self) -> Vec<Vec<u8>> {
        match self {
            Self::CodeSigning => [purpose::CODE_SIGNING.as_bytes().into()].into(),
            Self::Timestamping => [purpose::TIME_STAMPING.as_bytes().into()].into(),
            Self::OcspResponder => [purpose::OCSP_SIGNING.as_bytes().into()].into(),
            Self::Ca { .. } | Self::EndEntity => Vec::new(),
        }
    }

    /// A timestamping authority's is critical and names one purpose (RFC 3161 §2.3).
    pub(super) fn extended_key_usage_criticality(self) -> Criticality {
        if self == Self::Timestamping { Criticality::Critical } else { Criticality::NonCritical }
    }

    /// The extensions that belong to the purpose alone.
    pub(super) fn extensions(self) -> Option<Vec<u8>> {
        match self {
            Self::Ca { path_len } => {
                let value = encode::ca_constraints(path_len);
                Some(encode::known(ExtensionKind::BasicConstraints, Criticality::Critical, &value))
            }
            // The responder's certificate is short-lived instead of being asked about (RFC 6960 §4.2.2.2.1).
            Self::OcspResponder => {
                Some(encode::known(ExtensionKind::OcspNoCheck, Criticality::NonCritical, &[5, 0]))
            }
            Self::CodeSigning | Self::Timestamping | Self::EndEntity => None,
        }
    }
}

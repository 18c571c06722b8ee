//! Requests that are not granted.

use alloc::vec::Vec;

use crate::encoding::der::{Tag, write};

/// Why a request is not granted. Each has a `PKIFailureInfo` of RFC 3161 §2.4.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Rejection {
    /// The request is longer than the authority reads: `badRequest`.
    #[error("the request is too long")]
    TooLong,
    /// The bytes are no request in DER: `badDataFormat`.
    #[error("the request is no TimeStampReq in DER")]
    Malformed,
    /// The request is of another version than 1: `badRequest`.
    #[error("the request is not of version 1")]
    Version,
    /// The digest is by another algorithm than SHA-256, SHA-384 and SHA-512: `badAlg`.
    #[error("the message imprint is not by SHA-256, SHA-384 or SHA-512")]
    ImprintAlgorithm,
    /// The digest is not as long as its algorithm says: `badDataFormat`.
    #[error("the message imprint is not as long as its algorithm says")]
    ImprintLength,
    /// The nonce is longer than 64 octets: `badRequest`.
    #[error("the nonce is too long")]
    Nonce,
    /// The policy asked for is none of the authority's: `unacceptedPolicy`.
    #[error("the policy asked for is not offered")]
    Policy,
    /// The request has an extension; none is known: `unacceptedExtension`.
    #[error("the request has an extension that is not known")]
    Extension,
    /// The clock is outside of the validity of the authority's certificates: `timeNotAvailable`.
    #[error("no time can be certified now")]
    Time,
    /// The key gave no signature, or there is no serial number: `systemFailure`.
    #[error("the authority failed")]
    Failed,
}

impl Rejection {
    /// Every rejection that this version knows.
    pub const ALL: &'static [Self] = &[
        Self::TooLong,
        Self::Malformed,
        Self::Version,
        Self::ImprintAlgorithm,
        Self::ImprintLength,
        Self::Nonce,
        Self::Policy,
        Self::Extension,
        Self::Time,
        Self::Failed,
    ];

    /// A name for logs and counters, such as `imprint-algorithm`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TooLong => "too-long",
            Self::Malformed => "malformed",
            Self::Version => "version",
            Self::ImprintAlgorithm => "imprint-algorithm",
            Self::ImprintLength => "imprint-length",
            Self::Nonce => "nonce",
            Self::Policy => "policy",
            Self::Extension => "extension",
            Self::Time => "time",
            Self::Failed => "failed",
        }
    }

    /// The bit of `PKIFailureInfo` (RFC 3161 §2.4.2).
    #[must_use]
    pub const fn failure_bit(self) -> u8 {
        match self {
            Self::ImprintAlgorithm => 0,
            Self::TooLong | Self::Version | Self::Nonce => 2,
            Self::Malformed | Self::ImprintLength => 5,
            Self::Time => 14,
            Self::Policy => 15,
            Self::Extension => 16,
            Self::Failed => 25,
        }
    }

    /// The response that says so, in DER:
    ///
    /// ```text
    /// TimeStampResp ::= SEQUENCE { status PKIStatusInfo, timeStampToken TimeStampToken OPTIONAL }
    /// PKIStatusInfo ::= SEQUENCE { status PKIStatus, statusString PKIFreeText OPTIONAL, failInfo PKIFailureInfo OPTIONAL }
    /// PKIFreeText   ::= SEQUENCE SIZE (1..MAX) OF UTF8String
    /// ```
    #[must_use]
    pub fn to_response_der(self) -> Vec<u8> {
        let text = alloc::format!("{self}");
        let text = write(Tag::SEQUENCE, &[&write(Tag::UTF8_STRING, &[text.as_bytes()])]);
        let status = write(Tag::SEQUENCE, &[REJECTION, &text, &named_bit(self.failure_bit())]);
        write(Tag::SEQUENCE, &[&status])
    }
}

/// `rejection (2)`
const REJECTION: &[u8] = &[2, 1, 2];

/// A list of named bits of which one is set (X.690 §11.2.2).
fn named_bit(bit: u8) -> Vec<u8> {
    let (octets, within) = (usize::from(bit / 8), bit % 8);
    let mut contents = alloc::vec![0; octets.saturating_add(2)];
    if let Some(unused) = contents.first_mut() {
        *unused = 7u8.saturating_sub(within);
    }
    if let Some(last) = contents.last_mut() {
        *last = 0x80 >> within;
    }
    write(Tag::BIT_STRING, &[&contents])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_one_named_bit() {
        assert_eq!(named_bit(0), [3, 2, 7, 0x80]);
        assert_eq!(named_bit(5), [3, 2, 2, 0x04]);
        assert_eq!(named_bit(15), [3, 3, 0, 0, 0x01]);
        assert_eq!(named_bit(25), [3, 5, 6, 0, 0, 0, 0x40]);
    }
}

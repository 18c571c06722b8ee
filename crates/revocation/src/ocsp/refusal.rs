//! Why an answer is not believed.

use countersign_encoding::der::OwnedOid;
use countersign_time::UnixTime;
use countersign_x509::{KeyError, SignatureError, Violation};

use crate::{Source, Status, WhyUnknown, WhyUntrusted};

/// Why an answer says nothing about a certificate (RFC 6960 §3.2).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OcspRefusal {
    /// It is about other certificates: none of its CertIDs is the whole one of this certificate, or that is not of this issuer.
    #[error("the answer is about other certificates")]
    OtherCertificate,
    /// Its responder is neither the issuer nor the subject of a certificate that came along.
    #[error("the responder is neither the issuer nor the subject of a certificate of the answer")]
    ResponderUnknown,
    /// Too many certificates have the name or the key of the responder.
    #[error("more than {limit} certificates may be the responder's")]
    TooManyResponders {
        /// How many are looked at.
        limit: usize,
    },
    /// The responder's certificate names another issuer than that of the certificate asked about (RFC 6960 §4.2.2.2).
    #[error("the responder's certificate is not issued by the issuer itself")]
    ResponderIssuer,
    /// The issuer's key did not sign the responder's certificate.
    #[error("the responder's certificate is not signed by the issuer's key: {0}")]
    ResponderSignature(#[source] SignatureError),
    /// The responder's certificate is not valid when it signed, or now.
    #[error(
        "the responder's certificate is valid from {not_before} to {not_after}, which does not hold {time}"
    )]
    ResponderValidity {
        /// The time that it does not hold.
        time: UnixTime,
        /// From when on it is valid.
        not_before: UnixTime,
        /// Until when it is valid.
        not_after: UnixTime,
    },
    /// The responder's certificate is not one that OCSP may be delegated to: without `id-kp-OCSPSigning`, say.
    #[error("the responder's certificate does not let it answer: {0}")]
    ResponderProfile(#[source] Violation),
    /// The responder answers for its own key.
    #[error("the responder answers for itself")]
    ResponderItself,
    /// The issuer's key is not taken.
    #[error("the issuer's key is refused: {0}")]
    Key(#[source] KeyError),
    /// The signature of the answer.
    #[error("the answer's signature is refused: {0}")]
    Signature(#[source] SignatureError),
    /// A critical extension that is not known, of the answer or of what it says of this certificate.
    #[error("the answer's critical extension {oid} is not interpreted")]
    CriticalExtension {
        /// Which.
        oid: OwnedOid,
    },
    /// A nonce was sent, and the answer has none.
    #[error("the answer does not repeat the nonce")]
    NonceMissing,
    /// The answer has another nonce than the one that was sent.
    #[error("the answer repeats another nonce")]
    NonceDifferent,
    /// It claims to know at `producedAt` what was right only later.
    #[error("the answer was produced at {produced_at}, before {this_update}, as of which it speaks")]
    ProducedEarly {
        /// When it was signed.
        produced_at: UnixTime,
        /// As of when it speaks.
        this_update: UnixTime,
    },
    /// It was produced before the certificate became valid.
    #[error(
        "the answer was produced at {produced_at}, before {not_before}, when the certificate became valid"
    )]
    ProducedBeforeCertificate {
        /// When it was signed.
        produced_at: UnixTime,
        /// From when on the certificate is valid.
        not_before: UnixTime,
    },
    /// It is of the future.
    #[error("the answer is of {time}, which is not yet")]
    NotYet {
        /// Which time of it.
        time: UnixTime,
    },
    /// It is too old.
    #[error("the answer is stale")]
    Stale {
        /// The last moment at which it was fresh; `None` if it names none, and no greatest age was set.
        since: Option<UnixTime>,
    },
}

impl OcspRefusal {
    /// What is known of the certificate by this answer.
    pub fn status(&self) -> Status {
        let by = Source::Ocsp;
        match self {
            Self::OtherCertificate => Status::Unknown(WhyUnknown::NoEvidence),
            Self::TooManyResponders { .. } => Status::Unknown(WhyUnknown::Limit),
            Self::NotYet { time } => Status::Unknown(WhyUnknown::NotYet { by, this_update: *time }),
            Self::Stale { since } => Status::Stale { by, since: *since },
            _ => Status::Untrusted { by, why: self.why_untrusted() },
        }
    }

    /// Whether whoever may answer signed the answer, so that it is what was said that is refused.
    pub(super) fn is_of_answer(&self) -> bool {
        match self {
            Self::CriticalExtension { .. }
            | Self::NonceMissing
            | Self::NonceDifferent
            | Self::ProducedEarly { .. }
            | Self::ProducedBeforeCertificate { .. }
            | Self::NotYet { .. }
            | Self::Stale { .. } => true,
            Self::OtherCertificate
            | Self::ResponderUnknown
            | Self::TooManyResponders { .. }
            | Self::ResponderIssuer
            | Self::ResponderSignature(_)
            | Self::ResponderValidity { .. }
            | Self::ResponderProfile(_)
            | Self::ResponderItself
            | Self::Key(_)
            | Self::Signature(_) => false,
        }
    }

    fn why_untrusted(&self) -> WhyUntrusted {
        match self {
            Self::ResponderValidity { .. } | Self::ResponderProfile(_) | Self::ResponderItself => {
                WhyUntrusted::NotAllowed
            }
            Self::Signature(SignatureError::Mismatch | SignatureError::Malformed) => WhyUntrusted::Signature,
            Self::Signature(_) | Self::Key(_) => WhyUntrusted::Algorithm,
            Self::CriticalExtension { .. } => WhyUntrusted::CriticalExtension,
            Self::NonceMissing | Self::NonceDifferent => WhyUntrusted::Nonce,
            Self::ProducedEarly { .. } | Self::ProducedBeforeCertificate { .. } => WhyUntrusted::Times,
            _ => WhyUntrusted::Signer,
        }
    }

    /// A stable name of the reason, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OtherCertificate => "CSG-OCSP-OTHER-CERTIFICATE",
            Self::ResponderUnknown => "CSG-OCSP-RESPONDER-UNKNOWN",
            Self::TooManyResponders { .. } => "CSG-OCSP-TOO-MANY-RESPONDERS",
            Self::ResponderIssuer => "CSG-OCSP-RESPONDER-ISSUER",
            Self::ResponderSignature(_) => "CSG-OCSP-RESPONDER-SIGNATURE",
            Self::ResponderValidity { .. } => "CSG-OCSP-RESPONDER-VALIDITY",
            Self::ResponderProfile(_) => "CSG-OCSP-RESPONDER-PROFILE",
            Self::ResponderItself => "CSG-OCSP-RESPONDER-ITSELF",
            Self::Key(_) => "CSG-OCSP-KEY",
            Self::Signature(_) => "CSG-OCSP-SIGNATURE",
            Self::CriticalExtension { .. } => "CSG-OCSP-CRITICAL-EXTENSION",
            Self::NonceMissing => "CSG-OCSP-NONCE-MISSING",
            Self::NonceDifferent => "CSG-OCSP-NONCE-DIFFERENT",
            Self::ProducedEarly { .. } => "CSG-OCSP-PRODUCED-EARLY",
            Self::ProducedBeforeCertificate { .. } => "CSG-OCSP-PRODUCED-BEFORE-CERTIFICATE",
            Self::NotYet { .. } => "CSG-OCSP-NOT-YET",
            Self::Stale { .. } => "CSG-OCSP-STALE",
        }
    }
}

//! Why there is no path.

use alloc::boxed::Box;

use countersign_time::UnixTime;

use crate::{
    Certificate, KeyError, NameForm, Resource, Rule, SignatureError, Violation,
    path_rules::{ConstraintFailureKind, PolicyFailureKind},
};

/// Why no path from the leaf to an anchor is valid: of all that was tried the most telling reason. `at` is the place in
/// the path, the leaf is at 0, and the anchor behind the last certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PathError {
    /// No anchor and no certificate at hand has the name of the issuer (RFC 5280 §6.1.3 (a)(4)).
    #[error("certificate {at}: no issuer of that name is at hand")]
    UnknownIssuer {
        /// The certificate whose issuer is sought.
        at: usize,
        /// The encoded name of the issuer.
        issuer: Box<[u8]>,
    },
    /// The anchor that the path ends in cannot be used.
    #[error("certificate {at}: the trust anchor is unusable")]
    AnchorUnusable {
        /// The place of the anchor.
        at: usize,
        /// What is wrong with it.
        #[source]
        reason: AnchorProblem,
    },
    /// The signature was not made with the key of any issuer of that name (RFC 5280 §6.1.3 (a)(1)).
    #[error("certificate {at}: the signature is not its issuer's")]
    Signature {
        /// The certificate that is signed.
        at: usize,
    },
    /// The signature is of an algorithm that is unknown, malformed or not allowed.
    #[error("certificate {at}: the signature algorithm is not accepted")]
    Algorithm {
        /// The certificate that is signed.
        at: usize,
        /// What is wrong with the algorithm.
        #[source]
        reason: SignatureError,
    },
    /// The public key is malformed, or of a kind or size that is not allowed.
    #[error("certificate {at}: the public key is not accepted")]
    Key {
        /// The certificate with the key.
        at: usize,
        /// What is wrong with it.
        #[source]
        reason: KeyError,
    },
    /// A time lies before the validity (RFC 5280 §6.1.3 (a)(2)).
    #[error("certificate {at}: not valid at {time}, before {not_before}")]
    NotYetValid {
        /// The certificate.
        at: usize,
        /// The time asked for.
        time: UnixTime,
        /// When it becomes valid.
        not_before: UnixTime,
    },
    /// A time lies after the validity (RFC 5280 §6.1.3 (a)(2)).
    #[error("certificate {at}: not valid at {time}, expired at {not_after}")]
    Expired {
        /// The certificate.
        at: usize,
        /// The time asked for.
        time: UnixTime,
        /// Until when it was valid.
        not_after: UnixTime,
    },
    /// The issuer's certificate is not one of a CA (RFC 5280 §6.1.4 (k)).
    #[error("certificate {at}: issued the one before, but is no certificate of a CA")]
    NotCa {
        /// The issuer's certificate.
        at: usize,
    },
    /// More CAs stand below one than it allows (RFC 5280 §6.1.4 (l), (m)).
    #[error("certificate {at}: allows {limit} CAs below it, there are {actual}")]
    PathLength {
        /// The certificate with the constraint.
        at: usize,
        /// What it allows.
        limit: u32,
        /// How many there are.
        actual: u32,
    },
    /// The key usage does not admit what the certificate is used for: that of an issuer lacks `keyCertSign` (RFC 5280
    /// §6.1.4 (n)), or it is not as the profile asks.
    #[error("certificate {at}: the key usage does not admit the use")]
    KeyUsage {
        /// The certificate.
        at: usize,
        /// The rule, and where it is broken.
        #[source]
        violation: Violation,
    },
    /// The extended key usage does not admit the purpose (RFC 5280 §4.2.1.12), or is not as the profile asks.
    #[error("certificate {at}: the extended key usage does not admit the purpose")]
    ExtendedKeyUsage {
        /// The certificate.
        at: usize,
        /// The rule, and where it is broken.
        #[source]
        violation: Violation,
    },
    /// A name is not one that a CA above may issue to (RFC 5280 §6.1.3 (b), (c)).
    #[error("certificate {at}, {form}: {kind}")]
    NameConstraint {
        /// The certificate with the name.
        at: usize,
        /// The form of the name.
        form: NameForm,
        /// How it meets the constraints.
        kind: ConstraintFailureKind,
    },
    /// The policies are not acceptable (RFC 5280 §6.1.3 (f), §6.1.4 (a), §6.1.5 (g)).
    #[error("certificate {at}: {kind}")]
    Policy {
        /// The certificate at which that shows.
        at: usize,
        /// What is wrong.
        kind: PolicyFailureKind,
    },
    /// A critical extension that nobody interprets (RFC 5280 §6.1.4 (o), §6.1.5 (f)), or one of policies with a qualifier that
    /// nobody does (§4.2.1.4).
    #[error("certificate {at}: the critical extension {} is not interpreted", OidText(.oid))]
    UnknownCriticalExtension {
        /// The certificate.
        at: usize,
        /// The contents of the encoded identifier.
        oid: Box<[u8]>,
    },
    /// A critical extension that the caller promised to interpret, and did not accept.
    #[error("certificate {at}: the critical extension {} was not accepted", OidText(.oid))]
    UnansweredCriticalExtension {
        /// The certificate.
        at: usize,
        /// The contents of the encoded identifier.
        oid: Box<[u8]>,
    },
    /// A certificate breaks a rule of the profile.
    #[error("certificate {at}: the profile refuses it")]
    Profile {
        /// The certificate.
        at: usize,
        /// The rule, and where it is broken.
        #[source]
        violation: Violation,
    },
    /// The leaf itself is an anchor, and the profile does not take that for a path.
    #[error("certificate {at}: the leaf is itself a trust anchor")]
    LeafIsAnchor {
        /// Always 0.
        at: usize,
    },
    /// A chain whose order counts has the same name and key a second time: it goes on behind its end.
    #[error("certificate {at}: the same name and key stand in the chain before it")]
    Loop {
        /// The second one.
        at: usize,
    },
    /// The search ended at a limit before it found a valid path.
    #[error("certificate {at}: the limit of {what} was reached")]
    BudgetExhausted {
        /// How long the path was at which it ended.
        at: usize,
        /// Of which there were too many.
        what: Resource,
    },
}

/// Why an anchor cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AnchorProblem {
    /// It does not parse.
    #[error(transparent)]
    Malformed(Violation),
    /// Its key is malformed, or of a kind or size that is not allowed.
    #[error(transparent)]
    Key(KeyError),
}

impl PathError {
    /// Nobody of the name of a certificate's issuer is at hand.
    pub(crate) fn unknown_issuer(at: usize, certificate: &Certificate<'_>) -> Self {
        Self::UnknownIssuer { at, issuer: certificate.issuer().der().into() }
    }

    /// What a profile says of a certificate.
    pub(crate) fn of_violation(at: usize, certificate: &Certificate<'_>, violation: Violation) -> Self {
        match violation.rule() {
            Rule::ProfileNotCa => Self::NotCa { at },
            Rule::ProfileKeyUsageMissing
            | Rule::ProfileKeyUsagePresent
            | Rule::ProfileKeyUsageNotCritical
            | Rule::ProfileKeyUsageLacks
            | Rule::ProfileKeyUsageOther => Self::KeyUsage { at, violation },
            Rule::ProfileEkuMissing
            | Rule::ProfileEkuPresent
            | Rule::ProfileEkuNotCritical
            | Rule::ProfileEkuLacks
            | Rule::ProfileEkuForbidden
            | Rule::ProfileEkuOther => Self::ExtendedKeyUsage { at, violation },
            Rule::ProfileCriticalExtension => {
                let mut extensions = certificate.extensions();
                let culprit = extensions.find(|extension| extension.value_offset() == violation.offset());
                let oid = culprit.map_or(&[][..], |extension| extension.oid().as_bytes());
                Self::UnknownCriticalExtension { at, oid: oid.into() }
            }
            _ => Self::Profile { at, violation },
        }
    }

    /// The place in the path: 0 is the leaf.
    #[must_use]
    pub const fn at(&self) -> usize {
        match self {
            Self::UnknownIssuer { at, .. }
            | Self::AnchorUnusable { at, .. }
            | Self::Signature { at }
            | Self::Algorithm { at, .. }
            | Self::Key { at, .. }
            | Self::NotYetValid { at, .. }
            | Self::Expired { at, .. }
            | Self::NotCa { at }
            | Self::PathLength { at, .. }
            | Self::KeyUsage { at, .. }
            | Self::ExtendedKeyUsage { at, .. }
            | Self::NameConstraint { at, .. }
            | Self::Policy { at, .. }
            | Self::UnknownCriticalExtension { at, .. }
            | Self::UnansweredCriticalExtension { at, .. }
            | Self::Profile { at, .. }
            | Self::LeafIsAnchor { at }
            | Self::Loop { at }
            | Self::BudgetExhausted { at, .. } => *at,
        }
    }

    /// A stable name of the reason, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownIssuer { .. } => "CSG-X509-UNKNOWN-ISSUER",
            Self::AnchorUnusable { .. } => "CSG-X509-ANCHOR-UNUSABLE",
            Self::Signature { .. } => "CSG-X509-SIGNATURE",
            Self::Algorithm { .. } => "CSG-X509-ALGORITHM",
            Self::Key { .. } => "CSG-X509-KEY",
            Self::NotYetValid { .. } => "CSG-X509-NOT-YET-VALID",
            Self::Expired { .. } => "CSG-X509-EXPIRED",
            Self::NotCa { .. } => "CSG-X509-NOT-CA",
            Self::PathLength { .. } => "CSG-X509-PATH-LENGTH",
            Self::KeyUsage { .. } => "CSG-X509-KEY-USAGE",
            Self::ExtendedKeyUsage { .. } => "CSG-X509-EXTENDED-KEY-USAGE",
            Self::NameConstraint { .. } => "CSG-X509-NAME-CONSTRAINT",
            Self::Policy { .. } => "CSG-X509-POLICY",
            Self::UnknownCriticalExtension { .. } => "CSG-X509-UNKNOWN-CRITICAL-EXTENSION",
            Self::UnansweredCriticalExtension { .. } => "CSG-X509-UNANSWERED-CRITICAL-EXTENSION",
            Self::Profile { .. } => "CSG-X509-PROFILE",
            Self::LeafIsAnchor { .. } => "CSG-X509-LEAF-IS-ANCHOR",
            Self::Loop { .. } => "CSG-X509-LOOP",
            Self::BudgetExhausted { .. } => "CSG-X509-BUDGET-EXHAUSTED",
        }
    }
}

struct OidText<'a>(&'a [u8]);

const MAX_SHOWN: usize = 64;

impl core::fmt::Display for OidText<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        // An identifier is as long as a certificate may be; an error is for people.
        match self.0.len() {
            0..=MAX_SHOWN => countersign_encoding::der::Oid::from_contents(self.0).fmt(f),
            long => write!(f, "(an identifier of {long} bytes)"),
        }
    }
}

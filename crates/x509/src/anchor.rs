//! Trust anchors (RFC 5280 §6.1.1 (d), RFC 5914).

use alloc::{boxed::Box, sync::Arc};

use countersign_crypto::SubjectPublicKey;
use countersign_encoding::der::{DerError, DerErrorKind, Reader, Tag};

use crate::{AlgorithmRules, AnchorProblem, Certificate, Name, NameConstraints, Violation, rule::Collector};

/// What of an anchor's certificate counts besides its name and its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnchorLimits {
    /// Nothing: the certificate is a container of name and key (RFC 5280 §6.1.1 (d)). It may have expired, and need not
    /// say that it is a CA.
    NameAndKey,
    /// Everything, as if it were an intermediate certificate (RFC 5937): validity, basic constraints, path length, key
    /// usage, extended key usage, name constraints, policies, critical extensions. It must be well-formed.
    OwnLimits,
}

/// Limits for an anchor that is given by its parts (`CertPathControls`, RFC 5914 §2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnchorConstraints {
    path_len: Option<u32>,
    name_constraints: Option<Arc<[u8]>>,
}

impl AnchorConstraints {
    /// No limits.
    pub const NONE: Self = Self { path_len: None, name_constraints: None };

    /// At most so many CA certificates that are not self-issued may stand below the anchor (RFC 5280 §4.2.1.9).
    #[must_use]
    pub fn with_path_len(self, path_len: u32) -> Self {
        Self { path_len: Some(path_len), ..self }
    }

    /// The names below the anchor must be within encoded `NameConstraints` (RFC 5280 §4.2.1.10).
    ///
    /// # Errors
    /// [`DerError`] where the bytes are not that.
    pub fn with_name_constraints(self, der: &[u8]) -> Result<Self, DerError> {
        NameConstraints::read(Reader::new(der))?;
        Ok(Self { name_constraints: Some(der.into()), ..self })
    }
}

/// A name and a key that are believed without proof, and the limits of that.
///
/// Copies share the bytes. Two anchors are equal when they have the same bytes and the same limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustAnchor {
    source: Source,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Source {
    Certificate {
        certificate: Arc<Certificate<'static>>,
        limits: AnchorLimits,
    },
    Parts(Arc<Parts>),
    /// A member of a set that breaks a rule of parsing, and of which a name and a key could be read nevertheless.
    Broken {
        certificate: Arc<Certificate<'static>>,
        violation: Violation,
    },
}

#[derive(Debug, PartialEq, Eq)]
struct Parts {
    subject: Box<[u8]>,
    spki: Box<[u8]>,
    constraints: AnchorConstraints,
}

impl TrustAnchor {
    /// The anchor that a certificate names. Whether the certificate is self-signed does not count.
    #[must_use]
    pub fn from_certificate(certificate: &Certificate<'_>, limits: AnchorLimits) -> Self {
        Self { source: Source::Certificate { certificate: Arc::new(certificate.to_owned()), limits } }
    }

    /// Reads the certificate of an anchor. Where only name and key count, a serial number that is zero, negative or too long
    /// is tolerated, and a key usage that ends in zeros; either way a GeneralizedTime before 2050. Otherwise it must be
    /// well-formed.
    ///
    /// # Errors
    /// [`Violation`] where it cannot be read.
    pub fn from_der(der: &[u8], limits: AnchorLimits) -> Result<Self, Violation> {
        let certificate = match limits {
            AnchorLimits::NameAndKey => Certificate::read_tolerant(der)?,
            AnchorLimits::OwnLimits => Certificate::from_der(der)?,
        };
        Ok(Self::from_certificate(&certificate, limits))
    }

    /// What stands in a set for a member that cannot be read as an anchor, so that a path that needs it is refused for that.
    pub(crate) fn broken(der: &[u8], violation: Violation) -> Option<Self> {
        let certificate = Certificate::read(der, &mut Collector::default()).ok()?;
        Some(Self { source: Source::Broken { certificate: Arc::new(certificate.to_owned()), violation } })
    }

    /// Its key, if paths may end in it.
    pub(crate) fn usable_key(&self, rules: &AlgorithmRules) -> Result<SubjectPublicKey<'_>, AnchorProblem> {
        if let Some(violation) = self.violation() {
            return Err(AnchorProblem::Malformed(violation));
        }
        rules.read_key(self.spki()).map_err(AnchorProblem::Key)
    }

    /// An anchor from an encoded name, an encoded SubjectPublicKeyInfo and limits.
    ///
    /// # Errors
    /// [`DerError`] where the name or the key is not DER of its type, or the name is empty.
    pub fn from_parts(subject: &[u8], spki: &[u8], constraints: AnchorConstraints) -> Result<Self, DerError> {
        let mut reader = Reader::new(subject);
        let (name, _) = Name::read(&mut reader)?;
        reader.finish()?;
        if name.is_empty() {
            return Err(DerErrorKind::Truncated.at(0));
        }
        check_spki(spki)?;
        let parts = Parts { subject: subject.into(), spki: spki.into(), constraints };
        Ok(Self { source: Source::Parts(Arc::new(parts)) })
    }

    /// The name.
    #[must_use]
    pub fn subject(&self) -> Name<'_> {
        match &self.source {
            Source::Certificate { certificate, .. } | Source::Broken { certificate, .. } => {
                certificate.subject()
            }
            Source::Parts(parts) => Name { bytes: &parts.subject },
        }
    }

    /// The encoded SubjectPublicKeyInfo.
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        match &self.source {
            Source::Certificate { certificate, .. } | Source::Broken { certificate, .. } => {
                certificate.spki()
            }
            Source::Parts(parts) => &parts.spki,
        }
    }

    /// The certificate that it was read from.
    #[must_use]
    pub fn certificate(&self) -> Option<&Certificate<'static>> {
        match &self.source {
            Source::Certificate { certificate, .. } => Some(certificate),
            Source::Parts(_) | Source::Broken { .. } => None,
        }
    }

    /// Why no path ends in it and it signs nothing: it stands in a set for a member that cannot be read as an anchor.
    #[must_use]
    pub fn violation(&self) -> Option<Violation> {
        match &self.source {
            Source::Broken { violation, .. } => Some(*violation),
            _ => None,
        }
    }

    /// What of the certificate counts; none for an anchor that was given by its parts.
    #[must_use]
    pub fn limits(&self) -> Option<AnchorLimits> {
        match &self.source {
            Source::Certificate { limits, .. } => Some(*limits),
            _ => None,
        }
    }

    /// The limits that it was given by; none for an anchor that was read from a certificate.
    #[must_use]
    pub fn constraints(&self) -> Option<&AnchorConstraints> {
        match &self.source {
            Source::Parts(parts) => Some(&parts.constraints),
            _ => None,
        }
    }

    /// The certificate, where its own limits count.
    pub(crate) fn limiting_certificate(&self) -> Option<&Certificate<'static>> {
        match &self.source {
            Source::Certificate { certificate, limits: AnchorLimits::OwnLimits } => Some(certificate),
            _ => None,
        }
    }

    /// The identifier of its key, a hint.
    pub(crate) fn key_identifier(&self) -> Option<&[u8]> {
        self.certificate()?.subject_key_identifier()
    }

    /// How many CAs that are not self-issued may stand below it.
    #[must_use]
    pub fn path_len(&self) -> Option<u32> {
        match &self.source {
            Source::Parts(parts) => parts.constraints.path_len,
            _ => self.limiting_certificate()?.basic_constraints()?.path_len(),
        }
    }

    /// The names below it must be within these.
    #[must_use]
    pub fn name_constraints(&self) -> Option<NameConstraints<'_>> {
        match &self.source {
            Source::Parts(parts) => {
                // Checked when the constraints were made.
                NameConstraints::read(Reader::new(parts.constraints.name_constraints.as_deref()?)).ok()
            }
            _ => self.limiting_certificate()?.name_constraints(),
        }
    }
}

fn check_spki(spki: &[u8]) -> Result<(), DerError> {
    let mut reader = Reader::new(spki);
    reader.expect(Tag::SEQUENCE)?;
    reader.finish()
}

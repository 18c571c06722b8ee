//! Trust anchors (RFC 5280 §6.1.1 (d), RFC 5914).

use alloc::{boxed::Box, sync::Arc};

use countersign_encoding::der::{DerError, Reader, Tag};

use crate::{Certificate, Name, NameConstraints, Violation};

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
    Certificate { certificate: Box<Certificate<'static>>, limits: AnchorLimits },
    Parts(Arc<Parts>),
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
        Self { source: Source::Certificate { certificate: Box::new(certificate.to_owned()), limits } }
    }

    /// Reads the certificate of an anchor. Where only name and key count, the rules that its other fields break do not.
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

    /// An anchor from an encoded name, an encoded SubjectPublicKeyInfo and limits.
    ///
    /// # Errors
    /// [`DerError`] where the name or the key is not DER of its type, or the name is empty.
    pub fn from_parts(subject: &[u8], spki: &[u8], constraints: AnchorConstraints) -> Result<Self, DerError> {
        let mut reader = Reader::new(subject);
        Name::read(&mut reader)?;
        reader.finish()?;
        check_spki(spki)?;
        let parts = Parts { subject: subject.into(), spki: spki.into(), constraints };
        Ok(Self { source: Source::Parts(Arc::new(parts)) })
    }

    /// The name.
    #[must_use]
    pub fn subject(&self) -> Name<'_> {
        match &self.source {
            Source::Certificate { certificate, .. } => certificate.subject(),
            Source::Parts(parts) => Name { bytes: &parts.subject },
        }
    }

    /// The encoded SubjectPublicKeyInfo.
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        match &self.source {
            Source::Certificate { certificate, .. } => certificate.spki(),
            Source::Parts(parts) => &parts.spki,
        }
    }

    /// The certificate that it was read from.
    #[must_use]
    pub fn certificate(&self) -> Option<&Certificate<'static>> {
        match &self.source {
            Source::Certificate { certificate, .. } => Some(certificate),
            Source::Parts(_) => None,
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
            Source::Certificate { .. } => self.limiting_certificate()?.basic_constraints()?.path_len(),
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
            Source::Certificate { .. } => self.limiting_certificate()?.name_constraints(),
        }
    }
}

fn check_spki(spki: &[u8]) -> Result<(), DerError> {
    let mut reader = Reader::new(spki);
    reader.expect(Tag::SEQUENCE)?;
    reader.finish()
}

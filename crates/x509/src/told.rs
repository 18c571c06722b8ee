//! Tells which rules a certificate that was read breaks.

use crate::{
    Certificate, ExtensionKind, Field,
    rule::{Rule, Sink, Violation},
};

/// One field of a certificate, and whom to tell what is wrong with it.
pub(crate) struct Told<'a, S> {
    certificate: &'a Certificate<'a>,
    field: Field,
    section: Option<&'static str>,
    sink: &'a mut S,
}

impl<'a, S: Sink> Told<'a, S> {
    /// Rules that say themselves where they stand.
    pub(crate) fn of(certificate: &'a Certificate<'_>, field: Field, sink: &'a mut S) -> Self {
        Self { certificate, field, section: None, sink }
    }

    /// Rules of a profile, which says where they stand.
    pub(crate) fn of_profile(
        certificate: &'a Certificate<'_>,
        field: Field,
        section: &'static str,
        sink: &'a mut S,
    ) -> Self {
        Self { certificate, field, section: Some(section), sink }
    }

    /// Tells that a rule is broken, unless it is kept.
    pub(crate) fn unless(&mut self, kept: bool, rule: Rule) -> Result<(), Violation> {
        if kept {
            return Ok(());
        }
        let offset = self.certificate.offset_of(self.field);
        self.sink.tell(match self.section {
            Some(section) => Violation::of_profile(rule, self.field, offset, section),
            None => Violation::new(rule, self.field, offset),
        })
    }
}

/// The field of an extension.
pub(crate) const fn extension(kind: ExtensionKind) -> Field {
    Field::Extension(kind)
}

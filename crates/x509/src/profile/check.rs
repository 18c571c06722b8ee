//! Looks at one certificate by the table of its role.

mod names;
mod usage;

use super::{CaRule, Clause, Profile, Requirements, Role, Section4};
use crate::{
    Certificate, ExtensionKind, Field, key_form,
    rule::{Rule, Sink, Violation},
};

impl Profile {
    /// Tells everything in a certificate that the profile does not allow in a role.
    pub(crate) fn examine(
        &self,
        role: Role,
        certificate: &Certificate<'_>,
        sink: &mut impl Sink,
    ) -> Result<(), Violation> {
        self.critical_extensions(certificate, sink)?;
        let requirements = self.requirements(role);
        ca(certificate, &requirements.ca, sink)?;
        usage::key_usage(certificate, &requirements.key_usage, sink)?;
        usage::extended_key_usage(certificate, &requirements.extended_key_usage, sink)?;
        names::subject(certificate, &requirements.subject, sink)?;
        names::alt_names(certificate, &requirements.alt_names, sink)?;
        key(certificate, requirements, sink)?;
        match self.section4 {
            Section4::Required => Ok(()),
            Section4::Unchecked => Ok(()),
        }
    }

    /// Says that a CA may have so many CAs below it that are not self-issued (RFC 5280 §4.2.1.9).
    ///
    /// # Errors
    /// [`Rule::ProfilePathLength`].
    pub fn check_path_length(&self, issuer: &Certificate<'_>, cas_below: u32) -> Result<(), Violation> {
        let limit = issuer.basic_constraints().and_then(|constraints| constraints.path_len());
        if limit.is_none_or(|limit| cas_below <= limit) {
            return Ok(());
        }
        let field = Field::Extension(ExtensionKind::BasicConstraints);
        let offset = issuer.offset_of(field);
        Err(Violation::of_profile(Rule::ProfilePathLength, field, offset, "RFC 5280 §4.2.1.9"))
    }

    /// A critical extension must be one that this library interprets, or one that the caller processes.
    fn critical_extensions(
        &self,
        certificate: &Certificate<'_>,
        sink: &mut impl Sink,
    ) -> Result<(), Violation> {
        for extension in certificate.extensions() {
            if extension.is_critical() && extension.kind().is_none() && !self.processes(extension.oid()) {
                let (field, offset) = (Field::OtherExtension, extension.value_offset());
                sink.tell(Violation::new(Rule::ProfileCriticalExtension, field, offset))?;
            }
        }
        Ok(())
    }
}

/// Where a clause of a profile is told that a certificate breaks it.
struct Told<'a, S> {
    certificate: &'a Certificate<'a>,
    field: Field,
    section: &'static str,
    sink: &'a mut S,
}

impl<S: Sink> Told<'_, S> {
    /// Tells that a rule is broken where that is so.
    fn unless(&mut self, kept: bool, rule: Rule) -> Result<(), Violation> {
        if kept {
            return Ok(());
        }
        let offset = self.certificate.offset_of(self.field);
        self.sink.tell(Violation::of_profile(rule, self.field, offset, self.section))
    }
}

fn ca(certificate: &Certificate<'_>, clause: &Clause<CaRule>, sink: &mut impl Sink) -> Result<(), Violation> {
    let kind = ExtensionKind::BasicConstraints;
    let is_ca = certificate.basic_constraints().is_some_and(|constraints| constraints.is_ca());
    let mut told = Told { certificate, field: Field::Extension(kind), section: clause.section, sink };
    match clause.rule {
        CaRule::Unchecked => Ok(()),
        CaRule::NotCa => told.unless(!is_ca, Rule::ProfileCa),
        CaRule::Ca => told.unless(is_ca, Rule::ProfileNotCa),
        CaRule::CriticalCa if !is_ca => told.unless(false, Rule::ProfileNotCa),
        CaRule::CriticalCa => {
            told.unless(certificate.is_critical(kind), Rule::ProfileBasicConstraintsNotCritical)
        }
    }
}

fn key(
    certificate: &Certificate<'_>,
    requirements: &Requirements,
    sink: &mut impl Sink,
) -> Result<(), Violation> {
    let clause = &requirements.key;
    let mut told = Told { certificate, field: Field::SubjectPublicKeyInfo, section: clause.section, sink };
    told.unless(key_form::is_allowed(&clause.rule, certificate.spki()), Rule::ProfileKey)
}

//! Looks at one certificate by the table of its role.

mod names;
mod usage;

use super::{CaRule, Clause, Profile, Requirements, Role, Section4};
use crate::{
    AlgorithmError, Certificate, ExtensionKind, Field, SignatureAlgorithm, key_form,
    rule::{Rule, Sink, Violation},
    section4::{self, Issues},
    told::{Told, extension},
};

impl Profile {
    /// Tells everything for which the profile refuses a certificate in a role.
    pub(super) fn examine(
        &self,
        role: Role,
        certificate: &Certificate<'_>,
        sink: &mut impl Sink,
    ) -> Result<(), Violation> {
        self.examine_role(role, certificate, sink)?;
        match self.section4 {
            Section4::Required => section4::examine(certificate, issues(role), sink),
            Section4::Unchecked => Ok(()),
        }
    }

    /// The same by the table of the role alone.
    pub(crate) fn examine_role(
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
        key(certificate, requirements, sink)
    }

    /// The same by its algorithms, which a path looks at where it checks signatures. Nobody checks that of an anchor.
    pub(crate) fn examine_algorithms(
        &self,
        role: Role,
        certificate: &Certificate<'_>,
        sink: &mut impl Sink,
    ) -> Result<(), Violation> {
        // What is not even well formed breaks a rule of RFC 5280 §4 already.
        let taken = match SignatureAlgorithm::read(certificate.signature_algorithm()) {
            Ok(algorithm) => self.algorithms.check_signature(algorithm).is_ok(),
            Err(AlgorithmError::Unsupported { .. }) => false,
            Err(_) => true,
        };
        Told::of(certificate, Field::Signature, sink)
            .unless(taken || role == Role::Anchor, Rule::ProfileSignature)?;
        let spki = certificate.spki();
        let taken = self.algorithms.read_key(spki).is_ok() || key_form::check(spki).is_err();
        Told::of(certificate, Field::SubjectPublicKeyInfo, sink).unless(taken, Rule::ProfileKeyAlgorithm)
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

    /// A critical extension must be one that this library interprets, or one that the caller processes; one of policies with
    /// all of their qualifiers.
    fn critical_extensions(
        &self,
        certificate: &Certificate<'_>,
        sink: &mut impl Sink,
    ) -> Result<(), Violation> {
        for extension in certificate.unknown_critical_extensions() {
            if !self.processes(extension.oid()) {
                let (field, offset) = (Field::OtherExtension, extension.value_offset());
                sink.tell(Violation::new(Rule::ProfileCriticalExtension, field, offset))?;
            }
        }
        let kind = ExtensionKind::CertificatePolicies;
        let interpreted = !certificate.is_critical(kind)
            || certificate.certificate_policies().is_none_or(|policies| !policies.have_foreign_qualifiers());
        Told::of_profile(certificate, extension(kind), "RFC 5280 §4.2.1.4", sink)
            .unless(interpreted, Rule::ProfileCriticalExtension)
    }
}

/// A certificate in a path issues the one below it.
fn issues(role: Role) -> Issues {
    if role == Role::Leaf { Issues::Unknown } else { Issues::Yes }
}

fn ca(certificate: &Certificate<'_>, clause: &Clause<CaRule>, sink: &mut impl Sink) -> Result<(), Violation> {
    let kind = ExtensionKind::BasicConstraints;
    let is_ca = section4::is_ca(certificate);
    let mut told = Told::of_profile(certificate, extension(kind), clause.section, sink);
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
    let mut told = Told::of_profile(certificate, Field::SubjectPublicKeyInfo, clause.section, sink);
    told.unless(key_form::is_allowed(&clause.rule, certificate.spki()), Rule::ProfileKey)
}

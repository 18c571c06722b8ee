//! Which extensions are critical (RFC 5280 §4.2.1, §4.2.2).

use super::is_ca;
use crate::{
    Certificate, ExtensionKind, purpose,
    rule::{Rule, Sink, Violation},
    told::{Told, extension},
};

const CRITICAL: [(ExtensionKind, Rule); 5] = [
    (ExtensionKind::KeyUsage, Rule::KeyUsageNotCritical),
    (ExtensionKind::PolicyMappings, Rule::PolicyMappingNotCritical),
    (ExtensionKind::NameConstraints, Rule::NameConstraintsNotCritical),
    (ExtensionKind::PolicyConstraints, Rule::PolicyConstraintsNotCritical),
    (ExtensionKind::InhibitAnyPolicy, Rule::InhibitAnyNotCritical),
];

const NOT_CRITICAL: [(ExtensionKind, Rule); 9] = [
    (ExtensionKind::AuthorityKeyIdentifier, Rule::AkiCritical),
    (ExtensionKind::SubjectKeyIdentifier, Rule::SkiCritical),
    (ExtensionKind::IssuerAltName, Rule::IssuerAltNameCritical),
    (ExtensionKind::SubjectDirectoryAttributes, Rule::DirectoryAttributesCritical),
    (ExtensionKind::CrlDistributionPoints, Rule::CrlPointsCritical),
    (ExtensionKind::FreshestCrl, Rule::FreshestCrlCritical),
    (ExtensionKind::AuthorityInfoAccess, Rule::AuthorityAccessCritical),
    (ExtensionKind::SubjectInfoAccess, Rule::SubjectAccessCritical),
    (ExtensionKind::OcspNoCheck, Rule::OcspNoCheckCritical),
];

pub(super) fn examine(certificate: &Certificate<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    for (kind, rule) in CRITICAL {
        let kept = !certificate.has(kind) || certificate.is_critical(kind);
        Told::of(certificate, extension(kind), sink).unless(kept, rule)?;
    }
    for (kind, rule) in NOT_CRITICAL {
        Told::of(certificate, extension(kind), sink).unless(!certificate.is_critical(kind), rule)?;
    }
    basic_constraints(certificate, sink)?;
    alt_name(certificate, sink)?;
    any_purpose(certificate, sink)
}

fn basic_constraints(certificate: &Certificate<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    let kind = ExtensionKind::BasicConstraints;
    let kept = !is_ca(certificate) || certificate.is_critical(kind);
    Told::of(certificate, extension(kind), sink).unless(kept, Rule::BasicConstraintsNotCritical)
}

/// Critical exactly where there is no other name.
fn alt_name(certificate: &Certificate<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    let kind = ExtensionKind::SubjectAltName;
    if !certificate.has(kind) {
        return Ok(());
    }
    let (critical, empty) = (certificate.is_critical(kind), certificate.subject().is_empty());
    let mut told = Told::of(certificate, extension(kind), sink);
    told.unless(critical || !empty, Rule::AltNameNotCritical)?;
    told.unless(!critical || empty, Rule::AltNameCritical)
}

fn any_purpose(certificate: &Certificate<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    let kind = ExtensionKind::ExtendedKeyUsage;
    let any = certificate.extended_key_usage().is_some_and(|usage| usage.has(purpose::ANY));
    let kept = !(any && certificate.is_critical(kind));
    Told::of(certificate, extension(kind), sink).unless(kept, Rule::EkuAnyCritical)
}

//! Key usage and extended key usage.

use crate::{
    AnyPurpose, Certificate, Clause, Criticality, EkuRule, ExtendedKeyUsage, ExtensionKind, KeyUsageRule,
    Presence,
    profile::requirements::OtherPurposes,
    purpose,
    rule::{Rule, Sink, Violation},
    told::{Told, extension},
};

pub(super) fn key_usage(
    certificate: &Certificate<'_>,
    clause: &Clause<KeyUsageRule>,
    sink: &mut impl Sink,
) -> Result<(), Violation> {
    let rule = &clause.rule;
    let kind = ExtensionKind::KeyUsage;
    let mut told = Told::of_profile(certificate, extension(kind), clause.section, sink);
    let usage = match (rule.presence, certificate.key_usage()) {
        (Presence::Unchecked, _) | (Presence::IfPresent | Presence::Forbidden, None) => return Ok(()),
        (Presence::Forbidden, Some(_)) => return told.unless(false, Rule::ProfileKeyUsagePresent),
        (Presence::Required, None) => return told.unless(false, Rule::ProfileKeyUsageMissing),
        (Presence::Required | Presence::IfPresent, Some(usage)) => usage,
    };
    told.unless(is_as_critical(certificate, kind, rule.critical), Rule::ProfileKeyUsageNotCritical)?;
    let one_of = rule.one_of.is_empty() || rule.one_of.without(usage) != rule.one_of;
    told.unless(usage.contains(rule.required) && one_of, Rule::ProfileKeyUsageLacks)?;
    told.unless(rule.allowed.contains(usage), Rule::ProfileKeyUsageOther)
}

pub(super) fn extended_key_usage(
    certificate: &Certificate<'_>,
    clause: &Clause<EkuRule>,
    sink: &mut impl Sink,
) -> Result<(), Violation> {
    let rule = &clause.rule;
    let kind = ExtensionKind::ExtendedKeyUsage;
    let mut told = Told::of_profile(certificate, extension(kind), clause.section, sink);
    let usage = match (rule.presence, certificate.extended_key_usage()) {
        (Presence::Unchecked, _) | (Presence::IfPresent | Presence::Forbidden, None) => return Ok(()),
        (Presence::Forbidden, Some(_)) => return told.unless(false, Rule::ProfileEkuPresent),
        (Presence::Required, None) => return told.unless(false, Rule::ProfileEkuMissing),
        (Presence::Required | Presence::IfPresent, Some(usage)) => usage,
    };
    told.unless(is_as_critical(certificate, kind, rule.critical), Rule::ProfileEkuNotCritical)?;
    told.unless(names_all(usage, rule), Rule::ProfileEkuLacks)?;
    told.unless(!usage.into_iter().any(|named| rule.forbidden.contains(named)), Rule::ProfileEkuForbidden)?;
    let only = rule.others == OtherPurposes::Allowed || is_exactly(usage, rule);
    told.unless(only, Rule::ProfileEkuOther)
}

fn is_as_critical(certificate: &Certificate<'_>, kind: ExtensionKind, rule: Criticality) -> bool {
    rule == Criticality::Either || certificate.is_critical(kind)
}

/// Whether every purpose that is asked for is named.
fn names_all(usage: ExtendedKeyUsage<'_>, rule: &EkuRule) -> bool {
    let any = rule.any == AnyPurpose::Counts && usage.has(purpose::ANY);
    any || rule.purposes.iter().all(|asked| usage.has(asked))
}

/// Whether no other purpose is named, and none twice.
fn is_exactly(usage: ExtendedKeyUsage<'_>, rule: &EkuRule) -> bool {
    usage.into_iter().all(|named| rule.purposes.contains(named)) && usage.count() <= rule.purposes.len()
}

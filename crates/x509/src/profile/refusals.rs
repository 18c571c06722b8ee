//! Which rules a profile refuses for.

use super::{
    AltNameRule, CaRule, Criticality, KeyRule, Presence, Profile, Requirements, Role, Section4, SubjectRule,
};
use crate::{KeyUsage, Level, Rule, profile::requirements::OtherPurposes};

/// The first rule of RFC 5280 §4 beyond what can be read; those before it are the ones of reading.
const FIRST_OF_SECTION_4: Rule = Rule::SignatureParameters;
const FIRST_OF_PROFILES: Rule = Rule::ProfileNotCa;

impl Profile {
    /// Whether a certificate that breaks a rule can be refused for it in a role. Every profile refuses what cannot be
    /// read.
    #[must_use]
    pub fn refuses_for(&self, rule: Rule, role: Role) -> bool {
        match rule {
            Rule::TimeForm => self.section4 == Section4::Required,
            // A leaf issues nothing, and nobody checks the signature of an anchor.
            Rule::ProfilePathLength | Rule::KeyUsageMissingIssuer if role == Role::Leaf => false,
            Rule::ProfileSignature if role == Role::Anchor => false,
            rule if rule < FIRST_OF_SECTION_4 => true,
            rule if rule < FIRST_OF_PROFILES => {
                self.section4 == Section4::Required && rule.level() == Level::Must
            }
            rule => asks(self.requirements(role), rule),
        }
    }
}

/// Whether a table asks for what a rule of profiles says.
fn asks(table: &Requirements, rule: Rule) -> bool {
    let (usage, purposes) = (table.key_usage.rule(), table.extended_key_usage.rule());
    let usage_read = matches!(usage.presence, Presence::Required | Presence::IfPresent);
    let purposes_read = matches!(purposes.presence, Presence::Required | Presence::IfPresent);
    match rule {
        Rule::ProfileNotCa => matches!(table.ca.rule, CaRule::Ca | CaRule::CriticalCa),
        Rule::ProfileCa => table.ca.rule == CaRule::NotCa,
        Rule::ProfileBasicConstraintsNotCritical => table.ca.rule == CaRule::CriticalCa,
        Rule::ProfileKeyUsageMissing => usage.presence == Presence::Required,
        Rule::ProfileKeyUsagePresent => usage.presence == Presence::Forbidden,
        Rule::ProfileKeyUsageNotCritical => usage_read && usage.critical == Criticality::Critical,
        Rule::ProfileKeyUsageLacks => usage_read && !usage.required.with(usage.one_of).is_empty(),
        Rule::ProfileKeyUsageOther => usage_read && usage.allowed != KeyUsage::ALL,
        Rule::ProfileEkuMissing => purposes.presence == Presence::Required,
        Rule::ProfileEkuPresent => purposes.presence == Presence::Forbidden,
        Rule::ProfileEkuNotCritical => purposes_read && purposes.critical == Criticality::Critical,
        Rule::ProfileEkuLacks => purposes_read && !purposes.purposes.is_empty(),
        Rule::ProfileEkuForbidden => purposes_read && !purposes.forbidden.is_empty(),
        Rule::ProfileEkuOther => purposes_read && purposes.others == OtherPurposes::Refused,
        rule => asks_of_names(table, rule),
    }
}

fn asks_of_names(table: &Requirements, rule: Rule) -> bool {
    let one = matches!(table.alt_names.rule, AltNameRule::OneCritical(_));
    match rule {
        Rule::ProfileSubjectEmpty => table.subject.rule == SubjectRule::NotEmpty,
        Rule::ProfileSubjectNotEmpty => table.subject.rule == SubjectRule::Empty,
        Rule::ProfileAltNameMissing => table.alt_names.rule != AltNameRule::Unchecked,
        Rule::ProfileAltNameNotOne | Rule::ProfileAltNameNotCritical | Rule::ProfileAltNameForm => one,
        Rule::ProfileKey => table.key.rule != KeyRule::Unchecked,
        // What every profile has a rule for.
        _ => true,
    }
}

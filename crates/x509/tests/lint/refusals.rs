//! For which rules a profile says that it refuses.

use countersign_x509::{
    Clause, EkuRule, KeyUsage, KeyUsageRule, OidSet, Profile, Requirements, Role, Rule, Violation, lint_as,
    purpose,
};
use testkit::x509::ExtensionSpec;

use crate::specimen::{EKU, leaf};

const CODE_SIGNING: &str = "1.3.6.1.5.5.7.3.3";
const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";

#[test]
fn a_role_that_cannot_break_a_rule_is_not_refused_for_it() {
    let strict = Profile::RFC5280_STRICT;
    for (rule, never) in [
        (Rule::ProfileSignature, Role::Anchor),
        (Rule::ProfilePathLength, Role::Leaf),
        (Rule::KeyUsageMissingIssuer, Role::Leaf),
    ] {
        assert!(!strict.refuses_for(rule, never), "{rule:?}");
        assert!(strict.refuses_for(rule, Role::Intermediate), "{rule:?}");
    }
}

/// Also where as many are named as are asked for.
#[test]
fn a_purpose_instead_of_another_one_breaks_two_rules() {
    let both = EkuRule::required(OidSet::table(&[purpose::CODE_SIGNING, purpose::TIME_STAMPING])).only();
    let own = Requirements::NONE.with_extended_key_usage(Clause::new("a test", both));
    let profile = Profile::builder("own").leaf(own).build();
    let told = |purposes: &[&str]| {
        let mut spec = leaf();
        spec.replace(EKU, Some(ExtensionSpec::purposes(purposes)));
        let lint = lint_as(&spec.der(), Role::Leaf, &profile);
        lint.violations().iter().map(Violation::rule).collect::<Vec<_>>()
    };
    assert_eq!(told(&[TIME_STAMPING, CODE_SIGNING]), []);
    assert_eq!(told(&[CODE_SIGNING, SERVER_AUTH]), [Rule::ProfileEkuLacks, Rule::ProfileEkuOther]);
}

/// What is not read breaks no rule of what it should say.
#[test]
fn a_profile_refuses_for_usages_only_where_it_reads_them() {
    let with = |rule: KeyUsageRule| {
        let leaf = Requirements::NONE.with_key_usage(Clause::new("a test", rule));
        Profile::builder("own").leaf(leaf).build()
    };
    let bits = KeyUsage::DIGITAL_SIGNATURE;
    let all = |rule: KeyUsageRule| with(rule.critical().with_one_of(bits).only(bits));
    for rule in [Rule::ProfileKeyUsageNotCritical, Rule::ProfileKeyUsageLacks, Rule::ProfileKeyUsageOther] {
        for read in [KeyUsageRule::required(KeyUsage::NONE), KeyUsageRule::if_present(KeyUsage::NONE)] {
            assert!(all(read).refuses_for(rule, Role::Leaf), "{rule:?}");
        }
        for unread in [KeyUsageRule::UNCHECKED, KeyUsageRule::forbidden()] {
            assert!(!all(unread).refuses_for(rule, Role::Leaf), "{rule:?}");
        }
    }
}

/// What is not read breaks no rule of what it should say.
#[test]
fn a_profile_refuses_for_purposes_only_where_it_reads_them() {
    let with = |rule: EkuRule| {
        let leaf = Requirements::NONE.with_extended_key_usage(Clause::new("a test", rule));
        Profile::builder("own").leaf(leaf).build()
    };
    for rule in [Rule::ProfileEkuNotCritical, Rule::ProfileEkuForbidden, Rule::ProfileEkuOther] {
        let forbidden = OidSet::table(&[purpose::ANY]);
        let read = with(EkuRule::required(OidSet::EMPTY).critical().without(forbidden.clone()).only());
        assert!(read.refuses_for(rule, Role::Leaf));
        for unread in [EkuRule::UNCHECKED, EkuRule::forbidden()] {
            let unread = with(unread.critical().without(forbidden.clone()).only());
            assert!(!unread.refuses_for(rule, Role::Leaf));
        }
    }
}

//! Lists everything that is wrong with one certificate.

use alloc::{borrow::Cow, vec::Vec};
use core::fmt;

use crate::{
    Certificate, Level, Profile, Role, Violation,
    rule::{Collector, Sink},
    section4::{self, Issues},
};

/// Lists every rule that a certificate breaks: of reading, of RFC 5280 §4, recommendations included, and of a profile, its
/// algorithms included, in the role that the certificate itself takes: a CA that issued its own certificate is an anchor,
/// another CA an intermediate, everything else a leaf.
///
/// A certificate that cannot be read to its end is looked at as far as it can be.
///
/// ```
/// use countersign_x509::{Profile, lint};
///
/// let lint = lint(b"no certificate", Profile::CODE_SIGNING);
/// assert_eq!(lint.violations()[0].rule().id(), "encoding");
/// assert!(!lint.is_read());
/// ```
pub fn lint(der: &[u8], profile: &Profile) -> Lint {
    examine(der, profile, None)
}

/// The same in a role of the caller's choice.
pub fn lint_as(der: &[u8], role: Role, profile: &Profile) -> Lint {
    examine(der, profile, Some(role))
}

/// What is wrong with one certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Lint {
    profile: Cow<'static, str>,
    role: Option<Role>,
    violations: Vec<Violation>,
    notices: Vec<Violation>,
}

impl Lint {
    /// The rules that it breaks, in the order of their places in the certificate.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// What else is worth a look, in the same order: [`Level::Notice`].
    #[must_use]
    pub fn notices(&self) -> &[Violation] {
        &self.notices
    }

    /// Whether it breaks no rule and follows every recommendation.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.violations.is_empty()
    }

    /// Whether it breaks no requirement; recommendations are passed over.
    #[must_use]
    pub fn keeps_requirements(&self) -> bool {
        self.violations.iter().all(|violation| violation.rule().level() == Level::Should)
    }

    /// Whether the certificate could be read to its end. Where not, only some rules were looked at.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.role.is_some()
    }

    /// The role in which it was looked at; none for a certificate that could not be read.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        self.role
    }

    /// The name of the profile.
    #[must_use]
    pub fn profile(&self) -> &str {
        &self.profile
    }
}

/// A table with a line for each violation.
impl fmt::Display for Lint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for violation in self.violations.iter().chain(&self.notices) {
            let level = violation.rule().level().name();
            let (field, offset) = (violation.field(), violation.offset());
            writeln!(f, "{level:<6}  {offset:>6}  {:<30}  {}", field.name(), violation.rule())?;
            writeln!(f, "{:<16}{:<30}  {}", "", violation.rule().id(), violation.section())?;
        }
        Ok(())
    }
}

fn examine(der: &[u8], profile: &Profile, role: Option<Role>) -> Lint {
    let mut found = Collector::default();
    let role = read(der, profile, role, &mut found).map_err(|last| found.violations.push(last)).ok();
    found.violations.sort_by_key(Violation::offset);
    let counts = |violation: &Violation| violation.rule().level() > Level::Notice;
    let (violations, notices) = found.violations.into_iter().partition(counts);
    Lint { profile: profile.name.clone(), role, violations, notices }
}

fn read(der: &[u8], profile: &Profile, role: Option<Role>, sink: &mut impl Sink) -> Result<Role, Violation> {
    let certificate = Certificate::read(der, sink)?;
    let issues = if role.is_some_and(|role| role != Role::Leaf) { Issues::Yes } else { Issues::Unknown };
    section4::examine(&certificate, issues, sink)?;
    let role = role.unwrap_or_else(|| own_role(&certificate));
    profile.examine_role(role, &certificate, sink)?;
    profile.examine_algorithms(role, &certificate, sink)?;
    Ok(role)
}

fn own_role(certificate: &Certificate<'_>) -> Role {
    if !section4::is_ca(certificate) {
        return Role::Leaf;
    }
    if certificate.is_self_issued() { Role::Anchor } else { Role::Intermediate }
}

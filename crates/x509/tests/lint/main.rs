//! Each rule is broken by one certificate that keeps all others.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of these tests"
)]

mod constraints;
mod document;
mod extensions;
mod fields;
mod names;
mod places;
mod policies;
mod profiles;
mod refusals;
mod report;
mod specimen;

use countersign_x509::{Profile, Rule, lint};

/// What a linter tells of a certificate, in order, notices behind.
pub fn told(der: &[u8]) -> Vec<Rule> {
    let lint = lint(der, Profile::RFC5280);
    lint.violations().iter().chain(lint.notices()).map(countersign_x509::Violation::rule).collect()
}

/// The certificate breaks this rule and no other.
#[track_caller]
pub fn breaks(rule: Rule, der: &[u8]) {
    assert_eq!(told(der), [rule], "{}", lint(der, Profile::RFC5280));
}

#[track_caller]
pub fn is_clean(der: &[u8]) {
    assert_eq!(told(der), [], "{}", lint(der, Profile::RFC5280));
}

#[test]
fn certificates_that_keep_all_rules_are_clean() {
    is_clean(&specimen::leaf().der());
    is_clean(&specimen::ca().der());
}

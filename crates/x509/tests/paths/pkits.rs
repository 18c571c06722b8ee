//! NIST PKITS, with revocation off.

use countersign_x509::Profile;
use serde_json::Value;

use crate::corpus::{self, Exceptions, Outcome, Question};

/// Invalid by what a revocation list says, and by nothing else.
const EXCEPTIONS: Exceptions = &[
    ("pkits::4.4.4", "the list is not signed by its issuer"),
    ("pkits::4.4.5", "the list has another issuer's name"),
    ("pkits::4.4.6", "the list is another CA's"),
    ("pkits::4.4.10", "the list has an unknown critical extension"),
    ("pkits::4.4.11", "the list is out of date"),
    ("pkits::4.4.12", "the list is out of date"),
    ("pkits::4.4.18", "the list names the leaf"),
    ("pkits::4.4.20", "the list names the leaf, and is signed with another key"),
    ("pkits::4.5.7", "the list is signed with a key that is for lists alone, and names the leaf"),
    ("pkits::4.7.4", "the CA must not sign lists"),
    ("pkits::4.7.5", "the CA must not sign lists"),
    ("pkits::4.14.3", "the lists of the distribution point do not cover the leaf, or name it"),
    ("pkits::4.14.6", "the lists of the distribution point do not cover the leaf, or name it"),
    ("pkits::4.14.8", "the lists of the distribution point do not cover the leaf, or name it"),
    ("pkits::4.14.11", "the lists of the distribution point do not cover the leaf, or name it"),
    ("pkits::4.14.12", "the lists of the distribution point do not cover the leaf, or name it"),
    ("pkits::4.14.16", "the lists of the distribution point do not cover the leaf, or name it"),
    ("pkits::4.14.23", "the lists of the distribution point do not cover the leaf, or name it"),
    ("pkits::4.14.26", "the lists of the distribution point do not cover the leaf, or name it"),
    ("pkits::4.14.32", "the lists of the distribution point do not cover the leaf, or name it"),
    ("pkits::4.14.35", "the lists of the distribution point do not cover the leaf, or name it"),
    ("pkits::4.15.1", "there is a delta list without a base"),
    ("pkits::4.15.3", "the delta list and its base name the leaf, or are out of date"),
    ("pkits::4.15.4", "the delta list and its base name the leaf, or are out of date"),
    ("pkits::4.15.6", "the delta list and its base name the leaf, or are out of date"),
    ("pkits::4.15.9", "the delta list and its base name the leaf, or are out of date"),
    ("pkits::4.15.10", "the delta list and its base name the leaf, or are out of date"),
];

#[test]
fn pkits_is_right_but_for_what_only_a_crl_says() {
    let Some(folder) = testkit::corpora("pkits") else { return };
    let cases = testkit::jsonl(&folder.join("pkits.jsonl"));
    let outcomes: Vec<_> = cases.iter().map(|case| Outcome::of(case, answer(&case["in"]))).collect();
    corpus::assert_outcomes(&outcomes, 126, EXCEPTIONS);
}

fn answer(input: &Value) -> Result<(), String> {
    let profile = Profile::builder("pkits").policies(corpus::policies(input)).build();
    Question::of(input, &profile).path().map(drop)
}

//! `docs/certificate-rules.md` lists every rule: this test writes it when `COUNTERSIGN_WRITE_DOCS` is `1`, and compares it
//! otherwise.

use std::{fmt::Write, path::Path};

use countersign_x509::{Profile, Role, Rule};

const HEAD: &str = "\
# Rules for certificates

<!-- Written by the test `document` of countersign-x509. -->

What `certificate lint` tells, by the name under which it tells it. *must*: a requirement. *should*: a recommendation.
*notice*: neither, or a recommendation that most certificates in use do not follow; it is told, and no violation.

A certificate that breaks a rule is linted for it under every profile. Under the profiles in the last column it is also
refused in a path: as a leaf (`l`), as an intermediate (`i`), as an anchor whose own limits count (`a`). Where the section is
\"the profile\", the lint names the section of the profile's specification.

| rule | level | section | what is told | refused by |
|---|---|---|---|---|
";

const TAIL: &str = "
## What no rule tells

Requirements of RFC 5280 §4 that one certificate does not show, or that are about what its issuer knows:

* that a serial number is the only one of its kind from its issuer (§4.1.2.2), and a subject's name of one entity (§4.1.2.6);
* that the validity covers the time for which the issuer keeps the status of the certificate (§4.1.2.5), and that a date that is
  not known is 99991231235959Z (§4.1.2.5);
* that `authorityKeyIdentifier` is the `subjectKeyIdentifier` of the issuer (§4.2.1.2): paths take it as a hint;
* that names belong to the subject (§4.2.1.6), addresses lead to something (§4.2.1.13, §4.2.2), and policies are kept to
  (§4.2.1.4);
* that the URI of a list at an LDAP server names the entry and the attribute (§4.2.1.13, §4.2.2.1), and an `accessLocation` is
  of the form of its method (§4.2.2.2): only that URIs are URIs is looked at;
* that key usage and extended key usage agree (§4.2.1.12): profiles look at the purpose that is asked for;
* that an `otherName` holds what its type says (§4.2.1.6).
";

fn refusing(rule: Rule) -> String {
    let roles = [(Role::Leaf, 'l'), (Role::Intermediate, 'i'), (Role::Anchor, 'a')];
    let by = |profile: &Profile| -> Option<String> {
        let roles: String = roles
            .iter()
            .filter(|(role, _)| profile.refuses_for(rule, *role))
            .map(|(_, letter)| *letter)
            .collect();
        match roles.as_str() {
            "" => None,
            "lia" => Some(profile.name().to_owned()),
            some => Some(format!("{} ({some})", profile.name())),
        }
    };
    let profiles: Vec<String> = Profile::ALL.iter().filter_map(|profile| by(profile)).collect();
    match profiles.len() {
        0 => "–".to_owned(),
        all if all == Profile::ALL.len() && !profiles.iter().any(|name| name.contains('(')) => {
            "every profile".to_owned()
        }
        _ => profiles.join(", "),
    }
}

fn document() -> String {
    let mut text = HEAD.to_owned();
    for rule in Rule::ALL {
        let (level, section) = (rule.level().name(), rule.section());
        writeln!(text, "| `{}` | {level} | {section} | {} | {} |", rule.id(), rule.text(), refusing(*rule))
            .unwrap();
    }
    text + TAIL
}

#[test]
fn the_list_of_rules_is_the_one_in_docs() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/certificate-rules.md");
    let document = document();
    if std::env::var("COUNTERSIGN_WRITE_DOCS").is_ok_and(|value| value == "1") {
        std::fs::write(&path, &document).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == document,
        "docs/certificate-rules.md is out of date: run the test with COUNTERSIGN_WRITE_DOCS=1"
    );
}

#[test]
fn names_of_rules_are_words_with_hyphens_and_each_stands_there_once() {
    let mut ids: Vec<_> = Rule::ALL.iter().map(|rule| rule.id()).collect();
    assert!(ids.iter().all(|id| id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')));
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), Rule::ALL.len());
}

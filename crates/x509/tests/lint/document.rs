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
    text
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

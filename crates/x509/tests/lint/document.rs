//! `docs/certificate-rules.md` lists every rule: this test writes it when `COUNTERSIGN_WRITE_DOCS` is `1`, and compares it
//! otherwise.

use std::{collections::BTreeSet, fmt::Write, path::Path};

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

const ROLES: [(Role, char); 3] = [(Role::Leaf, 'l'), (Role::Intermediate, 'i'), (Role::Anchor, 'a')];

/// The letters of the roles in which a profile refuses for a rule, in parentheses where they are not all.
fn roles(profile: &Profile, rule: Rule) -> Option<String> {
    let refused = ROLES.iter().filter(|(role, _)| profile.refuses_for(rule, *role));
    let letters: String = refused.map(|(_, letter)| *letter).collect();
    match letters.as_str() {
        "" => None,
        "lia" => Some(String::new()),
        some => Some(format!(" ({some})")),
    }
}

fn refusing(rule: Rule) -> String {
    let refusing = Profile::ALL.iter().filter_map(|profile| Some((profile.name(), roles(profile, rule)?)));
    let refusing: Vec<(&str, String)> = refusing.collect();
    match refusing.as_slice() {
        [] => "–".to_owned(),
        [(_, roles), rest @ ..]
            if rest.len() + 1 == Profile::ALL.len() && rest.iter().all(|(_, other)| other == roles) =>
        {
            format!("every profile{roles}")
        }
        some => some.iter().map(|(name, roles)| format!("{name}{roles}")).collect::<Vec<_>>().join(", "),
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

/// The rules that a text of Rust names.
fn named(source: &str) -> impl Iterator<Item = &str> {
    let behind = source.split("Rule::").skip(1);
    behind.filter_map(|rest| rest.split(|character: char| !character.is_alphanumeric()).next())
}

/// A rule that no test names could be told never, or always.
#[test]
fn every_rule_is_named_in_a_test() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let lint = std::fs::read_dir(tests.join("lint")).unwrap().map(|entry| entry.unwrap().path());
    let files = lint.chain(["certificate_rules.rs", "extensions.rs"].map(|name| tests.join(name)));
    let sources: Vec<String> = files.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let named: BTreeSet<&str> = sources.iter().flat_map(|source| named(source)).collect();
    let missing: Vec<_> = Rule::ALL.iter().filter(|rule| !named.contains(&*format!("{rule:?}"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn names_of_rules_are_words_with_hyphens_and_each_stands_there_once() {
    let mut ids: Vec<_> = Rule::ALL.iter().map(|rule| rule.id()).collect();
    assert!(ids.iter().all(|id| id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')));
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), Rule::ALL.len());
}

//! What could never be met, or be met by one signer twice, is no requirement.

use std::collections::BTreeSet;

use countersign_policy::{
    Authenticator, NamedPredicate, Principal, PrincipalError, Requirement, RequirementError,
};

use crate::support::{Signer, count, principal};

#[test]
fn a_principal_has_a_name_and_something_that_proves_it() {
    let key = Signer::new(1).authenticator();
    assert_eq!(Principal::new("", [key.clone()]).unwrap_err(), PrincipalError::NoName);
    assert_eq!(Principal::new("build", []).unwrap_err(), PrincipalError::NoAuthenticator);
    let twice = Principal::new("build", [key.clone(), key.clone()]).unwrap();
    assert_eq!((twice.name(), twice.authenticators().len()), ("build", 1));
}

#[test]
fn what_nothing_could_meet_is_refused() {
    let signers = [Signer::new(1), Signer::new(2), Signer::new(3)];
    let unreachable = |threshold, principals| RequirementError::Unreachable { threshold, principals };
    assert_eq!(Requirement::new(vec![], count(1)).unwrap_err(), unreachable(1, 0));
    // Three keys, but one principal.
    let one = principal("build", &[&signers[0], &signers[1], &signers[2]]);
    assert_eq!(Requirement::new(vec![one.clone()], count(2)).unwrap_err(), unreachable(2, 1));
    let requirement = Requirement::new(vec![one.clone()], count(1)).unwrap();
    assert_eq!((requirement.principals(), requirement.threshold()), (&[one][..], count(1)));
    let two = vec![principal("a", &[&signers[0]]), principal("b", &[&signers[1]])];
    assert_eq!(Requirement::new(two.clone(), count(usize::MAX)).unwrap_err(), unreachable(usize::MAX, 2));
    assert!(Requirement::new(two, count(2)).is_ok());
}

#[test]
fn one_key_under_two_principals_is_refused_wherever_they_stand() {
    let (a, b, c) = (Signer::new(1), Signer::new(2), Signer::new(3));
    let shared = |first, second| RequirementError::SharedAuthenticator { first, second };
    let requirement = |principals: &[Principal]| Requirement::new(principals.to_vec(), count(1)).map(drop);
    let [pa, pb, pc] = [("a", &a), ("b", &b), ("c", &c)].map(|(name, signer)| principal(name, &[signer]));
    assert_eq!(requirement(&[pa.clone(), pb.clone(), pc.clone()]), Ok(()), "the control");
    let again = principal("again", &[&a]);
    assert_eq!(requirement(&[pa.clone(), again.clone()]), Err(shared(0, 1)));
    assert_eq!(requirement(&[pb.clone(), pa.clone(), pc, again]), Err(shared(1, 3)));
    let both = principal("both", &[&b, &a]);
    assert_eq!(requirement(&[both, pa]), Err(shared(0, 1)));
}

#[test]
fn one_name_under_two_principals_is_refused() {
    let (a, b) = (Signer::new(1), Signer::new(2));
    let two =
        |second: &str| Requirement::new(vec![principal("x", &[&a]), principal(second, &[&b])], count(1));
    assert_eq!(two("x").unwrap_err(), RequirementError::NameTwice { second: 1 });
    assert!(two("X").is_ok());
}

#[test]
fn every_option_changes_the_json() {
    let (a, b) = (Signer::new(1), Signer::new(2));
    let principals = || vec![principal("a", &[&a]), principal("b", &[&b])];
    let base = || Requirement::new(principals(), count(1)).unwrap();
    let check = |name: &str| NamedPredicate::new(name, |_| Ok(()));
    let variants = [
        base(),
        Requirement::new(principals(), count(2)).unwrap(),
        Requirement::new(vec![principal("a", &[&a])], count(1)).unwrap(),
        Requirement::new(vec![principal("other", &[&a]), principal("b", &[&b])], count(1)).unwrap(),
        Requirement::new(vec![principal("a", &[&a, &Signer::new(3)]), principal("b", &[&b])], count(1))
            .unwrap(),
        Requirement::new(vec![principal("a", &[&Signer::new(3)]), principal("b", &[&b])], count(1)).unwrap(),
        base().with_annotation("env", "prod"),
        base().with_annotation("env", "dev"),
        base().with_annotation("team", "prod"),
        base().with_annotation("env", "prod").with_annotation("team", "acme"),
        base().with_predicate(check("age")),
        base().with_predicate(check("size")),
        base().with_predicate(check("age")).with_predicate(check("size")),
    ];
    let printed: BTreeSet<String> = variants.iter().map(|variant| variant.to_json().to_json()).collect();
    assert_eq!(printed.len(), variants.len(), "{printed:#?}");
    let (key_a, key_b) = (a.authenticator(), b.authenticator());
    assert_eq!(
        base().with_annotation("env", "prod").with_predicate(check("age")).to_json().to_json(),
        format!(
            concat!(
                r#"{{"threshold":1,"principals":[{{"name":"a","authenticators":["{}"]}},"#,
                r#"{{"name":"b","authenticators":["{}"]}}],"annotations":{{"env":"prod"}},"predicates":["age"]}}"#
            ),
            key_a, key_b
        )
    );
}

#[test]
fn of_two_values_for_one_annotation_the_later_stands() {
    let requirement = Requirement::new(vec![principal("a", &[&Signer::new(1)])], count(1)).unwrap();
    let requirement = requirement.with_annotation("env", "dev").with_annotation("env", "prod");
    assert_eq!(requirement.annotations().get("env").map(String::as_str), Some("prod"));
    assert_eq!(requirement.annotations().len(), 1);
}

#[test]
fn an_authenticator_says_what_it_is() {
    let authenticator = Signer::new(1).authenticator();
    assert!(
        matches!(authenticator, Authenticator::Key(id) if authenticator.to_string() == format!("key {id}"))
    );
    assert_eq!(format!("{:?}", NamedPredicate::new("age", |_| Ok(()))), "NamedPredicate(\"age\")");
}

//! Name constraints over a path, case by case and by laws.

use countersign_x509::{
    NameForm,
    path_rules::{ConstraintFailureKind, check_names},
};
use proptest::{collection::vec, prelude::*, sample::select};
use testkit::x509::{Form, name, oid, tlv};

use super::name_spec::{NameSpec, directory, dns, email, encode, ip, other, read, registered_id, uri};

const COMPARISONS: u32 = 10_000;
const EMAIL_ADDRESS: &str = "1.2.840.113549.1.9.1";
const COMMON_NAME: &str = "2.5.4.3";

type Refused = (usize, NameForm, ConstraintFailureKind);

/// Judges a path, given from the anchor's side.
fn judge(path: &[NameSpec]) -> Result<(), Refused> {
    read(&encode(path), |path| check_names(path, None, &mut COMPARISONS.clone()))
        .map_err(|failure| (failure.at(), failure.form(), failure.kind()))
}

fn permitted(base: &[u8], name: &[u8]) -> Result<(), Refused> {
    judge(&[NameSpec::permitting(&[base.to_vec()]), NameSpec::named(&[name.to_vec()])])
}

fn excluded(base: &[u8], name: &[u8]) -> Result<(), Refused> {
    judge(&[NameSpec::excluding(&[base.to_vec()]), NameSpec::named(&[name.to_vec()])])
}

#[test]
fn every_form_that_is_interpreted_is_permitted_inside_and_excluded_inside() {
    let cases = [
        (NameForm::Dns, dns("example.com"), dns("a.example.com"), dns("example.org")),
        (NameForm::Email, email("example.com"), email("a@example.com"), email("a@example.org")),
        (NameForm::Uri, uri("example.com"), uri("https://example.com/x"), uri("https://example.org/x")),
        (NameForm::Ip, ip(&[192, 0, 2, 0, 255, 255, 255, 0]), ip(&[192, 0, 2, 7]), ip(&[192, 0, 3, 7])),
        (NameForm::Directory, directory("a"), directory("a"), directory("b")),
    ];
    for (form, base, inside, outside) in cases {
        assert_eq!(permitted(&base, &inside), Ok(()));
        assert_eq!(permitted(&base, &outside), Err((0, form, ConstraintFailureKind::NotPermitted)));
        assert_eq!(excluded(&base, &outside), Ok(()));
        assert_eq!(excluded(&base, &inside), Err((0, form, ConstraintFailureKind::Excluded)));
    }
}

#[test]
fn forms_that_are_not_interpreted_are_refused_only_where_they_are_constrained() {
    let x400 = tlv(0xa3, &[&tlv(0x30, &[])]);
    let edi = tlv(0xa5, &[&tlv(0xa1, &[&tlv(0x0c, &[b"party"])])]);
    let cases = [
        (NameForm::Other, other("a")),
        (NameForm::RegisteredId, registered_id("1.3.6.1")),
        (NameForm::X400, x400),
        (NameForm::EdiParty, edi),
    ];
    for (form, any) in cases {
        assert_eq!(permitted(&any, &any), Err((0, form, ConstraintFailureKind::Unsupported)));
        assert_eq!(excluded(&any, &any), Err((0, form, ConstraintFailureKind::Unsupported)));
        assert_eq!(permitted(&any, &dns("example.com")), Ok(()));
        assert_eq!(permitted(&dns("example.com"), &any), Ok(()));
    }
}

#[test]
fn malformed_names_and_subtrees_are_refused_where_they_meet() {
    let malformed = Err((0, NameForm::Email, ConstraintFailureKind::Malformed));
    assert_eq!(permitted(&email("example.com"), &email("a@b@example.com")), malformed);
    assert_eq!(excluded(&email("example.org"), &email("a@b@example.com")), malformed);
    let wildcard = Err((0, NameForm::Dns, ConstraintFailureKind::Malformed));
    assert_eq!(permitted(&dns("*.example.com"), &dns("a.example.com")), wildcard);
    assert_eq!(permitted(&dns("*.example.com"), &email("a@example.com")), Ok(()));
}

#[test]
fn a_wildcard_that_reaches_into_an_excluded_subtree_is_refused_and_one_that_leaves_a_permitted_one_too() {
    let wildcard = dns("*.example.com");
    assert_eq!(permitted(&dns("example.com"), &wildcard), Ok(()));
    let left = Err((0, NameForm::Dns, ConstraintFailureKind::NotPermitted));
    assert_eq!(permitted(&dns("a.example.com"), &wildcard), left);
    let reached = Err((0, NameForm::Dns, ConstraintFailureKind::Excluded));
    assert_eq!(excluded(&dns("a.example.com"), &wildcard), reached);
    assert_eq!(excluded(&dns("example.org"), &wildcard), Ok(()));
}

#[test]
fn one_of_several_permitted_subtrees_is_enough_and_exclusion_is_stronger() {
    let both = NameSpec::permitting(&[dns("example.com"), dns("example.org")]);
    assert_eq!(judge(&[both.clone(), NameSpec::named(&[dns("a.example.org")])]), Ok(()));
    let but = NameSpec { excluded: vec![dns("a.example.org")], ..both };
    let refused = judge(&[but, NameSpec::named(&[dns("a.example.org")])]);
    assert_eq!(refused, Err((0, NameForm::Dns, ConstraintFailureKind::Excluded)));
}

#[test]
fn every_name_must_be_allowed() {
    let ca = NameSpec::permitting(&[dns("example.com")]);
    let leaf = NameSpec::named(&[dns("a.example.com"), dns("a.example.org")]);
    assert_eq!(judge(&[ca, leaf]), Err((0, NameForm::Dns, ConstraintFailureKind::NotPermitted)));
}

#[test]
fn the_subject_is_a_directory_name_unless_it_is_empty() {
    let ca = NameSpec::permitting(&[directory("a")]);
    let leaf = |text: &str| NameSpec::subject(&[(COMMON_NAME, Form::Utf8, text)]);
    assert_eq!(judge(&[ca.clone(), leaf("a")]), Ok(()));
    let refused = Err((0, NameForm::Directory, ConstraintFailureKind::NotPermitted));
    assert_eq!(judge(&[ca.clone(), leaf("b")]), refused);
    assert_eq!(judge(&[ca, NameSpec::named(&[dns("example.com")])]), Ok(()));
}

#[test]
fn a_common_name_is_no_host_name() {
    let ca = NameSpec::excluding(&[dns("example.com")]);
    assert_eq!(judge(&[ca, NameSpec::subject(&[(COMMON_NAME, Form::Utf8, "a.example.com")])]), Ok(()));
}

#[test]
fn a_mailbox_in_the_subject_counts_where_there_is_no_other() {
    let ca = NameSpec::excluding(&[email("example.com")]);
    let leaf = NameSpec::subject(&[(EMAIL_ADDRESS, Form::Ia5, "a@example.com")]);
    let refused = Err((0, NameForm::Email, ConstraintFailureKind::Excluded));
    assert_eq!(judge(&[ca.clone(), leaf.clone()]), refused);
    let beside = |names: &[Vec<u8>]| NameSpec { names: names.to_vec(), ..leaf.clone() };
    assert_eq!(judge(&[ca.clone(), beside(&[email("a@example.org")])]), Ok(()));
    assert_eq!(judge(&[ca.clone(), beside(&[dns("example.org")])]), refused);
    let no_text = NameSpec::subject(&[(EMAIL_ADDRESS, Form::Bmp, "a@example.org")]);
    assert_eq!(judge(&[ca, no_text]), Err((0, NameForm::Email, ConstraintFailureKind::Malformed)));
}

#[test]
fn constraints_reach_every_certificate_below_and_none_above() {
    let ca = NameSpec::excluding(&[directory("x")]);
    let named = |text: &str| NameSpec::subject(&[(COMMON_NAME, Form::Utf8, text)]);
    let refused = |at| Err((at, NameForm::Directory, ConstraintFailureKind::Excluded));
    assert_eq!(judge(&[ca.clone(), named("x"), named("y"), named("z")]), refused(2));
    assert_eq!(judge(&[ca.clone(), named("w"), named("y"), named("x")]), refused(0));
    assert_eq!(judge(&[named("x"), ca.clone(), named("y")]), Ok(()));
    // Nor the certificate that they stand in.
    let own = NameSpec { subject: Some(name(&[(COMMON_NAME, Form::Utf8, "x")])), ..ca };
    assert_eq!(judge(&[own, named("y")]), Ok(()));
}

#[test]
fn a_ca_that_issues_to_itself_is_exempt_but_a_leaf_is_not() {
    let ca = NameSpec {
        subject: Some(name(&[(COMMON_NAME, Form::Utf8, "x")])),
        ..NameSpec::excluding(&[directory("x")])
    };
    let again = NameSpec { self_issued: true, ..NameSpec::default() };
    assert_eq!(judge(&[ca.clone(), again.clone(), NameSpec::default()]), Ok(()));
    let refused = Err((0, NameForm::Directory, ConstraintFailureKind::Excluded));
    assert_eq!(judge(&[ca, again]), refused);
}

#[test]
fn a_ca_below_narrows_and_never_widens() {
    let outer = NameSpec::permitting(&[dns("example.com")]);
    let inner = |base| NameSpec::permitting(&[dns(base)]);
    let leaf = |text| NameSpec::named(&[dns(text)]);
    assert_eq!(judge(&[outer.clone(), inner("a.example.com"), leaf("b.a.example.com")]), Ok(()));
    let refused = Err((0, NameForm::Dns, ConstraintFailureKind::NotPermitted));
    assert_eq!(judge(&[outer.clone(), inner("a.example.com"), leaf("b.example.com")]), refused);
    assert_eq!(judge(&[outer, inner("example.org"), leaf("example.org")]), refused);
}

#[test]
fn the_anchors_constraints_count_when_they_are_given() {
    let ders = encode(&[NameSpec::permitting(&[dns("example.com")]), NameSpec::named(&[dns("example.org")])]);
    read(&ders, |path| {
        let anchor = path[1].name_constraints();
        let refused = check_names(&path[..1], anchor, &mut COMPARISONS.clone()).unwrap_err();
        assert_eq!((refused.at(), refused.kind()), (0, ConstraintFailureKind::NotPermitted));
        assert_eq!(check_names(&path[..1], None, &mut COMPARISONS.clone()), Ok(()));
    });
}

/// Which parts of two names are the same may take a comparison of each with each.
#[test]
fn directory_names_that_are_spelled_differently_cost_more() {
    let spent = |base: &str| {
        let long = |text: &str| directory(&text.repeat(50));
        let path = [NameSpec::permitting(&[long(base)]), NameSpec::named(&[long("countersign")])];
        read(&encode(&path), |path| {
            let mut left = COMPARISONS;
            assert_eq!(check_names(path, None, &mut left), Ok(()));
            COMPARISONS - left
        })
    };
    assert!(spent("CounterSign") >= spent("countersign") + 2 * 550 / 4);
}

#[test]
fn the_budget_ends_the_comparison() {
    let ders = encode(&[NameSpec::permitting(&[dns("example.com")]), NameSpec::named(&[dns("example.com")])]);
    read(&ders, |path| {
        let refused = check_names(path, None, &mut 0).unwrap_err();
        assert_eq!((refused.at(), refused.kind()), (0, ConstraintFailureKind::TooMany));
        assert_eq!(check_names(path, None, &mut 1).unwrap_err().kind(), ConstraintFailureKind::TooMany);
        assert_eq!(check_names(path, None, &mut 2), Ok(()));
    });
}

/// A name or a base, some of them malformed.
fn some_name() -> impl Strategy<Value = Vec<u8>> {
    select(vec![
        dns("example.com"),
        dns("a.example.com"),
        dns("*.example.com"),
        dns(""),
        dns("-"),
        email("a@example.com"),
        email("example.com"),
        email("a@@b"),
        uri("https://example.com/"),
        uri("example.com"),
        ip(&[192, 0, 2, 1]),
        directory("a"),
        directory("b"),
        other("a"),
        registered_id("1.3.6.1"),
    ])
}

fn some_base() -> impl Strategy<Value = Vec<u8>> {
    let networks = select(vec![ip(&[192, 0, 2, 0, 255, 255, 255, 0]), ip(&[10, 0, 0, 0, 255, 0, 0, 0])]);
    let names = some_name().prop_filter("an address is no network", |name| name[0] != 0x87);
    prop_oneof![4 => names, 1 => networks]
}

fn some_spec() -> impl Strategy<Value = NameSpec> {
    let names = vec(some_name(), 0..3);
    let bases = || prop_oneof![2 => Just(Vec::new()), 1 => vec(some_base(), 1..4)];
    (select(vec!["", "a", "b"]), prop::bool::weighted(0.2), names, bases(), bases()).prop_map(
        |(subject, self_issued, names, permitted, excluded)| {
            let subject = (!subject.is_empty()).then(|| name(&[(COMMON_NAME, Form::Utf8, subject)]));
            NameSpec { subject, self_issued, names, permitted, excluded }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// What is refused stays refused under one more excluded subtree, one more name, and where a permitted subtree comes
    /// to a CA that had none of its form.
    #[test]
    fn more_constraints_and_more_names_never_help(
        path in vec(some_spec(), 2..5),
        at in any::<prop::sample::Index>(),
        base in some_base(),
        added in some_name(),
    ) {
        let refused = judge(&path).is_err();
        let place = at.index(path.len());
        let changed = |change: &dyn Fn(&mut NameSpec)| {
            let mut path = path.clone();
            change(&mut path[place]);
            judge(&path).is_err()
        };
        prop_assert!(!refused || changed(&|spec| spec.excluded.push(base.clone())));
        // A mailbox among the alternative names takes the place of the one in the subject; here subjects have none.
        prop_assert!(!refused || changed(&|spec| spec.names.push(added.clone())));
        let form_is_new = path[place].permitted.iter().all(|present| present[0] != base[0]);
        prop_assert!(!refused || !form_is_new || changed(&|spec| spec.permitted.push(base.clone())));
    }

    /// A verdict does not depend on the order of names and subtrees.
    #[test]
    fn order_does_not_matter(path in vec(some_spec(), 2..5)) {
        let reversed: Vec<_> = path.iter().cloned().map(|mut spec| {
            spec.names.reverse();
            spec.permitted.reverse();
            spec.excluded.reverse();
            spec
        }).collect();
        prop_assert_eq!(judge(&path).is_ok(), judge(&reversed).is_ok());
    }

    /// A path is allowed when and only when it is under the constraints of each CA alone: intersection and union.
    #[test]
    fn each_ca_constrains_on_its_own(path in vec(some_spec(), 2..5)) {
        let alone = (0..path.len()).all(|kept| {
            let mut path = path.clone();
            for (place, spec) in path.iter_mut().enumerate() {
                if place != kept {
                    spec.permitted.clear();
                    spec.excluded.clear();
                }
            }
            judge(&path).is_ok()
        });
        prop_assert_eq!(judge(&path).is_ok(), alone);
    }
}

/// How much of a budget a leaf under a CA costs.
fn cost(ca: NameSpec, leaf: NameSpec) -> u32 {
    cost_of_path(&[ca, leaf])
}

fn cost_of_path(path: &[NameSpec]) -> u32 {
    read(&encode(path), |path| {
        let mut left = COMPARISONS;
        check_names(path, None, &mut left).unwrap();
        COMPARISONS - left
    })
}

#[test]
fn two_names_are_read_for_the_price_of_one_comparison() {
    let networks: Vec<_> = (0..=255).map(|octet| ip(&[10, octet, 0, 0, 255, 255, 0, 0])).collect();
    let leaf = NameSpec::named(&[dns("a.example.com")]);
    assert_eq!(cost(NameSpec::excluding(&networks), leaf.clone()), 257 / 2);
    assert_eq!(cost(NameSpec::excluding(&networks[..2]), leaf.clone()), 1);
    assert_eq!(cost(NameSpec::excluding(&networks[..3]), leaf), 2);
}

#[test]
fn which_forms_a_certificate_has_is_read_once_for_all_constraints() {
    let names: Vec<_> = (0..100).map(|place| dns(&format!("t{place}.example"))).collect();
    let ca = NameSpec::excluding(&[ip(&[10, 0, 0, 0, 255, 0, 0, 0])]);
    // Of each CA its base; of all certificates but the first one their names.
    let read = 3 + 2 + 100;
    assert_eq!(cost_of_path(&[ca.clone(), ca.clone(), ca, NameSpec::named(&names)]), read / 2);
}

#[test]
fn names_of_a_form_that_is_not_constrained_are_not_compared() {
    let domains: Vec<_> = (0..100).map(|place| email(&format!("t{place}.example"))).collect();
    let mut names: Vec<_> = (0..100).map(|place| dns(&format!("t{place}.example"))).collect();
    names.push(email("a@t.example"));
    assert_eq!(cost(NameSpec::excluding(&domains), NameSpec::named(&names)), 100 + (100 + 2 * 101) / 2);
}

/// That a part of them is alike proves nothing of the others.
#[test]
fn directory_names_whose_characters_are_not_known_are_inside_only_as_the_same_bytes() {
    let teletex = |text: &str| {
        let parts = [("2.5.4.6", Form::Printable, "DE"), ("2.5.4.10", Form::Teletex, text)];
        tlv(0xa4, &[&name(&parts)])
    };
    assert_eq!(permitted(&teletex("Acme"), &teletex("Acme")), Ok(()));
    let unsupported = Err((0, NameForm::Directory, ConstraintFailureKind::Unsupported));
    assert_eq!(permitted(&teletex("Acme"), &teletex("Other")), unsupported);
    assert_eq!(excluded(&teletex("Acme"), &teletex("Other")), unsupported);
    // Nor against a base or a name whose characters are known.
    let utf8 = tlv(0xa4, &[&name(&[("2.5.4.6", Form::Printable, "DE"), ("2.5.4.10", Form::Utf8, "Acme")])]);
    for (base, name) in [(teletex("Acme"), utf8.clone()), (utf8, teletex("Acme"))] {
        assert_eq!(permitted(&base, &name), unsupported);
        assert_eq!(excluded(&base, &name), unsupported);
    }
    // One such attribute is enough.
    let attribute = |kind: &str, tag, text: &[u8]| tlv(0x30, &[&oid(kind), &tlv(tag, &[text])]);
    let pair = |tag| {
        let attributes = [attribute(COMMON_NAME, 0x0c, b"x"), attribute("2.5.4.10", tag, b"Acme")];
        tlv(0xa4, &[&tlv(0x30, &[&tlv(0x31, &attributes.each_ref().map(Vec::as_slice))])])
    };
    assert_eq!(excluded(&pair(0x0c), &pair(0x14)), unsupported);
    assert_eq!(excluded(&pair(0x14), &pair(0x0c)), unsupported);
}

#[test]
fn of_a_subject_the_addresses_alone_are_mailboxes() {
    let subject = [(COMMON_NAME, Form::Utf8, "Signer"), (EMAIL_ADDRESS, Form::Ia5, "a@example.com")];
    let under = |base: &str| judge(&[NameSpec::permitting(&[email(base)]), NameSpec::subject(&subject)]);
    assert_eq!(under("example.com"), Ok(()));
    assert_eq!(under("example.org"), Err((0, NameForm::Email, ConstraintFailureKind::NotPermitted)));
}

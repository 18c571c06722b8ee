//! What went wrong in other verifiers: an accepted control, and the exact refusal with its place. Each test says in its first
//! line which advisory it is about; `docs/x509-attacks.md` lists them.

use std::{fmt::Write as _, path::Path};

use countersign_crypto::RustCrypto;
use countersign_x509::{
    AnchorLimits, Certificate, Identity, NameForm, PathBuilder, PathError, Profile, Resource, Rule, Times,
    TrustAnchors,
    path_rules::{ConstraintFailureKind, PolicyFailureKind},
};
use testkit::x509::{CertificateSpec, ExtensionSpec, Form, SignatureKind, TIME, Time, name, oid, tlv};

use crate::chains::{Asked, ca, cn, leaf, now};

const CODE_SIGNING: &str = "1.3.6.1.5.5.7.3.3";
const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
const ANY: &str = "2.5.29.37.0";

/// Leaf, two CAs, root.
fn chain() -> [CertificateSpec; 4] {
    [
        leaf(("leaf", 9), ("two", 3)),
        ca(("two", 3), ("one", 2)),
        ca(("one", 2), ("root", 1)),
        ca(("root", 1), ("root", 1)),
    ]
}

fn asked(chain: &[CertificateSpec; 4]) -> Asked {
    let [leaf, two, one, root] = chain;
    Asked::new(leaf, &[one, two], &[root])
}

fn answer(chain: &[CertificateSpec; 4]) -> Result<usize, PathError> {
    asked(chain).verify(Profile::CODE_SIGNING)
}

/// The answer for a chain of which one certificate is other bytes.
fn answer_with(chain: &[CertificateSpec; 4], at: usize, der: Vec<u8>) -> Result<usize, PathError> {
    let mut asked = asked(chain);
    match at {
        0 => asked.leaf = der,
        1 => asked.chain[1] = der,
        2 => asked.chain[0] = der,
        _ => asked.anchors = TrustAnchors::from_ders([der], AnchorLimits::OwnLimits),
    }
    asked.verify(Profile::CODE_SIGNING)
}

/// A certificate with another key than the testkit has.
fn with_key(spec: &CertificateSpec, spki: &[u8]) -> Vec<u8> {
    let (tbs, own) = (spec.tbs(), spec.key.spki());
    let at = tbs.windows(own.len()).position(|window| window == own).unwrap();
    let header = if tbs[1] < 0x80 { 2 } else { 2 + usize::from(tbs[1] & 0x7f) };
    spec.sign(&tlv(0x30, &[&tbs[header..at], spki, &tbs[at + own.len()..]]))
}

fn subtrees(tag: u8, bases: &[Vec<u8>]) -> ExtensionSpec {
    let list: Vec<u8> = bases.iter().flat_map(|base| tlv(0x30, &[base])).collect();
    ExtensionSpec::critical("2.5.29.30", tlv(0x30, &[&tlv(tag, &[&list])]))
}

const PERMITTED: u8 = 0xa0;
const EXCLUDED: u8 = 0xa1;

/// A leaf of these names, under a CA of these subtrees.
fn constrained(tag: u8, bases: &[Vec<u8>], names: &[Vec<u8>]) -> Result<usize, PathError> {
    let mut chain = chain();
    chain[2].extensions.push(subtrees(tag, bases));
    chain[0].extensions.push(ExtensionSpec::alt_names(names));
    answer(&chain)
}

fn refused(form: NameForm, kind: ConstraintFailureKind) -> Result<usize, PathError> {
    Err(PathError::NameConstraint { at: 0, form, kind })
}

fn dns(text: &str) -> Vec<u8> {
    tlv(0x82, &[text.as_bytes()])
}

fn email(text: &str) -> Vec<u8> {
    tlv(0x81, &[text.as_bytes()])
}

fn uri(text: &str) -> Vec<u8> {
    tlv(0x86, &[text.as_bytes()])
}

fn other(kind: &str, text: &str) -> Vec<u8> {
    tlv(0xa0, &[&oid(kind), &tlv(0xa0, &[&tlv(0x0c, &[text.as_bytes()])])])
}

/// RUSTSEC-2023-0052, RUSTSEC-2023-0053, CVE-2026-32280, D9: the work of building paths is limited.
#[test]
fn a_diamond_of_cross_certificates_ends_at_a_limit() {
    let text = |level: u8| format!("level {level}");
    let mut cas = Vec::new();
    for level in 0..15u8 {
        for variant in 0..4u8 {
            let mut one = ca((&text(level), level), (&text(level + 1), level + 1));
            one.serial = vec![1, level, variant];
            cas.push(one);
        }
    }
    let (leaf, cas) = (leaf(("leaf", 99), ("level 0", 0)), cas.iter().collect::<Vec<_>>());
    let ask = |root: &CertificateSpec| Asked::new(&leaf, &cas, &[root]).verify(Profile::RFC5280);
    assert_eq!(ask(&ca(("level 15", 15), ("level 15", 15))), Ok(16));
    match ask(&ca(("other", 200), ("other", 200))) {
        Err(PathError::BudgetExhausted { what: Resource::Candidates, .. }) => {}
        other => panic!("{other:?}"),
    }
}

/// RUSTSEC-2026-0098, D8: a constraint of every form is enforced or refuses.
#[test]
fn constraints_of_every_form_are_enforced_or_refuse() {
    let directory = |text: &str| tlv(0xa4, &[&cn(text)]);
    let cases = [
        (NameForm::Email, email("a@example.com"), email("example.com"), email("example.org")),
        (NameForm::Dns, dns("a.example.com"), dns("example.com"), dns("example.org")),
        (NameForm::Uri, uri("https://a.example.com/x"), uri(".example.com"), uri(".example.org")),
        (
            NameForm::Ip,
            tlv(0x87, &[&[192, 0, 2, 7]]),
            tlv(0x87, &[&[192, 0, 2, 0, 255, 255, 255, 0]]),
            tlv(0x87, &[&[198, 51, 100, 0, 255, 255, 255, 0]]),
        ),
    ];
    for (form, name, inside, outside) in cases {
        let names = [name];
        assert_eq!(constrained(PERMITTED, std::slice::from_ref(&inside), &names), Ok(3));
        assert_eq!(constrained(EXCLUDED, std::slice::from_ref(&outside), &names), Ok(3));
        let not_permitted = refused(form, ConstraintFailureKind::NotPermitted);
        assert_eq!(constrained(PERMITTED, &[outside], &names), not_permitted);
        assert_eq!(constrained(EXCLUDED, &[inside], &names), refused(form, ConstraintFailureKind::Excluded));
    }
    let names = [directory("x")];
    let excluded = refused(NameForm::Directory, ConstraintFailureKind::Excluded);
    assert_eq!(constrained(EXCLUDED, &[directory("x")], &names), excluded);
    assert_eq!(constrained(EXCLUDED, &[directory("y")], &names), Ok(3));
    let x400 = |text: &str| tlv(0xa3, &[&tlv(0x13, &[text.as_bytes()])]);
    let edi = |text: &str| tlv(0xa5, &[&tlv(0x81, &[text.as_bytes()])]);
    let id = |text: &str| tlv(0x88, &[&oid(text)[2..]]);
    let uninterpreted = [
        (NameForm::Other, other("1.2.3", "a"), other("1.2.3", "b")),
        (NameForm::X400, x400("a"), x400("b")),
        (NameForm::EdiParty, edi("a"), edi("b")),
        (NameForm::RegisteredId, id("1.2.3"), id("1.2.4")),
    ];
    for (form, name, base) in uninterpreted {
        for tag in [PERMITTED, EXCLUDED] {
            let unsupported = refused(form, ConstraintFailureKind::Unsupported);
            assert_eq!(
                constrained(tag, std::slice::from_ref(&base), std::slice::from_ref(&name)),
                unsupported
            );
            // The control: there is no name of the form.
            assert_eq!(constrained(tag, std::slice::from_ref(&base), &[dns("a.example.com")]), Ok(3));
        }
    }
}

/// RUSTSEC-2026-0099, CVE-2025-61727, CVE-2026-33810, D8: what a wildcard may stand for is under the constraint, in any case.
#[test]
fn wildcards_are_under_constraints() {
    let excluded = refused(NameForm::Dns, ConstraintFailureKind::Excluded);
    for wildcard in ["*.example.com", "*.EXAMPLE.com", "*.Example.COM"] {
        for base in ["a.example.com", "example.com", "A.eXample.com", "com"] {
            assert_eq!(constrained(EXCLUDED, &[dns(base)], &[dns(wildcard)]), excluded, "{wildcard} {base}");
        }
        assert_eq!(constrained(EXCLUDED, &[dns("example.org")], &[dns(wildcard)]), Ok(3));
        let not_permitted = refused(NameForm::Dns, ConstraintFailureKind::NotPermitted);
        assert_eq!(constrained(PERMITTED, &[dns("a.example.com")], &[dns(wildcard)]), not_permitted);
        assert_eq!(constrained(PERMITTED, &[dns("example.COM")], &[dns(wildcard)]), Ok(3));
    }
}

/// RUSTSEC-2026-0044, D3: a common name is no host name and no mailbox, to nobody.
#[test]
fn a_common_name_names_nobody() {
    let mut chain = chain();
    chain[2].extensions.push(subtrees(PERMITTED, &[dns("example.com")]));
    chain[0].subject = name(&[("2.5.4.3", Form::Utf8, "*.victim.example")]);
    assert_eq!(answer(&chain), Ok(3));
    let der = chain[0].der();
    let certificate = Certificate::from_der(&der).unwrap();
    for host in ["a.victim.example", "victim.example"] {
        assert!(Identity::dns(host).unwrap().matches(&certificate).is_none());
    }
    chain[0].extensions.push(ExtensionSpec::alt_names(&[dns("a.example.com")]));
    let der = chain[0].der();
    let certificate = Certificate::from_der(&der).unwrap();
    assert!(Identity::dns("a.example.com").unwrap().matches(&certificate).is_some());
}

/// CVE-2021-3450, RUSTSEC-2021-0056, D2: no profile and no kind of anchor lets a certificate issue that is not one of a CA.
#[test]
fn no_choice_of_profile_or_anchor_makes_a_ca() {
    let mut wrong = chain();
    wrong[1].replace("2.5.29.19", None);
    for profile in [Profile::CODE_SIGNING, Profile::RFC5280] {
        for limits in [AnchorLimits::NameAndKey, AnchorLimits::OwnLimits] {
            let ask = |chain: &[CertificateSpec; 4]| {
                let anchors = TrustAnchors::from_ders([chain[3].der()], limits);
                Asked { anchors, ..asked(chain) }.verify(profile)
            };
            assert!(matches!(ask(&wrong), Err(PathError::NotCa { at: 1 })), "{}", profile.name());
            if profile == Profile::CODE_SIGNING {
                assert_eq!(ask(&chain()), Ok(3));
            }
        }
    }
    // A leaf that issues; the CA bit alone, without the use of the key.
    let mut two_leaves = chain();
    two_leaves[1] = leaf(("two", 3), ("one", 2));
    assert_eq!(answer(&two_leaves), Err(PathError::NotCa { at: 1 }));
    let mut unable = chain();
    unable[1].replace("2.5.29.15", Some(ExtensionSpec::key_usage(0x80)));
    assert!(matches!(answer(&unable), Err(PathError::KeyUsage { at: 1, .. })));
}

/// CVE-2022-0778, RUSTSEC-2022-0014: curves are named, never given by their numbers.
#[test]
fn explicit_parameters_of_a_curve_are_refused() {
    let parameters = tlv(0x30, &[&[2, 1, 1], &tlv(0x30, &[&oid("1.2.840.10045.1.1"), &[2, 1, 15]])]);
    let algorithm = tlv(0x30, &[&oid("1.2.840.10045.2.1"), &parameters]);
    let spki = tlv(0x30, &[&algorithm, &tlv(3, &[&[0, 4], &[7; 64]])]);
    let chain = chain();
    assert_eq!(answer(&chain), Ok(3));
    assert!(matches!(answer_with(&chain, 0, with_key(&chain[0], &spki)), Err(PathError::Key { at: 0, .. })));
    assert!(matches!(answer_with(&chain, 1, with_key(&chain[1], &spki)), Err(PathError::Key { at: 1, .. })));
    let anchor = answer_with(&chain, 3, with_key(&chain[3], &spki));
    assert!(matches!(anchor, Err(PathError::AnchorUnusable { at: 3, .. })));
}

/// CVE-2025-58188: a key of a type that is not known is refused.
#[test]
fn keys_of_unknown_types_are_refused() {
    let dsa = tlv(0x30, &[&oid("1.2.840.10040.4.1"), &tlv(0x30, &[&[2, 1, 7], &[2, 1, 3], &[2, 1, 2]])]);
    let spki = tlv(0x30, &[&dsa, &tlv(3, &[&[0], &[2, 1, 4]])]);
    let chain = chain();
    for at in [0, 1] {
        match answer_with(&chain, at, with_key(&chain[at], &spki)) {
            Err(PathError::Key { at: found, .. }) => assert_eq!(found, at),
            other => panic!("{other:?}"),
        }
        assert_eq!(answer_with(&chain, at, with_key(&chain[at], &chain[at].key.spki())), Ok(3));
    }
}

/// CVE-2023-29409, CVE-2026-39829: a modulus of any length costs no arithmetic.
#[test]
fn a_modulus_of_sixteen_thousand_bits_is_refused() {
    let modulus = |bits: usize| tlv(2, &[&[0], &vec![0xc5; bits / 8]]);
    let spki = |bits: usize| {
        let key = tlv(0x30, &[&modulus(bits), &[2, 3, 1, 0, 1]]);
        tlv(0x30, &[&tlv(0x30, &[&oid("1.2.840.113549.1.1.1"), &[5, 0]]), &tlv(3, &[&[0], &key])])
    };
    let chain = chain();
    assert_eq!(answer_with(&chain, 0, with_key(&chain[0], &spki(4096))), Ok(3));
    for bits in [4104, 16_384, 1 << 20] {
        for at in [0, 1] {
            match answer_with(&chain, at, with_key(&chain[at], &spki(bits))) {
                Err(PathError::Key { at: found, .. }) => assert_eq!(found, at),
                other => panic!("{bits}: {other:?}"),
            }
        }
    }
}

/// RUSTSEC-2026-0240: under a key of small order anything would be signed.
#[test]
fn a_key_of_small_order_signs_nothing() {
    let algorithm = tlv(0x30, &[&oid("1.3.101.112")]);
    let identity = [&[1][..], &[0; 31]].concat();
    let spki = tlv(0x30, &[&algorithm, &tlv(3, &[&[0], &identity])]);
    let chain = chain();
    assert_eq!(answer(&chain), Ok(3));
    let forged = tlv(0x30, &[&chain[0].tbs(), &algorithm, &tlv(3, &[&[0], &identity, &[0; 32]])]);
    let mut asked = asked(&chain);
    asked.leaf = forged;
    asked.chain[1] = with_key(&chain[1], &spki);
    let refused = asked.verify(Profile::CODE_SIGNING).unwrap_err();
    assert!(matches!(refused, PathError::Signature { at: 0 } | PathError::Key { at: 1, .. }), "{refused}");
}

/// CVE-2023-0286: an X.400 address is an element of its own, never another form's text.
#[test]
fn an_x400_address_is_not_taken_for_another_name() {
    let address = tlv(0xa3, &[&tlv(0x16, &[b"example.com"])]);
    assert_eq!(constrained(PERMITTED, &[dns("example.com")], std::slice::from_ref(&address)), Ok(3));
    let unsupported = refused(NameForm::X400, ConstraintFailureKind::Unsupported);
    assert_eq!(
        constrained(EXCLUDED, std::slice::from_ref(&address), std::slice::from_ref(&address)),
        unsupported
    );
    let mut chain = chain();
    chain[0].extensions.push(ExtensionSpec::alt_names(&[address]));
    let der = chain[0].der();
    assert!(Identity::dns("example.com").unwrap().matches(&Certificate::from_der(&der).unwrap()).is_none());
}

/// CVE-2022-3602, CVE-2022-3786, CVE-2022-4203: a mailbox beyond ASCII is under the constraints on mailboxes, and not decoded.
#[test]
fn a_mailbox_beyond_ascii_is_refused_under_constraints_on_mailboxes() {
    let long = format!("a@xn--{}.example.com", "w".repeat(600));
    for text in ["\u{fc}@example.org", "\u{fc}@example.com", &long] {
        let names = [other("1.3.6.1.5.5.7.8.9", text)];
        for tag in [PERMITTED, EXCLUDED] {
            let malformed = refused(NameForm::Email, ConstraintFailureKind::Malformed);
            assert_eq!(constrained(tag, &[email("example.com")], &names), malformed);
            assert_eq!(constrained(tag, &[dns("example.com")], &names), Ok(3));
        }
    }
    assert_eq!(constrained(PERMITTED, &[email("example.com")], &[email("a@example.com")]), Ok(3));
    let malformed = refused(NameForm::Email, ConstraintFailureKind::Malformed);
    assert_eq!(constrained(PERMITTED, &[email("example.com")], &[email(&long)]), malformed);
}

/// CVE-2026-27137: constraints on mailboxes that share a local part are all enforced.
#[test]
fn mailboxes_with_one_local_part_are_told_apart() {
    let bases = [email("a@example.com"), email("a@example.org"), email("a@example.net")];
    for host in ["example.com", "example.org", "example.net"] {
        let names = [email(&format!("a@{host}"))];
        assert_eq!(constrained(PERMITTED, &bases, &names), Ok(3));
        let excluded = refused(NameForm::Email, ConstraintFailureKind::Excluded);
        assert_eq!(constrained(EXCLUDED, &bases, &names), excluded);
    }
    for text in ["a@example.edu", "A@example.com", "b@example.com"] {
        let not_permitted = refused(NameForm::Email, ConstraintFailureKind::NotPermitted);
        assert_eq!(constrained(PERMITTED, &bases, &[email(text)]), not_permitted);
        assert_eq!(constrained(EXCLUDED, &bases, &[email(text)]), Ok(3));
    }
}

/// CVE-2026-27138: an empty DNS name under an excluded constraint is refused.
#[test]
fn an_empty_dns_name_under_a_constraint_is_refused() {
    for text in ["", ".", "*.", "*", ".."] {
        for tag in [PERMITTED, EXCLUDED] {
            let malformed = refused(NameForm::Dns, ConstraintFailureKind::Malformed);
            assert_eq!(constrained(tag, &[dns("example.com")], &[dns(text)]), malformed, "{text:?}");
        }
    }
    assert_eq!(constrained(EXCLUDED, &[dns("example.com")], &[dns("example.org")]), Ok(3));
}

/// CVE-2024-45341: an address in a URI, with a zone or without, is under no constraint, and refused.
#[test]
fn an_address_in_a_uri_is_refused_under_a_constraint() {
    for host in ["[2001:db8::1%25.example.com]", "[2001:db8::1]", "192.0.2.1", "[::1%25lo.example.com]:80"] {
        for tag in [PERMITTED, EXCLUDED] {
            let malformed = refused(NameForm::Uri, ConstraintFailureKind::Malformed);
            let names = [uri(&format!("https://{host}/"))];
            assert_eq!(constrained(tag, &[uri(".example.com")], &names), malformed, "{host}");
        }
    }
    assert_eq!(constrained(PERMITTED, &[uri(".example.com")], &[uri("https://a.example.com:80/")]), Ok(3));
}

/// CVE-2025-58187, D10: names and constraints are compared up to a limit.
#[test]
fn two_thousand_names_under_two_thousand_constraints_end_at_a_limit() {
    let of = |count: usize, letter: char| -> Vec<Vec<u8>> {
        (0..count).map(|n| dns(&format!("{letter}{n}.example"))).collect()
    };
    let exhausted = PathError::BudgetExhausted { at: 0, what: Resource::NameComparisons };
    assert_eq!(constrained(EXCLUDED, &of(2048, 'x'), &of(2048, 'a')), Err(exhausted));
    assert_eq!(constrained(EXCLUDED, &of(1000, 'x'), &of(1000, 'a')), Ok(3));
}

/// CVE-2026-32281: mapped policies cost no more than a graph of a limited number of nodes.
#[test]
fn mapped_policies_end_at_a_limit() {
    let policy = |number: u16| oid(&format!("1.3.6.1.4.1.{number}"));
    let policies = |count: u16| {
        let list: Vec<u8> = (0..count).flat_map(|number| tlv(0x30, &[&policy(number)])).collect();
        ExtensionSpec::new("2.5.29.32", tlv(0x30, &[&list]))
    };
    let mappings = |count: u16| {
        let pairs = (0..count).flat_map(|from| (0..count).map(move |to| (from, to)));
        let list: Vec<u8> = pairs.flat_map(|(from, to)| tlv(0x30, &[&policy(from), &policy(to)])).collect();
        ExtensionSpec::new("2.5.29.33", tlv(0x30, &[&list]))
    };
    let ask = |count: u16, mapped: u16| {
        let mut chain = chain();
        chain[2].extensions.push(ExtensionSpec::critical("2.5.29.36", tlv(0x30, &[&tlv(0x80, &[&[0]])])));
        for certificate in &mut chain[1..3] {
            certificate.extensions.extend([policies(count), mappings(mapped)]);
        }
        chain[0].extensions.push(policies(count));
        answer(&chain)
    };
    assert_eq!(ask(20, 20), Ok(3));
    match ask(250, 128) {
        Err(PathError::BudgetExhausted { what: Resource::PolicyNodes, .. }) => {}
        other => panic!("{other:?}"),
    }
}

/// CVE-2025-61729: the text of an error does not grow with a certificate.
#[test]
fn the_text_of_an_error_is_short() {
    let mut chain = chain();
    chain[0].issuer = cn(&"n".repeat(500_000));
    chain[0].extensions.push(ExtensionSpec::alt_names(&vec![dns("a.example"); 20_000]));
    let unknown = answer(&chain).unwrap_err();
    assert!(matches!(unknown, PathError::UnknownIssuer { at: 0, .. }));
    assert!(unknown.to_string().len() < 200);
    let identifier = tlv(6, &[&vec![0x2a; 300_000]]);
    let extension = tlv(0x30, &[&identifier, &[1, 1, 0xff], &tlv(4, &[&[5, 0]])]);
    let mut spec = self::chain();
    spec[0].extensions.clear();
    spec[0].unique_ids = tlv(0xa3, &[&tlv(0x30, &[&extension])]);
    let critical = answer(&spec).unwrap_err();
    assert!(matches!(critical, PathError::UnknownCriticalExtension { at: 0, .. }));
    assert!(critical.to_string().len() < 200);
}

/// CVE-2025-22874: `anyExtendedKeyUsage` takes no other check away.
#[test]
fn any_purpose_does_not_disable_policies() {
    let mut chain = chain();
    for certificate in &mut chain[1..3] {
        certificate.extensions.push(ExtensionSpec::purposes(&[ANY]));
    }
    assert_eq!(answer(&chain), Ok(3));
    chain[2].extensions.push(ExtensionSpec::critical("2.5.29.36", tlv(0x30, &[&tlv(0x80, &[&[0]])])));
    let required = PathError::Policy { at: 1, kind: PolicyFailureKind::NoValidPolicy };
    assert_eq!(answer(&chain), Err(required));
}

/// D1: the purpose is asked of the leaf, and of each CA that says what it is for.
#[test]
fn purposes_are_asked_for_at_every_place() {
    let purposes = |chain: &mut [CertificateSpec; 4], at: usize, of: &[&str]| {
        chain[at].replace("2.5.29.37", (!of.is_empty()).then(|| ExtensionSpec::purposes(of)));
    };
    for (of, at_leaf, at_ca) in [
        (&[CODE_SIGNING][..], true, true),
        (&[CODE_SIGNING, TIME_STAMPING], true, true),
        (&[], false, true),
        (&[ANY], false, true),
        (&[SERVER_AUTH], false, false),
        (&[TIME_STAMPING], false, false),
    ] {
        for at in 0..4 {
            let mut chain = chain();
            purposes(&mut chain, at, of);
            match (answer(&chain), if at == 0 { at_leaf } else { at_ca }) {
                (Ok(3), true) => {}
                (Err(PathError::ExtendedKeyUsage { at: found, .. }), false) => assert_eq!(found, at),
                (other, _) => panic!("{of:?} at {at}: {other:?}"),
            }
        }
    }
}

/// CVE-2026-24122, D5, D6: every certificate must be valid at every time that is given, to the second.
#[test]
fn every_certificate_must_be_valid_at_every_time() {
    for at in 0..4 {
        let mut chain = chain();
        chain[at].not_before = Time::utc("260601000000Z");
        chain[at].not_after = Time::utc("260601000010Z");
        let mut asked = asked(&chain);
        let time = |offset: i64| countersign_time::UnixTime::from_seconds(TIME + offset).unwrap();
        for (offset, expected) in
            [(-1, Some("CSG-X509-NOT-YET-VALID")), (0, None), (10, None), (11, Some("CSG-X509-EXPIRED"))]
        {
            // In any order of several times.
            for times in
                [Times::at(time(offset)), now().and(time(offset)), Times::at(time(offset)).and(time(5))]
            {
                asked.times = times;
                let found = asked.verify(Profile::CODE_SIGNING);
                assert_eq!(found.as_ref().err().map(PathError::code), expected, "{at} {offset}");
                assert!(found.err().is_none_or(|error| error.at() == at));
            }
        }
    }
}

/// x509-parser 303b80f, D7: a critical extension that nobody interprets refuses, wherever it stands; so does one that is there twice.
#[test]
fn unknown_critical_and_repeated_extensions_refuse() {
    for at in 0..4 {
        let mut chain = chain();
        chain[at].extensions.push(ExtensionSpec::new("1.2.3.4", vec![5, 0]));
        assert_eq!(answer(&chain), Ok(3));
        chain[at].replace("1.2.3.4", Some(ExtensionSpec::critical("1.2.3.4", vec![5, 0])));
        let unknown = PathError::UnknownCriticalExtension { at, oid: oid("1.2.3.4")[2..].into() };
        assert_eq!(answer(&chain), Err(unknown));
    }
    let mut twice = chain()[0].clone();
    twice
        .extensions
        .extend([ExtensionSpec::new("1.2.3.4", vec![5, 0]), ExtensionSpec::critical("1.2.3.4", vec![5, 0])]);
    assert_eq!(Certificate::from_der(&twice.der()).unwrap_err().rule(), Rule::ExtensionTwice);
    for (serial, rule) in [
        (vec![0], Rule::SerialNotPositive),
        (vec![0x80], Rule::SerialNotPositive),
        (vec![1; 21], Rule::SerialTooLong),
    ] {
        let der = CertificateSpec { serial, ..chain()[0].clone() }.der();
        assert_eq!(Certificate::from_der(&der).unwrap_err().rule(), rule);
    }
}

/// D12, D13: an anchor is trusted for its name and its key; a root that the message brings is trusted for nothing.
#[test]
fn only_an_anchor_is_trusted() {
    let chain = chain();
    let [leaf, two, one, root] = &chain;
    assert_eq!(Asked::new(leaf, &[two, one, root], &[root]).verify(Profile::CODE_SIGNING), Ok(3));
    // The same name with another key; and with the message's own root beside it.
    let other = ca(("root", 5), ("root", 5));
    let mismatch = Asked::new(leaf, &[two, one], &[&other]).verify(Profile::CODE_SIGNING);
    assert_eq!(mismatch, Err(PathError::Signature { at: 2 }));
    let unknown = Err(PathError::UnknownIssuer { at: 3, issuer: cn("root").into() });
    let brought = Asked::new(leaf, &[two, one, root], &[&other]).verify(Profile::CODE_SIGNING);
    assert!(brought == unknown || brought == Err(PathError::Signature { at: 3 }), "{brought:?}");
    // A leaf as an anchor.
    assert_eq!(
        Asked::new(leaf, &[], &[leaf]).verify(Profile::CODE_SIGNING),
        Err(PathError::LeafIsAnchor { at: 0 })
    );
    let by_leaf = self::leaf(("code", 8), ("leaf", 9));
    assert_eq!(
        Asked::new(&by_leaf, &[], &[leaf]).verify(Profile::CODE_SIGNING),
        Err(PathError::NotCa { at: 1 })
    );
}

/// D14: the path is that of the leaf that was asked for.
#[test]
fn the_leaf_of_a_path_is_the_one_asked_for() {
    let chain = chain();
    let (stranger, own) = (leaf(("leaf", 8), ("own", 7)), ca(("own", 7), ("own", 7)));
    let ders: Vec<_> = [&chain[0], &chain[1], &chain[2], &own].map(CertificateSpec::der).into();
    let message: Vec<_> = ders.iter().map(|der| Certificate::from_der(der).unwrap()).collect();
    let anchors = TrustAnchors::from_ders([chain[3].der()], AnchorLimits::OwnLimits);
    let builder = PathBuilder::new(&RustCrypto, &anchors, Profile::CODE_SIGNING);
    let der = stranger.der();
    let refused = builder.verify(&Certificate::from_der(&der).unwrap(), &message, now()).unwrap_err();
    assert_eq!(refused, PathError::UnknownIssuer { at: 1, issuer: cn("own").into() });
    let path = builder.verify(&message[0], &message, now()).unwrap();
    assert_eq!(path.leaf().der(), ders[0]);
}

/// D16: the algorithm inside of what is signed is the one outside, with the parameters that its specification asks for.
#[test]
fn algorithms_inside_and_outside_are_one() {
    let mut spec = chain()[0].clone();
    spec.inner_algorithm = Some(testkit::x509::Key::P256(1).algorithm(SignatureKind::Usual));
    assert_eq!(Certificate::from_der(&spec.der()).unwrap_err().rule(), Rule::AlgorithmMismatch);
    let mut chain = chain();
    let with_null = tlv(0x30, &[&oid("1.3.101.112"), &[5, 0]]);
    (chain[0].inner_algorithm, chain[0].outer_algorithm) = (Some(with_null.clone()), Some(with_null));
    assert!(matches!(answer(&chain), Err(PathError::Algorithm { at: 0, .. })));
    assert_eq!(answer(&self::chain()), Ok(3));
}

const HEAD: &str = "\
# Attacks on certificate paths, and their tests

<!-- Written by the test `advisories` of countersign-x509. -->

What went wrong in other verifiers of certificates, each as a test in `crates/x509/tests/paths/advisories.rs`: a control that
is accepted, and the exact refusal with its place. `D1` to `D16` are attacks on certificates of this project's own list.

| advisory | what must be true | test |
|---|---|---|
";

const TAIL: &str = "
Tested elsewhere: D3 (identities) and D4 (claims of Fulcio) in `crates/x509/tests/names`, D11 (encodings) and the rest of D7 in
`crates/x509/tests/certificate_rules.rs` and `certificate_bytes.rs`. D15 (timestamps of logs) is no matter of paths.
";

fn document() -> String {
    let mut text = HEAD.to_owned();
    let mut said: Option<&str> = None;
    for line in include_str!("advisories.rs").lines() {
        if let Some(comment) = line.strip_prefix("/// ") {
            said = said.or(Some(comment));
        } else if let Some(name) = line.strip_prefix("fn ").and_then(|rest| rest.strip_suffix("() {")) {
            if let Some((ids, what)) = said.take().and_then(|said| said.split_once(": ")) {
                let what = what.trim_end_matches('.');
                writeln!(text, "| {ids} | {what} | `{name}` |").unwrap();
            }
        } else if line.starts_with("fn ") {
            said = None;
        }
    }
    text + TAIL
}

#[test]
fn the_list_of_attacks_is_the_one_in_docs() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/x509-attacks.md");
    let text = document();
    if std::env::var_os("COUNTERSIGN_WRITE_DOCS").is_some_and(|value| value == "1") {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), text);
}

//! Trusted identities of a Notation trust policy.

use countersign_x509::{
    Certificate, DistinguishedNameError, TrustedIdentities, TrustedIdentitiesError, TrustedSubject,
    UntrustedSubject,
};
use testkit::x509::{Form, name, tlv};

use super::support::{C, CN, O, OU, ST, attribute, certificate, dn, rdn, utf8};

fn leaf(attributes: &[(&str, Form, &str)]) -> Certificate<'static> {
    certificate(name(attributes), &[], Vec::new())
}

fn acme() -> Certificate<'static> {
    let printable = Form::Printable;
    leaf(&[
        (C, printable, "US"),
        (ST, Form::Utf8, "WA"),
        (O, Form::Utf8, "Acme"),
        (OU, Form::Bmp, "a,b"),
        (CN, Form::Utf8, "x"),
    ])
}

fn check(identities: &[&str], leaf: &Certificate<'_>) -> Result<TrustedSubject, UntrustedSubject> {
    TrustedIdentities::parse(identities.iter().copied()).unwrap().check(leaf)
}

#[test]
fn a_subject_with_all_the_attributes_is_trusted() {
    for identity in [
        "x509.subject:C=US,ST=WA,O=Acme",
        "x509.subject: C=US, ST=WA, O=Acme",
        "x509.subject: O=Acme, S=WA, C=US",
        "x509.subject: CN=x, C=US, ST=WA, O=Acme",
        r"x509.subject: C=US, ST=WA, O=Acme, OU=a\,b",
    ] {
        assert_eq!(check(&[identity], &acme()), Ok(TrustedSubject::Listed(0)), "{identity}");
    }
    let second = ["plugin:x", "x509.subject: C=DE, ST=BE, O=Acme", "x509.subject: C=US, ST=WA, O=Acme"];
    assert_eq!(check(&second, &acme()), Ok(TrustedSubject::Listed(2)));
    assert_eq!(check(&["*"], &acme()), Ok(TrustedSubject::Any));
    assert_eq!(check(&["*"], &leaf(&[])), Ok(TrustedSubject::Any));
}

#[test]
fn a_subject_without_one_of_them_is_not() {
    for identity in [
        "x509.subject: C=US, ST=WA, O=acme",
        "x509.subject: C=US, ST=WA, O=Acme Corp",
        "x509.subject: C=US, ST=WA, O=Acm",
        "x509.subject: C=US, ST=WA, O=*",
        "x509.subject: C=US, ST=WA, O=Acme, CN=y",
        "x509.subject: C=US, ST=WA, O=Acme, L=Seattle",
        "x509.subject: C=US, ST=WA, O=Acme, OU=a",
        "x509.subject: C=us, ST=WA, O=Acme",
        "X509.subject: C=US, ST=WA, O=Acme",
        "x509.subject : C=US, ST=WA, O=Acme",
        "plugin:C=US, ST=WA, O=Acme",
    ] {
        assert_eq!(check(&[identity], &acme()), Err(UntrustedSubject::NoMatch), "{identity}");
    }
}

#[test]
fn a_list_that_is_not_clear_is_refused() {
    use TrustedIdentitiesError as Error;
    let name = |source| Error::Name { index: 0, source };
    for (identities, error) in [
        (&[][..], Error::None),
        (&["*", "*"], Error::AnyBesideOthers),
        (&["x509.subject: C=US, ST=WA, O=a", "*"], Error::AnyBesideOthers),
        (&[""], Error::NoSeparator { index: 0 }),
        (&["plugin:x", "C=US"], Error::NoSeparator { index: 1 }),
        (&["x509.subject:"], Error::MissingAttribute { index: 0, attribute: "C" }),
        (&["x509.subject: ST=WA, O=a"], Error::MissingAttribute { index: 0, attribute: "C" }),
        (&["x509.subject: C=US, O=a"], Error::MissingAttribute { index: 0, attribute: "ST" }),
        (&["x509.subject: C=US, ST=WA"], Error::MissingAttribute { index: 0, attribute: "O" }),
        (&["x509.subject: C=US, ST=WA, O="], Error::MissingAttribute { index: 0, attribute: "O" }),
        (&["x509.subject: C=US, ST=WA, O=a, O=b"], Error::Duplicate { index: 0 }),
        (&["x509.subject: C=US, ST=WA, S=CA, O=a"], Error::Duplicate { index: 0 }),
        (&["x509.subject: C=US+ST=WA, O=a"], Error::MultiValued { index: 0 }),
        (&["x509.subject: C=US, ST=WA, O=#0c0161"], Error::EncodedValue { index: 0 }),
        (&["x509.subject: C=US, ST=WA, O= #0c0161"], Error::EncodedValue { index: 0 }),
        (&["x509.subject: C=a=#b, ST=WA, O=a"], Error::EncodedValue { index: 0 }),
        (&["x509.subject: C=US, ST=WA, O=a;b"], name(DistinguishedNameError::Unescaped { at: 17 })),
        (&["x509.subject: *"], name(DistinguishedNameError::NoValue { at: 1 })),
        (
            &["x509.subject: C=US, ST=WA, O=a", "x509.subject: C=US, ST=WA, O=a, CN=x"],
            Error::Overlap { index: 1, other: 0 },
        ),
        (
            &["x509.subject: C=US, ST=WA, O=a, CN=x", "x509.subject: O=a, C=US, ST=WA"],
            Error::Overlap { index: 1, other: 0 },
        ),
    ] {
        assert_eq!(TrustedIdentities::parse(identities.iter().copied()), Err(error), "{identities:?}");
    }
    let apart = ["x509.subject: C=US, ST=WA, O=a, CN=x", "x509.subject: C=US, ST=WA, O=a, CN=y"];
    assert!(TrustedIdentities::parse(apart).is_ok());
    let many = vec!["plugin:x"; TrustedIdentities::MAX_IDENTITIES + 1];
    assert!(TrustedIdentities::parse(many[1..].iter().copied()).is_ok());
    assert_eq!(TrustedIdentities::parse(many), Err(Error::TooMany));
}

#[test]
fn a_subject_that_cannot_be_compared_is_not_trusted() {
    let identity = ["x509.subject: C=US, ST=WA, O=Acme"];
    let own = || [attribute(C, &utf8("US")), attribute(ST, &utf8("WA")), attribute(O, &utf8("Acme"))];
    let with = |more: &[Vec<u8>]| {
        let single = own().map(|attribute| rdn(&[attribute]));
        certificate(dn(&[&single[..], more].concat()), &[], Vec::new())
    };
    assert_eq!(check(&identity, &with(&[])), Ok(TrustedSubject::Listed(0)));
    let plain = rdn(&[attribute(CN, &utf8("x"))]);
    assert_eq!(check(&identity, &with(&[plain])), Ok(TrustedSubject::Listed(0)));
    let several = rdn(&[attribute(CN, &utf8("x")), attribute(OU, &utf8("y"))]);
    assert_eq!(check(&identity, &with(&[several])), Err(UntrustedSubject::MultiValued));
    let second = rdn(&[attribute(O, &utf8("Evil"))]);
    assert_eq!(check(&identity, &with(&[second])), Err(UntrustedSubject::Duplicate));
    // A mark that does not follow an equals sign is text.
    assert!(check(&identity, &with(&[rdn(&[attribute(CN, &utf8("a#b=c"))])])).is_ok());
    for unsupported in [
        attribute("1.2.840.113549.1.9.1", &tlv(0x16, &[b"a@b.example"])),
        attribute(CN, &tlv(0x14, &[b"x"])),
        attribute(CN, &utf8("a=#b")),
        attribute(CN, &[5, 0]),
    ] {
        let leaf = with(&[rdn(&[unsupported])]);
        assert_eq!(check(&identity, &leaf), Err(UntrustedSubject::Unsupported), "{}", leaf.subject());
    }
    for (place, missing) in ["C", "ST", "O"].into_iter().enumerate() {
        let mut parts = own().to_vec();
        parts.remove(place);
        let subject = dn(&parts.into_iter().map(|attribute| rdn(&[attribute])).collect::<Vec<_>>());
        let expected = UntrustedSubject::MissingAttribute { attribute: missing };
        assert_eq!(check(&identity, &certificate(subject, &[], Vec::new())), Err(expected));
        // One that is empty is none.
        let mut texts = [(C, "US"), (ST, "WA"), (O, "Acme")].map(|(kind, text)| (kind, Form::Utf8, text));
        assert!(check(&identity, &leaf(&texts)).is_ok());
        texts[place].2 = "";
        assert_eq!(check(&identity, &leaf(&texts)), Err(expected));
    }
}

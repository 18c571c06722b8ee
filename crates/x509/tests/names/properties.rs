//! What holds of generated names.

use countersign_x509::{DistinguishedName, Identity, Name};
use proptest::{collection::vec, prelude::*, sample::select};
use testkit::x509::tlv;

use super::support::{C, CN, O, OU, attribute, dn, rdn, read};

/// One value in several spellings: text, and which spelling.
fn value(text: &str, spelling: u8) -> Vec<u8> {
    let spaced = |text: &str| format!("  {} ", text.replace(' ', "   "));
    match spelling {
        0 => tlv(0x0c, &[text.as_bytes()]),
        1 => tlv(0x0c, &[text.to_ascii_uppercase().as_bytes()]),
        2 => tlv(0x0c, &[spaced(text).as_bytes()]),
        3 => tlv(0x1e, &[&text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>()]),
        4 => tlv(
            0x1c,
            &[&text.chars().flat_map(|character| u32::from(character).to_be_bytes()).collect::<Vec<_>>()],
        ),
        5 if text.is_ascii() => tlv(0x13, &[spaced(text).as_bytes()]),
        6 if text.is_ascii() => tlv(0x16, &[text.to_ascii_uppercase().as_bytes()]),
        _ => tlv(0x14, &[text.as_bytes()]),
    }
}

fn text() -> impl Strategy<Value = &'static str> {
    select(&["a", "b", "a b", "ab", "ä", "\u{4eac}", "", "x,y+z", "#x", "\u{212a}", "k"][..])
}

fn one() -> impl Strategy<Value = Vec<u8>> {
    (select(&[CN, O, OU, C][..]), text(), 0u8..8)
        .prop_map(|(kind, text, spelling)| attribute(kind, &value(text, spelling)))
}

/// Few texts and many spellings, so that the same name comes up often.
fn any_name() -> impl Strategy<Value = Vec<u8>> {
    vec(vec(one(), 1..3).prop_map(|attributes| rdn(&attributes)), 0..3).prop_map(|rdns| dn(&rdns))
}

/// The same name in two spellings: the same texts, other forms, attributes of a part in another order.
fn respelled() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
    let one = (select(&[CN, O, OU][..]), text(), 0u8..5, 0u8..5);
    let part = vec(one, 1..4).prop_map(|attributes| {
        let first: Vec<_> =
            attributes.iter().map(|(kind, text, form, _)| attribute(kind, &value(text, *form))).collect();
        let mut second: Vec<_> =
            attributes.iter().map(|(kind, text, _, form)| attribute(kind, &value(text, *form))).collect();
        second.reverse();
        (rdn(&first), rdn(&second))
    });
    vec(part, 0..4).prop_map(|parts| {
        let (first, second): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
        (dn(&first), dn(&second))
    })
}

/// What `is_within` means, by `matches` alone: some beginning of the name is the base.
fn is_within_slowly(name: &Name<'_>, base: &Name<'_>) -> bool {
    let parts: Vec<Vec<u8>> = name.rdns().map(|part| part.der().to_vec()).collect();
    (0..=parts.len()).any(|count| read(&dn(&parts[..count])).matches(base))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn matching_is_reflexive_and_symmetric(a in any_name(), b in any_name()) {
        let (a, b) = (read(&a), read(&b));
        prop_assert!(a.matches(&a));
        prop_assert_eq!(a.matches(&b), b.matches(&a));
    }

    #[test]
    fn matching_is_transitive(a in one(), b in one(), c in one()) {
        let [a, b, c] = [a, b, c].map(|attribute| dn(&[rdn(&[attribute])]));
        let (a, b, c) = (read(&a), read(&b), read(&c));
        prop_assert!(!(a.matches(&b) && b.matches(&c)) || a.matches(&c));
    }

    #[test]
    fn a_name_in_another_spelling_is_the_same((a, b) in respelled()) {
        prop_assert!(read(&a).matches(&read(&b)));
    }

    #[test]
    fn being_within_is_having_a_beginning_that_matches(a in any_name(), b in any_name()) {
        let (a, b) = (read(&a), read(&b));
        prop_assert_eq!(a.is_within(&b), is_within_slowly(&a, &b));
        prop_assert_eq!(a.is_within(&b) && b.is_within(&a), a.matches(&b));
    }

    #[test]
    fn a_name_is_read_from_its_text(a in any_name()) {
        let text = read(&a).to_string();
        let again = DistinguishedName::parse(&text).unwrap();
        prop_assert!(again.name().matches(&read(&a)), "{}", text);
        prop_assert_eq!(again.to_string().to_lowercase(), DistinguishedName::parse(&again.to_string()).unwrap().to_string().to_lowercase());
    }

    #[test]
    fn any_text_is_read_as_a_name_that_prints_and_reads_the_same(text in "[A-Za-z=,+# \\\\\"0-9é\u{202e}\0]{0,24}") {
        if let Ok(name) = DistinguishedName::parse(&format!("CN={text}")) {
            let printed = name.to_string();
            let again = DistinguishedName::parse(&printed).unwrap();
            prop_assert_eq!(again.name().der(), name.name().der());
        }
    }

    #[test]
    fn any_text_is_read_as_an_identity_that_prints_and_reads_the_same(
        form in select(&["email", "uri", "dns", "ip", "dn", "other"][..]),
        text in "[a-zA-Z@.:/;0-9=% -]{0,24}",
    ) {
        if let Ok(identity) = Identity::parse(&format!("{form}:{text}")) {
            let again = Identity::parse(&identity.to_string()).unwrap();
            prop_assert_eq!(again.to_string(), identity.to_string());
            prop_assert_eq!(again, identity);
        }
    }
}

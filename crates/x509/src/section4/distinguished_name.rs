//! Distinguished names (RFC 5280 §4.1.2.4, §4.1.2.6, §A.1).

use countersign_encoding::der::{Reader, Tag};

use crate::{
    Certificate, Field, GeneralName, Name,
    extension::check_set_order,
    name::{
        Attribute,
        types::{COUNTRY, EMAIL, StringType, attribute_type, is_printable},
    },
    rule::{Rule, Sink, Violation},
    told::Told,
};

pub(super) fn examine(certificate: &Certificate<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    name(&certificate.issuer(), Told::of(certificate, Field::Issuer, sink))?;
    let subject = certificate.subject();
    name(&subject, Told::of(certificate, Field::Subject, sink))?;
    let mut alt_names = certificate.subject_alt_names().into_iter().flatten();
    let has_email = subject.attributes().any(|attribute| attribute.oid() == EMAIL);
    let kept = !has_email || alt_names.any(|name| matches!(name, GeneralName::Email(_)));
    Told::of(certificate, Field::Subject, sink).unless(kept, Rule::NameEmail)
}

/// Tells each rule once, however many attributes break it.
fn name<S: Sink>(name: &Name<'_>, mut told: Told<'_, S>) -> Result<(), Violation> {
    let all = |kept: fn(&Attribute<'_>) -> bool| name.attributes().all(|attribute| kept(&attribute));
    told.unless(all(is_of_its_type), Rule::NameType)?;
    told.unless(all(|attribute| !is_of_an_old_form(attribute)), Rule::NameStringForm)?;
    told.unless(all(has_its_characters), Rule::NameCharacters)?;
    told.unless(all(has_its_length), Rule::NameLength)?;
    told.unless(all(is_country), Rule::NameCountry)?;
    told.unless(is_in_order(name), Rule::NameSetOrder)
}

/// The type of its string and the most characters, where RFC 5280 §A.1 says so.
fn definition(attribute: &Attribute<'_>) -> Option<(StringType, usize)> {
    let known = attribute_type(attribute.oid())?;
    Some((known.string, known.most?))
}

fn is_of_its_type(attribute: &Attribute<'_>) -> bool {
    definition(attribute).is_none_or(|(string, _)| match string {
        StringType::Printable => attribute.tag() == Tag::PRINTABLE_STRING,
        StringType::Ia5 => attribute.tag() == Tag::IA5_STRING,
        StringType::Directory => {
            is_of_an_old_form(attribute)
                || matches!(attribute.tag(), Tag::UTF8_STRING | Tag::PRINTABLE_STRING)
        }
    })
}

fn is_of_an_old_form(attribute: &Attribute<'_>) -> bool {
    matches!(attribute.tag(), Tag::TELETEX_STRING | Tag::UNIVERSAL_STRING | Tag::BMP_STRING)
}

fn has_its_characters(attribute: &Attribute<'_>) -> bool {
    match attribute.tag() {
        Tag::PRINTABLE_STRING => attribute.as_str().is_some_and(|text| text.bytes().all(is_printable)),
        Tag::UTF8_STRING | Tag::IA5_STRING | Tag::NUMERIC_STRING | Tag::VISIBLE_STRING => {
            attribute.as_str().is_some()
        }
        Tag::UNIVERSAL_STRING | Tag::BMP_STRING => attribute.characters().is_some(),
        _ => true,
    }
}

fn has_its_length(attribute: &Attribute<'_>) -> bool {
    let Some((_, most)) = definition(attribute) else { return true };
    if attribute.oid() == COUNTRY {
        return true;
    }
    // A string whose characters cannot be told has as many bytes of contents at least.
    let length = match attribute.characters() {
        Some(characters) => characters.count(),
        None => contents(attribute).len(),
    };
    (1..=most).contains(&length)
}

fn contents<'a>(attribute: &Attribute<'a>) -> &'a [u8] {
    Reader::new(attribute.value()).element().map(|value| value.contents()).unwrap_or_default()
}

fn is_country(attribute: &Attribute<'_>) -> bool {
    let is_code = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    attribute.oid() != COUNTRY || attribute.as_str().is_some_and(is_code)
}

/// `SET OF` in ascending order of encodings (X.690 §11.6).
fn is_in_order(name: &Name<'_>) -> bool {
    let is_in_order = |attributes| check_set_order(attributes).is_ok();
    name.rdns().all(|rdn| Reader::new(rdn.der()).set().is_ok_and(is_in_order))
}

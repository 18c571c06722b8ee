//! Distinguished names (RFC 5280 §4.1.2.4, §4.1.2.6, §A.1).

use countersign_encoding::der::{Oid, Reader, Tag};

use crate::{
    Certificate, Field, GeneralName, Name,
    name::Attribute,
    rule::{Rule, Sink, Violation},
    told::Told,
};

/// The types that a value may have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `DirectoryString ::= CHOICE { teletexString, printableString, universalString, utf8String, bmpString }`
    Directory,
    Printable,
    Ia5,
}

/// An attribute, its type and its upper bound in characters (RFC 5280 §A.1).
struct Definition {
    oid: Oid<'static>,
    form: Form,
    most: usize,
}

const fn of(oid: &'static [u8], form: Form, most: usize) -> Definition {
    Definition { oid: Oid::from_contents(oid), form, most }
}

const COUNTRY: Oid<'static> = Oid::from_contents(&[0x55, 4, 6]);
const EMAIL: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];
const DOMAIN_COMPONENT: &[u8] = &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25];
const NAME: usize = 32768;

const DEFINITIONS: [Definition; 18] = [
    of(&[0x55, 4, 3], Form::Directory, 64),          // commonName
    of(&[0x55, 4, 4], Form::Directory, NAME),        // surname
    of(&[0x55, 4, 5], Form::Printable, 64),          // serialNumber
    of(&[0x55, 4, 6], Form::Printable, 2),           // countryName
    of(&[0x55, 4, 7], Form::Directory, 128),         // localityName
    of(&[0x55, 4, 8], Form::Directory, 128),         // stateOrProvinceName
    of(&[0x55, 4, 10], Form::Directory, 64),         // organizationName
    of(&[0x55, 4, 11], Form::Directory, 64),         // organizationalUnitName
    of(&[0x55, 4, 12], Form::Directory, 64),         // title
    of(&[0x55, 4, 41], Form::Directory, NAME),       // name
    of(&[0x55, 4, 42], Form::Directory, NAME),       // givenName
    of(&[0x55, 4, 43], Form::Directory, NAME),       // initials
    of(&[0x55, 4, 44], Form::Directory, NAME),       // generationQualifier
    of(&[0x55, 4, 46], Form::Printable, usize::MAX), // dnQualifier
    of(&[0x55, 4, 65], Form::Directory, 128),        // pseudonym
    of(EMAIL, Form::Ia5, 255),                       // emailAddress
    of(DOMAIN_COMPONENT, Form::Ia5, usize::MAX),     // domainComponent
    of(&[0x55, 4, 9], Form::Directory, usize::MAX),  // streetAddress
];

pub(super) fn examine(certificate: &Certificate<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    name(&certificate.issuer(), Told::of(certificate, Field::Issuer, sink))?;
    let subject = certificate.subject();
    name(&subject, Told::of(certificate, Field::Subject, sink))?;
    let mut alt_names = certificate.subject_alt_names().into_iter().flatten();
    let has_email = subject.attributes().any(|attribute| attribute.oid().as_bytes() == EMAIL);
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

fn definition(attribute: &Attribute<'_>) -> Option<&'static Definition> {
    DEFINITIONS.iter().find(|definition| definition.oid == attribute.oid())
}

fn is_of_its_type(attribute: &Attribute<'_>) -> bool {
    definition(attribute).is_none_or(|definition| match definition.form {
        Form::Printable => attribute.tag() == Tag::PRINTABLE_STRING,
        Form::Ia5 => attribute.tag() == Tag::IA5_STRING,
        Form::Directory => {
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

/// X.680 §41.4
fn is_printable(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&byte)
}

fn has_its_length(attribute: &Attribute<'_>) -> bool {
    let Some(definition) = definition(attribute) else { return true };
    if definition.oid == COUNTRY {
        return true;
    }
    // A string whose characters cannot be told has as many bytes of contents at least.
    let length = match attribute.characters() {
        Some(characters) => characters.count(),
        None => contents(attribute).len(),
    };
    (1..=definition.most).contains(&length)
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
    name.rdns().all(|rdn| Reader::new(rdn.der()).set().is_ok_and(are_in_order))
}

fn are_in_order(mut attributes: Reader<'_>) -> bool {
    let mut before: &[u8] = &[];
    while let Ok(attribute) = attributes.element() {
        if attribute.bytes() < before {
            return false;
        }
        before = attribute.bytes();
    }
    true
}

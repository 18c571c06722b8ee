use super::der::{oid, tlv};

/// How a text in a name is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `PrintableString`
    Printable,
    /// `UTF8String`
    Utf8,
    /// `TeletexString`
    Teletex,
    /// `BMPString`
    Bmp,
    /// `IA5String`
    Ia5,
}

/// A distinguished name: the dotted type, the form and the text of each attribute, one to an RDN.
#[must_use]
pub fn name(attributes: &[(&str, Form, &str)]) -> Vec<u8> {
    let rdns: Vec<Vec<u8>> = attributes.iter().map(|part| tlv(0x31, &[&attribute(part)])).collect();
    tlv(0x30, &[&rdns.concat()])
}

pub(super) fn attribute((kind, form, text): &(&str, Form, &str)) -> Vec<u8> {
    let value = match form {
        Form::Printable => tlv(0x13, &[text.as_bytes()]),
        Form::Utf8 => tlv(0x0c, &[text.as_bytes()]),
        Form::Teletex => tlv(0x14, &[text.as_bytes()]),
        Form::Ia5 => tlv(0x16, &[text.as_bytes()]),
        Form::Bmp => tlv(0x1e, &[&text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>()]),
    };
    tlv(0x30, &[&oid(kind), &value])
}

pub(super) const COUNTRY: &str = "2.5.4.6";
pub(super) const ORGANIZATION: &str = "2.5.4.10";
pub(super) const COMMON_NAME: &str = "2.5.4.3";

/// The name of the certificate at a place of a chain.
pub(super) fn of_place(place: usize, last: usize) -> Vec<u8> {
    spelled(&common_name(place, last), Form::Printable)
}

pub(super) fn common_name(place: usize, last: usize) -> String {
    match place {
        0 => "Differential Root".to_owned(),
        place if place == last => "Differential Leaf".to_owned(),
        place => format!("Differential CA {place}"),
    }
}

pub(super) fn spelled(common_name: &str, form: Form) -> Vec<u8> {
    name(&[
        (COUNTRY, Form::Printable, "DE"),
        (ORGANIZATION, form, "Example Works"),
        (COMMON_NAME, form, common_name),
    ])
}

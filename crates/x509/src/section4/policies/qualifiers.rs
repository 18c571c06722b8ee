//! What a policy says to people (RFC 5280 §4.2.1.4).

use countersign_encoding::der::Tag;

use crate::{
    Certificate, DisplayText, ExtensionKind, PolicyQualifier, UserNotice,
    rule::{Rule, Sink, Violation},
    told::{Told, extension},
};

const MAX_CHARACTERS: usize = 200;

pub(super) fn examine(certificate: &Certificate<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    let mut told = Told::of(certificate, extension(ExtensionKind::CertificatePolicies), sink);
    for policy in certificate.certificate_policies().into_iter().flatten() {
        for qualifier in policy.qualifiers() {
            if let PolicyQualifier::UserNotice(notice) = qualifier {
                examine_notice(&notice, &mut told)?;
            }
        }
    }
    Ok(())
}

fn examine_notice<S: Sink>(notice: &UserNotice<'_>, told: &mut Told<'_, S>) -> Result<(), Violation> {
    told.unless(notice.organization().is_none(), Rule::NoticeReference)?;
    let Some(text) = notice.explicit_text() else { return Ok(()) };
    match text.tag() {
        Tag::UTF8_STRING => {}
        Tag::IA5_STRING => told.unless(false, Rule::NoticeStringForm)?,
        _ => told.unless(false, Rule::NoticeForm)?,
    }
    told.unless((1..=MAX_CHARACTERS).contains(&text.text().chars().count()), Rule::NoticeLength)?;
    told.unless(is_printable(&text), Rule::NoticeCharacters)
}

fn is_printable(text: &DisplayText<'_>) -> bool {
    let any_script = matches!(text.tag(), Tag::UTF8_STRING | Tag::BMP_STRING);
    text.text().chars().all(|character| !character.is_control() && (any_script || character.is_ascii()))
}

//! Alternative names of subject and issuer (RFC 5280 §4.2.1.6, §4.2.1.7).

use super::syntax;
use crate::{
    Certificate, ExtensionKind, GeneralName, GeneralNames,
    rule::{Rule, Sink, Violation},
    told::{Told, extension},
};

pub(super) fn examine(certificate: &Certificate<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    let told = Told::of(certificate, extension(ExtensionKind::SubjectAltName), sink);
    names(certificate.subject_alt_names(), told)?;
    let told = Told::of(certificate, extension(ExtensionKind::IssuerAltName), sink);
    names(certificate.issuer_alt_names(), told)
}

/// Tells each rule once, however many names break it.
fn names<S: Sink>(names: Option<GeneralNames<'_>>, mut told: Told<'_, S>) -> Result<(), Violation> {
    let all = |kept: fn(&GeneralName<'_>) -> bool| names.into_iter().flatten().all(|name| kept(&name));
    told.unless(all(has_contents), Rule::AltNameEmpty)?;
    told.unless(all(is_dns_name), Rule::DnsNameForm)?;
    told.unless(all(is_email), Rule::EmailForm)?;
    told.unless(all(is_uri), Rule::UriForm)
}

/// A text without characters is none of its form already.
fn has_contents(name: &GeneralName<'_>) -> bool {
    match name {
        GeneralName::Directory(name) => !name.is_empty(),
        GeneralName::X400(contents) | GeneralName::EdiParty(contents) => !contents.is_empty(),
        _ => true,
    }
}

fn is_dns_name(name: &GeneralName<'_>) -> bool {
    !matches!(name, GeneralName::Dns(text) if !syntax::is_dns_name(text))
}

fn is_email(name: &GeneralName<'_>) -> bool {
    !matches!(name, GeneralName::Email(text) if !syntax::is_mailbox(text))
}

fn is_uri(name: &GeneralName<'_>) -> bool {
    !matches!(name, GeneralName::Uri(text) if !syntax::is_uri(text))
}

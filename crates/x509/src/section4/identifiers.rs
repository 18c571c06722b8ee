//! Key identifiers (RFC 5280 §4.2.1.1, §4.2.1.2).

use super::is_ca;
use crate::{
    Certificate, ExtensionKind, Version,
    rule::{Rule, Sink, Violation},
    told::{Told, extension},
};

pub(super) fn examine(certificate: &Certificate<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    // Extensions are of version 3.
    if certificate.version() != Version::V3 {
        return Ok(());
    }
    authority(certificate, sink)?;
    subject(certificate, sink)
}

/// Only self-signed certificates may be without. Whether one is cannot be seen without its signature: that it is
/// self-issued must do.
fn authority(certificate: &Certificate<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    let kind = ExtensionKind::AuthorityKeyIdentifier;
    let there = certificate.has(kind) || certificate.is_self_issued();
    let identifier = certificate.authority_key_identifier();
    let names_key = identifier.is_none_or(|identifier| identifier.key_id().is_some());
    let mut told = Told::of(certificate, extension(kind), sink);
    told.unless(there, Rule::AkiMissing)?;
    told.unless(names_key, Rule::AkiNoKeyId)
}

fn subject(certificate: &Certificate<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    let kind = ExtensionKind::SubjectKeyIdentifier;
    let rule = if is_ca(certificate) { Rule::SkiMissingCa } else { Rule::SkiMissing };
    Told::of(certificate, extension(kind), sink).unless(certificate.has(kind), rule)
}

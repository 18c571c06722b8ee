//! The fields of a certificate besides its names (RFC 5280 §4.1).

use super::is_ca;
use crate::{
    AlgorithmError, Certificate, ExtensionKind, Field, KeyUsage, SignatureAlgorithm, key_form,
    key_form::KeyFault,
    rule::{Rule, Sink, Violation},
    told::Told,
};

pub(super) fn examine(certificate: &Certificate<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    subject(certificate, sink)?;
    signature(certificate, sink)?;
    key(certificate, sink)?;
    let no_issuer_id = certificate.issuer_unique_id().is_none();
    Told::of(certificate, Field::IssuerUniqueId, sink).unless(no_issuer_id, Rule::UniqueId)?;
    let no_subject_id = certificate.subject_unique_id().is_none();
    Told::of(certificate, Field::SubjectUniqueId, sink).unless(no_subject_id, Rule::UniqueId)
}

/// Somebody must be named (§4.1.2.6).
fn subject(certificate: &Certificate<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    let empty = certificate.subject().is_empty();
    let mut told = Told::of(certificate, Field::Subject, sink);
    let signs_lists = certificate.key_usage().is_some_and(|usage| usage.contains(KeyUsage::CRL_SIGN));
    told.unless(!empty || !(is_ca(certificate) || signs_lists), Rule::SubjectEmptyCa)?;
    let named = !empty || certificate.has(ExtensionKind::SubjectAltName);
    told.unless(named || is_ca(certificate), Rule::SubjectMissing)
}

/// The parameters that an algorithm has or has not (RFC 4055, RFC 5758 §3, RFC 8410 §3).
fn signature(certificate: &Certificate<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    let read = SignatureAlgorithm::read(certificate.signature_algorithm());
    let kept = !matches!(read, Err(AlgorithmError::Parameters { .. } | AlgorithmError::PssParameters(_)));
    Told::of(certificate, Field::Signature, sink).unless(kept, Rule::SignatureParameters)
}

fn key(certificate: &Certificate<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    let rule = match key_form::check(certificate.spki()) {
        Ok(()) => return Ok(()),
        Err(KeyFault::Unknown) => Rule::KeyUnknown,
        Err(KeyFault::Parameters) => Rule::KeyParameters,
        Err(KeyFault::Malformed) => Rule::KeyMalformed,
    };
    Told::of(certificate, Field::SubjectPublicKeyInfo, sink).unless(false, rule)
}

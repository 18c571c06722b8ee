//! Reads the fields of a certificate in one pass.

use countersign_encoding::der::{DerError, Element, Reader};
use countersign_time::Validity;

use super::{
    extensions::read_extensions,
    fields::{Fields, Known, Span},
    outline::{CertificateOutline, TbsOutline, wrong},
};
use crate::{
    Field, Name,
    rule::{Rule, Sink, Violation},
};

pub(super) fn parse(der: &[u8], sink: &mut impl Sink) -> Result<Fields, Violation> {
    let outer = CertificateOutline::from_der(der)?;
    let tbs = TbsOutline::read(&outer.tbs, sink)?;
    algorithm(&tbs.algorithm, &outer.algorithm, sink)?;
    names(&tbs, sink)?;
    let validity = validity(&tbs, sink)?;
    check_spki(&tbs.spki).map_err(wrong(Field::SubjectPublicKeyInfo))?;
    let mut fields = fields(&outer, &tbs, validity);
    if let Some(list) = &tbs.extensions {
        read_extensions(list, &mut fields, sink)?;
    }
    signature(&outer, sink)?;
    Ok(fields)
}

fn fields(outer: &CertificateOutline<'_>, tbs: &TbsOutline<'_>, validity: Validity) -> Fields {
    Fields {
        tbs: Span::element(&outer.tbs),
        version: tbs.version,
        serial: Span::contents(&tbs.serial),
        algorithm: Span::element(&tbs.algorithm),
        issuer: Span::element(&tbs.issuer),
        validity,
        subject: Span::element(&tbs.subject),
        spki: Span::element(&tbs.spki),
        issuer_unique_id: tbs.issuer_unique_id.as_ref().map(Span::element),
        subject_unique_id: tbs.subject_unique_id.as_ref().map(Span::element),
        extensions: Span::at(outer.tbs.offset(), 0),
        known: Known::default(),
        unknown_critical: false,
        basic_constraints: None,
        key_usage: None,
        // Behind the count of unused bits.
        signature: Span::at(
            outer.signature.contents_offset().saturating_add(1),
            outer.signature().as_bytes().len(),
        ),
    }
}

fn signature(outer: &CertificateOutline<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    if outer.signature().octets().is_some() {
        return Ok(());
    }
    sink.tell(Violation::new(Rule::SignatureUnusedBits, Field::SignatureValue, outer.signature.offset()))
}

/// ```text
/// AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }
/// ```
fn check_algorithm(mut parts: Reader<'_>) -> Result<(), DerError> {
    parts.oid()?;
    if !parts.is_empty() {
        parts.element()?;
    }
    parts.finish()
}

fn algorithm(inner: &Element<'_>, outer: &Element<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    check_algorithm(inner.reader()).map_err(wrong(Field::Signature))?;
    if inner.bytes() == outer.bytes() {
        return Ok(());
    }
    check_algorithm(outer.reader()).map_err(wrong(Field::SignatureAlgorithm))?;
    sink.tell(Violation::new(Rule::AlgorithmMismatch, Field::SignatureAlgorithm, outer.offset()))
}

fn names(tbs: &TbsOutline<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    let issuer = name(&tbs.issuer).map_err(wrong(Field::Issuer))?;
    if issuer.is_empty() {
        sink.tell(Violation::new(Rule::IssuerEmpty, Field::Issuer, tbs.issuer.offset()))?;
    }
    name(&tbs.subject).map(drop).map_err(wrong(Field::Subject))
}

fn validity(tbs: &TbsOutline<'_>, sink: &mut impl Sink) -> Result<Validity, Violation> {
    if let Ok(validity) = Validity::new(tbs.not_before, tbs.not_after) {
        return Ok(validity);
    }
    let reversed = Violation::new(Rule::ValidityReversed, Field::NotAfter, tbs.not_after_offset);
    sink.tell(reversed)?;
    Validity::new(tbs.not_before, tbs.not_before).map_err(|_| reversed)
}

fn name<'a>(element: &Element<'a>) -> Result<Name<'a>, DerError> {
    Ok(Name::read(&mut Reader::within(element.bytes(), element.offset()))?.0)
}

/// ```text
/// SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }
/// ```
fn check_spki(element: &Element<'_>) -> Result<(), DerError> {
    let mut parts = element.reader();
    check_algorithm(parts.sequence()?)?;
    parts.bit_string()?;
    parts.finish()
}

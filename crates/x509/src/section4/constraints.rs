//! Basic constraints and name constraints (RFC 5280 §4.2.1.9, §4.2.1.10).

use super::{is_ca, syntax};
use crate::{
    Certificate, ExtensionKind, GeneralName, KeyUsage, NameForm,
    rule::{Rule, Sink, Violation},
    told::{Told, extension},
};

pub(super) fn examine(certificate: &Certificate<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    path_length(certificate, sink)?;
    name_constraints(certificate, sink)
}

/// A limit of CAs below is for CAs that sign certificates.
fn path_length(certificate: &Certificate<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    let limited = certificate.basic_constraints().is_some_and(|constraints| constraints.path_len().is_some());
    let signs = certificate.key_usage().is_none_or(|usage| usage.contains(KeyUsage::KEY_CERT_SIGN));
    let kept = !limited || (is_ca(certificate) && signs);
    Told::of(certificate, extension(ExtensionKind::BasicConstraints), sink)
        .unless(kept, Rule::PathLengthNotCa)
}

fn name_constraints(certificate: &Certificate<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    let kind = ExtensionKind::NameConstraints;
    let mut told = Told::of(certificate, extension(kind), sink);
    told.unless(!certificate.has(kind) || is_ca(certificate), Rule::NameConstraintsNotCa)?;
    let Some(constraints) = certificate.name_constraints() else { return Ok(()) };
    let bases = || constraints.permitted().into_iter().chain(constraints.excluded()).flatten();
    told.unless(bases().all(|base| is_base(&base)), Rule::NameConstraintsForm)?;
    told.unless(!bases().any(|base| is_other(&base)), Rule::NameConstraintsOther)
}

fn is_base(base: &GeneralName<'_>) -> bool {
    match base {
        GeneralName::Dns(base) => base.is_empty() || syntax::is_host(base),
        GeneralName::Email(base) => syntax::is_mailbox(base) || syntax::is_domain(base),
        GeneralName::Uri(base) => syntax::is_domain(base),
        _ => true,
    }
}

fn is_other(base: &GeneralName<'_>) -> bool {
    matches!(base.form(), NameForm::X400 | NameForm::EdiParty | NameForm::RegisteredId)
}

//! The subject's name and its alternatives.

use crate::{
    AltNameForm, AltNameRule, Certificate, Clause, ExtensionKind, Field, GeneralName, SubjectRule,
    rule::{Rule, Sink, Violation},
    told::{Told, extension},
};

pub(super) fn subject(
    certificate: &Certificate<'_>,
    clause: &Clause<SubjectRule>,
    sink: &mut impl Sink,
) -> Result<(), Violation> {
    let empty = certificate.subject().is_empty();
    let mut told = Told::of_profile(certificate, Field::Subject, clause.section, sink);
    match clause.rule {
        SubjectRule::Unchecked => Ok(()),
        SubjectRule::Empty => told.unless(empty, Rule::ProfileSubjectNotEmpty),
        SubjectRule::NotEmpty => told.unless(!empty, Rule::ProfileSubjectEmpty),
    }
}

pub(super) fn alt_names(
    certificate: &Certificate<'_>,
    clause: &Clause<AltNameRule>,
    sink: &mut impl Sink,
) -> Result<(), Violation> {
    let kind = ExtensionKind::SubjectAltName;
    let mut told = Told::of_profile(certificate, extension(kind), clause.section, sink);
    let mut names = certificate.subject_alt_names().into_iter().flatten();
    match &clause.rule {
        AltNameRule::Unchecked => Ok(()),
        AltNameRule::AtLeastOne(forms) => {
            told.unless(names.any(|name| is_of(&name, forms)), Rule::ProfileAltNameMissing)
        }
        AltNameRule::OneCritical(forms) => {
            let Some(name) = names.next() else { return told.unless(false, Rule::ProfileAltNameMissing) };
            told.unless(names.next().is_none(), Rule::ProfileAltNameNotOne)?;
            told.unless(certificate.is_critical(kind), Rule::ProfileAltNameNotCritical)?;
            told.unless(is_of(&name, forms), Rule::ProfileAltNameForm)
        }
    }
}

fn is_of(name: &GeneralName<'_>, forms: &[AltNameForm]) -> bool {
    forms.iter().any(|form| match (form, name) {
        (AltNameForm::Other(types), GeneralName::Other(oid, _)) => types.contains(*oid),
        (AltNameForm::Other(_), _) => false,
        (AltNameForm::Form(form), name) => name.form() == *form,
    })
}

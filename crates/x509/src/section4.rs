//! The rules of RFC 5280 §4 on certificates that can be read: what those who issue must and should do.

mod alt_names;
mod constraints;
mod criticality;
mod distinguished_name;
mod fields;
mod identifiers;
mod locations;
mod policies;
mod syntax;
mod usages;

use crate::{
    Certificate,
    rule::{Sink, Violation},
};

/// Whether it is known that other certificates are issued by the one that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Issues {
    Yes,
    Unknown,
}

/// Tells every rule of the section that a certificate breaks.
pub(crate) fn examine(
    certificate: &Certificate<'_>,
    issues: Issues,
    sink: &mut impl Sink,
) -> Result<(), Violation> {
    certificate.tolerated().iter().try_for_each(|violation| sink.tell(*violation))?;
    fields::examine(certificate, sink)?;
    distinguished_name::examine(certificate, sink)?;
    criticality::examine(certificate, sink)?;
    identifiers::examine(certificate, sink)?;
    usages::examine(certificate, issues, sink)?;
    policies::examine(certificate, sink)?;
    alt_names::examine(certificate, sink)?;
    constraints::examine(certificate, sink)?;
    locations::examine(certificate, sink)
}

/// Whether the subject is a CA (§4.2.1.9).
pub(crate) fn is_ca(certificate: &Certificate<'_>) -> bool {
    certificate.basic_constraints().is_some_and(|constraints| constraints.is_ca())
}

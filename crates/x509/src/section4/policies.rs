//! Policies (RFC 5280 §4.2.1.4, §4.2.1.5, §4.2.1.11, §4.2.1.14).

mod qualifiers;

use alloc::collections::BTreeSet;

use super::is_ca;
use crate::{
    Certificate, ExtensionKind, Field,
    rule::{Rule, Sink, Violation},
    told::{Told, extension},
};

/// What tells others, which certificates of CAs do.
const OF_CAS: [ExtensionKind; 3] =
    [ExtensionKind::PolicyMappings, ExtensionKind::PolicyConstraints, ExtensionKind::InhibitAnyPolicy];

pub(super) fn examine(certificate: &Certificate<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    for kind in OF_CAS {
        let kept = is_ca(certificate) || !certificate.has(kind);
        Told::of(certificate, extension(kind), sink).unless(kept, Rule::PolicyExtensionNotCa)?;
    }
    mappings(certificate, sink)?;
    qualifiers::examine(certificate, sink)
}

fn mappings(certificate: &Certificate<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    let policies = certificate.certificate_policies().into_iter().flatten();
    let asserted: BTreeSet<_> = policies.map(|policy| policy.oid()).collect();
    let mut mappings = certificate.policy_mappings().into_iter().flatten();
    let kept = mappings.all(|(issuers, _)| asserted.contains(&issuers));
    let field: Field = extension(ExtensionKind::PolicyMappings);
    Told::of(certificate, field, sink).unless(kept, Rule::PolicyMappingUnasserted)
}

//! Whether a certificate may stand at a place of a path, as far as that needs no cryptography.

use crate::{
    Certificate, ExtensionKind, Field, KeyUsage, PathError, Profile, Role, Rule, Times, Version, Violation,
    times::Outside,
};

/// RFC 5280 §6.1.3 (a) (2)
pub(super) fn check_times(certificate: &Certificate<'_>, at: usize, times: Times) -> Result<(), PathError> {
    let validity = certificate.validity();
    times.within(validity).map_err(|outside| match outside {
        Outside::Before(time) => PathError::NotYetValid { at, time, not_before: validity.not_before() },
        Outside::After(time) => PathError::Expired { at, time, not_after: validity.not_after() },
    })
}

/// What a profile says of a certificate in a role.
pub(super) fn check_profile(
    profile: &Profile,
    role: Role,
    certificate: &Certificate<'_>,
    at: usize,
) -> Result<(), PathError> {
    profile.check(role, certificate).map_err(|violation| PathError::of_violation(at, certificate, violation))
}

/// Whether a certificate may be the issuer of the one before it, with so many CAs below that are not self-issued.
pub(super) fn check_issuer(
    certificate: &Certificate<'_>,
    at: usize,
    cas_below: u32,
    times: Times,
) -> Result<(), PathError> {
    check_times(certificate, at, times)?;
    check_ca(certificate, at)?;
    check_path_length(certificate.basic_constraints().and_then(|limits| limits.path_len()), at, cas_below)?;
    check_key_usage(certificate, at)
}

/// RFC 5280 §6.1.4 (k). A certificate of version 1 or 2 cannot say that it is one of a CA.
fn check_ca(certificate: &Certificate<'_>, at: usize) -> Result<(), PathError> {
    let is_ca = certificate.basic_constraints().is_some_and(|constraints| constraints.is_ca());
    if is_ca && certificate.version() == Version::V3 { Ok(()) } else { Err(PathError::NotCa { at }) }
}

/// RFC 5280 §6.1.4 (l), (m): to count those below each CA is the same as to count down from above.
pub(super) fn check_path_length(limit: Option<u32>, at: usize, cas_below: u32) -> Result<(), PathError> {
    match limit {
        Some(limit) if cas_below > limit => Err(PathError::PathLength { at, limit, actual: cas_below }),
        _ => Ok(()),
    }
}

/// RFC 5280 §6.1.4 (n)
fn check_key_usage(certificate: &Certificate<'_>, at: usize) -> Result<(), PathError> {
    let Some(usage) = certificate.key_usage() else { return Ok(()) };
    if usage.contains(KeyUsage::KEY_CERT_SIGN) {
        return Ok(());
    }
    let field = Field::Extension(ExtensionKind::KeyUsage);
    let offset = certificate.offset_of(field);
    let violation = Violation::of_profile(Rule::ProfileKeyUsageLacks, field, offset, "RFC 5280 §6.1.4 (n)");
    Err(PathError::KeyUsage { at, violation })
}

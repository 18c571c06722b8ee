//! Where there is more: revocation lists, responders, certificates (RFC 5280 §4.2.1.13, §4.2.1.15, §4.2.2).

use super::syntax;
use crate::{
    Certificate, DistributionPoint, DistributionPointName, DistributionPoints, ExtensionKind, GeneralName,
    InfoAccess, Name,
    rule::{Rule, Sink, Violation},
    told::{Told, extension},
};

pub(super) fn examine(certificate: &Certificate<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    let issuer = certificate.issuer();
    let told = Told::of(certificate, extension(ExtensionKind::CrlDistributionPoints), sink);
    points(certificate.crl_distribution_points(), &issuer, told)?;
    let told = Told::of(certificate, extension(ExtensionKind::FreshestCrl), sink);
    points(certificate.freshest_crl(), &issuer, told)?;
    let told = Told::of(certificate, extension(ExtensionKind::AuthorityInfoAccess), sink);
    access(certificate.authority_info_access(), told)?;
    let told = Told::of(certificate, extension(ExtensionKind::SubjectInfoAccess), sink);
    access(certificate.subject_info_access(), told)
}

fn points<S: Sink>(
    points: Option<DistributionPoints<'_>>,
    issuer: &Name<'_>,
    mut told: Told<'_, S>,
) -> Result<(), Violation> {
    let Some(mut points) = points else { return Ok(()) };
    let all = |kept: fn(&DistributionPoint<'_>) -> bool| points.into_iter().all(|point| kept(&point));
    told.unless(all(|point| point.uris().all(syntax::is_location)), Rule::UriForm)?;
    told.unless(all(is_issued_by_one_name), Rule::CrlPointsIssuer)?;
    let own = points.into_iter().any(|point| is_issued_by(&point, issuer));
    told.unless(!own, Rule::CrlPointsOwnIssuer)?;
    told.unless(all(|point| !is_relative(point)), Rule::CrlPointsRelative)?;
    told.unless(all(is_reachable), Rule::CrlPointsLocation)?;
    told.unless(points.any(|point| point.reasons().is_none()), Rule::CrlPointsReasons)
}

fn is_relative(point: &DistributionPoint<'_>) -> bool {
    matches!(point.name(), Some(DistributionPointName::Relative(_)))
}

fn is_issued_by_one_name(point: &DistributionPoint<'_>) -> bool {
    let Some(mut names) = point.crl_issuer() else { return true };
    matches!((names.next(), names.next()), (Some(GeneralName::Directory(_)), None))
}

fn is_issued_by(point: &DistributionPoint<'_>, issuer: &Name<'_>) -> bool {
    let mut names = point.crl_issuer().into_iter().flatten();
    names.any(|name| matches!(name, GeneralName::Directory(name) if name.der() == issuer.der()))
}

/// Where a place is named in full, one of its names should be for LDAP or HTTP.
fn is_reachable(point: &DistributionPoint<'_>) -> bool {
    let full = matches!(point.name(), Some(DistributionPointName::Full(_)));
    let known =
        |uri: &str| ["http:", "https:", "ldap:", "ldaps:"].iter().any(|scheme| starts_with(uri, scheme));
    !full || point.uris().any(known)
}

fn starts_with(uri: &str, scheme: &str) -> bool {
    uri.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

fn access<S: Sink>(access: Option<InfoAccess<'_>>, mut told: Told<'_, S>) -> Result<(), Violation> {
    let is_location = |location| !matches!(location, GeneralName::Uri(uri) if !syntax::is_location(uri));
    told.unless(access.into_iter().flatten().all(|(_, location)| is_location(location)), Rule::UriForm)
}

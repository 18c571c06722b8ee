//! Whether a list is about a certificate (RFC 5280 §6.3.3 (b)).

use alloc::{borrow::Cow, vec::Vec};

use countersign_encoding::der::{Reader, Tag, write};
use countersign_x509::{
    Certificate, DistributionPoint, DistributionPointName, GeneralName, GeneralNames, Name, Version,
};

use crate::crl::{CertificateList, IssuingDistributionPoint, ReasonSet};

/// Points of a certificate, and names of a point, that are looked at.
const MAX: usize = 64;

/// The reasons for which a list speaks of a certificate; `None` where it is not about it. Every point of the certificate is
/// looked at, and besides them the one that every certificate has: its issuer.
pub(super) fn covered(list: &CertificateList<'_>, certificate: &Certificate<'_>) -> Option<ReasonSet> {
    let scope = list.issuing_distribution_point();
    if scope.is_some_and(|scope| !admits(scope, certificate)) {
        return None;
    }
    let own = certificate.crl_distribution_points().into_iter().flatten().take(MAX);
    let points = own.map(Some).chain([None]);
    let reasons = points.filter_map(|point| at_point(list, point.as_ref(), certificate));
    reasons.reduce(|one, other| one | other)
}

/// (b) (2) (ii) to (iv). A certificate before version 3 has no extension that says whether it is one of a CA.
fn admits(scope: &IssuingDistributionPoint<'_>, certificate: &Certificate<'_>) -> bool {
    let is_ca = certificate.basic_constraints().is_some_and(|constraints| constraints.is_ca());
    let told = certificate.version() == Version::V3;
    !(scope.only_contains_user_certs() && (is_ca || !told)
        || scope.only_contains_ca_certs() && !is_ca
        || scope.only_contains_attribute_certs())
}

/// (b) (1), (b) (2) (i), (d): for one point, `None` being the one that every certificate has.
fn at_point(
    list: &CertificateList<'_>,
    point: Option<&DistributionPoint<'_>>,
    certificate: &Certificate<'_>,
) -> Option<ReasonSet> {
    let issuers = point.and_then(DistributionPoint::crl_issuer);
    let of_issuer = match issuers {
        Some(issuers) => {
            list.is_indirect() && directory_names(issuers).any(|name| name.matches(&list.issuer()))
        }
        None => list.issuer().matches(&certificate.issuer()),
    };
    let scope = list.issuing_distribution_point();
    let place = scope.and_then(IssuingDistributionPoint::name);
    let of_place = place.is_none_or(|place| is_place(list, place, point, certificate));
    let flags = point.and_then(DistributionPoint::reasons);
    let reasons = flags.map_or(ReasonSet::ALL, |flags| ReasonSet::from_flags(&flags));
    (of_issuer && of_place).then_some(list.reasons() & reasons)
}

/// (b) (2) (i): whether one of the names of the list's place is one of the point's, or where that has none, of its issuer.
fn is_place(
    list: &CertificateList<'_>,
    place: DistributionPointName<'_>,
    point: Option<&DistributionPoint<'_>>,
    certificate: &Certificate<'_>,
) -> bool {
    let places = Names::of(place, list.issuer());
    let Some(point) = point else {
        return places.has(&GeneralName::Directory(certificate.issuer()));
    };
    match (point.name(), point.crl_issuer()) {
        (Some(name), issuers) => {
            let base = issuers.and_then(|issuers| directory_names(issuers).next());
            let names = Names::of(name, base.unwrap_or(certificate.issuer()));
            names.each(|name| places.has(name))
        }
        (None, Some(issuers)) => Names::Full(issuers).each(|name| places.has(name)),
        (None, None) => false,
    }
}

fn directory_names(names: GeneralNames<'_>) -> impl Iterator<Item = Name<'_>> {
    names.take(MAX).filter_map(|name| match name {
        GeneralName::Directory(name) => Some(name),
        _ => None,
    })
}

/// Names of a point.
enum Names<'a> {
    Full(GeneralNames<'a>),
    /// One distinguished name, put together.
    Relative(Vec<u8>),
}

impl<'a> Names<'a> {
    fn of(name: DistributionPointName<'a>, issuer: Name<'_>) -> Self {
        match name {
            DistributionPointName::Full(names) => Self::Full(names),
            DistributionPointName::Relative(attributes) => Self::Relative(below(issuer, attributes)),
        }
    }

    fn each(&self, mut is: impl FnMut(&GeneralName<'_>) -> bool) -> bool {
        match self {
            Self::Full(names) => names.take(MAX).any(|name| is(&name)),
            Self::Relative(name) => Name::from_der(name).is_ok_and(|name| is(&GeneralName::Directory(name))),
        }
    }

    fn has(&self, sought: &GeneralName<'_>) -> bool {
        self.each(|name| same(name, sought))
    }
}

/// The name that attributes below another name make (RFC 5280 §4.2.1.13).
fn below(issuer: Name<'_>, attributes: &[u8]) -> Vec<u8> {
    let parts =
        Reader::new(issuer.der()).sequence().map_or(Cow::default(), |parts| Cow::Borrowed(parts.rest()));
    write(Tag::SEQUENCE, &[&parts, &write(Tag::SET, &[attributes])])
}

/// Names of one form that are the same: never one of another form, whatever its bytes are.
fn same(one: &GeneralName<'_>, other: &GeneralName<'_>) -> bool {
    match (one, other) {
        (GeneralName::Directory(one), GeneralName::Directory(other)) => one.matches(other),
        (GeneralName::Uri(one), GeneralName::Uri(other))
        | (GeneralName::Dns(one), GeneralName::Dns(other))
        | (GeneralName::Email(one), GeneralName::Email(other)) => one == other,
        (GeneralName::Ip(one), GeneralName::Ip(other))
        | (GeneralName::X400(one), GeneralName::X400(other))
        | (GeneralName::EdiParty(one), GeneralName::EdiParty(other)) => one == other,
        (GeneralName::RegisteredId(one), GeneralName::RegisteredId(other)) => one == other,
        (GeneralName::Other(kind, one), GeneralName::Other(other_kind, other)) => {
            kind == other_kind && one == other
        }
        _ => false,
    }
}

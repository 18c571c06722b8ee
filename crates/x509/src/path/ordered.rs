//! Chains whose order is the path: each certificate is issued by the next one, and the last one by itself.

use alloc::vec::Vec;

use super::{
    builder::PathBuilder,
    issuer::{check_issuer, check_path_length, check_profile, check_times},
    message::Message,
    policy::PathTop,
    signatures,
    whole::{self, WholeLeft},
};
use crate::{
    Certificate, LoneLeaf, PathError, Resource, Role, Times, TrustAnchor, VerifiedPath,
    budget::{Exhausted, Left},
};

/// Verifies a chain in the order given. Names are compared byte by byte.
pub(super) fn verify<'a>(
    builder: &PathBuilder<'_>,
    leaf: &Certificate<'a>,
    rest: &[Certificate<'a>],
    times: Times,
) -> Result<VerifiedPath<'a>, PathError> {
    let rest = if rest.first() == Some(leaf) { rest.get(1..).unwrap_or_default() } else { rest };
    let within = Message::check(leaf, rest, &builder.budget);
    within.map_err(|Exhausted(what)| PathError::BudgetExhausted { at: 0, what })?;
    let path: Vec<&Certificate<'a>> = [leaf].into_iter().chain(rest).collect();
    check_members(builder, &path, times)?;
    check_loops(&path)?;
    check_links(builder, &path)?;
    let (count, anchor) = find_anchor(builder, &path)?;
    check_anchor(builder, &path, count, anchor)?;
    // Every certificate counts, and the last one is no anchor's issue: it is the anchor, or stands above it.
    let counting: Vec<&Certificate<'_>> = path.iter().map(|certificate| *certificate as _).collect();
    whole::check(builder, (&counting, PathTop::Anchor), anchor, &mut WholeLeft::new(&builder.budget))?;
    let mut certificates: Vec<_> = path.iter().copied().cloned().collect();
    let above = certificates.split_off(count.min(certificates.len()));
    builder.proven((certificates, above), &counting, anchor, times).ok_or(PathError::LeafIsAnchor { at: 0 })
}

fn check_members(
    builder: &PathBuilder<'_>,
    path: &[&Certificate<'_>],
    times: Times,
) -> Result<(), PathError> {
    let last = path.len().saturating_sub(1);
    let mut cas = 0u32;
    for (at, certificate) in path.iter().enumerate() {
        if u32::try_from(at).map_or(true, |at| at > builder.budget.depth) {
            return Err(PathError::BudgetExhausted { at, what: Resource::Depth });
        }
        let role = match at {
            0 => Role::Leaf,
            _ if at == last => Role::Anchor,
            _ => Role::Intermediate,
        };
        if at == 0 {
            check_times(certificate, at, times)?;
        } else {
            check_issuer(certificate, at, cas, times)?;
            cas = cas.saturating_add(u32::from(!certificate.is_self_issued()));
        }
        check_profile(builder.profile, role, certificate, at)?;
        signatures::check_key(builder, certificate, at)?;
    }
    Ok(())
}

/// A certificate that is its own issuer ends the chain.
fn check_loops(path: &[&Certificate<'_>]) -> Result<(), PathError> {
    for (at, certificate) in path.iter().enumerate() {
        let before = path.get(..at).unwrap_or_default();
        let same = |other: &&Certificate<'_>| {
            other.spki() == certificate.spki() && other.subject().der() == certificate.subject().der()
        };
        if before.iter().any(same) {
            return Err(PathError::Loop { at });
        }
    }
    Ok(())
}

/// Each is issued by the next one, the last one by itself.
fn check_links(builder: &PathBuilder<'_>, path: &[&Certificate<'_>]) -> Result<(), PathError> {
    let issuers = path.iter().skip(1).chain(path.last());
    for (at, (certificate, issuer)) in path.iter().zip(issuers).enumerate() {
        if certificate.issuer().der() != issuer.subject().der() {
            return Err(PathError::unknown_issuer(at, certificate));
        }
    }
    let issuers = path.iter().skip(1).chain(path.last());
    let mut left = Left::new(builder.budget.signatures, Resource::Signatures);
    for (at, (certificate, issuer)) in path.iter().zip(issuers).enumerate() {
        left.take().map_err(|Exhausted(what)| PathError::BudgetExhausted { at, what })?;
        let key = builder.rules().read_key(issuer.spki());
        let verified = signatures::verify(builder, certificate, key);
        verified.map_err(|error| signatures::refusal(at, error))?;
    }
    Ok(())
}

/// What an anchor says that is not the certificate of the path itself.
fn check_anchor(
    builder: &PathBuilder<'_>,
    path: &[&Certificate<'_>],
    count: usize,
    anchor: &TrustAnchor,
) -> Result<(), PathError> {
    anchor.usable_key(builder.rules()).map_err(|reason| PathError::AnchorUnusable { at: count, reason })?;
    let below = path.iter().take(count).skip(1);
    let cas = below.filter(|certificate| !certificate.is_self_issued()).count();
    check_path_length(anchor.path_len(), count, u32::try_from(cas).unwrap_or(u32::MAX))
}

/// What is found of an anchor: how many certificates of the path stand before it, and which it is.
type Found<'s> = Result<(usize, &'s TrustAnchor), PathError>;

/// The first certificate above the leaf that is an anchor, byte by byte, or the last one that has an anchor's name and key.
///
/// An anchor whose certificate's own limits count is that certificate alone: another one of its name and key has other limits.
fn find_anchor<'s>(builder: &PathBuilder<'s>, path: &[&Certificate<'_>]) -> Found<'s> {
    let last = path.len().saturating_sub(1);
    let mut above = path.iter().enumerate().skip(1);
    let exact = above.find_map(|(at, certificate)| Some((at, find_exact(builder, certificate)?)));
    let above = path.iter().skip(1).last();
    let found = exact.or_else(|| Some((last, find_name_and_key(builder, above?)?)));
    found.map_or_else(|| find_lone_leaf(builder, path), Ok)
}

/// A leaf that is an anchor stands in its own path, where there is no other certificate.
fn find_lone_leaf<'s>(builder: &PathBuilder<'s>, path: &[&Certificate<'_>]) -> Found<'s> {
    let (Some(leaf), is_alone) = (path.first(), path.len() == 1) else { return Err(unknown(path)) };
    match find_exact(builder, leaf) {
        Some(anchor) if is_alone && builder.profile.lone_leaf() == LoneLeaf::ByExactDer => Ok((1, anchor)),
        None if !is_alone || find_name_and_key(builder, leaf).is_none() => Err(unknown(path)),
        _ => Err(PathError::LeafIsAnchor { at: 0 }),
    }
}

fn find_exact<'s>(builder: &PathBuilder<'s>, certificate: &Certificate<'_>) -> Option<&'s TrustAnchor> {
    builder.anchors.find_certificate(certificate.subject().match_key(), certificate)
}

fn find_name_and_key<'s>(builder: &PathBuilder<'s>, last: &Certificate<'_>) -> Option<&'s TrustAnchor> {
    let subject = last.subject();
    let mut anchors = builder.anchors.find(subject.match_key()).filter_map(|at| builder.anchors.get(at));
    anchors.find(|anchor| {
        let same = anchor.subject().der() == subject.der() && anchor.spki() == last.spki();
        same && anchor.limiting_certificate().is_none()
    })
}

fn unknown(path: &[&Certificate<'_>]) -> PathError {
    let issuer = path.last().map_or(&[][..], |last| last.issuer().der());
    PathError::UnknownIssuer { at: path.len().saturating_sub(1), issuer: issuer.into() }
}

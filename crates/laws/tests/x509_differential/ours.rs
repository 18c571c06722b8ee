//! This library, under the profile that is nearest to what a peer does.

use std::{error::Error, sync::LazyLock};

use countersign_crypto::RustCrypto;
use countersign_time::UnixTime;
use countersign_x509::{
    AnchorConstraints, AnchorLimits, AnchorProblem, Certificate, CertificateSet, Clause, EkuRule,
    ExtensionKind, LoneLeaf, OidSet, PathBuilder, PathError, Profile, Requirements, Times, TrustAnchor,
    TrustAnchors, Violation, purpose,
};
use testkit::x509::{Chain, TIME};

use crate::verdict::{Peer, Verdict};

static OPENSSL: LazyLock<Profile> =
    LazyLock::new(|| Profile::builder("openssl").lone_leaf(LoneLeaf::ByExactDer).build());
static OPENSSL_STRICT: LazyLock<Profile> =
    LazyLock::new(|| Profile::builder("openssl-strict").lone_leaf(LoneLeaf::ByExactDer).strict().build());
/// Every certificate that says what it is for says code signing; any purpose is a purpose like others.
static WEBPKI: LazyLock<Profile> = LazyLock::new(|| {
    let rule = || Clause::new("rustls-webpki", EkuRule::if_present(OidSet::table(&[purpose::CODE_SIGNING])));
    Profile::builder("webpki")
        .leaf(Requirements::NONE.with_extended_key_usage(rule()))
        .issuers(Requirements::ISSUER.with_extended_key_usage(rule()))
        .build()
});

pub(crate) fn verify(chain: &Chain, peer: Peer) -> Verdict {
    let (profile, anchors): (&Profile, _) = match peer {
        Peer::OpenSsl => (&OPENSSL, TrustAnchors::from_ders(&chain.anchors, AnchorLimits::OwnLimits)),
        Peer::OpenSslStrict => {
            (&OPENSSL_STRICT, TrustAnchors::from_ders(&chain.anchors, AnchorLimits::OwnLimits))
        }
        Peer::Webpki => {
            (&WEBPKI, TrustAnchors::new(chain.anchors.iter().filter_map(|der| parts(der, &chain.leaf))))
        }
    };
    let leaf = Certificate::from_der(&chain.leaf)
        .map_err(|violation| format!("MALFORMED {}", violation.rule().id()))?;
    let intermediates = CertificateSet::from_ders(&chain.intermediates);
    let builder = PathBuilder::new(&RustCrypto, &anchors, profile).intermediates(&intermediates);
    let time = Times::at(UnixTime::from_seconds(TIME).unwrap());
    let unusable: Vec<&str> = anchors
        .unusable()
        .iter()
        .chain(intermediates.unusable())
        .map(|member| member.violation().rule().id())
        .collect();
    builder.verify(&leaf, &[], time).map(drop).map_err(|error| reason(&error, &unusable))
}

/// Name, key and name constraints of an anchor, which is what rustls-webpki takes of one. A leaf that is an anchor is given
/// as the certificate that it is, so that it is known for one.
fn parts(der: &[u8], leaf: &[u8]) -> Option<TrustAnchor> {
    if der == leaf {
        return TrustAnchor::from_der(der, AnchorLimits::NameAndKey).ok();
    }
    let anchor = Certificate::from_der(der).ok()?;
    let constraints = anchor.extension(ExtensionKind::NameConstraints.oid());
    let constraints = match constraints {
        Some(extension) => AnchorConstraints::NONE.with_name_constraints(extension.value()).ok()?,
        None => AnchorConstraints::NONE,
    };
    TrustAnchor::from_parts(anchor.subject().der(), anchor.spki(), constraints).ok()
}

/// The code, the place, the rule where there is one, and where an issuer is missing the rules for which certificates were
/// left out.
fn reason(error: &PathError, unusable: &[&str]) -> String {
    let rule = rule(error).map(|violation| format!(" {}", violation.rule().id())).unwrap_or_default();
    let missing = matches!(error, PathError::UnknownIssuer { .. }) && !unusable.is_empty();
    let without = if missing { format!(", without {}", unusable.join(", ")) } else { String::new() };
    format!("{} at {}{rule}{without}", error.code(), error.at())
}

fn rule(error: &PathError) -> Option<&Violation> {
    match error {
        PathError::AnchorUnusable { reason: AnchorProblem::Malformed(violation), .. } => Some(violation),
        _ => error.source()?.downcast_ref(),
    }
}

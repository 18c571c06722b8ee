//! What a manifest and its layers say that they are.

use alloc::string::String;

use super::AttachmentClaim;
use crate::{CosignTag, FormHint, ImageManifest, ManifestDescriptor, annotation, media_type};

/// A claim and the form in which it is kept.
pub(super) type Claimed = (AttachmentClaim, Option<FormHint>);

/// What a referrer is taken for by its artifact type and the predicate type in its annotations.
pub(super) fn referrer(artifact_type: Option<&str>, predicate_type: Option<&str>) -> Claimed {
    let plain = |claim| (claim, None);
    match artifact_type.unwrap_or_default() {
        "" | media_type::EMPTY_JSON => match predicate_type {
            Some(_) => bundle(predicate_type),
            None => plain(AttachmentClaim::Other),
        },
        kind if media_type::is_sigstore_bundle(kind) => bundle(predicate_type),
        media_type::NOTATION_SIGNATURE => plain(AttachmentClaim::NotationSignature),
        media_type::COSIGN_SIGNATURES => (AttachmentClaim::Signature, Some(FormHint::SimpleSigning)),
        media_type::COSIGN_ATTESTATIONS => {
            (AttachmentClaim::Attestation { predicate_type: None }, Some(FormHint::Dsse))
        }
        kind if media_type::is_sbom(kind) => plain(AttachmentClaim::Sbom),
        _ => plain(AttachmentClaim::Other),
    }
}

/// What a sigstore bundle is taken for by the predicate type in the annotations beside it.
pub(super) fn bundle(predicate_type: Option<&str>) -> Claimed {
    let claim = match predicate_type {
        None => AttachmentClaim::Bundle,
        Some(annotation::COSIGN_SIGN_V1) => AttachmentClaim::Signature,
        Some(other) => AttachmentClaim::Attestation { predicate_type: Some(String::from(other)) },
    };
    (claim, Some(FormHint::Bundle))
}

/// What a layer is taken for in a manifest of Cosign's older scheme.
pub(super) fn layer(layer: &ManifestDescriptor, tag: Option<CosignTag>) -> Claimed {
    match (layer.media_type(), tag) {
        (_, Some(CosignTag::Sbom)) => (AttachmentClaim::Sbom, None),
        (media_type::SIMPLE_SIGNING, _) => (AttachmentClaim::Signature, Some(FormHint::SimpleSigning)),
        (media_type::DSSE_ENVELOPE, _) => {
            let predicate_type = layer.annotation(annotation::PREDICATE_TYPE).map(String::from);
            (AttachmentClaim::Attestation { predicate_type }, Some(FormHint::Dsse))
        }
        _ => (AttachmentClaim::Other, None),
    }
}

/// Whether a referrer has the shape of Cosign's older scheme, every layer of which is something by itself.
pub(super) fn is_older_scheme(image: &ImageManifest) -> bool {
    let is_its_type = image.artifact_type().is_some_and(|kind| {
        [media_type::COSIGN_SIGNATURES, media_type::COSIGN_ATTESTATIONS, media_type::IN_TOTO].contains(&kind)
    });
    let has_form = |one: &ManifestDescriptor| layer(one, None).1.is_some();
    is_its_type && image.layers().iter().any(has_form)
}

//! What is looked for, and what a referrer's types and annotations say that it is.

use alloc::string::String;
use alloc::vec::Vec;

use super::candidate::FormHint;
use super::problem::IgnoredKind;
use crate::{ManifestDescriptor, annotation, media_type};

/// What a [`SignaturePlan`](crate::SignaturePlan) looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AttachmentKind {
    /// Signatures of the image itself.
    #[default]
    Signature,
    /// Statements about the image.
    Attestation {
        /// The predicate types that are wanted, each compared whole; none for every type but that of a signature.
        predicate_types: Vec<String>,
    },
}

/// In what form a referrer keeps what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holding {
    /// One sigstore bundle.
    Bundle,
    /// Layers as Cosign's older scheme has them under a tag.
    Layers,
}

/// A referrer that may hold what is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) holding: Holding,
    /// Whether it says that it is what is wanted, and not merely nothing else.
    pub(super) says_so: bool,
}

impl AttachmentKind {
    /// The form that the layers under the tag of Cosign's older scheme have.
    pub(super) const fn layer_form(&self) -> FormHint {
        match self {
            Self::Signature => FormHint::SimpleSigning,
            Self::Attestation { .. } => FormHint::Dsse,
        }
    }

    /// How to read a referrer that is listed with these types and annotations, or why it is not read.
    pub(super) fn route_listed(&self, listed: &ManifestDescriptor) -> Result<Route, IgnoredKind> {
        let predicate_type = listed.annotation(annotation::BUNDLE_PREDICATE_TYPE);
        let route = self.route(listed.artifact_type(), predicate_type)?;
        match media_type::is_image_manifest(listed.media_type()) {
            true => Ok(route),
            false => Err(IgnoredKind::Other { artifact_type: listed.media_type().into() }),
        }
    }

    /// How to read what claims this artifact type and this predicate type, or why it is not read.
    ///
    /// Some registries write the type of the configuration where the artifact type belongs, so the empty type and that of an
    /// image's configuration say nothing.
    pub(super) fn route(
        &self,
        artifact_type: Option<&str>,
        predicate_type: Option<&str>,
    ) -> Result<Route, IgnoredKind> {
        let artifact_type = artifact_type.unwrap_or_default();
        if may_be_bundle(artifact_type) {
            self.check_predicate_type(predicate_type)?;
            return Ok(Route { holding: Holding::Bundle, says_so: predicate_type.is_some() });
        }
        match self.is_older_scheme(artifact_type) {
            true => Ok(Route { holding: Holding::Layers, says_so: true }),
            false => Err(IgnoredKind::of_artifact_type(artifact_type)),
        }
    }

    /// Why something that claims this predicate type is not read. Nothing is held against what claims none.
    pub(super) fn check_predicate_type(&self, claimed: Option<&str>) -> Result<(), IgnoredKind> {
        match claimed {
            Some(claimed) if !self.wants(claimed) => Err(IgnoredKind::of_predicate_type(claimed)),
            _ => Ok(()),
        }
    }

    fn wants(&self, predicate_type: &str) -> bool {
        match self {
            Self::Signature => predicate_type == annotation::COSIGN_SIGN_V1,
            Self::Attestation { predicate_types } if predicate_types.is_empty() => {
                predicate_type != annotation::COSIGN_SIGN_V1
            }
            Self::Attestation { predicate_types } => predicate_types.iter().any(|one| one == predicate_type),
        }
    }

    fn is_older_scheme(&self, artifact_type: &str) -> bool {
        match self {
            Self::Signature => artifact_type == media_type::COSIGN_SIGNATURES,
            Self::Attestation { .. } => {
                [media_type::COSIGN_ATTESTATIONS, media_type::IN_TOTO].contains(&artifact_type)
            }
        }
    }
}

fn may_be_bundle(artifact_type: &str) -> bool {
    artifact_type.is_empty()
        || artifact_type == media_type::EMPTY_JSON
        || media_type::is_image_config(artifact_type)
        || media_type::is_sigstore_bundle(artifact_type)
}

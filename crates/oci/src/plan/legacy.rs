//! Simple signing payloads under the `.sig` tag.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use countersign_digest::{Algorithm, Digest};

use super::candidate::{Candidate, CandidateForm, FormHint};
use super::problem::{ProblemKind, bytes_of};
use super::{SignaturePlan, Task};
use crate::session::Fetched;
use crate::{Manifest, ManifestDescriptor, ManifestError, SignatureLayer, signature_layers};

/// One payload and the layers over it: several keys sign the same bytes, which are then read once.
#[derive(Clone, Debug)]
pub(super) struct Payload {
    manifest: Digest,
    first: SignatureLayer,
    others: Vec<SignatureLayer>,
}

impl Payload {
    pub(super) fn layer(&self) -> &ManifestDescriptor {
        self.first.descriptor()
    }
}

impl SignaturePlan {
    pub(super) fn take_signature_tag(&mut self, fetched: Fetched) {
        if matches!(fetched, Fetched::Absent) {
            return;
        }
        match self.read_signature_manifest(fetched) {
            Ok((manifest, layers)) => self.take_signature_layers(manifest, layers),
            Err(kind) => self.report(None, FormHint::SimpleSigning, kind),
        }
    }

    /// The manifest came by a tag, so nothing says which digest it should have.
    fn read_signature_manifest(
        &self,
        fetched: Fetched,
    ) -> Result<(Digest, Vec<SignatureLayer>), ProblemKind> {
        let (bytes, header) = bytes_of(fetched, self.options.max_manifest())?;
        let manifest = Manifest::parse(&bytes, header.as_deref()).map_err(ProblemKind::ManifestMalformed)?;
        let digest = self.provider.hash(Algorithm::Sha256, &bytes);
        match manifest {
            Manifest::Image(image) => Ok((digest, signature_layers(&image))),
            Manifest::Index(index) => {
                let media_type = index.media_type().into();
                Err(ProblemKind::ManifestMalformed(ManifestError::UnsupportedMediaType { media_type }))
            }
        }
    }

    fn take_signature_layers(&mut self, manifest: Digest, layers: Vec<SignatureLayer>) {
        let mut payloads: Vec<Payload> = Vec::new();
        let mut known = BTreeMap::new();
        for layer in layers {
            if !self.spend(FormHint::SimpleSigning) {
                break;
            }
            if let Some(kind) = self.reason_to_skip(&layer) {
                self.report(Some(layer.descriptor().digest()), FormHint::SimpleSigning, kind);
                continue;
            }
            let key = (layer.descriptor().digest(), layer.descriptor().size());
            let at = *known.entry(key).or_insert(payloads.len());
            match payloads.get_mut(at) {
                Some(payload) => payload.others.push(layer),
                None => payloads.push(Payload { manifest, first: layer, others: Vec::new() }),
            }
        }
        self.do_next(payloads.into_iter().map(Task::Payload).collect());
    }

    fn reason_to_skip(&self, layer: &SignatureLayer) -> Option<ProblemKind> {
        match layer.signature_base64() {
            Some(_) => self.too_large(layer.descriptor(), self.options.max_payload()),
            None => Some(ProblemKind::SignatureAnnotationMissing),
        }
    }

    pub(super) fn take_payload(&mut self, payload: Payload, fetched: Fetched) {
        match self.checked(fetched, payload.layer(), self.options.max_payload()) {
            Ok((bytes, _)) => self.candidates.extend(candidates_over(&payload, bytes.into())),
            Err(kind) => self.report(Some(payload.layer().digest()), FormHint::SimpleSigning, kind),
        }
    }
}

fn candidates_over(payload: &Payload, bytes: Arc<[u8]>) -> impl Iterator<Item = Candidate> + '_ {
    let layers = core::iter::once(&payload.first).chain(&payload.others);
    layers.filter_map(move |layer| {
        Some(Candidate {
            form: CandidateForm::SimpleSigning { signature_base64: String::from(layer.signature_base64()?) },
            artifact: layer.descriptor().digest(),
            manifest: payload.manifest,
            bytes: bytes.clone(),
            predicate_hint: None,
            annotations: layer.descriptor().annotations().clone(),
        })
    })
}

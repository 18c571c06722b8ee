//! Payloads and envelopes as layers: under a tag of Cosign's older scheme, or in a referrer of its experimental one.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use countersign_digest::{Algorithm, Digest, HashProvider};

use super::candidate::{Candidate, CandidateForm, FormHint};
use super::problem::{Ignored, ProblemKind, bytes_of};
use super::{SignaturePlan, Task};
use crate::session::Fetched;
use crate::{ImageManifest, Manifest, ManifestDescriptor, ManifestError, annotation, media_type};

/// What makes a layer another one than those that were taken before.
pub(super) type LayerKey = (Digest, u64, BTreeMap<String, String>);

/// One blob and the layers over it: several keys sign the same payload, which is then read once.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    manifest: Digest,
    first: ManifestDescriptor,
    others: Vec<ManifestDescriptor>,
}

impl Shared {
    pub(super) fn layer(&self) -> &ManifestDescriptor {
        &self.first
    }
}

impl SignaturePlan {
    pub(super) fn take_tag(&mut self, fetched: Fetched) {
        if matches!(fetched, Fetched::Absent) {
            return;
        }
        match read_tagged(&*self.provider, fetched, self.options.max_manifest()) {
            Ok((manifest, image)) => {
                let layers = self.layers_in(&image);
                self.take_layers(manifest, &layers, 0);
            }
            Err(kind) => self.report(None, self.layer_form(), kind),
        }
    }

    /// The layers of the form that is looked for: those that say so first, then those that say nothing. Others, such as
    /// those of the other form, are left out.
    pub(super) fn layers_in(&mut self, image: &ImageManifest) -> Vec<ManifestDescriptor> {
        let wanted = match self.layer_form() {
            FormHint::SimpleSigning => media_type::SIMPLE_SIGNING,
            _ => media_type::DSSE_ENVELOPE,
        };
        let layers = image.layers().iter().filter(|layer| layer.media_type() == wanted).cloned();
        match self.layer_form() {
            FormHint::SimpleSigning => layers.collect(),
            _ => {
                let (mut first, last): (Vec<_>, Vec<_>) = layers.partition(|layer| hint(layer).is_some());
                first.extend(last);
                first
            }
        }
    }

    /// Plans the reads of these layers, the first `paid` of which are off the budget already.
    pub(super) fn take_layers(&mut self, manifest: Digest, layers: &[ManifestDescriptor], mut paid: usize) {
        let (mut blobs, mut known): (Vec<Shared>, _) = (Vec::new(), BTreeMap::new());
        for layer in layers {
            if let Err(kind) = self.check_layer_hint(layer) {
                self.ignore(Ignored::new(manifest, kind));
                continue;
            }
            let key: LayerKey = (layer.digest(), layer.size(), layer.annotations().clone());
            if self.seen_layers.contains(&key) {
                continue;
            }
            match paid.checked_sub(1) {
                Some(left) => paid = left,
                None if self.spend(self.layer_form()) => {}
                None => break,
            }
            self.seen_layers.insert(key);
            let at = known.get(&(layer.digest(), layer.size())).copied();
            let shared = at.and_then(|at: usize| blobs.get_mut(at));
            match (self.reason_to_skip(layer, shared.is_some()), shared) {
                (Err(kind), _) => self.report(Some(layer.digest()), self.layer_form(), kind),
                (Ok(()), Some(blob)) => blob.others.push(layer.clone()),
                (Ok(()), None) => {
                    known.insert((layer.digest(), layer.size()), blobs.len());
                    blobs.push(Shared { manifest, first: layer.clone(), others: Vec::new() });
                }
            }
        }
        self.do_next(blobs.into_iter().map(Task::Layer).collect());
    }

    fn check_layer_hint(&self, layer: &ManifestDescriptor) -> Result<(), super::IgnoredKind> {
        match self.layer_form() {
            FormHint::SimpleSigning => Ok(()),
            _ => self.options.kind().check_predicate_type(hint(layer)),
        }
    }

    /// Pays for a layer whose blob is not paid for yet, or says why it is not read.
    fn reason_to_skip(&mut self, layer: &ManifestDescriptor, is_paid: bool) -> Result<(), ProblemKind> {
        match self.layer_form() {
            FormHint::SimpleSigning if signature(layer).is_none() => {
                Err(ProblemKind::SignatureAnnotationMissing)
            }
            _ if is_paid => Ok(()),
            _ => self.budget.pay(layer, self.max_layer()),
        }
    }

    /// The longest layer that is read.
    pub(super) fn max_layer(&self) -> u64 {
        match self.layer_form() {
            FormHint::SimpleSigning => self.options.max_payload(),
            _ => self.options.max_bundle(),
        }
    }

    pub(super) fn take_layer(&mut self, blob: &Shared, fetched: Fetched) {
        let form = self.layer_form();
        match self.checked(fetched, blob.layer(), self.max_layer()) {
            Ok((bytes, _)) => self.candidates.extend(candidates_over(blob, form, &bytes.into())),
            Err(kind) => self.report(Some(blob.layer().digest()), form, kind),
        }
    }
}

/// The manifest under one of Cosign's tags. It came by a tag, so nothing says which digest it should have.
pub(crate) fn read_tagged(
    provider: &dyn HashProvider,
    fetched: Fetched,
    limit: u64,
) -> Result<(Digest, ImageManifest), ProblemKind> {
    let (bytes, header) = bytes_of(fetched, limit)?;
    match Manifest::parse(&bytes, header.as_deref()).map_err(ProblemKind::ManifestMalformed)? {
        Manifest::Image(image) => Ok((provider.hash(Algorithm::Sha256, &bytes), image)),
        Manifest::Index(index) => {
            let media_type = index.media_type().into();
            Err(ProblemKind::ManifestMalformed(ManifestError::UnsupportedMediaType { media_type }))
        }
    }
}

/// What an attestation layer claims to hold.
fn hint(layer: &ManifestDescriptor) -> Option<&str> {
    layer.annotation(annotation::PREDICATE_TYPE)
}

fn signature(layer: &ManifestDescriptor) -> Option<&str> {
    layer.annotation(annotation::COSIGN_SIGNATURE).filter(|text| !text.is_empty())
}

fn candidates_over<'b>(
    blob: &'b Shared,
    form: FormHint,
    bytes: &'b Arc<[u8]>,
) -> impl Iterator<Item = Candidate> + 'b {
    let layers = core::iter::once(&blob.first).chain(&blob.others);
    layers.filter_map(move |layer| {
        let (form, predicate_hint) = match form {
            FormHint::SimpleSigning => {
                (CandidateForm::SimpleSigning { signature_base64: signature(layer)?.into() }, None)
            }
            _ => (CandidateForm::Dsse, hint(layer).map(String::from)),
        };
        Some(Candidate {
            form,
            artifact: layer.digest(),
            manifest: blob.manifest,
            bytes: bytes.clone(),
            predicate_hint,
            annotations: layer.annotations().clone(),
        })
    })
}

use std::collections::BTreeSet;
use std::sync::Arc;

use countersign_digest::{Digest, HashProvider};
use countersign_oci::{ArtifactError, SignatureArtifact};

use super::merge::{Merged, MergedManifest, TagMerge};

/// A signature for a manifest of Cosign's older scheme, whose blobs are in the repository.
///
/// The layers that stand there are kept. Those that it saw there once and that are gone later are put back, unless the tag is
/// gone altogether: then somebody deleted it.
#[derive(Clone, Debug)]
pub(crate) struct TaggedMerge {
    provider: Arc<dyn HashProvider>,
    own: SignatureArtifact,
    known: SignatureArtifact,
    pushed: BTreeSet<Digest>,
}

impl TaggedMerge {
    pub(crate) fn new(own: &SignatureArtifact, provider: Arc<dyn HashProvider>) -> Self {
        let pushed = own.blobs().iter().map(|(blob, _)| blob.digest()).collect();
        Self { provider, own: own.clone(), known: own.clone(), pushed }
    }

    fn write_known(&self) -> Merged {
        let is_new = |digest| !self.pushed.contains(&digest);
        let blobs = self.known.blobs().iter().filter(|(blob, _)| is_new(blob.digest()));
        let manifest = self.known.manifest();
        let merged = MergedManifest::new(self.known.manifest_bytes().to_vec(), manifest.media_type());
        Merged::Write(merged.with_blobs(blobs.cloned().collect()))
    }
}

impl TagMerge for TaggedMerge {
    type Error = ArtifactError;

    fn merge(&mut self, standing: Option<&[u8]>) -> Result<Merged, ArtifactError> {
        self.known = match standing {
            Some(standing) => self.known.merged_with(&*self.provider, standing)?,
            None => self.own.clone(),
        };
        match standing == Some(self.known.manifest_bytes()) {
            true => Ok(Merged::Complete),
            false => Ok(self.write_known()),
        }
    }

    /// Layers are put back with the tag or not at all.
    fn forget(&mut self, _: &Digest) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_digest::{Algorithm, Sha2};
    use countersign_oci::{Manifest, media_type};

    fn signed(payload: &str) -> SignatureArtifact {
        let subject = Sha2.hash(Algorithm::Sha256, b"image");
        SignatureArtifact::simple_signing(&Sha2, &subject, None, payload.as_bytes(), "c2ln").unwrap()
    }

    fn merge_of(payload: &str) -> TaggedMerge {
        TaggedMerge::new(&signed(payload), Arc::new(Sha2))
    }

    fn written(merged: Merged) -> MergedManifest {
        match merged {
            Merged::Write(manifest) => manifest,
            Merged::Complete => panic!("there is something to write"),
        }
    }

    fn layers(bytes: &[u8]) -> Vec<Digest> {
        let manifest = Manifest::parse(bytes, Some(media_type::IMAGE_MANIFEST)).unwrap();
        manifest.as_image().unwrap().layers().iter().map(|layer| layer.digest()).collect()
    }

    fn payloads<const N: usize>(texts: [&str; N]) -> Vec<Digest> {
        texts.iter().map(|text| Sha2.hash(Algorithm::Sha256, text.as_bytes())).collect()
    }

    #[test]
    fn the_first_signature_is_written_as_it_was_made() {
        let first = written(merge_of("a").merge(None).unwrap());
        assert_eq!(first.bytes(), signed("a").manifest_bytes());
        assert!(first.blobs().is_empty());
    }

    #[test]
    fn a_later_signature_comes_after_what_stands_there_with_a_configuration_of_its_own() {
        let mut merge = merge_of("b");
        let second = written(merge.merge(Some(signed("a").manifest_bytes())).unwrap());
        assert_eq!(layers(second.bytes()), payloads(["a", "b"]));
        assert_eq!(second.blobs().len(), 1);
        assert_eq!(merge.merge(Some(second.bytes())), Ok(Merged::Complete));
    }

    #[test]
    fn what_others_lost_meanwhile_is_put_back() {
        let mut merge = merge_of("ours");
        merge.merge(Some(signed("theirs").manifest_bytes())).unwrap();
        let again = written(merge.merge(Some(signed("new").manifest_bytes())).unwrap());
        assert_eq!(layers(again.bytes()), payloads(["new", "theirs", "ours"]));
    }

    #[test]
    fn what_was_deleted_with_the_tag_stays_deleted() {
        let mut merge = merge_of("ours");
        merge.merge(Some(signed("theirs").manifest_bytes())).unwrap();
        assert_eq!(layers(written(merge.merge(None).unwrap()).bytes()), payloads(["ours"]));
    }

    #[test]
    fn what_is_no_image_manifest_is_not_overwritten() {
        let mut merge = merge_of("ours");
        let index =
            br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#;
        assert_eq!(merge.merge(Some(index)), Err(ArtifactError::ExistingIsIndex));
    }
}

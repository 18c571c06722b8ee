use std::collections::{BTreeMap, BTreeSet};

use countersign_digest::Digest;
use countersign_oci::{FallbackIndexError, ImageIndex, ManifestDescriptor, fallback_index_with, media_type};

use super::merge::{Merged, MergedManifest, TagMerge};

/// So many entries of others are put back where they are gone, the first ones: as many as readers look at.
const MAX_REMEMBERED: usize = 1000;

/// Entries for the list of referrers under a fallback tag (distribution-spec, "Referrers Tag Schema").
///
/// Everything that stands there is kept. Entries of others that it saw there once, and that are gone later, are put back as
/// long as their manifests are in the repository, 1000 of them at most.
#[derive(Clone, Debug)]
pub struct IndexMerge {
    own: BTreeSet<Digest>,
    known: BTreeMap<Digest, ManifestDescriptor>,
    order: Vec<Digest>,
}

impl IndexMerge {
    /// These entries; of two with one digest the first.
    pub fn new(entries: impl IntoIterator<Item = ManifestDescriptor>) -> Self {
        let mut merge = Self { own: BTreeSet::new(), known: BTreeMap::new(), order: Vec::new() };
        entries.into_iter().for_each(|entry| merge.learn(entry));
        merge.own = merge.known.keys().copied().collect();
        merge
    }

    /// Takes note of what others listed, as far as there is room.
    fn remember(&mut self, entry: &ManifestDescriptor) {
        if self.known.len().saturating_sub(self.own.len()) < MAX_REMEMBERED {
            self.learn(entry.clone());
        }
    }

    fn learn(&mut self, entry: ManifestDescriptor) {
        let digest = entry.digest();
        if let std::collections::btree_map::Entry::Vacant(place) = self.known.entry(digest) {
            place.insert(entry);
            self.order.push(digest);
        }
    }

    /// What is known and not among these, in the order in which it was learnt.
    fn missing_from(&self, there: &BTreeSet<Digest>) -> Vec<ManifestDescriptor> {
        let missing = self.order.iter().filter(|digest| !there.contains(*digest));
        missing.filter_map(|digest| self.known.get(digest).cloned()).collect()
    }
}

impl TagMerge for IndexMerge {
    type Error = FallbackIndexError;

    fn merge(&mut self, standing: Option<&[u8]>) -> Result<Merged, FallbackIndexError> {
        let listed = standing.map(ImageIndex::of_fallback_tag).transpose()?;
        let entries = listed.as_ref().map(ImageIndex::manifests).unwrap_or_default();
        let there: BTreeSet<_> = entries.iter().map(ManifestDescriptor::digest).collect();
        entries.iter().for_each(|entry| self.remember(entry));
        let missing = self.missing_from(&there);
        if missing.is_empty() {
            return Ok(Merged::Complete);
        }
        let bytes = match &listed {
            None => fallback_index_with(None, &missing),
            Some(index) => index.with_referrers(&missing),
        }?;
        let media_type = listed.as_ref().map_or(media_type::IMAGE_INDEX, ImageIndex::media_type);
        let others =
            missing.iter().map(ManifestDescriptor::digest).filter(|digest| !self.own.contains(digest));
        Ok(Merged::Write(MergedManifest::new(bytes, media_type).with_doubtful(others.collect())))
    }

    fn forget(&mut self, digest: &Digest) {
        if !self.own.contains(digest) {
            self.known.remove(digest);
            self.order.retain(|known| known != digest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_digest::{Algorithm, Descriptor, HashProvider, Sha2};

    fn entry(name: &str) -> ManifestDescriptor {
        let digest = Sha2.hash(Algorithm::Sha256, name.as_bytes());
        ManifestDescriptor::new(Descriptor::new(media_type::IMAGE_MANIFEST, digest, 7).unwrap())
            .with_annotation("name", name)
    }

    fn written(merged: Merged) -> MergedManifest {
        match merged {
            Merged::Write(manifest) => manifest,
            Merged::Complete => panic!("there is something to write"),
        }
    }

    fn names(bytes: &[u8]) -> Vec<String> {
        let index = ImageIndex::of_fallback_tag(bytes).unwrap();
        let entries = index.manifests().iter();
        entries.map(|entry| entry.annotation("name").unwrap().to_owned()).collect()
    }

    #[test]
    fn what_stands_there_is_kept_and_what_is_there_is_not_added_again() {
        let first = written(IndexMerge::new([entry("a")]).merge(None).unwrap());
        let mut merge = IndexMerge::new([entry("a"), entry("b")]);
        let second = written(merge.merge(Some(first.bytes())).unwrap());
        assert_eq!(names(second.bytes()), ["a", "b"]);
        assert_eq!(merge.merge(Some(second.bytes())), Ok(Merged::Complete));
    }

    #[test]
    fn what_others_listed_and_lost_is_put_back_and_doubted() {
        let theirs = written(IndexMerge::new([entry("theirs")]).merge(None).unwrap());
        let mut merge = IndexMerge::new([entry("ours")]);
        assert!(written(merge.merge(Some(theirs.bytes())).unwrap()).doubtful().is_empty());
        let again = written(merge.merge(None).unwrap());
        assert_eq!(names(again.bytes()), ["ours", "theirs"]);
        assert_eq!(again.doubtful(), [entry("theirs").digest()]);
    }

    #[test]
    fn what_was_deleted_is_not_put_back_but_what_is_ours_is() {
        let theirs = written(IndexMerge::new([entry("theirs")]).merge(None).unwrap());
        let mut merge = IndexMerge::new([entry("ours")]);
        merge.merge(Some(theirs.bytes())).unwrap();
        merge.forget(&entry("theirs").digest());
        merge.forget(&entry("ours").digest());
        assert_eq!(names(written(merge.merge(None).unwrap()).bytes()), ["ours"]);
    }

    #[test]
    fn no_more_of_what_others_listed_is_remembered_than_is_ever_looked_for() {
        let theirs: Vec<_> = (0..MAX_REMEMBERED + 5).map(|at| entry(&at.to_string())).collect();
        let theirs = written(IndexMerge::new(theirs).merge(None).unwrap());
        let mut merge = IndexMerge::new([entry("ours")]);
        let kept = written(merge.merge(Some(theirs.bytes())).unwrap());
        assert_eq!(names(kept.bytes()).len(), MAX_REMEMBERED + 6);
        let again = written(merge.merge(None).unwrap());
        assert_eq!(again.doubtful().len(), MAX_REMEMBERED);
        assert_eq!(names(again.bytes()).first().map(String::as_str), Some("ours"));
    }

    #[test]
    fn an_index_of_another_type_keeps_its_type() {
        let list = format!(
            r#"{{"schemaVersion":2,"mediaType":"{}","manifests":[]}}"#,
            media_type::DOCKER_MANIFEST_LIST
        );
        let merged = written(IndexMerge::new([entry("a")]).merge(Some(list.as_bytes())).unwrap());
        assert_eq!(merged.media_type(), media_type::DOCKER_MANIFEST_LIST);
        let untyped = br#"{"schemaVersion":2,"manifests":[]}"#;
        let merged = written(IndexMerge::new([entry("a")]).merge(Some(untyped)).unwrap());
        assert_eq!(merged.media_type(), media_type::IMAGE_INDEX);
    }

    #[test]
    fn what_is_no_index_is_not_overwritten() {
        let merge = |bytes: &[u8]| IndexMerge::new([entry("a")]).merge(Some(bytes));
        assert!(matches!(merge(b"<html>"), Err(FallbackIndexError::Malformed(_))));
        let image = br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.empty.v1+json","size":2,"digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"},"layers":[]}"#;
        assert_eq!(merge(image), Err(FallbackIndexError::NotAnIndex));
    }
}

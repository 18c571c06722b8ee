//! How much of a layout is read, and that one bad part of it hides no good one.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

mod common;

use std::cell::Cell;

use common::{
    Collect, Files, Registry, blob_path, describe, image, layout, provider, put_bundle, referrer, search,
    sha256,
};
use countersign_digest::{Descriptor, Digest};
use countersign_oci::{
    Fetched, FileRead, IgnoredKind, Layout, LayoutFiles, ListingError, ManifestAt, ManifestDescriptor,
    ManifestError, PlanOptions, ProblemKind, Read, annotation, fallback_tag, media_type,
};

const IMAGE: &str = media_type::IMAGE_MANIFEST;
const INDEX: &str = media_type::IMAGE_INDEX;
const LIMIT: u64 = 4 << 20;

fn entry_of(descriptor: &ManifestDescriptor, more: &str) -> String {
    format!(
        r#"{{"mediaType":"{}","digest":"{}","size":{}{more}}}"#,
        descriptor.media_type(),
        descriptor.digest(),
        descriptor.size()
    )
}

fn entry(media_type: &str, bytes: &[u8]) -> String {
    entry_of(&describe(media_type, bytes), "")
}

fn index_of(entries: &[String]) -> Vec<u8> {
    format!(r#"{{"schemaVersion":2,"manifests":[{}]}}"#, entries.join(",")).into_bytes()
}

/// A layout of these blobs, and these entries in its index.
fn files_with(blobs: &[&[u8]], entries: &[String]) -> Files {
    let mut files = Files::new();
    files.insert("oci-layout".into(), br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec());
    files.insert("index.json".into(), index_of(entries));
    for blob in blobs {
        files.insert(blob_path(&sha256(blob)), blob.to_vec());
    }
    files
}

fn open(files: Files) -> Layout<Files> {
    Layout::open(files, provider()).unwrap()
}

/// Files that count how often they are read.
struct Counted {
    files: Files,
    reads: Cell<usize>,
}

impl LayoutFiles for Counted {
    fn read(&self, path: &str, limit: u64) -> FileRead {
        self.reads.set(self.reads.get() + 1);
        self.files.read(path, limit)
    }
}

fn type_of<F: LayoutFiles>(layout: &Layout<F>, digest: Digest) -> Option<String> {
    match layout.fetch(&Read::Manifest { at: ManifestAt::Digest(digest), limit: LIMIT }) {
        Fetched::Bytes { media_type, .. } => media_type,
        other => panic!("{other:?}"),
    }
}

/// What is listed for an image, and whether that is all.
fn listed<F: LayoutFiles>(layout: &Layout<F>, subject: Digest, limit_items: usize) -> (Vec<Digest>, bool) {
    match layout.fetch(&Read::Referrers { subject, limit_items }) {
        Fetched::Listing { descriptors, complete } => {
            (descriptors.iter().map(ManifestDescriptor::digest).collect(), complete)
        }
        other => panic!("{other:?}"),
    }
}

/// Indexes with nothing in them, each of its own digest.
fn empty_index(number: usize) -> Vec<u8> {
    format!(r#"{{"schemaVersion":2,"manifests":[],"n":{number}}}"#).into_bytes()
}

#[test]
fn indexes_are_read_once_for_all_lookups() {
    let child = b"a child".as_slice();
    let index = index_of(&[entry(IMAGE, child)]);
    let files = files_with(&[child, &index], &[entry(INDEX, &index)]);
    let counted = Counted { files, reads: Cell::new(0) };
    let layout = Layout::open(&counted, provider()).unwrap();
    let look_up = || {
        let before = counted.reads.get();
        assert_eq!(type_of(&layout, sha256(child)).as_deref(), Some(IMAGE));
        counted.reads.get() - before
    };
    assert_eq!([look_up(), look_up(), look_up()], [2, 1, 1]);
}

#[test]
fn no_more_than_64_indexes_are_read() {
    for (before, expected) in [(63, Some(IMAGE)), (64, None)] {
        let child = b"a child".as_slice();
        let mut indexes: Vec<_> = (0..before).map(empty_index).collect();
        indexes.push(index_of(&[entry(IMAGE, child)]));
        let entries: Vec<_> = indexes.iter().map(|index| entry(INDEX, index)).collect();
        let mut blobs: Vec<_> = indexes.iter().map(Vec::as_slice).collect();
        blobs.push(child);
        let found = type_of(&open(files_with(&blobs, &entries)), sha256(child));
        assert_eq!(found.as_deref(), expected, "{before}");
    }
}

#[test]
fn an_index_that_is_listed_often_is_read_once() {
    let child = b"a child".as_slice();
    let (first, last) = (empty_index(0), index_of(&[entry(IMAGE, child)]));
    let mut entries = vec![entry(INDEX, &first); 100];
    entries.push(entry(INDEX, &last));
    let counted = Counted { files: files_with(&[child, &first, &last], &entries), reads: Cell::new(0) };
    let layout = Layout::open(&counted, provider()).unwrap();
    let before = counted.reads.get();
    assert_eq!(type_of(&layout, sha256(child)).as_deref(), Some(IMAGE));
    assert_eq!(counted.reads.get() - before, 3);
}

#[test]
fn no_more_than_ten_thousand_manifests_of_indexes_are_known() {
    for (before, expected) in [(9_999, Some(IMAGE)), (10_000, None)] {
        let child = b"a child".as_slice();
        let mut entries: Vec<_> = (0..before).map(|at| entry(IMAGE, format!("{at}").as_bytes())).collect();
        entries.push(entry(IMAGE, child));
        let index = index_of(&entries);
        let layout = open(files_with(&[child, &index], &[entry(INDEX, &index)]));
        assert_eq!(type_of(&layout, sha256(child)).as_deref(), expected, "{before}");
    }
}

#[test]
fn manifests_that_the_layout_lists_itself_take_no_place_among_those_of_indexes() {
    let child = b"a child".as_slice();
    let mut entries: Vec<_> = (0..10_000).map(|at| entry(IMAGE, format!("{at}").as_bytes())).collect();
    let index = index_of(&[entries.clone(), vec![entry(IMAGE, child)]].concat());
    entries.push(entry(INDEX, &index));
    let layout = open(files_with(&[child, &index], &entries));
    assert_eq!(type_of(&layout, sha256(child)).as_deref(), Some(IMAGE));
}

#[test]
fn an_index_in_an_index_says_the_types_of_its_manifests() {
    let child = b"a child".as_slice();
    let inner = index_of(&[entry(IMAGE, child)]);
    let outer = index_of(&[entry(INDEX, &inner)]);
    let layout = open(files_with(&[child, &inner, &outer], &[entry(INDEX, &outer)]));
    assert_eq!(type_of(&layout, sha256(child)).as_deref(), Some(IMAGE));
    assert_eq!(type_of(&layout, sha256(&inner)).as_deref(), Some(INDEX));
}

#[test]
fn many_indexes_that_list_many_indexes_cost_no_more_than_64_reads() {
    let inner: Vec<_> = (0..200).map(|at| entry(INDEX, &empty_index(at))).collect();
    let outer: Vec<_> = (0..64)
        .map(|at| index_of(&[inner.clone(), vec![entry(INDEX, &empty_index(1000 + at))]].concat()))
        .collect();
    let entries: Vec<_> = outer.iter().map(|index| entry(INDEX, index)).collect();
    let blobs: Vec<_> = outer.iter().map(Vec::as_slice).collect();
    let counted = Counted { files: files_with(&blobs, &entries), reads: Cell::new(0) };
    let layout = Layout::open(&counted, provider()).unwrap();
    let before = counted.reads.get();
    let read = Read::Manifest { at: ManifestAt::Digest(sha256(b"nobody")), limit: LIMIT };
    assert_eq!(layout.fetch(&read), Fetched::Absent);
    assert_eq!(counted.reads.get() - before, 65);
}

/// A file of four mebibytes less one under every digest, where the entries say four mebibytes.
struct Long {
    index: Vec<u8>,
    read: Cell<u64>,
}

impl LayoutFiles for Long {
    fn read(&self, path: &str, limit: u64) -> FileRead {
        let bytes = match path {
            "oci-layout" => br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec(),
            "index.json" => self.index.clone(),
            _ => vec![b' '; usize::try_from(LIMIT - 1).unwrap()],
        };
        if bytes.len() as u64 > limit {
            return FileRead::TooLarge { actual: bytes.len() as u64 };
        }
        self.read.set(self.read.get() + bytes.len() as u64);
        FileRead::Bytes(bytes)
    }
}

#[test]
fn no_more_than_64_mebibytes_of_manifests_are_scanned() {
    for (count, complete) in [(16, true), (17, false)] {
        for media_type in [IMAGE, INDEX] {
            let long =
                |at: usize| Descriptor::new(media_type, sha256(&[u8::try_from(at).unwrap()]), LIMIT).unwrap();
            let entries: Vec<_> =
                (0..count).map(|at| entry_of(&ManifestDescriptor::new(long(at)), "")).collect();
            let files = Long { index: index_of(&entries), read: Cell::new(0) };
            let layout = Layout::open(&files, provider()).unwrap();
            files.read.set(0);
            let (found, all) = listed(&layout, image().digest(), 100);
            assert_eq!((found.len(), all), (16, complete));
            assert_eq!(files.read.get(), 16 * (LIMIT - 1));
            files.read.set(0);
            let read = Read::Manifest { at: ManifestAt::Digest(sha256(b"nobody")), limit: 1 };
            layout.fetch(&read);
            assert_eq!(files.read.get(), if media_type == INDEX { 16 * (LIMIT - 1) } else { 0 });
        }
    }
}

#[test]
fn manifests_that_are_too_long_are_listed_unread() {
    let long = |at: u8| Descriptor::new(IMAGE, sha256(&[at]), LIMIT + 1).unwrap();
    let entries: Vec<_> = (0..20).map(|at| entry_of(&ManifestDescriptor::new(long(at)), "")).collect();
    let files = Long { index: index_of(&entries), read: Cell::new(0) };
    let layout = Layout::open(&files, provider()).unwrap();
    files.read.set(0);
    let (found, complete) = listed(&layout, image().digest(), 100);
    assert_eq!((found.len(), complete, files.read.get()), (20, true, 0));
}

#[test]
fn referrers_are_listed_in_the_order_of_the_entries() {
    let signature = referrer(Some(&image()), media_type::SIGSTORE_BUNDLE_V03, &[]);
    for blobs in [[b"not JSON".as_slice(), &signature], [&signature, b"not JSON".as_slice()]] {
        let layout = open(files_with(&blobs, &blobs.map(|bytes| entry(IMAGE, bytes))));
        assert_eq!(listed(&layout, image().digest(), 100), (blobs.map(sha256).to_vec(), true));
    }
}

#[test]
fn what_entries_only_claim_to_have_costs_nothing() {
    let long = |at: usize| Descriptor::new(IMAGE, sha256(&[u8::try_from(at).unwrap()]), LIMIT).unwrap();
    let mut entries: Vec<_> = (0..100).map(|at| entry_of(&ManifestDescriptor::new(long(at)), "")).collect();
    let signature = referrer(Some(&image()), media_type::SIGSTORE_BUNDLE_V03, &[]);
    entries.push(entry(IMAGE, &signature));
    let (found, complete) = listed(&open(files_with(&[&signature], &entries)), image().digest(), 1000);
    assert!(complete && found.contains(&sha256(&signature)));
}

#[test]
fn no_more_than_ten_thousand_manifests_are_scanned() {
    for (before, complete) in [(9_999, true), (10_000, false)] {
        let mut entries: Vec<_> = (0..before).map(|at| entry(IMAGE, format!("{at}").as_bytes())).collect();
        let last = referrer(Some(&image()), media_type::SIGSTORE_BUNDLE_V03, &[]);
        entries.push(entry(IMAGE, &last));
        let (found, all) = listed(&open(files_with(&[&last], &entries)), image().digest(), 20_000);
        assert_eq!((found.len(), all, found.contains(&sha256(&last))), (10_000, complete, complete));
    }
}

#[test]
fn entries_are_read_once_for_all_subjects() {
    let other = common::core(IMAGE, b"another image");
    let first = referrer(Some(&image()), media_type::SIGSTORE_BUNDLE_V03, &[]);
    let second = referrer(Some(&other), media_type::SIGSTORE_BUNDLE_V03, &[]);
    let broken = b"not JSON".as_slice();
    let entries = [&first, &second, broken, &second, broken].map(|bytes| entry(IMAGE, bytes));
    let files = files_with(&[&first, &second, broken], &entries);
    let counted = Counted { files, reads: Cell::new(0) };
    let layout = Layout::open(&counted, provider()).unwrap();
    let list = |subject| {
        let before = counted.reads.get();
        (listed(&layout, subject, 100), counted.reads.get() - before)
    };
    let (first, second, broken) = (sha256(&first), sha256(&second), sha256(broken));
    // What cannot be parsed may be about any image.
    assert_eq!(list(image().digest()), ((vec![first, broken], true), 3));
    assert_eq!(list(other.digest()), ((vec![second, broken], true), 0));
    assert_eq!(list(first), ((vec![broken], true), 0));
    assert_eq!(list(broken), ((vec![], true), 0));
}

#[test]
fn the_first_entry_of_a_digest_says_its_type() {
    let manifest = b"a manifest".as_slice();
    let (oci, docker) = (entry(IMAGE, manifest), entry(media_type::DOCKER_MANIFEST, manifest));
    let type_first = |entries: &[String]| type_of(&open(files_with(&[manifest], entries)), sha256(manifest));
    assert_eq!(type_first(&[oci.clone(), docker.clone()]).as_deref(), Some(IMAGE));
    assert_eq!(type_first(&[docker, oci]).as_deref(), Some(media_type::DOCKER_MANIFEST));
}

#[test]
fn an_entry_that_claims_more_than_the_limit_is_not_read() {
    let manifest = b"a manifest".as_slice();
    let claimed = Descriptor::new(IMAGE, sha256(manifest), 1000).unwrap();
    let files = files_with(&[manifest], &[entry_of(&ManifestDescriptor::new(claimed), "")]);
    let counted = Counted { files, reads: Cell::new(0) };
    let layout = Layout::open(&counted, provider()).unwrap();
    let before = counted.reads.get();
    let fetch = |limit| layout.fetch(&Read::Manifest { at: ManifestAt::Digest(sha256(manifest)), limit });
    assert_eq!(fetch(999), Fetched::Oversize { limit: 999, actual: Some(1000) });
    assert_eq!(counted.reads.get(), before);
    assert_eq!(fetch(1000), Fetched::Malformed(ListingError::Size { expected: 1000, actual: 10 }));
}

/// A layout with a good bundle in its index, and this list under the fallback tag.
fn beside_list(list: &[u8], entries: &[String]) -> Layout<Files> {
    let mut registry = Registry::default();
    let bundle = b"a bundle".as_slice();
    let listed = put_bundle(&mut registry, bundle);
    let Fetched::Bytes { bytes: manifest, .. } = registry.manifests[&listed.digest()].clone() else {
        panic!()
    };
    let entries = [vec![entry(IMAGE, &manifest)], entries.to_vec()].concat();
    open(files_with(&[bundle, &manifest, list], &entries))
}

fn named_list(media_type: &str, list: &[u8]) -> String {
    let name =
        format!(r#","annotations":{{"{}":"{}"}}"#, annotation::REF_NAME, fallback_tag(&image().digest()));
    entry_of(&describe(media_type, list), &name)
}

#[test]
fn a_bad_list_under_the_fallback_tag_hides_no_bundle_and_is_reported() {
    let good = empty_index(0);
    let found = search(&beside_list(&good, &[named_list(INDEX, &good)]), image().digest());
    assert_eq!((found.candidates.len(), found.kinds().len()), (1, 0));

    let malformed = |error| ProblemKind::ListingMalformed(error);
    let manifest = referrer(Some(&image()), "a/b", &[]);
    for (list, entries, expected) in [
        (
            b"[]".as_slice(),
            vec![named_list(INDEX, b"[]")],
            malformed(ListingError::Index(ManifestError::NotAnObject)),
        ),
        (&manifest, vec![named_list(IMAGE, &manifest)], malformed(ListingError::NotAnIndex)),
        (&good, vec![named_list(INDEX, b"missing")], ProblemKind::Missing),
        (
            &good,
            vec![named_list(INDEX, &good), named_list(INDEX, &empty_index(1))],
            malformed(ListingError::AmbiguousName),
        ),
    ] {
        let found = search(&beside_list(list, &entries), image().digest());
        assert_eq!(found.candidates.len(), 1, "{expected:?}");
        assert_eq!(found.kinds(), [expected]);
    }
}

#[test]
fn a_registry_cannot_have_the_fallback_tag_read_for_ever() {
    let tag = fallback_tag(&image().digest());
    let mut registry = Registry::default();
    let itself = describe(INDEX, b"a list").with_annotation(annotation::REF_NAME, tag.clone());
    registry.list(vec![itself.clone(), itself.clone()]);
    let named = format!(r#","annotations":{{"{}":"{tag}"}}"#, annotation::REF_NAME);
    registry.put_tag(&tag, &index_of(&[entry_of(&itself, &named)]), INDEX);
    let found = registry.search(image().digest());
    assert!(found.candidates.is_empty() && found.problems.is_empty(), "{found:?}");
    assert_eq!(found.reads, 3);
    assert_eq!(found.ignored.len(), 1);
}

#[test]
fn what_lies_beyond_the_limit_of_a_listing_is_not_looked_at() {
    let options = |limit| PlanOptions::default().with_max_referrers(limit);
    let mut registry = Registry::default();
    let bundle = put_bundle(&mut registry, b"a bundle");
    let other = |at: u8| describe(IMAGE, &[at]).with_artifact_type(media_type::NOTATION_SIGNATURE);
    registry.list(vec![other(0), other(1), bundle]);
    let found = registry.drive(Collect::new(image().digest(), options(3)));
    assert_eq!((found.candidates.len(), found.kinds()), (1, vec![]));
    let found = registry.drive(Collect::new(image().digest(), options(2)));
    assert_eq!(found.kinds(), [ProblemKind::LimitExceeded { limit: 2 }]);
    assert!(found.candidates.is_empty());
    assert!(found.ignored.iter().all(|found| *found.kind() == IgnoredKind::NotationSignature));
    assert_eq!(found.ignored.len(), 2);
}

#[test]
fn a_layout_may_go_to_another_thread() {
    fn is_send<T: Send>(_: &T) {}
    is_send(&layout("unsigned"));
}

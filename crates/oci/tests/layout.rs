//! Image layouts: reading what other tools wrote, and writing what they read.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

mod common;

use std::cell::RefCell;

use common::{Collect, Files, blob_path, core, files, layout, provider, search, sha256};
use countersign_digest::{Digest, Sha2};
use countersign_encoding::json::{FieldProblem, JsonError};
use countersign_oci::{
    CandidateForm, CosignTag, DriveError, Fetched, FileRead, IgnoredKind, Layout, LayoutError, LayoutFiles,
    ListingError, ManifestAt, ManifestDescriptor, ManifestError, PlanOptions, PlatformChoice, ProblemKind,
    Read, ReadId, Resolver, Session, SignatureArtifact, Step, UnreachableReason, annotation, cosign_tag,
    fallback_tag, media_type,
};

const COSIGN: [&str; 10] = [
    "bundle-p256",
    "legacy-p256",
    "bundle-annotated",
    "legacy-annotated",
    "bundle-index",
    "legacy-index",
    "legacy-docker-types",
    "unsigned",
    "bundle-attested",
    "legacy-attested",
];

fn subject(name: &str) -> Digest {
    layout(name).resolve_name(Some(name)).unwrap().digest()
}

fn open(files: Files) -> Result<Layout<Files>, LayoutError> {
    Layout::open(files, provider())
}

fn bundle_for(image: &ManifestDescriptor) -> SignatureArtifact {
    let created = "2026-11-22T14:22:04Z";
    SignatureArtifact::bundle_referrer(
        &Sha2,
        &image.core(),
        b"my bundle",
        annotation::COSIGN_SIGN_V1,
        created,
    )
    .unwrap()
}

#[test]
fn finds_the_only_image_in_every_layout_that_has_one() {
    for name in COSIGN {
        assert_eq!(layout(name).resolve_name(None).unwrap().digest(), subject(name), "{name}");
    }
    let both = layout("notation-both");
    assert_eq!(both.resolve_name(None), both.resolve_name(Some("both")));
}

#[test]
fn finds_the_signatures_that_cosign_wrote() {
    for (name, bundles, payloads, attestations) in [
        ("bundle-p256", 1, 0, 0),
        ("bundle-annotated", 1, 0, 0),
        ("bundle-index", 1, 0, 0),
        ("legacy-p256", 0, 1, 0),
        ("legacy-annotated", 0, 1, 0),
        ("legacy-index", 0, 1, 0),
        ("legacy-docker-types", 0, 1, 0),
        ("legacy-two-keys", 0, 3, 0),
        ("unsigned", 0, 0, 0),
        ("bundle-attested", 0, 0, 6),
        ("legacy-attested", 0, 0, 0),
    ] {
        let found = search(&layout(name), subject(name));
        let of_bundle =
            found.candidates.iter().filter(|found| *found.form() == CandidateForm::Bundle).count();
        let counts = (of_bundle, found.candidates.len() - of_bundle, found.ignored.len());
        assert_eq!(counts, (bundles, payloads, attestations), "{name}");
        assert!(found.problems.is_empty(), "{name}: {:?}", found.problems);
        assert!(found.ignored.iter().all(|found| matches!(found.kind(), IgnoredKind::Attestation { .. })));
        for candidate in &found.candidates {
            assert_eq!(sha256(candidate.bytes()), candidate.artifact());
        }
    }
}

#[test]
fn finds_all_three_kinds_side_by_side_and_reads_no_notation_signature() {
    let found =
        search(&layout("notation-both"), layout("notation-both").resolve_name(None).unwrap().digest());
    assert!(found.problems.is_empty(), "{found:?}");
    let forms: Vec<_> = found.candidates.iter().map(|found| *found.form() == CandidateForm::Bundle).collect();
    assert_eq!(forms, [true, false]);
    assert_eq!(found.ignored.len(), 2);
    assert!(found.ignored.iter().all(|found| *found.kind() == IgnoredKind::NotationSignature));
}

#[test]
fn every_platform_of_an_index_has_its_own_signature() {
    for (name, signatures) in [("bundle-index", 1), ("legacy-index", 1)] {
        let layout = layout(name);
        let entry = layout.resolve_name(None).unwrap();
        let at = ManifestAt::Digest(entry.digest());
        let mut resolver =
            Resolver::new(provider(), at, Some(entry.media_type().into()), PlatformChoice::All, 0);
        while let Some(request) = resolver.reads().first() {
            resolver.answer(request.id(), layout.fetch(request.read()));
        }
        let resolved = resolver.outcome().unwrap().unwrap();
        assert_eq!(resolved.targets().len(), 2);
        for target in resolved.targets() {
            assert_eq!(target.covered_by(), [target.descriptor().digest(), entry.digest()]);
            assert_eq!(search(&layout, target.descriptor().digest()).candidates.len(), signatures, "{name}");
        }
    }
}

#[test]
fn reports_a_referrer_that_is_missing_or_changed() {
    let subject = subject("bundle-p256");
    let entry = layout("bundle-p256").index().manifests()[1].clone();
    let mut missing = files("bundle-p256");
    missing.remove(&blob_path(&entry.digest()));
    assert_eq!(search(&open(missing).unwrap(), subject).kinds(), [ProblemKind::Missing]);
    let mut changed = files("bundle-p256");
    changed.get_mut(&blob_path(&entry.digest())).unwrap().push(b' ');
    let expected = entry.size();
    let kinds = search(&open(changed).unwrap(), subject).kinds();
    assert_eq!(kinds, [ProblemKind::Size { expected, actual: expected + 1 }]);
    let mut flipped = files("bundle-p256");
    flipped.get_mut(&blob_path(&entry.digest())).unwrap()[20] ^= 1;
    assert!(matches!(search(&open(flipped).unwrap(), subject).kinds()[..], [ProblemKind::Digest { .. }]));
}

#[test]
fn reports_a_signature_manifest_that_was_changed() {
    let subject = subject("legacy-p256");
    let layout = layout("legacy-p256");
    let entry = layout.resolve_name(Some(&cosign_tag(&subject, CosignTag::Signature))).unwrap();
    let path = blob_path(&entry.digest());
    let mut flipped = files("legacy-p256");
    flipped.get_mut(&path).unwrap()[20] ^= 1;
    assert!(matches!(search(&open(flipped).unwrap(), subject).kinds()[..], [ProblemKind::Digest { .. }]));
    let mut longer = files("legacy-p256");
    longer.get_mut(&path).unwrap().push(b' ');
    assert!(matches!(search(&open(longer).unwrap(), subject).kinds()[..], [ProblemKind::Size { .. }]));
    let mut missing = files("legacy-p256");
    missing.remove(&path);
    assert_eq!(search(&open(missing).unwrap(), subject).kinds(), [ProblemKind::Missing]);
}

/// A layout with one entry, the image, whose fallback tag is this index.
fn with_list(list: &[u8]) -> (Files, ManifestDescriptor) {
    let mut files = files("unsigned");
    let image = layout("unsigned").resolve_name(None).unwrap();
    let entry = format!(
        r#",{{"mediaType":"{}","digest":"{}","size":{},"annotations":{{"{}":"{}","kept":"yes"}},"x":1}}]}}"#,
        media_type::IMAGE_INDEX,
        sha256(list),
        list.len(),
        annotation::REF_NAME,
        fallback_tag(&image.digest())
    );
    let index = String::from_utf8(files["index.json"].clone()).unwrap().replace("]}", &entry);
    files.insert("index.json".into(), index.into_bytes());
    files.insert(blob_path(&sha256(list)), list.to_vec());
    (files, image)
}

#[test]
fn reads_the_list_under_the_fallback_tag_too() {
    let image = layout("unsigned").resolve_name(None).unwrap();
    let artifact = bundle_for(&image);
    let entry = format!(
        r#"{{"mediaType":"{}","digest":"{}","size":{}}}"#,
        media_type::IMAGE_MANIFEST,
        artifact.manifest().digest(),
        artifact.manifest().size()
    );
    let list = format!(r#"{{"schemaVersion":2,"manifests":[{entry},{entry}]}}"#);
    let (mut files, image) = with_list(list.as_bytes());
    files.insert(blob_path(&artifact.manifest().digest()), artifact.manifest_bytes().to_vec());
    files.insert(blob_path(&sha256(b"my bundle")), b"my bundle".to_vec());
    let found = search(&open(files.clone()).unwrap(), image.digest());
    assert_eq!((found.candidates.len(), found.problems.len()), (1, 0));
    files.remove(&blob_path(&sha256(list.as_bytes())));
    let found = search(&open(files).unwrap(), image.digest());
    assert_eq!(found.kinds(), [ProblemKind::Missing]);
}

#[test]
fn a_list_under_the_fallback_tag_that_is_none_is_reported() {
    let (files, image) = with_list(b"[]");
    let kinds = search(&open(files).unwrap(), image.digest()).kinds();
    let expected = ListingError::Index(ManifestError::NotAnObject);
    assert_eq!(kinds, [ProblemKind::ListingMalformed(expected)]);
}

#[test]
fn refuses_layouts_that_are_none() {
    let with = |file: &str, text: &str| {
        let mut files = files("unsigned");
        files.insert(file.into(), text.into());
        open(files).map(|_| ()).unwrap_err()
    };
    let without = |file: &str| {
        let mut files = files("unsigned");
        files.remove(file);
        open(files).map(|_| ()).unwrap_err()
    };
    assert_eq!(without("oci-layout"), LayoutError::FileMissing { path: "oci-layout" });
    assert_eq!(without("index.json"), LayoutError::FileMissing { path: "index.json" });
    let long = " ".repeat(5000);
    let expected = LayoutError::FileTooLarge { path: "oci-layout", limit: 4096, actual: 5000 };
    assert_eq!(with("oci-layout", &long), expected);
    let version = |found: &str| LayoutError::Version { found: found.into() };
    assert_eq!(with("oci-layout", r#"{"imageLayoutVersion":"1.1.0"}"#), version("1.1.0"));
    assert!(matches!(with("oci-layout", "{"), LayoutError::MarkerJson(JsonError::UnexpectedEnd)));
    assert_eq!(with("oci-layout", "[]"), LayoutError::MarkerNotAnObject);
    let LayoutError::Marker(error) = with("oci-layout", "{}") else { panic!() };
    assert_eq!(*error.problem(), FieldProblem::Missing);
    assert!(matches!(with("index.json", "{}"), LayoutError::Index(ManifestError::Field(_))));
    let manifest = r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json"}"#;
    assert!(matches!(
        with("index.json", manifest),
        LayoutError::Index(ManifestError::MediaTypeMismatch { .. })
    ));
    let duplicate = r#"{"schemaVersion":2,"manifests":[],"manifests":[]}"#;
    assert!(matches!(
        with("index.json", duplicate),
        LayoutError::Index(ManifestError::Json(JsonError::DuplicateMember { .. }))
    ));
}

/// The layout of `unsigned` with these entries in its index.
fn with_entries(entries: &[String]) -> Layout<Files> {
    let mut files = files("unsigned");
    let index = format!(r#"{{"schemaVersion":2,"manifests":[{}]}}"#, entries.join(","));
    files.insert("index.json".into(), index.into_bytes());
    open(files).unwrap()
}

fn entry(seed: &str, more: &str) -> String {
    let core = core(media_type::IMAGE_MANIFEST, seed.as_bytes());
    format!(
        r#"{{"mediaType":"{}","digest":"{}","size":{}{more}}}"#,
        core.media_type(),
        core.digest(),
        core.size()
    )
}

fn named(seed: &str, name: &str) -> String {
    entry(seed, &format!(r#","annotations":{{"{}":"{name}"}}"#, annotation::REF_NAME))
}

#[test]
fn a_name_must_be_there_and_mean_one_image() {
    let layout = with_entries(&[named("a", "v1"), named("a", "v1"), named("b", "v2")]);
    assert_eq!(layout.resolve_name(Some("v1")).unwrap().digest(), sha256(b"a"));
    assert_eq!(
        layout.resolve_name(Some("v3")),
        Err(LayoutError::NameNotFound { name: "v3".into(), available: vec!["v1".into(), "v2".into()] })
    );
    let layout = with_entries(&[named("a", "v1"), named("b", "v1")]);
    assert_eq!(layout.resolve_name(Some("v1")), Err(LayoutError::AmbiguousName { name: "v1".into() }));
    let read = Read::Manifest { at: ManifestAt::Tag("v1".into()), limit: 100 };
    assert_eq!(layout.fetch(&read), Fetched::Malformed(ListingError::AmbiguousName));
}

#[test]
fn without_a_name_there_must_be_one_image() {
    let digest = |seed: &str| sha256(seed.as_bytes());
    let only = |entries: &[String]| with_entries(entries).resolve_name(None).map(|entry| entry.digest());
    let companion = named("c", &cosign_tag(&digest("a"), CosignTag::Attestation));
    assert_eq!(only(&[entry("b", ""), named("a", "v1"), companion.clone()]), Ok(digest("a")));
    assert_eq!(only(&[named("a", "v1"), named("a", "v2")]), Ok(digest("a")));
    assert_eq!(only(&[entry("a", ""), companion.clone()]), Ok(digest("a")));
    let referrer = entry("r", r#","artifactType":"application/vnd.oci.empty.v1+json""#);
    assert_eq!(only(&[entry("a", ""), referrer]), Ok(digest("a")));
    assert_eq!(only(&[]), Err(LayoutError::NoImage));
    assert_eq!(only(&[companion]), Err(LayoutError::NoImage));
    let Err(LayoutError::SeveralImages { names, digests }) = only(&[named("b", "v2"), named("a", "v1")])
    else {
        panic!()
    };
    assert_eq!((names, digests.len()), (vec!["v1".into(), "v2".into()], 2));
}

/// Files of one layout that remember what was asked, with files that never end.
struct Watched {
    files: Files,
    endless: Option<String>,
    asked: RefCell<Vec<(String, u64)>>,
}

impl LayoutFiles for Watched {
    fn read(&self, path: &str, limit: u64) -> FileRead {
        self.asked.borrow_mut().push((path.into(), limit));
        match &self.endless {
            // A careless reader: it hands on one byte more than it may.
            Some(endless) if endless == path => {
                FileRead::Bytes(vec![b' '; usize::try_from(limit).unwrap() + 1])
            }
            _ => self.files.read(path, limit),
        }
    }
}

#[test]
fn hands_every_limit_down_and_holds_the_files_to_it() {
    let endless = blob_path(&sha256(b"abc"));
    let watched =
        Watched { files: files("unsigned"), endless: Some(endless.clone()), asked: RefCell::default() };
    let layout = Layout::open(&watched, provider()).unwrap();
    let read = |size, limit| layout.fetch(&Read::Blob { digest: sha256(b"abc"), size, limit });
    assert_eq!(read(3, 100), Fetched::Oversize { limit: 100, actual: Some(101) });
    assert_eq!(watched.asked.borrow().last(), Some(&(endless, 100)));
    let asked = watched.asked.borrow().len();
    assert_eq!(read(5 << 30, 4 << 20), Fetched::Oversize { limit: 4 << 20, actual: Some(5 << 30) });
    assert_eq!(watched.asked.borrow().len(), asked);
    assert!(watched.asked.borrow().iter().all(|(path, limit)| {
        *limit <= 4 << 20
            && (["oci-layout", "index.json"].contains(&path.as_str()) || path.starts_with("blobs/sha256/"))
    }));
}

#[test]
fn a_file_that_cannot_be_read_is_not_absent() {
    struct Broken(Files);
    impl LayoutFiles for Broken {
        fn read(&self, path: &str, limit: u64) -> FileRead {
            match self.0.read(path, limit) {
                FileRead::Absent => FileRead::Failed,
                other => other,
            }
        }
    }
    let layout = Layout::open(Broken(files("unsigned")), provider()).unwrap();
    let read = Read::Blob { digest: sha256(b"abc"), size: 3, limit: 3 };
    assert_eq!(layout.fetch(&read), Fetched::Unreachable(UnreachableReason::Storage));
    let mut no_index = files("unsigned");
    no_index.remove("index.json");
    let expected = LayoutError::FileUnreadable { path: "index.json".into() };
    assert_eq!(Layout::open(Broken(no_index), provider()).map(|_| ()), Err(expected));
}

#[test]
fn ten_thousand_entries_are_listed_to_the_limit() {
    let entries: Vec<_> = (0..10_000).map(|at| entry(&at.to_string(), "")).collect();
    let layout = with_entries(&entries);
    let read = Read::Referrers { subject: sha256(b"image"), limit_items: 1000 };
    let Fetched::Listing { descriptors, complete } = layout.fetch(&read) else { panic!() };
    assert_eq!((descriptors.len(), complete), (1000, false));
    let found = search(&layout, sha256(b"image"));
    assert!(found.kinds().contains(&ProblemKind::LimitExceeded { limit: 64 }));
    // The listing, 64 of what it lists, and the two tags.
    assert_eq!(found.reads, 67);
}

/// A session that does what it is told.
struct Scripted(Vec<Step<u8, &'static str>>);

impl Session for Scripted {
    type Need = u8;
    type Answer = ();
    type Output = &'static str;

    fn step(&mut self) -> Step<u8, &'static str> {
        if self.0.len() > 1 { self.0.remove(0) } else { self.0[0].clone() }
    }

    fn answer(&mut self, _: ReadId, _: Fetched) {}

    fn fulfil(&mut self, _: usize, (): ()) {}
}

#[test]
fn drives_a_session_to_its_end_or_says_why_not() {
    let layout = layout("unsigned");
    let mut collect = Collect::new(sha256(b"x"), PlanOptions::default());
    let Step::Read(reads) = collect.step() else { panic!() };
    let read = || Step::Read(reads.clone());
    assert_eq!(layout.drive(Scripted(vec![read(), Step::Done("done")])), Ok("done"));
    assert_eq!(layout.drive(Scripted(vec![read(), Step::Need(vec![1])])), Err(DriveError::NeedsNetwork));
    assert_eq!(layout.drive(Scripted(vec![read()])), Err(DriveError::Stalled));
    assert_eq!(layout.drive(Scripted(vec![Step::Read(vec![])])), Err(DriveError::Stalled));
}

#[test]
fn a_manifest_that_only_a_nested_index_names_has_the_type_that_the_index_says() {
    let mut files = files("bundle-index");
    let mut index: serde_json::Value = serde_json::from_slice(&files["index.json"]).unwrap();
    let child =
        Digest::parse("sha256:1e1b877b79fa69af45d0619435f1810713eb6384e49c2cffd16b66db93258c0a").unwrap();
    let entries = index["manifests"].as_array_mut().unwrap();
    entries.retain(|entry| entry["digest"] != child.to_string().as_str());
    files.insert("index.json".into(), index.to_string().into_bytes());
    let read = Read::Manifest { at: ManifestAt::Digest(child), limit: 4 << 20 };
    let Fetched::Bytes { media_type, .. } = open(files.clone()).unwrap().fetch(&read) else { panic!() };
    assert_eq!(media_type.as_deref(), Some(media_type::IMAGE_MANIFEST));
    // Named by the index and missing is another answer than named by nobody and missing.
    files.remove(&blob_path(&child));
    let layout = open(files).unwrap();
    assert_eq!(layout.fetch(&read), Fetched::Malformed(ListingError::BlobMissing));
    let unknown = Read::Manifest { at: ManifestAt::Digest(sha256(b"nobody")), limit: 4 << 20 };
    assert_eq!(layout.fetch(&unknown), Fetched::Absent);
}

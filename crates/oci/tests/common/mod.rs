//! What the tests share: layouts of test data, a registry in memory, and a session that collects what a plan finds.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "every test file uses some of it; tests may panic"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use countersign_digest::{Algorithm, Descriptor, Digest, HashProvider, Sha2};
use countersign_oci::{
    Candidate, CosignTag, Fetched, Ignored, Layout, ManifestAt, ManifestDescriptor, PlanOptions, Problem,
    ProblemKind, Read, ReadId, Session, SignatureArtifact, SignaturePlan, Step, annotation, cosign_tag,
    media_type,
};

pub type Files = BTreeMap<String, Vec<u8>>;

pub fn provider() -> Arc<dyn HashProvider> {
    Arc::new(Sha2)
}

pub fn sha256(bytes: &[u8]) -> Digest {
    Sha2.hash(Algorithm::Sha256, bytes)
}

pub fn describe(media_type: &str, bytes: &[u8]) -> ManifestDescriptor {
    ManifestDescriptor::new(core(media_type, bytes))
}

pub fn core(media_type: &str, bytes: &[u8]) -> Descriptor {
    Descriptor::new(media_type, sha256(bytes), bytes.len() as u64).unwrap()
}

/// The files of a layout among the test data.
pub fn files(name: &str) -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    let mut files = Files::new();
    for file in ["oci-layout", "index.json"] {
        files.insert(file.into(), std::fs::read(root.join(file)).unwrap());
    }
    for entry in std::fs::read_dir(root.join("blobs/sha256")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        files.insert(format!("blobs/sha256/{name}"), std::fs::read(entry.path()).unwrap());
    }
    files
}

pub fn layout(name: &str) -> Layout<Files> {
    Layout::open(files(name), provider()).unwrap()
}

pub fn blob_path(digest: &Digest) -> String {
    format!("blobs/{}/{}", digest.algorithm().name(), digest.hex())
}

pub fn blob(files: &Files, digest: &Digest) -> Vec<u8> {
    files[&blob_path(digest)].clone()
}

/// Everything that a plan found, and what it read for it.
#[derive(Debug, Default)]
pub struct Found {
    pub candidates: Vec<Candidate>,
    pub problems: Vec<Problem>,
    pub ignored: Vec<Ignored>,
    pub reads: usize,
}

impl Found {
    pub fn kinds(&self) -> Vec<ProblemKind> {
        self.problems.iter().map(|problem| problem.kind().clone()).collect()
    }
}

/// A session that runs one plan to its end.
pub struct Collect {
    plan: SignaturePlan,
    found: Found,
}

impl Collect {
    pub fn new(subject: Digest, options: PlanOptions) -> Self {
        Self { plan: SignaturePlan::new(provider(), subject, options, 0), found: Found::default() }
    }
}

impl Session for Collect {
    type Need = ();
    type Answer = ();
    type Output = Found;

    fn step(&mut self) -> Step<(), Found> {
        if !self.plan.exhausted() {
            return Step::Read(self.plan.reads());
        }
        self.found.ignored = self.plan.ignored().to_vec();
        self.found.reads = self.plan.reads_made();
        Step::Done(std::mem::take(&mut self.found))
    }

    fn answer(&mut self, id: ReadId, fetched: Fetched) {
        self.plan.answer(id, fetched);
        self.found.candidates.append(&mut self.plan.take_candidates());
        self.found.problems.append(&mut self.plan.take_problems());
    }

    fn fulfil(&mut self, _: usize, (): ()) {}
}

/// What a plan finds for an image in a layout.
pub fn search(layout: &Layout<Files>, subject: Digest) -> Found {
    layout.drive(Collect::new(subject, PlanOptions::default())).unwrap()
}

/// A registry in memory that answers what it is told to, and remembers what it was asked.
#[derive(Default)]
pub struct Registry {
    pub tags: BTreeMap<String, Fetched>,
    pub manifests: BTreeMap<Digest, Fetched>,
    pub blobs: BTreeMap<Digest, Fetched>,
    pub referrers: Option<Fetched>,
    pub asked: Vec<Read>,
}

impl Registry {
    pub fn put_blob(&mut self, bytes: &[u8]) {
        self.blobs.insert(sha256(bytes), body(bytes, None));
    }

    pub fn put_manifest(&mut self, bytes: &[u8]) {
        self.manifests.insert(sha256(bytes), body(bytes, Some(media_type::IMAGE_MANIFEST)));
    }

    pub fn put_tag(&mut self, tag: &str, bytes: &[u8], media_type: &str) {
        self.tags.insert(tag.into(), body(bytes, Some(media_type)));
    }

    pub fn list(&mut self, descriptors: Vec<ManifestDescriptor>) {
        self.referrers = Some(Fetched::Listing { descriptors, complete: true });
    }

    pub fn fetch(&mut self, read: &Read) -> Fetched {
        self.asked.push(read.clone());
        let answer = match read {
            Read::Manifest { at: ManifestAt::Tag(tag), .. } => self.tags.get(tag),
            Read::Manifest { at: ManifestAt::Digest(digest), .. } => self.manifests.get(digest),
            Read::Referrers { .. } => self.referrers.as_ref(),
            Read::Blob { digest, .. } => self.blobs.get(digest),
            _ => None,
        };
        answer.cloned().unwrap_or(Fetched::Absent)
    }

    pub fn drive<S: Session>(&mut self, mut session: S) -> S::Output {
        loop {
            match session.step() {
                Step::Done(output) => return output,
                Step::Need(_) => panic!("nothing is needed"),
                Step::Read(requests) => {
                    let request = requests.first().unwrap();
                    let answer = self.fetch(request.read());
                    session.answer(request.id(), answer);
                }
            }
        }
    }

    pub fn search(&mut self, subject: Digest) -> Found {
        self.drive(Collect::new(subject, PlanOptions::default()))
    }

    pub fn blobs_asked(&self) -> usize {
        self.asked.iter().filter(|read| matches!(read, Read::Blob { .. })).count()
    }
}

pub fn body(bytes: &[u8], media_type: Option<&str>) -> Fetched {
    Fetched::Bytes { bytes: bytes.to_vec(), media_type: media_type.map(Into::into) }
}

/// The image that tests sign: any digest will do.
pub fn image() -> Descriptor {
    core(media_type::IMAGE_MANIFEST, b"an image")
}

/// Puts a good bundle referrer there and gives its descriptor as a registry lists it.
pub fn put_bundle(registry: &mut Registry, bundle: &[u8]) -> ManifestDescriptor {
    let artifact = countersign_oci::SignatureArtifact::bundle_referrer(
        &Sha2,
        &image(),
        bundle,
        annotation::COSIGN_SIGN_V1,
        "2026-11-22T14:22:04Z",
    )
    .unwrap();
    registry.put_blob(bundle);
    registry.put_manifest(artifact.manifest_bytes());
    artifact.manifest().clone()
}

/// The manifest of a referrer, with every part given.
pub fn referrer(subject: Option<&Descriptor>, artifact_type: &str, layers: &[Descriptor]) -> Vec<u8> {
    let show = |core: &Descriptor| {
        format!(
            r#"{{"mediaType":"{}","digest":"{}","size":{}}}"#,
            core.media_type(),
            core.digest(),
            core.size()
        )
    };
    let layers: Vec<_> = layers.iter().map(show).collect();
    let subject = subject.map(|core| format!(r#","subject":{}"#, show(core))).unwrap_or_default();
    format!(
        r#"{{"schemaVersion":2,"mediaType":"{}","artifactType":"{artifact_type}","config":{},"layers":[{}]{subject}}}"#,
        media_type::IMAGE_MANIFEST,
        show(&core(media_type::EMPTY_JSON, b"{}")),
        layers.join(",")
    )
    .into_bytes()
}

pub fn sig_tag() -> String {
    cosign_tag(&image().digest(), CosignTag::Signature)
}

/// A registry with this one referrer, whose manifest is given, listed without an annotation.
pub fn with_referrer(manifest: &[u8]) -> Registry {
    let mut registry = Registry::default();
    registry.put_manifest(manifest);
    registry.list(vec![describe(media_type::IMAGE_MANIFEST, manifest)]);
    registry
}

pub fn problem_of(registry: &mut Registry) -> ProblemKind {
    let found = registry.search(image().digest());
    assert!(found.candidates.is_empty(), "{found:?}");
    assert_eq!(found.problems.len(), 1, "{found:?}");
    found.problems[0].kind().clone()
}

pub fn put_legacy(registry: &mut Registry, payloads: &[&[u8]]) -> SignatureArtifact {
    let mut artifact: Option<SignatureArtifact> = None;
    for payload in payloads {
        let existing = artifact.as_ref().map(SignatureArtifact::manifest_bytes);
        let subject = image().digest();
        artifact =
            Some(SignatureArtifact::simple_signing(&Sha2, &subject, existing, payload, "AAAA").unwrap());
        registry.put_blob(payload);
    }
    let artifact = artifact.unwrap();
    registry.put_tag(&sig_tag(), artifact.manifest_bytes(), media_type::IMAGE_MANIFEST);
    artifact
}

pub fn serde_entry(entry: &ManifestDescriptor) -> String {
    format!(
        r#"{{"mediaType":"{}","digest":"{}","size":{}}}"#,
        entry.media_type(),
        entry.digest(),
        entry.size()
    )
}

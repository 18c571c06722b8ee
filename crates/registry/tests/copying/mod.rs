//! What the tests of copying share.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use countersign_digest::{Descriptor, Digest, Sha2};
use countersign_oci::{Layout, Manifest, ManifestAt, Reference, SignatureArtifact, media_type};
use countersign_registry::{
    CopyError, CopyOptions, CopyReport, CopyWhat, LayoutFolder, Registry, Repository, RetryPolicy, Store,
    copy_blocking,
};
use countersign_transport::{AdapterOptions, Limits, Rules, TlsSettings, Transport, UreqTransport};
use tempfile::TempDir;
use testkit::{HostileRegistry, LayoutBuilder};

pub fn ureq() -> UreqTransport {
    UreqTransport::new(TlsSettings::system().with_ring().unwrap(), &AdapterOptions::new())
}

pub fn registry_over(transport: impl Transport + 'static) -> Registry {
    let retry = RetryPolicy::new()
        .with_attempts(NonZeroU32::new(3).unwrap())
        .with_pauses(Duration::from_millis(1), Duration::from_millis(2));
    Registry::builder(transport)
        .rules(Rules::new().with_loopback_http())
        .limits(Limits::default().with_total_time(Duration::from_secs(20)))
        .retry(retry)
        .build()
}

pub fn repository(address: &str, name: &str) -> Repository {
    let reference = Reference::parse(&format!("{address}/{name}")).unwrap();
    registry_over(ureq()).repository(&reference).unwrap()
}

/// What a layout of the tests has attached to each of its manifests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// A bundle that refers to it.
    Bundle,
    /// A signature and an attestation under Cosign's tags.
    Tags,
}

/// A layout with an index of two platforms under the tag `v1`, all of which are signed.
pub fn layout(signed: Signed) -> (TempDir, LayoutFolder) {
    let mut builder = LayoutBuilder::new();
    let (one, two) = (builder.image("one"), builder.image("two"));
    let index = builder.index(&[(&one, "linux/amd64"), (&two, "linux/arm64")]);
    builder.tag(&index, "v1");
    let mut files = builder.files();
    for (stored, media_type) in [
        (&index, media_type::IMAGE_INDEX),
        (&one, media_type::IMAGE_MANIFEST),
        (&two, media_type::IMAGE_MANIFEST),
    ] {
        let digest = Digest::parse(stored.digest()).unwrap();
        let subject = Descriptor::new(media_type, digest, stored.size() as u64).unwrap();
        for artifact in artifacts(signed, &subject) {
            let layout = Layout::open(files.clone(), Arc::new(Sha2)).unwrap();
            for write in layout.attach(&artifact).unwrap() {
                files.insert(write.path().into(), write.bytes().into());
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    testkit::write_layout(&files, folder.path()).unwrap();
    let layout = LayoutFolder::open(folder.path()).unwrap();
    (folder, layout)
}

fn artifacts(signed: Signed, subject: &Descriptor) -> Vec<SignatureArtifact> {
    let (digest, text) = (subject.digest(), subject.digest().to_string());
    let (sign, spdx) = ("https://sigstore.dev/cosign/sign/v1", "https://spdx.dev/Document");
    let created = "2026-11-28T00:00:00Z";
    match signed {
        Signed::Bundle => {
            vec![SignatureArtifact::bundle_referrer(&Sha2, subject, text.as_bytes(), sign, created).unwrap()]
        }
        Signed::Tags => vec![
            SignatureArtifact::simple_signing(&Sha2, &digest, None, text.as_bytes(), "c2ln").unwrap(),
            SignatureArtifact::attestation_layer(&Sha2, &digest, None, text.as_bytes(), spdx).unwrap(),
        ],
    }
}

pub fn empty_layout() -> (TempDir, LayoutFolder) {
    let folder = tempfile::tempdir().unwrap();
    let layout = LayoutFolder::open_or_create(&folder.path().join("new")).unwrap();
    (folder, layout)
}

pub fn tagged(tag: &str) -> CopyWhat {
    CopyWhat::new(ManifestAt::Tag(tag.into())).with_tag(tag)
}

pub fn copy(from: &dyn Store, to: &dyn Store, tag: &str) -> Result<CopyReport, CopyError> {
    copy_blocking(from, to, &tagged(tag), &CopyOptions::new())
}

/// Every manifest of a report, byte for byte, and every tag.
pub fn assert_same(from: &dyn Store, to: &dyn Store, report: &CopyReport, tag: &str) {
    let read = |store: &dyn Store, at: &ManifestAt| {
        countersign_transport::block_on(store.manifest(at)).map(|found| found.bytes().to_vec()).unwrap()
    };
    let digests = report.manifests().iter().map(|digest| ManifestAt::Digest(*digest));
    let tags = report.tags().iter().cloned().chain([tag.to_owned()]).map(ManifestAt::Tag);
    for at in digests.chain(tags) {
        assert_eq!(read(from, &at), read(to, &at), "{at:?}");
    }
}

/// The digests that a hostile registry lists as referrers of this.
pub fn listed(hostile: &HostileRegistry, name: &str, subject: &Digest) -> BTreeSet<String> {
    let listed = hostile.referrers(name, &subject.to_string());
    listed.iter().map(|entry| entry["digest"].as_str().unwrap().to_owned()).collect()
}

/// The digests in the index under a tag.
pub fn entries(bytes: &[u8]) -> Vec<String> {
    let Ok(Manifest::Index(index)) = Manifest::parse(bytes, None) else { panic!("no index") };
    index.manifests().iter().map(|entry| entry.digest().to_string()).collect()
}

/// All files below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files
}

//! What the tests of pushing share.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::num::NonZeroU32;
use std::time::Duration;

use countersign_digest::{Algorithm, Descriptor, Digest, HashProvider, Sha2};
use countersign_oci::{ManifestAt, Reference, SignatureArtifact, media_type};
use countersign_registry::{BlobSource, Precondition, Registry, Repository, RetryPolicy};
use countersign_transport::{AdapterOptions, Limits, Rules, TlsSettings, UreqTransport};
use testkit::HostileRegistry;

pub const NAME: &str = "library/app";
pub const PREDICATE: &str = "https://sigstore.dev/cosign/sign/v1";

pub fn transport() -> UreqTransport {
    let tls = TlsSettings::system().with_ring().unwrap();
    UreqTransport::new(tls, &AdapterOptions::new())
}

/// Retries without long pauses.
pub fn registry() -> Registry {
    let attempts = NonZeroU32::new(4).unwrap();
    let pauses = (Duration::from_millis(1), Duration::from_millis(10));
    registry_with(RetryPolicy::new().with_attempts(attempts).with_pauses(pauses.0, pauses.1))
}

pub fn registry_with(retry: RetryPolicy) -> Registry {
    Registry::builder(transport())
        .rules(Rules::new().with_loopback_http())
        .limits(Limits::default().with_total_time(Duration::from_secs(20)))
        .retry(retry)
        .build()
}

pub fn repository_at(address: &str) -> Repository {
    repository_named(&registry(), address, NAME)
}

pub fn repository_named(registry: &Registry, address: &str, name: &str) -> Repository {
    registry.repository(&Reference::parse(&format!("{address}/{name}")).unwrap()).unwrap()
}

pub fn repository(hostile: &HostileRegistry) -> Repository {
    repository_at(&hostile.address())
}

pub fn digest_of(bytes: &[u8]) -> Digest {
    Sha2.hash(Algorithm::Sha256, bytes)
}

pub fn described(media_type: &str, bytes: &[u8]) -> Descriptor {
    Descriptor::new(media_type, digest_of(bytes), bytes.len() as u64).unwrap()
}

/// Bytes that no compression and no default makes.
pub fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..length).map(|_| next()).collect()
}

/// Pushes a small image and gives its descriptor.
pub async fn push_image(repository: &Repository) -> Descriptor {
    let config = br#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#;
    let described_config = described(media_type::IMAGE_CONFIG, config);
    repository
        .put_blob(&described_config.digest(), described_config.size(), &BlobSource::bytes(config.as_slice()))
        .await
        .unwrap();
    let manifest = format!(
        r#"{{"schemaVersion":2,"mediaType":"{}","config":{{"mediaType":"{}","digest":"{}","size":{}}},"layers":[]}}"#,
        media_type::IMAGE_MANIFEST,
        media_type::IMAGE_CONFIG,
        described_config.digest(),
        described_config.size(),
    );
    let at = ManifestAt::Tag("v1".to_owned());
    let put = repository
        .put_manifest(&at, manifest.as_bytes(), media_type::IMAGE_MANIFEST, &Precondition::None)
        .await
        .unwrap();
    assert_eq!(put.digest(), digest_of(manifest.as_bytes()));
    described(media_type::IMAGE_MANIFEST, manifest.as_bytes())
}

/// A referrer of the image, another one for each number.
pub fn referrer(image: &Descriptor, number: usize) -> SignatureArtifact {
    let bundle = format!(r#"{{"signature":{number}}}"#);
    SignatureArtifact::bundle_referrer(&Sha2, image, bundle.as_bytes(), PREDICATE, "2026-11-28T00:00:00Z")
        .unwrap()
}

/// A signature of Cosign's older scheme, another one for each number.
pub fn legacy(image: &Descriptor, number: usize) -> SignatureArtifact {
    let payload = format!(r#"{{"payload":{number}}}"#);
    SignatureArtifact::simple_signing(&Sha2, &image.digest(), None, payload.as_bytes(), "c2ln").unwrap()
}

/// `METHOD path`, with digests, upload names and queries left out.
pub fn seen(hostile: &HostileRegistry) -> Vec<String> {
    let shown = |target: &str| {
        let path = target.split('?').next().unwrap_or_default();
        let path = path.trim_start_matches("/v2/library/app/");
        let keep = if path.starts_with("blobs/uploads/") { "blobs/uploads/" } else { path };
        keep.split("sha256:").next().unwrap_or_default().to_owned()
    };
    hostile
        .requests()
        .iter()
        .map(|request| format!("{} {}", request.method(), shown(request.target())))
        .collect()
}

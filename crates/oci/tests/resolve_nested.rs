//! Indexes with what is no image of a platform: artefacts, attestations of BuildKit, indexes for one platform.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

mod common;

use common::{Registry, body, core, describe, provider, sha256};
use countersign_digest::Digest;
use countersign_oci::{
    ManifestAt, ManifestDescriptor, ManifestError, Platform, PlatformChoice, ResolveError, Resolved,
    Resolver, media_type,
};

fn platform(text: &str) -> Platform {
    text.parse().unwrap()
}

fn resolve(registry: &mut Registry, choice: PlatformChoice) -> Result<Resolved, ResolveError> {
    let mut resolver = Resolver::new(provider(), ManifestAt::Tag("v1".into()), None, choice, 0);
    while let Some(request) = resolver.reads().first() {
        let answer = registry.fetch(request.read());
        resolver.answer(request.id(), answer);
    }
    resolver.outcome().unwrap()
}

fn manifest(registry: &mut Registry, config_type: &str, layer: &[u8]) -> ManifestDescriptor {
    let (config, layer) = (core(config_type, b"{}"), core("application/vnd.in-toto+json", layer));
    let show = |one: &countersign_digest::Descriptor| {
        format!(r#"{{"mediaType":"{}","digest":"{}","size":{}}}"#, one.media_type(), one.digest(), one.size())
    };
    let text = format!(r#"{{"schemaVersion":2,"config":{},"layers":[{}]}}"#, show(&config), show(&layer));
    registry.put_manifest(text.as_bytes());
    describe(media_type::IMAGE_MANIFEST, text.as_bytes())
}

fn image(registry: &mut Registry, seed: &[u8]) -> ManifestDescriptor {
    manifest(registry, media_type::IMAGE_CONFIG, seed)
}

fn index(registry: &mut Registry, entries: &[ManifestDescriptor]) -> ManifestDescriptor {
    let show = |entry: &ManifestDescriptor| {
        let platform = entry.platform().map(|one| {
            format!(r#","platform":{{"os":"{}","architecture":"{}"}}"#, one.os(), one.architecture())
        });
        let notes = entry.annotations().iter().map(|(key, value)| format!(r#""{key}":"{value}""#));
        format!(
            r#"{{"mediaType":"{}","digest":"{}","size":{},"annotations":{{{}}}{}}}"#,
            entry.media_type(),
            entry.digest(),
            entry.size(),
            notes.collect::<Vec<_>>().join(","),
            platform.unwrap_or_default()
        )
    };
    let entries: Vec<_> = entries.iter().map(show).collect();
    let text = format!(r#"{{"schemaVersion":2,"manifests":[{}]}}"#, entries.join(","));
    registry.manifests.insert(sha256(text.as_bytes()), body(text.as_bytes(), Some(media_type::IMAGE_INDEX)));
    registry.put_tag("v1", text.as_bytes(), media_type::IMAGE_INDEX);
    describe(media_type::IMAGE_INDEX, text.as_bytes())
}

fn digests(resolved: &Resolved) -> Vec<Digest> {
    resolved.targets().iter().map(|target| target.descriptor().digest()).collect()
}

/// What BuildKit writes: an image, and beside it a manifest of statements about it.
fn with_attestation(registry: &mut Registry) -> (ManifestDescriptor, ManifestDescriptor) {
    let amd = image(registry, b"amd").with_platform(platform("linux/amd64"));
    let statements = image(registry, b"statements")
        .with_platform(platform("unknown/unknown"))
        .with_annotation("vnd.docker.reference.type", "attestation-manifest")
        .with_annotation("vnd.docker.reference.digest", amd.digest().to_string());
    (amd, statements)
}

#[test]
fn every_platform_means_the_attestations_of_buildkit_too() {
    let mut registry = Registry::default();
    let (amd, statements) = with_attestation(&mut registry);
    let root = index(&mut registry, &[amd.clone(), statements.clone()]);
    let resolved = resolve(&mut registry, PlatformChoice::All).unwrap();
    assert_eq!(digests(&resolved), [amd.digest(), statements.digest()]);
    // A signature over the index covers both.
    for target in resolved.targets() {
        assert_eq!(target.covered_by(), [target.descriptor().digest(), root.digest()]);
    }
}

#[test]
fn one_platform_never_means_an_attestation_of_buildkit() {
    let mut registry = Registry::default();
    let (amd, statements) = with_attestation(&mut registry);
    index(&mut registry, &[statements.clone(), amd.clone()]);
    let resolved = resolve(&mut registry, PlatformChoice::One(platform("linux/amd64"))).unwrap();
    assert_eq!((digests(&resolved), resolved.to_run().digest()), (vec![amd.digest()], amd.digest()));
    // It is not even offered.
    let wanted = platform("linux/arm64");
    assert_eq!(
        resolve(&mut registry, PlatformChoice::One(wanted.clone())),
        Err(ResolveError::PlatformNotFound { wanted, available: vec![platform("linux/amd64")] })
    );
}

#[test]
fn an_artefact_without_a_platform_is_meant_by_all_and_by_no_platform() {
    let mut registry = Registry::default();
    let amd = image(&mut registry, b"amd").with_platform(platform("linux/amd64"));
    let artefact = manifest(&mut registry, media_type::EMPTY_JSON, b"a chart");
    index(&mut registry, &[artefact.clone(), amd.clone()]);
    let all = resolve(&mut registry, PlatformChoice::All).unwrap();
    assert_eq!(digests(&all), [artefact.digest(), amd.digest()]);
    assert_eq!(all.targets()[0].platform(), None);
    let one = resolve(&mut registry, PlatformChoice::One(platform("linux/amd64"))).unwrap();
    assert_eq!(digests(&one), [amd.digest()]);
    // An index of artefacts alone has no image for any platform.
    index(&mut registry, std::slice::from_ref(&artefact));
    assert_eq!(digests(&resolve(&mut registry, PlatformChoice::All).unwrap()), [artefact.digest()]);
    let wanted = platform("linux/amd64");
    assert_eq!(
        resolve(&mut registry, PlatformChoice::One(wanted.clone())),
        Err(ResolveError::PlatformNotFound { wanted, available: vec![] })
    );
}

#[test]
fn an_entry_of_a_type_that_nobody_reads_is_refused_where_it_would_be_run() {
    let mut registry = Registry::default();
    let amd = image(&mut registry, b"amd").with_platform(platform("linux/amd64"));
    let strange = describe("application/vnd.example+json", b"{}");
    registry.manifests.insert(sha256(b"{}"), body(b"{}", None));
    index(&mut registry, &[amd.clone(), strange]);
    assert!(matches!(
        resolve(&mut registry, PlatformChoice::All),
        Err(ResolveError::Manifest(ManifestError::Field(_) | ManifestError::UnsupportedMediaType { .. }))
    ));
    let one = resolve(&mut registry, PlatformChoice::One(platform("linux/amd64"))).unwrap();
    assert_eq!(digests(&one), [amd.digest()]);
}

#[test]
fn an_index_for_each_platform_is_looked_into_and_covers_what_it_lists() {
    let mut registry = Registry::default();
    let (amd, statements) = with_attestation(&mut registry);
    let inner = index(&mut registry, &[amd.clone(), statements.clone()]);
    let arm = image(&mut registry, b"arm").with_platform(platform("linux/arm64"));
    let root = index(&mut registry, &[inner.clone(), arm.clone()]);
    let all = resolve(&mut registry, PlatformChoice::All).unwrap();
    assert_eq!(digests(&all), [arm.digest(), amd.digest(), statements.digest()]);
    assert_eq!(all.targets()[1].covered_by(), [amd.digest(), inner.digest(), root.digest()]);
    let one = resolve(&mut registry, PlatformChoice::One(platform("linux/amd64"))).unwrap();
    assert_eq!(one.to_run().digest(), amd.digest());
    assert_eq!(one.children().len(), 4);
    // One more level is too many, whether or not the platform lies there.
    let outer = index(&mut registry, std::slice::from_ref(&root));
    assert_eq!(outer.media_type(), media_type::IMAGE_INDEX);
    for choice in [PlatformChoice::All, PlatformChoice::One(platform("linux/arm64"))] {
        assert_eq!(resolve(&mut registry, choice), Err(ResolveError::TooDeep { limit: 2 }));
    }
    assert!(resolve(&mut registry, PlatformChoice::Named).is_ok());
}

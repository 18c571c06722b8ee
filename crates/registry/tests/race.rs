//! Many signers of one image at once: none may be lost.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod pushing;

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::time::Instant;

use countersign_digest::{Descriptor, Digest};
use countersign_oci::{Manifest, ManifestAt, SignatureArtifact, fallback_tag};
use countersign_registry::{
    AttachError, Attached, AttachedHow, ReadError, ReferrersOptions, Repository, RetryPolicy, UpdatedBy,
};
use countersign_transport::block_on;
use pushing::{
    NAME, legacy, push_image, referrer, registry_with, repository, repository_at, repository_named,
};
use testkit::{Api, Behaviour, HostileRegistry, Registry};

type Start = fn() -> Option<Registry>;

const SIGNERS: usize = 32;
const LIMIT: u64 = 4 * 1024 * 1024;

/// Lets so many signers, each with connections of its own, attach at the same moment.
fn attach_at_once(address: &str, artifacts: &[SignatureArtifact]) -> Vec<Result<Attached, AttachError>> {
    let barrier = Barrier::new(artifacts.len());
    std::thread::scope(|scope| {
        let signers: Vec<_> = artifacts
            .iter()
            .map(|artifact| {
                let barrier = &barrier;
                scope.spawn(move || {
                    let registry = registry_with(RetryPolicy::new());
                    let repository = repository_named(&registry, address, NAME);
                    barrier.wait();
                    block_on(repository.attach(artifact))
                })
            })
            .collect();
        signers.into_iter().map(|signer| signer.join().unwrap()).collect()
    })
}

fn referrers_of(image: &Descriptor) -> Vec<SignatureArtifact> {
    (0..SIGNERS).map(|number| referrer(image, number)).collect()
}

/// What clients find: the registry's own list and the fallback tag together.
fn found(repository: &Repository, image: &Descriptor) -> BTreeSet<Digest> {
    let listed = block_on(repository.referrers(&image.digest(), &ReferrersOptions::new()));
    let mut found = match listed {
        Ok(listed) => digests(listed.descriptors().iter().map(|entry| entry.digest())),
        Err(ReadError::Absent) => BTreeSet::new(),
        Err(error) => panic!("{error}"),
    };
    found.extend(under_tag(repository, &fallback_tag(&image.digest())));
    found
}

fn under_tag(repository: &Repository, tag: &str) -> BTreeSet<Digest> {
    let manifest = match block_on(repository.manifest(&ManifestAt::Tag(tag.to_owned()), LIMIT)) {
        Ok(manifest) => manifest,
        Err(ReadError::Absent) => return BTreeSet::new(),
        Err(error) => panic!("{error}"),
    };
    match Manifest::parse(manifest.bytes(), manifest.media_type()).unwrap() {
        Manifest::Index(index) => digests(index.manifests().iter().map(|entry| entry.digest())),
        Manifest::Image(image) => digests(image.layers().iter().map(|layer| layer.digest())),
        _ => BTreeSet::new(),
    }
}

fn digests(digests: impl Iterator<Item = Digest>) -> BTreeSet<Digest> {
    digests.collect()
}

/// One race on a fresh image; how many were lost, and how the others say that they are found.
fn race(address: &str) -> (usize, Vec<AttachedHow>) {
    let (lost, attached) = try_race(address);
    (lost, attached.into_iter().map(|attached| attached.unwrap().how().clone()).collect())
}

/// The same where a signer may be told that it failed; only what was attached can be lost.
fn try_race(address: &str) -> (usize, Vec<Result<Attached, AttachError>>) {
    let repository = repository_at(address);
    let image = block_on(push_image(&repository));
    let artifacts = referrers_of(&image);
    let attached = attach_at_once(address, &artifacts);
    let found = found(&repository, &image);
    let is_lost = |attached: &&Result<Attached, AttachError>| {
        attached.as_ref().is_ok_and(|attached| !found.contains(&attached.manifest()))
    };
    (attached.iter().filter(is_lost).count(), attached)
}

#[test]
fn none_is_lost_where_the_registry_answers_with_the_subject() {
    let hostile = HostileRegistry::start(Behaviour::new().oci_subject(true).if_match(false));
    let (lost, hows) = race(&hostile.address());
    assert_eq!(lost, 0);
    assert!(hows.iter().all(|how| *how == AttachedHow::ReferrersApi));
}

#[test]
fn none_is_lost_where_the_registry_compares() {
    let hostile =
        HostileRegistry::start(Behaviour::new().oci_subject(false).if_match(true).referrers(Api::Absent404));
    let (lost, hows) = race(&hostile.address());
    assert_eq!(lost, 0);
    for how in hows {
        match how {
            AttachedHow::FallbackTag { updated, .. } => assert_eq!(updated.by(), UpdatedBy::Precondition),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn none_is_lost_where_the_registry_neither_lists_nor_compares() {
    let hostile =
        HostileRegistry::start(Behaviour::new().oci_subject(false).if_match(false).referrers(Api::Absent404));
    let begun = Instant::now();
    let (lost, hows) = race(&hostile.address());
    eprintln!("hostile, neither: {lost} lost, {} ms", begun.elapsed().as_millis());
    assert_eq!(lost, 0);
    assert_eq!(hows.len(), SIGNERS);
}

#[test]
fn none_is_lost_on_go_containerregistry() {
    let Some(registry) = Registry::with_referrers() else { return };
    let (lost, hows) = race(&registry.address());
    assert_eq!(lost, 0);
    assert!(hows.iter().all(|how| *how == AttachedHow::ReferrersApi));
}

#[test]
fn legacy_signers_at_once_all_survive() {
    for compares in [true, false] {
        let hostile = HostileRegistry::start(Behaviour::new().if_match(compares));
        let repository = repository(&hostile);
        let image = block_on(push_image(&repository));
        let artifacts: Vec<_> = (0..2).map(|number| legacy(&image, number)).collect();
        let attached = attach_at_once(&hostile.address(), &artifacts);
        for attached in &attached {
            attached.as_ref().unwrap();
        }
        let there = under_tag(&repository, artifacts[0].tag().unwrap());
        for artifact in &artifacts {
            assert!(there.contains(&artifact.blobs()[1].0.digest()), "compares: {compares}");
        }
        assert_eq!(there.len(), 2);
    }
}

/// Ten races each, on registries that have neither: what was lost is printed.
#[test]
#[ignore = "a measurement of some minutes"]
fn losses_on_registries_without_referrers_and_preconditions() {
    let registries: [(&str, Start); 2] =
        [("docker-registry", Registry::without_referrers), ("distribution", Registry::distribution)];
    for (name, start) in registries {
        for run in 1..=10 {
            let Some(registry) = start() else { continue };
            let begun = Instant::now();
            let (lost, attached) = try_race(&registry.address());
            let (millis, mut writes) = (begun.elapsed().as_millis(), 0);
            for outcome in &attached {
                match outcome.as_ref().map(Attached::how) {
                    Ok(AttachedHow::FallbackTag { updated, .. }) => writes += updated.writes(),
                    Ok(_) => {}
                    Err(error) => println!("{name} run {run}: {error:?}"),
                }
            }
            let failed = attached.iter().filter(|outcome| outcome.is_err()).count();
            println!("{name} run {run}: {lost} lost, {failed} failed, {writes} writes, {millis} ms");
        }
    }
}

/// What one signature costs in requests, where the image has none and where it has one.
#[test]
#[ignore = "a measurement"]
fn requests_of_one_signature() {
    let registries: [(&str, Start); 3] = [
        ("go-registry", Registry::with_referrers),
        ("docker-registry", Registry::without_referrers),
        ("distribution", Registry::distribution),
    ];
    for (name, start) in registries {
        let Some(registry) = start() else { continue };
        let repository = repository_at(&registry.address());
        let image = block_on(push_image(&repository));
        for number in 0..2 {
            for artifact in [referrer(&image, number), legacy(&image, number)] {
                let (before, begun) = (repository.registry().requests(), Instant::now());
                block_on(repository.attach(&artifact)).unwrap();
                let requests = repository.registry().requests() - before;
                let kind = artifact.tag().map_or("referrer", |_| "legacy");
                println!("{name} {kind} {number}: {requests} requests, {} ms", begun.elapsed().as_millis());
            }
        }
    }
}

//! The search for signatures: what it asks for, in which order, and what it makes of hostile answers.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

mod common;

use std::num::NonZeroUsize;

use common::{
    Collect, Found, Registry, body, core, describe, image, problem_of, provider, put_bundle, put_legacy,
    referrer, serde_entry, sha256, sig_tag, with_referrer,
};
use countersign_digest::Sha2;
use countersign_oci::{
    CandidateForm, Fetched, FormHint, IgnoredKind, ListingError, ManifestAt, ManifestDescriptor, PlanOptions,
    ProblemKind, Read, SignatureArtifact, SignaturePlan, annotation, fallback_tag, media_type,
};

const BUNDLE: &str = media_type::SIGSTORE_BUNDLE_V03;

fn search(registry: &mut Registry) -> Found {
    registry.search(image().digest())
}

#[test]
fn finds_a_bundle_with_three_reads_before_anything_else() {
    let mut registry = Registry::default();
    let listed = put_bundle(&mut registry, b"a bundle");
    registry.list(vec![listed.clone()]);
    let found = search(&mut registry);
    assert!(found.problems.is_empty());
    let [candidate] = &found.candidates[..] else { panic!("{found:?}") };
    assert_eq!((candidate.form(), candidate.form_hint()), (&CandidateForm::Bundle, FormHint::Bundle));
    assert_eq!((candidate.bytes(), candidate.artifact()), (b"a bundle".as_slice(), sha256(b"a bundle")));
    assert_eq!(
        (candidate.manifest(), candidate.predicate_hint()),
        (listed.digest(), Some(annotation::COSIGN_SIGN_V1))
    );
    let shape: Vec<_> = registry
        .asked
        .iter()
        .map(|read| match read {
            Read::Referrers { limit_items: 1000, .. } => "referrers",
            Read::Manifest { at: ManifestAt::Digest(_), limit: 0x40_0000 } => "manifest",
            Read::Blob { size: 8, limit: 0x40_0000, .. } => "blob",
            Read::Manifest { at: ManifestAt::Tag(_), .. } => "tag",
            _ => "other",
        })
        .collect();
    assert_eq!(shape, ["referrers", "manifest", "blob", "tag", "tag"]);
    assert_eq!(found.reads, 5);
}

#[test]
fn finds_payloads_under_the_signature_tag_and_reads_a_shared_one_once() {
    let mut registry = Registry::default();
    registry.list(Vec::new());
    let mut artifact = put_legacy(&mut registry, &[b"one", b"two"]);
    let existing = artifact.manifest_bytes().to_vec();
    artifact =
        SignatureArtifact::simple_signing(&Sha2, &image().digest(), Some(&existing), b"one", "BBBB").unwrap();
    registry.put_tag(&sig_tag(), artifact.manifest_bytes(), media_type::IMAGE_MANIFEST);
    let found = search(&mut registry);
    let forms: Vec<_> = found.candidates.iter().map(|found| (found.bytes(), found.form().clone())).collect();
    let signed = |text: &str| CandidateForm::SimpleSigning { signature_base64: text.into() };
    let expected: [(&[u8], _); 3] =
        [(b"one", signed("AAAA")), (b"one", signed("BBBB")), (b"two", signed("AAAA"))];
    assert_eq!(forms, expected);
    assert!(found.candidates.iter().all(|found| found.manifest() == sha256(artifact.manifest_bytes())));
    assert_eq!(found.candidates[0].annotations()[annotation::COSIGN_SIGNATURE], "AAAA");
    assert_eq!(registry.blobs_asked(), 2);
    assert!(found.problems.is_empty());
}

#[test]
fn an_unsigned_image_has_neither_candidates_nor_problems() {
    let mut registry = Registry::default();
    let found = search(&mut registry);
    assert!(found.candidates.is_empty() && found.problems.is_empty() && found.ignored.is_empty());
    let tags: Vec<_> = registry
        .asked
        .iter()
        .filter_map(|read| match read {
            Read::Manifest { at: ManifestAt::Tag(tag), .. } => Some(tag.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(tags, [fallback_tag(&image().digest()), sig_tag()]);
}

#[test]
fn reads_the_fallback_tag_whether_referrers_are_known_or_not() {
    let mut registry = Registry::default();
    let listed = put_bundle(&mut registry, b"a bundle");
    let entry = serde_entry(&listed);
    let index =
        format!(r#"{{"schemaVersion":2,"mediaType":"{}","manifests":[{entry}]}}"#, media_type::IMAGE_INDEX);
    registry.put_tag(&fallback_tag(&image().digest()), index.as_bytes(), media_type::IMAGE_INDEX);
    assert_eq!(search(&mut registry).candidates.len(), 1);
    registry.list(Vec::new());
    assert_eq!(search(&mut registry).candidates.len(), 1);
    // What both list is read once.
    registry.list(vec![listed]);
    registry.asked.clear();
    let found = search(&mut registry);
    assert_eq!((found.candidates.len(), registry.blobs_asked(), found.reads), (1, 1, 5));
}

/// A8: the registry lists bogus referrers, and the good one stands under the fallback tag alone; or the other way round.
#[test]
fn the_fallback_tag_is_read_after_what_the_registry_lists_and_before_the_signature_tag() {
    let mut registry = Registry::default();
    let (one, two) = (put_bundle(&mut registry, b"one"), put_bundle(&mut registry, b"two"));
    let entry = serde_entry(&two);
    let index = format!(r#"{{"schemaVersion":2,"manifests":[{entry}]}}"#);
    registry.put_tag(&fallback_tag(&image().digest()), index.as_bytes(), media_type::IMAGE_INDEX);
    registry.list(vec![one]);
    put_legacy(&mut registry, &[b"three"]);
    let found = search(&mut registry);
    let order: Vec<_> = found.candidates.iter().map(|found| found.bytes()).collect();
    assert_eq!(order, [b"one".as_slice(), b"two", b"three"]);
}

#[test]
fn a_fallback_list_that_cannot_be_read_is_reported_even_where_the_registry_lists_referrers() {
    let mut registry = Registry::default();
    registry.list(Vec::new());
    let tag = fallback_tag(&image().digest());
    registry.put_tag(&tag, b"<html>", media_type::IMAGE_INDEX);
    assert!(matches!(problem_of(&mut registry), ProblemKind::ListingMalformed(ListingError::Index(_))));
    registry.tags.insert(tag, Fetched::Rejected { status: 503 });
    assert_eq!(problem_of(&mut registry), ProblemKind::Rejected { status: 503 });
}

#[test]
fn a_thousand_referrers_are_the_limit_of_both_lists_together() {
    let mut registry = Registry::default();
    let plain = |at: u32| {
        describe(media_type::IMAGE_MANIFEST, &at.to_be_bytes()).with_artifact_type("application/vnd.example")
    };
    let text: Vec<_> = (600..1200).map(|at| serde_entry(&plain(at))).collect();
    let put = |registry: &mut Registry, entries: &[String]| {
        let index = format!(r#"{{"schemaVersion":2,"manifests":[{}]}}"#, entries.join(","));
        registry.put_tag(&fallback_tag(&image().digest()), index.as_bytes(), media_type::IMAGE_INDEX);
    };
    put(&mut registry, &text[..400]);
    registry.list((0..1000).map(plain).collect());
    assert!(!search(&mut registry).kinds().contains(&ProblemKind::LimitExceeded { limit: 1000 }));
    put(&mut registry, &text[..401]);
    assert!(search(&mut registry).kinds().contains(&ProblemKind::LimitExceeded { limit: 1000 }));
}

#[test]
fn takes_a_listing_as_raw_bytes_too() {
    let mut registry = Registry::default();
    let entry = serde_entry(&put_bundle(&mut registry, b"a bundle"));
    let index = format!(r#"{{"schemaVersion":2,"manifests":[{entry}]}}"#);
    registry.referrers = Some(body(index.as_bytes(), Some(media_type::IMAGE_INDEX)));
    assert_eq!(search(&mut registry).candidates.len(), 1);
    registry.referrers = Some(body(b"<html>", Some(media_type::IMAGE_INDEX)));
    assert!(matches!(problem_of(&mut registry), ProblemKind::ListingMalformed(ListingError::Index(_))));
    let manifest = referrer(Some(&image()), BUNDLE, &[]);
    registry.referrers = Some(body(&manifest, Some(media_type::IMAGE_MANIFEST)));
    assert_eq!(problem_of(&mut registry), ProblemKind::ListingMalformed(ListingError::NotAnIndex));
}

#[test]
fn reads_what_calls_itself_a_signature_before_what_says_nothing() {
    let mut registry = Registry::default();
    let hinted = put_bundle(&mut registry, b"hinted");
    let plain = put_bundle(&mut registry, b"plain");
    let unhinted = ManifestDescriptor::new(plain.core());
    registry.list(vec![unhinted, hinted]);
    let found = search(&mut registry);
    let order: Vec<_> = found.candidates.iter().map(|found| found.bytes()).collect();
    assert_eq!(order, [b"hinted".as_slice(), b"plain"]);
}

#[test]
fn the_order_of_referrers_does_not_change_what_is_found() {
    let mut registry = Registry::default();
    let listed: Vec<_> = (0..10_u8).map(|at| put_bundle(&mut registry, &[at])).collect();
    let found = |registry: &mut Registry, listed: Vec<ManifestDescriptor>| {
        registry.list(listed);
        let mut found: Vec<_> = search(registry).candidates.iter().map(|found| found.artifact()).collect();
        found.sort();
        found
    };
    let forwards = found(&mut registry, listed.clone());
    let backwards = found(&mut registry, listed.into_iter().rev().collect());
    assert_eq!(forwards, backwards);
    assert_eq!(forwards.len(), 10);
}

#[test]
fn registries_that_report_the_empty_type_hide_nothing() {
    let mut registry = Registry::default();
    let listed = put_bundle(&mut registry, b"a bundle");
    for artifact_type in [media_type::EMPTY_JSON, "", media_type::SIGSTORE_BUNDLE_V02] {
        registry.list(vec![ManifestDescriptor::new(listed.core()).with_artifact_type(artifact_type)]);
        assert_eq!(search(&mut registry).candidates.len(), 1, "{artifact_type}");
    }
}

#[test]
fn ignores_what_is_no_signature_without_reading_it() {
    let mut registry = Registry::default();
    let plain = |at: u8| describe(media_type::IMAGE_MANIFEST, &[at]);
    registry.list(vec![
        plain(0).with_artifact_type(media_type::NOTATION_SIGNATURE),
        plain(1).with_annotation(annotation::BUNDLE_PREDICATE_TYPE, "https://slsa.dev/provenance/v1"),
        plain(2).with_artifact_type("text/sbom"),
        describe(media_type::IMAGE_INDEX, b"3"),
    ]);
    let found = search(&mut registry);
    let kinds: Vec<_> = found.ignored.iter().map(|ignored| ignored.kind().clone()).collect();
    assert_eq!(
        kinds,
        [
            IgnoredKind::NotationSignature,
            IgnoredKind::Attestation { predicate_type: "https://slsa.dev/provenance/v1".into() },
            IgnoredKind::Other { artifact_type: "text/sbom".into() },
            IgnoredKind::Other { artifact_type: media_type::IMAGE_INDEX.into() },
        ]
    );
    assert_eq!(found.ignored[0].manifest(), sha256(&[0]));
    // The listing and the two tags.
    assert_eq!(found.reads, 3);
    assert!(found.problems.is_empty());
}

#[test]
fn ignores_by_its_manifest_what_the_listing_says_nothing_about() {
    let notation =
        referrer(Some(&image()), media_type::NOTATION_SIGNATURE, &[core("application/jose+json", b"x")]);
    let found = search(&mut with_referrer(&notation));
    assert_eq!(*found.ignored[0].kind(), IgnoredKind::NotationSignature);
    assert!(found.problems.is_empty());
    let attestation = SignatureArtifact::bundle_referrer(
        &Sha2,
        &image(),
        b"x",
        "https://cyclonedx.org/bom",
        "2026-11-22T14:22:04Z",
    )
    .unwrap();
    let found = search(&mut with_referrer(attestation.manifest_bytes()));
    assert!(matches!(found.ignored[0].kind(), IgnoredKind::Attestation { .. }));
    assert_eq!(found.reads, 4);
}

#[test]
fn reads_a_repeated_referrer_once_even_behind_one_that_is_ignored() {
    let mut registry = Registry::default();
    let listed = put_bundle(&mut registry, b"a bundle");
    let hidden = ManifestDescriptor::new(listed.core())
        .with_annotation(annotation::BUNDLE_PREDICATE_TYPE, "https://slsa.dev/provenance/v1");
    registry.list(vec![hidden, listed.clone(), listed.clone(), ManifestDescriptor::new(listed.core())]);
    let found = search(&mut registry);
    assert_eq!((found.candidates.len(), found.ignored.len(), registry.blobs_asked()), (1, 1, 1));
}

#[test]
fn answers_nobody_asked_for_are_ignored() {
    let options = PlanOptions::default();
    let mut plan = SignaturePlan::new(provider(), image().digest(), options.clone(), 7);
    let mut other = SignaturePlan::new(provider(), image().digest(), options, 1 << 32);
    let first = plan.reads();
    assert_eq!(plan.reads(), first);
    let foreign = other.reads()[0].id();
    assert!(!plan.answer(foreign, Fetched::Absent));
    assert!(plan.answer(first[0].id(), Fetched::Absent));
    assert!(!plan.answer(first[0].id(), Fetched::Absent));
    assert_eq!((plan.reads_made(), other.reads_made()), (1, 0));
    assert!(other.answer(foreign, Fetched::Absent));
    assert_eq!(plan.subject(), image().digest());
}

#[test]
fn offers_as_many_reads_at_once_as_the_window_says_and_takes_answers_in_any_order() {
    let mut registry = Registry::default();
    let listed: Vec<_> = (0..9_u8).map(|at| put_bundle(&mut registry, &[at])).collect();
    registry.list(listed);
    let options = PlanOptions::default().with_window(NonZeroUsize::new(4).unwrap());
    let mut plan = SignaturePlan::new(provider(), image().digest(), options, 0);
    let (mut candidates, mut widest) = (0, 0);
    while !plan.exhausted() {
        let reads = plan.reads();
        widest = widest.max(reads.len());
        let last = reads.last().unwrap();
        let answer = registry.fetch(last.read());
        plan.answer(last.id(), answer);
        candidates += plan.take_candidates().len();
    }
    assert_eq!((candidates, widest), (9, 4));
    assert!(plan.take_problems().is_empty());
}

#[test]
fn offers_one_read_until_a_candidate_was_judged_and_then_more_with_each() {
    let mut registry = Registry::default();
    let listed: Vec<_> = (0..30_u8).map(|at| put_bundle(&mut registry, &[at])).collect();
    registry.list(listed.clone());
    let widths = |registry: &mut Registry| {
        let options = PlanOptions::default();
        let mut plan = SignaturePlan::new(provider(), image().digest(), options, 0);
        let mut widths = Vec::new();
        while !plan.exhausted() {
            let reads = plan.reads();
            widths.push(reads.len());
            for read in reads {
                let answer = registry.fetch(read.read());
                plan.answer(read.id(), answer);
            }
        }
        widths
    };
    // Two reads a candidate; the two tags wait for all that the listing names.
    let wide = widths(&mut registry);
    assert_eq!(wide[..5], [1, 1, 1, 2, 2]);
    assert_eq!((wide.iter().max(), &wide[wide.len() - 2..]), (Some(&8), [1, 1].as_slice()));
    // What comes to nothing widens it too.
    registry.manifests.clear();
    assert_eq!(widths(&mut registry), [1, 1, 2, 8, 8, 8, 3, 1, 1]);
}

#[test]
fn limits_are_the_callers_to_set() {
    let options = PlanOptions::default()
        .with_max_candidates(1)
        .with_max_referrers(2)
        .with_max_manifest(u64::MAX)
        .with_max_bundle(7)
        .with_max_payload(6);
    assert_eq!((options.window(), options.max_manifest()), (8, 4 << 20));
    assert_eq!((options.max_bundle(), options.max_payload()), (7, 6));
    let mut registry = Registry::default();
    let listed: Vec<_> =
        [b"bundle 1", b"bundle 2", b"bundle 3"].map(|bytes| put_bundle(&mut registry, bytes)).into();
    registry.list(listed);
    let found = registry.drive(Collect::new(image().digest(), options));
    assert_eq!(
        found.kinds(),
        [
            ProblemKind::LimitExceeded { limit: 2 },
            ProblemKind::LimitExceeded { limit: 1 },
            ProblemKind::TooLarge { limit: 7, claimed: Some(8) },
        ]
    );
}

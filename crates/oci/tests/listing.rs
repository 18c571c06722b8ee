//! The listing of what is attached to a manifest: everything, by its own words, and nothing believed.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

mod common;

use common::{Registry, body, core, describe, image, layout, provider, put_bundle, referrer, sha256};
use countersign_digest::{Descriptor, Sha2};
use countersign_oci::{
    AttachmentClaim, AttachmentListing, AttachmentPlace, Attachments, CosignTag, Fetched, FormHint,
    ListingError, ListingOptions, ManifestAt, ManifestDescriptor, ManifestError, ProblemKind, Read, ReadPart,
    ReadRequest, Session, SignatureArtifact, Step, UnreachableReason, annotation, cosign_tag,
    fallback_index_with, fallback_tag, media_type,
};

const SPDX: &str = "https://spdx.dev/Document";

fn listing(options: ListingOptions) -> AttachmentListing {
    AttachmentListing::new(provider(), image().digest(), options, 0)
}

fn list(registry: &mut Registry) -> Attachments {
    registry.drive(listing(ListingOptions::default()))
}

fn in_layout(name: &str) -> Attachments {
    let layout = layout(name);
    let subject = layout.resolve_name(None).unwrap().digest();
    layout.drive(AttachmentListing::new(provider(), subject, ListingOptions::default(), 0)).unwrap()
}

fn claims(listed: &Attachments) -> Vec<AttachmentClaim> {
    listed.found().iter().map(|one| one.claim().clone()).collect()
}

fn attestation(predicate_type: &str) -> AttachmentClaim {
    AttachmentClaim::Attestation { predicate_type: Some(predicate_type.into()) }
}

fn put_referrer(registry: &mut Registry, artifact_type: &str, layers: &[Descriptor]) -> ManifestDescriptor {
    let manifest = referrer(Some(&image()), artifact_type, layers);
    registry.put_manifest(&manifest);
    describe(media_type::IMAGE_MANIFEST, &manifest)
}

fn tag(kind: CosignTag) -> String {
    cosign_tag(&image().digest(), kind)
}

/// An image with something of every sort.
fn everything() -> Registry {
    let mut registry = Registry::default();
    let signature = put_bundle(&mut registry, b"signature");
    let bundle = core(media_type::SIGSTORE_BUNDLE_V03, b"silent");
    registry.put_blob(b"silent");
    let silent = put_referrer(&mut registry, media_type::EMPTY_JSON, &[bundle]);
    let notation =
        put_referrer(&mut registry, media_type::NOTATION_SIGNATURE, &[core("application/jose+json", b"jws")]);
    let sbom = put_referrer(&mut registry, "application/spdx+json", &[core("application/spdx+json", b"{}")]);
    let other = put_referrer(&mut registry, "application/vnd.example", &[]);
    let statement = put_referrer(&mut registry, media_type::IN_TOTO, &[core(media_type::IN_TOTO, b"{}")]);
    registry.list(vec![signature, silent, notation, sbom, other, statement]);
    let subject = image().digest();
    let sig = SignatureArtifact::simple_signing(&Sha2, &subject, None, b"payload", "AAAA").unwrap();
    registry.put_blob(b"payload");
    registry.put_tag(&tag(CosignTag::Signature), sig.manifest_bytes(), media_type::IMAGE_MANIFEST);
    let att = SignatureArtifact::attestation_layer(&Sha2, &subject, None, b"envelope", SPDX).unwrap();
    registry.put_blob(b"envelope");
    registry.put_tag(&tag(CosignTag::Attestation), att.manifest_bytes(), media_type::IMAGE_MANIFEST);
    let sbom = referrer(None, "", &[core("text/spdx", b"SPDXVersion")]);
    registry.put_tag(&tag(CosignTag::Sbom), &sbom, media_type::IMAGE_MANIFEST);
    registry
}

#[test]
fn lists_signatures_attestations_boms_and_whatever_else_refers() {
    let mut registry = everything();
    let listed = list(&mut registry);
    assert!(listed.problems().is_empty());
    assert!(listed.found().iter().all(|one| one.problem().is_none()), "{listed:?}");
    assert_eq!(
        claims(&listed),
        [
            AttachmentClaim::Signature,
            AttachmentClaim::Bundle,
            AttachmentClaim::NotationSignature,
            AttachmentClaim::Sbom,
            AttachmentClaim::Other,
            AttachmentClaim::Other,
            AttachmentClaim::Signature,
            attestation(SPDX),
            AttachmentClaim::Sbom,
        ]
    );
    let forms: Vec<_> = listed.found().iter().map(|one| one.form()).collect();
    let (bundle, dsse) = (Some(FormHint::Bundle), Some(FormHint::Dsse));
    assert_eq!(forms, [bundle, bundle, None, None, None, None, Some(FormHint::SimpleSigning), dsse, None]);
    let contents: Vec<_> = listed.found().iter().filter_map(|one| one.content()).collect();
    let expected: [&[u8]; 4] = [b"signature", b"silent", b"payload", b"envelope"];
    assert_eq!(contents, expected);
    let last = &listed.found()[8];
    assert_eq!(last.place(), &AttachmentPlace::Tag(tag(CosignTag::Sbom)));
    assert_eq!(last.layer().unwrap().media_type(), "text/spdx");
    let notation = &listed.found()[2];
    assert_eq!(notation.artifact_type(), Some(media_type::NOTATION_SIGNATURE));
    assert_eq!(
        (notation.place(), notation.layer().unwrap().digest()),
        (&AttachmentPlace::Referrer, sha256(b"jws"))
    );
    // Nothing was read that nobody looks at.
    assert_eq!(registry.blobs_asked(), 4);
}

#[test]
fn lists_what_stands_under_the_fallback_tag_besides_what_the_registry_lists() {
    let mut registry = Registry::default();
    let both = put_bundle(&mut registry, b"both");
    let fallback = put_referrer(&mut registry, "application/spdx+json", &[]);
    registry.list(vec![both.clone()]);
    let index = fallback_index_with(None, &[both, fallback]).unwrap();
    registry.put_tag(&fallback_tag(&image().digest()), &index, media_type::IMAGE_INDEX);
    assert_eq!(claims(&list(&mut registry)), [AttachmentClaim::Signature, AttachmentClaim::Sbom]);
    assert_eq!(registry.blobs_asked(), 1);
}

#[test]
fn lists_referrers_alone_where_nothing_has_a_tag() {
    let mut registry = everything();
    let listed = registry.drive(listing(ListingOptions::default().with_referrers_only()));
    assert!(listed.found().iter().all(|one| one.place() == &AttachmentPlace::Referrer));
    assert_eq!(listed.found().len(), 6);
    let tags = registry.asked.iter().filter(|read| match read {
        Read::Manifest { at: ManifestAt::Tag(tag), .. } => *tag != fallback_tag(&image().digest()),
        _ => false,
    });
    assert_eq!(tags.count(), 0);
}

#[test]
fn every_read_of_a_listing_is_of_attachments() {
    let step = listing(ListingOptions::default()).step();
    let Step::Read(reads) = step else { panic!("{step:?}") };
    assert!(reads.iter().all(|read| read.part() == ReadPart::Attachments));
}

#[test]
fn lists_what_cosign_attached_in_both_forms() {
    let bundles = in_layout("bundle-attested");
    let envelopes = in_layout("legacy-attested");
    for (listed, form) in [(&bundles, FormHint::Bundle), (&envelopes, FormHint::Dsse)] {
        assert_eq!(listed.found().len(), 6);
        assert!(listed.found().iter().all(|one| one.form() == Some(form) && one.content().is_some()));
        assert!(claims(listed).contains(&attestation(SPDX)));
    }
    assert_eq!(claims(&in_layout("bundle-p256")), [AttachmentClaim::Signature]);
    assert_eq!(claims(&in_layout("legacy-two-keys")), vec![AttachmentClaim::Signature; 3]);
    let (notation, cosign) = (AttachmentClaim::NotationSignature, AttachmentClaim::Signature);
    let all = [notation.clone(), notation, cosign.clone(), cosign];
    assert_eq!(claims(&in_layout("notation-both")), all);
    assert!(in_layout("unsigned").found().is_empty());
}

#[test]
fn every_layer_of_an_experimental_referrer_is_an_attachment() {
    let envelopes = [core(media_type::DSSE_ENVELOPE, b"one"), core(media_type::DSSE_ENVELOPE, b"two")];
    let mut registry = Registry::default();
    registry.put_blob(b"one");
    registry.put_blob(b"two");
    let listed = put_referrer(&mut registry, media_type::IN_TOTO, &envelopes);
    registry.list(vec![listed.clone(), listed]);
    let listed = list(&mut registry);
    assert_eq!(claims(&listed), vec![AttachmentClaim::Attestation { predicate_type: None }; 2]);
    assert_eq!(listed.found()[1].content(), Some(b"two".as_slice()));
    let payload = [core(media_type::SIMPLE_SIGNING, b"payload")];
    let mut registry = Registry::default();
    let listed = put_referrer(&mut registry, media_type::COSIGN_SIGNATURES, &payload);
    registry.list(vec![listed]);
    let listed = list(&mut registry);
    assert_eq!(claims(&listed), [AttachmentClaim::Signature]);
    assert_eq!(listed.found()[0].problem(), Some(&ProblemKind::Missing));
}

#[test]
fn content_is_read_only_where_it_is_wanted_and_within_its_limits() {
    let mut registry = everything();
    let listed = registry.drive(listing(ListingOptions::default().without_content()));
    assert_eq!((listed.found().len(), registry.blobs_asked()), (9, 0));
    assert!(listed.found().iter().all(|one| one.content().is_none() && one.problem().is_none()));
    let listed = registry.drive(listing(ListingOptions::default().with_max_content(7)));
    let too_large = |limit, claimed| ProblemKind::TooLarge { limit, claimed: Some(claimed) };
    assert_eq!(listed.found()[0].problem(), Some(&too_large(7, 9)));
    assert_eq!(listed.found()[1].content(), Some(b"silent".as_slice()));
    assert_eq!(listed.found()[7].problem(), Some(&too_large(7, 8)));
    // Nine, six and seven bytes are read; of the last eight none is left.
    let listed = registry.drive(listing(ListingOptions::default().with_max_contents(22)));
    assert_eq!(listed.found()[6].content(), Some(b"payload".as_slice()));
    assert_eq!(listed.found()[7].problem(), Some(&too_large(0, 8)));
}

#[test]
fn one_blob_of_several_layers_is_read_once() {
    let mut registry = Registry::default();
    let subject = image().digest();
    let one = SignatureArtifact::simple_signing(&Sha2, &subject, None, b"payload", "AAAA").unwrap();
    let both =
        SignatureArtifact::simple_signing(&Sha2, &subject, Some(one.manifest_bytes()), b"payload", "BBBB")
            .unwrap();
    registry.put_blob(b"payload");
    registry.put_tag(&tag(CosignTag::Signature), both.manifest_bytes(), media_type::IMAGE_MANIFEST);
    let listed = list(&mut registry);
    assert!(listed.found().iter().all(|one| one.content() == Some(b"payload".as_slice())));
    assert_eq!((listed.found().len(), registry.blobs_asked()), (2, 1));
}

#[test]
fn what_cannot_be_read_is_listed_with_the_reason() {
    let mut registry = Registry::default();
    let good = put_bundle(&mut registry, b"bundle");
    let lost =
        describe(media_type::IMAGE_MANIFEST, b"lost").with_artifact_type(media_type::SIGSTORE_BUNDLE_V03);
    let strange = referrer(Some(&core(media_type::IMAGE_MANIFEST, b"other")), media_type::EMPTY_JSON, &[]);
    registry.put_manifest(&strange);
    let broken = describe(media_type::IMAGE_MANIFEST, b"{");
    registry.put_manifest(b"{");
    let list_of_two = br#"{"schemaVersion":2,"manifests":[]}"#;
    registry.manifests.insert(sha256(list_of_two), body(list_of_two, Some(media_type::IMAGE_INDEX)));
    registry.blobs.insert(sha256(b"bundle"), body(b"bundlf", None));
    let strange = describe(media_type::IMAGE_MANIFEST, &strange);
    registry.list(vec![good, lost, strange, broken, describe(media_type::IMAGE_INDEX, list_of_two)]);
    let listed = list(&mut registry);
    let problems: Vec<_> = listed.found().iter().map(|one| one.problem().unwrap().clone()).collect();
    let other = Some(sha256(b"other"));
    assert!(matches!(problems[0], ProblemKind::Digest { .. }));
    assert_eq!(problems[1], ProblemKind::Missing);
    assert_eq!(problems[2], ProblemKind::SubjectMismatch { found: other });
    assert!(matches!(problems[3], ProblemKind::ManifestMalformed(ManifestError::Json(_))));
    assert_eq!(problems[4], ProblemKind::SubjectMismatch { found: None });
    assert_eq!(listed.found()[1].claim(), &AttachmentClaim::Bundle);
    assert!(listed.found().iter().all(|one| one.content().is_none()));
}

#[test]
fn an_index_may_refer_too() {
    let subject = image();
    let text = format!(
        r#"{{"schemaVersion":2,"artifactType":"a/b","manifests":[],"subject":{{"mediaType":"{}","digest":"{}","size":{}}}}}"#,
        subject.media_type(),
        subject.digest(),
        subject.size()
    );
    let mut registry = Registry::default();
    registry.manifests.insert(sha256(text.as_bytes()), body(text.as_bytes(), Some(media_type::IMAGE_INDEX)));
    registry.list(vec![describe(media_type::IMAGE_INDEX, text.as_bytes())]);
    let listed = list(&mut registry);
    assert_eq!((listed.found()[0].problem(), listed.found()[0].artifact_type()), (None, Some("a/b")));
}

#[test]
fn a_place_that_cannot_be_looked_at_is_a_problem_of_its_own() {
    let at = |place: &str, answer: Fetched| {
        let mut registry = Registry::default();
        match place {
            "" => registry.referrers = Some(answer),
            tag => _ = registry.tags.insert(tag.into(), answer),
        }
        list(&mut registry).problems().to_vec()
    };
    let unreachable = Fetched::Unreachable(UnreachableReason::Timeout);
    let problem = ProblemKind::Unreachable(UnreachableReason::Timeout);
    assert_eq!(at("", unreachable.clone()), [(AttachmentPlace::Referrer, problem.clone())]);
    let fallback = fallback_tag(&image().digest());
    assert_eq!(at(&fallback, unreachable.clone()), [(AttachmentPlace::Referrer, problem.clone())]);
    let sbom = tag(CosignTag::Sbom);
    assert_eq!(at(&sbom, unreachable), [(AttachmentPlace::Tag(sbom.clone()), problem)]);
    let manifest = referrer(None, "a/b", &[]);
    assert_eq!(
        at(&fallback, body(&manifest, Some(media_type::IMAGE_MANIFEST))),
        [(AttachmentPlace::Referrer, ProblemKind::ListingMalformed(ListingError::NotAnIndex))]
    );
    let index = body(br#"{"schemaVersion":2,"manifests":[]}"#, Some(media_type::IMAGE_INDEX));
    assert!(at(&fallback, index.clone()).is_empty());
    assert!(matches!(&at(&sbom, index)[..], [(_, ProblemKind::ManifestMalformed(_))]));
    let cut = Fetched::Listing { descriptors: vec![], complete: false };
    assert_eq!(at("", cut), [(AttachmentPlace::Referrer, ProblemKind::LimitExceeded { limit: 1000 })]);
}

#[test]
fn no_more_is_listed_than_the_limit() {
    let mut registry = everything();
    let limit = ProblemKind::LimitExceeded { limit: 7 };
    let listed = registry.drive(listing(ListingOptions::default().with_max_attachments(7)));
    assert_eq!(listed.found().len(), 7);
    let places = [CosignTag::Attestation, CosignTag::Sbom].map(|kind| AttachmentPlace::Tag(tag(kind)));
    assert_eq!(listed.problems(), places.map(|place| (place, limit.clone())));
    let descriptors: Vec<_> = (0..2000_u32).map(|at| describe("a/b", &at.to_be_bytes())).collect();
    registry.list(descriptors);
    registry.asked.clear();
    let listed = list(&mut registry);
    assert_eq!((listed.found().len(), listed.problems().len()), (1000, 4));
}

#[test]
fn answers_nobody_asked_for_are_ignored() {
    let mut listing = listing(ListingOptions::default());
    assert_eq!(listing.subject(), image().digest());
    let first = |listing: &mut AttachmentListing| -> ReadRequest {
        match listing.step() {
            Step::Read(reads) => reads[0].clone(),
            other => panic!("{other:?}"),
        }
    };
    let request = first(&mut listing);
    let mut other = AttachmentListing::new(provider(), image().digest(), ListingOptions::default(), 100);
    let foreign = first(&mut other).id();
    listing.answer(foreign, Fetched::Absent);
    assert_eq!(first(&mut listing), request);
    listing.answer(request.id(), Fetched::Absent);
    assert_ne!(first(&mut listing), request);
}

#[test]
fn predicate_types_come_from_the_listing_where_the_manifest_says_none() {
    let mut registry = Registry::default();
    let layer = core(media_type::SIGSTORE_BUNDLE_V03, b"bundle");
    registry.put_blob(b"bundle");
    let silent = put_referrer(&mut registry, media_type::EMPTY_JSON, &[layer]);
    registry.list(vec![silent.with_annotation(annotation::BUNDLE_PREDICATE_TYPE, SPDX)]);
    assert_eq!(claims(&list(&mut registry)), [attestation(SPDX)]);
}

#[test]
fn the_layers_of_a_manifest_share_the_type_that_it_says() {
    let mut registry = Registry::default();
    let kind = "x".repeat(100_000);
    let layers: Vec<_> = (0..3_u8).map(|at| core("text/plain", &[at])).collect();
    let manifest = referrer(None, &kind, &layers);
    registry.put_tag(&tag(CosignTag::Sbom), &manifest, media_type::IMAGE_MANIFEST);
    let listed = list(&mut registry);
    let places: Vec<_> = listed.found().iter().map(|one| one.artifact_type().unwrap().as_ptr()).collect();
    assert_eq!(places, vec![places[0]; 3]);
}

#[test]
fn no_more_than_sixty_four_mebibytes_of_manifests_are_read() {
    let mut registry = Registry::default();
    let long = |at: usize| {
        let layer = core("text/plain", at.to_string().as_bytes());
        let mut manifest = referrer(Some(&image()), "application/vnd.example", &[layer]);
        manifest.resize(4 << 20, b' ');
        manifest
    };
    let mut listed = Vec::new();
    for at in 0..17 {
        let manifest = long(at);
        registry.put_manifest(&manifest);
        listed.push(describe(media_type::IMAGE_MANIFEST, &manifest));
    }
    registry.list(listed);
    let listed = list(&mut registry);
    let problems: Vec<_> = listed.found().iter().map(|one| one.problem().cloned()).collect();
    let too_large = ProblemKind::TooLarge { limit: 0, claimed: Some(4 << 20) };
    assert_eq!((&problems[..16], &problems[16]), (&vec![None; 16][..], &Some(too_large)));
}

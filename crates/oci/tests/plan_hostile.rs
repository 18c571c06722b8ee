//! The search for signatures against hostile and broken registries.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

mod common;

use common::{
    Found, Registry, body, core, describe, image, problem_of, put_bundle, put_legacy, referrer, serde_entry,
    sha256, sig_tag, with_referrer,
};
use countersign_digest::Descriptor;
use countersign_oci::{
    Fetched, FormHint, ManifestDescriptor, ManifestError, ProblemKind, UnreachableReason, annotation,
    fallback_index_with, fallback_tag, media_type,
};

const BUNDLE: &str = media_type::SIGSTORE_BUNDLE_V03;

fn search(registry: &mut Registry) -> Found {
    registry.search(image().digest())
}

#[test]
fn annotations_of_the_listing_only_ever_hide() {
    let mut registry = Registry::default();
    let listed = put_bundle(&mut registry, b"a bundle");
    registry.list(vec![listed.clone()]);
    let found = search(&mut registry).candidates;
    for key in listed.annotations().keys() {
        for value in
            ["", "x", annotation::COSIGN_SIGN_V1, "https://slsa.dev/provenance/v1", "message-signature"]
        {
            registry.list(vec![listed.clone().with_annotation(key, value)]);
            let mutated = search(&mut registry);
            let hidden = mutated.candidates.is_empty() && mutated.ignored.len() == 1;
            let same = mutated
                .candidates
                .iter()
                .map(|found| found.bytes())
                .eq(found.iter().map(|found| found.bytes()));
            assert!(hidden || same, "{key}={value}");
        }
    }
}

#[test]
fn refuses_a_referrer_of_another_image() {
    let layer = core(BUNDLE, b"a bundle");
    let other = core(media_type::IMAGE_MANIFEST, b"another image");
    let mut good = with_referrer(&referrer(Some(&image()), BUNDLE, std::slice::from_ref(&layer)));
    good.put_blob(b"a bundle");
    assert_eq!(search(&mut good).candidates.len(), 1);
    let mut bad = with_referrer(&referrer(Some(&other), BUNDLE, std::slice::from_ref(&layer)));
    bad.put_blob(b"a bundle");
    assert_eq!(problem_of(&mut bad), ProblemKind::SubjectMismatch { found: Some(other.digest()) });
    let mut none = with_referrer(&referrer(None, BUNDLE, &[layer]));
    assert_eq!(problem_of(&mut none), ProblemKind::SubjectMismatch { found: None });
    assert_eq!(bad.blobs_asked() + none.blobs_asked(), 0);
}

#[test]
fn refuses_a_referrer_without_exactly_one_bundle() {
    let bundle = core(BUNDLE, b"a bundle");
    let near = core("application/vnd.dev.sigstore.bundle.v0.4+json", b"a bundle");
    for layers in [vec![], vec![bundle.clone(), bundle], vec![near]] {
        let mut registry = with_referrer(&referrer(Some(&image()), BUNDLE, &layers));
        assert_eq!(problem_of(&mut registry), ProblemKind::NoBundleLayer);
        assert_eq!(registry.blobs_asked(), 0);
    }
}

#[test]
fn refuses_a_claim_of_five_gibibytes_without_reading() {
    let claim = |size| Descriptor::new(BUNDLE, sha256(b"abc"), size).unwrap();
    let mut honest = with_referrer(&referrer(Some(&image()), BUNDLE, &[claim(3)]));
    honest.put_blob(b"abc");
    assert_eq!(search(&mut honest).candidates.len(), 1);
    let mut lying = with_referrer(&referrer(Some(&image()), BUNDLE, &[claim(5 << 30)]));
    lying.put_blob(b"abc");
    let expected = ProblemKind::TooLarge { limit: 4 << 20, claimed: Some(5 << 30) };
    assert_eq!(problem_of(&mut lying), expected);
    assert_eq!(lying.blobs_asked(), 0);
    let mut listed = Registry::default();
    let core = Descriptor::new(media_type::IMAGE_MANIFEST, sha256(b"abc"), 5 << 30).unwrap();
    listed.list(vec![ManifestDescriptor::new(core)]);
    assert_eq!(problem_of(&mut listed), expected);
    assert_eq!(listed.asked.len(), 3);
}

#[test]
fn refuses_a_payload_of_five_gibibytes_without_reading() {
    let mut registry = Registry::default();
    let artifact = put_legacy(&mut registry, &[b"abc"]);
    assert_eq!(search(&mut registry).candidates.len(), 1);
    registry.asked.clear();
    let text = String::from_utf8(artifact.manifest_bytes().to_vec()).unwrap();
    let lying = text.replace(r#""size":3"#, r#""size":5368709120"#);
    registry.put_tag(&sig_tag(), lying.as_bytes(), media_type::IMAGE_MANIFEST);
    assert_eq!(problem_of(&mut registry), ProblemKind::TooLarge { limit: 4 << 20, claimed: Some(5 << 30) });
    assert_eq!(registry.blobs_asked(), 0);
}

#[test]
fn refuses_bytes_of_another_digest_or_length() {
    let mut registry = Registry::default();
    let listed = put_bundle(&mut registry, b"a bundle");
    registry.list(vec![listed.clone()]);
    let good = (registry.manifests.clone(), registry.blobs.clone());
    assert_eq!(search(&mut registry).candidates.len(), 1);

    registry.blobs.insert(sha256(b"a bundle"), body(b"b bundle", None));
    let expected = sha256(b"a bundle");
    assert_eq!(problem_of(&mut registry), ProblemKind::Digest { expected, actual: sha256(b"b bundle") });
    registry.blobs.insert(sha256(b"a bundle"), body(b"a bundle!", None));
    assert_eq!(problem_of(&mut registry), ProblemKind::Size { expected: 8, actual: 9 });
    registry.blobs.insert(sha256(b"a bundle"), body(&vec![0; (4 << 20) + 1], None));
    assert_eq!(
        problem_of(&mut registry),
        ProblemKind::TooLarge { limit: 4 << 20, claimed: Some((4 << 20) + 1) }
    );

    registry.blobs = good.1;
    let Fetched::Bytes { mut bytes, media_type } = good.0[&listed.digest()].clone() else { panic!() };
    let last = bytes.len() - 1;
    bytes[last] = b' ';
    registry.manifests.insert(listed.digest(), Fetched::Bytes { bytes, media_type });
    assert!(matches!(problem_of(&mut registry), ProblemKind::Digest { .. }));
}

#[test]
fn refuses_a_header_that_contradicts_the_descriptor() {
    let mut registry = Registry::default();
    let listed = put_bundle(&mut registry, b"a bundle");
    registry.list(vec![listed.clone()]);
    let Fetched::Bytes { bytes, .. } = registry.manifests[&listed.digest()].clone() else { panic!() };
    registry.manifests.insert(listed.digest(), body(&bytes, None));
    assert_eq!(search(&mut registry).candidates.len(), 1);
    registry.manifests.insert(listed.digest(), body(&bytes, Some(media_type::IMAGE_INDEX)));
    assert!(matches!(
        problem_of(&mut registry),
        ProblemKind::ManifestMalformed(ManifestError::MediaTypeMismatch { .. })
    ));
}

#[test]
fn tells_missing_unreachable_rejected_and_oversize_apart() {
    let answers = [
        (Fetched::Absent, ProblemKind::Missing),
        (
            Fetched::Unreachable(UnreachableReason::Timeout),
            ProblemKind::Unreachable(UnreachableReason::Timeout),
        ),
        (Fetched::Rejected { status: 429 }, ProblemKind::Rejected { status: 429 }),
        (Fetched::Oversize { limit: 9, actual: None }, ProblemKind::TooLarge { limit: 9, claimed: None }),
        (Fetched::Listing { descriptors: vec![], complete: true }, ProblemKind::UnexpectedAnswer),
    ];
    for (answer, kind) in answers {
        let mut registry = Registry::default();
        let listed = put_bundle(&mut registry, b"a bundle");
        registry.list(vec![listed.clone()]);
        registry.blobs.insert(sha256(b"a bundle"), answer.clone());
        let found = search(&mut registry);
        assert_eq!(found.kinds(), std::slice::from_ref(&kind));
        assert_eq!(found.problems[0].artifact(), Some(&sha256(b"a bundle")));
        registry.manifests.insert(listed.digest(), answer);
        let found = search(&mut registry);
        assert_eq!(found.kinds(), [kind]);
        assert_eq!(found.problems[0].artifact(), Some(&listed.digest()));
    }
}

#[test]
fn reports_places_that_cannot_be_looked_at_and_goes_on() {
    for answer in [Fetched::Unreachable(UnreachableReason::Connect), Fetched::Rejected { status: 401 }] {
        let mut registry = Registry { referrers: Some(answer.clone()), ..Registry::default() };
        put_legacy(&mut registry, &[b"payload"]);
        let found = search(&mut registry);
        assert_eq!((found.candidates.len(), found.problems.len()), (1, 1));
        assert_eq!((found.problems[0].artifact(), found.problems[0].form()), (None, FormHint::Bundle));
        registry.tags.insert(sig_tag(), answer);
        let found = search(&mut registry);
        assert_eq!((found.candidates.len(), found.problems.len()), (0, 2));
        assert_eq!(found.problems[1].form(), FormHint::SimpleSigning);
    }
}

#[test]
fn reports_a_payload_without_a_signature() {
    let mut registry = Registry::default();
    let artifact = put_legacy(&mut registry, &[b"one"]);
    let text = String::from_utf8(artifact.manifest_bytes().to_vec()).unwrap();
    for unsigned in [text.replace("cosign/signature", "cosign/signatur"), text.replace("AAAA", "")] {
        registry.put_tag(&sig_tag(), unsigned.as_bytes(), media_type::IMAGE_MANIFEST);
        assert_eq!(problem_of(&mut registry), ProblemKind::SignatureAnnotationMissing);
    }
}

#[test]
fn refuses_an_index_under_the_signature_tag() {
    let mut registry = Registry::default();
    put_legacy(&mut registry, &[b"one"]);
    assert_eq!(search(&mut registry).candidates.len(), 1);
    registry.put_tag(&sig_tag(), br#"{"schemaVersion":2,"manifests":[]}"#, media_type::IMAGE_INDEX);
    assert!(matches!(
        problem_of(&mut registry),
        ProblemKind::ManifestMalformed(ManifestError::UnsupportedMediaType { .. })
    ));
}

#[test]
fn cve_2023_46737_stops_after_64_of_ten_thousand_layers() {
    let signed = |count: usize| {
        let mut registry = Registry::default();
        let layer = |at: usize| {
            let payload = at.to_string();
            registry.put_blob(payload.as_bytes());
            format!(
                r#"{{"mediaType":"{}","digest":"{}","size":{},"annotations":{{"{}":"AAAA"}}}}"#,
                media_type::SIMPLE_SIGNING,
                sha256(payload.as_bytes()),
                payload.len(),
                annotation::COSIGN_SIGNATURE
            )
        };
        let layers: Vec<_> = (0..count).map(layer).collect();
        let config = serde_entry(&describe(media_type::IMAGE_CONFIG, b"{}"));
        let text = format!(r#"{{"schemaVersion":2,"config":{config},"layers":[{}]}}"#, layers.join(","));
        registry.put_tag(&sig_tag(), text.as_bytes(), media_type::IMAGE_MANIFEST);
        let found = search(&mut registry);
        (found.candidates.len(), registry.blobs_asked(), found.kinds())
    };
    assert_eq!(signed(64), (64, 64, vec![]));
    assert_eq!(signed(65), (64, 64, vec![ProblemKind::LimitExceeded { limit: 64 }]));
    assert_eq!(signed(10_000), (64, 64, vec![ProblemKind::LimitExceeded { limit: 64 }]));
}

#[test]
fn stops_after_64_of_ten_thousand_referrers() {
    let mut registry = Registry::default();
    let bogus = |count: usize| -> Vec<_> {
        let one = |at: usize| describe(media_type::IMAGE_MANIFEST, at.to_string().as_bytes());
        (0..count).map(one).collect()
    };
    registry.list(bogus(64));
    let found = search(&mut registry);
    // The listing, 64 manifests, and the two tags.
    assert_eq!((found.reads, found.kinds()), (67, vec![ProblemKind::Missing; 64]));
    registry.list(bogus(10_000));
    let found = search(&mut registry);
    assert_eq!(found.reads, 67);
    let exceeded: Vec<_> =
        found.kinds().into_iter().filter(|kind| matches!(kind, ProblemKind::LimitExceeded { .. })).collect();
    let expected = [ProblemKind::LimitExceeded { limit: 1000 }, ProblemKind::LimitExceeded { limit: 64 }];
    assert_eq!(exceeded, expected);
}

#[test]
fn one_good_among_63_bogus_is_found_wherever_it_stands() {
    for place in [0, 31, 63] {
        let mut registry = Registry::default();
        let good = ManifestDescriptor::new(put_bundle(&mut registry, b"good").core());
        let mut listed: Vec<_> = (0..63_u8).map(|at| describe(media_type::IMAGE_MANIFEST, &[at])).collect();
        listed.insert(place, good);
        registry.list(listed);
        let found = search(&mut registry);
        assert_eq!((found.candidates.len(), found.problems.len()), (1, 63));
    }
}

/// Of two entries of one digest the one that lies about the length decides nothing, whichever comes first.
#[test]
fn an_entry_that_lies_about_a_referrer_does_not_hide_the_one_that_does_not() {
    let mut registry = Registry::default();
    let good = put_bundle(&mut registry, b"good");
    let core = Descriptor::new(good.media_type(), good.digest(), good.size() + 1).unwrap();
    let lying = ManifestDescriptor::new(core);
    for listed in [[lying.clone(), good.clone()], [good, lying]] {
        registry.list(listed.into());
        let found = search(&mut registry);
        assert_eq!((found.candidates.len(), found.problems.len()), (1, 1));
    }
}

/// A7: what is found does not depend on the order in which the registry lists it, or on which of the two lists has it.
#[test]
fn every_order_of_referrers_over_both_lists_finds_the_same() {
    let mut registry = Registry::default();
    let mut listed: Vec<_> = [b"one", b"two"].map(|bytes| put_bundle(&mut registry, bytes)).into();
    listed.push(ManifestDescriptor::new(put_bundle(&mut registry, b"silent").core()));
    listed.push(describe(media_type::IMAGE_MANIFEST, b"missing"));
    listed.push(describe(media_type::IMAGE_MANIFEST, b"sbom").with_artifact_type("text/spdx"));
    let mut first = None;
    for order in permutations(listed.len()) {
        for split in 0..=listed.len() {
            let ordered: Vec<_> = order.iter().map(|at| listed[*at].clone()).collect();
            let (api, fallback) = ordered.split_at(split);
            registry.list(api.to_vec());
            put_fallback(&mut registry, fallback);
            let found = search(&mut registry);
            let mut artifacts: Vec<_> = found.candidates.iter().map(|found| found.artifact()).collect();
            artifacts.sort();
            let found = (artifacts, found.kinds());
            assert_eq!(first.get_or_insert_with(|| found.clone()), &found);
        }
    }
    assert_eq!(
        first.map(|(artifacts, kinds)| (artifacts.len(), kinds)),
        Some((3, vec![ProblemKind::Missing]))
    );
}

fn permutations(of: usize) -> Vec<Vec<usize>> {
    let Some(last) = of.checked_sub(1) else { return vec![Vec::new()] };
    let insert = |shorter: Vec<usize>| {
        (0..=last).map(move |at| {
            let mut longer = shorter.clone();
            longer.insert(at, last);
            longer
        })
    };
    permutations(last).into_iter().flat_map(insert).collect()
}

fn put_fallback(registry: &mut Registry, entries: &[ManifestDescriptor]) {
    let index = fallback_index_with(None, entries).unwrap();
    registry.put_tag(&fallback_tag(&image().digest()), &index, media_type::IMAGE_INDEX);
}

#[test]
fn a_listing_that_was_cut_is_reported() {
    let mut registry = Registry::default();
    let listed = put_bundle(&mut registry, b"a bundle");
    registry.referrers = Some(Fetched::Listing { descriptors: vec![listed], complete: false });
    let found = search(&mut registry);
    assert_eq!(found.candidates.len(), 1);
    assert_eq!(found.kinds(), [ProblemKind::LimitExceeded { limit: 1000 }]);
}

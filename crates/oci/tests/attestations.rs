//! The search for attestations, and for what Cosign's experimental referrers keep.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

mod common;

use std::num::NonZeroUsize;

use common::{Collect, Found, Registry, core, describe, image, layout, referrer, sha256};
use countersign_digest::{Descriptor, Sha2};
use countersign_oci::{
    AttachmentKind, CandidateForm, CosignTag, Fetched, FormHint, IgnoredKind, ManifestAt, ManifestDescriptor,
    ManifestError, PlanOptions, ProblemKind, Read, SignatureArtifact, annotation, cosign_tag, media_type,
};

const SPDX: &str = "https://spdx.dev/Document";
const SLSA: &str = "https://slsa.dev/provenance/v1";
const DSSE: &str = media_type::DSSE_ENVELOPE;

fn attestations(types: &[&str]) -> PlanOptions {
    let predicate_types = types.iter().map(|one| (*one).to_owned()).collect();
    PlanOptions::default().with_kind(AttachmentKind::Attestation { predicate_types })
}

fn search(registry: &mut Registry, options: PlanOptions) -> Found {
    registry.drive(Collect::new(image().digest(), options))
}

fn in_layout(name: &str, options: PlanOptions) -> Found {
    let layout = layout(name);
    let subject = layout.resolve_name(Some(name)).unwrap().digest();
    layout.drive(Collect::new(subject, options)).unwrap()
}

fn types_of(found: &Found) -> Vec<String> {
    let kinds = found.ignored.iter().map(|ignored| ignored.kind().clone());
    kinds
        .map(|kind| match kind {
            IgnoredKind::Attestation { predicate_type } => predicate_type,
            other => other.to_string(),
        })
        .collect()
}

/// Puts a bundle of this predicate type there and gives its descriptor as a registry lists it.
fn put_attested(registry: &mut Registry, bundle: &[u8], predicate_type: &str) -> ManifestDescriptor {
    let created = "2026-11-22T14:22:04Z";
    let artifact =
        SignatureArtifact::bundle_referrer(&Sha2, &image(), bundle, predicate_type, created).unwrap();
    registry.put_blob(bundle);
    registry.put_manifest(artifact.manifest_bytes());
    artifact.manifest().clone()
}

/// Puts a referrer there and gives its descriptor without any annotation.
fn put_referrer(registry: &mut Registry, artifact_type: &str, layers: &[Descriptor]) -> ManifestDescriptor {
    let manifest = referrer(Some(&image()), artifact_type, layers);
    registry.put_manifest(&manifest);
    describe(media_type::IMAGE_MANIFEST, &manifest)
}

/// An `.att` manifest with one layer for each.
fn att(envelopes: &[(&[u8], &str)]) -> SignatureArtifact {
    let mut artifact: Option<SignatureArtifact> = None;
    for (envelope, predicate_type) in envelopes {
        let existing = artifact.as_ref().map(SignatureArtifact::manifest_bytes);
        artifact = Some(
            SignatureArtifact::attestation_layer(
                &Sha2,
                &image().digest(),
                existing,
                envelope,
                predicate_type,
            )
            .unwrap(),
        );
    }
    artifact.unwrap()
}

fn put_att(registry: &mut Registry, envelopes: &[(&[u8], &str)]) -> SignatureArtifact {
    let artifact = att(envelopes);
    envelopes.iter().for_each(|(envelope, _)| registry.put_blob(envelope));
    let tag = artifact.tag().unwrap().to_owned();
    registry.put_tag(&tag, artifact.manifest_bytes(), media_type::IMAGE_MANIFEST);
    artifact
}

fn put_att_text(registry: &mut Registry, manifest: &str) {
    let tag = cosign_tag(&image().digest(), CosignTag::Attestation);
    registry.put_tag(&tag, manifest.as_bytes(), media_type::IMAGE_MANIFEST);
}

/// A manifest with these layers as they are written.
fn manifest_of(layers: &[String]) -> String {
    let config = core(media_type::IMAGE_CONFIG, b"{}");
    format!(
        r#"{{"schemaVersion":2,"config":{{"mediaType":"{}","digest":"{}","size":2}},"layers":[{}]}}"#,
        config.media_type(),
        config.digest(),
        layers.join(",")
    )
}

fn layer_text(media_type: &str, content: &[u8], size: u64, annotations: &str) -> String {
    let digest = sha256(content);
    format!(r#"{{"mediaType":"{media_type}","digest":"{digest}","size":{size},"annotations":{annotations}}}"#)
}

#[test]
fn reads_the_bundles_of_the_wanted_type_alone_and_names_the_types_of_the_others() {
    let found = in_layout("bundle-attested", attestations(&[SPDX]));
    let [candidate] = &found.candidates[..] else { panic!("{found:?}") };
    assert_eq!((candidate.form(), candidate.predicate_hint()), (&CandidateForm::Bundle, Some(SPDX)));
    let mut types = types_of(&found);
    types.sort();
    assert_eq!(
        types,
        [
            "https://cosign.sigstore.dev/attestation/v1",
            "https://cosign.sigstore.dev/attestation/vuln/v1",
            "https://cyclonedx.org/bom",
            "https://openvex.dev/ns",
            SLSA,
        ]
    );
    // Types are compared whole.
    for part in ["https://spdx.dev/", "https://spdx.dev/Document/v2.3", "HTTPS://SPDX.DEV/DOCUMENT"] {
        assert_eq!(in_layout("bundle-attested", attestations(&[part])).candidates.len(), 0, "{part}");
    }
    // The listing, the manifest, the bundle, the fallback tag, and the `.att` tag.
    assert_eq!((found.reads, found.problems.len()), (5, 0));
}

#[test]
fn reads_the_bundles_of_every_type_but_a_signatures_where_no_type_is_named() {
    assert_eq!(in_layout("bundle-attested", attestations(&[])).candidates.len(), 6);
    let found = in_layout("bundle-p256", attestations(&[]));
    assert_eq!(found.candidates.len(), 0);
    assert_eq!(found.ignored[0].kind(), &IgnoredKind::Signature);
    assert_eq!(in_layout("bundle-p256", attestations(&[annotation::COSIGN_SIGN_V1])).candidates.len(), 1);
    assert_eq!(in_layout("bundle-attested", PlanOptions::default()).candidates.len(), 0);
}

#[test]
fn reads_the_envelopes_of_the_wanted_type_under_the_tag() {
    let found = in_layout("legacy-attested", attestations(&[SLSA, SPDX]));
    let hints: Vec<_> = found.candidates.iter().map(|one| (one.form_hint(), one.predicate_hint())).collect();
    assert_eq!(hints, [(FormHint::Dsse, Some(SLSA)), (FormHint::Dsse, Some(SPDX))]);
    assert!(found.candidates.iter().all(|one| one.form() == &CandidateForm::Dsse));
    assert!(found.candidates[0].bytes().windows(11).any(|part| part == b"payloadType"));
    assert_eq!((types_of(&found).len(), found.problems.len()), (4, 0));
    assert_eq!(in_layout("legacy-attested", attestations(&[])).candidates.len(), 6);
    assert_eq!(in_layout("legacy-attested", PlanOptions::default()).candidates.len(), 0);
}

#[test]
fn reads_those_that_say_so_before_those_that_say_nothing_and_the_tag_last() {
    let mut registry = Registry::default();
    let layer = core(media_type::SIGSTORE_BUNDLE_V03, b"silent");
    registry.put_blob(b"silent");
    let silent = put_referrer(&mut registry, media_type::EMPTY_JSON, &[layer]);
    let wanted = put_attested(&mut registry, b"wanted", SPDX);
    let other = put_attested(&mut registry, b"other", SLSA);
    registry.list(vec![silent, other, wanted.clone(), wanted]);
    put_att(&mut registry, &[(b"envelope", SPDX)]);
    let found = search(&mut registry, attestations(&[SPDX]));
    let bytes: Vec<_> = found.candidates.iter().map(|one| one.bytes().to_vec()).collect();
    assert_eq!(bytes, [b"wanted".to_vec(), b"silent".to_vec(), b"envelope".to_vec()]);
    assert_eq!(found.candidates[1].predicate_hint(), None);
    assert_eq!(types_of(&found), [SLSA]);
    // The listing; manifest and bundle twice; the fallback tag; the tag and an envelope.
    assert_eq!(found.reads, 8);
}

#[test]
fn a_layer_without_a_predicate_type_is_read_after_those_with_one() {
    let mut registry = Registry::default();
    let layers = [
        layer_text(DSSE, b"silent", 6, "{}"),
        layer_text(
            media_type::SIMPLE_SIGNING,
            b"payload",
            7,
            r#"{"dev.cosignproject.cosign/signature":"AAAA"}"#,
        ),
        layer_text(DSSE, b"wanted", 6, r#"{"predicateType":"https://spdx.dev/Document"}"#),
    ];
    put_att_text(&mut registry, &manifest_of(&layers));
    registry.put_blob(b"silent");
    registry.put_blob(b"wanted");
    let found = search(&mut registry, attestations(&[SPDX]));
    let bytes: Vec<_> = found.candidates.iter().map(|one| one.bytes().to_vec()).collect();
    assert_eq!(bytes, [b"wanted".to_vec(), b"silent".to_vec()]);
    assert!(found.problems.is_empty());
}

#[test]
fn attestations_may_have_thirty_two_mebibytes_and_signatures_four() {
    let limit = 32 << 20;
    let over = |size: u64, options: PlanOptions, artifact_type: &str| {
        let mut registry = Registry::default();
        let layer = Descriptor::new(media_type::SIGSTORE_BUNDLE_V03, sha256(b"x"), size).unwrap();
        let listed = put_referrer(&mut registry, artifact_type, &[layer]);
        registry.list(vec![listed]);
        search(&mut registry, options).kinds()
    };
    let bundle = media_type::SIGSTORE_BUNDLE_V03;
    let too_large = |limit, size| vec![ProblemKind::TooLarge { limit, claimed: Some(size) }];
    assert_eq!(over(limit, attestations(&[]), bundle), [ProblemKind::Missing]);
    assert_eq!(over(limit + 1, attestations(&[]), bundle), too_large(limit, limit + 1));
    assert_eq!(over(4 << 20, PlanOptions::default(), bundle), [ProblemKind::Missing]);
    assert_eq!(over((4 << 20) + 1, PlanOptions::default(), bundle), too_large(4 << 20, (4 << 20) + 1));
    assert_eq!(over(9, attestations(&[]).with_max_bundle(8), bundle), too_large(8, 9));
    let mut registry = Registry::default();
    put_att_text(&mut registry, &manifest_of(&[layer_text(DSSE, b"x", limit + 1, "{}")]));
    assert_eq!(search(&mut registry, attestations(&[])).kinds(), too_large(limit, limit + 1));
    assert_eq!(attestations(&[]).kind(), &AttachmentKind::Attestation { predicate_types: vec![] });
    assert_eq!(PlanOptions::default().kind(), &AttachmentKind::default());
}

#[test]
fn reads_every_experimental_referrer_of_signatures_and_not_only_the_last() {
    let mut registry = Registry::default();
    let payloads: [&[u8]; 3] = [b"one", b"two", b"three"];
    let mut listed = Vec::new();
    for payload in payloads {
        registry.put_blob(payload);
        listed.push(put_experimental(&mut registry, media_type::COSIGN_SIGNATURES, &[payload]));
    }
    // One as older writers wrote it: the type stands in the configuration alone.
    let older = experimental_without_type(&image(), b"four");
    registry.put_manifest(older.as_bytes());
    registry.put_blob(b"four");
    listed.push(describe(media_type::IMAGE_MANIFEST, older.as_bytes()));
    registry.list(listed);
    let found = search(&mut registry, PlanOptions::default());
    let forms: Vec<_> =
        found.candidates.iter().map(|one| (one.bytes().to_vec(), one.form().clone())).collect();
    let signed = CandidateForm::SimpleSigning { signature_base64: "AAAA".into() };
    let expected: Vec<_> = [b"one".as_slice(), b"two", b"three", b"four"]
        .into_iter()
        .map(|payload| (payload.to_vec(), signed.clone()))
        .collect();
    assert_eq!(forms, expected);
    assert!(found.problems.is_empty() && found.ignored.is_empty(), "{found:?}");
    // Where attestations are wanted these are signatures; by the listing or by the manifest.
    let found = search(&mut registry, attestations(&[]));
    assert!(found.candidates.is_empty());
    assert_eq!(types_of(&found), vec!["a signature of the image"; 4]);
}

/// A referrer with one simple signing or DSSE layer for each content.
fn put_experimental(registry: &mut Registry, artifact_type: &str, contents: &[&[u8]]) -> ManifestDescriptor {
    let is_signature = artifact_type == media_type::COSIGN_SIGNATURES;
    let kind = if is_signature { media_type::SIMPLE_SIGNING } else { DSSE };
    let signature = if is_signature { "AAAA" } else { "" };
    let annotations =
        format!(r#"{{"dev.cosignproject.cosign/signature":"{signature}","predicateType":"{SPDX}"}}"#);
    let layers: Vec<_> =
        contents.iter().map(|one| layer_text(kind, one, one.len() as u64, &annotations)).collect();
    let image = image();
    let subject = format!(
        r#","artifactType":"{artifact_type}","subject":{{"mediaType":"{}","digest":"{}","size":{}}}}}"#,
        image.media_type(),
        image.digest(),
        image.size()
    );
    let text = manifest_of(&layers);
    let text = format!("{}{subject}", text.strip_suffix('}').unwrap());
    registry.put_manifest(text.as_bytes());
    describe(media_type::IMAGE_MANIFEST, text.as_bytes()).with_artifact_type(artifact_type)
}

fn experimental_without_type(subject: &Descriptor, payload: &[u8]) -> String {
    let layer = layer_text(
        media_type::SIMPLE_SIGNING,
        payload,
        payload.len() as u64,
        r#"{"dev.cosignproject.cosign/signature":"AAAA"}"#,
    );
    let text = manifest_of(&[layer]).replace(media_type::IMAGE_CONFIG, media_type::COSIGN_SIGNATURES);
    let subject = format!(
        r#","subject":{{"mediaType":"{}","digest":"{}","size":{}}}}}"#,
        subject.media_type(),
        subject.digest(),
        subject.size()
    );
    format!("{}{subject}", text.strip_suffix('}').unwrap())
}

#[test]
fn reads_the_envelopes_in_referrers_of_both_types() {
    for artifact_type in [media_type::COSIGN_ATTESTATIONS, media_type::IN_TOTO] {
        let mut registry = Registry::default();
        registry.put_blob(b"one");
        registry.put_blob(b"two");
        let listed = put_experimental(&mut registry, artifact_type, &[b"one", b"two"]);
        // Cosign writes all envelopes again with each new one.
        let again = put_experimental(&mut registry, artifact_type, &[b"one"]);
        registry.list(vec![listed, again]);
        let found = search(&mut registry, attestations(&[SPDX]));
        let bytes: Vec<_> = found.candidates.iter().map(|one| one.bytes().to_vec()).collect();
        assert_eq!(bytes, [b"one".to_vec(), b"two".to_vec()], "{artifact_type}");
        assert_eq!((registry.blobs_asked(), found.problems.len()), (2, 0));
        // The layers say that they are of another type.
        let found = search(&mut registry, attestations(&[SLSA]));
        assert_eq!((found.candidates.len(), types_of(&found)), (0, vec![SPDX.to_owned(); 2]));
        // Signatures are looked for.
        let found = search(&mut registry, PlanOptions::default());
        assert_eq!(found.candidates.len(), 0);
        let other = IgnoredKind::Other { artifact_type: artifact_type.into() };
        assert_eq!(found.ignored[0].kind(), &other);
        // The listing, the fallback tag and the `.sig` tag.
        assert_eq!(found.reads, 3);
    }
}

#[test]
fn what_calls_itself_one_and_holds_the_other_is_neither() {
    let run = |artifact_type: &str, layer: String, options: PlanOptions| {
        let mut registry = Registry::default();
        registry.put_blob(b"payload");
        let image = image();
        let subject = format!(
            r#","artifactType":"{artifact_type}","subject":{{"mediaType":"{}","digest":"{}","size":{}}}}}"#,
            image.media_type(),
            image.digest(),
            image.size()
        );
        let text = format!("{}{subject}", manifest_of(&[layer]).strip_suffix('}').unwrap());
        registry.put_manifest(text.as_bytes());
        registry.list(vec![describe(media_type::IMAGE_MANIFEST, text.as_bytes())]);
        search(&mut registry, options).candidates.len()
    };
    let said = r#"{"dev.cosignproject.cosign/signature":"AAAA"}"#;
    let payload = || layer_text(media_type::SIMPLE_SIGNING, b"payload", 7, said);
    let envelope = || layer_text(DSSE, b"payload", 7, said);
    let (signatures, attested) = (media_type::COSIGN_SIGNATURES, media_type::COSIGN_ATTESTATIONS);
    assert_eq!(run(signatures, payload(), PlanOptions::default()), 1);
    assert_eq!(run(attested, envelope(), attestations(&[])), 1);
    for (artifact_type, layer) in [
        (signatures, envelope()),
        (attested, payload()),
        (media_type::IN_TOTO, payload()),
        (media_type::SIGSTORE_BUNDLE_V03, payload()),
        (media_type::SIGSTORE_BUNDLE_V03, envelope()),
    ] {
        assert_eq!(run(artifact_type, layer.clone(), PlanOptions::default()), 0, "{artifact_type}");
        assert_eq!(run(artifact_type, layer, attestations(&[])), 0, "{artifact_type}");
    }
}

#[test]
fn a_statement_that_nobody_signed_is_no_attestation() {
    let mut registry = Registry::default();
    let listed = put_referrer(&mut registry, media_type::IN_TOTO, &[core(media_type::IN_TOTO, b"{}")]);
    registry.list(vec![listed]);
    let found = search(&mut registry, attestations(&[]));
    assert!(found.candidates.is_empty() && found.problems.is_empty());
    assert_eq!(found.ignored[0].kind(), &IgnoredKind::Other { artifact_type: media_type::IN_TOTO.into() });
}

#[test]
fn an_experimental_referrer_of_another_image_is_refused() {
    let mut registry = Registry::default();
    registry.put_blob(b"payload");
    let control = experimental_without_type(&image(), b"payload");
    let other = core(media_type::IMAGE_MANIFEST, b"another image");
    let hostile = experimental_without_type(&other, b"payload");
    for text in [&control, &hostile] {
        registry.put_manifest(text.as_bytes());
    }
    let listed = |text: &str| {
        describe(media_type::IMAGE_MANIFEST, text.as_bytes())
            .with_artifact_type(media_type::COSIGN_SIGNATURES)
    };
    registry.list(vec![listed(&control)]);
    assert_eq!(search(&mut registry, PlanOptions::default()).candidates.len(), 1);
    registry.list(vec![listed(&hostile)]);
    let found = search(&mut registry, PlanOptions::default());
    assert!(found.candidates.is_empty());
    assert_eq!(found.kinds(), [ProblemKind::SubjectMismatch { found: Some(other.digest()) }]);
    assert_eq!(found.problems[0].form(), FormHint::SimpleSigning);
}

#[test]
fn an_envelope_must_be_what_its_layer_says() {
    let run = |answer: Option<&[u8]>| {
        let mut registry = Registry::default();
        put_att(&mut registry, &[(b"envelope", SPDX)]);
        registry.blobs.clear();
        if let Some(bytes) = answer {
            registry.blobs.insert(sha256(b"envelope"), common::body(bytes, None));
        }
        let found = search(&mut registry, attestations(&[]));
        assert!(found.problems.iter().all(|one| one.form() == FormHint::Dsse));
        (found.candidates.len(), found.kinds())
    };
    assert_eq!(run(Some(b"envelope")), (1, vec![]));
    assert_eq!(run(None), (0, vec![ProblemKind::Missing]));
    let (expected, actual) = (sha256(b"envelope"), sha256(b"envelopf"));
    assert_eq!(run(Some(b"envelopf")), (0, vec![ProblemKind::Digest { expected, actual }]));
    assert_eq!(run(Some(b"envelope ")), (0, vec![ProblemKind::Size { expected: 8, actual: 9 }]));
}

#[test]
fn an_index_under_the_attestation_tag_is_malformed() {
    let mut registry = Registry::default();
    let tag = cosign_tag(&image().digest(), CosignTag::Attestation);
    registry.put_tag(&tag, br#"{"schemaVersion":2,"manifests":[]}"#, media_type::IMAGE_INDEX);
    let media_type = media_type::IMAGE_INDEX.into();
    assert_eq!(
        search(&mut registry, attestations(&[])).kinds(),
        [ProblemKind::ManifestMalformed(ManifestError::UnsupportedMediaType { media_type })]
    );
    // Signatures are looked for under another tag.
    assert!(search(&mut registry, PlanOptions::default()).problems.is_empty());
}

#[test]
fn no_more_than_sixty_four_are_looked_at_wherever_they_are() {
    let contents: Vec<Vec<u8>> = (0..70).map(|at| format!("envelope {at}").into_bytes()).collect();
    let borrowed: Vec<&[u8]> = contents.iter().map(Vec::as_slice).collect();
    let limit = ProblemKind::LimitExceeded { limit: 64 };
    let in_tag = |count: usize| {
        let mut registry = Registry::default();
        let envelopes: Vec<_> = borrowed[..count].iter().map(|one| (*one, SPDX)).collect();
        put_att(&mut registry, &envelopes);
        let found = search(&mut registry, attestations(&[]));
        (found.candidates.len(), found.kinds())
    };
    assert_eq!(in_tag(64), (64, vec![]));
    assert_eq!(in_tag(65), (64, vec![limit.clone()]));
    let in_referrer = |count: usize| {
        let mut registry = Registry::default();
        contents.iter().for_each(|one| registry.put_blob(one));
        let listed = put_experimental(&mut registry, media_type::IN_TOTO, &borrowed[..count]);
        registry.list(vec![listed]);
        let found = search(&mut registry, attestations(&[]));
        (found.candidates.len(), found.kinds())
    };
    assert_eq!(in_referrer(64), (64, vec![]));
    assert_eq!(in_referrer(70), (64, vec![limit]));
}

/// Sixty-four envelopes of 32 MiB would be 2 GiB.
#[test]
fn no_more_bytes_are_fetched_than_the_total_whatever_is_claimed() {
    const MIB: u64 = 1 << 20;
    let layers = |sizes: &[u64]| -> Vec<String> {
        let one = |(at, size): (usize, &u64)| layer_text(DSSE, &[at as u8], *size, "{}");
        sizes.iter().enumerate().map(one).collect()
    };
    let in_tag = |sizes: &[u64], options: PlanOptions| {
        let mut registry = Registry::default();
        put_att_text(&mut registry, &manifest_of(&layers(sizes)));
        let found = search(&mut registry, options);
        (registry.blobs_asked(), found.kinds())
    };
    let manifest = manifest_of(&layers(&[32 * MIB; 4])).len() as u64;
    let (missing, exactly) = (vec![ProblemKind::Missing; 4], 128 * MIB + manifest);
    assert_eq!(in_tag(&[32 * MIB; 4], attestations(&[]).with_max_total(exactly)), (4, missing));
    let (asked, kinds) = in_tag(&[32 * MIB; 4], attestations(&[]).with_max_total(exactly - 1));
    let too_large = ProblemKind::TooLarge { limit: 32 * MIB - 1, claimed: Some(32 * MIB) };
    assert_eq!((asked, &kinds[0]), (3, &too_large));
    assert_eq!(in_tag(&[32 * MIB; 64], attestations(&[])).0, 3);
    assert_eq!(attestations(&[]).max_total(), 128 * MIB);
    // One blob is paid for once, however many layers have it.
    let shared: Vec<_> =
        (0..9).map(|at| layer_text(DSSE, b"x", 32 * MIB, &format!(r#"{{"n":"{at}"}}"#))).collect();
    let mut registry = Registry::default();
    put_att_text(&mut registry, &manifest_of(&shared));
    assert_eq!(search(&mut registry, attestations(&[])).kinds(), [ProblemKind::Missing]);
}

#[test]
fn what_is_sent_beyond_the_claim_counts_too() {
    let long = vec![b' '; 1000];
    let run = |window: usize, answer: Fetched| {
        let mut registry = Registry::default();
        let layers: Vec<_> = (0..9_u8).map(|at| layer_text(DSSE, &[at], 1, "{}")).collect();
        put_att_text(&mut registry, &manifest_of(&layers));
        (0..9_u8).for_each(|at| drop(registry.blobs.insert(sha256(&[at]), answer.clone())));
        let manifest = manifest_of(&layers).len() as u64;
        let options = attestations(&[]).with_max_total(manifest + 2500);
        search(&mut registry, options.with_window(NonZeroUsize::new(window).unwrap()));
        let limits = registry.asked.iter().filter_map(|read| match read {
            Read::Blob { size, limit, .. } => Some((*size, *limit)),
            _ => None,
        });
        limits.collect::<Vec<_>>()
    };
    // Nine bytes are paid for when the layers are planned.
    let expected = [2492, 1493, 494, 1, 1, 1, 1, 1, 1].map(|limit| (1, limit));
    let sent = Fetched::Bytes { bytes: long, media_type: None };
    assert_eq!(run(1, sent.clone()), expected);
    assert_eq!(run(1, Fetched::Oversize { limit: 1000, actual: None }), expected);
    assert_eq!(run(1, Fetched::Absent), [(1, 2492); 9]);
    // Of several that are read at once, one alone may bring what is left.
    let expected = [2492, 1493, 1, 494, 1, 1, 1, 1, 1].map(|limit| (1, limit));
    assert_eq!(run(8, sent), expected);
}

#[test]
fn the_manifests_of_referrers_and_their_bundles_count_too() {
    let mut registry = Registry::default();
    let one = put_attested(&mut registry, b"one", SPDX);
    let two = put_attested(&mut registry, b"two", SPDX);
    let manifests = one.size() + two.size();
    registry.list(vec![one.clone(), two]);
    let mut run = |total: u64| {
        let found = search(&mut registry, attestations(&[]).with_max_total(total));
        (found.candidates.len(), found.kinds())
    };
    assert_eq!(run(manifests + 6), (2, vec![]));
    let too_large = |limit, claimed| vec![ProblemKind::TooLarge { limit, claimed: Some(claimed) }];
    assert_eq!(run(manifests + 5), (1, too_large(2, 3)));
    assert_eq!(run(manifests - 1).1[0], too_large(one.size() - 1, one.size())[0]);
}

#[test]
fn the_type_of_an_image_configuration_in_a_listing_says_nothing() {
    for artifact_type in [media_type::IMAGE_CONFIG, media_type::DOCKER_IMAGE_CONFIG] {
        let mut registry = Registry::default();
        let listed = put_attested(&mut registry, b"bundle", SPDX);
        registry.list(vec![ManifestDescriptor::new(listed.core()).with_artifact_type(artifact_type)]);
        assert_eq!(search(&mut registry, attestations(&[SPDX])).candidates.len(), 1);
        assert_eq!(search(&mut registry, PlanOptions::default()).candidates.len(), 0);
    }
}

#[test]
fn what_a_manifest_names_twice_is_read_once_and_is_one_candidate() {
    let mut registry = Registry::default();
    let twice = layer_text(DSSE, b"envelope", 8, r#"{"predicateType":"https://spdx.dev/Document"}"#);
    let silent = layer_text(DSSE, b"envelope", 8, "{}");
    put_att_text(&mut registry, &manifest_of(&[twice.clone(), silent, twice]));
    registry.put_blob(b"envelope");
    let found = search(&mut registry, attestations(&[]));
    // One blob, of which two layers say different things.
    let hints: Vec<_> = found.candidates.iter().map(|one| one.predicate_hint()).collect();
    assert_eq!((hints, registry.blobs_asked()), (vec![Some(SPDX), None], 1));
    let tags: Vec<_> = registry
        .asked
        .iter()
        .filter_map(|read| match read {
            Read::Manifest { at: ManifestAt::Tag(tag), .. } => Some(tag.clone()),
            _ => None,
        })
        .collect();
    assert!(tags.iter().all(|tag| !tag.ends_with(".sig")), "{tags:?}");
}

#[test]
fn what_is_ignored_is_named_once_and_at_most_a_thousand_times() {
    let layers: Vec<_> = (0..1500)
        .map(|at| {
            layer_text(DSSE, b"x", 1, &format!(r#"{{"predicateType":"https://example.com/{}"}}"#, at % 1200))
        })
        .collect();
    let mut registry = Registry::default();
    put_att_text(&mut registry, &manifest_of(&layers));
    let found = search(&mut registry, attestations(&[SPDX]));
    assert_eq!((found.ignored.len(), found.problems.len(), registry.blobs_asked()), (1000, 0, 0));
}

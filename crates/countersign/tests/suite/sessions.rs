//! Verification as a session: any driver, any order, any failure.
use std::num::NonZeroUsize;

use crate::common::*;
use countersign::{
    ImageName, Refusal, SignOptions, Verdict, Verification, Verifier, WriteFormat,
    crypto::RustCrypto,
    digest::{Algorithm, Digest, HashProvider},
    envelope::IN_TOTO_PAYLOAD_TYPE,
    oci::{Fetched, ManifestAt, PlanOptions, Read, ReadPart, ReadRequest, Session, Step, UnreachableReason},
};
use proptest::prelude::*;

/// Drives a session with a driver's own choice of the next read and of its answer.
fn drive(
    mut session: Verification,
    mut choose: impl FnMut(&[ReadRequest]) -> usize,
    mut answer: impl FnMut(&Read) -> Fetched,
) -> Verdict {
    for _ in 0..10_000 {
        match session.step() {
            Step::Done(verdict) => return verdict,
            Step::Need(needs) => panic!("{needs:?}"),
            Step::Read(requests) => {
                let request = &requests[choose(&requests)];
                session.answer(request.id(), answer(request.read()));
            }
        }
    }
    panic!("the session does not end");
}

fn both_forms() -> Store {
    let (mut store, _) = Store::with_image();
    store.sign(1, ImageName::tag("v1"), SignOptions::new());
    store.sign(1, ImageName::tag("v1"), SignOptions::new().format(WriteFormat::CosignLegacy));
    store
}

#[test]
fn a_bundle_is_found_with_three_reads_and_simple_signing_with_four_and_a_tag_costs_one_more() {
    // The list of referrers, the manifest, the bundle; the list of referrers, the fallback tag, the tag, the payload.
    for (format, by_digest) in [(WriteFormat::Cosign, 3), (WriteFormat::CosignLegacy, 4)] {
        let (mut store, image) = Store::with_image();
        store.sign(1, ImageName::tag("v1"), SignOptions::new().format(format));
        let verify = |name| store.verify(&verifier(1), name).unwrap().report().requests();
        assert_eq!(verify(ImageName::digest(image.digest())), by_digest, "{format:?}");
        assert_eq!(verify(ImageName::tag("v1")), by_digest + 1, "{format:?}");
    }
}

/// Whatever else is attached, and in whatever order a driver that reads all that is offered answers.
#[test]
fn an_accepted_image_by_digest_costs_three_reads_whatever_else_is_attached() {
    let (mut store, image) = Store::with_image();
    let sign = countersign::envelope::COSIGN_SIGN_PREDICATE;
    store.sign(1, ImageName::tag("v1"), SignOptions::new());
    for seed in 2..12 {
        let slsa = "https://slsa.dev/provenance/v1";
        store.attach_bundle(&image, &statement_bundle(seed, image.digest(), slsa), slsa);
        store.attach_bundle(&image, &statement_bundle(seed, image.digest(), sign), sign);
    }
    store.sign(2, ImageName::tag("v1"), SignOptions::new().format(WriteFormat::CosignLegacy));
    let layout = store.layout();
    let mut session = verifier(1).verify(ImageName::digest(image.digest()), now());
    let mut read = 0;
    let verdict = loop {
        match session.step() {
            Step::Done(verdict) => break verdict,
            Step::Need(needs) => panic!("{needs:?}"),
            Step::Read(requests) => {
                assert!(requests.iter().all(|request| request.part() == ReadPart::Attachments));
                read += requests.len();
                requests.iter().for_each(|one| session.answer(one.id(), layout.fetch(one.read())));
            }
        }
    };
    assert_eq!((read, verdict.unwrap().report().requests()), (3, 3));
}

#[test]
fn what_is_refused_by_digest_was_looked_for_everywhere_and_is_there_itself() {
    let (mut store, image) = Store::with_image();
    store.sign(1, ImageName::tag("v1"), SignOptions::new());
    let layout = store.layout();
    let run = |digest: Digest, manifest: Option<Fetched>| {
        let mut read = Vec::new();
        let answer = |asked: &Read| {
            read.push(asked.clone());
            match asked {
                Read::Manifest { at: ManifestAt::Digest(at), .. } if *at == digest => {
                    manifest.clone().unwrap_or_else(|| layout.fetch(asked))
                }
                _ => layout.fetch(asked),
            }
        };
        let verdict = drive(verifier(2).verify(ImageName::digest(digest), now()), |_| 0, answer);
        (kind(&verdict), code(&verdict), read.len())
    };
    // The list, a manifest, a bundle, the fallback tag, `.sig`, and the image itself.
    let digest = image.digest();
    assert_eq!(run(digest, None), ("untrusted", "CSG-SIGNATURE-INVALID", 6));
    // That a signature is not acceptable comes before that the image is not there, and that it cannot be reached before both.
    assert_eq!(run(digest, Some(Fetched::Absent)), ("untrusted", "CSG-SIGNATURE-INVALID", 6));
    assert_eq!(run(digest, Some(Fetched::Rejected { status: 403 })), ("unreachable", "CSG-UNREACHABLE", 6));
    assert_eq!(run(sha256(b"nothing"), None), ("absent", "CSG-NO-IMAGE", 4));
    let mut unsigned = Store::new();
    let image = unsigned.image("v1");
    let verdict = unsigned.verify(&verifier(1), ImageName::digest(image.digest()));
    assert_eq!((kind(&verdict), code(&verdict)), ("absent", "CSG-NO-SIGNATURE"));
}

#[test]
fn a_place_that_cannot_be_reached_is_told_where_the_image_itself_is_absent() {
    let layout = Store::new().layout();
    let run = |referrers: Option<Fetched>| {
        let answer = |asked: &Read| match asked {
            Read::Referrers { .. } => referrers.clone().unwrap_or_else(|| layout.fetch(asked)),
            _ => layout.fetch(asked),
        };
        let verdict = drive(verifier(1).verify(ImageName::digest(sha256(b"nothing")), now()), |_| 0, answer);
        (kind(&verdict), code(&verdict))
    };
    assert_eq!(run(None), ("absent", "CSG-NO-IMAGE"));
    assert_eq!(run(Some(Fetched::Rejected { status: 500 })), ("unreachable", "CSG-UNREACHABLE"));
}

#[test]
fn the_manifest_of_a_store_is_read_first_where_that_is_wanted() {
    let (mut store, image) = Store::with_image();
    store.sign(1, ImageName::tag("v1"), SignOptions::new());
    store.files.remove(&blob_path(&image.digest()));
    let name = ImageName::digest(image.digest());
    assert_eq!(kind(&store.verify(&verifier(1), name.clone())), "accepted");
    let verdict = store.verify(&verifier(1), name.manifest_first());
    assert_eq!((kind(&verdict), code(&verdict)), ("malformed", "CSG-BLOB-MISSING"));
}

/// A statement that names the image by two algorithms can be held against the manifest's bytes alone: these are read then.
#[test]
fn a_statement_with_a_second_digest_is_judged_by_the_manifest_even_where_the_image_is_named_by_digest() {
    let (store, image) = Store::with_image();
    let sign = countersign::envelope::COSIGN_SIGN_PREDICATE;
    let bytes = store.files[&blob_path(&image.digest())].clone();
    let sha512 = |bytes: &[u8]| RustCrypto.hash(Algorithm::Sha512, bytes).hex();
    for (second, expected) in [(sha512(&bytes), true), (sha512(b"other"), false)] {
        let statement = statement(image.digest(), sign)
            .replace(r#""digest":{"#, &format!(r#""digest":{{"sha512":"{second}","#));
        let mut store = store.clone();
        store.attach_bundle(&image, &bundle_over(1, IN_TOTO_PAYLOAD_TYPE, statement.as_bytes()), sign);
        let verdict = store.verify(&verifier(1), ImageName::digest(image.digest()));
        assert_eq!(verdict.is_ok(), expected, "{verdict:?}");
        if let Err(refusal) = verdict {
            assert_eq!(refusal.report().code().unwrap().as_str(), "CSG-DIGESTS-DISAGREE");
        }
    }
}

/// What was looked at and does not count is told, also where the manifest that could decide about it was not needed.
#[test]
fn what_only_the_manifest_could_decide_is_listed_where_something_else_was_accepted() {
    let (mut store, image) = Store::with_image();
    let sign = countersign::envelope::COSIGN_SIGN_PREDICATE;
    let other = RustCrypto.hash(Algorithm::Sha512, b"other").hex();
    let statement = statement(image.digest(), sign)
        .replace(r#""digest":{"#, &format!(r#""digest":{{"sha512":"{other}","#));
    store.attach_bundle(&image, &bundle_over(1, IN_TOTO_PAYLOAD_TYPE, statement.as_bytes()), sign);
    store.sign(1, ImageName::tag("v1"), SignOptions::new());
    let verdict = store.verify(&verifier(1), ImageName::digest(image.digest()));
    let report = verdict.as_ref().unwrap().report();
    let codes: Vec<_> = report.refused().iter().map(|refused| refused.code().as_str()).collect();
    assert_eq!((codes, report.accepted().len()), (vec!["CSG-DIGESTS-DISAGREE"], 1));
}

/// A7: what was read decides. More than is looked at is no reason to refuse what is acceptable, and none to say "absent".
#[test]
fn more_referrers_than_are_looked_at_is_a_refusal_of_its_own_unless_a_signature_was_accepted() {
    let (mut store, image) = Store::with_image();
    store.sign(1, ImageName::tag("v1"), SignOptions::new());
    let layout = store.layout();
    let cut = |read: &Read| match layout.fetch(read) {
        Fetched::Listing { descriptors, .. } => Fetched::Listing { descriptors, complete: false },
        other => other,
    };
    for (key, expected) in [(1, "accepted"), (2, "limit")] {
        let name = ImageName::digest(image.digest());
        let verdict = drive(verifier(key).verify(name, now()), |_| 0, cut);
        match verdict {
            Ok(_) => assert_eq!(expected, "accepted"),
            Err(Refusal::LimitExceeded(report)) => {
                assert_eq!((report.code().unwrap().as_str(), expected), ("CSG-LIMIT-EXCEEDED", "limit"));
            }
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_cannot_be_reached_is_not_absent() {
    let store = both_forms();
    let layout = store.layout();
    let failures = [
        Fetched::Unreachable(UnreachableReason::Timeout),
        Fetched::Rejected { status: 401 },
        Fetched::Rejected { status: 503 },
    ];
    for failure in failures {
        // The image itself, then the list, then everything that is listed.
        for which in 0..3 {
            let answer = |read: &Read| match (which, read) {
                (0, Read::Manifest { at: ManifestAt::Tag(tag), .. }) if tag == "v1" => failure.clone(),
                (1, Read::Referrers { .. }) => failure.clone(),
                (1, Read::Manifest { at: ManifestAt::Tag(tag), .. }) if tag != "v1" => failure.clone(),
                (2, Read::Blob { .. }) => failure.clone(),
                _ => layout.fetch(read),
            };
            let verdict = drive(verifier(1).verify(ImageName::tag("v1"), now()), |_| 0, answer);
            assert_eq!((kind(&verdict), code(&verdict)), ("unreachable", "CSG-UNREACHABLE"), "{which}");
        }
    }
}

#[test]
fn an_acceptable_signature_stands_beside_one_that_cannot_be_reached() {
    let store = both_forms();
    let layout = store.layout();
    let answer = |read: &Read| match read {
        Read::Referrers { .. } => Fetched::Unreachable(UnreachableReason::Closed),
        _ => layout.fetch(read),
    };
    let verdict = drive(verifier(1).verify(ImageName::tag("v1"), now()), |_| 0, answer);
    assert_eq!(kind(&verdict), "accepted");
}

#[test]
fn without_the_referrers_interface_the_fallback_tag_is_read() {
    let store = both_forms();
    let layout = store.layout();
    let mut tags = Vec::new();
    let answer = |read: &Read| match read {
        Read::Referrers { .. } => Fetched::Absent,
        Read::Manifest { at: ManifestAt::Tag(tag), .. } => {
            tags.push(tag.clone());
            layout.fetch(read)
        }
        _ => layout.fetch(read),
    };
    let verdict = drive(verifier(1).verify(ImageName::tag("v1"), now()), |_| 0, answer);
    assert_eq!(kind(&verdict), "accepted");
    assert_eq!(tags.len(), 3, "{tags:?}");
    assert!(tags[1].starts_with("sha256-") && !tags[1].ends_with(".sig"), "{tags:?}");
}

#[test]
fn an_answer_that_nobody_asked_for_changes_nothing() {
    let store = both_forms();
    let layout = store.layout();
    let mut session = verifier(1).verify(ImageName::tag("v1"), now());
    let Step::Read(first) = session.step() else { panic!() };
    session.answer(first[0].id(), layout.fetch(first[0].read()));
    session.answer(first[0].id(), Fetched::Absent);
    let verdict = drive(session, |_| 0, |read| layout.fetch(read));
    assert_eq!(kind(&verdict), "accepted");
}

#[test]
fn a_finished_session_gives_its_verdict_again() {
    let store = both_forms();
    let layout = store.layout();
    let mut session = verifier(1).verify(ImageName::tag("v1"), now());
    while let Step::Read(requests) = session.step() {
        session.answer(requests[0].id(), layout.fetch(requests[0].read()));
    }
    for _ in 0..2 {
        let Step::Done(verdict) = session.step() else { panic!() };
        assert_eq!(kind(&verdict), "accepted");
    }
}

#[test]
fn the_wrong_bytes_under_a_digest_are_malformed_and_a_wrong_tag_is_another_image() {
    let store = both_forms();
    let layout = store.layout();
    let image = layout.resolve_name(Some("v1")).unwrap().digest();
    let wrong = |read: &Read| match layout.fetch(read) {
        Fetched::Bytes { mut bytes, media_type } => {
            bytes.push(b' ');
            Fetched::Bytes { bytes, media_type }
        }
        other => other,
    };
    let verdict = drive(verifier(1).verify(ImageName::digest(image), now()), |_| 0, wrong);
    assert_eq!((kind(&verdict), code(&verdict)), ("malformed", "CSG-BLOB-DIGEST"));
    // Under a tag any bytes are what the tag names: their digest has no signatures.
    let verdict = drive(verifier(1).verify(ImageName::tag("v1"), now()), |_| 0, wrong);
    assert_eq!((kind(&verdict), code(&verdict)), ("absent", "CSG-NO-SIGNATURE"));
}

/// CVE-2023-33959 and every time-of-check race: a tag is asked for once.
#[test]
fn a_tag_that_moves_is_resolved_once() {
    let mut store = both_forms();
    store.image("v2");
    let layout = store.layout();
    let signed = layout.resolve_name(Some("v1")).unwrap().digest();
    let mut asked = 0;
    let answer = |read: &Read| match read {
        Read::Manifest { at: ManifestAt::Tag(tag), limit } if tag == "v1" => {
            asked += 1;
            let tag = if asked == 1 { "v1" } else { "v2" };
            layout.fetch(&Read::Manifest { at: ManifestAt::Tag(tag.into()), limit: *limit })
        }
        _ => layout.fetch(read),
    };
    let image = drive(verifier(1).verify(ImageName::tag("v1"), now()), |_| 0, answer).unwrap();
    assert_eq!((image.digest(), asked), (signed, 1));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Junk never helps, and the order of answers never matters.
    #[test]
    fn the_verdict_is_the_same_in_any_order_and_with_any_junk(
        junk in prop::collection::vec(0u8..4, 0..5),
        with_good in any::<bool>(),
        window in 1usize..6,
        choices in prop::collection::vec(any::<u8>(), 64),
    ) {
        let (mut store, image) = Store::with_image();
        let sign = countersign::envelope::COSIGN_SIGN_PREDICATE;
        for kind in junk {
            match kind {
                0 => store.attach_bundle(&image, &statement_bundle(2, image.digest(), sign), sign),
                1 => store.attach_bundle(&image, b"{}", sign),
                2 => store.attach_payload(&image, b"{}", &raw_signature(1, b"{}")),
                _ => store.attach_bundle(&image, &statement_bundle(1, sha256(b"other"), sign), sign),
            }
        }
        if with_good {
            store.sign(1, ImageName::tag("v1"), SignOptions::new().format(WriteFormat::CosignLegacy));
        }
        let limits = PlanOptions::default().with_window(NonZeroUsize::new(window).unwrap());
        let key = private_key(1).public_key().clone();
        let verifier = Verifier::builder(RustCrypto).key(key).limits(limits).build().unwrap();
        let layout = store.layout();
        let mut step = 0;
        let choose = |requests: &[ReadRequest]| {
            step += 1;
            usize::from(choices[step % choices.len()]) % requests.len()
        };
        let verdict = drive(verifier.verify(ImageName::tag("v1"), now()), choose, |read| layout.fetch(read));
        prop_assert_eq!(verdict.is_ok(), with_good);
    }
}

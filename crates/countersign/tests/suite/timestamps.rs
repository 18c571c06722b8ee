//! Timestamps that come with signatures: they prove when a certificate was used, and are nobody's but the believed ones'.
use crate::common::*;
use crate::evidence::*;
use crate::pki::*;
use core::num::NonZeroUsize;
use countersign::{
    BlobEvidence, ConfigurationError, ImageName, Ready, Verdict, Verifier, VerifierBuilder,
    crypto::RustCrypto,
    envelope::{COSIGN_SIGN_PREDICATE, PredicateType, add_timestamp_to_bundle, write_timestamp_note},
    oci::{SignatureArtifact, TaggedLayer},
};

const MAY: &str = "2026-05-15T12:00:00Z";
const JULY: &str = "2026-07-15T12:00:00Z";

fn of_key() -> VerifierBuilder<Ready> {
    Verifier::builder(RustCrypto).key(private_key(1).public_key().clone())
}

fn of_ana(root: &Ca) -> VerifierBuilder<Ready> {
    Verifier::builder(RustCrypto).certified(mailbox(ANA), &root.trusted())
}

/// Verifies an image with this bundle as its signature.
fn verdict(verifier: &Verifier, change: impl FnOnce(&[u8]) -> Vec<u8>) -> Verdict {
    let (mut store, image) = Store::with_image();
    let bundle = change(&statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE));
    store.attach_bundle(&image, &bundle, COSIGN_SIGN_PREDICATE);
    let verdict = store.verify(verifier, ImageName::tag("v1"));
    check_schema(match &verdict {
        Ok(image) => image.report(),
        Err(refusal) => refusal.report(),
    });
    verdict
}

fn two() -> NonZeroUsize {
    NonZeroUsize::new(2).unwrap()
}

#[test]
fn a_signature_outlives_its_certificate_by_a_timestamp_of_its_time() {
    let (root, tsa) = (Ca::root(40), Tsa::new(41));
    let june = validity("2026-05-01T00:00:00Z", "2026-06-30T00:00:00Z");
    let leaf = root.issue(&code_signer(ANA, june), private_key(1).public_key());
    let with = |at: Option<&'static str>| {
        let leaf = leaf.clone();
        move |bundle: &[u8]| {
            let bundle = with_certificates(bundle, &[leaf]);
            at.map_or(bundle.clone(), |at| stamped(&bundle, &Tsa::new(41), at))
        }
    };
    let believing = of_ana(&root).timestamp_authorities([tsa.trusted()]).build().unwrap();
    let accepted = verdict(&believing, with(Some(MAY))).unwrap();
    let report = accepted.report();
    let [time] = report.accepted()[0].times() else { panic!("one time") };
    assert_eq!(
        (time.earliest(), time.latest(), time.authority()),
        (self::time(MAY), self::time(MAY), "tsa 41")
    );
    assert!(report.accepted()[0].checks().contains(&"timestamp".to_owned()));
    assert_eq!(report.accepted()[0].unchecked(), [""; 0]);
    assert_eq!(report.valid_until(), None, "the certificate need not be valid any more");
    assert_eq!(code(&verdict(&believing, with(Some(JULY)))), "CSG-CERTIFICATE-EXPIRED");
    assert_eq!(
        code(&verdict(&believing, with(Some("2026-04-15T12:00:00Z")))),
        "CSG-CERTIFICATE-NOT-YET-VALID"
    );
    assert_eq!(code(&verdict(&believing, with(None))), "CSG-CERTIFICATE-EXPIRED");
    let nobody = of_ana(&root).build().unwrap();
    assert_eq!(code(&verdict(&nobody, with(Some(MAY)))), "CSG-CERTIFICATE-EXPIRED");
}

#[test]
fn the_certificate_must_be_valid_at_every_time_and_not_only_at_one() {
    let root = Ca::root(40);
    let (first, second) = (Tsa::new(41), Tsa::new(42));
    let june = validity("2026-05-01T00:00:00Z", "2026-06-30T00:00:00Z");
    let leaf = root.issue(&code_signer(ANA, june), private_key(1).public_key());
    let both = of_ana(&root).timestamp_authorities([first.trusted(), second.trusted()]).build().unwrap();
    let with = |one: &str, other: &str| {
        verdict(&both, |bundle| {
            stamped(
                &stamped(&with_certificates(bundle, std::slice::from_ref(&leaf)), &first, one),
                &second,
                other,
            )
        })
    };
    assert_eq!(code(&with(MAY, "2026-06-01T00:00:00Z")), "accepted");
    assert_eq!(code(&with(MAY, JULY)), "CSG-CERTIFICATE-EXPIRED");
    assert_eq!(code(&with(JULY, MAY)), "CSG-CERTIFICATE-EXPIRED");
}

#[test]
fn a_timestamp_of_another_signature_or_of_nobody_believed_is_refused() {
    let (tsa, other) = (Tsa::new(41), Tsa::new(42));
    let believing = of_key().timestamp_authorities([tsa.trusted()]).build().unwrap();
    assert_eq!(code(&verdict(&believing, |bundle| stamped(bundle, &tsa, MAY))), "accepted");
    assert_eq!(code(&verdict(&believing, |bundle| stamped(bundle, &other, MAY))), "CSG-TIMESTAMP-UNTRUSTED");
    let foreign = |bundle: &[u8]| add_timestamp_to_bundle(bundle, &tsa.stamp(b"another", MAY)).unwrap();
    assert_eq!(code(&verdict(&believing, foreign)), "CSG-TIMESTAMP-INVALID");
    let junk = |bundle: &[u8]| add_timestamp_to_bundle(bundle, b"junk").unwrap();
    let malformed = verdict(&believing, junk);
    assert_eq!((code(&malformed), kind(&malformed)), ("CSG-TIMESTAMP-MALFORMED", "malformed"));
    let later = |bundle: &[u8]| stamped(bundle, &tsa, "2026-11-24T15:00:01Z");
    assert_eq!(code(&verdict(&believing, later)), "CSG-TIMESTAMP-IN-FUTURE");
    assert_eq!(code(&verdict(&believing, |bundle| stamped(bundle, &tsa, CREATED))), "accepted");
}

#[test]
fn where_nobody_is_believed_about_time_a_timestamp_is_listed_and_nothing_more() {
    let tsa = Tsa::new(41);
    for change in [
        |bundle: &[u8], tsa: &Tsa| stamped(bundle, tsa, MAY),
        |bundle: &[u8], _: &Tsa| add_timestamp_to_bundle(bundle, b"junk").unwrap(),
    ] {
        let image = verdict(&of_key().build().unwrap(), |bundle| change(bundle, &tsa)).unwrap();
        let accepted = &image.report().accepted()[0];
        assert_eq!((accepted.times().len(), accepted.unchecked()), (0, &["timestamp"][..]));
        assert!(!accepted.checks().contains(&"timestamp".to_owned()));
    }
}

#[test]
fn a_timestamp_that_is_required_must_be_there() {
    let tsa = Tsa::new(41);
    let required = of_key().timestamp_authorities([tsa.trusted()]).require_timestamp().build().unwrap();
    let missing = verdict(&required, <[u8]>::to_vec);
    assert_eq!((code(&missing), kind(&missing)), ("CSG-TIMESTAMP-MISSING", "untrusted"));
    assert_eq!(code(&verdict(&required, |bundle| stamped(bundle, &tsa, MAY))), "accepted");
}

#[test]
fn every_timestamp_must_verify_unless_so_many_authorities_are_enough() {
    let (first, second, foreign) = (Tsa::new(41), Tsa::new(42), Tsa::new(43));
    let believing = || of_key().timestamp_authorities([first.trusted(), second.trusted()]);
    let good_and_bad = |bundle: &[u8]| stamped(&stamped(bundle, &first, MAY), &foreign, MAY);
    let every = believing().require_timestamp().build().unwrap();
    assert_eq!(code(&verdict(&every, good_and_bad)), "CSG-TIMESTAMP-UNTRUSTED");
    let one = believing().require_timestamps(NonZeroUsize::MIN).build().unwrap();
    assert_eq!(verdict(&one, good_and_bad).unwrap().report().accepted()[0].times().len(), 1);
    let both = believing().require_timestamps(two()).build().unwrap();
    assert_eq!(code(&verdict(&both, good_and_bad)), "CSG-TIMESTAMP-MISSING");
    let twice = |bundle: &[u8]| stamped(&stamped(bundle, &first, MAY), &first, JULY);
    assert_eq!(code(&verdict(&both, twice)), "CSG-TIMESTAMP-MISSING", "one authority twice is one");
    let distinct = |bundle: &[u8]| stamped(&stamped(bundle, &first, MAY), &second, JULY);
    assert_eq!(code(&verdict(&both, distinct)), "accepted");
}

#[test]
fn what_could_never_be_met_is_no_configuration() {
    let tsa = Tsa::new(41).trusted();
    let refused = |builder: VerifierBuilder<Ready>| builder.build().unwrap_err();
    assert_eq!(refused(of_key().require_timestamp()), ConfigurationError::NoTimestampAuthority);
    assert_eq!(refused(of_key().require_timestamps(two())), ConfigurationError::NoTimestampAuthority);
    assert_eq!(
        refused(of_key().timestamp_authorities([tsa]).require_timestamps(two())),
        ConfigurationError::TooFewTimestampAuthorities { required: 2, believed: 1 }
    );
}

#[test]
fn two_verifiers_that_believe_other_authorities_have_other_digests() {
    let (first, second) = (Tsa::new(41), Tsa::new(42));
    let digest = |builder: VerifierBuilder<Ready>| builder.build().unwrap().configuration_digest();
    let with = |tsa: &Tsa| of_key().timestamp_authorities([tsa.trusted()]);
    let digests = [
        digest(of_key()),
        digest(with(&first)),
        digest(with(&second)),
        digest(with(&first).require_timestamp()),
        digest(with(&first).require_timestamps(NonZeroUsize::MIN)),
    ];
    for (at, one) in digests.iter().enumerate() {
        assert!(digests.iter().skip(at + 1).all(|other| other != one), "{at}");
    }
    assert_eq!(digest(with(&first)), digest(with(&first)));
}

/// Verifies an image signed in the older form, whose layer has this annotation.
fn legacy(verifier: &Verifier, note: impl FnOnce(&[u8]) -> String) -> Verdict {
    let (mut store, image) = Store::with_image();
    let payload =
        countersign::envelope::SimpleSigning::new("", image.digest(), Default::default()).to_bytes();
    let signature = raw_signature(1, &payload);
    let text = countersign::encoding::base64::encode_standard(&signature);
    let note = note(&signature);
    let layer = TaggedLayer::simple_signing(&payload, &text).timestamped(&note);
    let artifact = SignatureArtifact::under_tag(&RustCrypto, &image.digest(), None, &layer).unwrap();
    store.attach(&artifact);
    store.verify(verifier, ImageName::tag("v1"))
}

#[test]
fn the_older_form_carries_its_timestamp_in_an_annotation() {
    let tsa = Tsa::new(41);
    let believing = of_key().timestamp_authorities([tsa.trusted()]).require_timestamp().build().unwrap();
    let note = |signature: &[u8]| write_timestamp_note(&tsa.stamp(signature, MAY));
    assert_eq!(legacy(&believing, note).unwrap().report().accepted()[0].times().len(), 1);
    assert_eq!(
        code(&legacy(&believing, |_| write_timestamp_note(&tsa.stamp(b"x", MAY)))),
        "CSG-TIMESTAMP-INVALID"
    );
    assert_eq!(code(&legacy(&believing, |_| "{}".into())), "CSG-TIMESTAMP-MALFORMED");
    let nobody = of_key().build().unwrap();
    assert_eq!(legacy(&nobody, |_| "{}".into()).unwrap().report().accepted()[0].unchecked(), ["timestamp"]);
}

#[test]
fn the_timestamp_of_an_older_attestation_is_over_its_signature_or_its_envelope() {
    let tsa = Tsa::new(41);
    let believing = of_key().timestamp_authorities([tsa.trusted()]).require_timestamp().build().unwrap();
    let stranger =
        of_key().timestamp_authorities([Tsa::new(42).trusted()]).require_timestamp().build().unwrap();
    let (store, image) = Store::with_image();
    let spdx = "https://spdx.dev/Document";
    let envelope = statement_envelope(1, image.digest(), spdx);
    let parsed = countersign::envelope::DsseEnvelope::parse(&envelope).unwrap();
    let signature = parsed.signatures()[0].bytes().to_vec();
    for (over, expected) in
        [(&signature, "accepted"), (&envelope, "accepted"), (&b"x".to_vec(), "CSG-TIMESTAMP-INVALID")]
    {
        let note = write_timestamp_note(&tsa.stamp(over, MAY));
        let layer = TaggedLayer::attestation(&envelope, spdx).timestamped(&note);
        let mut store = Store { ..store.clone() };
        store.attach(&SignatureArtifact::under_tag(&RustCrypto, &image.digest(), None, &layer).unwrap());
        let verdict = store.layout().drive(believing.verify_attestation(
            ImageName::tag("v1"),
            PredicateType::Spdx,
            now(),
        ));
        assert_eq!(code(&verdict.unwrap()), expected);
        // Over the right thing by another authority, that is why.
        let expected = if expected == "accepted" { "CSG-TIMESTAMP-UNTRUSTED" } else { expected };
        let verdict = store.layout().drive(stranger.verify_attestation(
            ImageName::tag("v1"),
            PredicateType::Spdx,
            now(),
        ));
        assert_eq!(code(&verdict.unwrap()), expected);
    }
}

#[test]
fn a_blob_is_judged_by_the_timestamps_of_its_bundle() {
    let tsa = Tsa::new(41);
    let believing = of_key().timestamp_authorities([tsa.trusted()]).require_timestamp().build().unwrap();
    let mut signing = signer(1).sign_blob(countersign::BlobFormat::Bundle).unwrap();
    signing.update(b"blob").unwrap();
    let plain = signing.finish().unwrap().bytes().to_vec();
    for (bundle, expected) in [(stamped(&plain, &tsa, MAY), "accepted"), (plain, "CSG-TIMESTAMP-MISSING")] {
        let mut verification = believing.verify_blob(BlobEvidence::bundle(bundle), now());
        verification.update(b"blob").unwrap();
        assert_eq!(code(&verification.finish()), expected);
    }
}

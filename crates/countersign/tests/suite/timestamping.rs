//! Timestamps for what is signed: asked for as needs, and attached only when they verify.
use crate::common::*;
use crate::evidence::*;
use countersign::{
    BlobEvidence, BlobFormat, ImageName, SignImageError, SignOptions, SignedManifest, Signing, Timestamping,
    TimestampingError, Verifier, WriteFormat,
    crypto::RustCrypto,
    need::{Answer, Need, Purpose, Unreachable},
    oci::{Session, Step},
    time::UnixTime,
};

const URL: &str = "https://tsa.example/";

fn at(tsa: &Tsa) -> Timestamping {
    let mut random = |out: &mut [u8]| {
        out.fill(7);
        Ok(())
    };
    Timestamping::new(URL, tsa.trusted(), &mut random).unwrap()
}

fn later() -> UnixTime {
    time("2026-11-24T15:00:03Z")
}

fn drive(
    store: &Store,
    signing: Signing,
    mut answer: impl FnMut(&Need) -> Answer,
) -> Result<Vec<SignedManifest>, std::sync::Arc<SignImageError>> {
    store.layout().drive_with(signing, |need| Some(answer(need))).unwrap()
}

#[test]
fn what_is_signed_carries_its_timestamp_in_every_form() {
    let tsa = Tsa::new(70);
    let key = Verifier::builder(RustCrypto).key(private_key(1).public_key().clone());
    let believing = key.timestamp_authorities([tsa.trusted()]).require_timestamp().build().unwrap();
    for format in [WriteFormat::Cosign, WriteFormat::CosignLegacy] {
        let (mut store, _) = Store::with_image();
        let options = SignOptions::new().format(format).timestamp(at(&tsa));
        let signing = signer(1).sign(ImageName::tag("v1"), options.clone(), now());
        let signed = drive(&store, signing, |need| {
            assert_eq!((need.url(), need.purpose()), (URL, Purpose::Timestamp));
            Answer::Bytes(tsa.answer(need.body(), later()))
        });
        store.attach(signed.unwrap()[0].artifact().unwrap());
        let verdict = store.layout().drive(believing.verify(ImageName::tag("v1"), later())).unwrap();
        assert_eq!(verdict.unwrap().report().accepted()[0].times()[0].latest(), later());
        // It is there already, and nobody is asked again.
        let again = signer(1).sign(ImageName::tag("v1"), options, now());
        let again = drive(&store, again, |_| panic!("nothing is asked")).unwrap();
        assert!(again[0].artifact().is_none());
    }
}

#[test]
fn a_signature_without_a_timestamp_is_no_equal_of_one_that_will_have_one() {
    let tsa = Tsa::new(70);
    let (mut store, _) = Store::with_image();
    let plain = signer(1).sign(ImageName::tag("v1"), SignOptions::new(), now());
    let plain = drive(&store, plain, |_| panic!("nothing is asked")).unwrap();
    store.attach(plain[0].artifact().unwrap());
    let signing = signer(1).sign(ImageName::tag("v1"), SignOptions::new().timestamp(at(&tsa)), now());
    let signed = drive(&store, signing, |need| Answer::Bytes(tsa.answer(need.body(), later()))).unwrap();
    assert!(signed[0].artifact().is_some());
}

#[test]
fn a_signature_with_the_timestamp_of_another_authority_is_no_equal() {
    let (wanted, other) = (Tsa::new(70), Tsa::new(71));
    for format in [WriteFormat::Cosign, WriteFormat::CosignLegacy] {
        let (mut store, _) = Store::with_image();
        let stamped_by = |store: &Store, tsa: &Tsa| {
            let options = SignOptions::new().format(format).timestamp(at(tsa));
            let signing = signer(1).sign(ImageName::tag("v1"), options, now());
            let signed = drive(store, signing, |need| Answer::Bytes(tsa.answer(need.body(), later())));
            signed.unwrap()[0].artifact().cloned()
        };
        let first = stamped_by(&store, &other);
        store.attach(&first.unwrap());
        assert!(stamped_by(&store, &other).is_none(), "{format:?}");
        let second = stamped_by(&store, &wanted);
        store.attach(&second.unwrap());
        // Timestamps of others do not hide the one that is there.
        assert!(stamped_by(&store, &wanted).is_none(), "{format:?}");
        assert!(stamped_by(&store, &other).is_none(), "{format:?}");
    }
}

#[test]
fn nothing_is_signed_without_the_timestamp_that_was_asked_for() {
    let (tsa, other) = (Tsa::new(70), Tsa::new(71));
    let (store, _) = Store::with_image();
    let error = |answer: &dyn Fn(&Need) -> Answer| {
        let options = SignOptions::new().timestamp(at(&tsa));
        let signing = signer(1).sign(ImageName::tag("v1"), options, now());
        match &*drive(&store, signing, answer).unwrap_err() {
            SignImageError::Timestamping(error) => error.clone(),
            error => panic!("{error}"),
        }
    };
    let foreign = |need: &Need| Answer::Bytes(other.answer(need.body(), later()));
    assert!(matches!(error(&foreign), TimestampingError::Token(_)));
    let stale = tsa.stamp(b"x", CREATED);
    assert!(matches!(error(&|_| Answer::Bytes(stale.clone())), TimestampingError::Answer(_)));
    assert!(matches!(error(&|_| Answer::Bytes(b"junk".to_vec())), TimestampingError::Answer(_)));
    let future = |need: &Need| Answer::Bytes(tsa.answer(need.body(), time("2026-11-24T16:00:00Z")));
    assert!(matches!(error(&future), TimestampingError::Token(_)));
    let silent = |_: &Need| Answer::Unreachable(Unreachable::Timeout);
    assert_eq!(error(&silent), TimestampingError::Unreachable(Unreachable::Timeout));
    assert_eq!(error(&|_| Answer::Absent), TimestampingError::Status { status: 404 });
}

#[test]
fn an_answer_to_another_request_is_none() {
    let tsa = Tsa::new(70);
    let (store, _) = Store::with_image();
    let mut kept = None;
    for (seed, expected) in [(7u8, true), (8, false)] {
        let mut random = |out: &mut [u8]| {
            out.fill(seed);
            Ok(())
        };
        let timestamping = Timestamping::new(URL, tsa.trusted(), &mut random).unwrap();
        let options = SignOptions::new().timestamp(timestamping);
        let signing = signer(1).sign(ImageName::tag("v1"), options, now());
        // The same signature, whose first answer is given again: the nonce is another one.
        let signed = drive(&store, signing, |need| {
            Answer::Bytes(kept.get_or_insert_with(|| tsa.answer(need.body(), later())).clone())
        });
        assert_eq!(signed.is_ok(), expected);
    }
}

#[test]
fn a_bundle_takes_timestamps_of_several_authorities_and_a_tag_one() {
    let (first, second) = (Tsa::new(70), Tsa::new(71));
    let (mut store, _) = Store::with_image();
    let options = || SignOptions::new().timestamp(at(&first)).timestamp(at(&second));
    let mut authorities = [&first, &second].into_iter();
    let signing = signer(1).sign(ImageName::tag("v1"), options(), now());
    let signed = drive(&store, signing, |need| {
        Answer::Bytes(authorities.next().unwrap().answer(need.body(), later()))
    });
    store.attach(signed.unwrap()[0].artifact().unwrap());
    let key = Verifier::builder(RustCrypto).key(private_key(1).public_key().clone());
    let both = key
        .timestamp_authorities([first.trusted(), second.trusted()])
        .require_timestamps(core::num::NonZeroUsize::new(2).unwrap())
        .build()
        .unwrap();
    let verdict = store.layout().drive(both.verify(ImageName::tag("v1"), later())).unwrap();
    assert_eq!(code(&verdict), "accepted");
    let legacy = options().format(WriteFormat::CosignLegacy);
    let signing = signer(1).sign(ImageName::tag("v1"), legacy, now());
    let error = drive(&store, signing, |_| panic!("nothing is asked")).unwrap_err();
    assert!(matches!(&*error, SignImageError::Timestamping(TimestampingError::OnePlace { .. })));
}

#[test]
fn a_blobs_bundle_takes_a_timestamp_and_its_older_forms_none() {
    let tsa = Tsa::new(70);
    let signed = |format| {
        let mut signing = signer(1).sign_blob(format).unwrap();
        signing.update(b"blob").unwrap();
        signing.finish().unwrap()
    };
    let mut session = signer(1).timestamp_blob(signed(BlobFormat::Bundle), &[at(&tsa)], now()).unwrap();
    let Step::Need(needs) = session.step() else { panic!("it needs a timestamp") };
    session.fulfil(0, Answer::Bytes(tsa.answer(needs[0].body(), later())));
    let Step::Done(Ok(stamped)) = session.step() else { panic!("it is done") };
    let key = Verifier::builder(RustCrypto).key(private_key(1).public_key().clone());
    let believing = key.timestamp_authorities([tsa.trusted()]).require_timestamp().build().unwrap();
    let mut verification = believing.verify_blob(BlobEvidence::bundle(stamped.bytes().to_vec()), later());
    verification.update(b"blob").unwrap();
    assert_eq!(code(&verification.finish()), "accepted");
    for format in [BlobFormat::LegacyBundle, BlobFormat::Detached] {
        let refused = signer(1).timestamp_blob(signed(format), &[at(&tsa)], now()).unwrap_err();
        assert!(matches!(refused, TimestampingError::NoPlace { .. }), "{format:?}");
    }
}

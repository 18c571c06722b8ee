//! Many images in one session.
use std::collections::BTreeSet;

use crate::common::*;
use countersign::{
    ImageName, SignOptions, Verdict,
    oci::{Fetched, PlatformChoice, Read, Session, Step},
};

fn verify(store: &Store, names: Vec<ImageName>) -> Vec<(ImageName, Verdict)> {
    store.layout().drive(verifier(1).verify_many(names, now())).unwrap()
}

#[test]
fn each_image_has_the_verdict_that_it_has_alone_in_the_order_asked() {
    let mut store = Store::new();
    let mut names = Vec::new();
    for at in 0..40 {
        let name = format!("image{at}");
        store.image(&name);
        if at % 3 == 0 {
            store.sign(1, ImageName::tag(&name), SignOptions::new());
        }
        if at % 3 == 1 {
            store.sign(2, ImageName::tag(&name), SignOptions::new());
        }
        names.push(ImageName::tag(&name));
    }
    names.push(ImageName::tag("nothing"));
    let verdicts = verify(&store, names.clone());
    assert_eq!(verdicts.len(), names.len());
    for (at, (name, verdict)) in verdicts.iter().enumerate() {
        let alone = store.verify(&verifier(1), names[at].clone());
        assert_eq!((kind(verdict), code(verdict)), (kind(&alone), code(&alone)), "{name:?}");
        let text = |verdict: &Verdict| match verdict {
            Ok(image) => image.report().to_json(),
            Err(refusal) => refusal.report().to_json(),
        };
        assert_eq!(text(verdict), text(&alone));
    }
    assert!(verify(&store, Vec::new()).is_empty());
}

#[test]
fn an_image_that_is_named_twice_is_read_once_and_reported_under_each_name() {
    let (mut store, image) = Store::with_image();
    store.sign(1, ImageName::tag("v1"), SignOptions::new());
    let digest = || ImageName::digest(image.digest());
    let names = vec![
        digest().shown_as("first"),
        ImageName::tag("v1"),
        digest().shown_as("second"),
        ImageName::tag("nothing").shown_as("third"),
        digest().platform(PlatformChoice::All),
        ImageName::tag("nothing").shown_as("fourth"),
    ];
    let layout = store.layout();
    let mut session = verifier(1).verify_many(names, now());
    let mut reads: Vec<Read> = Vec::new();
    let verdicts = loop {
        match session.step() {
            Step::Done(verdicts) => break verdicts,
            Step::Need(needs) => panic!("{needs:?}"),
            // The last first: any order will do.
            Step::Read(requests) => {
                let ids: BTreeSet<_> = requests.iter().map(|request| request.id()).collect();
                assert_eq!(ids.len(), requests.len());
                let request = requests.last().unwrap();
                reads.push(request.read().clone());
                session.answer(request.id(), layout.fetch(request.read()));
                session.answer(request.id(), Fetched::Absent);
            }
        }
    };
    let shown: Vec<_> = verdicts
        .iter()
        .map(|(_, verdict)| match verdict {
            Ok(image) => ("accepted", image.report().reference().to_owned()),
            Err(refusal) => ("refused", refusal.report().reference().to_owned()),
        })
        .collect();
    let by_digest = image.digest().to_string();
    let expected = [
        ("accepted", "first"),
        ("accepted", "v1"),
        ("accepted", "second"),
        ("refused", "third"),
        ("accepted", &by_digest),
        ("refused", "fourth"),
    ];
    assert_eq!(shown, expected.map(|(verdict, name)| (verdict, name.to_owned())));
    // By digest, by tag, and by digest for every platform: three verifications of an image, and one of nothing.
    // By digest alone the manifest of the image is not read.
    assert_eq!(reads.len(), 3 + 4 + 4 + 1);
}

#[test]
fn under_one_name_it_is_one_report_however_often_it_is_asked_for() {
    let (mut store, _) = Store::with_image();
    store.sign(1, ImageName::tag("v1"), SignOptions::new());
    let twice = verify(&store, vec![ImageName::tag("v1"), ImageName::tag("v1")]);
    let [(_, Ok(one)), (_, Ok(other))] = &twice[..] else { panic!("{twice:?}") };
    assert!(std::ptr::eq(one.report(), other.report()));
}

#[test]
fn an_image_of_which_something_else_is_said_is_another() {
    let (mut store, _) = Store::with_image();
    store.sign(1, ImageName::tag("v1"), SignOptions::new());
    let index = ImageName::tag("v1").media_type(countersign::oci::media_type::IMAGE_INDEX);
    let verdicts = verify(&store, vec![ImageName::tag("v1"), index]);
    assert_eq!([kind(&verdicts[0].1), kind(&verdicts[1].1)], ["accepted", "malformed"]);
}

//! What ties an answer to a request (RFC 8954).

use core::time::Duration;

use countersign_revocation::{
    Status,
    ocsp::{Nonce, NonceError, NonceRule, OcspRefusal},
};
use testkit::{
    ocsp::{AnswerSpec, Scene, StatusSpec},
    x509::{ExtensionSpec, tlv},
};

use crate::support::{No, Told, ask, ask_with, at, code, is_good};

const BYTES: &[u8] = &[7; 32];

fn with(scene: &Scene, extensions: Vec<ExtensionSpec>, rule: NonceRule<'_>) -> Result<Told, No> {
    let answer = AnswerSpec { extensions, ..scene.answer() };
    ask_with(scene, &answer.der(), at(0), |verifier| verifier.nonce(rule))
}

#[test]
fn an_answer_repeats_the_nonce_that_was_sent() {
    let scene = Scene::new();
    let nonce = Nonce::new(BYTES).unwrap();
    let required = NonceRule::Required(&nonce);
    assert!(is_good(&with(&scene, vec![Scene::nonce(BYTES)], required)));
    assert_eq!(with(&scene, vec![], required), Err(No::Refused(OcspRefusal::NonceMissing)));
    for other in [&[8; 32][..], &[7; 31], &[7; 33]] {
        let refused = with(&scene, vec![Scene::nonce(other)], required);
        assert_eq!(refused, Err(No::Refused(OcspRefusal::NonceDifferent)));
    }
}

#[test]
fn an_answer_without_a_nonce_must_be_young_where_that_is_allowed() {
    let scene = Scene::new();
    let nonce = Nonce::new(BYTES).unwrap();
    let young = |hours: u64| NonceRule::RequiredUnlessYoung(&nonce, Duration::from_secs(hours * 3600));
    let Status::Good(freshness) = with(&scene, vec![], young(2)).unwrap().status else { panic!() };
    assert_eq!(freshness.until(), at(0));
    assert_eq!(code(&with(&scene, vec![], young(1))), "CSG-OCSP-NONCE-MISSING");
    assert_eq!(code(&with(&scene, vec![Scene::nonce(&[8; 32])], young(2))), "CSG-OCSP-NONCE-DIFFERENT");
    // One that repeats it may be older.
    assert!(is_good(&with(&scene, vec![Scene::nonce(BYTES)], young(1))));
}

#[test]
fn a_nonce_that_nobody_asked_for_hinders_nothing() {
    let scene = Scene::new();
    assert!(is_good(&with(&scene, vec![Scene::nonce(BYTES)], NonceRule::NotSent)));
    assert!(is_good(&with(&scene, vec![], NonceRule::NotSent)));
}

#[test]
fn a_nonce_has_1_to_32_bytes_where_it_is_sent_and_128_where_it_is_read() {
    assert_eq!(Nonce::new(&[]), Err(NonceError { actual: 0 }));
    assert_eq!(Nonce::new(&[0; 33]), Err(NonceError { actual: 33 }));
    assert_eq!(Nonce::new(&[5; 32]).unwrap().as_bytes(), [5; 32]);
    let scene = Scene::new();
    let answered = |value: Vec<u8>| {
        let extensions = vec![ExtensionSpec::new(testkit::ocsp::NONCE, value)];
        ask(&scene, &AnswerSpec { extensions, ..scene.answer() })
    };
    assert!(is_good(&answered(tlv(4, &[&[1]]))));
    assert!(is_good(&answered(tlv(4, &[&[1; 128]]))));
    for wrong in [tlv(4, &[]), tlv(4, &[&[1; 129]]), vec![1; 20], [tlv(4, &[&[1]]), vec![0]].concat()] {
        assert_eq!(code(&answered(wrong)), "CSG-OCSP-EXTENSION-VALUE");
    }
}

#[test]
fn a_nonce_where_none_stands_is_none() {
    let scene = Scene::new();
    let nonce = Nonce::new(BYTES).unwrap();
    let mut answer = scene.answer();
    answer.singles[0].extensions = vec![Scene::nonce(BYTES)];
    let refused =
        ask_with(&scene, &answer.der(), at(0), |verifier| verifier.nonce(NonceRule::Required(&nonce)));
    assert_eq!(code(&refused), "CSG-OCSP-NONCE-MISSING");
    assert!(is_good(&ask_with(&scene, &answer.der(), at(0), |verifier| verifier)));
}

/// Whoever signed it says that the certificate is revoked, whatever was asked; a hold may have been lifted since.
#[test]
fn a_revocation_counts_without_the_nonce_unless_it_is_a_hold() {
    let scene = Scene::new();
    let nonce = Nonce::new(BYTES).unwrap();
    for extensions in [vec![], vec![Scene::nonce(&[8; 32])]] {
        let told = |reason| {
            let mut answer = AnswerSpec { extensions: extensions.clone(), ..scene.answer() };
            answer.singles[0].status = StatusSpec::revoked(reason);
            let required = NonceRule::Required(&nonce);
            ask_with(&scene, &answer.der(), at(0), |verifier| verifier.nonce(required))
        };
        for reason in [None, Some(1), Some(4)] {
            assert!(matches!(told(reason), Ok(Told { status: Status::Revoked(_), .. })), "{reason:?}");
        }
        let refused = told(Some(6)).unwrap_err();
        assert!(matches!(refused, No::Refused(OcspRefusal::NonceMissing | OcspRefusal::NonceDifferent)));
    }
    let mut hold = AnswerSpec { extensions: vec![Scene::nonce(BYTES)], ..scene.answer() };
    hold.singles[0].status = StatusSpec::revoked(Some(6));
    let told = ask_with(&scene, &hold.der(), at(0), |verifier| verifier.nonce(NonceRule::Required(&nonce)));
    assert!(matches!(told, Ok(Told { status: Status::Revoked(_), .. })));
}

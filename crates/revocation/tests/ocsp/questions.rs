//! Answers to a question about one certificate of a path.

use countersign_revocation::{
    Issuer, Judged, Question, SignerCheck, Source, Status, WhyUnknown, WhyUntrusted,
    crypto::RustCrypto,
    ocsp::{self, NonceRule, OcspResponse},
    x509::{AnchorLimits, Certificate, CertificateSet, TrustAnchors},
};
use testkit::{
    ocsp::{AnswerSpec, NO_CHECK, Scene, StatusSpec},
    x509::{Key, Time},
};

use crate::support::at;

fn judge(scene: &Scene, response: &[u8], signers: Option<&SignerCheck<'_>>) -> Judged {
    let (ca, target) = (scene.ca.der(), scene.target.der());
    let (ca, target) = (Certificate::from_der(&ca).unwrap(), Certificate::from_der(&target).unwrap());
    let anchors = TrustAnchors::from_ders([ca.der()], AnchorLimits::OwnLimits);
    let helpers = CertificateSet::from_ders(Vec::<Vec<u8>>::new());
    let issuer = Issuer::from_certificate(&ca);
    let question = Question::new(&target, issuer, &anchors, &helpers, at(0), &RustCrypto);
    let question = signers.map_or(question, |signers| question.signers(signers));
    ocsp::status(&question, &OcspResponse::parse(response).unwrap(), NonceRule::NotSent)
}

fn unmarked(scene: &Scene) -> AnswerSpec {
    let mut delegate = scene.delegate.clone();
    delegate.replace(NO_CHECK, None);
    AnswerSpec { certificates: vec![delegate.der()], ..scene.delegated() }
}

#[test]
fn an_answer_speaks_of_the_certificate_or_does_not() {
    let scene = Scene::new();
    let good = judge(&scene, &scene.answer().der(), None);
    assert!(matches!(good, Judged { status: Status::Good(_), speaks } if speaks == [0]));
    let mut foreign = scene.answer();
    foreign.singles[0].id.serial = vec![9];
    let silent = Judged { status: Status::Unknown(WhyUnknown::NoEvidence), speaks: vec![] };
    assert_eq!(judge(&scene, &foreign.der(), None), silent);
    let error = AnswerSpec { status: vec![3], has_answer: false, ..scene.answer() };
    let none = Judged { status: Status::Unknown(WhyUnknown::NoAnswer), speaks: vec![] };
    assert_eq!(judge(&scene, &error.der(), None), none);
}

#[test]
fn what_is_refused_has_a_status_of_its_kind() {
    let scene = Scene::new();
    let untrusted = |why| Status::Untrusted { by: Source::Ocsp, why };
    let status = |answer: &AnswerSpec| judge(&scene, &answer.der(), None).status;
    let mut forged = scene.answer();
    forged.signer = Key::P256(9);
    assert_eq!(status(&forged), untrusted(WhyUntrusted::Signature));
    forged.algorithm = Some(Key::Ed25519(1).algorithm(forged.signature));
    assert_eq!(status(&forged), untrusted(WhyUntrusted::Algorithm));
    let stranger = AnswerSpec { certificates: vec![], ..scene.delegated() };
    assert_eq!(status(&stranger), untrusted(WhyUntrusted::Signer));
    let mut delegate = scene.delegate.clone();
    delegate.replace("2.5.29.37", None);
    let unfit = AnswerSpec { certificates: vec![delegate.der()], ..scene.delegated() };
    assert_eq!(status(&unfit), untrusted(WhyUntrusted::NotAllowed));
    let mut early = scene.answer();
    early.produced_at = Time::generalized("20260530000000Z");
    assert_eq!(status(&early), untrusted(WhyUntrusted::Times));
}

#[test]
fn the_path_to_an_unchecked_delegate_is_asked_about() {
    let scene = Scene::new();
    let answer = unmarked(&scene).der();
    let by = Source::Ocsp;
    assert_eq!(judge(&scene, &answer, None).status, Status::Unknown(WhyUnknown::SignerUnchecked { by }));
    let sound: &SignerCheck<'_> = &|source, path| {
        assert_eq!((source, path.leaf().serial().as_bytes()), (by, &scene.delegate.serial[..]));
        Ok(())
    };
    assert!(matches!(judge(&scene, &answer, Some(sound)).status, Status::Good(_)));
    let revoked = Status::Untrusted { by, why: WhyUntrusted::SignerRevoked };
    let unsound: &SignerCheck<'_> = &|_, _| Err(revoked);
    assert_eq!(judge(&scene, &answer, Some(unsound)).status, revoked);
}

#[test]
fn nobody_is_asked_about_the_issuer_an_exempt_delegate_or_a_revocation() {
    let scene = Scene::new();
    let never: &SignerCheck<'_> = &|_, _| panic!("asked");
    assert!(matches!(judge(&scene, &scene.answer().der(), Some(never)).status, Status::Good(_)));
    assert!(matches!(judge(&scene, &scene.delegated().der(), Some(never)).status, Status::Good(_)));
    let mut revoked = unmarked(&scene);
    revoked.singles[0].status = StatusSpec::revoked(Some(4));
    assert!(matches!(judge(&scene, &revoked.der(), Some(never)).status, Status::Revoked(_)));
}

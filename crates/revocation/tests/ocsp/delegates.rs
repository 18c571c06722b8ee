//! Who may answer for an issuer (RFC 6960 §4.2.2.2).

use countersign_revocation::{
    Issuer, Status, WhyUnknown, WhyUntrusted,
    crypto::RustCrypto,
    ocsp::{OcspRefusal, OcspResponse, OcspVerifier},
    x509::{Certificate, Rule, SignatureError},
};
use testkit::{
    ocsp::{AnswerSpec, NO_CHECK, OCSP_SIGNING, ResponderSpec, Scene, StatusSpec},
    x509::{CertificateSpec, ExtensionSpec, Key, Time},
};

use crate::support::{By, No, ask, ask_with, at, code, is_good, time};

/// The answer of a delegate that was changed.
fn by(scene: &Scene, change: impl FnOnce(&mut CertificateSpec)) -> AnswerSpec {
    let mut delegate = scene.delegate.clone();
    change(&mut delegate);
    AnswerSpec { certificates: vec![delegate.der()], ..scene.delegated() }
}

#[test]
fn a_delegate_is_believed_by_name_and_by_key() {
    let scene = Scene::new();
    let by_name = ask(&scene, &scene.delegated()).unwrap();
    assert_eq!((by_name.by, by_name.is_unchecked), (By::Delegate, false));
    assert!(matches!(by_name.status, Status::Good(_)));
    let mut by_key = scene.delegated();
    by_key.responder = ResponderSpec::of_key(scene.delegate.key);
    assert_eq!(ask(&scene, &by_key).unwrap(), by_name);
    let other = AnswerSpec { responder: ResponderSpec::of_key(Key::P256(4)), ..by_key };
    assert_eq!(ask(&scene, &other), Err(No::Refused(OcspRefusal::ResponderUnknown)));
}

#[test]
fn a_delegate_must_be_for_ocsp() {
    let scene = Scene::new();
    for purposes in [None, Some("1.3.6.1.5.5.7.3.3"), Some("2.5.29.37.0")] {
        let purposes = purposes.map(|purpose| ExtensionSpec::purposes(&[purpose]));
        let refused = ask(&scene, &by(&scene, |delegate| delegate.replace("2.5.29.37", purposes)));
        assert!(matches!(refused, Err(No::Refused(OcspRefusal::ResponderProfile(_)))), "{refused:?}");
    }
    let several = ExtensionSpec::purposes(&["1.3.6.1.5.5.7.3.3", OCSP_SIGNING]);
    assert!(is_good(&ask(&scene, &by(&scene, |delegate| delegate.replace("2.5.29.37", Some(several))))));
}

#[test]
fn the_key_usage_of_a_delegate_must_admit_signatures() {
    let scene = Scene::new();
    let usage =
        |bits| by(&scene, |delegate| delegate.replace("2.5.29.15", Some(ExtensionSpec::key_usage(bits))));
    let Err(No::Refused(OcspRefusal::ResponderProfile(violation))) = ask(&scene, &usage(0x20)) else {
        panic!()
    };
    assert_eq!(violation.rule(), Rule::ProfileKeyUsageLacks);
    assert!(is_good(&ask(&scene, &usage(0x40))));
}

#[test]
fn a_critical_extension_of_a_delegate_that_is_not_known_refuses_it() {
    let scene = Scene::new();
    let unknown = ExtensionSpec::critical("1.3.6.1.4.1.99999.1", vec![5, 0]);
    let refused = ask(&scene, &by(&scene, |delegate| delegate.extensions.push(unknown)));
    assert_eq!(code(&refused), "CSG-OCSP-RESPONDER-PROFILE");
}

#[test]
fn a_delegate_must_be_valid_when_it_signs_and_now() {
    let scene = Scene::new();
    // It signed at 23:00:00; now is midnight.
    for (not_before, not_after, valid) in [
        ("260531230000Z", "260601000000Z", true),
        ("260531230001Z", "300101000000Z", false),
        ("250101000000Z", "260531235959Z", false),
        ("250101000000Z", "260531225959Z", false),
    ] {
        let answer = by(&scene, |delegate| {
            delegate.not_before = Time::utc(not_before);
            delegate.not_after = Time::utc(not_after);
        });
        let told = ask(&scene, &answer);
        assert_eq!(code(&told), if valid { "" } else { "CSG-OCSP-RESPONDER-VALIDITY" });
        assert_eq!(is_good(&told), valid);
    }
}

#[test]
fn an_answer_is_not_fresh_for_longer_than_its_delegate_is_valid() {
    let scene = Scene::new();
    let answer = by(&scene, |delegate| delegate.not_after = Time::utc("260602000000Z"));
    let Status::Good(freshness) = ask(&scene, &answer).unwrap().status else { panic!() };
    assert_eq!(freshness.until(), time("2026-06-02T00:00:00Z"));
}

#[test]
fn a_delegate_of_another_ca_answers_nothing() {
    let scene = Scene::new();
    let other_name = by(&scene, |delegate| delegate.issuer = scene.target.subject.clone());
    assert_eq!(ask(&scene, &other_name), Err(No::Refused(OcspRefusal::ResponderIssuer)));
    // A CA of the same name, of which the caller knows nothing.
    let other_key = by(&scene, |delegate| delegate.signer = Key::P256(8));
    let refused = OcspRefusal::ResponderSignature(SignatureError::Mismatch);
    assert_eq!(ask(&scene, &other_key), Err(No::Refused(refused)));
}

#[test]
fn a_chain_between_issuer_and_delegate_is_no_delegation() {
    let scene = Scene::new();
    let mut between = scene.ca.clone();
    between.subject = scene.target.subject.clone();
    between.key = Key::P256(5);
    let mut answer = by(&scene, |delegate| {
        delegate.issuer = between.subject.clone();
        delegate.signer = between.key;
    });
    answer.certificates.push(between.der());
    answer.certificates.push(scene.ca.der());
    assert_eq!(ask(&scene, &answer), Err(No::Refused(OcspRefusal::ResponderIssuer)));
}

#[test]
fn another_certificate_of_the_ca_is_no_delegate_by_being_there() {
    let scene = Scene::new();
    // The answer is signed by the key of a certificate that the CA issued for something else.
    let mut other = scene.target.clone();
    other.key = Key::P256(6);
    let answer = AnswerSpec {
        responder: ResponderSpec::of_key(other.key),
        signer: other.key,
        certificates: vec![scene.delegate.der(), other.der()],
        ..scene.answer()
    };
    assert_eq!(code(&ask(&scene, &answer)), "CSG-OCSP-RESPONDER-PROFILE");
}

#[test]
fn the_certificate_that_may_answer_is_the_one_that_did() {
    let scene = Scene::new();
    let mut answer = scene.delegated();
    answer.signer = Key::P256(6);
    let refused = OcspRefusal::Signature(SignatureError::Mismatch);
    assert_eq!(ask(&scene, &answer), Err(No::Refused(refused)));
}

#[test]
fn no_certificate_answers_for_its_own_key() {
    let mut scene = Scene::new();
    assert!(is_good(&ask(&scene, &scene.delegated())));
    scene.target.key = scene.delegate.key;
    assert_eq!(ask(&scene, &scene.delegated()), Err(No::Refused(OcspRefusal::ResponderItself)));
}

#[test]
fn certificates_that_are_not_the_responders_hinder_nothing() {
    let scene = Scene::new();
    let mut answer = scene.delegated();
    answer.certificates.insert(0, scene.ca.der());
    answer.certificates.insert(0, vec![0x30, 0]);
    answer.certificates.push(scene.target.der());
    assert!(is_good(&ask(&scene, &answer)));
    // Nor does one of the same name that is not the right one.
    let mut expired = scene.delegate.clone();
    expired.not_after = Time::utc("260101000000Z");
    answer.certificates.insert(0, expired.der());
    assert!(is_good(&ask(&scene, &answer)));
}

#[test]
fn certificates_of_the_responders_name_are_not_tried_without_end() {
    let scene = Scene::new();
    let other = CertificateSpec { key: Key::P256(40), ..scene.delegate.clone() }.der();
    let mut answer = scene.delegated();
    answer.certificates = vec![other.clone(), other.clone(), other.clone(), scene.delegate.der()];
    assert!(is_good(&ask(&scene, &answer)));
    answer.certificates.insert(0, other);
    assert_eq!(ask(&scene, &answer), Err(No::Refused(OcspRefusal::TooManyResponders { limit: 4 })));
}

#[test]
fn a_delegate_that_may_be_revoked_makes_nothing_good() {
    let scene = Scene::new();
    let unmarked = by(&scene, |delegate| delegate.replace(NO_CHECK, None));
    let told = ask(&scene, &unmarked).unwrap();
    assert!(told.is_unchecked);
    let unchecked = WhyUnknown::SignerUnchecked { by: countersign_revocation::Source::Ocsp };
    assert_eq!(told.status, Status::Unknown(unchecked));
    // Whoever could hide a revocation by another one would.
    let mut revoked = unmarked;
    revoked.singles[0].status = StatusSpec::revoked(None);
    assert!(matches!(ask(&scene, &revoked).unwrap().status, Status::Revoked(_)));
}

#[test]
fn the_exemption_counts_in_the_delegates_certificate_alone() {
    let mut scene = Scene::new();
    let mark = || ExtensionSpec::new(NO_CHECK, vec![5, 0]);
    scene.ca.extensions.push(mark());
    scene.target.extensions.push(mark());
    scene.delegate.replace(NO_CHECK, None);
    let mut answer = scene.delegated();
    answer.extensions.push(mark());
    answer.singles[0].extensions.push(mark());
    answer.certificates.push(scene.ca.der());
    assert!(ask(&scene, &answer).unwrap().is_unchecked);
    let foreign = AnswerSpec { certificates: vec![by(&scene, |_| {}).certificates.remove(0)], ..answer };
    assert!(ask(&scene, &foreign).unwrap().is_unchecked);
}

#[test]
fn what_a_check_of_the_delegate_says_is_what_the_answer_is_worth() {
    let scene = Scene::new();
    let (ca, target) = (scene.ca.der(), scene.target.der());
    let (ca, target) = (Certificate::from_der(&ca).unwrap(), Certificate::from_der(&target).unwrap());
    let der = by(&scene, |delegate| delegate.replace(NO_CHECK, None)).der();
    let response = OcspResponse::parse(&der).unwrap();
    let checked = |status: Status| {
        let verifier = OcspVerifier::new(&RustCrypto);
        let verified = verifier
            .verify(response.answer().unwrap(), &target, Issuer::from_certificate(&ca), at(0))
            .unwrap();
        let verified = verified.check_responder(|delegate| {
            assert_eq!(delegate.serial().as_bytes(), scene.delegate.serial);
            status
        });
        verified.status()
    };
    let mut until = scene.answer();
    until.singles[0].next_update = Some(Time::generalized("20260603000000Z"));
    let good = ask(&scene, &until).unwrap().status;
    let Status::Good(freshness) = checked(good) else { panic!() };
    assert_eq!(freshness.until(), time("2026-06-03T00:00:00Z"));
    until.singles[0].status = StatusSpec::revoked(Some(4));
    let revoked = ask(&scene, &until).unwrap().status;
    let by = countersign_revocation::Source::Ocsp;
    assert_eq!(checked(revoked), Status::Untrusted { by, why: WhyUntrusted::SignerRevoked });
    assert_eq!(checked(Status::Malformed { by }), Status::Malformed { by });
    let unchecked = Status::Unknown(WhyUnknown::SignerUnchecked { by });
    assert_eq!(checked(Status::Unknown(WhyUnknown::NoEvidence)), unchecked);
}

#[test]
fn a_responder_before_its_answer_is_a_matter_of_the_clock() {
    let scene = Scene::new();
    let der = scene.delegated().der();
    assert!(is_good(&ask_with(&scene, &der, time("2026-05-31T23:00:00Z"), |verifier| verifier)));
    assert_eq!(
        code(&ask_with(&scene, &der, time("2026-05-31T22:59:59Z"), |verifier| verifier)),
        "CSG-OCSP-NOT-YET"
    );
}

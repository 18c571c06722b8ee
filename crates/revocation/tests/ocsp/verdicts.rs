//! What answers say, and about which certificate.

use countersign_revocation::{
    Reason, Retroactivity, Source, Status, WhyUnknown,
    ocsp::{CertIdHash, OcspRefusal},
    x509::{SignatureError, Times},
};
use testkit::{
    ocsp::{CertIdSpec, HashKind, ResponderSpec, Scene, StatusSpec},
    x509::{ExtensionSpec, Form, Key, Time},
};

use crate::support::{By, DAY, No, ask, ask_about, ask_with, at, code, is_good, time};

#[test]
fn an_answer_of_the_issuer_is_believed_by_key_and_by_name() {
    let scene = Scene::new();
    let by_key = ask(&scene, &scene.answer()).unwrap();
    let Status::Good(freshness) = by_key.status else { panic!("{by_key:?}") };
    assert_eq!((by_key.by, by_key.is_unchecked), (By::Issuer, false));
    assert_eq!(freshness.this_update(), time("2026-05-31T22:00:00Z"));
    assert_eq!(freshness.until(), time("2026-06-05T00:00:00Z"));
    let mut by_name = scene.answer();
    by_name.responder = ResponderSpec::ByName(scene.ca.subject.clone());
    assert_eq!(ask(&scene, &by_name).unwrap(), by_key);
}

#[test]
fn an_answer_without_certificates_by_a_name_that_nobody_has_is_of_nobody() {
    let scene = Scene::new();
    let mut answer = scene.answer();
    answer.responder = ResponderSpec::ByName(scene.target.subject.clone());
    assert_eq!(ask(&scene, &answer), Err(No::Refused(OcspRefusal::ResponderUnknown)));
    answer.responder = ResponderSpec::of_key(Key::P256(9));
    assert_eq!(ask(&scene, &answer), Err(No::Refused(OcspRefusal::ResponderUnknown)));
}

#[test]
fn another_key_of_the_issuers_name_signs_nothing() {
    let scene = Scene::new();
    let mut answer = scene.answer();
    answer.responder = ResponderSpec::ByName(scene.ca.subject.clone());
    assert!(is_good(&ask(&scene, &answer)));
    answer.signer = Key::P256(7);
    let refused = ask(&scene, &answer);
    assert_eq!(refused, Err(No::Refused(OcspRefusal::Signature(SignatureError::Mismatch))));
}

#[test]
fn every_field_of_the_cert_id_counts() {
    let scene = Scene::new();
    let other = scene.answer();
    assert!(is_good(&ask(&scene, &other)));
    let changes: [fn(&mut CertIdSpec); 6] = [
        |id| id.serial = vec![0x51, 0x03],
        |id| id.name_hash[0] ^= 1,
        |id| id.key_hash[19] ^= 1,
        |id| id.algorithm = HashKind::Sha256.algorithm(),
        |id| id.name_hash.truncate(19),
        |id| id.key_hash.push(0),
    ];
    for change in changes {
        let mut answer = scene.answer();
        change(&mut answer.singles[0].id);
        assert_eq!(ask(&scene, &answer), Err(No::Refused(OcspRefusal::OtherCertificate)));
    }
}

#[test]
fn a_cert_id_may_be_of_sha_1_or_sha_256() {
    let scene = Scene::new();
    let mut answer = scene.answer();
    answer.singles[0].id = scene.id(HashKind::Sha256);
    assert!(is_good(&ask(&scene, &answer)));
    answer.singles[0].id = scene.id(HashKind::Sha512);
    assert_eq!(ask(&scene, &answer), Err(No::Refused(OcspRefusal::OtherCertificate)));
}

#[test]
fn parameters_of_the_hash_are_null_or_absent() {
    let scene = Scene::new();
    let mut answer = scene.answer();
    let sha1 = testkit::x509::oid("1.3.14.3.2.26");
    answer.singles[0].id.algorithm = testkit::x509::tlv(0x30, &[&sha1]);
    assert!(is_good(&ask(&scene, &answer)));
    answer.singles[0].id.algorithm = testkit::x509::tlv(0x30, &[&sha1, &[4, 0]]);
    assert_eq!(code(&ask(&scene, &answer)), "CSG-OCSP-OTHER-CERTIFICATE");
}

#[test]
fn a_verifier_that_asked_by_one_hash_takes_no_answer_by_another() {
    let scene = Scene::new();
    let mut answer = scene.answer();
    let sha256 = |answer: &testkit::ocsp::AnswerSpec| {
        ask_with(&scene, &answer.der(), at(0), |verifier| verifier.hash(CertIdHash::Sha256))
    };
    assert_eq!(code(&sha256(&answer)), "CSG-OCSP-OTHER-CERTIFICATE");
    answer.singles[0].id = scene.id(HashKind::Sha256);
    assert!(is_good(&sha256(&answer)));
}

#[test]
fn a_certificate_that_the_responder_does_not_know_is_not_good() {
    let scene = Scene::new();
    let mut answer = scene.answer();
    answer.singles[0].status = StatusSpec::Unknown;
    assert_eq!(ask(&scene, &answer).unwrap().status, Status::Unknown(WhyUnknown::Responder));
}

#[test]
fn a_revocation_is_told_with_its_time_and_reason() {
    let scene = Scene::new();
    for (code, reason) in
        [(None, None)].into_iter().chain(Reason::ALL.map(|reason| (Some(reason.code()), Some(reason))))
    {
        let mut answer = scene.answer();
        answer.singles[0].status = StatusSpec::revoked(code);
        let Status::Revoked(revocation) = ask(&scene, &answer).unwrap().status else { panic!("{code:?}") };
        // What says that it is on no list any more is no reason, and the revocation stands.
        assert_eq!(revocation.reason(), reason.filter(|reason| *reason != Reason::RemoveFromCrl));
        assert_eq!(revocation.date(), time("2026-03-01T00:00:00Z"));
        assert_eq!((revocation.source(), revocation.invalidity_date()), (Source::Ocsp, None));
    }
}

#[test]
fn extensions_of_a_crl_entry_add_to_a_revocation() {
    let scene = Scene::new();
    let mut answer = scene.answer();
    answer.singles[0].status = StatusSpec::revoked(None);
    let invalid = Time::generalized("20260201000000Z");
    answer.singles[0].extensions = vec![
        ExtensionSpec::new("2.5.29.21", vec![0x0a, 1, 1]),
        ExtensionSpec::new("2.5.29.24", invalid.der()),
    ];
    let Status::Revoked(revocation) = ask(&scene, &answer).unwrap().status else { panic!() };
    assert_eq!(revocation.reason(), Some(Reason::KeyCompromise));
    assert_eq!(revocation.invalidity_date(), Some(time("2026-02-01T00:00:00Z")));
    answer.singles[0].status = StatusSpec::revoked(Some(1));
    assert!(matches!(ask(&scene, &answer).unwrap().status, Status::Revoked(_)));
    answer.singles[0].status = StatusSpec::revoked(Some(4));
    assert_eq!(code(&ask(&scene, &answer)), "CSG-OCSP-REASON-TWICE");
}

/// Of a witness a compromise is not forgotten behind a revocation that counts from earlier on.
#[test]
fn of_several_revocations_in_one_answer_a_compromise_counts_for_a_witness() {
    let scene = Scene::new();
    let superseded = testkit::ocsp::SingleSpec { status: StatusSpec::revoked(Some(4)), ..scene.single() };
    let compromise = testkit::ocsp::SingleSpec {
        status: StatusSpec::Revoked(Time::generalized("20260320000000Z"), Some(vec![1])),
        extensions: vec![ExtensionSpec::new("2.5.29.24", Time::generalized("20260315000000Z").der())],
        ..scene.single()
    };
    let before = Some(Times::at(time("2026-02-01T00:00:00Z")));
    let counts = |singles: &[&testkit::ocsp::SingleSpec], retroactivity| {
        let mut answer = scene.answer();
        answer.singles = singles.iter().map(|single| (*single).clone()).collect();
        let Status::Revoked(revocation) = ask(&scene, &answer).unwrap().status else { panic!() };
        revocation.counts_at(before, retroactivity)
    };
    assert!(!counts(&[&superseded], Retroactivity::Witness));
    assert!(counts(&[&compromise], Retroactivity::Witness));
    for both in [[&superseded, &compromise], [&compromise, &superseded]] {
        assert!(counts(&both, Retroactivity::Witness));
        assert!(!counts(&both, Retroactivity::ByReason));
    }
}

#[test]
fn of_several_answers_the_worst_counts_in_any_order() {
    let scene = Scene::new();
    let with = |status: StatusSpec| testkit::ocsp::SingleSpec { status, ..scene.single() };
    let good = || with(StatusSpec::Good);
    let revoked = || with(StatusSpec::revoked(Some(4)));
    let unknown = || with(StatusSpec::Unknown);
    let mut sha256 = revoked();
    sha256.id = scene.id(HashKind::Sha256);
    for (singles, is_revoked) in [
        (vec![good(), revoked()], true),
        (vec![revoked(), good()], true),
        (vec![unknown(), revoked(), good()], true),
        (vec![good(), sha256], true),
        (vec![good(), unknown()], false),
        (vec![unknown(), good()], false),
    ] {
        let mut answer = scene.answer();
        answer.singles = singles;
        let status = ask(&scene, &answer).unwrap().status;
        assert_eq!(matches!(status, Status::Revoked(_)), is_revoked);
        assert!(is_revoked || status == Status::Unknown(WhyUnknown::Responder));
    }
}

#[test]
fn answers_about_other_certificates_count_for_nothing() {
    let scene = Scene::new();
    let mut foreign = scene.single();
    foreign.id.serial = vec![9];
    foreign.status = StatusSpec::revoked(Some(1));
    let mut answer = scene.answer();
    answer.singles.insert(0, foreign.clone());
    assert!(is_good(&ask(&scene, &answer)));
    // Nor does what is good of another one help.
    answer.singles[0].status = StatusSpec::Good;
    answer.singles[1].status = StatusSpec::revoked(None);
    assert!(matches!(ask(&scene, &answer).unwrap().status, Status::Revoked(_)));
    answer.singles.truncate(1);
    assert_eq!(code(&ask(&scene, &answer)), "CSG-OCSP-OTHER-CERTIFICATE");
    answer.singles.clear();
    assert_eq!(code(&ask(&scene, &answer)), "CSG-OCSP-OTHER-CERTIFICATE");
}

#[test]
fn a_critical_extension_that_is_not_known_refuses_where_it_speaks_of_the_certificate() {
    let scene = Scene::new();
    let unknown = || ExtensionSpec::critical("1.3.6.1.4.1.99999.1", vec![5, 0]);
    let mut answer = scene.answer();
    answer.extensions = vec![ExtensionSpec::new("1.3.6.1.4.1.99999.1", vec![5, 0])];
    assert!(is_good(&ask(&scene, &answer)));
    answer.extensions = vec![unknown()];
    assert_eq!(code(&ask(&scene, &answer)), "CSG-OCSP-CRITICAL-EXTENSION");
    let mut answer = scene.answer();
    answer.singles[0].extensions = vec![unknown()];
    assert_eq!(code(&ask(&scene, &answer)), "CSG-OCSP-CRITICAL-EXTENSION");
    answer.singles[0].status = StatusSpec::revoked(None);
    assert_eq!(code(&ask(&scene, &answer)), "CSG-OCSP-CRITICAL-EXTENSION");
    // One that makes the entry another certificate's, or a nonce where none stands.
    for oid in ["2.5.29.29", "1.3.6.1.5.5.7.48.1.2"] {
        answer.singles[0].extensions = vec![ExtensionSpec::critical(oid, vec![4, 1, 0])];
        assert_eq!(code(&ask(&scene, &answer)), "CSG-OCSP-CRITICAL-EXTENSION");
    }
    let mut foreign = scene.single();
    foreign.id.serial = vec![9];
    foreign.extensions = vec![unknown()];
    answer.singles = vec![foreign, scene.single()];
    assert!(is_good(&ask(&scene, &answer)));
}

#[test]
fn critical_extensions_that_are_known_refuse_nothing() {
    let scene = Scene::new();
    let time = Time::generalized("20250101000000Z").der();
    let mut answer = scene.answer();
    answer.extensions = vec![
        ExtensionSpec::critical("1.3.6.1.5.5.7.48.1.2", vec![4, 1, 7]),
        ExtensionSpec::critical("1.3.6.1.5.5.7.48.1.9", vec![5, 0]),
    ];
    answer.singles[0].extensions = vec![
        ExtensionSpec::critical("1.3.6.1.5.5.7.48.1.3", vec![0x30, 5, 0xa1, 3, 2, 1, 9]),
        ExtensionSpec::critical("1.3.6.1.5.5.7.48.1.6", time.clone()),
        ExtensionSpec::critical("2.5.29.24", time),
        ExtensionSpec::critical("1.3.6.1.4.1.11129.2.4.5", vec![4, 0]),
    ];
    assert!(is_good(&ask_with(&scene, &answer.der(), at(DAY), |verifier| verifier)));
}

#[test]
fn an_algorithm_that_the_rules_do_not_take_signs_nothing() {
    let scene = Scene::new();
    let mut answer = scene.answer();
    answer.signature = testkit::x509::SignatureKind::Sha1;
    let refused = ask(&scene, &answer);
    assert!(matches!(refused, Err(No::Refused(OcspRefusal::Signature(SignatureError::Retired { .. })))));
}

/// A newer answer of the same message must not make a graver revocation a lighter one, nor hide it behind a hold that is stale.
#[test]
fn of_several_revocations_in_one_answer_the_one_that_counts_for_most_is_told() {
    let scene = Scene::new();
    let with = |reason, this_update, next_update: Option<&'static str>| testkit::ocsp::SingleSpec {
        status: StatusSpec::revoked(Some(reason)),
        this_update: Time::generalized(this_update),
        next_update: next_update.map(Time::generalized),
        ..scene.single()
    };
    let (old, new) = ("20260530220000Z", "20260531220000Z");
    let next = Some("20260605000000Z");
    // It is of a day later than the others, and counts for all that was ever done.
    let later = StatusSpec::Revoked(Time::generalized("20260302000000Z"), Some(vec![1]));
    let compromise = testkit::ocsp::SingleSpec { status: later, ..with(1, old, next) };
    for other in [with(4, new, next), with(6, new, next), with(6, new, None)] {
        let mut answer = scene.answer();
        answer.singles = vec![compromise.clone(), other];
        for _ in 0..2 {
            answer.singles.reverse();
            let Status::Revoked(revocation) = ask(&scene, &answer).unwrap().status else { panic!() };
            assert_eq!(revocation.reason(), Some(Reason::KeyCompromise));
        }
    }
    let mut stale = scene.answer();
    stale.singles = vec![with(6, new, None), scene.single()];
    assert_eq!(code(&ask(&scene, &stale)), "CSG-OCSP-STALE");
}

/// RFC 6960 §4.1.1: the name is hashed as the certificate in question writes it, not as its issuer's certificate does.
#[test]
fn the_hash_of_the_issuers_name_is_that_of_the_certificates_encoding() {
    let mut scene = Scene::new();
    let printable = [("2.5.4.6", Form::Printable, "DE"), ("2.5.4.3", Form::Printable, "OCSP Root")];
    scene.target.issuer = testkit::x509::name(&printable);
    assert_ne!(scene.target.issuer, scene.ca.subject);
    let mut answer = scene.answer();
    assert_eq!(code(&ask(&scene, &answer)), "CSG-OCSP-OTHER-CERTIFICATE");
    for hash in [HashKind::Sha1, HashKind::Sha256] {
        answer.singles[0].id =
            CertIdSpec::new(hash, &scene.target.issuer, scene.ca.key, &scene.target.serial);
        assert!(is_good(&ask(&scene, &answer)));
    }
    answer.singles[0].status = StatusSpec::revoked(None);
    assert!(matches!(ask(&scene, &answer).unwrap().status, Status::Revoked(_)));
    // An issuer of another name is not the one to ask, whatever its key is.
    let mut other = scene.ca.clone();
    other.subject = scene.delegate.subject.clone();
    let told = ask_about(&other.der(), &scene.target.der(), &answer.der(), at(0), |verifier| verifier);
    assert_eq!(code(&told), "CSG-OCSP-OTHER-CERTIFICATE");
}

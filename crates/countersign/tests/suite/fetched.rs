//! What is fetched about revocation, in several rounds, and what is kept of it.
use std::sync::{Arc, Mutex};

use crate::common::*;
use crate::evidence::*;
use crate::pki::*;
use countersign::{
    EvidenceCache, ImageName, Ready, RevocationPolicy, Verdict, Verifier, VerifierBuilder,
    crypto::RustCrypto,
    envelope::COSIGN_SIGN_PREDICATE,
    need::{Answer, Need, Purpose, Unreachable},
    revocation::SilentDelegates,
    time::UnixTime,
    x509::{
        VerifiedPath,
        issue::{AltName, CertificateTemplate},
    },
};
use testkit::ocsp::{OCSP_SIGNING, StatusSpec};

const LIST: &str = "http://crl.example/ca.crl";
const RESPONDER: &str = "http://ocsp.example/";

fn of_ana(root: &Ca) -> VerifierBuilder<Ready> {
    Verifier::builder(RustCrypto).certified(mailbox(ANA), &root.trusted())
}

fn current(ca: &Ca, revoked: &[(Vec<u8>, &str, u8)]) -> Vec<u8> {
    crl(ca, "261120000000Z", "261220000000Z", revoked)
}

/// A certificate for Ana that names a list, and perhaps a responder.
fn leaf(root: &Ca, responder: Option<&str>) -> Vec<u8> {
    let name = distinguished("O=Acme,C=DE");
    let template = CertificateTemplate::code_signing(&name.name(), valid(), serial(9));
    let template = template.alt_name(AltName::email(ANA).unwrap());
    let template =
        with_extension(template, &testkit::crl::distribution_points(&[testkit::crl::Point::at(LIST)]));
    let template = match responder {
        Some(url) => with_extension(template, &testkit::bag::responder_at(url)),
        None => template,
    };
    root.issue(&template, private_key(1).public_key())
}

/// What becomes of an image that Ana signed, and for how many needs something was fetched.
fn fetched(
    builder: VerifierBuilder<Ready>,
    leaf: &[u8],
    answer: impl FnMut(&Need) -> Answer,
) -> (Verdict, usize) {
    let (mut store, image) = Store::with_image();
    let bundle = statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE);
    let bundle = with_certificates(&bundle, &[leaf.to_vec()]);
    store.attach_bundle(&image, &bundle, COSIGN_SIGN_PREDICATE);
    let session = builder.build().unwrap().verify(ImageName::tag("v1"), now());
    let (mut asked, mut answer) = (0, answer);
    let output = store.layout().drive_with(session, |need| {
        asked += 1;
        Some(answer(need))
    });
    (output.unwrap(), asked)
}

#[test]
fn a_list_is_asked_for_where_the_responder_leaves_it_open() {
    let root = Ca::root(70);
    let leaf = leaf(&root, Some(RESPONDER));
    let with = |of_responder: Answer, of_list: Answer| {
        let policy = RevocationPolicy::required().fetching();
        let (verdict, asked) =
            fetched(of_ana(&root).revocation(policy), &leaf, |need| match need.purpose() {
                Purpose::OcspResponse => of_responder.clone(),
                _ => of_list.clone(),
            });
        (code(&verdict).to_owned(), asked)
    };
    let good = Answer::Bytes(ocsp(&root, None, &serial_of(&leaf), StatusSpec::Good));
    let silent = || Answer::Unreachable(Unreachable::Timeout);
    let list = |revoked: &[(Vec<u8>, &str, u8)]| Answer::Bytes(current(&root, revoked));
    let revoked = [(serial_of(&leaf), "261110000000Z", 4)];
    assert_eq!(with(good.clone(), silent()), ("accepted".into(), 1));
    assert_eq!(with(silent(), list(&[])), ("accepted".into(), 2));
    assert_eq!(with(silent(), list(&revoked)), ("CSG-REVOKED".into(), 2));
    assert_eq!(with(silent(), silent()), ("CSG-REVOCATION-UNREACHABLE".into(), 2));
    let of_another = Answer::Bytes(ocsp(&root, None, &[1, 2, 3], StatusSpec::Good));
    assert_eq!(with(of_another, list(&revoked)), ("CSG-REVOKED".into(), 2));
}

#[test]
fn what_is_fetched_meanwhile_may_be_a_minute_younger_than_the_verdict() {
    let root = Ca::root(70);
    let leaf = leaf(&root, None);
    for (from, expected) in [
        ("261124150000Z", "accepted"),
        ("261124150100Z", "accepted"),
        ("261124150101Z", "CSG-REVOCATION-UNKNOWN"),
    ] {
        let list = crl(&root, from, "261220000000Z", &[]);
        let policy = RevocationPolicy::required().fetching();
        let (verdict, _) = fetched(of_ana(&root).revocation(policy), &leaf, |_| Answer::Bytes(list.clone()));
        assert_eq!(code(&verdict), expected, "{from}");
    }
}

/// RFC 6960 §4.2.2.2.1: whether the delegate is revoked nobody says.
#[test]
fn an_answer_by_a_silent_delegate_counts_only_where_that_is_said() {
    let root = Ca::root(70);
    let leaf = root.certify(1, ANA);
    let key = private_key(71);
    let name = distinguished("CN=Responder");
    let exempt = CertificateTemplate::ocsp_responder(&name.name(), valid(), serial(71));
    let exempt = root.issue(&exempt, key.public_key());
    let silent = CertificateTemplate::end_entity(&name.name(), valid(), serial(72));
    let silent = with_oid(OCSP_SIGNING, |purpose| silent.extended_key_usage(purpose));
    let silent = root.issue(&silent, key.public_key());
    for (delegate, rule, expected) in [
        (&exempt, SilentDelegates::Checked, "accepted"),
        (&silent, SilentDelegates::Checked, "CSG-REVOCATION-UNKNOWN"),
        (&silent, SilentDelegates::Taken, "accepted"),
    ] {
        let answer = ocsp(&root, Some((delegate, &key)), &serial_of(&leaf), StatusSpec::Good);
        let policy = RevocationPolicy::required().ocsp(answer).silent_delegates(rule);
        let (verdict, _) = fetched(of_ana(&root).revocation(policy), &leaf, |_| Answer::Absent);
        assert_eq!(code(&verdict), expected, "{rule:?}");
    }
}

/// Keeps everything, and gives it for every need.
#[derive(Debug, Default)]
struct Memory(Mutex<Vec<Vec<u8>>>);

impl EvidenceCache for Memory {
    fn load(&self, _: &VerifiedPath<'_>, _: &Need, _: UnixTime) -> Option<Vec<u8>> {
        self.0.lock().unwrap().last().cloned()
    }

    fn store(&self, _: &VerifiedPath<'_>, _: &Need, bytes: &[u8], _: UnixTime) {
        self.0.lock().unwrap().push(bytes.to_vec());
    }
}

#[test]
fn what_settles_something_is_kept_and_not_fetched_again() {
    let root = Ca::root(70);
    let leaf = leaf(&root, None);
    for (list, expected) in [
        (current(&root, &[]), "accepted"),
        (current(&root, &[(serial_of(&leaf), "261110000000Z", 4)]), "CSG-REVOKED"),
    ] {
        let memory = Arc::new(Memory::default());
        for asked in [1, 0, 0] {
            let policy = RevocationPolicy::required().fetching().cache(Arc::clone(&memory) as _);
            let (verdict, fetches) =
                fetched(of_ana(&root).revocation(policy), &leaf, |_| Answer::Bytes(list.clone()));
            assert_eq!((code(&verdict), fetches), (expected, asked));
        }
        assert_eq!(*memory.0.lock().unwrap(), [list], "once");
    }
}

/// Whoever writes into the cache can only make it be fetched.
#[test]
fn what_settles_nothing_is_neither_kept_nor_believed() {
    let (root, stranger) = (Ca::root(70), Ca::root(72));
    let leaf = leaf(&root, None);
    let stale = crl(&root, "261001000000Z", "261101000000Z", &[]);
    let good = current(&root, &[]);
    for (useless, expected) in [
        (stale, "CSG-REVOCATION-STALE"),
        (current(&stranger, &[]), "CSG-REVOCATION-UNKNOWN"),
        (b"junk".to_vec(), "CSG-REVOCATION-MALFORMED"),
    ] {
        let memory = Arc::new(Memory::default());
        let with = |list: &[u8]| {
            let policy = RevocationPolicy::required().fetching().cache(Arc::clone(&memory) as _);
            let (verdict, asked) =
                fetched(of_ana(&root).revocation(policy), &leaf, |_| Answer::Bytes(list.to_vec()));
            (code(&verdict).to_owned(), asked)
        };
        assert_eq!(with(&useless), (expected.into(), 1));
        assert!(memory.0.lock().unwrap().is_empty());
        memory.0.lock().unwrap().push(useless.clone());
        assert_eq!(with(&good), ("accepted".into(), 1));
        assert_eq!(*memory.0.lock().unwrap(), [useless, good.clone()]);
    }
}

//! Certificates that were revoked, and what must be known of them.
use std::sync::{Arc, Mutex};

use crate::common::*;
use crate::evidence::*;
use crate::pki::*;
use countersign::{
    BlobEvidence, BlobFormat, ConfigurationError, CrlMemory, ImageName, Ready, RevocationPolicy, Verdict,
    Verifier, VerifierBuilder,
    crypto::RustCrypto,
    digest::{Algorithm, Descriptor, HashProvider},
    envelope::{COSIGN_SIGN_PREDICATE, IN_TOTO_PAYLOAD_TYPE},
    need::{Answer, Need, Purpose, Unreachable},
    oci::{Session, Step},
    revocation::{CrlLimits, FreshnessRules, HighestSeen, Retroactivity},
    x509::issue::{AltName, CertificateTemplate},
};

const MAY: &str = "2026-05-15T12:00:00Z";
const URL: &str = "http://crl.example/ca.crl";

fn of_ana(root: &Ca) -> VerifierBuilder<Ready> {
    Verifier::builder(RustCrypto).certified(mailbox(ANA), &root.trusted())
}

/// A current list of this authority.
fn current(ca: &Ca, revoked: &[(Vec<u8>, &str, u8)]) -> Vec<u8> {
    crl(ca, "261120000000Z", "261220000000Z", revoked)
}

fn signed_with(leaf: &[u8], change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Store {
    let (mut store, image) = Store::with_image();
    let bundle = statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE);
    let bundle = change(with_certificates(&bundle, &[leaf.to_vec()]));
    store.attach_bundle(&image, &bundle, COSIGN_SIGN_PREDICATE);
    store
}

fn verdict(verifier: &Verifier, leaf: &[u8], change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Verdict {
    let verdict = signed_with(leaf, change).verify(verifier, ImageName::tag("v1"));
    check_schema(match &verdict {
        Ok(image) => image.report(),
        Err(refusal) => refusal.report(),
    });
    verdict
}

fn plain(bundle: Vec<u8>) -> Vec<u8> {
    bundle
}

#[test]
fn a_revoked_certificate_is_refused_and_one_that_is_known_to_be_good_is_not() {
    let root = Ca::root(50);
    let leaf = root.certify(1, ANA);
    let with =
        |list: Vec<u8>| of_ana(&root).revocation(RevocationPolicy::required().crl(list)).build().unwrap();
    let image = verdict(&with(current(&root, &[])), &leaf, plain).unwrap();
    assert!(image.report().accepted()[0].checks().contains(&"revocation".to_owned()));
    assert_eq!(image.report().valid_until(), Some(time("2026-12-20T00:00:00Z")), "as long as the list");
    let refused = verdict(&with(current(&root, &[(serial_of(&leaf), "261110000000Z", 4)])), &leaf, plain);
    assert_eq!((code(&refused), kind(&refused)), ("CSG-REVOKED", "untrusted"));
    let other = current(&root, &[(vec![1, 2, 3], "261110000000Z", 4)]);
    assert_eq!(code(&verdict(&with(other), &leaf, plain)), "accepted");
}

#[test]
fn reasons_and_times_decide_whether_a_revocation_counts_for_a_timestamped_signature() {
    let (root, tsa) = (Ca::root(50), Tsa::new(51));
    let leaf = root.certify(1, ANA);
    // keyCompromise, superseded; revoked before and after the timestamp.
    for (reason, date, expected) in [
        (1, "260401000000Z", "CSG-REVOKED"),
        (1, "261101000000Z", "CSG-REVOKED"),
        (4, "260401000000Z", "CSG-REVOKED"),
        (4, "260515120000Z", "CSG-REVOKED"),
        (4, "260515120001Z", "accepted"),
        (4, "261101000000Z", "accepted"),
    ] {
        let list = current(&root, &[(serial_of(&leaf), date, reason)]);
        let good = current(&tsa.root, &[]);
        let policy = || RevocationPolicy::required().crl(list.clone()).crl(good.clone());
        let believing =
            |policy| of_ana(&root).timestamp_authorities([tsa.trusted()]).revocation(policy).build().unwrap();
        let at_may = |bundle: Vec<u8>| stamped(&bundle, &tsa, MAY);
        assert_eq!(code(&verdict(&believing(policy()), &leaf, at_may)), expected, "{reason} {date}");
        assert_eq!(code(&verdict(&believing(policy()), &leaf, plain)), "CSG-REVOKED", "without a time");
        let all = policy().retroactivity(Retroactivity::All);
        assert_eq!(code(&verdict(&believing(all), &leaf, at_may)), "CSG-REVOKED", "all count");
    }
}

#[test]
fn the_authority_that_timestamped_must_not_be_revoked_either() {
    let (root, tsa) = (Ca::root(50), Tsa::new(51));
    let leaf = root.certify(1, ANA);
    let at_may = |bundle: Vec<u8>| stamped(&bundle, &tsa, MAY);
    for (revoked, expected) in [
        (vec![], "accepted"),
        (vec![(tsa.serial(), "260401000000Z", 4)], "CSG-REVOKED"),
        (vec![(tsa.serial(), "261101000000Z", 4)], "accepted"),
        (vec![(tsa.serial(), "261101000000Z", 1)], "CSG-REVOKED"),
    ] {
        let policy = RevocationPolicy::required().crl(current(&root, &[])).crl(current(&tsa.root, &revoked));
        let builder = of_ana(&root).timestamp_authorities([tsa.trusted()]).revocation(policy);
        assert_eq!(code(&verdict(&builder.build().unwrap(), &leaf, at_may)), expected, "{revoked:?}");
    }
    let unknown = RevocationPolicy::required().crl(current(&root, &[]));
    let builder = of_ana(&root).timestamp_authorities([tsa.trusted()]).revocation(unknown);
    assert_eq!(code(&verdict(&builder.build().unwrap(), &leaf, at_may)), "CSG-REVOCATION-UNKNOWN");
}

/// RFC 3161 §4: when an authority stamped only its own word says, which whoever has its key can give for any day. Of the signer the
/// authority vouches for the time.
#[test]
fn what_an_authority_says_of_the_time_is_worth_nothing_once_its_key_may_be_stolen() {
    use testkit::{
        crl::{EntrySpec, invalidity_date, reason},
        x509::Time,
    };
    let (root, tsa) = (Ca::root(50), Tsa::new(51));
    let leaf = root.certify(1, ANA);
    let at_may = |bundle: Vec<u8>| stamped(&bundle, &tsa, MAY);
    let since = || invalidity_date(&Time::generalized("20261001000000Z"));
    type Told = fn(EntrySpec) -> EntrySpec;
    let told: [(Told, &str); 5] = [
        (|entry| entry, "CSG-REVOKED"),
        (|entry| entry.with(reason(0)), "accepted"),
        (|entry| entry.with(reason(3)), "accepted"),
        (|entry| entry.with(reason(4)), "accepted"),
        (|entry| entry.with(reason(5)), "accepted"),
    ];
    let list = |ca: &Ca, entries: Vec<EntrySpec>| crl_of(ca, "261120000000Z", "261220000000Z", entries);
    let with = |of_root: Vec<EntrySpec>, of_tsa: Vec<EntrySpec>| {
        let policy = RevocationPolicy::required().crl(list(&root, of_root)).crl(list(&tsa.root, of_tsa));
        let builder = of_ana(&root).timestamp_authorities([tsa.trusted()]).revocation(policy);
        code(&verdict(&builder.build().unwrap(), &leaf, at_may))
    };
    let november = |serial: &[u8]| entry(serial, "261101000000Z");
    for (told, expected) in told {
        assert_eq!(with(vec![], vec![told(november(&tsa.serial()))]), expected);
        assert_eq!(with(vec![told(november(&serial_of(&leaf)))], vec![]), "accepted");
    }
    for compromise in [1, 2] {
        let stolen = |serial: &[u8]| november(serial).with(reason(compromise)).with(since());
        assert_eq!(with(vec![], vec![stolen(&tsa.serial())]), "CSG-REVOKED");
        assert_eq!(with(vec![stolen(&serial_of(&leaf))], vec![]), "accepted");
    }
}

/// What several authorities are for: one whose key was stolen takes nothing along, where so many others are enough.
#[test]
fn a_revoked_authority_counts_for_nothing_where_enough_others_do() {
    let root = Ca::root(50);
    let (first, second, third) = (Tsa::new(51), Tsa::new(53), Tsa::new(55));
    let leaf = root.certify(1, ANA);
    let with = |required: usize, revoked: &[&Tsa], unknown: &[&Tsa], of_leaf: &[(Vec<u8>, &str, u8)]| {
        let mut policy = RevocationPolicy::required().crl(current(&root, of_leaf));
        for tsa in [&first, &second, &third] {
            let is_in = |among: &[&Tsa]| among.iter().any(|one| one.serial() == tsa.serial());
            let entries = if is_in(revoked) { vec![(tsa.serial(), "261101000000Z", 1)] } else { Vec::new() };
            policy = if is_in(unknown) { policy } else { policy.crl(current(&tsa.root, &entries)) };
        }
        let builder = of_ana(&root)
            .timestamp_authorities([first.trusted(), second.trusted(), third.trusted()])
            .require_timestamps(required.try_into().unwrap())
            .revocation(policy);
        verdict(&builder.build().unwrap(), &leaf, |bundle| {
            stamped(&stamped(&bundle, &first, MAY), &second, "2026-05-16T12:00:00Z")
        })
    };
    let times = |verdict: Verdict| -> Vec<String> {
        let verdict = verdict.unwrap();
        let times = verdict.report().accepted()[0].times().iter();
        times.map(|time| time.authority().to_owned()).collect()
    };
    assert_eq!(times(with(2, &[], &[], &[])), ["tsa 51", "tsa 53"]);
    assert_eq!(times(with(1, &[&first], &[], &[])), ["tsa 53"]);
    assert_eq!(times(with(1, &[&second], &[], &[])), ["tsa 51"]);
    assert_eq!(times(with(1, &[], &[&first], &[])), ["tsa 53"]);
    assert_eq!(code(&with(2, &[&first], &[], &[])), "CSG-REVOKED");
    assert_eq!(code(&with(1, &[&first, &second], &[], &[])), "CSG-REVOKED");
    assert_eq!(code(&with(1, &[&first], &[&second], &[])), "CSG-REVOKED");
    assert_eq!(code(&with(2, &[], &[&second], &[])), "CSG-REVOCATION-UNKNOWN");
    assert_eq!(code(&with(1, &[&third], &[], &[])), "accepted", "who did not stamp");
    // The signer was good when the first one stamped, and not when the second did, whose time only makes it stricter.
    let of_leaf = [(serial_of(&leaf), "260516000000Z", 4)];
    assert_eq!(code(&with(1, &[&second], &[], &of_leaf)), "CSG-REVOKED");
    // Where every timestamp must verify, each authority must be good too.
    let policy = RevocationPolicy::required()
        .crl(current(&root, &[]))
        .crl(current(&first.root, &[(first.serial(), "261101000000Z", 1)]))
        .crl(current(&second.root, &[]));
    let every = of_ana(&root)
        .timestamp_authorities([first.trusted(), second.trusted()])
        .require_timestamp()
        .revocation(policy);
    let both = |bundle: Vec<u8>| stamped(&stamped(&bundle, &first, MAY), &second, MAY);
    assert_eq!(code(&verdict(&every.build().unwrap(), &leaf, both)), "CSG-REVOKED");
}

#[test]
fn an_authority_that_is_pinned_has_nobody_who_could_revoke_it_and_hides_nothing() {
    let (root, tsa, other) = (Ca::root(50), Tsa::new(51), Tsa::new(52));
    let leaf = root.certify(1, ANA);
    let at_may = |bundle: Vec<u8>| stamped(&bundle, &tsa, MAY);
    let with = |builder: VerifierBuilder<Ready>, list: Vec<u8>| {
        let policy = RevocationPolicy::required().crl(list);
        builder.timestamp_authorities([tsa.pinned()]).revocation(policy).build().unwrap()
    };
    let image = verdict(&with(of_ana(&root), current(&root, &[])), &leaf, at_may).unwrap();
    assert!(image.report().accepted()[0].checks().contains(&"revocation".to_owned()));
    let revoked = current(&root, &[(serial_of(&leaf), "260401000000Z", 4)]);
    assert_eq!(code(&verdict(&with(of_ana(&root), revoked), &leaf, at_may)), "CSG-REVOKED");
    // Another authority is asked about.
    let both = |bundle: Vec<u8>| stamped(&at_may(bundle), &other, MAY);
    let verifier = |lists: RevocationPolicy| {
        let authorities = [tsa.pinned(), other.trusted()];
        of_ana(&root).timestamp_authorities(authorities).revocation(lists).build().unwrap()
    };
    let lists = RevocationPolicy::required().crl(current(&root, &[]));
    assert_eq!(code(&verdict(&verifier(lists.clone()), &leaf, both)), "CSG-REVOCATION-UNKNOWN");
    let lists = lists.crl(current(&other.root, &[]));
    assert_eq!(code(&verdict(&verifier(lists), &leaf, both)), "accepted");
    // Where there is nothing else that could be asked about, nothing was.
    let key = Verifier::builder(RustCrypto).key(private_key(1).public_key().clone());
    let (mut store, image) = Store::with_image();
    let bundle = at_may(statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE));
    store.attach_bundle(&image, &bundle, COSIGN_SIGN_PREDICATE);
    let refused = store.verify(&with(key.clone(), current(&root, &[])), ImageName::tag("v1"));
    assert_eq!(code(&refused), "CSG-REVOCATION-UNKNOWN");
    let builder = key.timestamp_authorities([tsa.pinned()]).revocation(RevocationPolicy::if_available());
    let accepted = store.verify(&builder.build().unwrap(), ImageName::tag("v1")).unwrap();
    let signature = &accepted.report().accepted()[0];
    assert!(
        signature.unchecked().contains(&"revocation")
            && !signature.checks().contains(&"revocation".to_owned())
    );
}

#[test]
fn what_is_not_known_is_refused_and_passes_only_where_that_is_said() {
    let (root, other) = (Ca::root(50), Ca::root(52));
    let leaf = root.certify(1, ANA);
    let stale = crl(&root, "261001000000Z", "261101000000Z", &[]);
    let junk = b"0\x03\x02\x01\x00".to_vec();
    for (evidence, code_of, kind_of) in [
        (None, "CSG-REVOCATION-UNKNOWN", "untrusted"),
        (Some(current(&other, &[])), "CSG-REVOCATION-UNKNOWN", "untrusted"),
        (Some(stale), "CSG-REVOCATION-STALE", "unreachable"),
        (Some(junk), "CSG-REVOCATION-MALFORMED", "malformed"),
    ] {
        let with = |policy: RevocationPolicy| {
            let policy = evidence.iter().cloned().fold(policy, RevocationPolicy::crl);
            verdict(&of_ana(&root).revocation(policy).build().unwrap(), &leaf, plain)
        };
        let refused = with(RevocationPolicy::required());
        assert_eq!((code(&refused), kind(&refused)), (code_of, kind_of));
        let passed = with(RevocationPolicy::if_available()).unwrap();
        assert_eq!(passed.report().accepted()[0].unchecked(), ["revocation"]);
        assert!(!passed.report().accepted()[0].checks().contains(&"revocation".to_owned()));
        let weakened: Vec<_> = passed.report().weakened().iter().map(|one| one.name()).collect();
        assert_eq!(weakened, ["revocation-if-available"]);
    }
    let list = current(&root, &[(serial_of(&leaf), "261110000000Z", 4)]);
    let soft = of_ana(&root).revocation(RevocationPolicy::if_available().crl(list)).build().unwrap();
    assert_eq!(code(&verdict(&soft, &leaf, plain)), "CSG-REVOKED", "what is known counts");
}

/// A certificate that says where its list is.
fn pointing(root: &Ca) -> Vec<u8> {
    pointing_to(root, &[URL], 0)
}

fn pointing_to(root: &Ca, urls: &[&str], number: u64) -> Vec<u8> {
    let name = distinguished("O=Acme,C=DE");
    let template = CertificateTemplate::code_signing(&name.name(), valid(), serial(number))
        .alt_name(AltName::email(ANA).unwrap());
    root.issue(&with_points(template, urls), private_key(1).public_key())
}

fn with_points(template: CertificateTemplate, urls: &[&str]) -> CertificateTemplate {
    let points: Vec<_> = urls.iter().map(|url| testkit::crl::Point::at(url)).collect();
    let point = testkit::crl::distribution_points(&points);
    with_extension(template, &point)
}

/// Drives a session over a layout, answering what it needs, and counts that.
fn driven<S: Session<Need = Need, Answer = Answer>>(
    store: &Store,
    session: S,
    mut answer: impl FnMut(&Need) -> Answer,
) -> (S::Output, usize) {
    let mut asked = 0;
    let output = store.layout().drive_with(session, |need| {
        asked += 1;
        Some(answer(need))
    });
    (output.unwrap(), asked)
}

#[test]
fn what_is_missing_leaves_the_session_where_it_may_be_fetched() {
    let root = Ca::root(50);
    let leaf = pointing(&root);
    let store = signed_with(&leaf, plain);
    let fetching = of_ana(&root).revocation(RevocationPolicy::required().fetching()).build().unwrap();
    let with = |answer: Answer| {
        driven(&store, fetching.verify(ImageName::tag("v1"), now()), |need| {
            assert_eq!((need.url(), need.purpose()), (URL, Purpose::CertificateRevocationList));
            answer.clone()
        })
    };
    let revoked = [(serial_of(&leaf), "261110000000Z", 4)];
    let (good, asked) = with(Answer::Bytes(current(&root, &[])));
    assert_eq!((code(&good), asked), ("accepted", 1));
    assert_eq!(code(&with(Answer::Bytes(current(&root, &revoked))).0), "CSG-REVOKED");
    for silent in [Answer::Unreachable(Unreachable::Timeout), Answer::Absent] {
        let refused = with(silent).0;
        assert_eq!((code(&refused), kind(&refused)), ("CSG-REVOCATION-UNREACHABLE", "unreachable"));
    }
    let offline = of_ana(&root).revocation(RevocationPolicy::required()).build().unwrap();
    assert_eq!(code(&store.verify(&offline, ImageName::tag("v1"))), "CSG-REVOCATION-UNKNOWN");
    assert!(store.layout().drive(fetching.verify(ImageName::tag("v1"), now())).is_err(), "nobody fetches");
}

/// A signature of an image by the certificate, which names the image by two algorithms: it can be judged with the manifest only.
fn judged_with_the_manifest(leaf: &[u8]) -> (Store, Descriptor) {
    let (mut store, image) = Store::with_image();
    let bytes = store.files[&blob_path(&image.digest())].clone();
    let second = RustCrypto.hash(Algorithm::Sha512, &bytes).hex();
    let statement = statement(image.digest(), COSIGN_SIGN_PREDICATE)
        .replace(r#""digest":{"#, &format!(r#""digest":{{"sha512":"{second}","#));
    let bundle = bundle_over(1, IN_TOTO_PAYLOAD_TYPE, statement.as_bytes());
    let bundle = with_certificates(&bundle, &[leaf.to_vec()]);
    store.attach_bundle(&image, &bundle, COSIGN_SIGN_PREDICATE);
    (store, image)
}

#[test]
fn what_only_the_manifest_lets_be_judged_leaves_the_session_as_a_need_too() {
    let root = Ca::root(50);
    let leaf = pointing(&root);
    let (store, image) = judged_with_the_manifest(&leaf);
    let named = || ImageName::digest(image.digest());
    let fetching = of_ana(&root).revocation(RevocationPolicy::required().fetching()).build().unwrap();
    let with = |answer: Answer| {
        driven(&store, fetching.verify(named(), now()), |need| {
            assert_eq!(need.url(), URL);
            answer.clone()
        })
    };
    let (good, asked) = with(Answer::Bytes(current(&root, &[])));
    assert_eq!((code(&good), asked), ("accepted", 1));
    assert!(good.unwrap().report().accepted()[0].checks().contains(&"revocation".to_owned()));
    let revoked = [(serial_of(&leaf), "261110000000Z", 4)];
    assert_eq!(code(&with(Answer::Bytes(current(&root, &revoked))).0), "CSG-REVOKED");
    let refused = with(Answer::Unreachable(Unreachable::Timeout)).0;
    assert_eq!((code(&refused), kind(&refused)), ("CSG-REVOCATION-UNREACHABLE", "unreachable"));
    let offline = of_ana(&root).revocation(RevocationPolicy::required()).build().unwrap();
    assert_eq!(code(&store.verify(&offline, named())), "CSG-REVOCATION-UNKNOWN");
}

/// The list that one signature needed is known when the manifest lets the other one be judged.
#[test]
fn what_was_asked_for_before_the_manifest_is_not_asked_for_again() {
    let root = Ca::root(50);
    let leaf = pointing(&root);
    let (mut store, image) = judged_with_the_manifest(&leaf);
    let bundle = statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE);
    let bundle = with_certificates(&bundle, std::slice::from_ref(&leaf));
    store.attach_bundle(&image, &bundle, COSIGN_SIGN_PREDICATE);
    let fetching = of_ana(&root).revocation(RevocationPolicy::required().fetching()).build().unwrap();
    let revoked = [(serial_of(&leaf), "261110000000Z", 4)];
    let (refused, asked) = driven(&store, fetching.verify(ImageName::digest(image.digest()), now()), |_| {
        Answer::Bytes(current(&root, &revoked))
    });
    assert_eq!((code(&refused), asked), ("CSG-REVOKED", 1));
    assert_eq!(refused.unwrap_err().report().refused().len(), 2);
}

#[test]
fn what_many_signatures_need_is_fetched_once() {
    let root = Ca::root(50);
    let leaf = pointing(&root);
    let mut store = Store::new();
    let names = ["v1", "v2", "v3"];
    for name in names {
        let image = store.image(name);
        let bundle = statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE);
        store.attach_bundle(
            &image,
            &with_certificates(&bundle, std::slice::from_ref(&leaf)),
            COSIGN_SIGN_PREDICATE,
        );
    }
    let fetching = of_ana(&root).revocation(RevocationPolicy::required().fetching()).build().unwrap();
    let many = fetching.verify_many(names.map(ImageName::tag), now());
    let (verdicts, asked) = driven(&store, many, |_| Answer::Bytes(current(&root, &[])));
    assert_eq!(verdicts.iter().filter(|(_, verdict)| verdict.is_ok()).count(), 3);
    assert_eq!(asked, 1);
}

#[test]
fn a_blob_is_judged_by_what_is_fetched_too() {
    let root = Ca::root(50);
    let leaf = pointing(&root);
    let evidence = || blob_evidence(BlobFormat::Bundle, 1, b"blob", std::slice::from_ref(&leaf));
    let fetching = of_ana(&root).revocation(RevocationPolicy::required().fetching()).build().unwrap();
    let begun = |evidence: BlobEvidence| {
        let mut verification = fetching.verify_blob(evidence, now());
        verification.update(b"blob").unwrap();
        verification
    };
    for (list, expected) in [
        (current(&root, &[]), "accepted"),
        (current(&root, &[(serial_of(&leaf), "261110000000Z", 4)]), "CSG-REVOKED"),
    ] {
        let mut judgement = begun(evidence()).judgement();
        let Step::Need(needs) = judgement.step() else { panic!("it needs a list") };
        assert_eq!(needs.len(), 1);
        judgement.fulfil(0, Answer::Bytes(list));
        let Step::Done(verdict) = judgement.step() else { panic!("it is done") };
        assert_eq!(code(&verdict), expected);
    }
    assert_eq!(code(&begun(evidence()).finish()), "CSG-REVOCATION-UNKNOWN", "nothing is asked for");
}

/// Of two paths, one of which is not known and the other one revoked, the revocation is told, and nothing is asked any more.
#[test]
fn a_revocation_is_told_before_what_is_not_known_and_ends_the_questions() {
    let (root, tsa) = (Ca::root(50), Tsa::new(51));
    let at_may = |bundle: Vec<u8>| stamped(&bundle, &tsa, MAY);
    let store = signed_with(&pointing(&root), at_may);
    for (revoked, expected) in [
        (vec![], ("CSG-REVOCATION-UNREACHABLE", 1)),
        (vec![(tsa.serial(), "260401000000Z", 1)], ("CSG-REVOKED", 0)),
    ] {
        let policy = RevocationPolicy::required().crl(current(&tsa.root, &revoked)).fetching();
        let verifier =
            of_ana(&root).timestamp_authorities([tsa.trusted()]).revocation(policy).build().unwrap();
        let silent = |_: &Need| Answer::Unreachable(Unreachable::Timeout);
        let (refused, asked) = driven(&store, verifier.verify(ImageName::tag("v1"), now()), silent);
        assert_eq!((code(&refused), asked), expected);
    }
    // The other way round: the signer is revoked, and of the authority nothing is known.
    let tsa = Tsa::with(51, 551, |template| with_points(template, &[URL]));
    let leaf = root.certify(1, ANA);
    let store = signed_with(&leaf, |bundle| stamped(&bundle, &tsa, MAY));
    for (revoked, expected) in [
        (vec![], ("CSG-REVOCATION-UNREACHABLE", 1)),
        (vec![(serial_of(&leaf), "260401000000Z", 4)], ("CSG-REVOKED", 0)),
    ] {
        let policy = RevocationPolicy::required().crl(current(&root, &revoked)).fetching();
        let verifier = of_ana(&root).timestamp_authorities([tsa.trusted()]).revocation(policy);
        let session = verifier.build().unwrap().verify(ImageName::tag("v1"), now());
        let (refused, asked) = driven(&store, session, |_| Answer::Unreachable(Unreachable::Timeout));
        assert_eq!((code(&refused), asked), expected);
    }
}

/// Of a pinned authority nothing is asked, and what is not known of another one is no check.
#[test]
fn an_authority_that_is_passed_over_leaves_something_that_was_checked() {
    let (pinned, other) = (Tsa::new(51), Tsa::new(53));
    let (mut store, image) = Store::with_image();
    let bundle = statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE);
    let bundle = stamped(&stamped(&bundle, &pinned, MAY), &other, MAY);
    store.attach_bundle(&image, &bundle, COSIGN_SIGN_PREDICATE);
    let with = |policy: RevocationPolicy| {
        let verifier = Verifier::builder(RustCrypto)
            .key(private_key(1).public_key().clone())
            .timestamp_authorities([pinned.pinned(), other.trusted()])
            .require_timestamps(std::num::NonZeroUsize::MIN)
            .revocation(policy);
        code(&store.verify(&verifier.build().unwrap(), ImageName::tag("v1"))).to_owned()
    };
    assert_eq!(with(RevocationPolicy::required().crl(current(&other.root, &[]))), "accepted");
    assert_eq!(with(RevocationPolicy::required()), "CSG-REVOCATION-UNKNOWN");
}

/// Of an authority a revocation without a reason counts always, and with one perhaps not.
#[test]
fn the_reason_is_asked_for_where_an_authority_was_revoked_without_one() {
    let root = Ca::root(50);
    let tsa = Tsa::with(51, 551, |template| with_points(template, &[URL]));
    let store = signed_with(&root.certify(1, ANA), |bundle| stamped(&bundle, &tsa, MAY));
    let november = || entry(&tsa.serial(), "261101000000Z");
    for (told, expected) in [(november(), 1), (november().with(testkit::crl::reason(1)), 0)] {
        let policy = RevocationPolicy::required()
            .crl(current(&root, &[]))
            .crl(crl_of(&tsa.root, "261120000000Z", "261220000000Z", [told]))
            .fetching();
        let verifier = of_ana(&root).timestamp_authorities([tsa.trusted()]).revocation(policy);
        let session = verifier.build().unwrap().verify(ImageName::tag("v1"), now());
        let (refused, asked) = driven(&store, session, |_| Answer::Absent);
        assert_eq!((code(&refused), asked), ("CSG-REVOKED", expected));
    }
}

#[test]
fn the_freshness_that_is_asked_for_is_asked() {
    let root = Ca::root(50);
    let leaf = root.certify(1, ANA);
    for (days, expected) in [(5, "accepted"), (4, "CSG-REVOCATION-STALE")] {
        let age = core::time::Duration::from_secs(days * 86_400);
        let policy = RevocationPolicy::required().crl(current(&root, &[]));
        let policy = policy.freshness(FreshnessRules::STRICT.max_age(age));
        assert_eq!(
            code(&verdict(&of_ana(&root).revocation(policy).build().unwrap(), &leaf, plain)),
            expected
        );
    }
}

#[test]
fn a_list_over_the_limit_is_not_read() {
    let root = Ca::root(50);
    let (leaf, list) = (root.certify(1, ANA), current(&root, &[]));
    for (length, expected) in [(list.len(), "accepted"), (list.len() - 1, "CSG-REVOCATION-MALFORMED")] {
        let limits = CrlLimits::DEFAULT.bytes(length);
        let policy = RevocationPolicy::required().crl(list.clone()).crl_limits(limits);
        assert_eq!(
            code(&verdict(&of_ana(&root).revocation(policy).build().unwrap(), &leaf, plain)),
            expected
        );
    }
}

/// However many certificates name a place of their own each, there is an end of asking, and it fails closed.
#[test]
fn there_is_an_end_of_asking() {
    let root = Ca::root(50);
    let (mut store, image) = Store::with_image();
    for place in 0..40 {
        let urls = ["one", "other"].map(|name| format!("http://crl.example/{place}/{name}"));
        let leaf = pointing_to(&root, &[&urls[0], &urls[1]], place);
        let bundle = statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE);
        store.attach_bundle(&image, &with_certificates(&bundle, &[leaf]), COSIGN_SIGN_PREDICATE);
    }
    let fetching = of_ana(&root).revocation(RevocationPolicy::required().fetching()).build().unwrap();
    let silent = |_: &Need| Answer::Unreachable(Unreachable::Timeout);
    let (refused, asked) = driven(&store, fetching.verify(ImageName::tag("v1"), now()), silent);
    assert_eq!((code(&refused), asked), ("CSG-REVOCATION-UNREACHABLE", 64));
    let refusal = refused.unwrap_err();
    let codes = refusal.report().refused().iter().map(|one| one.code().as_str());
    assert_eq!(codes.filter(|code| code.starts_with("CSG-REVOCATION-")).count(), 40);
}

#[test]
fn of_keys_alone_no_authority_says_that_they_were_revoked() {
    let key = || Verifier::builder(RustCrypto).key(private_key(1).public_key().clone());
    let refused = key().revocation(RevocationPolicy::required()).build().unwrap_err();
    assert_eq!(refused, ConfigurationError::NothingToRevoke);
    let root = Ca::root(50);
    let many = (0..65).fold(RevocationPolicy::required(), |policy, _| policy.crl(Vec::new()));
    let refused = of_ana(&root).revocation(many).build().unwrap_err();
    assert!(matches!(refused, ConfigurationError::TooMuchEvidence { actual: 65, .. }));
}

#[derive(Debug, Default)]
struct Memory(Mutex<HighestSeen>);

impl CrlMemory for Memory {
    fn seen(&self) -> HighestSeen {
        self.0.lock().unwrap().clone()
    }

    fn take(&self, seen: &HighestSeen) {
        self.0.lock().unwrap().extend(seen.iter().map(|(scope, mark)| (*scope, *mark)));
    }
}

/// attacks.md F3.
#[test]
fn an_earlier_crl_makes_nothing_good_once_a_later_one_was_seen() {
    let root = Ca::root(50);
    let (leaf, memory) = (root.certify(1, ANA), Arc::new(Memory::default()));
    let of = |list: &[u8]| RevocationPolicy::required().crl(list);
    let believing = |policy| of_ana(&root).revocation(policy).build().unwrap();
    let remembering =
        |list: &[u8]| code(&verdict(&believing(of(list).crl_memory(memory.clone())), &leaf, plain));
    let earlier = current(&root, &[]);
    let later = crl(&root, "261121000000Z", "261220000000Z", &[(serial_of(&leaf), "261110000000Z", 4)]);
    assert_eq!(remembering(&earlier), "accepted");
    assert_eq!(remembering(&earlier), "accepted", "the same one again");
    assert_eq!(remembering(&later), "CSG-REVOKED");
    assert_eq!(remembering(&earlier), "CSG-REVOCATION-UNTRUSTED");
    assert_eq!(code(&verdict(&believing(of(&earlier)), &leaf, plain)), "accepted", "without a memory");
    let forged = Arc::new(Memory::default());
    let stranger = crl(&Ca::root(52), "261122000000Z", "261220000000Z", &[]);
    let policy = of(&earlier).crl(stranger.as_slice()).crl_memory(forged.clone());
    assert_eq!(code(&verdict(&believing(policy), &leaf, plain)), "accepted");
    assert_eq!(forged.seen().iter().count(), 1, "what another one signed is not remembered");
}

//! Attacks by timestamps that are somebody else's, and by evidence of another time.
use core::num::NonZeroUsize;

use crate::common::*;
use crate::evidence::*;
use crate::pki::*;
use countersign::{
    ImageName, Ready, RevocationPolicy, TrustedSigner, Verdict, Verifier, VerifierBuilder,
    crypto::RustCrypto,
    envelope::{Bundle, COSIGN_SIGN_PREDICATE, add_timestamp_to_bundle},
    oci::{SignatureArtifact, TaggedLayer},
    revocation::{Reason, list::Listed},
};

const MAY: &str = "2026-05-15T12:00:00Z";

fn of_key(seed: u64) -> VerifierBuilder<Ready> {
    Verifier::builder(RustCrypto).key(private_key(seed).public_key().clone())
}

fn of_ana(root: &Ca) -> VerifierBuilder<Ready> {
    Verifier::builder(RustCrypto).certified(mailbox(ANA), &root.trusted())
}

fn signature(bundle: &[u8]) -> Vec<u8> {
    Bundle::parse(bundle).unwrap().signature().claimed().to_vec()
}

/// What becomes of an image with these bundles, all of which are looked at.
fn verdict(verifier: &Verifier, bundles: impl FnOnce(&dyn Fn(u64) -> Vec<u8>) -> Vec<Vec<u8>>) -> Verdict {
    let (mut store, image) = Store::with_image();
    for bundle in bundles(&|seed| statement_bundle(seed, image.digest(), COSIGN_SIGN_PREDICATE)) {
        store.attach_bundle(&image, &bundle, COSIGN_SIGN_PREDICATE);
    }
    store.verify(verifier, ImageName::tag("v1"))
}

#[test]
fn two_signatures_cannot_swap_their_timestamps() {
    let tsa = Tsa::new(41);
    let both = of_key(1).key(private_key(2).public_key().clone()).threshold(NonZeroUsize::new(2).unwrap());
    let both = both.timestamp_authorities([tsa.trusted()]).require_timestamp().build().unwrap();
    let with = |swap: bool| {
        verdict(&both, |signed| {
            let (one, other) = (signed(1), signed(2));
            let (of_one, of_other) = (tsa.stamp(&signature(&one), MAY), tsa.stamp(&signature(&other), MAY));
            let (of_one, of_other) = if swap { (of_other, of_one) } else { (of_one, of_other) };
            vec![
                add_timestamp_to_bundle(&one, &of_one).unwrap(),
                add_timestamp_to_bundle(&other, &of_other).unwrap(),
            ]
        })
    };
    assert_eq!(code(&with(false)), "accepted");
    let swapped = with(true);
    assert_eq!(
        (code(&swapped), refused(&swapped)),
        ("CSG-TIMESTAMP-INVALID", vec!["CSG-TIMESTAMP-INVALID"; 2])
    );
}

/// What is known before anybody signs can be timestamped before: only the signature itself shows that it was there.
#[test]
fn a_timestamp_of_what_was_signed_is_none_of_the_signature() {
    let tsa = Tsa::new(41);
    let believing = of_key(1).timestamp_authorities([tsa.trusted()]).build().unwrap();
    let over = |what: &dyn Fn(&[u8]) -> Vec<u8>| {
        code(&verdict(&believing, |signed| {
            let bundle = signed(1);
            vec![add_timestamp_to_bundle(&bundle, &tsa.stamp(&what(&bundle), MAY)).unwrap()]
        }))
    };
    assert_eq!(over(&signature), "accepted");
    let payload = |bundle: &[u8]| {
        let document: serde_json::Value = serde_json::from_slice(bundle).unwrap();
        let text = document["dsseEnvelope"]["payload"].as_str().unwrap();
        countersign::encoding::base64::decode_standard(text.as_bytes()).unwrap()
    };
    assert_eq!(over(&payload), "CSG-TIMESTAMP-INVALID");
    assert_eq!(over(&<[u8]>::to_vec), "CSG-TIMESTAMP-INVALID");
}

/// The same in the older form, whose payload is the content of the layer.
#[test]
fn a_timestamp_of_the_payload_of_the_older_form_is_none_of_its_signature() {
    let tsa = Tsa::new(41);
    let believing = of_key(1).timestamp_authorities([tsa.trusted()]).build().unwrap();
    for (of_payload, expected) in [(false, "accepted"), (true, "CSG-TIMESTAMP-INVALID")] {
        let (mut store, image) = Store::with_image();
        let payload =
            countersign::envelope::SimpleSigning::new("", image.digest(), Default::default()).to_bytes();
        let signature = raw_signature(1, &payload);
        let over = if of_payload { &payload } else { &signature };
        let note = countersign::envelope::write_timestamp_note(&tsa.stamp(over, MAY));
        let text = countersign::encoding::base64::encode_standard(&signature);
        let layer = TaggedLayer::simple_signing(&payload, &text).timestamped(&note);
        store.attach(&SignatureArtifact::under_tag(&RustCrypto, &image.digest(), None, &layer).unwrap());
        assert_eq!(code(&store.verify(&believing, ImageName::tag("v1"))), expected);
    }
}

#[test]
fn nobody_is_a_witness_of_its_own_signature() {
    for (key, expected) in [(2, "accepted"), (1, "CSG-TIMESTAMP-UNTRUSTED")] {
        let tsa = Tsa::of_key(41, key);
        let believing = of_key(1).timestamp_authorities([tsa.trusted()]).build().unwrap();
        assert_eq!(code(&verdict(&believing, |signed| vec![stamped(&signed(1), &tsa, MAY)])), expected);
        let root = Ca::root(40);
        let leaf = root.certify(1, ANA);
        let certified = of_ana(&root).timestamp_authorities([tsa.trusted()]).build().unwrap();
        let with = |signed: &dyn Fn(u64) -> Vec<u8>| {
            vec![stamped(&with_certificates(&signed(1), std::slice::from_ref(&leaf)), &tsa, MAY)]
        };
        assert_eq!(code(&verdict(&certified, with)), expected);
    }
}

/// The key of the authority's root could certify another one for timestamps at any time, and so say any time.
#[test]
fn nobody_is_a_witness_by_an_authority_of_its_own_either() {
    let tsa = Tsa::new(41);
    for (signer, expected) in [(1, "accepted"), (41, "CSG-TIMESTAMP-UNTRUSTED")] {
        let believing = of_key(signer).timestamp_authorities([tsa.trusted()]).build().unwrap();
        assert_eq!(code(&verdict(&believing, |signed| vec![stamped(&signed(signer), &tsa, MAY)])), expected);
        assert_eq!(code(&verdict(&believing, |signed| vec![signed(signer)])), "accepted");
    }
}

/// Who is believed about time is not believed about anything else, and the other way round, also with one root for both.
#[test]
fn a_certificate_for_one_purpose_serves_no_other_one() {
    let tsa = Tsa::of_key(41, 1);
    let signing = of_ana(&tsa.root).build().unwrap();
    let with = |leaf: Vec<u8>| {
        code(&verdict(&signing, |signed| vec![with_certificates(&signed(1), std::slice::from_ref(&leaf))]))
    };
    assert_eq!(with(tsa.root.certify(1, ANA)), "accepted");
    assert_eq!(with(tsa.certificate()), "CSG-CERTIFICATE-USAGE");
    // Neither does the root of the one lead to the other.
    let (root, tsa) = (Ca::root(40), Tsa::new(41));
    let both = of_ana(&root).timestamp_authorities([tsa.trusted()]).build().unwrap();
    let with = |ca: &Ca, tsa: &Tsa| {
        let leaf = ca.certify(1, ANA);
        code(&verdict(&both, |signed| {
            vec![stamped(&with_certificates(&signed(1), std::slice::from_ref(&leaf)), tsa, MAY)]
        }))
    };
    assert_eq!(with(&root, &tsa), "accepted");
    assert_eq!(with(&tsa.root, &tsa), "CSG-CERTIFICATE-UNTRUSTED");
    assert_eq!(with(&root, &Tsa::new(40)), "CSG-TIMESTAMP-UNTRUSTED");
}

/// The certificate says more than the key: that the key is believed as well does not help.
#[test]
fn a_revoked_certificate_is_refused_also_where_its_key_is_believed() {
    let root = Ca::root(50);
    let leaf = root.certify(1, ANA);
    let signer = TrustedSigner::new("ana").identity(mailbox(ANA), &root.trusted());
    let signer = signer.key(private_key(1).public_key().clone());
    for (revoked, expected) in
        [(vec![], "accepted"), (vec![(serial_of(&leaf), "261110000000Z", 4)], "CSG-REVOKED")]
    {
        let list = crl(&root, "261120000000Z", "261220000000Z", &revoked);
        let policy = RevocationPolicy::required().crl(list);
        let verifier =
            Verifier::builder(RustCrypto).trusted(signer.clone()).revocation(policy).build().unwrap();
        let with = |signed: &dyn Fn(u64) -> Vec<u8>| {
            vec![with_certificates(&signed(1), std::slice::from_ref(&leaf))]
        };
        assert_eq!(code(&verdict(&verifier, with)), expected);
    }
}

#[test]
fn a_listed_signer_does_not_count_towards_a_threshold() {
    let two = || of_key(1).key(private_key(2).public_key().clone()).threshold(NonZeroUsize::new(2).unwrap());
    for (seed, expected) in [(3, "accepted"), (2, "CSG-THRESHOLD")] {
        let listed = Listed::Key(private_key(seed).public_key().id());
        let list = list(&[(listed, Reason::Superseded, "2026-11-10T00:00:00Z")]);
        let verifier = two().revocation_list(list).build().unwrap();
        assert_eq!(code(&verdict(&verifier, |signed| vec![signed(1), signed(2)])), expected);
    }
}

/// At a time before it was made, evidence says nothing, in either direction of the clock.
#[test]
fn evidence_of_another_time_says_nothing() {
    let root = Ca::root(50);
    let leaf = root.certify(1, ANA);
    for (from, until, expected) in [
        ("261124150000Z", "261220000000Z", "accepted"),
        ("261124150001Z", "261220000000Z", "CSG-REVOCATION-UNKNOWN"),
        ("261101000000Z", "261124150000Z", "accepted"),
        ("261101000000Z", "261124145959Z", "CSG-REVOCATION-STALE"),
    ] {
        let policy = RevocationPolicy::required().crl(crl(&root, from, until, &[]));
        let verifier = of_ana(&root).revocation(policy).build().unwrap();
        let with = |signed: &dyn Fn(u64) -> Vec<u8>| {
            vec![with_certificates(&signed(1), std::slice::from_ref(&leaf))]
        };
        assert_eq!(code(&verdict(&verifier, with)), expected, "{from} {until}");
    }
}

/// The older form: what cannot be read is refused where somebody is believed about time, required or not, and nothing of it
/// is believed otherwise.
#[test]
fn a_note_that_cannot_be_read_is_refused_where_anybody_is_believed_about_time() {
    let tsa = Tsa::new(41);
    let believing = of_key(1).timestamp_authorities([tsa.trusted()]).build().unwrap();
    let with = |note: Option<&str>| {
        let (mut store, image) = Store::with_image();
        let payload =
            countersign::envelope::SimpleSigning::new("", image.digest(), Default::default()).to_bytes();
        let text = countersign::encoding::base64::encode_standard(&raw_signature(1, &payload));
        let layer = TaggedLayer::simple_signing(&payload, &text);
        let layer = note.map_or(layer, |note| layer.timestamped(note));
        let artifact = SignatureArtifact::under_tag(&RustCrypto, &image.digest(), None, &layer).unwrap();
        store.attach(&artifact);
        code(&store.verify(&believing, ImageName::tag("v1")))
    };
    assert_eq!(with(None), "accepted");
    let junk = countersign::envelope::write_timestamp_note(b"junk");
    for note in ["", "null", "{}", r#"{"SignedRFC3161Timestamp":""}"#, junk.as_str()] {
        assert_eq!(with(Some(note)), "CSG-TIMESTAMP-MALFORMED", "{note}");
    }
}

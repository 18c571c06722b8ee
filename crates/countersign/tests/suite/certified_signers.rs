//! Who counts, and how often, where certificates say who signed; and as of when.
use std::num::NonZeroUsize;

use crate::{common::*, pki::*};
use countersign::{
    ConfigurationError, ImageName, SignOptions, TrustedAuthority, TrustedSigner, Verdict, Verifier,
    VerifierBuilder,
    crypto::RustCrypto,
    danger::at_a_past_time,
    policy::PrincipalError,
    time::UnixTime,
    x509::{
        AlgorithmRules, AnchorLimits, CertificateSet, Profile, TrustAnchor, TrustAnchors, danger::allow_sha1,
        issue::AltName,
    },
};

fn two() -> NonZeroUsize {
    NonZeroUsize::new(2).unwrap()
}

fn ana_and_bob(root: &Ca) -> Verifier {
    let both = Verifier::builder(RustCrypto)
        .certified(mailbox(ANA), &root.trusted())
        .certified(mailbox(BOB), &root.trusted());
    both.threshold(two()).build().unwrap()
}

/// A certificate of the key of this seed that names both.
fn of_both(root: &Ca, seed: u64) -> Vec<u8> {
    let template = code_signer(ANA, valid()).alt_name(AltName::email(BOB).unwrap());
    root.issue(&template, private_key(seed).public_key())
}

/// An image with a signature for each of these: the seed of the key, and its certificate.
fn signed(signatures: &[(u64, Vec<u8>)]) -> Store {
    let (mut store, image) = Store::with_image();
    for (seed, leaf) in signatures {
        attach_signature(&mut store, Form::Bundle, &image, *seed, std::slice::from_ref(leaf));
    }
    store
}

fn verify(store: &Store, verifier: &Verifier) -> Verdict {
    store.verify(verifier, ImageName::tag("v1"))
}

#[test]
fn a_certificate_with_two_names_is_one_signer() {
    let root = Ca::root(1);
    let once = signed(&[(7, of_both(&root, 7))]);
    assert_eq!(code(&verify(&once, &ana_and_bob(&root))), "CSG-THRESHOLD");
    let twice = signed(&[(7, of_both(&root, 7)), (8, of_both(&root, 8))]);
    assert!(verify(&twice, &ana_and_bob(&root)).is_ok());
}

#[test]
fn a_signer_by_key_and_by_certificate_counts_once() {
    let root = Ca::root(1);
    let key = |seed| private_key(seed).public_key().clone();
    let ana = TrustedSigner::new("ana").key(key(7)).identity(mailbox(ANA), &root.trusted());
    let builder = Verifier::builder(RustCrypto).trusted(ana.clone());
    let verifier = builder.key(key(9)).threshold(two()).build().unwrap();
    let (mut store, image) = Store::with_image();
    store.sign(7, ImageName::tag("v1"), SignOptions::new());
    attach_signature(&mut store, Form::Bundle, &image, 8, &[root.certify(8, ANA)]);
    let alone = Verifier::builder(RustCrypto).trusted(ana).build().unwrap();
    assert!(verify(&store, &alone).is_ok());
    let twice = verify(&store, &verifier);
    assert_eq!(code(&twice), "CSG-THRESHOLD");
    assert_eq!(twice.unwrap_err().report().targets()[0].found(), 1);
    store.sign(9, ImageName::tag("v1"), SignOptions::new());
    assert!(verify(&store, &verifier).is_ok());
}

#[test]
fn a_signer_whom_nothing_proves_is_not_built() {
    let nobody = Verifier::builder(RustCrypto).trusted(TrustedSigner::new("nobody")).build();
    let nothing = ConfigurationError::Signer(PrincipalError::NoAuthenticator);
    assert_eq!(nobody.unwrap_err(), nothing);
}

#[test]
fn two_certificates_of_one_key_are_one_signer() {
    let root = Ca::root(1);
    let one_key = signed(&[(7, root.certify(7, ANA)), (7, root.certify(7, BOB))]);
    assert_eq!(code(&verify(&one_key, &ana_and_bob(&root))), "CSG-THRESHOLD");
    let two_keys = signed(&[(7, root.certify(7, ANA)), (8, root.certify(8, BOB))]);
    assert!(verify(&two_keys, &ana_and_bob(&root)).is_ok());
}

#[test]
fn two_certificates_of_one_name_are_one_signer() {
    let root = Ca::root(1);
    let store = signed(&[(7, root.certify(7, ANA)), (8, root.certify(8, ANA))]);
    assert_eq!(code(&verify(&store, &ana_and_bob(&root))), "CSG-THRESHOLD");
}

#[test]
fn a_key_that_is_believed_as_such_and_by_certificate_counts_once() {
    let root = Ca::root(1);
    let ana_and_key = |seed: u64| {
        let both = Verifier::builder(RustCrypto)
            .certified(mailbox(ANA), &root.trusted())
            .key(private_key(seed).public_key().clone());
        both.threshold(two()).build().unwrap()
    };
    let mut store = signed(&[(7, root.certify(7, ANA))]);
    store.sign(7, ImageName::tag("v1"), countersign::SignOptions::new());
    assert_eq!(code(&verify(&store, &ana_and_key(7))), "CSG-THRESHOLD");
    let mut store = signed(&[(7, root.certify(7, ANA))]);
    store.sign(8, ImageName::tag("v1"), countersign::SignOptions::new());
    assert!(verify(&store, &ana_and_key(8)).is_ok());
}

/// Where the certificate will not do, a key that is believed still does.
#[test]
fn a_certificate_that_does_not_count_takes_nothing_from_a_key_that_does() {
    let (root, other) = (Ca::root(1), Ca::root(2));
    let believed = Verifier::builder(RustCrypto)
        .certified(mailbox(ANA), &root.trusted())
        .key(private_key(7).public_key().clone())
        .build()
        .unwrap();
    let (mut store, image) = Store::with_image();
    attach_signature(&mut store, Form::Legacy, &image, 7, &[other.certify(7, ANA)]);
    assert!(verify(&store, &believed).is_ok());
    assert_eq!(code(&verify(&store, &believing_ana(&root))), "CSG-CERTIFICATE-UNTRUSTED");
}

#[test]
fn one_name_under_two_authorities_is_two_signers_only_where_it_is_said() {
    let (root, other) = (Ca::root(1), Ca::root(2));
    let both = [(mailbox(ANA), root.trusted()), (mailbox(ANA), other.trusted())];
    let either = Verifier::builder(RustCrypto).certified_signer("ana", both).build().unwrap();
    for authority in [&root, &other] {
        let store = signed(&[(7, authority.certify(7, ANA))]);
        assert_eq!(verify(&store, &either).unwrap().report().accepted()[0].principal(), "ana");
    }
    let alone = signed(&[(7, Ca::root(3).certify(7, ANA))]);
    assert_eq!(code(&verify(&alone, &either)), "CSG-CERTIFICATE-UNTRUSTED");
}

fn at(store: &Store, verifier: &Verifier, time: &str) -> Verdict {
    let time = UnixTime::parse_rfc3339(time).unwrap();
    store.layout().drive(verifier.verify(ImageName::tag("v1"), time)).unwrap()
}

#[test]
fn a_past_time_is_listed_as_a_weakening_and_enters_the_digest_of_the_configuration() {
    let root = Ca::root(1);
    let expired = validity("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z");
    let leaf = root.issue(&code_signer(ANA, expired), private_key(7).public_key());
    let store = signed(&[(7, leaf)]);
    let builder =
        || -> VerifierBuilder<_> { Verifier::builder(RustCrypto).certified(mailbox(ANA), &root.trusted()) };
    let (plain, past) = (builder().build().unwrap(), at_a_past_time(builder()).build().unwrap());
    assert_ne!(plain.configuration_digest(), past.configuration_digest());
    assert_eq!(code(&at(&store, &plain, CREATED)), "CSG-CERTIFICATE-EXPIRED");
    let verified = at(&store, &past, "2026-01-15T00:00:00Z").unwrap();
    let document = check_schema(verified.report());
    assert_eq!(document["weakened"], serde_json::json!(["past-time"]));
    assert_eq!(document["at"], "2026-01-15T00:00:00Z");
    assert!(verified.report().to_string().contains("weakened  past-time, 2026-01-15T00:00:00Z\n"));
}

#[test]
fn retired_algorithms_that_an_authority_may_use_are_listed_as_a_weakening() {
    let root = Ca::root(1);
    let profile = Profile::builder("old").algorithms(allow_sha1(AlgorithmRules::DEFAULT)).build();
    let builder = Verifier::builder(RustCrypto)
        .certified(mailbox(ANA), &root.trusted().with_profile(profile.clone()))
        .certified(mailbox(BOB), &root.trusted().with_profile(profile));
    let store = signed(&[(7, root.certify(7, ANA))]);
    let weakened =
        |verifier: &Verifier| check_schema(verify(&store, verifier).unwrap().report())["weakened"].clone();
    assert_eq!(weakened(&builder.build().unwrap()), serde_json::json!(["certificates-sha1"]));
    assert_eq!(weakened(&believing_ana(&root)), serde_json::json!([]));
}

#[test]
fn a_verdict_lasts_as_long_as_enough_signers_do() {
    let root = Ca::root(1);
    let until = |mailbox: &str, seed: u64, end: &str| {
        let leaf = code_signer(mailbox, validity("2026-01-01T00:00:00Z", end));
        (seed, root.issue(&leaf, private_key(seed).public_key()))
    };
    let (december, june) = ("2026-12-01T00:00:00Z", "2027-06-01T00:00:00Z");
    let store = signed(&[until(ANA, 7, december), until(BOB, 8, june)]);
    let end = |verifier: &Verifier| {
        let verified = verify(&store, verifier).unwrap();
        check_schema(verified.report())["validUntil"].as_str().map(str::to_owned)
    };
    assert_eq!(end(&ana_and_bob(&root)).as_deref(), Some(december));
    assert_eq!(end(&believing_ana(&root)).as_deref(), Some(december));
    let either = [(mailbox(ANA), root.trusted()), (mailbox(BOB), root.trusted())];
    let either = Verifier::builder(RustCrypto).certified_signer("either", either);
    assert_eq!(end(&either.clone().read_everything().build().unwrap()).as_deref(), Some(june));
    // A key has no end.
    let mut keyed = store.clone();
    keyed.sign(9, ImageName::tag("v1"), countersign::SignOptions::new());
    let with_key = either.key(private_key(9).public_key().clone()).read_everything().build().unwrap();
    let verified = verify(&keyed, &with_key).unwrap();
    assert!(check_schema(verified.report())["validUntil"].is_null());
}

#[test]
fn the_root_and_the_name_enter_the_digest_of_the_configuration() {
    let (root, other) = (Ca::root(1), Ca::root(2));
    let digest = |ca: &Ca, name: &str| {
        let verifier = Verifier::builder(RustCrypto).certified(mailbox(name), &ca.trusted()).build();
        verifier.unwrap().configuration_digest()
    };
    let digests = [digest(&root, ANA), digest(&root, BOB), digest(&other, ANA)];
    let anchor = || TrustAnchor::from_certificate(&root.certificate, AnchorLimits::OwnLimits);
    let twice = TrustedAuthority::new(TrustAnchors::new([anchor(), anchor()]));
    let twice = Verifier::builder(RustCrypto).certified(mailbox(ANA), &twice).build().unwrap();
    assert_eq!(twice.configuration_digest(), digests[0]);
    assert_eq!(digest(&root, ANA), digests[0]);
    assert!(digests[0] != digests[1] && digests[0] != digests[2] && digests[1] != digests[2]);
}

/// The signer of this signature is believed by the key; whom the certificate names is nobody's business then.
#[test]
fn who_counts_by_a_key_is_not_told_as_whom_an_unbelieved_certificate_names() {
    let root = Ca::root(1);
    let by_key = |name: &str| {
        let both = Verifier::builder(RustCrypto)
            .certified(mailbox(name), &root.trusted())
            .key(private_key(7).public_key().clone());
        both.build().unwrap()
    };
    let (mut store, image) = Store::with_image();
    attach_signature(&mut store, Form::Legacy, &image, 7, &[root.certify(7, ANA)]);
    let verified = verify(&store, &by_key(BOB)).unwrap();
    let document = check_schema(verified.report());
    let accepted = &document["accepted"][0];
    assert_eq!(accepted["signer"]["kind"], "key");
    assert_eq!(accepted["checks"], serde_json::json!(["digest-binding", "payload-type", "signature"]));
    assert_eq!(accepted["unchecked"], serde_json::json!(["certificate"]));
    assert!(document["validUntil"].is_null());
    let verified = verify(&store, &by_key(ANA)).unwrap();
    assert_eq!(check_schema(verified.report())["accepted"][0]["signer"]["kind"], "certificate");
}

/// A certificate that leads to two authorities counts by the one that is believed for whom it names.
#[test]
fn the_anchor_that_is_told_is_that_of_the_authority_that_counts() {
    let (root, other) = (Ca::root(1), Ca::root(2));
    let issuer = Ca::root_of(3, |_| Ca::template("CN=Issuer", 3));
    let cross = |above: &Ca| above.below(3, |_| Ca::template("CN=Issuer", 3)).der();
    let (mut store, image) = Store::with_image();
    let chain = [issuer.certify(7, ANA), cross(&root), cross(&other)];
    attach_signature(&mut store, Form::Bundle, &image, 7, &chain);
    for (believed, named, anchor) in [(&root, &other, "CN=Root 1"), (&other, &root, "CN=Root 2")] {
        let builder = Verifier::builder(RustCrypto).certified(mailbox(ANA), &believed.trusted());
        let verifier = builder.certified(mailbox(BOB), &named.trusted()).build().unwrap();
        let verified = verify(&store, &verifier).unwrap();
        assert_eq!(check_schema(verified.report())["accepted"][0]["signer"]["anchor"], anchor);
    }
}

/// The anchors and the profile are who an authority is; what else is at hand to build a path with is kept of every mention.
#[test]
fn certificates_between_are_kept_however_often_their_authority_is_named() {
    let root = Ca::root(1);
    let between = root.below(2, |template| template);
    let at_hand = |ca: &Ca| {
        let set = CertificateSet::from_certificates([ca.certificate.clone()]);
        root.trusted().with_intermediates(set)
    };
    let store = signed(&[(7, between.certify(7, ANA))]);
    let (useful, useless) = (at_hand(&between), at_hand(&root));
    let verifier = |first: &TrustedAuthority, second: &TrustedAuthority| {
        let builder = Verifier::builder(RustCrypto).certified(mailbox(ANA), first);
        builder.certified(mailbox(BOB), second).build().unwrap()
    };
    let [one, other, neither] =
        [verifier(&useful, &useless), verifier(&useless, &useful), verifier(&useless, &useless)];
    assert_eq!(code(&verify(&store, &neither)), "CSG-CERTIFICATE-UNTRUSTED");
    assert_eq!(code(&verify(&store, &one)), "accepted");
    assert_eq!(code(&verify(&store, &other)), "accepted");
    // They decide, so the digest of the configuration has them.
    assert_eq!(one.configuration_digest(), other.configuration_digest());
    assert_ne!(one.configuration_digest(), neither.configuration_digest());
}

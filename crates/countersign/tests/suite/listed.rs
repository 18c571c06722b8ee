//! What is on a revocation list is refused, whoever speaks for it.
use crate::common::*;
use crate::evidence::*;
use crate::pki::*;
use countersign::{
    Attestation, BlobEvidence, BlobFormat, ImageName, Ready, RevocationPolicy, Verifier, VerifierBuilder,
    WriteFormat,
    crypto::RustCrypto,
    digest::{Algorithm, HashProvider},
    envelope::{Bundle, COSIGN_SIGN_PREDICATE, IN_TOTO_PAYLOAD_TYPE, PredicateType},
    oci::PlatformChoice,
    revocation::{
        Reason, Retroactivity,
        list::{ListEntry, Listed, ListedIdentity, SignatureDigest},
    },
};

const NOVEMBER: &str = "2026-11-10T00:00:00Z";

fn of_keys(seeds: &[u64]) -> VerifierBuilder<Ready> {
    let [first, rest @ ..] = seeds else { panic!("a key") };
    let builder = Verifier::builder(RustCrypto).key(private_key(*first).public_key().clone());
    rest.iter().fold(builder, |builder, seed| builder.key(private_key(*seed).public_key().clone()))
}

fn key(seed: u64) -> Listed {
    Listed::Key(private_key(seed).public_key().id())
}

/// An image with a signature by the key of each of these seeds.
fn signed(seeds: &[u64]) -> (Store, countersign::digest::Descriptor) {
    let (mut store, image) = Store::with_image();
    for seed in seeds {
        let bundle = statement_bundle(*seed, image.digest(), COSIGN_SIGN_PREDICATE);
        store.attach_bundle(&image, &bundle, COSIGN_SIGN_PREDICATE);
    }
    (store, image)
}

#[test]
fn a_listed_key_does_not_count_and_another_one_does() {
    let (store, _) = signed(&[1, 2]);
    let listed = |seeds: &[u64]| {
        let entries: Vec<_> = seeds.iter().map(|seed| (key(*seed), Reason::Superseded, NOVEMBER)).collect();
        of_keys(&[1, 2]).revocation_list(list(&entries)).read_everything().build().unwrap()
    };
    let none = store.verify(&listed(&[]), ImageName::tag("v1")).unwrap();
    assert!(none.report().accepted()[0].checks().contains(&"revocation-list".to_owned()));
    assert_eq!(none.report().valid_until(), Some(time("2026-12-20T00:00:00Z")), "as long as the list");
    let one = store.verify(&listed(&[1]), ImageName::tag("v1"));
    assert_eq!((code(&one), refused(&one)), ("accepted", vec!["CSG-REVOCATION-LISTED"]));
    let both = store.verify(&listed(&[1, 2]), ImageName::tag("v1"));
    assert_eq!((code(&both), kind(&both)), ("CSG-REVOCATION-LISTED", "untrusted"));
    check_schema(both.unwrap_err().report());
}

#[test]
fn a_listed_signature_is_refused_alone() {
    let (mut store, image) = Store::with_image();
    let bundle = statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE);
    store.attach_bundle(&image, &bundle, COSIGN_SIGN_PREDICATE);
    let signature = Bundle::parse(&bundle).unwrap().signature().claimed().to_vec();
    let entry = |bytes: &[u8]| {
        let listed = Listed::Signature(SignatureDigest::of(bytes, &RustCrypto));
        let list = list(&[(listed, Reason::Unspecified, NOVEMBER)]);
        of_keys(&[1]).revocation_list(list).build().unwrap()
    };
    assert_eq!(code(&store.verify(&entry(&signature), ImageName::tag("v1"))), "CSG-REVOCATION-LISTED");
    assert_eq!(code(&store.verify(&entry(b"another"), ImageName::tag("v1"))), "accepted");
}

#[test]
fn a_listed_image_is_refused_whoever_signed_it_also_by_its_index() {
    let mut store = Store::new();
    let child = store.untagged_image("child");
    let index = store.index_of("v1", &[(child.clone(), "amd64")]);
    let bundle = statement_bundle(1, index.digest(), COSIGN_SIGN_PREDICATE);
    store.attach_bundle(&index, &bundle, COSIGN_SIGN_PREDICATE);
    let amd64 = || ImageName::tag("v1").platform(PlatformChoice::One("linux/amd64".parse().unwrap()));
    for (digest, expected) in [
        (sha256(b"another"), "accepted"),
        (child.digest(), "CSG-SUBJECT-REVOKED"),
        (index.digest(), "CSG-SUBJECT-REVOKED"),
    ] {
        let list = list(&[(Listed::Digest(digest), Reason::Unspecified, NOVEMBER)]);
        let verifier = of_keys(&[1]).revocation_list(list).build().unwrap();
        assert_eq!(code(&store.verify(&verifier, amd64())), expected);
    }
}

#[test]
fn a_listed_identity_or_authority_key_is_refused() {
    let root = Ca::root(60);
    let (mut store, image) = Store::with_image();
    let bundle = statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE);
    let chain = [root.certify(1, ANA)];
    store.attach_bundle(&image, &with_certificates(&bundle, &chain), COSIGN_SIGN_PREDICATE);
    let with = |listed: Listed| {
        let list = list(&[(listed, Reason::KeyCompromise, NOVEMBER)]);
        let builder = Verifier::builder(RustCrypto).certified(mailbox(ANA), &root.trusted());
        code(&store.verify(&builder.revocation_list(list).build().unwrap(), ImageName::tag("v1")))
    };
    let identity = |text: &str| Listed::Identity(Box::new(ListedIdentity::parse(text).unwrap()));
    assert_eq!(with(identity("email:ana@example.com")), "CSG-REVOCATION-LISTED");
    assert_eq!(with(identity("email:bob@example.com")), "accepted");
    assert_eq!(with(key(60)), "CSG-REVOCATION-LISTED", "the key of the root");
    assert_eq!(with(key(1)), "CSG-REVOCATION-LISTED", "the key of the certificate");
    assert_eq!(with(key(61)), "accepted");
}

#[test]
fn a_key_that_was_replaced_still_vouches_for_what_it_signed_before() {
    let tsa = Tsa::new(62);
    let (mut store, image) = Store::with_image();
    let bundle = statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE);
    store.attach_bundle(&image, &stamped(&bundle, &tsa, "2026-05-15T12:00:00Z"), COSIGN_SIGN_PREDICATE);
    for (reason, expected) in
        [(Reason::Superseded, "accepted"), (Reason::KeyCompromise, "CSG-REVOCATION-LISTED")]
    {
        let list = list(&[(key(1), reason, NOVEMBER)]);
        let with_time = of_keys(&[1]).revocation_list(list.clone()).timestamp_authorities([tsa.trusted()]);
        assert_eq!(code(&store.verify(&with_time.build().unwrap(), ImageName::tag("v1"))), expected);
        let without = of_keys(&[1]).revocation_list(list).build().unwrap();
        assert_eq!(code(&store.verify(&without, ImageName::tag("v1"))), "CSG-REVOCATION-LISTED");
    }
}

#[test]
fn all_entries_count_where_that_is_said_whenever_it_was_signed() {
    let (root, tsa) = (Ca::root(60), Tsa::new(62));
    let (mut store, image) = Store::with_image();
    let bundle = statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE);
    let bundle = with_certificates(&bundle, &[root.certify(1, ANA)]);
    store.attach_bundle(&image, &stamped(&bundle, &tsa, "2026-05-15T12:00:00Z"), COSIGN_SIGN_PREDICATE);
    let crls = [&root, &tsa.root].map(|ca| crl(ca, "261120000000Z", "261220000000Z", &[]));
    for (retroactivity, expected) in
        [(Retroactivity::ByReason, "accepted"), (Retroactivity::All, "CSG-REVOCATION-LISTED")]
    {
        let policy = crls.iter().cloned().fold(RevocationPolicy::required(), RevocationPolicy::crl);
        let verifier = Verifier::builder(RustCrypto)
            .certified(mailbox(ANA), &root.trusted())
            .timestamp_authorities([tsa.trusted()])
            .revocation(policy.retroactivity(retroactivity))
            .revocation_list(list(&[(key(1), Reason::Superseded, NOVEMBER)]));
        assert_eq!(code(&store.verify(&verifier.build().unwrap(), ImageName::tag("v1"))), expected);
    }
}

#[test]
fn an_authority_that_timestamped_must_not_be_listed_either() {
    let tsa = Tsa::new(62);
    let (mut store, image) = Store::with_image();
    let bundle = statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE);
    store.attach_bundle(&image, &stamped(&bundle, &tsa, "2026-05-15T12:00:00Z"), COSIGN_SIGN_PREDICATE);
    for (listed, reason, expected) in [
        (63, Reason::KeyCompromise, "accepted"),
        (562, Reason::Superseded, "accepted"),
        (562, Reason::KeyCompromise, "CSG-REVOCATION-LISTED"),
        (62, Reason::CaCompromise, "CSG-REVOCATION-LISTED"),
    ] {
        let list = list(&[(key(listed), reason, NOVEMBER)]);
        let verifier = of_keys(&[1]).revocation_list(list).timestamp_authorities([tsa.trusted()]);
        let verdict = store.verify(&verifier.build().unwrap(), ImageName::tag("v1"));
        assert_eq!(code(&verdict), expected, "{listed} {reason:?}");
    }
}

/// When it stamped only its own word says: whoever has its key can say any time.
#[test]
fn the_stolen_key_of_an_authority_proves_no_time_before_the_theft_either() {
    let tsa = Tsa::new(62);
    let (mut store, image) = Store::with_image();
    let bundle = statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE);
    store.attach_bundle(&image, &stamped(&bundle, &tsa, "2026-05-15T12:00:00Z"), COSIGN_SIGN_PREDICATE);
    for (stolen, expected) in [(1, "accepted"), (562, "CSG-REVOCATION-LISTED"), (62, "CSG-REVOCATION-LISTED")]
    {
        let entry = ListEntry::new(key(stolen), Reason::KeyCompromise, time(NOVEMBER)).unwrap();
        let entry = entry.with_invalidity_date(time("2026-10-01T00:00:00Z")).unwrap();
        let list = list_of("2026-12-20T00:00:00Z", [entry]);
        let verifier = of_keys(&[1]).revocation_list(list).timestamp_authorities([tsa.trusted()]);
        let verdict = store.verify(&verifier.build().unwrap(), ImageName::tag("v1"));
        assert_eq!(code(&verdict), expected, "{stolen}");
    }
}

#[test]
fn a_listed_authority_counts_for_nothing_where_enough_others_do() {
    let (first, second) = (Tsa::new(62), Tsa::new(64));
    let (mut store, image) = Store::with_image();
    let bundle = statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE);
    let bundle = stamped(&stamped(&bundle, &first, "2026-05-15T12:00:00Z"), &second, "2026-05-16T12:00:00Z");
    store.attach_bundle(&image, &bundle, COSIGN_SIGN_PREDICATE);
    let with = |required: usize, listed: &[u64]| {
        let entries: Vec<_> =
            listed.iter().map(|seed| (key(*seed), Reason::KeyCompromise, NOVEMBER)).collect();
        let verifier = of_keys(&[1])
            .revocation_list(list(&entries))
            .timestamp_authorities([first.trusted(), second.trusted()])
            .require_timestamps(required.try_into().unwrap());
        store.verify(&verifier.build().unwrap(), ImageName::tag("v1"))
    };
    assert_eq!(with(2, &[]).unwrap().report().accepted()[0].times().len(), 2);
    let one = with(1, &[562]).unwrap();
    let [time] = one.report().accepted()[0].times() else { panic!("one time") };
    assert_eq!(time.authority(), "tsa 64");
    assert_eq!(code(&with(2, &[562])), "CSG-REVOCATION-LISTED");
    assert_eq!(code(&with(1, &[562, 564])), "CSG-REVOCATION-LISTED");
}

/// The digest to run is named by the index, which nobody signed and somebody listed.
#[test]
fn a_listed_index_is_refused_also_where_only_its_image_is_signed() {
    let mut store = Store::new();
    let child = store.untagged_image("child");
    let index = store.index_of("v1", &[(child.clone(), "amd64")]);
    let bundle = statement_bundle(1, child.digest(), COSIGN_SIGN_PREDICATE);
    store.attach_bundle(&child, &bundle, COSIGN_SIGN_PREDICATE);
    let amd64 = || ImageName::tag("v1").platform(PlatformChoice::One("linux/amd64".parse().unwrap()));
    for (digest, expected) in [(sha256(b"another"), "accepted"), (index.digest(), "CSG-SUBJECT-REVOKED")] {
        let list = list(&[(Listed::Digest(digest), Reason::Unspecified, NOVEMBER)]);
        let verifier = of_keys(&[1]).revocation_list(list).build().unwrap();
        assert_eq!(code(&store.verify(&verifier, amd64())), expected);
    }
}

/// The image by its other digest, which the signature states.
#[test]
fn an_image_is_refused_by_any_digest_that_its_signature_states() {
    let (mut store, image) = Store::with_image();
    let bytes = store.files[&blob_path(&image.digest())].clone();
    let second = RustCrypto.hash(Algorithm::Sha512, &bytes);
    let statement = statement(image.digest(), COSIGN_SIGN_PREDICATE)
        .replace(r#""digest":{"#, &format!(r#""digest":{{"sha512":"{}","#, second.hex()));
    let bundle = bundle_over(1, IN_TOTO_PAYLOAD_TYPE, statement.as_bytes());
    store.attach_bundle(&image, &bundle, COSIGN_SIGN_PREDICATE);
    let other = RustCrypto.hash(Algorithm::Sha512, b"other");
    for (digest, expected) in [(other, "accepted"), (second, "CSG-SUBJECT-REVOKED")] {
        let list = list(&[(Listed::Digest(digest), Reason::Unspecified, NOVEMBER)]);
        let verifier = of_keys(&[1]).revocation_list(list).build().unwrap();
        assert_eq!(code(&store.verify(&verifier, ImageName::tag("v1"))), expected);
    }
}

#[test]
fn once_a_list_is_stale_nothing_is_accepted() {
    let (store, _) = signed(&[1]);
    let stale = of_keys(&[1]).revocation_list(list_until("2026-11-24T14:59:59Z", &[])).build().unwrap();
    let refused = store.verify(&stale, ImageName::tag("v1"));
    assert_eq!((code(&refused), kind(&refused)), ("CSG-REVOCATION-STALE", "unreachable"));
    let nothing = Store::with_image().0.verify(&stale, ImageName::tag("v1"));
    assert_eq!(code(&nothing), "CSG-REVOCATION-STALE", "nor is anything said to be absent");
    let last = of_keys(&[1]).revocation_list(list_until(CREATED, &[])).build().unwrap();
    assert_eq!(code(&store.verify(&last, ImageName::tag("v1"))), "accepted", "the last moment");
}

#[test]
fn a_blob_on_the_list_is_refused() {
    let mut signing = signer(1).sign_blob(BlobFormat::Bundle).unwrap();
    signing.update(b"blob").unwrap();
    let bundle = signing.finish().unwrap().bytes().to_vec();
    for (listed, expected) in [
        (Listed::Digest(sha256(b"blob")), "CSG-SUBJECT-REVOKED"),
        (Listed::Digest(sha256(b"another")), "accepted"),
        (key(1), "CSG-REVOCATION-LISTED"),
    ] {
        let list = list(&[(listed, Reason::Unspecified, NOVEMBER)]);
        let verifier = of_keys(&[1]).revocation_list(list).build().unwrap();
        let mut verification = verifier.verify_blob(BlobEvidence::bundle(bundle.clone()), now());
        verification.update(b"blob").unwrap();
        assert_eq!(code(&verification.finish()), expected);
    }
}

/// Nothing else needs the other digest of the blob: neither the key nor the statement.
#[test]
fn a_blob_is_refused_by_a_listed_digest_of_any_algorithm() {
    for algorithm in [Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512] {
        let digest = |bytes: &[u8]| RustCrypto.hash(algorithm, bytes);
        let mut signing = signer(1).sign_blob(BlobFormat::Bundle).unwrap();
        signing.update(b"blob").unwrap();
        let bundle = signing.finish().unwrap().bytes().to_vec();
        let attestation = Attestation::new(PredicateType::Vuln, b"{}");
        let attesting = signer(1).attest_blob("blob", attestation, WriteFormat::Cosign, now());
        let mut attesting = attesting.unwrap();
        attesting.update(b"blob").unwrap();
        let attested = attesting.finish().unwrap().bytes().to_vec();
        for (listed, expected) in [(digest(b"blob"), "CSG-SUBJECT-REVOKED"), (digest(b"another"), "accepted")]
        {
            let list = list(&[(Listed::Digest(listed), Reason::Unspecified, NOVEMBER)]);
            let verifier = of_keys(&[1]).revocation_list(list).build().unwrap();
            let evidence = BlobEvidence::bundle(attested.clone());
            let mut verification = verifier.verify_blob_attestation(evidence, PredicateType::Vuln, now());
            verification.update(b"blob").unwrap();
            assert_eq!(code(&verification.finish()), expected, "{algorithm}");
            let begun = || verifier.verify_blob(BlobEvidence::bundle(bundle.clone()), now());
            let mut verification = begun();
            verification.update(b"blob").unwrap();
            assert_eq!(code(&verification.finish()), expected, "{algorithm}");
            let digests = [sha256(b"blob"), digest(b"blob")];
            assert_eq!(code(&begun().finish_digests(&digests)), expected, "{algorithm}");
        }
    }
}

/// Of all that is asked the first to end decides, be it a list or a CRL.
#[test]
fn a_verdict_lasts_as_long_as_the_first_of_its_lists_and_crls() {
    let root = Ca::root(60);
    let (mut store, image) = Store::with_image();
    let bundle = statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE);
    let chain = [root.certify(1, ANA)];
    store.attach_bundle(&image, &with_certificates(&bundle, &chain), COSIGN_SIGN_PREDICATE);
    for [one, other, of_crl] in [[1, 2, 3], [2, 1, 3], [3, 2, 1], [2, 3, 1], [1, 3, 2], [3, 1, 2]] {
        let list = |day: u8| list_until(&format!("2026-12-0{day}T00:00:00Z"), &[]);
        let crl = crl(&root, "261120000000Z", &format!("26120{of_crl}000000Z"), &[]);
        let verifier = Verifier::builder(RustCrypto)
            .certified(mailbox(ANA), &root.trusted())
            .revocation(RevocationPolicy::required().crl(crl))
            .revocation_list(list(one))
            .revocation_list(list(other));
        let verified = store.verify(&verifier.build().unwrap(), ImageName::tag("v1")).unwrap();
        assert_eq!(verified.report().valid_until(), Some(time("2026-12-01T00:00:00Z")));
    }
}

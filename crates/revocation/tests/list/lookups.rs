//! What a list answers about keys, signatures and digests.

use countersign_crypto::{KeyType, RustCrypto, Scheme, strict::EcdsaSignature};
use countersign_digest::Digest;
use countersign_revocation::list::{ListEntry, Listed, SignatureDigest, VerifiedRevocationList};
use countersign_revocation::{Reason, Retroactivity, Source};
use countersign_x509::Times;

use crate::support::{Signer, draft, entry, time, verified};

const REVOKED: &str = "2026-05-01T00:00:00Z";
const BEFORE: &str = "2026-04-30T23:59:59Z";
const AFTER: &str = "2026-05-02T00:00:00Z";

fn with(entry: ListEntry) -> VerifiedRevocationList {
    let mut draft = draft();
    draft.revoke(entry).unwrap();
    verified(&draft)
}

fn trusted(text: &str) -> Option<Times> {
    Some(Times::at(time(text)))
}

#[test]
fn what_is_not_listed_is_not_revoked() {
    let list = with(entry(Listed::Key(Signer::p256(1).public().id())));
    let other = Signer::p256(2).public().id();
    assert!(list.revokes_key(&other, None, Retroactivity::All).is_none());
    // The digest of a key is a key, and not an image or a signature.
    let digest = Digest::sha256(*Signer::p256(1).public().id().as_bytes());
    assert!(list.revokes_digest(&digest).is_none());
    assert!(list.revokes_signature(b"", Scheme::ED25519, &RustCrypto).is_none());
}

/// F12 for a key: reason by (revoked before, at, after the trusted time; no trusted time).
#[test]
fn a_key_counts_by_reason_and_trusted_time() {
    let key = Signer::p256(1).public().id();
    let reasons = [
        Reason::Unspecified,
        Reason::KeyCompromise,
        Reason::CaCompromise,
        Reason::AffiliationChanged,
        Reason::Superseded,
        Reason::CessationOfOperation,
        Reason::PrivilegeWithdrawn,
    ];
    for reason in reasons {
        let list = with(ListEntry::new(Listed::Key(key), reason, time(REVOKED)).unwrap());
        let counts = |times, retroactivity| list.revokes_key(&key, times, retroactivity).is_some();
        assert!(counts(None, Retroactivity::ByReason), "{reason}");
        assert!(counts(trusted(AFTER), Retroactivity::ByReason), "{reason}");
        assert!(counts(trusted(REVOKED), Retroactivity::ByReason), "{reason}");
        assert_eq!(counts(trusted(BEFORE), Retroactivity::ByReason), reason.is_compromise(), "{reason}");
        assert!(counts(trusted(BEFORE), Retroactivity::All), "{reason}");
        let both = Times::all([time(BEFORE), time(AFTER)]);
        assert!(counts(both, Retroactivity::ByReason), "{reason}: the latest time decides");
    }
}

#[test]
fn a_compromise_counts_from_its_invalidity_date_on() {
    let key = Signer::p256(1).public().id();
    let entry = ListEntry::new(Listed::Key(key), Reason::KeyCompromise, time(REVOKED)).unwrap();
    let list = with(entry.with_invalidity_date(time("2026-03-01T00:00:00Z")).unwrap());
    let counts = |times| list.revokes_key(&key, times, Retroactivity::ByReason).is_some();
    assert!(counts(trusted("2026-03-01T00:00:00Z")));
    assert!(!counts(trusted("2026-02-28T23:59:59Z")));
    assert!(counts(None));
}

#[test]
fn what_an_entry_says_comes_with_the_answer() {
    let key = Signer::p256(1).public().id();
    let entry = entry(Listed::Key(key)).with_comment("replaced by 2").unwrap();
    let list = with(entry.clone());
    let found = list.revokes_key(&key, None, Retroactivity::ByReason).unwrap();
    assert_eq!(found, &entry);
    assert_eq!((found.revocation().source(), found.comment()), (Source::List, Some("replaced by 2")));
    assert_eq!(
        found.to_string(),
        format!("key {key}: revoked at {REVOKED} (superseded), says a revocation list: replaced by 2")
    );
}

#[test]
fn a_revoked_signature_is_found_in_each_form_that_anybody_can_make_of_it() {
    for kind in [KeyType::EcdsaP256, KeyType::EcdsaP384, KeyType::EcdsaP521] {
        let signer = Signer::new(kind, 5);
        let (scheme, signature) = (signer.scheme(), signer.sign(b"released"));
        let read = EcdsaSignature::read(kind, scheme.encoding(), &signature).unwrap();
        let swapped = read.write_other_s(scheme.encoding());
        assert_ne!(swapped, signature);
        for listed in [&signature, &swapped] {
            let list = with(entry(Listed::Signature(SignatureDigest::of(listed, &RustCrypto))));
            for asked in [&signature, &swapped] {
                assert!(list.revokes_signature(asked, scheme, &RustCrypto).is_some());
                assert!(list.revokes_signature_of_any_scheme(asked, &RustCrypto).is_some());
                let digest = SignatureDigest::of(asked, &RustCrypto);
                assert_eq!(list.revokes_signature_digest(&digest).is_some(), asked == listed);
            }
            let other = signer.sign(b"another");
            assert!(list.revokes_signature(&other, scheme, &RustCrypto).is_none());
            assert!(list.revokes_signature_of_any_scheme(&other, &RustCrypto).is_none());
        }
    }
    let signer = Signer::new(KeyType::Ed25519, 5);
    let signature = signer.sign(b"released");
    let list = with(entry(Listed::Signature(SignatureDigest::of(&signature, &RustCrypto))));
    assert!(list.revokes_signature(&signature, signer.scheme(), &RustCrypto).is_some());
}

#[test]
fn a_digest_is_revoked_whenever_it_was_signed() {
    let (one, other) = (Digest::sha256([1; 32]), Digest::sha512([1; 64]));
    let list = with(entry(Listed::Digest(one)));
    assert!(list.revokes_digest(&one).is_some());
    assert!(list.revokes_digest(&other).is_none());
    assert!(list.revokes_digest(&Digest::sha256([2; 32])).is_none());
}

#[test]
fn each_of_many_entries_is_found_and_none_between_them() {
    let mut draft = draft();
    let key = |number: u32| {
        let text = format!("SHA256:{:064x}", u64::from(number) * 0x0100_0000_01b3);
        countersign_crypto::KeyId::parse(&text).unwrap()
    };
    for number in (0..2000).step_by(2) {
        draft.revoke(entry(Listed::Key(key(number)))).unwrap();
    }
    let list = verified(&draft);
    for number in 0..2000 {
        let found = list.revokes_key(&key(number), None, Retroactivity::ByReason);
        assert_eq!(found.is_some(), number % 2 == 0, "{number}");
    }
}

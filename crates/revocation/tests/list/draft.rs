//! Lists in the making.

use countersign_digest::Digest;
use countersign_revocation::Reason;
use countersign_revocation::list::{
    DraftError, EntryError, ListEntry, ListLimits, ListNumber, Listed, ListedIdentity, ListedIdentityError,
    RevocationListDraft, SignatureDigest,
};
use countersign_x509::Identity;

use crate::support::{ISSUED, NEXT, Signer, draft, entry, id, numbered, time};

fn digest(byte: u8) -> Listed {
    Listed::Digest(Digest::sha256([byte; 32]))
}

#[test]
fn entries_are_sorted_whatever_the_order_in_which_they_come() {
    let signature = Listed::Signature(SignatureDigest::parse(&Digest::sha256([1; 32]).to_string()).unwrap());
    let key = Listed::Key(Signer::p256(1).public().id());
    let ana = ListedIdentity::parse("email:ana@example.com").unwrap();
    let identity = Listed::Identity(Box::new(ana));
    let all = [digest(1), digest(2), Listed::Digest(Digest::sha384([0; 48])), identity, key, signature];
    let mut forwards = draft();
    let mut backwards = draft();
    for (one, other) in all.iter().zip(all.iter().rev()) {
        forwards.revoke(entry(one.clone())).unwrap();
        backwards.revoke(entry(other.clone())).unwrap();
    }
    assert_eq!(forwards.to_payload(), backwards.to_payload());
    assert!(forwards.list().entries().map(ListEntry::listed).eq(&all));
    let read = RevocationListDraft::parse(&forwards.to_payload(), &ListLimits::DEFAULT).unwrap();
    assert_eq!(read.list(), forwards.list());
}

#[test]
fn a_draft_has_times_of_whole_seconds_in_their_order() {
    let new = |issued: &str, next: &str| {
        RevocationListDraft::new(id(), ListNumber::FIRST, time(issued), time(next)).map(|_| ())
    };
    assert_eq!(new(ISSUED, ISSUED), Ok(()));
    assert_eq!(new(NEXT, ISSUED), Err(DraftError::Validity));
    assert_eq!(new("2026-06-01T00:00:00.5Z", NEXT), Err(DraftError::Fraction));
    assert_eq!(new(ISSUED, "2026-07-01T00:00:00.5Z"), Err(DraftError::Fraction));
}

#[test]
fn nothing_is_listed_twice_and_nothing_in_advance() {
    let mut draft = draft();
    draft.revoke(entry(digest(1))).unwrap();
    assert_eq!(draft.revoke(entry(digest(1))), Err(DraftError::Entry(EntryError::Duplicate)));
    let late = ListEntry::new(digest(2), Reason::Unspecified, time("2026-06-01T00:00:01Z")).unwrap();
    assert_eq!(draft.revoke(late), Err(DraftError::Entry(EntryError::RevokedAfterIssue)));
    assert!(draft.remove(&digest(1)).is_some());
    assert!(draft.remove(&digest(1)).is_none());
    assert_eq!(draft.list().entries().len(), 0);
}

#[test]
fn an_edition_continues_the_one_before() {
    let mut first = numbered(7);
    first.revoke(entry(digest(1))).unwrap();
    let next = RevocationListDraft::continuing(&first.list(), time(NEXT), time(NEXT)).unwrap();
    assert_eq!((next.list().id(), next.list().number().get()), (&id(), 8));
    assert!(next.list().entries().eq(first.list().entries()));
    let later = next.clone().with_number(ListNumber::new(20).unwrap()).unwrap();
    assert_eq!(later.list().number().get(), 20);
    let lowest = ListNumber::new(8).unwrap();
    let back = next.with_number(ListNumber::new(7).unwrap()).map(|_| ());
    assert_eq!(back, Err(DraftError::NumberBelow { lowest }));
    let before = RevocationListDraft::continuing(&first.list(), time("2026-05-31T00:00:00Z"), time(NEXT));
    assert_eq!(before.map(|_| ()), Err(DraftError::IssuedBefore { previous: time(ISSUED) }));
    let last = numbered((1 << 53) - 1).list();
    let behind = RevocationListDraft::continuing(&last, time(NEXT), time(NEXT)).map(|_| ());
    assert_eq!(behind, Err(DraftError::LastNumber));
}

#[test]
fn entries_keep_their_rules() {
    let new = |reason| ListEntry::new(digest(1), reason, time(ISSUED)).map(|_| ());
    for reason in Reason::ALL {
        let refused =
            [Reason::CertificateHold, Reason::RemoveFromCrl, Reason::AaCompromise].contains(&reason);
        assert_eq!(new(reason), if refused { Err(EntryError::Reason) } else { Ok(()) }, "{reason}");
    }
    let fraction = time("2026-06-01T00:00:00.5Z");
    assert_eq!(ListEntry::new(digest(1), Reason::Unspecified, fraction).unwrap_err(), EntryError::Fraction);
    let key = entry(Listed::Key(Signer::p256(1).public().id()));
    assert_eq!(key.clone().with_invalidity_date(fraction).unwrap_err(), EntryError::Fraction);
    assert_eq!(key.clone().with_invalidity_date(time(ISSUED)).unwrap_err(), EntryError::InvalidAfterRevoked);
    assert_eq!(
        entry(digest(1)).with_invalidity_date(time("2026-01-01T00:00:00Z")).unwrap_err(),
        EntryError::InvalidityDate
    );
    assert_eq!(key.clone().with_comment("").unwrap_err(), EntryError::Comment);
    let dated = key.with_invalidity_date(time("2026-01-01T00:00:00Z")).unwrap();
    let commented = dated.with_comment("laptop stolen").unwrap();
    assert_eq!(commented.comment(), Some("laptop stolen"));
    assert_eq!(commented.revocation().invalidity_date(), Some(time("2026-01-01T00:00:00Z")));
}

#[test]
fn an_identity_is_vouched_for_by_a_uri_or_a_key() {
    let ana = ListedIdentity::new(Identity::email("ana@Example.com").unwrap()).unwrap();
    assert_eq!(ana.to_string(), "email:ana@example.com");
    assert_eq!(ana.clone().with_issuer("example").unwrap_err(), ListedIdentityError::Issuer);
    let issuer = ana.clone().with_issuer("https://id.example").unwrap();
    assert_eq!(issuer.to_string(), "email:ana@example.com of the issuer https://id.example");
    let key = Signer::p256(1).public().id();
    assert_eq!(
        ana.clone().with_authority(key).to_string(),
        format!("email:ana@example.com of the authority {key}")
    );
    let long = format!("https://id.example/{}", "a".repeat(2048));
    assert!(matches!(ana.with_issuer(&long).unwrap_err(), ListedIdentityError::Length { limit: 2048, .. }));
}

#[test]
fn a_list_is_shown_entry_by_entry() {
    let mut draft = draft();
    assert!(draft.list().to_string().ends_with("good until 2026-07-01T00:00:00Z\nnothing is revoked"));
    let key = Signer::p256(1).public().id();
    let entry = ListEntry::new(Listed::Key(key), Reason::KeyCompromise, time(ISSUED)).unwrap();
    let entry = entry.with_invalidity_date(time("2026-05-01T00:00:00Z")).unwrap();
    draft.revoke(entry.with_comment("laptop stolen").unwrap()).unwrap();
    let expected = format!(
        "revocation list release-keys, number 7\nissued at {ISSUED}\ngood until {NEXT}\n1 entry:\n  key {key}\n    \
         revoked at {ISSUED} (keyCompromise), invalid since 2026-05-01T00:00:00Z\n    laptop stolen"
    );
    assert_eq!(draft.list().to_string(), expected);
}

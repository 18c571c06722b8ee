//! What holds of every list.

use core::num::NonZeroUsize;

use countersign_crypto::{KeyId, KeyType};
use countersign_digest::Digest;
use countersign_encoding::{jcs, json::Limits};
use countersign_revocation::Reason;
use countersign_revocation::list::{
    DraftError, EntryError, ListAuthority, ListEntry, ListLimits, ListNumber, Listed, ListedIdentity,
    RevocationListDraft, SignatureDigest,
};
use countersign_time::UnixTime;
use proptest::{collection, option, prelude::*, sample::select};

use crate::support::{ISSUED, NEXT, Signer, id, parse, sign, time, verify};

fn key() -> impl Strategy<Value = KeyId> {
    (0_u8..4).prop_map(|byte| KeyId::parse(&format!("SHA256:{}", format!("{byte:02x}").repeat(32))).unwrap())
}

fn identity() -> impl Strategy<Value = ListedIdentity> {
    const TEXTS: [&str; 8] = [
        "email:ana@example.com",
        "email:\"a\\\\b\"@example.com",
        "uri:https://ci.example/a",
        "dns:build.example.com",
        "dn:CN=Größe,O=Acme\\, Inc.",
        "dn:CN=größe,O=acme\\, inc.",
        "ip:2001:db8::1",
        "other:1.2.3;UTF8:\u{e9}",
    ];
    let voucher = prop_oneof![
        Just(None),
        key().prop_map(|key| Some(Err(key))),
        select(&["https://id.example", "https://id.example/b?c=%22"][..]).prop_map(|issuer| Some(Ok(issuer))),
    ];
    (select(&TEXTS[..]), voucher).prop_map(|(text, voucher)| {
        let identity = ListedIdentity::parse(text).unwrap();
        match voucher {
            None => identity,
            Some(Ok(issuer)) => identity.with_issuer(issuer).unwrap(),
            Some(Err(key)) => identity.with_authority(key),
        }
    })
}

fn listed() -> impl Strategy<Value = Listed> {
    prop_oneof![
        key().prop_map(Listed::Key),
        identity().prop_map(|identity| Listed::Identity(Box::new(identity))),
        (0_u8..4).prop_map(|byte| Listed::Digest(Digest::sha256([byte; 32]))),
        (0_u8..4).prop_map(|byte| Listed::Digest(Digest::sha512([byte; 64]))),
        (0_u8..4).prop_map(|byte| {
            Listed::Signature(SignatureDigest::parse(&Digest::sha256([byte; 32]).to_string()).unwrap())
        }),
    ]
}

fn entry() -> impl Strategy<Value = ListEntry> {
    let reason = select(
        &[Reason::Unspecified, Reason::KeyCompromise, Reason::CaCompromise, Reason::PrivilegeWithdrawn][..],
    );
    let comment = option::of("[ -~é€😀]{1,12}");
    (listed(), reason, 0_i64..1_700_000_000, option::of(0_i64..1_700_000_000), comment).prop_map(
        |(listed, reason, revoked, invalid, comment)| {
            let at = |seconds| UnixTime::new(seconds, 0).unwrap();
            let is_signer = listed.is_signer();
            let mut entry = ListEntry::new(listed, reason, at(revoked)).unwrap();
            if let Some(invalid) = invalid.filter(|_| is_signer) {
                entry = entry.with_invalidity_date(at(invalid.min(revoked))).unwrap();
            }
            comment.iter().fold(entry, |entry, comment| entry.with_comment(comment).unwrap())
        },
    )
}

fn draft() -> impl Strategy<Value = RevocationListDraft> {
    let number = prop_oneof![Just(1), Just(ListNumber::MAX.get()), 1..=ListNumber::MAX.get()];
    (number, collection::vec(entry(), 0..12)).prop_map(|(number, entries)| {
        let number = ListNumber::new(number).unwrap();
        let mut draft = RevocationListDraft::new(id(), number, time(ISSUED), time(NEXT)).unwrap();
        for entry in entries {
            let added = draft.revoke(entry);
            assert!(matches!(added, Ok(()) | Err(DraftError::Entry(EntryError::Duplicate))));
        }
        draft
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_as_the_same_and_is_canonical(draft in draft()) {
        let payload = draft.to_payload();
        let read = RevocationListDraft::parse(&payload, &ListLimits::DEFAULT).unwrap();
        prop_assert_eq!(read.list(), draft.list());
        prop_assert_eq!(read.to_payload(), payload.clone());
        let canonical = jcs::canonicalize(&payload, &Limits::default()).unwrap();
        prop_assert_eq!(canonical.into_bytes(), payload);
    }

    #[test]
    fn what_is_accepted_is_canonical(
        draft in draft(),
        at in any::<prop::sample::Index>(),
        with in "[\\x00-\\x7f]{0,3}",
        gone in 0_usize..3,
    ) {
        let mut payload = draft.to_payload();
        let at = at.index(payload.len());
        let end = payload.len().min(at + gone);
        payload.splice(at..end, with.bytes());
        if let Ok(read) = RevocationListDraft::parse(&payload, &ListLimits::DEFAULT) {
            prop_assert_eq!(read.to_payload(), payload);
        }
    }

    #[test]
    fn a_threshold_is_met_by_exactly_that_many_distinct_keys(
        signed_by in collection::btree_set(0_usize..6, 1..6),
        believed in collection::btree_set(0_usize..6, 1..6),
        threshold in 1_usize..5,
    ) {
        let signers: Vec<Signer> = (0..6).map(|seed| Signer::new(KeyType::Ed25519, seed)).collect();
        let by: Vec<&Signer> = signed_by.iter().map(|at| &signers[*at]).collect();
        let draft = crate::support::draft();
        let list = parse(&sign(&draft, &by).to_json());
        let keys = believed.iter().map(|at| signers[*at].public());
        let common = signed_by.intersection(&believed).count();
        match ListAuthority::new(id(), keys, NonZeroUsize::new(threshold).unwrap()) {
            Err(_) => prop_assert!(threshold > believed.len()),
            Ok(authority) => {
                let verified = verify(&list, &authority);
                prop_assert_eq!(verified.is_ok(), common >= threshold);
                if let Ok(list) = verified {
                    prop_assert_eq!(list.signers().len(), common);
                }
            }
        }
    }
}

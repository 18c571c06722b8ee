//! Every bit of an envelope flipped, every byte deleted, every truncation.

use countersign_crypto::KeyType;
use countersign_encoding::base64;
use countersign_revocation::list::{ListLimits, Listed, SignedRevocationList};
use testkit::{bit_flips, byte_deletions, truncations};

use crate::support::{Signer, authority, draft, entry, sign, verify};

/// Nothing but the hint which key signed, and the spelling of base64, can be changed: what is verified is the same payload.
#[test]
fn no_change_of_a_byte_changes_what_is_believed() {
    let (one, two) = (Signer::new(KeyType::Ed25519, 1), Signer::new(KeyType::Ed25519, 2));
    let mut draft = draft();
    draft.revoke(entry(Listed::Key(one.public().id()))).unwrap();
    let original = sign(&draft, &[&one, &two]).to_json();
    let authority = authority(&[&one, &two], 2);
    let (mut refused, mut neutral) = (0_usize, 0_usize);
    for mutant in bit_flips(&original).chain(byte_deletions(&original)).chain(truncations(&original)) {
        let Ok(signed) = SignedRevocationList::parse(&mutant.bytes, &ListLimits::DEFAULT) else {
            refused += 1;
            continue;
        };
        match verify(&signed, &authority) {
            Err(_) => refused += 1,
            Ok(list) => {
                neutral += 1;
                assert_eq!(list.list(), &draft.list(), "{}", mutant.change);
                assert_eq!(list.signers(), [one.public().id(), two.public().id()]);
                assert!(is_neutral(&original, &mutant.bytes), "{}", mutant.change);
            }
        }
    }
    println!("{refused} refused, {neutral} neutral");
    assert!(refused > neutral);
}

/// Whether two envelopes differ only in their hints, or in members that none reads in their place, or in the alphabet of
/// base64.
fn is_neutral(original: &[u8], mutant: &[u8]) -> bool {
    let read = |bytes: &[u8]| {
        let value: serde_json::Value = serde_json::from_slice(bytes).unwrap();
        let decode =
            |value: &serde_json::Value| base64::decode_either(value.as_str().unwrap().as_bytes()).unwrap();
        let signatures: Vec<_> =
            value["signatures"].as_array().unwrap().iter().map(|one| decode(&one["sig"])).collect();
        (value["payloadType"].clone(), decode(&value["payload"]), signatures)
    };
    read(original) == read(mutant)
}

#[test]
fn no_change_of_a_bit_of_the_payload_passes_for_a_list_of_its_own() {
    let draft = {
        let mut draft = draft();
        draft.revoke(entry(Listed::Key(Signer::p256(1).public().id()))).unwrap();
        draft
    };
    let payload = draft.to_payload();
    for mutant in bit_flips(&payload).chain(byte_deletions(&payload)).chain(truncations(&payload)) {
        let read =
            countersign_revocation::list::RevocationListDraft::parse(&mutant.bytes, &ListLimits::DEFAULT);
        if let Ok(read) = read {
            assert_eq!(read.to_payload(), mutant.bytes, "{}: accepted means canonical", mutant.change);
            assert_ne!(read.list(), draft.list(), "{}: two texts of one list", mutant.change);
        }
    }
}

use core::num::NonZeroUsize;
use std::sync::LazyLock;

use countersign_crypto::{
    CryptoProvider, KeyType, Message, PrivateKey, RandomError, RustCrypto, Scheme, SigningKey,
};
use countersign_digest::Digest;
use countersign_encoding::{jcs, json};
use countersign_revocation::{
    Reason, Retroactivity,
    list::{
        ListAuthority, ListEntry, ListId, ListLimits, ListNumber, Listed, RevocationList,
        RevocationListDraft, Seen, SignedRevocationList,
    },
};
use countersign_time::UnixTime;

/// Two keys that signed one list, and who believes them.
struct Signed {
    #[cfg_attr(not(test), expect(dead_code, reason = "the seed of the fuzzer, which a test compares"))]
    envelope: Vec<u8>,
    payload: Vec<u8>,
    authority: ListAuthority,
    others: ListAuthority,
}

static SIGNED: LazyLock<Signed> = LazyLock::new(Signed::make);

/// A list is read only in its one form, which another reader of JSON finds canonical as well; of what is signed only what
/// two keys signed is believed, and each entry of it is found.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn revocation_list(data: &[u8]) {
    if let Ok(draft) = RevocationListDraft::parse(data, &ListLimits::DEFAULT) {
        assert_eq!(draft.to_payload(), data, "two texts of one list");
        check_list(&draft.list());
        let canonical = jcs::canonicalize(
            data,
            &json::Limits::default().with_max_bytes(usize::MAX).with_max_values(usize::MAX),
        );
        assert_eq!(canonical.expect("a list is JSON").as_bytes(), data, "a list is canonical");
    }
    let Ok(signed) = SignedRevocationList::parse(data, &ListLimits::DEFAULT) else { return };
    let again = SignedRevocationList::parse(&signed.to_json(), &ListLimits::DEFAULT);
    assert_eq!(again.as_ref(), Ok(&signed), "printing changed the list");
    let list = RevocationList::clone(signed.inspect().claimed());
    check_list(&list);
    let verify = |authority| signed.verify(authority, &Seen::Nothing, list.issued_at(), &RustCrypto);
    assert!(verify(&SIGNED.others).is_err(), "verified under keys of which one did not sign");
    let Ok(verified) = verify(&SIGNED.authority) else { return };
    assert_eq!(list.to_payload(), SIGNED.payload, "a list verified that was never signed");
    assert_eq!(verified.signers().len(), 2);
    for entry in list.entries() {
        let found = match entry.listed() {
            Listed::Key(key) => verified.revokes_key(key, None, Retroactivity::ByReason),
            Listed::Digest(digest) => verified.revokes_digest(digest),
            _ => continue,
        };
        assert_eq!(found, Some(entry), "an entry is not found");
    }
}

/// Entries ascend, and none is later than the list.
fn check_list(list: &RevocationList) {
    let entries = list.entries().as_slice();
    assert!(entries.windows(2).all(|pair| matches!(pair, [a, b] if a.listed() < b.listed())), "out of order");
    assert!(entries.iter().all(|entry| entry.revocation().date() <= list.issued_at()), "revoked later");
    assert!(list.issued_at() <= list.next_update(), "ends before it is issued");
}

impl Signed {
    fn make() -> Self {
        let [one, two, three] = [1, 2, 3].map(key);
        let time = |text| UnixTime::parse_rfc3339(text).expect("a time");
        let id = ListId::parse("release-keys").expect("an id");
        let (issued, next) = (time("2026-06-01T00:00:00Z"), time("2026-07-01T00:00:00Z"));
        let draft = RevocationListDraft::new(id.clone(), ListNumber::FIRST, issued, next);
        let mut draft = draft.expect("an empty list");
        for listed in [Listed::Key(three.public_key().id()), Listed::Digest(Digest::sha256([7; 32]))] {
            let entry = ListEntry::new(listed, Reason::KeyCompromise, issued).expect("an entry");
            draft.revoke(entry).expect("two entries");
        }
        let message = draft.to_be_signed();
        let sign = |key: &dyn SigningKey| key.sign(Message::Bytes(&message)).expect("Ed25519 signs");
        let signed = draft.assemble(one.public_key(), &sign(&*one), &RustCrypto).expect("signed");
        let signed = signed.with_signature(two.public_key(), &sign(&*two), &RustCrypto).expect("signed");
        let both = NonZeroUsize::MIN.saturating_add(1);
        let authority = |other: &dyn SigningKey| {
            let keys = [one.public_key().clone(), other.public_key().clone()];
            ListAuthority::new(id.clone(), keys, both).expect("two keys")
        };
        Self {
            envelope: signed.to_json(),
            payload: draft.to_payload(),
            authority: authority(&*two),
            others: authority(&*three),
        }
    }
}

fn key(seed: u8) -> Box<dyn SigningKey> {
    let mut random = |out: &mut [u8]| -> Result<(), RandomError> {
        out.fill(seed);
        Ok(())
    };
    let private = PrivateKey::generate(KeyType::Ed25519, &mut random, &RustCrypto).expect("a seed is a key");
    RustCrypto.signing_key(&private, Scheme::ED25519).expect("the scheme of the key")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The seed `signed` is what these keys signed, so that the fuzzer begins behind the signatures.
    #[test]
    fn the_seed_is_the_list_that_was_signed() {
        let seed = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/seeds/revocation_list/signed");
        assert_eq!(std::fs::read(seed).expect("the seed"), SIGNED.envelope);
        let signed = SignedRevocationList::parse(&SIGNED.envelope, &ListLimits::DEFAULT).expect("a list");
        let issued = signed.inspect().claimed().issued_at();
        let verified = signed.verify(&SIGNED.authority, &Seen::Nothing, issued, &RustCrypto);
        assert_eq!(verified.expect("the law sees a list that is believed").list().entries().len(), 2);
        revocation_list(&SIGNED.envelope);
    }
}

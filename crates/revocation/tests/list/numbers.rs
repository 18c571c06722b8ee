//! Rollback: an older edition, another one of the same number, another list.

use countersign_crypto::RustCrypto;
use countersign_digest::Digest;
use countersign_revocation::list::{
    ListId, ListIdError, ListMark, ListMarkError, ListNumber, ListVerifyError, Listed, RevocationListDraft,
    Seen, SignedRevocationList, VerifiedRevocationList,
};

use crate::support::{NEXT, NOW, Signer, authority, entry, numbered, sign, time};

fn ask(
    signed: &SignedRevocationList,
    seen: Seen,
    signer: &Signer,
) -> Result<VerifiedRevocationList, ListVerifyError> {
    signed.verify(&authority(&[signer], 1), &seen, time(NOW), &RustCrypto)
}

fn number(number: u64) -> ListNumber {
    ListNumber::new(number).unwrap()
}

#[test]
fn the_same_edition_and_a_later_one_follow_what_was_seen() {
    let signer = Signer::p256(1);
    let seventh = sign(&numbered(7), &[&signer]);
    let mark = ask(&seventh, Seen::Nothing, &signer).unwrap().mark().clone();
    assert_eq!((mark.list().as_str(), mark.number().get()), ("release-keys", 7));
    let again = ask(&seventh, Seen::Mark(mark.clone()), &signer).unwrap();
    assert_eq!(again.mark(), &mark);
    let later = ask(&sign(&numbered(9), &[&signer]), Seen::Mark(mark), &signer).unwrap();
    assert_eq!(later.mark().number(), number(9));
}

#[test]
fn more_signatures_make_no_other_edition() {
    let (one, two) = (Signer::p256(1), Signer::p256(2));
    let mark = ask(&sign(&numbered(7), &[&one]), Seen::Nothing, &one).unwrap().mark().clone();
    assert!(ask(&sign(&numbered(7), &[&one, &two]), Seen::Mark(mark), &one).is_ok());
}

#[test]
fn an_older_edition_is_refused() {
    let signer = Signer::p256(1);
    let mark = ask(&sign(&numbered(7), &[&signer]), Seen::Nothing, &signer).unwrap().mark().clone();
    let sixth = sign(&numbered(6), &[&signer]);
    assert!(ask(&sixth, Seen::Nothing, &signer).is_ok());
    let refusal = ask(&sixth, Seen::Mark(mark), &signer).unwrap_err();
    assert_eq!(refusal, ListVerifyError::Rollback { seen: number(7), found: number(6) });
    assert_eq!(refusal.code(), "CSG-LIST-ROLLBACK");
}

#[test]
fn another_list_of_the_same_number_is_refused() {
    let signer = Signer::p256(1);
    let mut other = numbered(7);
    other.revoke(entry(Listed::Key(signer.public().id()))).unwrap();
    let mark = ask(&sign(&other, &[&signer]), Seen::Nothing, &signer).unwrap().mark().clone();
    let emptied = sign(&numbered(7), &[&signer]);
    assert!(ask(&emptied, Seen::Nothing, &signer).is_ok());
    let refusal = ask(&emptied, Seen::Mark(mark), &signer).unwrap_err();
    assert_eq!(
        (&refusal, refusal.code()),
        (&ListVerifyError::Conflict { number: number(7) }, "CSG-LIST-CONFLICT")
    );
}

#[test]
fn another_list_of_the_same_keys_is_refused() {
    let signer = Signer::p256(1);
    let other = ListId::parse("other-keys").unwrap();
    let draft =
        RevocationListDraft::new(other.clone(), ListNumber::FIRST, time("2026-06-01T00:00:00Z"), time(NEXT));
    let refusal = ask(&sign(&draft.unwrap(), &[&signer]), Seen::Nothing, &signer).unwrap_err();
    let expected = ListId::parse("release-keys").unwrap();
    assert_eq!(refusal.code(), "CSG-LIST-OTHER");
    assert_eq!(refusal, ListVerifyError::OtherList { expected, found: other });
}

#[test]
fn what_was_seen_of_another_list_is_no_help() {
    let signer = Signer::p256(1);
    let list = sign(&numbered(7), &[&signer]);
    let seen: ListMark = format!("other-keys 1 {}", Digest::sha256([0; 32])).parse().unwrap();
    let refusal = ask(&list, Seen::Mark(seen), &signer).unwrap_err();
    let (expected, seen) = (ListId::parse("release-keys").unwrap(), ListId::parse("other-keys").unwrap());
    assert_eq!(refusal.code(), "CSG-LIST-MARK");
    assert_eq!(refusal, ListVerifyError::OtherMark { expected, seen });
}

#[test]
fn the_greatest_number_is_an_exact_one_and_has_none_behind_it() {
    assert_eq!(ListNumber::new(0), None);
    assert_eq!(ListNumber::new((1 << 53) - 1), Some(ListNumber::MAX));
    assert_eq!(ListNumber::new(1 << 53), None);
    assert_eq!(ListNumber::new(u64::MAX), None);
    assert_eq!(ListNumber::MAX.next(), None);
    assert_eq!(ListNumber::FIRST.next(), Some(number(2)));
}

#[test]
fn a_mark_is_kept_as_one_line() {
    let text = format!("release-keys 7 {}", Digest::sha256([0xab; 32]));
    let mark = ListMark::parse(&text).unwrap();
    assert_eq!(mark.to_string(), text);
    assert_eq!(mark.digest(), &Digest::sha256([0xab; 32]));
}

#[test]
fn what_is_no_mark_is_refused() {
    let digest = Digest::sha256([0; 32]).to_string();
    let refusal = |text: &str| ListMark::parse(text).unwrap_err();
    for text in ["", "release-keys", "release-keys 7"] {
        assert_eq!(refusal(text), ListMarkError::Form);
    }
    for bad in ["0", "07", "+7", "-7", "9007199254740992", "18446744073709551616", ""] {
        assert_eq!(refusal(&format!("release-keys {bad} {digest}")), ListMarkError::Number, "{bad}");
    }
    let id = refusal(&format!("Release 7 {digest}"));
    assert_eq!(id, ListMarkError::Id(ListIdError::Character { offset: 0 }));
    for bad in [" sha256:00", "md5:00", &format!("{digest}\n"), &digest.to_uppercase()] {
        assert!(matches!(refusal(&format!("release-keys 7 {bad}")), ListMarkError::Digest(_)), "{bad}");
    }
}

#[test]
fn an_id_is_short_and_of_few_characters() {
    let longest = "a".repeat(128);
    for good in ["a", "0", "release.example.com/keys_2-b", &longest] {
        assert_eq!(ListId::parse(good).unwrap().as_str(), good);
    }
    assert_eq!(ListId::parse(""), Err(ListIdError::Length { actual: 0 }));
    assert_eq!(ListId::parse(&format!("{longest}a")), Err(ListIdError::Length { actual: 129 }));
    for (bad, offset) in
        [("Release", 0), ("release Keys", 7), (".a", 0), ("a\u{430}", 1), ("a\n", 1), ("aB", 1)]
    {
        assert_eq!(ListId::parse(bad), Err(ListIdError::Character { offset }), "{bad}");
    }
}

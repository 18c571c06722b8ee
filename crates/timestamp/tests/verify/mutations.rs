//! Every bit and every byte of a token counts, but those that are named here.

use core::ops::Range;

use countersign_timestamp::{
    EncodedToken, Imprinted, TrustedTsa, VerifiedTimestamp,
    crypto::RustCrypto,
    x509::{AnchorLimits, TrustAnchors},
};
use testkit::{
    ByteMutant, bit_flips, byte_deletions, truncations,
    tsp::{TokenSpec, Tsa, ess},
    x509::{oid, tlv},
};

use crate::support::{MESSAGE, at, trusted, tsa};

/// A token in which everything is that may be.
fn full() -> TokenSpec {
    let mut token = tsa().token(MESSAGE);
    token.info.accuracy = vec![0x30, 11, 2, 1, 1, 0x80, 2, 3, 0xe7, 0x81, 2, 0, 0x80];
    token.info.ordering = vec![1, 1, 0xff];
    token.info.nonce = tlv(2, &[&[0x11, 0x22]]);
    token.info.tsa = tlv(0xa0, &[&tlv(0xa4, &[&tsa().leaf.subject])]);
    token.info.extensions = tlv(0xa1, &[&tlv(0x30, &[&oid("1.2.3.4"), &tlv(4, &[b"x"])])]);
    token.signer.attributes.push(ess(&tsa().leaf));
    token
}

fn mutants(der: &[u8]) -> impl Iterator<Item = ByteMutant> + '_ {
    bit_flips(der).chain(byte_deletions(der)).chain(truncations(der))
}

fn verify(token: EncodedToken<'_>, authority: &TrustedTsa) -> Option<VerifiedTimestamp> {
    let token = token.parse().ok()?;
    token.verify(&Imprinted::Bytes(MESSAGE), authority, at("2050-01-01T00:00:00Z"), &RustCrypto).ok()
}

#[test]
fn every_bit_and_byte_of_a_token_counts() {
    let (der, authority) = (full().der(), trusted(&tsa()));
    assert!(verify(EncodedToken::Bare(&der), &authority).is_some());
    let accepted: Vec<String> = mutants(&der)
        .filter(|mutant| verify(EncodedToken::Bare(&mutant.bytes), &authority).is_some())
        .map(|mutant| mutant.change.to_string())
        .collect();
    assert!(accepted.is_empty(), "{accepted:?}");
}

#[test]
fn every_bit_and_byte_of_a_token_of_openssl_counts() {
    let root = include_bytes!("../data/openssl/root.crt");
    let anchors = TrustAnchors::from_ders([root], AnchorLimits::OwnLimits);
    let authority = TrustedTsa::new("peer", anchors).unwrap();
    let answer = include_bytes!("../data/openssl/p256.tsr");
    let token = EncodedToken::Response(answer).parse().unwrap().der().to_vec();
    // It carries the root too, which is not needed.
    let root_at = place(&token, root);
    let beside: Vec<ByteMutant> = mutants(&token)
        .filter(|mutant| verify(EncodedToken::Bare(&mutant.bytes), &authority).is_some())
        .collect();
    assert!(!beside.is_empty());
    for mutant in beside {
        assert!(differs_within(&token, &mutant.bytes, &root_at), "{}", mutant.change);
    }
}

/// Where a part stands.
fn place(whole: &[u8], part: &[u8]) -> Range<usize> {
    let start = whole.windows(part.len()).position(|window| window == part).unwrap();
    start..start + part.len()
}

/// Whether two documents of one length differ in a range alone.
fn differs_within(one: &[u8], other: &[u8], range: &Range<usize>) -> bool {
    let differs = |(at, (one, other)): (usize, (&u8, &u8))| one == other || range.contains(&at);
    one.len() == other.len() && one.iter().zip(other).enumerate().all(differs)
}

#[test]
fn what_is_not_signed_and_not_needed_does_not_count() {
    let beside = Tsa::new(2).leaf.der();
    let list = tlv(0xa1, &[&tlv(0x30, &[&[4, 3, 1, 2, 3]])]);
    let unsigned = tlv(0xa1, &[&tlv(0x30, &[&oid("1.2.3.4"), &tlv(0x31, &[&[4, 3, 7, 8, 9]])])]);
    let mut token = full();
    token.certificates.push(beside.clone());
    token.crls.clone_from(&list);
    token.signer.unsigned.clone_from(&unsigned);
    let (der, authority) = (token.der(), trusted(&tsa()));
    let original = verify(EncodedToken::Bare(&der), &authority).unwrap();
    let neutral = [beside, list, unsigned].map(|part| place(&der, &part));
    let mut accepted = [0; 3];
    for mutant in bit_flips(&der) {
        let Some(verified) = verify(EncodedToken::Bare(&mutant.bytes), &authority) else { continue };
        let part = neutral.iter().position(|range| differs_within(&der, &mutant.bytes, range));
        accepted[part.unwrap_or_else(|| panic!("{}", mutant.change))] += 1;
        assert_eq!(
            (verified.times(), verified.serial(), verified.path().leaf()),
            (original.times(), original.serial(), original.path().leaf())
        );
    }
    assert!(accepted.iter().all(|count| *count > 0), "{accepted:?}");
}

#[test]
fn of_an_answer_the_texts_and_the_kind_of_grant_do_not_count() {
    let token = tsa().token(MESSAGE).der();
    let text = tlv(0x0c, &[b"granted"]);
    let status = [&[2, 1, 0][..], &tlv(0x30, &[&text])].concat();
    let answer = tlv(0x30, &[&tlv(0x30, &[&status]), &token]);
    let authority = trusted(&tsa());
    // The last octet of the status, and the characters of the text.
    let (status, text) = (place(&answer, &status[..3]), place(&answer, b"granted"));
    let kind = status.end - 1..status.end;
    let mut accepted = 0;
    for mutant in mutants(&answer) {
        if verify(EncodedToken::Response(&mutant.bytes), &authority).is_none() {
            continue;
        }
        accepted += 1;
        let neutral = [&kind, &text].iter().any(|range| differs_within(&answer, &mutant.bytes, range));
        assert!(neutral, "{}", mutant.change);
    }
    // One bit of the status; seven of each character, for the eighth makes it no UTF-8.
    assert_eq!(accepted, 1 + 7 * 7);
}

//! Signatures that are none.

use countersign_crypto::{Message, PublicKey, Scheme, VerifyError};
use testkit::{Prng, bit_flips, byte_deletions, truncations};

use crate::support::{
    DER, FIXED, ORDER, PRIME, RFC_6979, der_signature, integer, negate, private, seeded, signer, tlv, unhex,
    verifier,
};

const MESSAGE: Message<'static> = Message::Bytes(b"sample");

fn public() -> PublicKey {
    private(RFC_6979).public_key().clone()
}

/// The signature of RFC 6979 §A.2.5, with the lower `s`.
fn fixed() -> Vec<u8> {
    unhex(
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716\
         0834e36ad29a83bf2bc9385e491d6099c8fdf9d1ed67aa7ea5f51f93782857a9",
    )
}

fn der() -> Vec<u8> {
    let fixed = fixed();
    der_signature(&fixed[..32], &fixed[32..])
}

fn verify(scheme: Scheme, signature: &[u8]) -> Result<(), VerifyError> {
    verifier(&public(), scheme).verify(MESSAGE, signature)
}

#[test]
fn accepts_the_signature_that_the_negatives_are_made_of() {
    let fixed = fixed();
    assert_eq!(verify(FIXED, &fixed), Ok(()));
    assert_eq!(verify(DER, &der()), Ok(()));
}

#[test]
fn refuses_integers_out_of_range_in_both_encodings() {
    let good = fixed();
    let (r, s) = good.split_at(32);
    let (zero, order, prime, all) = (vec![0; 32], unhex(ORDER), unhex(PRIME), vec![0xff; 32]);
    for (r, s) in [
        (&zero[..], s),
        (r, &zero[..]),
        (&zero, &zero),
        (&order, s),
        (r, &order),
        (&order, &order),
        (&zero, &order),
        (&order, &zero),
        (&prime, s),
        (r, &prime),
        (&all, s),
        (r, &all),
    ] {
        assert_eq!(verify(FIXED, &[r, s].concat()), Err(VerifyError::Malformed), "{r:?} {s:?}");
        assert_eq!(verify(DER, &der_signature(r, s)), Err(VerifyError::Malformed), "{r:?} {s:?}");
    }
}

#[test]
fn small_integers_are_well_formed_and_match_nothing() {
    let mut one = [0; 32];
    one[31] = 1;
    let most = negate(&one);
    for (r, s) in [(&one[..], &one[..]), (&one, &most), (&most, &one), (&most, &most)] {
        assert_eq!(verify(FIXED, &[r, s].concat()), Err(VerifyError::Mismatch));
        assert_eq!(verify(DER, &der_signature(r, s)), Err(VerifyError::Mismatch));
    }
}

#[test]
fn refuses_every_other_der_form() {
    let good = fixed();
    let (r, s) = (integer(&good[..32]), integer(&good[32..]));
    // This r has its top bit set, so DER writes a zero byte before it; without it the number is negative.
    assert_eq!((r[1], r[2]), (33, 0));
    let sequence = |parts: &[&[u8]]| tlv(0x30, &parts.concat());
    let whole = der();
    let negative = tlv(2, &r[3..]);
    let padded_r = tlv(2, &[&[0], &r[2..]].concat());
    let padded_s = tlv(2, &[&[0], &s[2..]].concat());
    let wrapped = integer(&[&[1], &good[..32]].concat());
    let cases: &[(&str, Vec<u8>)] = &[
        ("nothing", Vec::new()),
        ("an empty sequence", sequence(&[])),
        ("one integer", sequence(&[&r])),
        ("three integers", sequence(&[&r, &s, &s])),
        ("a negative r", sequence(&[&negative, &s])),
        ("a padded r", sequence(&[&padded_r, &s])),
        ("a padded s", sequence(&[&r, &padded_s])),
        ("r + 2^256", sequence(&[&wrapped, &s])),
        ("an empty integer", sequence(&[&[2, 0], &s])),
        ("an octet string", sequence(&[&tlv(4, &r[2..]), &s])),
        ("a set", [&[0x31], &whole[1..]].concat()),
        ("a trailing byte", [&whole[..], &[0]].concat()),
        ("a trailing NULL in the sequence", sequence(&[&r, &s, &[5, 0]])),
        ("a long length", [&[0x30, 0x81], &whole[1..]].concat()),
        ("a longer length", [&[0x30, 0x82, 0], &whole[1..]].concat()),
        ("an indefinite length", [&[0x30, 0x80], &whole[2..], &[0, 0]].concat()),
        ("a long length of r", sequence(&[&[2, 0x81], &r[1..], &s])),
        ("a length beyond the end", [&[0x30, whole[1] + 1], &whole[2..]].concat()),
        ("a length of 2^32 - 1", [&[0x30, 0x84, 255, 255, 255, 255], &whole[2..]].concat()),
        ("a bit string around it", tlv(3, &[&[0], &whole[..]].concat())),
        ("base64", b"MEUCIQDv1Isqz".to_vec()),
    ];
    for (what, signature) in cases {
        assert_eq!(verify(DER, signature), Err(VerifyError::Malformed), "{what}");
    }
}

#[test]
fn refuses_fixed_signatures_of_every_other_length() {
    let good = fixed();
    for length in (0..64).chain(65..=200) {
        let signature: Vec<u8> = good.iter().copied().cycle().take(length).collect();
        assert_eq!(verify(FIXED, &signature), Err(VerifyError::Malformed), "{length}");
    }
    let padded = [&[0], &good[..32], &[0], &good[32..]].concat();
    assert_eq!(verify(FIXED, &padded), Err(VerifyError::Malformed));
}

#[test]
fn an_encoding_is_never_guessed() {
    assert_eq!(verify(DER, &fixed()), Err(VerifyError::Malformed));
    assert_eq!(verify(FIXED, &der()), Err(VerifyError::Malformed));
}

#[test]
fn every_damage_to_a_signature_is_refused() {
    for (scheme, original) in [(DER, der()), (FIXED, fixed())] {
        for mutant in bit_flips(&original).chain(truncations(&original)).chain(byte_deletions(&original)) {
            let answer = verify(scheme, &mutant.bytes);
            let expected = [Err(VerifyError::Malformed), Err(VerifyError::Mismatch)];
            assert!(expected.contains(&answer), "{} {answer:?}", mutant.change);
        }
    }
}

#[test]
fn every_damage_to_a_message_is_a_mismatch() {
    let (verifier, signature) = (verifier(&public(), DER), der());
    let original = b"sample";
    for mutant in bit_flips(original).chain(truncations(original)).chain(byte_deletions(original)) {
        let answer = verifier.verify(Message::Bytes(&mutant.bytes), &signature);
        assert_eq!(answer, Err(VerifyError::Mismatch), "{}", mutant.change);
    }
}

#[test]
fn high_s_gets_the_same_verdict_as_low_s() {
    let good = fixed();
    let (r, s) = good.split_at(32);
    let high = negate(s);
    assert_eq!(verify(FIXED, &[r, &high].concat()), Ok(()));
    assert_eq!(verify(DER, &der_signature(r, &high)), Ok(()));
    let other = Message::Bytes(b"simple");
    for (scheme, low, high) in
        [(FIXED, good.clone(), [r, &high].concat()), (DER, der(), der_signature(r, &high))]
    {
        let verifier = verifier(&public(), scheme);
        assert_eq!(verifier.verify(other, &low), verifier.verify(other, &high));
    }
}

#[test]
fn written_signatures_are_low_s_and_verify() {
    let mut prng = Prng::new(6979);
    let mut half = unhex(ORDER);
    // n is odd: the largest low s is (n - 1) / 2.
    half.iter_mut().fold(0, |carry, byte| {
        let low = *byte & 1;
        *byte = *byte >> 1 | carry << 7;
        low
    });
    for seed in 0..8 {
        let key = seeded(seed);
        let (fixed, der) = (signer(&key, FIXED), signer(&key, DER));
        let verifier = verifier(key.public_key(), DER);
        for _ in 0..64 {
            let length = prng.below(100);
            let message = prng.bytes(length);
            let message = Message::Bytes(&message);
            let signature = fixed.sign(message).unwrap();
            assert!(signature[32..] <= half[..], "{signature:?}");
            let written = der.sign(message).unwrap();
            assert_eq!(verifier.verify(message, &written), Ok(()));
            let in_der = der_signature(&signature[..32], &signature[32..]);
            assert_eq!(written == in_der, crate::DETERMINISTIC);
            assert_eq!(verifier.verify(message, &in_der), Ok(()));
        }
    }
}

#[test]
fn another_key_refuses() {
    for seed in 0..16 {
        let other = seeded(seed);
        assert_eq!(verifier(other.public_key(), DER).verify(MESSAGE, &der()), Err(VerifyError::Mismatch));
    }
}

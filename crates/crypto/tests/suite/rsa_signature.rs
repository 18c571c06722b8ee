//! RSA signatures that are none.

use countersign_crypto::{
    DigestAlgorithm, HashProvider, Message, PublicKey, Scheme, SignatureAlgorithm, SignatureEncoding,
    VerifyError,
};
use testkit::{bit_flips, truncations};

use crate::{
    Provider,
    rsa_support::{RsaKey, digest_info, encode_pkcs1, encode_pss, octets},
    support::{tlv, unhex, verifier},
};

const MESSAGE: &[u8] = b"released";

fn key() -> RsaKey {
    RsaKey::two(0, 1)
}

fn verify(key: &PublicKey, scheme: Scheme, signature: &[u8]) -> Result<(), VerifyError> {
    verifier(key, scheme).verify(Message::Bytes(MESSAGE), signature)
}

fn pss_scheme(digest: DigestAlgorithm, salt_len: u16) -> Scheme {
    Scheme::new(SignatureAlgorithm::RsaPss { digest, salt_len }, SignatureEncoding::Fixed).unwrap()
}

#[test]
fn accepts_both_paddings_at_every_width() {
    // 2048, 2049 (where the encoded message of PSS is a byte shorter than the modulus), 3072, 4096, 8191 bits.
    for primes in [&[0, 1][..], &[0, 8], &[0, 1, 2], &[0, 1, 2, 3], &[0, 1, 2, 3, 4, 5, 6, 7]] {
        let key = RsaKey::of(primes);
        let public = key.public();
        assert_eq!(verify(&public, Scheme::RSA_PKCS1_SHA256, &key.pkcs1(MESSAGE)), Ok(()), "{primes:?}");
        let signature = key.pss(DigestAlgorithm::Sha512, MESSAGE, &[7; 64]);
        assert_eq!(verify(&public, Scheme::RSA_PSS_SHA512, &signature), Ok(()), "{primes:?}");
        assert_eq!(verify(&public, Scheme::RSA_PKCS1_SHA256, &signature), Err(VerifyError::Mismatch));
    }
}

#[test]
fn refuses_every_other_pkcs1_encoding() {
    let (key, info) = (key(), digest_info(MESSAGE));
    let (public, len) = (key.public(), key.len());
    let hash = Provider.hash(DigestAlgorithm::Sha256, MESSAGE);
    let oid = unhex("0609608648016503040201");
    let of = |algorithm: &[u8]| tlv(0x30, &[tlv(0x30, algorithm), tlv(4, hash.as_bytes())].concat());
    let null = [&oid[..], &[5, 0]].concat();
    assert_eq!(of(&null), info);
    let good = encode_pkcs1(len, &info);
    let changed = |at: usize, byte: u8| {
        let mut encoded = good.clone();
        encoded[at] = byte;
        encoded
    };
    let short = |padding: usize, tail: usize| {
        [&[0, 1], &vec![0xff; padding][..], &[0], &info, &vec![0xaa; tail]].concat()
    };
    let garbage = len - 3 - info.len();
    let long_length = [&[0x30, 0x81, 0x31], &info[2..]].concat();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("no NULL", encode_pkcs1(len, &of(&oid))),
        ("garbage after the hash, eight bytes of padding", short(8, garbage - 8)),
        ("garbage after the hash, no padding", short(0, garbage)),
        ("garbage in the parameters", encode_pkcs1(len, &of(&[&oid[..], &tlv(4, &[0xaa; 20])].concat()))),
        ("a trailing byte in the sequence", encode_pkcs1(len, &of(&[&null[..], &[0]].concat()))),
        ("a long length", encode_pkcs1(len, &long_length)),
        ("the digest alone", encode_pkcs1(len, hash.as_bytes())),
        ("another algorithm's identifier", encode_pkcs1(len, &of(&unhex("06096086480165030402020500")))),
        ("block type 2", changed(1, 2)),
        ("block type 0", changed(1, 0)),
        ("a hole in the padding", changed(100, 0xfe)),
        ("the zero is missing", changed(len - info.len() - 1, 0xff)),
        ("the zero comes early", changed(50, 0)),
        ("all zeros", vec![0; len]),
        ("one", [vec![0; len - 1], vec![1]].concat()),
    ];
    assert_eq!(verify(&public, Scheme::RSA_PKCS1_SHA256, &key.raw(&good)), Ok(()));
    for (what, encoded) in &cases {
        let answer = verify(&public, Scheme::RSA_PKCS1_SHA256, &key.raw(encoded));
        assert_eq!(answer, Err(VerifyError::Mismatch), "{what}");
    }
}

#[test]
fn refuses_every_other_pss_encoding() {
    let key = key();
    let (public, digest) = (key.public(), DigestAlgorithm::Sha256);
    let encode = |salt: &[u8], change: &dyn Fn(&mut Vec<u8>)| encode_pss(2047, digest, MESSAGE, salt, change);
    let good = encode(&[7; 32], &|_| {});
    let changed = |at: usize, byte: u8| {
        let mut encoded = good.clone();
        encoded[at] ^= byte;
        encoded
    };
    let at = 255 - 32 - 32 - 1;
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("a shorter salt", encode(&[7; 31], &|_| {})),
        ("a longer salt", encode(&[7; 33], &|_| {})),
        ("no salt", encode(&[], &|_| {})),
        ("another trailer", changed(255, 0xbc ^ 0xcc)),
        ("no trailer", changed(255, 0xbc)),
        ("another hash", changed(254, 1)),
        ("a byte before the one", encode(&[7; 32], &|block| block[at - 1] = 1)),
        ("another byte than one", encode(&[7; 32], &|block| block[at] = 2)),
        ("the first byte of padding", encode(&[7; 32], &|block| block[0] = 1)),
    ];
    assert_eq!(verify(&public, Scheme::RSA_PSS_SHA256, &key.raw(&good)), Ok(()));
    for (what, encoded) in &cases {
        let answer = verify(&public, Scheme::RSA_PSS_SHA256, &key.raw(encoded));
        assert_eq!(answer, Err(VerifyError::Mismatch), "{what}");
    }
}

#[test]
fn refuses_bits_above_the_encoded_message_of_pss() {
    // With a modulus of 2049 bits the first byte of 257 must be zero; with one of 4096 a bit must.
    let key = RsaKey::two(0, 8);
    let encoded = encode_pss(2048, DigestAlgorithm::Sha256, MESSAGE, &[7; 32], |_| {});
    assert_eq!(verify(&key.public(), Scheme::RSA_PSS_SHA256, &key.raw(&encoded)), Ok(()));
    let above = [&[1], &encoded[..]].concat();
    assert!(octets(&key.modulus) > above);
    let answer = verify(&key.public(), Scheme::RSA_PSS_SHA256, &key.raw(&above));
    assert_eq!(answer, Err(VerifyError::Mismatch));
    let key = self::key();
    let encode = |salt: u8| encode_pss(2047, DigestAlgorithm::Sha256, MESSAGE, &[salt; 32], |_| {});
    // One whose first byte is so small that the bit above leaves the number below the modulus.
    let good = (0..=255).map(encode).find(|encoded| encoded[0] < 0x40).unwrap();
    assert_eq!(verify(&key.public(), Scheme::RSA_PSS_SHA256, &key.raw(&good)), Ok(()));
    let above = [&[good[0] | 0x80], &good[1..]].concat();
    assert!(octets(&key.modulus) > above);
    let answer = verify(&key.public(), Scheme::RSA_PSS_SHA256, &key.raw(&above));
    assert_eq!(answer, Err(VerifyError::Mismatch));
}

#[test]
fn the_length_of_the_salt_is_the_one_that_is_named() {
    let key = key();
    let public = key.public();
    for salt_len in [0u16, 20, 32, 48, 222] {
        let signature = key.pss(DigestAlgorithm::Sha256, MESSAGE, &vec![3; salt_len.into()]);
        for named in [0, 20, 32, 48, 222, 223, u16::MAX] {
            let expected = if named == salt_len { Ok(()) } else { Err(VerifyError::Mismatch) };
            let answer = verify(&public, pss_scheme(DigestAlgorithm::Sha256, named), &signature);
            assert_eq!(answer, expected, "{salt_len} {named}");
        }
        let other = verify(&public, pss_scheme(DigestAlgorithm::Sha384, salt_len), &signature);
        assert_eq!(other, Err(VerifyError::Mismatch));
    }
}

#[test]
fn a_signature_is_exactly_as_long_as_the_modulus_and_below_it() {
    let key = key();
    let (public, good) = (key.public(), key.pkcs1(MESSAGE));
    let scheme = Scheme::RSA_PKCS1_SHA256;
    let modulus = octets(&key.modulus);
    let with_modulus = |signature: &[u8]| {
        let mut carry = 0u16;
        let mut sum: Vec<u8> = Vec::new();
        for (left, right) in signature.iter().rev().zip(modulus.iter().rev()) {
            carry += u16::from(*left) + u16::from(*right);
            sum.push(carry.to_be_bytes()[1]);
            carry >>= 8;
        }
        sum.reverse();
        (sum, carry)
    };
    assert_eq!(verify(&public, scheme, &good), Ok(()));
    let (sum, carry) = with_modulus(&good);
    // One that has room for the modulus above it.
    let pss = (0..=255).map(|salt| key.pss(DigestAlgorithm::Sha256, MESSAGE, &[salt; 32]));
    let small = pss.into_iter().find(|signature| with_modulus(signature).1 == 0).unwrap();
    assert_eq!(verify(&public, Scheme::RSA_PSS_SHA256, &small), Ok(()));
    let answer = verify(&public, Scheme::RSA_PSS_SHA256, &with_modulus(&small).0);
    assert_eq!(answer, Err(VerifyError::Malformed), "s + n");
    let long = [&[u8::try_from(carry).unwrap()], &sum[..]].concat();
    for (what, signature) in [
        ("nothing", Vec::new()),
        ("a zero before it", [&[0], &good[..]].concat()),
        ("a zero after it", [&good[..], &[0]].concat()),
        ("a byte less", good[1..].to_vec()),
        ("s + n in one byte more", long),
        ("n", modulus.clone()),
        ("all ones", vec![0xff; 256]),
        ("a megabyte", vec![1; 1 << 20]),
    ] {
        assert_eq!(verify(&public, scheme, &signature), Err(VerifyError::Malformed), "{what}");
    }
    for (what, signature) in [("zero", vec![0; 256]), ("one", [vec![0; 255], vec![1]].concat())] {
        assert_eq!(verify(&public, scheme, &signature), Err(VerifyError::Mismatch), "{what}");
    }
}

#[test]
fn damage_to_a_signature_is_refused() {
    let key = key();
    let verifier = verifier(&key.public(), Scheme::RSA_PKCS1_SHA256);
    let good = key.pkcs1(MESSAGE);
    for mutant in bit_flips(&good).step_by(17).chain(truncations(&good)) {
        assert!(verifier.verify(Message::Bytes(MESSAGE), &mutant.bytes).is_err(), "{}", mutant.change);
    }
}

#[test]
fn a_digest_serves_and_one_of_another_algorithm_is_named() {
    let key = key();
    let signature = key.pkcs1(MESSAGE);
    let verifier = verifier(&key.public(), Scheme::RSA_PKCS1_SHA256);
    let digest = Provider.hash(DigestAlgorithm::Sha256, MESSAGE);
    assert_eq!(verifier.verify(Message::Digest(&digest), &signature), Ok(()));
    let (expected, actual) = (DigestAlgorithm::Sha256, DigestAlgorithm::Sha512);
    let digest = Provider.hash(actual, MESSAGE);
    let answer = verifier.verify(Message::Digest(&digest), &signature);
    assert_eq!(answer, Err(VerifyError::WrongDigest { expected, actual }));
}

//! SHA-2, several digests in one pass, and bytes against their digest.
#![cfg(feature = "rustcrypto")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fail by panicking"
)]

use countersign_digest::{
    Algorithm, CheckError, Digest, HashProvider, Hasher, MultiHasher, Sha2, check_bytes,
};
use proptest::prelude::*;

/// FIPS 180-4 examples, as NIST publishes them.
const EMPTY: [&str; 3] = [
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "sha384:38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b",
    "sha512:cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce\
     47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
];
const ABC: [&str; 3] = [
    "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "sha384:cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
    "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
     2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
];
const MILLION: [&str; 3] = [
    "sha256:cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
    "sha384:9d0e1809716474cb086e834e310a4a1ced149e9c00f248527972cec5704c2a5b07b8b3dc38ecc4ebae97ddd87f3d8985",
    "sha512:e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973eb\
     de0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b",
];

fn sample(length: usize) -> Vec<u8> {
    (0..length).map(|index| (index * 167 + index / 251 + 13).to_le_bytes()[0]).collect()
}

fn in_pieces(algorithm: Algorithm, bytes: &[u8], piece: usize) -> Digest {
    let mut hasher = Sha2.hasher(algorithm);
    bytes.chunks(piece).for_each(|bytes| hasher.update(bytes));
    hasher.finish()
}

#[test]
fn agrees_with_the_published_answers() {
    let million = vec![b'a'; 1_000_000];
    for (input, answers) in [(&b""[..], EMPTY), (b"abc", ABC), (&million, MILLION)] {
        for (algorithm, answer) in Algorithm::ALL.iter().zip(answers) {
            assert_eq!(Sha2.hash(*algorithm, input).to_string(), answer);
            assert_eq!(in_pieces(*algorithm, input, 4099).to_string(), answer);
        }
    }
}

#[test]
fn every_length_hashes_alike_whole_and_in_odd_pieces() {
    let bytes = sample(4096);
    for algorithm in Algorithm::ALL {
        let mut all = std::collections::HashSet::new();
        for length in 0..=bytes.len() {
            let input = &bytes[..length];
            let whole = Sha2.hash(*algorithm, input);
            assert!(all.insert(whole), "two lengths with one digest");
            for piece in [7, 65, 1021, 1 + length % 129] {
                assert_eq!(in_pieces(*algorithm, input, piece), whole, "{algorithm} {length} by {piece}");
            }
        }
    }
}

/// Only the two required parts, so that `hash` is the default of the trait.
#[derive(Debug)]
struct Plain;

impl HashProvider for Plain {
    fn hasher(&self, algorithm: Algorithm) -> Box<dyn Hasher> {
        Sha2.hasher(algorithm)
    }
}

#[test]
fn the_default_of_hash_uses_the_hasher() {
    for algorithm in Algorithm::ALL {
        assert_eq!(Plain.hash(*algorithm, b"abc"), Sha2.hash(*algorithm, b"abc"));
    }
}

#[test]
fn one_pass_gives_every_digest_in_the_order_asked_for() {
    use Algorithm::{Sha256, Sha384, Sha512};
    let mut hasher = MultiHasher::new(&Sha2, &[Sha512, Sha256, Sha512, Sha384, Sha256]);
    assert_eq!(format!("{hasher:?}"), "MultiHasher(3 digests)");
    hasher.update(b"a");
    hasher.update(b"");
    hasher.update(b"bc");
    let texts: Vec<String> = hasher.finish().iter().map(Digest::to_string).collect();
    assert_eq!(texts, [ABC[2], ABC[0], ABC[1]]);
    assert_eq!(MultiHasher::new(&Sha2, &[]).finish(), []);
}

#[test]
fn bytes_are_checked_by_length_and_then_by_digest() {
    for algorithm in Algorithm::ALL {
        let expected = Sha2.hash(*algorithm, b"abc");
        assert_eq!(check_bytes(&Sha2, b"abc", &expected, Some(3)), Ok(()));
        assert_eq!(check_bytes(&Sha2, b"abc", &expected, None), Ok(()));
        let size = CheckError::Size { expected: 4, actual: 3 };
        assert_eq!(check_bytes(&Sha2, b"abc", &expected, Some(4)), Err(size));
        assert_eq!(check_bytes(&Sha2, b"abd", &expected, Some(4)), Err(size));
        let actual = Sha2.hash(*algorithm, b"abd");
        let digest = CheckError::Digest { expected, actual };
        assert_eq!(check_bytes(&Sha2, b"abd", &expected, Some(3)), Err(digest));
        assert_eq!(check_bytes(&Sha2, b"abd", &expected, None), Err(digest));
        assert_eq!(digest.to_string(), format!("expected {expected}, found {actual}"));
    }
    assert_eq!(CheckError::Size { expected: 4, actual: 3 }.to_string(), "expected 4 bytes, found 3");
}

#[test]
fn empty_bytes_have_only_the_empty_digest() {
    let abc = Sha2.hash(Algorithm::Sha256, b"abc");
    assert!(matches!(check_bytes(&Sha2, b"", &abc, None), Err(CheckError::Digest { .. })));
    assert!(matches!(check_bytes(&Sha2, b"", &abc, Some(0)), Err(CheckError::Digest { .. })));
    assert_eq!(check_bytes(&Sha2, b"", &EMPTY[0].parse().unwrap(), Some(0)), Ok(()));
}

proptest! {
    #[test]
    fn pieces_of_any_size_hash_alike(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..12)) {
        for algorithm in Algorithm::ALL {
            let mut hasher = Sha2.hasher(*algorithm);
            pieces.iter().for_each(|piece| hasher.update(piece));
            prop_assert_eq!(hasher.finish(), Sha2.hash(*algorithm, &pieces.concat()));
        }
    }

    #[test]
    fn a_flipped_bit_is_found(bytes in prop::collection::vec(any::<u8>(), 1..300), at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let expected = Sha2.hash(Algorithm::Sha256, &bytes);
        let mut other = bytes.clone();
        other[at.index(bytes.len())] ^= 1_u8 << bit;
        prop_assert_eq!(check_bytes(&Sha2, &bytes, &expected, None), Ok(()));
        let found = check_bytes(&Sha2, &other, &expected, None);
        prop_assert!(matches!(found, Err(CheckError::Digest { .. })), "{:?}", found);
    }
}

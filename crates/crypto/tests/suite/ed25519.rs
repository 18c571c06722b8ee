//! Ed25519, where implementations disagree about what a signature is: this one takes the fewest.

use countersign_crypto::{
    CryptoProvider, DigestAlgorithm, GenerateError, HashProvider, KeyType, KeyUseError, Message, PointError,
    PrivateKey, PrivateKeyError, PublicKey, PublicKeyError, RandomError, ScalarError, Scheme, SignError,
    VerifyError,
};
use curve25519_dalek::{
    EdwardsPoint, Scalar,
    constants::{ED25519_BASEPOINT_POINT as BASE, EIGHT_TORSION},
    traits::Identity,
};

use crate::Provider;
use crate::support::{seeded_of, signer, tlv, unhex, verifier};

/// RFC 8032 §7.1, tests 1 and 2.
const VECTORS: [[&str; 4]; 2] = [
    [
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555\
         fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da0\
         85ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
];

/// RFC 8032 §7.3: the seed and the signature of `abc`.
const PREHASHED: [&str; 2] = [
    "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
    "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae4131f85042463c2a355a2003d062adf5aaa\
     10b8c61e636062aaad11c2a26083406",
];

fn private(seed: &str) -> PrivateKey {
    PrivateKey::from_scalar(KeyType::Ed25519, &unhex(seed), &Provider).unwrap()
}

fn public(octets: &[u8]) -> Result<PublicKey, PublicKeyError> {
    PublicKey::from_point(KeyType::Ed25519, octets, &Provider)
}

#[test]
fn signs_and_verifies_the_published_vectors() {
    for [seed, point, message, signature] in VECTORS {
        let (key, message, signature) = (private(seed), unhex(message), unhex(signature));
        assert_eq!(key.public_key().point(), unhex(point));
        assert_eq!(key.expose_secret(), unhex(seed));
        assert_eq!(signer(&key, Scheme::ED25519).sign(Message::Bytes(&message)).unwrap(), signature);
        let verifier = verifier(key.public_key(), Scheme::ED25519);
        assert_eq!(verifier.verify(Message::Bytes(&message), &signature), Ok(()));
    }
    let [seed, signature] = PREHASHED.map(unhex);
    let key = PrivateKey::from_scalar(KeyType::Ed25519, &seed, &Provider).unwrap();
    let digest = Provider.hash(DigestAlgorithm::Sha512, b"abc");
    for message in [Message::Bytes(b"abc"), Message::Digest(&digest)] {
        assert_eq!(signer(&key, Scheme::ED25519PH).sign(message).unwrap(), signature);
        assert_eq!(verifier(key.public_key(), Scheme::ED25519PH).verify(message, &signature), Ok(()));
    }
}

#[test]
fn the_key_is_written_as_rfc_8410_does() {
    let key = private(VECTORS[0][0]).public_key().clone();
    let der = [&unhex("302a300506032b6570032100")[..], &unhex(VECTORS[0][1])].concat();
    assert_eq!(key.spki_der(), der);
    assert_eq!(PublicKey::from_spki_der(&der, &Provider), Ok(key));
    let long = tlv(0x30, &[unhex("300506032b6570"), tlv(3, &[0; 34])].concat());
    let invalid = PublicKeyError::Point(PointError::Invalid);
    assert_eq!(PublicKey::from_spki_der(&long, &Provider), Err(invalid));
}

#[test]
fn pure_and_prehashed_are_two_algorithms() {
    let key = private(VECTORS[0][0]);
    let digest = Provider.hash(DigestAlgorithm::Sha512, b"abc");
    let pure = signer(&key, Scheme::ED25519).sign(Message::Bytes(b"abc")).unwrap();
    let pure_of_digest = signer(&key, Scheme::ED25519).sign(Message::Bytes(digest.as_bytes())).unwrap();
    let prehashed = signer(&key, Scheme::ED25519PH).sign(Message::Bytes(b"abc")).unwrap();
    let verify =
        |scheme, message, signature: &[u8]| verifier(key.public_key(), scheme).verify(message, signature);
    let message = Message::Bytes(b"abc");
    assert_eq!(verify(Scheme::ED25519, message, &pure), Ok(()));
    assert_eq!(verify(Scheme::ED25519PH, message, &prehashed), Ok(()));
    for signature in [&pure, &pure_of_digest] {
        assert_eq!(verify(Scheme::ED25519PH, message, signature), Err(VerifyError::Mismatch));
    }
    for message in [message, Message::Bytes(digest.as_bytes())] {
        assert_eq!(verify(Scheme::ED25519, message, &prehashed), Err(VerifyError::Mismatch));
    }
}

#[test]
fn digests_serve_only_where_one_is_signed() {
    let key = private(VECTORS[0][0]);
    for algorithm in DigestAlgorithm::ALL {
        let digest = Provider.hash(*algorithm, b"abc");
        let message = Message::Digest(&digest);
        let pure = verifier(key.public_key(), Scheme::ED25519);
        assert_eq!(pure.verify(message, &[0; 64]), Err(VerifyError::NeedsWholeMessage));
        let refused = signer(&key, Scheme::ED25519).sign(message);
        assert!(matches!(refused, Err(SignError::NeedsWholeMessage)));
        if *algorithm != DigestAlgorithm::Sha512 {
            let (expected, actual) = (DigestAlgorithm::Sha512, *algorithm);
            let prehashed = verifier(key.public_key(), Scheme::ED25519PH);
            assert_eq!(
                prehashed.verify(message, &[0; 64]),
                Err(VerifyError::WrongDigest { expected, actual })
            );
            let refused = signer(&key, Scheme::ED25519PH).sign(message);
            assert!(matches!(refused, Err(SignError::WrongDigest { .. })));
        }
    }
}

#[test]
fn the_eight_points_of_small_order_are_no_keys() {
    for point in EIGHT_TORSION {
        let refused = public(point.compress().as_bytes());
        assert_eq!(refused, Err(PublicKeyError::Point(PointError::SmallOrder)));
    }
}

/// Every encoding of 32 octets that names a point or coordinate of another encoding.
fn non_canonical() -> Vec<[u8; 32]> {
    let mut all = Vec::new();
    for sign in [0, 0x80] {
        // y from the prime to 2^255 - 1.
        for first in 0xed..=0xff {
            let mut octets = [0xff; 32];
            (octets[0], octets[31]) = (first, 0x7f | sign);
            all.push(octets);
        }
    }
    // x = 0 with a sign: y = 1 and y = -1.
    let mut one = [0; 32];
    (one[0], one[31]) = (1, 0x80);
    let mut minus_one = [0xff; 32];
    minus_one[0] = 0xec;
    all.extend([one, minus_one]);
    all
}

#[test]
fn an_encoding_that_is_not_canonical_is_no_key() {
    for octets in non_canonical() {
        let refused = public(&octets);
        assert_eq!(refused, Err(PublicKeyError::Point(PointError::NonCanonical)), "{octets:02x?}");
    }
    // Near misses of the rule are judged by what they are.
    let mut y = [0xff; 32];
    (y[0], y[31]) = (0xeb, 0x7f);
    assert_ne!(public(&y), Err(PublicKeyError::Point(PointError::NonCanonical)));
    let mut y = [0; 32];
    (y[0], y[31]) = (2, 0x80);
    assert_ne!(public(&y), Err(PublicKeyError::Point(PointError::NonCanonical)));
}

#[test]
fn every_key_that_is_taken_is_the_encoding_of_its_point() {
    let mut taken = 0;
    for low in 0..=255 {
        for high in [0, 0x80] {
            let mut octets = [0; 32];
            (octets[0], octets[31]) = (low, high);
            let Ok(key) = public(&octets) else { continue };
            taken += 1;
            let point = curve25519_dalek::edwards::CompressedEdwardsY(octets).decompress().unwrap();
            assert_eq!(point.compress().as_bytes(), key.point());
        }
    }
    assert!((150..400).contains(&taken), "{taken}");
}

#[test]
fn refuses_octets_that_are_no_point() {
    let invalid = Err(PublicKeyError::Point(PointError::Invalid));
    let mut no_point = [0; 32];
    no_point[0] = 2;
    assert_eq!(public(&no_point), invalid);
    for length in [0, 31, 33, 64] {
        assert_eq!(public(&vec![7; length]), invalid, "{length}");
    }
}

/// A secret scalar and a nonce, both arbitrary.
fn scalars() -> (Scalar, Scalar) {
    (Scalar::from(0x0123_4567_89ab_cdef_u64), Scalar::from(0xfedc_ba98_7654_3210_u64))
}

/// With `dom2` (RFC 8032 §2) before everything where the message is prehashed.
fn challenge(scheme: Scheme, r: &[u8], a: &[u8], message: &[u8]) -> Scalar {
    let digest = Provider.hash(DigestAlgorithm::Sha512, message);
    let input = if scheme == Scheme::ED25519PH {
        [b"SigEd25519 no Ed25519 collisions\x01\x00", r, a, digest.as_bytes()].concat()
    } else {
        [r, a, message].concat()
    };
    let hash = Provider.hash(DigestAlgorithm::Sha512, &input);
    Scalar::from_bytes_mod_order_wide(hash.as_bytes().try_into().unwrap())
}

/// What the equation of RFC 8032 §5.1.7 leaves over: nothing, or a point of small order where only the variant that
/// multiplies by the cofactor holds.
struct Case {
    scheme: Scheme,
    public: EdwardsPoint,
    r: EdwardsPoint,
    s: Scalar,
    message: Vec<u8>,
}

impl Case {
    /// Signs with torsion added to the public key and to R; the message is varied until the equation without cofactor
    /// holds, or does not.
    fn new(scheme: Scheme, in_key: EdwardsPoint, in_r: EdwardsPoint, nonce: Scalar, holds: bool) -> Self {
        let (secret, _) = scalars();
        let (public, r) = (BASE * secret + in_key, BASE * nonce + in_r);
        for counter in 0..=255 {
            let k = challenge(scheme, r.compress().as_bytes(), public.compress().as_bytes(), &[counter]);
            let left_over = in_key * k + in_r;
            if (left_over == EdwardsPoint::identity()) == holds {
                return Self { scheme, public, r, s: nonce + k * secret, message: vec![counter] };
            }
        }
        panic!("no message among 256");
    }

    fn verify(&self) -> Result<(), VerifyError> {
        let key = public(self.public.compress().as_bytes()).unwrap();
        let signature = [self.r.compress().to_bytes(), self.s.to_bytes()].concat();
        verifier(&key, self.scheme).verify(Message::Bytes(&self.message), &signature)
    }
}

/// The cases on which verifiers differ (Chalkias, Garillot, Nikolaenko: "Taming the many EdDSAs"), made anew.
#[test]
fn points_of_mixed_order_are_taken_only_where_the_strict_equation_holds() {
    let torsion = EIGHT_TORSION[1];
    let none = EdwardsPoint::identity();
    let (_, nonce) = scalars();
    let mismatch = Err(VerifyError::Mismatch);
    for scheme in [Scheme::ED25519, Scheme::ED25519PH] {
        for (what, in_key, in_r, nonce, holds, expected) in [
            ("the control", none, none, nonce, true, Ok(())),
            ("R of small order", torsion, torsion, Scalar::ZERO, true, mismatch),
            ("both mixed, strict", torsion, torsion, nonce, true, Ok(())),
            ("with cofactor", torsion, torsion, nonce, false, mismatch),
            ("R of prime order", torsion, none, nonce, false, mismatch),
            ("mixed R alone", none, torsion, nonce, false, mismatch),
        ] {
            let case = Case::new(scheme, in_key, in_r, nonce, holds);
            assert_eq!(case.verify(), expected, "{what} {scheme:?}");
        }
    }
}

#[test]
fn s_is_below_the_order() {
    let key = private(VECTORS[1][0]);
    let verifier = verifier(key.public_key(), Scheme::ED25519);
    let good = unhex(VECTORS[1][3]);
    let order = unhex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let mut s = good[32..].to_vec();
    assert_eq!(verifier.verify(Message::Bytes(&[0x72]), &good), Ok(()));
    // S + L, S + 2L, … as long as it fits: the same point each time.
    for times in 1..15 {
        let mut carry = 0u16;
        for (byte, more) in s.iter_mut().zip(&order) {
            carry += u16::from(*byte) + u16::from(*more);
            *byte = carry.to_le_bytes()[0];
            carry >>= 8;
        }
        assert_eq!(carry, 0);
        let signature = [&good[..32], &s].concat();
        let answer = verifier.verify(Message::Bytes(&[0x72]), &signature);
        assert_eq!(answer, Err(VerifyError::Malformed), "{times}");
    }
    for s in [&order[..], &[0xff; 32]] {
        let signature = [&good[..32], s].concat();
        assert_eq!(verifier.verify(Message::Bytes(&[0x72]), &signature), Err(VerifyError::Malformed));
    }
}

#[test]
fn r_is_canonical_and_signatures_have_one_length() {
    let key = private(VECTORS[1][0]);
    let good = unhex(VECTORS[1][3]);
    for scheme in [Scheme::ED25519, Scheme::ED25519PH] {
        let verifier = verifier(key.public_key(), scheme);
        for r in non_canonical() {
            let signature = [&r[..], &good[32..]].concat();
            assert_eq!(verifier.verify(Message::Bytes(&[0x72]), &signature), Err(VerifyError::Malformed));
        }
        for length in (0..64).chain(65..130) {
            let other: Vec<u8> = good.iter().copied().cycle().take(length).collect();
            assert_eq!(verifier.verify(Message::Bytes(&[0x72]), &other), Err(VerifyError::Malformed));
        }
    }
}

#[test]
fn damage_and_other_keys_are_refused() {
    let key = private(VECTORS[1][0]);
    let good = unhex(VECTORS[1][3]);
    let own = verifier(key.public_key(), Scheme::ED25519);
    for mutant in testkit::bit_flips(&good) {
        assert!(own.verify(Message::Bytes(&[0x72]), &mutant.bytes).is_err(), "{}", mutant.change);
    }
    for seed in 0..8 {
        let other = seeded_of(KeyType::Ed25519, seed);
        let verifier = verifier(other.public_key(), Scheme::ED25519);
        assert_eq!(verifier.verify(Message::Bytes(&[0x72]), &good), Err(VerifyError::Mismatch));
    }
}

#[test]
fn seeds_are_32_bytes_and_a_silent_source_is_broken() {
    for length in [0, 31, 33, 64] {
        let refused = PrivateKey::from_scalar(KeyType::Ed25519, &vec![1; length], &Provider).unwrap_err();
        assert_eq!(refused, PrivateKeyError::Scalar(ScalarError::OutOfRange), "{length}");
    }
    let mut silent = |_: &mut [u8]| -> Result<(), RandomError> { Ok(()) };
    let broken = PrivateKey::generate(KeyType::Ed25519, &mut silent, &Provider).unwrap_err();
    assert_eq!(broken, GenerateError::BrokenRandom { draws: 16 });
}

#[test]
fn an_edwards_key_serves_no_other_scheme() {
    let key = private(VECTORS[0][0]);
    let (expected, actual) = (KeyType::EcdsaP256, KeyType::Ed25519);
    let refused = Provider.verifying_key(key.public_key(), Scheme::ECDSA_P256_SHA256_DER).unwrap_err();
    assert_eq!(refused, KeyUseError::WrongKeyType { expected, actual });
}

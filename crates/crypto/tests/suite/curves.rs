//! The three curves alike: vectors, ranges, hashes.

use countersign_crypto::{
    CryptoProvider, DigestAlgorithm, HashProvider, KeyType, KeyUseError, Message, PointError, PrivateKey,
    PrivateKeyError, PublicKey, PublicKeyError, RandomError, ScalarError, Scheme, SignError,
    SignatureAlgorithm as A, SignatureEncoding, VerifyError,
};

use crate::Provider;
use crate::support::{DER, ORDER, RFC_6979, der_signature, seeded_of, signer, subtract, unhex, verifier};

struct Curve {
    key_type: KeyType,
    order: &'static str,
    /// The private key of RFC 6979 §A.2.5, §A.2.6, §A.2.7.
    secret: &'static str,
    algorithms: [A; 3],
}

const CURVES: [Curve; 3] = [
    Curve {
        key_type: KeyType::EcdsaP256,
        order: ORDER,
        secret: RFC_6979,
        algorithms: [A::EcdsaP256Sha256, A::EcdsaP256Sha384, A::EcdsaP256Sha512],
    },
    Curve {
        key_type: KeyType::EcdsaP384,
        order: "ffffffffffffffffffffffffffffffffffffffffffffffff\
                c7634d81f4372ddf581a0db248b0a77aecec196accc52973",
        secret: "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba\
                 9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5",
        algorithms: [A::EcdsaP384Sha256, A::EcdsaP384Sha384, A::EcdsaP384Sha512],
    },
    Curve {
        key_type: KeyType::EcdsaP521,
        order: "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
                fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
        secret: "00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75caa8\
                 96eb32f1f47c70855836a6d16fcc1466f6d8fbec67db89ec0c08b0e996b83538",
        algorithms: [A::EcdsaP521Sha256, A::EcdsaP521Sha384, A::EcdsaP521Sha512],
    },
];

const MESSAGE: Message<'static> = Message::Bytes(b"sample");

fn fixed(algorithm: A) -> Scheme {
    Scheme::new(algorithm, SignatureEncoding::Fixed).unwrap()
}

fn der(algorithm: A) -> Scheme {
    Scheme::new(algorithm, SignatureEncoding::Der).unwrap()
}

impl Curve {
    fn key(&self) -> PrivateKey {
        PrivateKey::from_scalar(self.key_type, &unhex(self.secret), &Provider).unwrap()
    }

    fn order(&self) -> Vec<u8> {
        unhex(self.order)
    }

    /// Half the order, rounded down: the largest s that is written.
    fn half(&self) -> Vec<u8> {
        let mut carry = 0;
        let halve = |byte: u8| {
            let half = byte >> 1 | carry;
            carry = byte << 7;
            half
        };
        self.order().into_iter().map(halve).collect()
    }
}

#[test]
fn signs_the_published_vectors_with_the_lower_s() {
    let [p256, p384, p521] = &CURVES;
    for (curve, algorithm, r, s) in [
        (
            p256,
            A::EcdsaP256Sha384,
            "0eafea039b20e9b42309fb1d89e213057cbf973dc0cfc8f129edddc800ef7719",
            "4861f0491e6998b9455193e34e7b0d284ddd7149a74b95b9261f13abde940954",
        ),
        (
            p256,
            A::EcdsaP256Sha512,
            "8496a60b5e9b47c825488827e0495b0e3fa109ec4568fd3f8d1097678eb97f00",
            "2362ab1adbe2b8adf9cb9edab740ea6049c028114f2460f96554f61fae3302fe",
        ),
        (
            p384,
            A::EcdsaP384Sha384,
            "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c\
             81a648152e44acf96e36dd1e80fabe46",
            "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94f\
             a329c145786e679e7b82c71a38628ac8",
        ),
        (
            p384,
            A::EcdsaP384Sha256,
            "21b13d1e013c7fa1392d03c5f99af8b30c570c6f98d4ea8e354b63a21d3daa33\
             bde1e888e63355d92fa2b3c36d8fb2cd",
            "f3aa443fb107745bf4bd77cb3891674632068a10ca67e3d45db2266fa7d1feeb\
             efdc63eccd1ac42ec0cb8668a4fa0ab0",
        ),
        (
            p384,
            A::EcdsaP384Sha512,
            "ed0959d5880ab2d869ae7f6c2915c6d60f96507f9cb3e047c0046861da4a799c\
             fe30f35cc900056d7c99cd7882433709",
            "512c8cceee3890a84058ce1e22dbc2198f42323ce8aca9135329f03c068e5112\
             dc7cc3ef3446defceb01a45c2667fdd5",
        ),
        (
            p521,
            A::EcdsaP521Sha256,
            "01511bb4d675114fe266fc4372b87682baecc01d3cc62cf2303c92b3526012659d16\
             876e25c7c1e57648f23b73564d67f61c6f14d527d54972810421e7d87589e1a7",
            "004a171143a83163d6df460aaf61522695f207a58b95c0644d87e52aa1a347916e4f\
             7a72930b1bc06dbe22ce3f58264afd23704cbb63b29b931f7de6c9d949a7ecfc",
        ),
        (
            p521,
            A::EcdsaP521Sha384,
            "01ea842a0e17d2de4f92c15315c63ddf72685c18195c2bb95e572b9c5136ca4b4b57\
             6ad712a52be9730627d16054ba40cc0b8d3ff035b12ae75168397f5d50c67451",
            "01f21a3cee066e1961025fb048bd5fe2b7924d0cd797babe0a83b66f1e35eeaf5fde\
             143fa85dc394a7dee766523393784484bdf3e00114a1c857cde1aa203db65d61",
        ),
        (
            p521,
            A::EcdsaP521Sha512,
            "00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f174e\
             25a1ee9017b5d450606add152b534931d7d4e8455cc91f9b15bf05ec36e377fa",
            "00617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af2826\
             23eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e44da4a67a",
        ),
    ] {
        let (r, s) = (unhex(r), unhex(s));
        let low = if s > curve.half() { subtract(&curve.order(), &s) } else { s.clone() };
        let signer = signer(&curve.key(), fixed(algorithm));
        if crate::DETERMINISTIC {
            assert_eq!(signer.sign(MESSAGE).unwrap(), [&r[..], &low].concat(), "{algorithm}");
        }
        let verifier = verifier(signer.public_key(), fixed(algorithm));
        assert_eq!(verifier.verify(MESSAGE, &[&r[..], &s].concat()), Ok(()), "{algorithm}");
    }
}

#[test]
fn every_hash_signs_and_verifies_on_every_curve_and_no_other_is_confused_with_it() {
    for curve in &CURVES {
        for algorithm in curve.algorithms {
            let signer = signer(&curve.key(), der(algorithm));
            let signature = signer.sign(MESSAGE).unwrap();
            let named = algorithm.digest_algorithm().unwrap();
            let digest = Provider.hash(named, b"sample");
            let by_digest = signer.sign(Message::Digest(&digest)).unwrap();
            assert_eq!(by_digest == signature, crate::DETERMINISTIC);
            let own = verifier(signer.public_key(), der(algorithm));
            assert_eq!(own.verify(MESSAGE, &by_digest), Ok(()), "{algorithm}");
            for other in curve.algorithms {
                let verifier = verifier(signer.public_key(), der(other));
                let expected = if other == algorithm { Ok(()) } else { Err(VerifyError::Mismatch) };
                assert_eq!(verifier.verify(MESSAGE, &signature), expected, "{algorithm} {other}");
                let expected = if other == algorithm {
                    Ok(())
                } else {
                    let expected = other.digest_algorithm().unwrap();
                    Err(VerifyError::WrongDigest { expected, actual: named })
                };
                assert_eq!(verifier.verify(Message::Digest(&digest), &signature), expected);
            }
        }
    }
}

#[test]
fn integers_stand_between_zero_and_the_order() {
    for curve in &CURVES {
        let algorithm = curve.algorithms[0];
        let public = curve.key().public_key().clone();
        let good = signer(&curve.key(), fixed(algorithm)).sign(MESSAGE).unwrap();
        let order = curve.order();
        let (r, s) = good.split_at(order.len());
        let verify = |scheme, signature: &[u8]| verifier(&public, scheme).verify(MESSAGE, signature);
        assert_eq!(verify(fixed(algorithm), &good), Ok(()));
        assert_eq!(verify(der(algorithm), &der_signature(r, s)), Ok(()));
        let high = subtract(&order, s);
        assert_eq!(verify(der(algorithm), &der_signature(r, &high)), Ok(()), "both s are read");
        let zero = vec![0; order.len()];
        let mut above = order.clone();
        *above.last_mut().unwrap() += 1;
        let all = vec![0xff; order.len()];
        for bad in [&zero, &order, &above, &all] {
            for (r, s) in [(&bad[..], s), (r, &bad[..])] {
                let malformed = Err(VerifyError::Malformed);
                assert_eq!(verify(fixed(algorithm), &[r, s].concat()), malformed, "{r:?} {s:?}");
                assert_eq!(verify(der(algorithm), &der_signature(r, s)), malformed, "{r:?} {s:?}");
            }
        }
        for length in [0, 1, good.len() - 2, good.len() - 1, good.len() + 1, good.len() + 2, 64, 96, 132] {
            if length != good.len() {
                let other: Vec<u8> = good.iter().copied().cycle().take(length).collect();
                assert_eq!(verify(fixed(algorithm), &other), Err(VerifyError::Malformed), "{length}");
            }
        }
    }
}

#[test]
fn written_signatures_are_low_s() {
    for curve in &CURVES {
        let signer = signer(&curve.key(), fixed(curve.algorithms[1]));
        for message in 0..32u8 {
            let signature = signer.sign(Message::Bytes(&[message])).unwrap();
            assert!(signature[curve.order().len()..] <= curve.half()[..]);
        }
    }
}

#[test]
fn points_of_one_curve_are_none_of_another() {
    for curve in &CURVES {
        let point = curve.key().public_key().point().to_vec();
        let half = point.len() / 2;
        let compressed = [&[2 + (point[point.len() - 1] & 1)], &point[1..=half]].concat();
        for other in &CURVES {
            let read = |octets: &[u8]| PublicKey::from_point(other.key_type, octets, &Provider);
            if other.key_type == curve.key_type {
                assert_eq!(read(&point).as_ref(), Ok(curve.key().public_key()));
                assert_eq!(read(&compressed).as_ref(), Ok(curve.key().public_key()));
                let key = read(&point).unwrap();
                assert_eq!(PublicKey::from_spki_der(key.spki_der(), &Provider), Ok(key));
            } else {
                assert_eq!(read(&point), Err(PublicKeyError::Point(PointError::Invalid)));
                let scheme = der(other.algorithms[0]);
                let refused = Provider.verifying_key(curve.key().public_key(), scheme).unwrap_err();
                let (expected, actual) = (other.key_type, curve.key_type);
                assert_eq!(refused, KeyUseError::WrongKeyType { expected, actual });
                assert_eq!(Provider.signing_key(&curve.key(), scheme).unwrap_err(), refused);
            }
        }
        let hybrid = [&[6 + (point[point.len() - 1] & 1)], &point[1..]].concat();
        let mut off_curve = point.clone();
        *off_curve.last_mut().unwrap() ^= 1;
        for bad in [&hybrid[..], &off_curve, &[0], &vec![0; point.len()], &point[1..], &[]] {
            let refused = PublicKey::from_point(curve.key_type, bad, &Provider);
            assert_eq!(refused, Err(PublicKeyError::Point(PointError::Invalid)), "{bad:?}");
        }
    }
}

#[test]
fn scalars_stand_between_zero_and_the_order() {
    for curve in &CURVES {
        let order = curve.order();
        let from = |scalar: &[u8]| PrivateKey::from_scalar(curve.key_type, scalar, &Provider).map(|_| ());
        let one = [&vec![0; order.len() - 1][..], &[1]].concat();
        assert_eq!(from(&one), Ok(()));
        assert_eq!(from(&subtract(&order, &one)), Ok(()));
        let short = order[1..].to_vec();
        for bad in [&order, &vec![0; order.len()], &vec![0xff; order.len()], &short, &vec![]] {
            assert_eq!(from(bad), Err(PrivateKeyError::Scalar(ScalarError::OutOfRange)));
        }
    }
}

#[test]
fn generated_keys_differ_and_verify_what_they_sign() {
    for curve in &CURVES {
        let keys: Vec<PrivateKey> = (0..4).map(|seed| seeded_of(curve.key_type, seed)).collect();
        for (index, key) in keys.iter().enumerate() {
            assert_eq!(key.expose_secret().len(), curve.order().len());
            let signature = signer(key, der(curve.algorithms[0])).sign(MESSAGE).unwrap();
            for (other, public) in keys.iter().map(PrivateKey::public_key).enumerate() {
                let answer = verifier(public, der(curve.algorithms[0])).verify(MESSAGE, &signature);
                assert_eq!(answer.is_ok(), other == index);
            }
        }
    }
}

#[test]
fn hedged_signatures_differ_and_verify_alike() {
    if !crate::HEDGES {
        return hedging_is_unsupported();
    }
    let mut byte = 0;
    let mut random = |out: &mut [u8]| -> Result<(), RandomError> {
        byte += 1;
        out.fill(byte);
        Ok(())
    };
    let mut failing = |_: &mut [u8]| -> Result<(), RandomError> { Err(RandomError) };
    let of_curves = CURVES.iter().map(|curve| (curve.key(), der(curve.algorithms[0])));
    let edwards = seeded_of(KeyType::Ed25519, 1);
    let all = of_curves.chain([(edwards.clone(), Scheme::ED25519), (edwards, Scheme::ED25519PH)]);
    for (key, scheme) in all {
        let (signer, verifier) = (signer(&key, scheme), verifier(key.public_key(), scheme));
        let plain = signer.sign(MESSAGE).unwrap();
        let first = signer.sign_hedged(MESSAGE, &mut random).unwrap();
        let second = signer.sign_hedged(MESSAGE, &mut random).unwrap();
        assert!(plain != first && plain != second && first != second, "{scheme:?}");
        for signature in [&plain, &first, &second] {
            assert_eq!(verifier.verify(MESSAGE, signature), Ok(()), "{scheme:?}");
        }
        assert!(matches!(signer.sign_hedged(MESSAGE, &mut failing), Err(SignError::Random(RandomError))));
    }
}

fn hedging_is_unsupported() {
    let mut random = |_: &mut [u8]| -> Result<(), RandomError> { Ok(()) };
    for curve in &CURVES {
        let refused = signer(&curve.key(), der(curve.algorithms[0])).sign_hedged(MESSAGE, &mut random);
        assert!(matches!(refused, Err(SignError::HedgingUnsupported)));
    }
}

#[test]
fn randomness_that_repeats_repeats_no_nonce() {
    if !crate::HEDGES {
        return;
    }
    let mut random = |_: &mut [u8]| -> Result<(), RandomError> { Ok(()) };
    let schemes = CURVES.iter().map(|curve| fixed(curve.algorithms[0]));
    for scheme in schemes.chain([Scheme::ED25519, Scheme::ED25519PH]) {
        let mut commitments = Vec::new();
        for seed in [1, 2] {
            let signer = signer(&seeded_of(scheme.algorithm().key_type(), seed), scheme);
            for message in [&b"sample"[..], b"simple"] {
                let signature = signer.sign_hedged(Message::Bytes(message), &mut random).unwrap();
                // R, or the x of it: alike where the nonces are.
                commitments.push(signature[..signature.len() / 2].to_vec());
            }
        }
        commitments.sort();
        commitments.dedup();
        assert_eq!(commitments.len(), 4, "{scheme:?}");
    }
}

#[test]
fn a_signing_key_that_does_not_say_how_hedges_nothing() {
    #[derive(Debug)]
    struct Device(PrivateKey);

    impl countersign_crypto::SigningKey for Device {
        fn public_key(&self) -> &PublicKey {
            self.0.public_key()
        }

        fn scheme(&self) -> Scheme {
            DER
        }

        fn sign(&self, _: Message<'_>) -> Result<Vec<u8>, SignError> {
            Ok(Vec::new())
        }
    }

    let device = Device(CURVES[0].key());
    let mut random = |_: &mut [u8]| -> Result<(), RandomError> { Ok(()) };
    let refused = countersign_crypto::SigningKey::sign_hedged(&device, MESSAGE, &mut random);
    assert!(matches!(refused, Err(SignError::HedgingUnsupported)));
}

#[test]
fn a_digest_of_another_length_is_named() {
    let signer = signer(&CURVES[1].key(), Scheme::ECDSA_P384_SHA384_DER);
    let digest = Provider.hash(DigestAlgorithm::Sha512, b"sample");
    let (expected, actual) = (DigestAlgorithm::Sha384, DigestAlgorithm::Sha512);
    match signer.sign(Message::Digest(&digest)) {
        Err(SignError::WrongDigest { expected: e, actual: a }) => assert_eq!((e, a), (expected, actual)),
        other => panic!("{other:?}"),
    }
}

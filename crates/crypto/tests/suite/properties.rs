use countersign_crypto::{KeyId, KeyType, Message, PrivateKey, PublicKey, Scheme, VerifyError};
use proptest::prelude::*;

use crate::{
    Provider,
    rsa_support::RsaKey,
    support::{DER, FIXED, ORDER, compress, cosign_spki, seeded, seeded_of, signer, unhex, verifier},
};

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_signed_verifies_and_nothing_else(
        seed: u64,
        message in proptest::collection::vec(any::<u8>(), 0..300),
        other in proptest::collection::vec(any::<u8>(), 0..300),
        fixed: bool,
    ) {
        prop_assume!(message != other);
        let scheme = if fixed { FIXED } else { DER };
        let key = seeded(seed);
        let signer = signer(&key, scheme);
        let verifier = verifier(key.public_key(), scheme);
        let signature = signer.sign(Message::Bytes(&message)).unwrap();
        let again = signer.sign(Message::Bytes(&message)).unwrap();
        prop_assert_eq!(signature == again, crate::DETERMINISTIC);
        prop_assert_eq!(verifier.verify(Message::Bytes(&message), &signature), Ok(()));
        let answer = verifier.verify(Message::Bytes(&other), &signature);
        prop_assert_eq!(answer, Err(VerifyError::Mismatch));
        let stranger = seeded(seed.wrapping_add(1));
        let stranger = crate::support::verifier(stranger.public_key(), scheme);
        prop_assert_eq!(stranger.verify(Message::Bytes(&message), &signature), Err(VerifyError::Mismatch));
    }

    #[test]
    fn no_bytes_are_a_signature_by_chance(signature in proptest::collection::vec(any::<u8>(), 0..80), half: [u8; 32]) {
        let key = seeded(1);
        for scheme in [DER, FIXED] {
            prop_assert!(verifier(key.public_key(), scheme).verify(Message::Bytes(b""), &signature).is_err());
        }
        let two = [half, half].concat();
        prop_assert!(verifier(key.public_key(), FIXED).verify(Message::Bytes(b""), &two).is_err());
    }

    #[test]
    fn a_scalar_is_taken_exactly_when_it_is_in_range(scalar: [u8; 32], near_the_order: bool) {
        let mut scalar = scalar;
        if near_the_order {
            scalar[..16].copy_from_slice(&unhex(ORDER)[..16]);
        }
        let in_range = scalar != [0; 32] && scalar[..] < unhex(ORDER)[..];
        let key = PrivateKey::from_scalar(KeyType::EcdsaP256, &scalar, &Provider);
        prop_assert_eq!(key.is_ok(), in_range);
        if let Ok(key) = key {
            let public = key.public_key();
            prop_assert_eq!(&PublicKey::from_spki_der(public.spki_der(), &Provider).unwrap(), public);
            let compressed = PublicKey::from_point(KeyType::EcdsaP256, &compress(public.point()), &Provider);
            prop_assert_eq!(&compressed.unwrap(), public);
            prop_assert_eq!(KeyId::parse(&public.id().to_string()), Ok(public.id()));
        }
    }

    #[test]
    fn what_is_read_as_a_key_is_written_canonically(
        changes in proptest::collection::vec((0usize..91, any::<u8>()), 1..4),
        tail in proptest::collection::vec(any::<u8>(), 0..3),
    ) {
        let mut der = cosign_spki();
        for (at, byte) in changes {
            der[at] = byte;
        }
        der.extend(tail);
        if let Ok(key) = PublicKey::from_spki_der(&der, &Provider) {
            prop_assert_eq!(key.spki_der(), &der[..]);
        }
    }

    #[test]
    fn whatever_is_read_as_a_key_of_any_type_is_read_again_as_the_same(
        which in 0usize..4,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3),
    ) {
        let keys = [
            seeded_of(KeyType::EcdsaP384, 1).public_key().clone(),
            seeded_of(KeyType::EcdsaP521, 1).public_key().clone(),
            seeded_of(KeyType::Ed25519, 1).public_key().clone(),
            RsaKey::two(0, 1).public(),
        ];
        let mut der = keys[which].spki_der().to_vec();
        for (at, byte) in changes {
            *at.get_mut(&mut der) = byte;
        }
        if let Ok(key) = PublicKey::from_spki_der(&der, &Provider) {
            prop_assert_eq!(key.spki_der(), &der[..]);
            prop_assert_eq!(PublicKey::from_spki_der(key.spki_der(), &Provider), Ok(key));
        }
    }

    #[test]
    fn no_bytes_are_an_rsa_signature_by_chance(signature in proptest::collection::vec(any::<u8>(), 250..260)) {
        let key = RsaKey::two(0, 1).public();
        for scheme in [Scheme::RSA_PKCS1_SHA256, Scheme::RSA_PSS_SHA256] {
            prop_assert!(verifier(&key, scheme).verify(Message::Bytes(b""), &signature).is_err());
        }
    }
}

//! What holds of all requests, accuracies and tokens.

use countersign_timestamp::{
    Accuracy, EncodedToken, Imprinted, Nonce, TimestampRequest, TimestampResponse, TimestampToken,
    crypto::{Digest, DigestAlgorithm, RustCrypto},
    encoding::der::Oid,
};
use proptest::prelude::*;

use crate::support::{MESSAGE, accepted, changed, now, trusted, tsa};

fn digests() -> impl Strategy<Value = Digest> {
    let sha256 = prop::array::uniform32(any::<u8>()).prop_map(Digest::sha256);
    let sha512 = prop::collection::vec(any::<u8>(), 64)
        .prop_map(|output| Digest::from_bytes(DigestAlgorithm::Sha512, &output).unwrap());
    prop_oneof![sha256, sha512]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn requests_are_read_as_they_were_written(
        imprint in digests(),
        nonce in prop::option::of(prop::collection::vec(any::<u8>(), 0..=63)),
        policy in prop::option::of(prop::collection::vec(any::<u32>(), 0..8)),
        certificates in any::<bool>(),
    ) {
        let policy = policy.map(|arcs| arcs.iter().fold("1.3".to_owned(), |text, arc| format!("{text}.{arc}")));
        let policy = policy.map(|text| Oid::contents_of(&text).unwrap());
        let mut request = TimestampRequest::new(imprint);
        if let Some(nonce) = nonce {
            request = request.nonce(Nonce::from_unsigned(&nonce).unwrap());
        }
        if let Some(policy) = &policy {
            request = request.policy(Oid::from_contents(policy));
        }
        if !certificates {
            request = request.without_certificates();
        }
        prop_assert_eq!(TimestampRequest::parse(&request.to_der()), Ok(request));
    }

    #[test]
    fn what_is_read_as_a_request_is_written_the_same(der in prop::collection::vec(any::<u8>(), 0..96), at in 0usize..96) {
        // Mostly a request with some bytes changed.
        let mut bytes = TimestampRequest::new(Digest::sha256([7; 32])).to_der();
        bytes.iter_mut().skip(at).zip(der.iter().take(2)).for_each(|(to, from)| *to = *from);
        for bytes in [&bytes, &der] {
            if let Ok(request) = TimestampRequest::parse(bytes) {
                prop_assert_eq!(&request.to_der(), bytes);
            }
        }
    }

    #[test]
    fn the_interval_of_a_token_is_as_wide_as_its_accuracy(seconds in 0u32..100_000, millis in 0u16..1000, micros in 0u16..1000) {
        let accuracy = Accuracy::new(seconds, millis, micros).unwrap();
        let verified = accepted(changed(|token| token.info.accuracy = accuracy.to_der()));
        prop_assert_eq!(verified.earliest().checked_add(accuracy.to_duration()), Some(verified.gen_time()));
        prop_assert_eq!(verified.gen_time().checked_add(accuracy.to_duration()), Some(verified.latest()));
    }

    #[test]
    fn arbitrary_bytes_are_no_token(der in prop::collection::vec(any::<u8>(), 0..2048)) {
        prop_assert!(TimestampToken::from_der(&der).is_err());
        prop_assert!(TimestampToken::from_response_der(&der).is_err());
        let _ = TimestampResponse::parse(&der);
    }

    #[test]
    fn tokens_with_many_changes_prove_nothing_else(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let original = tsa().token(MESSAGE).der();
        let mut der = original.clone();
        for (at, byte) in changes {
            let at = at.index(der.len());
            der[at] = byte;
        }
        let Ok(token) = EncodedToken::Bare(&der).parse() else { return Ok(()) };
        let outcome = token.verify(&Imprinted::Bytes(MESSAGE), &trusted(&tsa()), now(), &RustCrypto);
        prop_assert_eq!(outcome.is_ok(), der == original);
    }
}

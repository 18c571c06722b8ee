//! Several tokens under several authorities: sigstore-rust TOB-4, TOB-11, #114.

use core::num::NonZeroUsize;

use countersign_timestamp::{
    EncodedToken, Imprinted, QuorumError, Threshold, TimestampVerifier, TokenError, TokenRefusal, TrustedTsa,
    VerifiedTimestamps,
    crypto::RustCrypto,
    x509::{AnchorLimits, Certificate, PathError, TrustAnchors},
};
use testkit::{tsp::Tsa, x509::Key};

use crate::support::{MESSAGE, anchors, at, now};

fn trusted(number: u8) -> TrustedTsa {
    TrustedTsa::new(format!("authority {number}"), anchors(&Tsa::new(number))).unwrap()
}

fn token(number: u8) -> Vec<u8> {
    Tsa::new(number).token(MESSAGE).der()
}

fn threshold(number: usize) -> Threshold {
    Threshold::Authorities(NonZeroUsize::new(number).unwrap())
}

fn verify_all(
    tokens: &[Vec<u8>],
    authorities: &[TrustedTsa],
    threshold: Threshold,
) -> Result<VerifiedTimestamps, QuorumError> {
    let tokens: Vec<_> = tokens.iter().map(|der| EncodedToken::Bare(der)).collect();
    TimestampVerifier::new(&RustCrypto, authorities).threshold(threshold).verify_all(
        &tokens,
        &Imprinted::Bytes(MESSAGE),
        now(),
    )
}

#[test]
fn every_token_that_is_presented_must_be_valid() {
    let authorities = [trusted(1), trusted(2)];
    let both = verify_all(&[token(1), token(2)], &authorities, Threshold::EveryToken).unwrap();
    assert_eq!((both.each().len(), both.refused().len(), both.distinct()), (2, 0, 2));
    let other = Tsa::new(1).token(b"something else").der();
    for (tokens, place) in [([other.clone(), token(2)], 0), ([token(2), other.clone()], 1)] {
        let error = verify_all(&tokens, &authorities, Threshold::EveryToken).unwrap_err();
        let reason = TokenRefusal::Untrusted(TokenError::Imprint);
        assert_eq!(error, QuorumError::Refused { at: place, reason });
    }
    let error =
        verify_all(&[token(1), b"no token".to_vec()], &authorities, Threshold::EveryToken).unwrap_err();
    assert!(matches!(error, QuorumError::Refused { at: 1, reason: TokenRefusal::Malformed(_) }));
    let error = verify_all(&[token(1), token(3)], &authorities, Threshold::EveryToken).unwrap_err();
    assert_eq!(
        (error.code(), matches!(error, QuorumError::Refused { at: 1, .. })),
        ("CSG-X509-UNKNOWN-ISSUER", true)
    );
}

#[test]
fn the_times_are_those_of_every_token() {
    let mut late = Tsa::new(2).token(MESSAGE);
    late.info.gen_time = "20260601000003Z".into();
    late.info.accuracy = vec![0x30, 3, 2, 1, 2];
    let mut wide = Tsa::new(2).token(MESSAGE);
    wide.info.gen_time = "20260601000001Z".into();
    wide.info.accuracy = vec![0x30, 3, 2, 1, 4];
    let both = verify_all(&[token(1), wide.der()], &[trusted(1), trusted(2)], Threshold::EveryToken).unwrap();
    assert_eq!(both.times().earliest(), at("2026-05-31T23:59:57Z"), "the earliest that any can mean");
    assert_eq!(both.times().latest(), at("2026-06-01T00:00:05Z"));
    let tokens = [token(1), late.der()];
    for tokens in [tokens.to_vec(), tokens.iter().rev().cloned().collect()] {
        let both = verify_all(&tokens, &[trusted(1), trusted(2)], Threshold::EveryToken).unwrap();
        assert_eq!(both.times().earliest(), at("2026-06-01T00:00:00.5Z"));
        assert_eq!(both.times().latest(), at("2026-06-01T00:00:05Z"));
    }
}

#[test]
fn no_tokens_and_no_authorities_are_no_proof() {
    let none = verify_all(&[], &[trusted(1)], Threshold::EveryToken).unwrap_err();
    assert_eq!((&none, none.code()), (&QuorumError::NoTokens, "CSG-TSP-NO-TOKENS"));
    assert_eq!(verify_all(&[], &[trusted(1)], threshold(1)).unwrap_err(), QuorumError::NoTokens);
    assert_eq!(verify_all(&[token(1)], &[], Threshold::EveryToken).unwrap_err(), QuorumError::NoAuthorities);
}

#[test]
fn tokens_are_counted_before_any_is_read() {
    let tokens = vec![b"no token".to_vec(); 9];
    let error = verify_all(&tokens, &[trusted(1)], threshold(1)).unwrap_err();
    assert_eq!(error, QuorumError::TooManyTokens { limit: 8, actual: 9 });
    let tokens = vec![token(1); 8];
    assert_eq!(verify_all(&tokens, &[trusted(1)], threshold(1)).unwrap().each().len(), 8);
}

#[test]
fn a_threshold_counts_distinct_authorities() {
    let authorities = [trusted(1), trusted(2), trusted(3)];
    let enough = verify_all(&[token(1), token(1), token(2)], &authorities, threshold(2)).unwrap();
    assert_eq!((enough.each().len(), enough.distinct()), (3, 2));
    let error = verify_all(&[token(1), token(1)], &authorities, threshold(2)).unwrap_err();
    assert_eq!(error, QuorumError::TooFew { required: 2, distinct: 1, first: None });
    assert_eq!(error.code(), "CSG-TSP-TOO-FEW-AUTHORITIES");
    // What does not count is reported, and not in the times.
    let mut early = Tsa::new(9).token(MESSAGE);
    early.info.gen_time = "20250601000000Z".into();
    let reported = verify_all(&[early.der(), token(1), token(2)], &authorities, threshold(2)).unwrap();
    assert_eq!(
        (reported.refused()[0].at(), reported.refused()[0].reason().code()),
        (0, "CSG-X509-UNKNOWN-ISSUER")
    );
    assert_eq!(reported.times().earliest(), at("2026-06-01T00:00:00.5Z"));
    let error = verify_all(&[early.der(), token(1)], &authorities, threshold(2)).unwrap_err();
    assert!(matches!(error, QuorumError::TooFew { distinct: 1, first: Some(first), .. } if first.0 == 0));
}

#[test]
fn what_is_left_of_several_tokens_is_counted_and_dated_anew() {
    let mut late = Tsa::new(2).token(MESSAGE);
    late.info.gen_time = "20260601000003Z".into();
    let both = verify_all(&[token(1), late.der()], &[trusted(1), trusted(2)], Threshold::EveryToken).unwrap();
    let required = |number| NonZeroUsize::new(number).unwrap();
    let left = both.without(&[0], required(1)).unwrap();
    assert_eq!((left.each().len(), left.distinct()), (1, 1));
    assert_eq!(left.times().earliest(), at("2026-06-01T00:00:03Z"));
    assert!(both.without(&[0], required(2)).is_none());
    assert!(both.without(&[0, 1], required(1)).is_none());
    assert_eq!(both.without(&[], required(2)).unwrap().times(), both.times());
}

#[test]
fn one_authority_under_two_names_is_one() {
    // The same root, believed twice.
    let again = TrustedTsa::new("another name", anchors(&Tsa::new(1))).unwrap();
    let other_signer = |mut tsa: Tsa| {
        tsa.leaf.key = Key::P256(77);
        tsa
    };
    // The second token is by another key, and valid under either name.
    let tokens = [token(1), other_signer(Tsa::new(1)).token(MESSAGE).der()];
    let error = verify_all(&tokens, &[trusted(1), again], threshold(2)).unwrap_err();
    assert!(matches!(error, QuorumError::TooFew { distinct: 1, .. }), "{error:?}");
}

#[test]
fn one_signer_with_two_certificates_is_one() {
    let mut other = Tsa::new(2);
    other.leaf.key = Tsa::new(1).leaf.key;
    let tokens = [token(1), other.token(MESSAGE).der()];
    let error = verify_all(&tokens, &[trusted(1), trusted(2)], threshold(2)).unwrap_err();
    assert!(matches!(error, QuorumError::TooFew { distinct: 1, .. }), "{error:?}");
    assert!(verify_all(&[token(1), token(2)], &[trusted(1), trusted(2)], threshold(2)).is_ok());
}

#[test]
fn one_key_in_two_encodings_is_one() {
    let mut other = Tsa::new(2);
    other.leaf.key = Key::CompressedP256(1);
    let tokens = [token(1), other.token(MESSAGE).der()];
    let both = verify_all(&tokens, &[trusted(1), trusted(2)], Threshold::EveryToken).unwrap();
    assert_ne!(both.each()[0].path().leaf().spki(), both.each()[1].path().leaf().spki());
    assert_eq!(both.distinct(), 1);
    let error = verify_all(&tokens, &[trusted(1), trusted(2)], threshold(2)).unwrap_err();
    assert!(matches!(error, QuorumError::TooFew { distinct: 1, .. }), "{error:?}");
}

#[test]
fn two_signers_below_one_ca_are_one_authority_whatever_their_roots() {
    // The CA of the first one is certified by the root of the second one too.
    let mut other = Tsa::new(2);
    other.ca.key = Tsa::new(1).ca.key;
    other.leaf.signer = other.ca.key;
    let tokens = [token(1), other.token(MESSAGE).der()];
    let both = verify_all(&tokens, &[trusted(1), trusted(2)], Threshold::EveryToken).unwrap();
    assert_eq!(both.distinct(), 1);
    assert!(!both.each()[0].is_independent_of(&both.each()[1]));
    let error = verify_all(&tokens, &[trusted(1), trusted(2)], threshold(2)).unwrap_err();
    assert!(matches!(error, QuorumError::TooFew { distinct: 1, .. }), "{error:?}");
}

#[test]
fn the_most_authorities_are_counted_wherever_the_token_stands_that_is_of_two_of_them() {
    // It has the signer's key of the second one and the CA's key of the third one, which have none in common.
    let mut between = Tsa::new(1);
    between.leaf.key = Tsa::new(2).leaf.key;
    between.ca.key = Tsa::new(3).ca.key;
    between.leaf.signer = between.ca.key;
    let authorities = [trusted(1), trusted(2), trusted(3)];
    let between = between.token(MESSAGE).der();
    for place in 0..3 {
        let mut tokens = vec![token(2), token(3)];
        tokens.insert(place, between.clone());
        let all = verify_all(&tokens, &authorities, threshold(2)).unwrap();
        assert_eq!((all.each().len(), all.distinct()), (3, 2), "{place}");
        let error = verify_all(&tokens, &authorities, threshold(3)).unwrap_err();
        assert_eq!(error, QuorumError::TooFew { required: 3, distinct: 2, first: None });
    }
}

#[test]
fn a_root_and_a_ca_below_it_are_one_authority() {
    let (root, mut below) = (Tsa::new(1), Tsa::new(1));
    below.leaf.key = Key::P256(77);
    let pin =
        |authority: TrustedTsa, tsa: &Tsa| authority.signer(&Certificate::from_der(&tsa.leaf.der()).unwrap());
    let ca = TrustAnchors::from_ders([below.ca.der()], AnchorLimits::OwnLimits);
    let authorities = [pin(trusted(1), &root), pin(TrustedTsa::new("ca", ca).unwrap(), &below)];
    let tokens = [root.token(MESSAGE).der(), below.token(MESSAGE).der()];
    let both = verify_all(&tokens, &authorities, Threshold::EveryToken).unwrap();
    assert_eq!((both.each()[0].authority(), both.each()[1].authority()), ("authority 1", "ca"));
    assert_eq!(both.distinct(), 1);
}

#[test]
fn one_name_for_two_authorities_is_one() {
    let named = |number| TrustedTsa::new("one name", anchors(&Tsa::new(number))).unwrap();
    let error = verify_all(&[token(1), token(2)], &[named(1), named(2)], threshold(2)).unwrap_err();
    assert!(matches!(error, QuorumError::TooFew { distinct: 1, .. }), "{error:?}");
}

#[test]
fn a_signer_counts_in_the_window_of_its_own_authority_alone() {
    let (before, after) = (at("2026-05-01T00:00:00Z"), at("2026-07-01T00:00:00Z"));
    let ended = trusted(1).window(at("2025-01-01T00:00:00Z"), Some(before)).unwrap();
    let current = trusted(2).window(before, Some(after)).unwrap();
    let error = verify_all(&[token(1)], &[ended, current.clone()], Threshold::EveryToken).unwrap_err();
    let reason = TokenRefusal::Untrusted(TokenError::OutsideWindow { time: at("2026-06-01T00:00:00.5Z") });
    assert_eq!(error, QuorumError::Refused { at: 0, reason });
    assert!(verify_all(&[token(2)], &[current], Threshold::EveryToken).is_ok());
}

#[test]
fn the_authority_that_got_furthest_says_why() {
    let mut broken = Tsa::new(2).token(MESSAGE);
    broken.signer.key = Key::P256(99);
    let error = verify_all(&[broken.der()], &[trusted(1), trusted(2), trusted(3)], Threshold::EveryToken);
    assert_eq!(error.unwrap_err().code(), "CSG-TSP-SIGNATURE");
    let error = verify_all(&[token(4)], &[trusted(1)], Threshold::EveryToken).unwrap_err();
    assert!(matches!(
        error,
        QuorumError::Refused {
            reason: TokenRefusal::Untrusted(TokenError::Path(PathError::UnknownIssuer { .. })),
            ..
        }
    ));
}

#[test]
fn answers_and_bare_tokens_stand_side_by_side() {
    let (bare, response) = (token(1), Tsa::new(2).token(MESSAGE).response());
    let authorities = [trusted(1), trusted(2)];
    let verifier = TimestampVerifier::new(&RustCrypto, &authorities);
    let tokens = [EncodedToken::Bare(&bare), EncodedToken::Response(&response)];
    assert_eq!(verifier.verify_all(&tokens, &Imprinted::Bytes(MESSAGE), now()).unwrap().each().len(), 2);
    let wrong_form = [EncodedToken::Response(&bare)];
    assert!(verifier.verify_all(&wrong_form, &Imprinted::Bytes(MESSAGE), now()).is_err());
}

use countersign_crypto::{GenerateError, KeyType, PrivateKey, PrivateKeyError, RandomError, ScalarError};

use crate::Provider;
use crate::support::{ORDER, RFC_6979, negate, private, unhex};

const OUT_OF_RANGE: PrivateKeyError = PrivateKeyError::Scalar(ScalarError::OutOfRange);

fn from_scalar(scalar: &[u8]) -> Result<(), PrivateKeyError> {
    PrivateKey::from_scalar(KeyType::EcdsaP256, scalar, &Provider).map(|_| ())
}

/// Generates from a source that yields `draws` one after the other, then fails.
fn generate(draws: &[&[u8]]) -> (Result<PrivateKey, GenerateError>, usize) {
    let mut taken = 0;
    let mut random = |out: &mut [u8]| -> Result<(), RandomError> {
        let draw = draws.get(taken).ok_or(RandomError)?;
        taken += 1;
        out.copy_from_slice(draw);
        Ok(())
    };
    let key = PrivateKey::generate(KeyType::EcdsaP256, &mut random, &Provider);
    (key, taken)
}

#[test]
fn takes_every_scalar_in_range_and_no_other() {
    let mut one = [0; 32];
    one[31] = 1;
    let order = unhex(ORDER);
    let mut above = order.clone();
    above[31] += 1;
    assert_eq!(from_scalar(&one), Ok(()));
    assert_eq!(from_scalar(&negate(&one)), Ok(()));
    for (what, scalar) in [
        ("zero", vec![0; 32]),
        ("the order", order),
        ("above the order", above),
        ("all ones", vec![0xff; 32]),
        ("empty", Vec::new()),
        ("short", vec![1; 31]),
        ("long", vec![1; 33]),
        ("padded", [&[0], &[1; 32][..]].concat()),
        ("half a backend's word", vec![1; 24]),
    ] {
        assert_eq!(from_scalar(&scalar), Err(OUT_OF_RANGE), "{what}");
    }
}

#[test]
fn a_private_key_keeps_exactly_the_scalar_it_was_given() {
    let key = private(RFC_6979);
    assert_eq!(key.expose_secret(), unhex(RFC_6979));
    assert_eq!(key.key_type(), KeyType::EcdsaP256);
}

#[test]
fn a_source_that_yields_nothing_usable_is_called_broken() {
    for byte in [0, 0xff] {
        let mut draws = 0;
        let mut random = |out: &mut [u8]| -> Result<(), RandomError> {
            draws += 1;
            out.fill(byte);
            Ok(())
        };
        let error = PrivateKey::generate(KeyType::EcdsaP256, &mut random, &Provider).unwrap_err();
        assert_eq!(error, GenerateError::BrokenRandom { draws: 16 });
        assert_eq!(draws, 16);
    }
}

#[test]
fn a_source_that_leaves_the_buffer_as_it_is_is_called_broken() {
    let mut random = |_: &mut [u8]| -> Result<(), RandomError> { Ok(()) };
    let error = PrivateKey::generate(KeyType::EcdsaP256, &mut random, &Provider).unwrap_err();
    assert_eq!(error, GenerateError::BrokenRandom { draws: 16 });
}

#[test]
fn a_failing_source_fails_the_generation_at_any_draw() {
    let bad: &[u8] = &[0xff; 32];
    for before in [0, 1, 15] {
        let (key, taken) = generate(&vec![bad; before]);
        assert_eq!(key.unwrap_err(), GenerateError::Random(RandomError));
        assert_eq!(taken, before);
    }
}

#[test]
fn a_draw_out_of_range_is_drawn_again_and_never_reduced() {
    let good = unhex(RFC_6979);
    let (key, taken) = generate(&[&unhex(ORDER), &[0; 32], &good]);
    assert_eq!(key.unwrap().expose_secret(), good);
    assert_eq!(taken, 3);
}

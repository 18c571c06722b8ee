//! RSA private keys, whose numbers must belong together.

use countersign_crypto::{
    GenerateError, KeyLimits, KeyType, PrivateKey, PrivateKeyError, PublicKeyError, RandomError, RsaKeyError,
    RsaPrivateKeyError, ScalarError,
};

use crypto_bigint::BoxedUint;

use crate::{
    Provider,
    rsa_support::{RsaKey, minus_one, octets, parts, times},
    support::{integer, tlv},
};

fn import(numbers: &[Vec<u8>; 8]) -> Result<PrivateKey, PrivateKeyError> {
    PrivateKey::from_rsa(parts(numbers), &KeyLimits::default(), &Provider)
}

#[test]
fn takes_a_key_and_writes_it_canonically() {
    let key = RsaKey::two(0, 1);
    let numbers = key.parts();
    let private = import(&numbers).unwrap();
    let integers: Vec<u8> = numbers.iter().flat_map(|number| integer(number)).collect();
    let der = tlv(0x30, &[&[2, 1, 0], &integers[..]].concat());
    assert_eq!(private.rsa_pkcs1_der(), Some(&der[..]));
    assert_eq!(private.expose_secret(), der);
    assert_eq!((private.key_type(), private.public_key()), (KeyType::Rsa, &key.public()));
    let padded = numbers.clone().map(|number| [&[0, 0], &number[..]].concat());
    assert_eq!(import(&padded).unwrap().rsa_pkcs1_der(), Some(&der[..]));
}

#[test]
fn refuses_numbers_that_do_not_belong_together() {
    use RsaPrivateKeyError as E;
    let good = RsaKey::two(0, 1).parts();
    assert!(import(&good).is_ok());
    let other = RsaKey::two(2, 3).parts();
    let changed = |index: usize, number: Vec<u8>| {
        let mut numbers = good.clone();
        numbers[index] = number;
        numbers
    };
    let above = |index: usize| {
        let mut number = good[index].clone();
        *number.last_mut().unwrap() ^= 2;
        number
    };
    let modulus = good[0].clone();
    let (d, p, q, dp, dq, qi) = (2, 3, 4, 5, 6, 7);
    let swapped = {
        let mut numbers = good.clone();
        numbers.swap(p, q);
        numbers
    };
    let trivial = {
        let mut numbers = changed(p, vec![1]);
        numbers[q] = modulus.clone();
        numbers
    };
    for (what, numbers, expected) in [
        ("prime 1 is 1", trivial, E::Prime),
        ("prime 1 is 0", changed(p, vec![0]), E::Prime),
        ("prime 1 is absent", changed(p, vec![]), E::Prime),
        ("prime 2 is 1", changed(q, vec![1]), E::Prime),
        ("prime 1 is even", changed(p, vec![2]), E::Prime),
        ("another prime", changed(p, other[p].clone()), E::Product),
        ("prime 1 is the modulus", changed(p, modulus.clone()), E::Product),
        ("d of another key", changed(d, other[d].clone()), E::PrivateExponent),
        ("d is 0", changed(d, vec![]), E::PrivateExponent),
        ("d is 1", changed(d, vec![1]), E::PrivateExponent),
        ("d is all ones", changed(d, vec![0xff; 256]), E::PrivateExponent),
        ("d is changed", changed(d, above(d)), E::PrivateExponent),
        ("the primes are swapped", swapped, E::Exponent1),
        ("dP is changed", changed(dp, above(dp)), E::Exponent1),
        ("dP is d", changed(dp, good[d].clone()), E::Exponent1),
        ("dP is absent", changed(dp, vec![]), E::Exponent1),
        ("dQ is changed", changed(dq, above(dq)), E::Exponent2),
        ("qInv is changed", changed(qi, above(qi)), E::Coefficient),
        ("qInv is 0", changed(qi, vec![0]), E::Coefficient),
        ("qInv is absent", changed(qi, vec![]), E::Coefficient),
        ("a number is longer than the modulus", changed(qi, vec![1; 257]), E::TooLong),
        ("a number is a megabyte", changed(d, vec![1; 1 << 20]), E::TooLong),
    ] {
        assert_eq!(import(&numbers).unwrap_err(), told(expected), "{what}");
    }
}

/// What the provider says of it.
fn told(expected: RsaPrivateKeyError) -> PrivateKeyError {
    let named = crate::NAMES_NUMBERS || expected == RsaPrivateKeyError::TooLong;
    PrivateKeyError::Rsa(if named { expected } else { RsaPrivateKeyError::Inconsistent })
}

#[test]
fn refuses_numbers_that_are_right_and_not_reduced() {
    // The modulus has 257 octets and 2049 bits, so that d + phi(n) is no longer than it.
    let key = RsaKey::two(0, 8);
    let good = key.parts();
    assert!(import(&good).is_ok());
    let phi = times(&minus_one(&key.primes[0]), &minus_one(&key.primes[1]));
    let sum = |left: &[u8], right: &BoxedUint| {
        let left = BoxedUint::from_be_slice_vartime(left);
        octets(&left.concatenating_add(right))
    };
    for (index, more, expected) in
        [(2, &phi, RsaPrivateKeyError::PrivateExponent), (7, &key.primes[0], RsaPrivateKeyError::Coefficient)]
    {
        let mut numbers = good.clone();
        numbers[index] = sum(&good[index], more);
        assert_eq!(import(&numbers).unwrap_err(), told(expected));
    }
}

#[test]
fn refuses_what_the_public_key_is_refused_for() {
    let good = RsaKey::two(0, 1).parts();
    let mut even = good.clone();
    even[1] = vec![2];
    let refused = |error: RsaKeyError| PrivateKeyError::Public(PublicKeyError::Rsa(error));
    assert_eq!(import(&even).unwrap_err(), refused(RsaKeyError::EvenExponent));
    let long = RsaKey::of(&[0, 1, 2, 3, 4]);
    let mut numbers = good;
    numbers[0] = octets(&long.modulus);
    let expected = RsaKeyError::ModulusTooLong { bits: 5119, most: 4096 };
    assert_eq!(import(&numbers).unwrap_err(), refused(expected));
}

#[test]
fn rsa_keys_have_no_scalar_and_are_not_generated() {
    let key_type = KeyType::Rsa;
    let refused = PrivateKey::from_scalar(key_type, &[1; 32], &Provider).unwrap_err();
    assert_eq!(refused, PrivateKeyError::Scalar(ScalarError::NoScalars { key_type }));
    let mut random = |_: &mut [u8]| -> Result<(), RandomError> { Err(RandomError) };
    let refused = PrivateKey::generate(key_type, &mut random, &Provider).unwrap_err();
    assert_eq!(refused, GenerateError::Unsupported { key_type });
}

#[test]
fn nothing_that_is_printed_holds_the_numbers() {
    let numbers = RsaKey::two(0, 1).parts();
    let private = import(&numbers).unwrap();
    for shown in [format!("{private:?}"), format!("{:?}", parts(&numbers)), format!("{:#?}", parts(&numbers))]
    {
        assert!(shown.contains("secret withheld") && shown.len() < 200, "{shown}");
    }
}

//! RSA keys, alone and inside PKCS#8: numbers that do not belong together, versions, Ed25519's neighbours.

use countersign_crypto::{KeyLimits, PrivateKeyError, RsaPrivateKeyError, RustCrypto};
use countersign_keys::{PrivateDerError, read_pkcs1_der, read_pkcs8_der};

use crate::support::{der, elements, private_file, tlv};

fn read(der: &[u8]) -> Result<(), PrivateDerError> {
    let key = read_pkcs1_der(der, &KeyLimits::default(), &RustCrypto)?;
    assert_eq!(key.expose_secret(), private_file("openssl/rsa2048.pkcs1.pem").expose_secret());
    Ok(())
}

/// Version, n, e, d, p, q, dp, dq, qinv.
fn numbers() -> Vec<Vec<u8>> {
    elements(&der("openssl/rsa2048.pkcs1.pem"))
}

fn build(numbers: &[Vec<u8>], rest: &[u8]) -> Vec<u8> {
    let integers: Vec<u8> = numbers.iter().flat_map(|number| tlv(2, number)).collect();
    tlv(0x30, &[&integers, rest].concat())
}

#[test]
fn reads_what_the_negatives_are_made_of() {
    assert_eq!(build(&numbers(), &[]), der("openssl/rsa2048.pkcs1.pem"));
    assert_eq!(read(&build(&numbers(), &[])), Ok(()));
}

#[test]
fn refuses_other_versions_and_more_primes() {
    let mut changed = numbers();
    changed[0] = vec![1];
    assert_eq!(read(&build(&changed, &tlv(0x30, &[]))), Err(PrivateDerError::MultiPrime));
    assert_eq!(read(&build(&changed, &[])), Err(PrivateDerError::Encoding));
    changed[0] = vec![2];
    assert_eq!(read(&build(&changed, &[])), Err(PrivateDerError::Encoding));
    assert_eq!(read(&build(&numbers(), &tlv(0x30, &[]))), Err(PrivateDerError::Encoding));
}

#[test]
fn refuses_numbers_that_are_negative_or_not_minimal_or_missing() {
    for index in 1..9 {
        let mut changed = numbers();
        changed[index].insert(0, 0);
        assert_eq!(read(&build(&changed, &[])), Err(PrivateDerError::Encoding), "{index} padded");
        let mut changed = numbers();
        changed[index] = vec![0xff];
        assert_eq!(read(&build(&changed, &[])), Err(PrivateDerError::Encoding), "{index} negative");
        let mut changed = numbers();
        changed.remove(index);
        assert_eq!(read(&build(&changed, &[])), Err(PrivateDerError::Encoding), "{index} missing");
    }
}

#[test]
fn refuses_numbers_that_do_not_belong_together() {
    let rsa = |error| Err(PrivateDerError::Key(PrivateKeyError::Rsa(error)));
    for (index, expected) in [
        (3, RsaPrivateKeyError::PrivateExponent),
        (4, RsaPrivateKeyError::Product),
        (5, RsaPrivateKeyError::Product),
        (6, RsaPrivateKeyError::Exponent1),
        (7, RsaPrivateKeyError::Exponent2),
        (8, RsaPrivateKeyError::Coefficient),
    ] {
        let mut changed = numbers();
        let middle = changed[index].len() / 2;
        changed[index][middle] ^= 1;
        assert_eq!(read(&build(&changed, &[])), rsa(expected), "{index}");
    }
    // The prime of 1 that once made another library panic.
    let mut changed = numbers();
    changed[4] = vec![1];
    assert_eq!(read(&build(&changed, &[])), rsa(RsaPrivateKeyError::Prime));
    for index in [3, 4, 5, 6, 7, 8] {
        let mut changed = numbers();
        changed[index] = vec![0];
        assert!(matches!(read(&build(&changed, &[])), Err(PrivateDerError::Key(_))), "{index} zero");
    }
}

#[test]
fn refuses_moduli_and_exponents_outside_the_limits_before_arithmetic() {
    for (index, value) in
        [(1, vec![0x7f; 128]), (1, vec![0x7f; 1025]), (2, vec![1]), (2, vec![3]), (2, vec![4])]
    {
        let mut changed = numbers();
        changed[index] = value;
        let error = read(&build(&changed, &[])).unwrap_err();
        assert!(matches!(error, PrivateDerError::Key(PrivateKeyError::Public(_))), "{index}: {error:?}");
    }
}

#[test]
fn version_2_of_pkcs8_must_carry_the_right_public_key() {
    let algorithm = tlv(0x30, &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0]);
    let key = tlv(4, &der("openssl/rsa2048.pkcs1.pem"));
    let info = |public: &[u8]| {
        let public = tlv(0x81, &[&[0], public].concat());
        tlv(0x30, &[&[2, 1, 1], &algorithm[..], &key, &public].concat())
    };
    let own = der("openssl/rsa2048.pkcs1-public.pem");
    assert!(read_pkcs8_der(&info(&own), &RustCrypto).is_ok());
    let mut other = numbers();
    let last = other[1].len() - 2;
    other[1][last] ^= 4;
    for public in [build(&other[1..3], &[]), Vec::new(), vec![0x30, 0]] {
        assert_eq!(
            read_pkcs8_der(&info(&public), &RustCrypto).unwrap_err(),
            PrivateDerError::PublicKeyMismatch
        );
    }
}

#[test]
fn ed25519_reads_in_both_versions_with_its_own_public_key_only() {
    let key = private_file("openssl/ed25519.pkcs8.pem");
    let algorithm = tlv(0x30, &[0x06, 3, 0x2b, 0x65, 0x70]);
    let info = |version: u8, inner: &[u8], public: &[u8]| {
        tlv(0x30, &[&[2, 1, version], &algorithm[..], &tlv(4, inner), public].concat())
    };
    let seed = tlv(4, key.expose_secret());
    let public = |octets: &[u8]| tlv(0x81, &[&[0], octets].concat());
    let mut other = key.public_key().point().to_vec();
    other[0] ^= 1;
    for (what, der, expected) in [
        ("version 1", info(0, &seed, &[]), None),
        ("version 2", info(1, &seed, &public(key.public_key().point())), None),
        ("another public key", info(1, &seed, &public(&other)), Some(PrivateDerError::PublicKeyMismatch)),
        (
            "a public key in version 1",
            info(0, &seed, &public(key.public_key().point())),
            Some(PrivateDerError::Encoding),
        ),
        ("the seed without its tag", info(0, key.expose_secret(), &[]), Some(PrivateDerError::Encoding)),
        ("bytes behind the seed", info(0, &[&seed[..], &[0]].concat(), &[]), Some(PrivateDerError::Encoding)),
    ] {
        let answer = read_pkcs8_der(&der, &RustCrypto);
        assert_eq!(answer.as_ref().err(), expected.as_ref(), "{what}");
        if let Ok(read) = answer {
            assert_eq!(read.expose_secret(), key.expose_secret());
        }
    }
    for length in [0, 31, 33, 64] {
        let error = read_pkcs8_der(&info(0, &tlv(4, &vec![7; length]), &[]), &RustCrypto).unwrap_err();
        assert!(matches!(error, PrivateDerError::Key(PrivateKeyError::Scalar(_))), "{length}: {error:?}");
    }
}

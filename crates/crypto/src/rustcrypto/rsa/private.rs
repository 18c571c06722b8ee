//! Whether the numbers of an RSA private key belong together (RFC 8017 §3.2). They are secret and wiped; how long it takes
//! may depend on them, which only who imports the own key can measure.

use crypto_bigint::{BoxedUint, ConcatenatingMul as _, NonZero};
use zeroize::Zeroizing;

use crate::{RsaPrivateKeyError, RsaPrivateParts, rsa_key::is_even, rsa_key::strip};

type Number = Zeroizing<BoxedUint>;

/// The caller saw to it that no number is longer than the modulus, and that the modulus is within limits.
pub(in super::super) fn check_private(parts: &RsaPrivateParts<'_>) -> Result<(), RsaPrivateKeyError> {
    let (p, q) = (prime(parts.prime1)?, prime(parts.prime2)?);
    check(is(&times(&p, &q), parts.modulus), RsaPrivateKeyError::Product)?;
    let d = number(parts.private_exponent);
    check(*d < *number(parts.modulus), RsaPrivateKeyError::PrivateExponent)?;
    let product = times(&number(parts.public_exponent), &d);
    for (prime, exponent, wrong) in [
        (&p, parts.exponent1, RsaPrivateKeyError::Exponent1),
        (&q, parts.exponent2, RsaPrivateKeyError::Exponent2),
    ] {
        let order = Zeroizing::new(prime.wrapping_sub(BoxedUint::one()));
        check(is(&modulo(&product, &order)?, &[1]), RsaPrivateKeyError::PrivateExponent)?;
        check(is(&modulo(&d, &order)?, exponent), wrong)?;
    }
    let coefficient = number(parts.coefficient);
    let inverse = is(&modulo(&times(&coefficient, &q), &p)?, &[1]) && *coefficient < *p;
    check(inverse, RsaPrivateKeyError::Coefficient)
}

fn check(holds: bool, otherwise: RsaPrivateKeyError) -> Result<(), RsaPrivateKeyError> {
    if holds { Ok(()) } else { Err(otherwise) }
}

/// An odd number above 1: modulo 0 and 1 there is nothing to check.
fn prime(octets: &[u8]) -> Result<Number, RsaPrivateKeyError> {
    check(!is_even(octets) && octets != [1], RsaPrivateKeyError::Prime)?;
    Ok(number(octets))
}

fn number(octets: &[u8]) -> Number {
    Zeroizing::new(BoxedUint::from_be_slice_vartime(octets))
}

fn times(left: &Number, right: &Number) -> Number {
    Zeroizing::new(left.concatenating_mul(&**right))
}

fn modulo(number: &Number, modulus: &Number) -> Result<Number, RsaPrivateKeyError> {
    let modulus: Option<NonZero<BoxedUint>> = NonZero::new((**modulus).clone()).into();
    let modulus = Zeroizing::new(modulus.ok_or(RsaPrivateKeyError::Prime)?);
    Ok(Zeroizing::new(number.rem(&modulus)))
}

fn is(number: &Number, expected: &[u8]) -> bool {
    strip(&Zeroizing::new(number.to_be_bytes())) == expected
}

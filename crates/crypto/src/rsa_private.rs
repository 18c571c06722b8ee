//! The private numbers of an RSA key.

use alloc::vec::Vec;
use core::fmt;

use countersign_encoding::der::{Tag, unsigned_integer, write};
use zeroize::Zeroizing;

use crate::{RsaPublic, rsa_key::strip};

/// The numbers of an RSA key with two primes (RFC 8017 §3.2), big-endian; leading zeros count for nothing.
#[derive(Clone, Copy)]
pub struct RsaPrivateParts<'a> {
    /// `n`, the product of the primes.
    pub modulus: &'a [u8],
    /// `e`.
    pub public_exponent: &'a [u8],
    /// `d`, the inverse of `e`.
    pub private_exponent: &'a [u8],
    /// `p`.
    pub prime1: &'a [u8],
    /// `q`.
    pub prime2: &'a [u8],
    /// `dP = d mod (p - 1)`.
    pub exponent1: &'a [u8],
    /// `dQ = d mod (q - 1)`.
    pub exponent2: &'a [u8],
    /// `qInv`, the inverse of `q` modulo `p`.
    pub coefficient: &'a [u8],
}

impl<'a> RsaPrivateParts<'a> {
    /// The same without leading zeros, if no private number is longer than the modulus: that bounds all work on them.
    pub(crate) fn bounded(self, public: RsaPublic<'a>) -> Result<Self, RsaPrivateKeyError> {
        let parts = Self {
            modulus: public.modulus,
            public_exponent: public.exponent,
            private_exponent: strip(self.private_exponent),
            prime1: strip(self.prime1),
            prime2: strip(self.prime2),
            exponent1: strip(self.exponent1),
            exponent2: strip(self.exponent2),
            coefficient: strip(self.coefficient),
        };
        let fits = parts.numbers().iter().all(|number| number.len() <= public.modulus.len());
        if fits { Ok(parts) } else { Err(RsaPrivateKeyError::TooLong) }
    }

    fn numbers(&self) -> [&'a [u8]; 8] {
        [
            self.modulus,
            self.public_exponent,
            self.private_exponent,
            self.prime1,
            self.prime2,
            self.exponent1,
            self.exponent2,
            self.coefficient,
        ]
    }

    /// `RSAPrivateKey` of version 0 in DER (RFC 8017 §A.1.2).
    pub(crate) fn to_der(self) -> Zeroizing<Vec<u8>> {
        let integers = self.numbers().map(|number| Zeroizing::new(unsigned_integer(number)));
        let version = unsigned_integer(&[]);
        let mut parts: Vec<&[u8]> = alloc::vec![&version];
        parts.extend(integers.iter().map(|integer| &integer[..]));
        Zeroizing::new(write(Tag::SEQUENCE, &parts))
    }
}

impl fmt::Debug for RsaPrivateParts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RsaPrivateParts(secret withheld)")
    }
}

/// Why the private numbers of an RSA key are refused. Whether the primes are prime is not tested: who holds a key can
/// harm only the own signatures with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RsaPrivateKeyError {
    /// The provider takes no RSA private keys.
    #[error("this provider takes no RSA private keys")]
    Unsupported,
    /// A private number is longer than the modulus.
    #[error("a number of the RSA private key is longer than its modulus")]
    TooLong,
    /// A prime is even or 1.
    #[error("a prime of the RSA private key is even or 1")]
    Prime,
    /// The product of the primes is not the modulus.
    #[error("the primes of the RSA private key do not multiply to its modulus")]
    Product,
    /// The private exponent is not below the modulus, or no inverse of the public one (RFC 8017 §3.2).
    #[error("the private exponent of the RSA key does not belong to the public one")]
    PrivateExponent,
    /// `dP` is not `d mod (p - 1)`.
    #[error("the first prime's exponent in the RSA private key is wrong")]
    Exponent1,
    /// `dQ` is not `d mod (q - 1)`.
    #[error("the second prime's exponent in the RSA private key is wrong")]
    Exponent2,
    /// `qInv` is not below `p`, or not the inverse of `q`.
    #[error("the coefficient of the RSA private key is wrong")]
    Coefficient,
    /// The numbers do not belong together, or one of the public ones is none that the provider computes with; it does not
    /// say which.
    #[error("the numbers of the RSA private key do not belong together")]
    Inconsistent,
}

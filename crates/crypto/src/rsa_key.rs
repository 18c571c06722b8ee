//! The rules for RSA public keys, all of them before any arithmetic.

use alloc::vec::Vec;

use countersign_digest::Algorithm;

use crate::roca;

/// The shortest RSA modulus that is taken, in bits (SP 800-131A Rev. 2 §3).
const MIN_BITS: u16 = 2048;
/// The longest that any limit lets through: what one verification costs grows with the square.
const MAX_BITS: u16 = 8192;

/// How large a key may be to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct KeyLimits {
    min_rsa_bits: u16,
    max_rsa_bits: u16,
    exponent_3: bool,
}

impl Default for KeyLimits {
    /// [`KeyLimits::DEFAULT`].
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl KeyLimits {
    /// RSA keys of 2048 to 4096 bits with a public exponent above 3.
    pub const DEFAULT: Self = Self { min_rsa_bits: MIN_BITS, max_rsa_bits: 4096, exponent_3: false };

    /// Takes RSA keys of up to that many bits; 8192 is the most, 2048 the least.
    #[must_use]
    pub const fn with_max_rsa_bits(mut self, bits: u16) -> Self {
        self.max_rsa_bits = match bits {
            ..MIN_BITS => MIN_BITS,
            MAX_BITS.. => MAX_BITS,
            bits => bits,
        };
        self
    }

    /// Takes only RSA keys of at least that many bits. It never lowers what is asked for already.
    #[must_use]
    pub const fn with_min_rsa_bits(mut self, bits: u16) -> Self {
        if bits > self.min_rsa_bits {
            self.min_rsa_bits = bits;
        }
        self
    }

    #[cfg(feature = "legacy")]
    pub(crate) const fn lowered_to(mut self, bits: u16) -> Self {
        if bits < self.min_rsa_bits {
            self.min_rsa_bits = bits;
        }
        self
    }

    /// The shortest RSA modulus that is taken, in bits.
    #[must_use]
    pub const fn min_rsa_bits(&self) -> u16 {
        self.min_rsa_bits
    }

    /// The longest RSA modulus that is taken, in bits.
    #[must_use]
    pub const fn max_rsa_bits(&self) -> u16 {
        self.max_rsa_bits
    }

    /// Whether RSA keys with the public exponent 3 are taken.
    #[must_use]
    pub const fn takes_rsa_exponent_3(&self) -> bool {
        self.exponent_3
    }

    /// Takes RSA keys with the public exponent 3 too. With it a verifier that reads the padding of a signature instead
    /// of comparing it can be deceived without the private key; this crate compares, others that trust the same key
    /// may not. FIPS 186-5 §A.1.1 asks for an exponent above 2^16.
    #[must_use]
    pub const fn danger_with_rsa_exponent_3(mut self) -> Self {
        self.exponent_3 = true;
        self
    }
}

/// Why the numbers of an RSA public key are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RsaKeyError {
    /// The modulus is shorter than any key that is secure.
    #[error("the RSA modulus has {bits} bits, at least {least} are needed")]
    ModulusTooShort {
        /// Bits found.
        bits: usize,
        /// Bits needed.
        least: u16,
    },
    /// The modulus is longer than the limit.
    #[error("the RSA modulus has {bits} bits, at most {most} are read")]
    ModulusTooLong {
        /// Bits found.
        bits: usize,
        /// The limit in bits.
        most: u16,
    },
    /// The modulus is even, so it is no product of two odd primes.
    #[error("the RSA modulus is even")]
    EvenModulus,
    /// The public exponent is even, so nothing can be signed with the key.
    #[error("the RSA public exponent is even")]
    EvenExponent,
    /// The public exponent is 1, with which every message is its own signature, or 3.
    #[error("the RSA public exponent is too small; 65537 is usual")]
    ExponentTooSmall,
    /// The public exponent is above 2^32, which makes verifying slow and serves nothing.
    #[error("the RSA public exponent is too large; 65537 is usual")]
    ExponentTooLarge,
    /// The modulus has the fingerprint of a generator whose private keys can be computed from the public ones
    /// (CVE-2017-15361). One honest key in about 2^27 has it too.
    #[error("the RSA key was made by a broken generator (CVE-2017-15361, ROCA); make a new one")]
    Roca,
}

/// The numbers of an RSA public key, big-endian and without leading zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RsaPublic<'a> {
    pub(crate) modulus: &'a [u8],
    pub(crate) exponent: &'a [u8],
}

impl<'a> RsaPublic<'a> {
    /// The modulus `n`.
    #[must_use]
    pub fn modulus(&self) -> &'a [u8] {
        self.modulus
    }

    /// The public exponent `e`.
    #[must_use]
    pub fn exponent(&self) -> &'a [u8] {
        self.exponent
    }

    /// The length of the modulus in bits.
    #[must_use]
    pub fn bits(&self) -> usize {
        bits(self.modulus)
    }
}

/// What the SubjectPublicKeyInfo of a key under `id-RSASSA-PSS` says (RFC 4055 §3.1): only RSASSA-PSS, and with its
/// parameters only one hash and salts that are not shorter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RsaPssRestriction {
    digest: Option<Algorithm>,
    min_salt_len: u16,
}

impl RsaPssRestriction {
    pub(crate) fn new(digest: Option<Algorithm>, min_salt_len: u16) -> Self {
        Self { digest, min_salt_len }
    }

    /// The only digest that the key signs; `None` where the key names no parameters.
    #[must_use]
    pub fn digest(&self) -> Option<Algorithm> {
        self.digest
    }

    /// The shortest salt in bytes.
    #[must_use]
    pub fn min_salt_len(&self) -> u16 {
        self.min_salt_len
    }
}

/// The numbers of an RSA public key that passed [`check`].
#[derive(Debug)]
pub(crate) struct RsaNumbers {
    pub(crate) modulus: Vec<u8>,
    pub(crate) exponent: Vec<u8>,
}

impl From<RsaPublic<'_>> for RsaNumbers {
    fn from(numbers: RsaPublic<'_>) -> Self {
        Self { modulus: numbers.modulus.to_vec(), exponent: numbers.exponent.to_vec() }
    }
}

/// Applies every rule to the numbers: the length first, which bounds all work that follows.
pub(crate) fn check<'a>(
    modulus: &'a [u8],
    exponent: &'a [u8],
    limits: &KeyLimits,
) -> Result<RsaPublic<'a>, RsaKeyError> {
    let numbers = RsaPublic { modulus: strip(modulus), exponent: strip(exponent) };
    check_length(numbers.bits(), limits)?;
    if is_even(numbers.modulus) {
        return Err(RsaKeyError::EvenModulus);
    }
    check_exponent(numbers.exponent, limits)?;
    if roca::has_fingerprint(numbers.modulus) {
        return Err(RsaKeyError::Roca);
    }
    Ok(numbers)
}

/// Applies to numbers that passed [`check`] what differs between limits.
pub(crate) fn check_limits(numbers: &RsaPublic<'_>, limits: &KeyLimits) -> Result<(), RsaKeyError> {
    check_length(numbers.bits(), limits)?;
    check_exponent(numbers.exponent, limits)
}

fn check_length(bits: usize, limits: &KeyLimits) -> Result<(), RsaKeyError> {
    if bits > usize::from(limits.max_rsa_bits) {
        return Err(RsaKeyError::ModulusTooLong { bits, most: limits.max_rsa_bits });
    }
    if bits < usize::from(limits.min_rsa_bits) {
        return Err(RsaKeyError::ModulusTooShort { bits, least: limits.min_rsa_bits });
    }
    Ok(())
}

fn check_exponent(exponent: &[u8], limits: &KeyLimits) -> Result<(), RsaKeyError> {
    match exponent {
        [] | [1] => Err(RsaKeyError::ExponentTooSmall),
        // 2^32 itself is even, so an odd exponent of five bytes is above it.
        [_, _, _, _, _, ..] => Err(RsaKeyError::ExponentTooLarge),
        _ if is_even(exponent) => Err(RsaKeyError::EvenExponent),
        [3] if !limits.exponent_3 => Err(RsaKeyError::ExponentTooSmall),
        _ => Ok(()),
    }
}

/// A number without its leading zeros.
pub(crate) fn strip(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

pub(crate) fn is_even(number: &[u8]) -> bool {
    number.last().is_none_or(|byte| byte & 1 == 0)
}

fn bits(stripped: &[u8]) -> usize {
    stripped
        .first()
        .map_or(0, |first| stripped.len() * 8 - usize::try_from(first.leading_zeros()).unwrap_or(0))
}

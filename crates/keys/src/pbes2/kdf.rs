//! From a password to a key, within limits that were checked before.

use alloc::vec::Vec;

use pbkdf2::pbkdf2_hmac;
use zeroize::Zeroizing;

use super::Pbes2Error;
use crate::Password;

/// Some three seconds with SHA-256 where the processor helps, six with the other functions. Files in use ask for 2,048
/// (OpenSSL's default) to a million.
const MAX_ITERATIONS: u32 = 5_000_000;
/// Bytes of memory.
const MAX_SCRYPT_MEMORY: u64 = 256 << 20;
/// Bytes that are gone through, which is the time: some four seconds.
const MAX_SCRYPT_WORK: u64 = 1 << 30;
/// So that the block that is mixed stays small beside the memory.
const MAX_SCRYPT_FACTOR: u64 = 64;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prf {
    HmacSha1,
    HmacSha256,
    HmacSha384,
    HmacSha512,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kdf {
    Pbkdf2 { salt: Vec<u8>, iterations: u32, prf: Prf },
    Scrypt { salt: Vec<u8>, log_n: u8, r: u32, p: u32 },
}

impl Kdf {
    pub(super) fn pbkdf2(salt: &[u8], iterations: u64, prf: Prf) -> Result<Self, Pbes2Error> {
        match u32::try_from(iterations) {
            Ok(iterations @ 1..=MAX_ITERATIONS) => Ok(Self::Pbkdf2 { salt: salt.to_vec(), iterations, prf }),
            _ => Err(Pbes2Error::Iterations { limit: MAX_ITERATIONS, actual: iterations }),
        }
    }

    pub(super) fn scrypt(salt: &[u8], n: u64, r: u64, p: u64) -> Result<Self, Pbes2Error> {
        let refused = Pbes2Error::ScryptCost { n, r, p };
        let factors = 1..=MAX_SCRYPT_FACTOR;
        if !n.is_power_of_two() || n == 1 || !factors.contains(&r) || !factors.contains(&p) {
            return Err(refused);
        }
        let memory = n.saturating_mul(128).saturating_mul(r);
        // RFC 7914 §2: N must be less than 2^(128 · r / 8).
        if memory > MAX_SCRYPT_MEMORY
            || memory.saturating_mul(p) > MAX_SCRYPT_WORK
            || u64::from(n.ilog2()) >= 16 * r
        {
            return Err(refused);
        }
        let number = |value: u64| u32::try_from(value).map_err(|_| refused);
        let log_n = u8::try_from(n.ilog2()).map_err(|_| refused)?;
        Ok(Self::Scrypt { salt: salt.to_vec(), log_n, r: number(r)?, p: number(p)? })
    }

    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Pbkdf2 { prf: Prf::HmacSha1, .. } => "pbkdf2-hmac-sha1",
            Self::Pbkdf2 { prf: Prf::HmacSha256, .. } => "pbkdf2-hmac-sha256",
            Self::Pbkdf2 { prf: Prf::HmacSha384, .. } => "pbkdf2-hmac-sha384",
            Self::Pbkdf2 { prf: Prf::HmacSha512, .. } => "pbkdf2-hmac-sha512",
            Self::Scrypt { .. } => "scrypt",
        }
    }

    pub(super) const fn iterations(&self) -> Option<u32> {
        match self {
            Self::Pbkdf2 { iterations, .. } => Some(*iterations),
            Self::Scrypt { .. } => None,
        }
    }

    /// `None` only where the crates below refuse parameters that the constructors accepted.
    pub(super) fn derive(&self, password: &Password, len: usize) -> Option<Zeroizing<Vec<u8>>> {
        let mut key = Zeroizing::new(alloc::vec![0; len]);
        let password = password.expose();
        match self {
            Self::Pbkdf2 { salt, iterations, prf } => match prf {
                Prf::HmacSha1 => pbkdf2_hmac::<sha1::Sha1>(password, salt, *iterations, &mut key),
                Prf::HmacSha256 => pbkdf2_hmac::<sha2::Sha256>(password, salt, *iterations, &mut key),
                Prf::HmacSha384 => pbkdf2_hmac::<sha2::Sha384>(password, salt, *iterations, &mut key),
                Prf::HmacSha512 => pbkdf2_hmac::<sha2::Sha512>(password, salt, *iterations, &mut key),
            },
            Self::Scrypt { salt, log_n, r, p } => {
                let params = scrypt::Params::new(*log_n, *r, *p).ok()?;
                scrypt::scrypt(password, salt, &params, &mut key).ok()?;
            }
        }
        Some(key)
    }
}

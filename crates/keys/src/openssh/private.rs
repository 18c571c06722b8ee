//! The file with a private key.
//!
//! ```text
//! file    = "openssh-key-v1" NUL, string cipher, string kdf, string kdf-options, uint32 1, string public-blob,
//!           string private-part [ tag ]
//! private = uint32 check, uint32 check, key, string comment, octets 1 2 3 …      -- up to the cipher's block
//! key     = string "ssh-ed25519", string public (32), string seed ‖ public (64)
//!         / string "ecdsa-sha2-<curve>", string "<curve>", string Q, mpint d
//!         / string "ssh-rsa", mpint n, mpint e, mpint d, mpint iqmp, mpint p, mpint q
//! ```

use alloc::vec::Vec;

use countersign_crypto::{
    CryptoProvider, KeyLimits, KeyType, PrivateKey, PrivateKeyError, PublicKey, RsaPrivateParts, ScalarError,
};
use zeroize::Zeroizing;

use super::{OpenSshError, crt, public, wire::Wire};

const MAGIC: &[u8] = b"openssh-key-v1\0";
/// The largest file that is read, in bytes: an RSA key of 8192 bits with a comment fits.
const MAX_LEN: usize = 32 * 1024;
/// What the private part is padded to where nothing is encrypted.
const PLAIN_BLOCK: usize = 8;

/// A file that was read.
#[derive(Debug)]
pub(crate) enum OpenSshFile {
    /// It was not encrypted.
    Plain(PrivateKey),
    /// A password opens it.
    #[cfg(feature = "sealed-keys")]
    Encrypted(super::OpenSshKey),
    /// A password would open it, in another build.
    #[cfg(not(feature = "sealed-keys"))]
    Encrypted,
}

/// Reads the content of a PEM block `OPENSSH PRIVATE KEY`.
pub(crate) fn read(
    bytes: &[u8],
    limits: &KeyLimits,
    provider: &dyn CryptoProvider,
) -> Result<OpenSshFile, OpenSshError> {
    if bytes.len() > MAX_LEN {
        return Err(OpenSshError::TooLong { limit: MAX_LEN, actual: bytes.len() });
    }
    let mut wire = Wire::new(bytes.strip_prefix(MAGIC).ok_or(OpenSshError::Encoding)?);
    let (cipher, kdf, options) = (wire.string()?, wire.string()?, wire.string()?);
    match wire.uint32()? {
        1 => {}
        actual => return Err(OpenSshError::KeyCount { actual }),
    }
    let public = public::read_blob(wire.string()?, limits, provider)?;
    let private = wire.string()?;
    match (cipher, kdf, options) {
        (b"none", b"none", b"") => {
            wire.finish()?;
            read_private(private, PLAIN_BLOCK, &public, limits, provider).map(OpenSshFile::Plain)
        }
        (b"none", ..) | (_, b"none", _) => Err(OpenSshError::Encoding),
        #[cfg(feature = "sealed-keys")]
        _ => {
            let file = super::encrypted::Encrypted { cipher, kdf, options, private, tag: wire.rest() };
            super::OpenSshKey::new(&file, public).map(OpenSshFile::Encrypted)
        }
        #[cfg(not(feature = "sealed-keys"))]
        _ => Ok(OpenSshFile::Encrypted),
    }
}

/// Reads the private part once it is plain; `expected` is the public key that stands outside.
pub(super) fn read_private(
    plain: &[u8],
    block: usize,
    expected: &PublicKey,
    limits: &KeyLimits,
    provider: &dyn CryptoProvider,
) -> Result<PrivateKey, OpenSshError> {
    if !plain.len().is_multiple_of(block) {
        return Err(OpenSshError::Encoding);
    }
    let mut wire = Wire::new(plain);
    if wire.uint32()? != wire.uint32()? {
        return Err(OpenSshError::Encoding);
    }
    let key = read_key(&mut wire, expected, limits, provider)?;
    let _comment = wire.string()?;
    let padding = wire.rest();
    let counts = (1u8..).zip(padding).all(|(count, byte)| count == *byte);
    if !counts || padding.len() >= block {
        return Err(OpenSshError::Encoding);
    }
    if key.public_key() == expected { Ok(key) } else { Err(OpenSshError::PublicKeyMismatch) }
}

fn read_key(
    wire: &mut Wire<'_>,
    expected: &PublicKey,
    limits: &KeyLimits,
    provider: &dyn CryptoProvider,
) -> Result<PrivateKey, OpenSshError> {
    let key_type = public::key_type(wire)?;
    // The public key outside was checked already: a private part of another type cannot belong to it.
    if key_type != expected.key_type() {
        return Err(OpenSshError::PublicKeyMismatch);
    }
    match key_type {
        KeyType::Rsa => read_rsa(wire, expected, limits, provider),
        KeyType::Ed25519 => {
            let public = wire.string()?;
            let (seed, again) = wire.string()?.split_at_checked(32).ok_or(OpenSshError::Encoding)?;
            if public != expected.point() || again != expected.point() {
                return Err(OpenSshError::PublicKeyMismatch);
            }
            Ok(PrivateKey::from_scalar(key_type, seed, provider)?)
        }
        _ => {
            let public = PublicKey::from_point(key_type, wire.string()?, provider)?;
            if public != *expected {
                return Err(OpenSshError::PublicKeyMismatch);
            }
            let scalar = padded(wire.mpint()?, key_type)?;
            Ok(PrivateKey::from_scalar(key_type, &scalar, provider)?)
        }
    }
}

/// A scalar at the length of its curve.
fn padded(number: &[u8], key_type: KeyType) -> Result<Zeroizing<Vec<u8>>, OpenSshError> {
    let length = key_type.secret_len().unwrap_or_default();
    let out_of_range = OpenSshError::Private(PrivateKeyError::Scalar(ScalarError::OutOfRange));
    let zeros = length.checked_sub(number.len()).ok_or(out_of_range)?;
    let mut scalar = Zeroizing::new(Vec::with_capacity(length));
    scalar.resize(zeros, 0);
    scalar.extend_from_slice(number);
    Ok(scalar)
}

fn read_rsa(
    wire: &mut Wire<'_>,
    expected: &PublicKey,
    limits: &KeyLimits,
    provider: &dyn CryptoProvider,
) -> Result<PrivateKey, OpenSshError> {
    let (modulus, public_exponent, private_exponent) = (wire.mpint()?, wire.mpint()?, wire.mpint()?);
    let (coefficient, prime1, prime2) = (wire.mpint()?, wire.mpint()?, wire.mpint()?);
    let same =
        expected.rsa().is_some_and(|rsa| (rsa.modulus(), rsa.exponent()) == (modulus, public_exponent));
    if !same {
        return Err(OpenSshError::PublicKeyMismatch);
    }
    // The modulus is within the limits now, and what follows is bounded by it.
    if [private_exponent, prime1, prime2].iter().any(|number| number.len() > modulus.len()) {
        return Err(OpenSshError::Encoding);
    }
    // OpenSSH leaves out the exponents of the Chinese remainder theorem.
    let exponent1 = crt::mod_minus_one(private_exponent, prime1);
    let exponent2 = crt::mod_minus_one(private_exponent, prime2);
    let parts = RsaPrivateParts {
        modulus,
        public_exponent,
        private_exponent,
        prime1,
        prime2,
        exponent1: &exponent1,
        exponent2: &exponent2,
        coefficient,
    };
    Ok(PrivateKey::from_rsa(parts, limits, provider)?)
}

//! Cosign's encrypted key box.
//!
//! ```text
//! {"kdf":{"name":"scrypt","params":{"N":65536,"r":8,"p":1},"salt":<base64, 32 bytes>},
//!  "cipher":{"name":"nacl/secretbox","nonce":<base64, 24 bytes>},
//!  "ciphertext":<base64 of tag ‖ PKCS#8 DER>}
//! ```

use alloc::{string::String, vec::Vec};
use core::fmt;

use countersign_crypto::{CryptoProvider, KeyLimits, PrivateKey, Random};
use countersign_encoding::{
    base64,
    json::{self, Object, Value},
    pem,
};
use zeroize::Zeroizing;

mod error;
#[cfg(all(test, feature = "rustcrypto"))]
#[allow(clippy::unwrap_used, reason = "a test that cannot set itself up should stop")]
mod tests;

pub use error::{OpenError, SealError, SealedKeyError};

use crate::{
    Password,
    file::{MAX_LEN, SIGSTORE_LABEL},
    read_pkcs8_der_with,
    secretbox::{self, KEY_LEN, NONCE_LEN},
    write_pkcs8_der,
};

const SALT_LEN: usize = 32;
/// The costs that Cosign and its libraries have written. Anything else is refused before any work: a file must not
/// be able to ask for memory or time.
const COSTS: [u32; 3] = [1 << 15, 1 << 16, 1 << 17];
/// The cost that is written, as Cosign v3 does: 64 MiB.
const WRITTEN_COST: u32 = 1 << 16;
const BLOCK_SIZE: u32 = 8;
const PARALLELISM: u32 = 1;
/// The largest ciphertext that is read, in bytes; an RSA key of 8192 bits in PKCS#8 is smaller.
const MAX_CIPHERTEXT: usize = 16 * 1024;

/// An encrypted private key as Cosign writes it: scrypt and XSalsa20-Poly1305 over PKCS#8.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedKey {
    cost: u32,
    salt: [u8; SALT_LEN],
    nonce: [u8; NONCE_LEN],
    ciphertext: Vec<u8>,
}

impl SealedKey {
    /// Reads the JSON inside the PEM block. No key is derived yet.
    ///
    /// # Errors
    /// [`SealedKeyError`]: not the structure, unknown names, other lengths, or a cost that is not in use.
    pub fn parse_json(bytes: &[u8]) -> Result<Self, SealedKeyError> {
        let value = json::parse(bytes, &json::Limits::default().with_max_bytes(MAX_LEN))?;
        let root = value.as_object().ok_or(SealedKeyError::NotAnObject)?;
        root.only(&["kdf", "cipher", "ciphertext"])?;
        let (kdf, cipher) = (root.required_object("kdf")?, root.required_object("cipher")?);
        let (cost, salt) = read_kdf(kdf).map_err(|error| error.at("kdf"))?;
        let nonce = read_cipher(cipher).map_err(|error| error.at("cipher"))?;
        let ciphertext = decode(root, "ciphertext")?;
        if ciphertext.len() > MAX_CIPHERTEXT {
            return Err(SealedKeyError::TooLarge { limit: MAX_CIPHERTEXT, actual: ciphertext.len() });
        }
        Ok(Self { cost, salt, nonce, ciphertext })
    }

    /// scrypt's CPU and memory cost `N`: 32768, 65536 or 131072. Opening takes `N` KiB of memory.
    #[must_use]
    pub fn scrypt_cost(&self) -> u32 {
        self.cost
    }

    /// Opens the box. Takes 32 to 128 MiB of memory and a fraction of a second, by the cost in the file.
    ///
    /// # Errors
    /// [`OpenError::Password`] for a wrong password or an altered file, which cannot be told apart;
    /// [`OpenError::Content`] when what was sealed is no key that this version knows.
    pub fn open(&self, password: &Password, provider: &dyn CryptoProvider) -> Result<PrivateKey, OpenError> {
        self.open_with(password, &KeyLimits::default(), provider)
    }

    /// Opens the box with limits of the caller's on RSA keys.
    ///
    /// # Errors
    /// As [`SealedKey::open`].
    pub fn open_with(
        &self,
        password: &Password,
        limits: &KeyLimits,
        provider: &dyn CryptoProvider,
    ) -> Result<PrivateKey, OpenError> {
        let key = derive(password, &self.salt, self.cost).ok_or(OpenError::Derivation)?;
        self.open_derived(&key, limits, provider)
    }

    fn open_derived(
        &self,
        key: &[u8; KEY_LEN],
        limits: &KeyLimits,
        provider: &dyn CryptoProvider,
    ) -> Result<PrivateKey, OpenError> {
        let plaintext = secretbox::open(key, &self.nonce, &self.ciphertext).ok_or(OpenError::Password)?;
        Ok(read_pkcs8_der_with(&plaintext, limits, provider)?)
    }

    /// Seals a key with Cosign's parameters and fresh salt and nonce.
    ///
    /// # Errors
    /// [`SealError`] when the source of randomness fails or repeats one byte.
    pub fn seal(key: &PrivateKey, password: &Password, random: &mut dyn Random) -> Result<Self, SealError> {
        let (salt, nonce) = (draw(random)?, draw(random)?);
        let derived = derive(password, &salt, WRITTEN_COST).ok_or(SealError::Derivation)?;
        let plaintext = write_pkcs8_der(key)?;
        let ciphertext = secretbox::seal(&derived, &nonce, &plaintext).ok_or(SealError::Derivation)?;
        Ok(Self { cost: WRITTEN_COST, salt, nonce, ciphertext })
    }

    /// The PEM file, with the label that Cosign writes today.
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::encode(SIGSTORE_LABEL, self.to_json().as_bytes())
    }

    /// The JSON inside, members in Cosign's order.
    #[must_use]
    pub fn to_json(&self) -> String {
        let params = Object::new()
            .with("N", u64::from(self.cost))
            .with("r", u64::from(BLOCK_SIZE))
            .with("p", u64::from(PARALLELISM));
        let kdf = Object::new()
            .with("name", "scrypt")
            .with("params", params)
            .with("salt", base64::encode_standard(&self.salt));
        let cipher =
            Object::new().with("name", "nacl/secretbox").with("nonce", base64::encode_standard(&self.nonce));
        let root = Object::new()
            .with("kdf", kdf)
            .with("cipher", cipher)
            .with("ciphertext", base64::encode_standard(&self.ciphertext));
        Value::from(root).to_json_go()
    }
}

impl fmt::Debug for SealedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedKey(scrypt N={}, content withheld)", self.cost)
    }
}

fn read_kdf(kdf: &Object<'_>) -> Result<(u32, [u8; SALT_LEN]), SealedKeyError> {
    check_name(kdf, "scrypt", SealedKeyError::UnknownKdf)?;
    kdf.only(&["name", "params", "salt"])?;
    let cost = read_cost(kdf.required_object("params")?).map_err(|error| error.at("params"))?;
    Ok((cost, fixed(kdf, "salt")?))
}

fn read_cipher(cipher: &Object<'_>) -> Result<[u8; NONCE_LEN], SealedKeyError> {
    check_name(cipher, "nacl/secretbox", SealedKeyError::UnknownCipher)?;
    cipher.only(&["name", "nonce"])?;
    fixed(cipher, "nonce")
}

fn check_name(object: &Object<'_>, expected: &str, error: SealedKeyError) -> Result<(), SealedKeyError> {
    if object.required_str("name")? == expected { Ok(()) } else { Err(error) }
}

fn read_cost(params: &Object<'_>) -> Result<u32, SealedKeyError> {
    params.only(&["N", "r", "p"])?;
    let (n, r, p) = (params.required_u64("N")?, params.required_u64("r")?, params.required_u64("p")?);
    let known = COSTS.iter().find(|cost| u64::from(**cost) == n);
    match known {
        Some(cost) if r == u64::from(BLOCK_SIZE) && p == u64::from(PARALLELISM) => Ok(*cost),
        _ => Err(SealedKeyError::Cost { n, r, p }),
    }
}

fn decode(object: &Object<'_>, name: &'static str) -> Result<Vec<u8>, SealedKeyError> {
    base64::decode_standard(object.required_str(name)?.as_bytes())
        .map_err(|source| SealedKeyError::Base64 { field: name, source })
}

fn fixed<const N: usize>(object: &Object<'_>, name: &'static str) -> Result<[u8; N], SealedKeyError> {
    let bytes = decode(object, name)?;
    let actual = bytes.len();
    bytes.try_into().map_err(|_| SealedKeyError::Length { field: name, expected: N, actual })
}

/// A salt or a nonce.
pub(crate) fn draw<const N: usize>(random: &mut dyn Random) -> Result<[u8; N], SealError> {
    let mut drawn = [0; N];
    random.fill(&mut drawn)?;
    if is_constant(&drawn) { Err(SealError::BrokenRandom) } else { Ok(drawn) }
}

/// One byte over and over, which a working source yields once in 2^120 draws or less: it fails silently or left its buffer as it
/// was.
fn is_constant(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| bytes.first() == Some(byte))
}

fn derive(password: &Password, salt: &[u8; SALT_LEN], cost: u32) -> Option<Zeroizing<[u8; KEY_LEN]>> {
    let log_n = u8::try_from(cost.ilog2()).ok()?;
    let params = scrypt::Params::new(log_n, BLOCK_SIZE, PARALLELISM).ok()?;
    let mut key = Zeroizing::new([0; KEY_LEN]);
    scrypt::scrypt(password.expose(), salt, &params, key.as_mut_slice()).ok()?;
    Some(key)
}

//! Cosign's encrypted key box.
//!
//! ```text
//! {"kdf":{"name":"scrypt","params":{"N":65536,"r":8,"p":1},"salt":<base64, 32 bytes>},
//!  "cipher":{"name":"nacl/secretbox","nonce":<base64, 24 bytes>},
//!  "ciphertext":<base64 of tag ‖ PKCS#8 DER>}
//! ```

use alloc::{string::String, vec::Vec};
use core::fmt;

use countersign_crypto::{CryptoProvider, PrivateKey, Random, RandomError};
use countersign_encoding::{
    base64::{self, Base64Error},
    json::{self, FieldError, JsonError, Object, Value},
    pem,
};
use zeroize::Zeroizing;

use crate::{
    Password, Pkcs8Error, Pkcs8WriteError,
    file::SIGSTORE_LABEL,
    read_pkcs8_der,
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
        let value = json::parse(bytes, &json::Limits::default())?;
        let root = value.as_object().ok_or(SealedKeyError::NotAnObject)?;
        root.only(&["kdf", "cipher", "ciphertext"])?;
        let kdf = root.required_object("kdf")?;
        let cipher = root.required_object("cipher")?;
        check_name(kdf, "scrypt", SealedKeyError::UnknownKdf)?;
        check_name(cipher, "nacl/secretbox", SealedKeyError::UnknownCipher)?;
        kdf.only(&["name", "params", "salt"])?;
        cipher.only(&["name", "nonce"])?;
        let cost = read_cost(kdf.required_object("params")?)?;
        let ciphertext = decode(root, "ciphertext")?;
        if ciphertext.len() > MAX_CIPHERTEXT {
            return Err(SealedKeyError::TooLarge { limit: MAX_CIPHERTEXT, actual: ciphertext.len() });
        }
        Ok(Self { cost, salt: fixed(kdf, "salt")?, nonce: fixed(cipher, "nonce")?, ciphertext })
    }

    /// Opens the box. Takes 32 to 128 MiB of memory and a fraction of a second, by the cost in the file.
    ///
    /// # Errors
    /// [`OpenError::Password`] for a wrong password or an altered file, which cannot be told apart;
    /// [`OpenError::Content`] when what was sealed is no key that this version knows.
    pub fn open(&self, password: &Password, provider: &dyn CryptoProvider) -> Result<PrivateKey, OpenError> {
        let key = derive(password, &self.salt, self.cost).ok_or(OpenError::Derivation)?;
        self.open_with(&key, provider)
    }

    fn open_with(&self, key: &[u8; KEY_LEN], provider: &dyn CryptoProvider) -> Result<PrivateKey, OpenError> {
        let plaintext = secretbox::open(key, &self.nonce, &self.ciphertext).ok_or(OpenError::Password)?;
        Ok(read_pkcs8_der(&plaintext, provider)?)
    }

    /// Seals a key with Cosign's parameters and fresh salt and nonce.
    ///
    /// # Errors
    /// [`SealError`] when the source of randomness fails.
    pub fn seal(key: &PrivateKey, password: &Password, random: &mut dyn Random) -> Result<Self, SealError> {
        let (mut salt, mut nonce) = ([0; SALT_LEN], [0; NONCE_LEN]);
        random.fill(&mut salt)?;
        random.fill(&mut nonce)?;
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

fn derive(password: &Password, salt: &[u8; SALT_LEN], cost: u32) -> Option<Zeroizing<[u8; KEY_LEN]>> {
    let log_n = u8::try_from(cost.ilog2()).ok()?;
    let params = scrypt::Params::new(log_n, BLOCK_SIZE, PARALLELISM).ok()?;
    let mut key = Zeroizing::new([0; KEY_LEN]);
    scrypt::scrypt(password.expose(), salt, &params, key.as_mut_slice()).ok()?;
    Some(key)
}

/// Why a text is no Cosign key box.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SealedKeyError {
    /// Not strict JSON.
    #[error("the key box is not JSON: {0}")]
    Json(#[from] JsonError),
    /// JSON, but no object.
    #[error("the key box is not a JSON object")]
    NotAnObject,
    /// A member is missing, unknown or of another type.
    #[error("the key box: {0}")]
    Field(#[from] FieldError),
    /// Another key derivation than scrypt.
    #[error("the key box names a key derivation other than scrypt")]
    UnknownKdf,
    /// Another cipher than `nacl/secretbox`.
    #[error("the key box names a cipher other than nacl/secretbox")]
    UnknownCipher,
    /// A cost outside what Cosign writes; refused before any work.
    #[error(
        "the key box asks for scrypt N={n}, r={r}, p={p}; N = 32768, 65536 or 131072 with r=8, p=1 is read"
    )]
    Cost {
        /// The CPU and memory cost asked for.
        n: u64,
        /// The block size asked for.
        r: u64,
        /// The parallelism asked for.
        p: u64,
    },
    /// A value is not canonical standard base64.
    #[error("the key box: {field}: {source}")]
    Base64 {
        /// The member.
        field: &'static str,
        /// What is wrong with it.
        #[source]
        source: Base64Error,
    },
    /// A value has another length than the cipher needs.
    #[error("the key box: {field} is {actual} bytes long, expected {expected}")]
    Length {
        /// The member.
        field: &'static str,
        /// Length needed, in bytes.
        expected: usize,
        /// Length found, in bytes.
        actual: usize,
    },
    /// The ciphertext is longer than any key.
    #[error("the key box holds {actual} bytes, at most {limit} are read")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
        /// Length found, in bytes.
        actual: usize,
    },
}

/// Why a box was not opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The password is wrong, or the file was altered.
    #[error("the password does not open the key, or the key file was altered")]
    Password,
    /// The box opened, but what it holds is no key that this version knows.
    #[error("the key box opened, but its content is refused: {0}")]
    Content(#[from] Pkcs8Error),
    /// The key derivation refused its parameters: a defect of the build.
    #[error("the key derivation failed")]
    Derivation,
}

/// Why a key was not sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// The source of randomness failed.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The key has no form that could be sealed.
    #[error(transparent)]
    Key(#[from] Pkcs8WriteError),
    /// The key derivation refused its parameters: a defect of the build.
    #[error("the key derivation failed")]
    Derivation,
}

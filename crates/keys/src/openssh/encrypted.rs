//! A private key of OpenSSH that a password encrypts.
//!
//! ```text
//! kdf-options = string salt, uint32 rounds      -- bcrypt
//! ```

use alloc::vec::Vec;
use core::fmt;

use countersign_crypto::{CryptoProvider, KeyLimits, PrivateKey, PublicKey};
use zeroize::Zeroizing;

use super::{OpenSshError, private::read_private, wire::Wire};
use crate::{
    OpenError, Password,
    cipher::{BLOCK_LEN, Cipher, Mode, TAG_LEN},
};

/// Some ten seconds. `ssh-keygen` writes 16 or 24 unless asked (`-a`).
const MAX_ROUNDS: u32 = 1024;

/// The names of the ciphers (RFC 4253 §6.3, RFC 4344 §4, OpenSSH's `PROTOCOL` §1.6).
const CIPHERS: [(&[u8], Mode, usize); 8] = [
    (b"aes256-ctr", Mode::Ctr, 32),
    (b"aes192-ctr", Mode::Ctr, 24),
    (b"aes128-ctr", Mode::Ctr, 16),
    (b"aes256-cbc", Mode::Cbc, 32),
    (b"aes192-cbc", Mode::Cbc, 24),
    (b"aes128-cbc", Mode::Cbc, 16),
    (b"aes256-gcm@openssh.com", Mode::Gcm, 32),
    (b"aes128-gcm@openssh.com", Mode::Gcm, 16),
];

/// The fields of a file that says it is encrypted.
pub(super) struct Encrypted<'a> {
    pub(super) cipher: &'a [u8],
    pub(super) kdf: &'a [u8],
    pub(super) options: &'a [u8],
    pub(super) private: &'a [u8],
    pub(super) tag: &'a [u8],
}

/// An encrypted private key of OpenSSH, not opened yet. The rounds it asks for are within the limit.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenSshKey {
    pub(super) public: PublicKey,
    pub(super) cipher: Cipher,
    pub(super) salt: Vec<u8>,
    pub(super) rounds: u32,
    pub(super) ciphertext: Vec<u8>,
    pub(super) tag: Vec<u8>,
}

impl OpenSshKey {
    pub(super) fn new(file: &Encrypted<'_>, public: PublicKey) -> Result<Self, OpenSshError> {
        let known = CIPHERS.iter().find(|(name, ..)| *name == file.cipher);
        let (_, mode, key_len) = *known.ok_or(OpenSshError::UnsupportedCipher)?;
        if file.kdf != b"bcrypt" {
            return Err(OpenSshError::UnsupportedDerivation);
        }
        let mut options = Wire::new(file.options);
        let (salt, rounds) = (options.string()?, options.uint32()?);
        options.finish()?;
        if !(1..=MAX_ROUNDS).contains(&rounds) {
            return Err(OpenSshError::Rounds { limit: MAX_ROUNDS, actual: rounds });
        }
        let tag = if mode == Mode::Gcm { TAG_LEN } else { 0 };
        let blocks = !file.private.is_empty() && file.private.len().is_multiple_of(BLOCK_LEN);
        if salt.is_empty() || !blocks || file.tag.len() != tag {
            return Err(OpenSshError::Encoding);
        }
        Ok(Self {
            public,
            cipher: Cipher { mode, key_len },
            salt: salt.to_vec(),
            rounds,
            ciphertext: file.private.to_vec(),
            tag: file.tag.to_vec(),
        })
    }

    /// The public key as the file says it, which nothing proves before the file is opened.
    #[must_use]
    pub fn claimed_public_key(&self) -> &PublicKey {
        &self.public
    }

    /// How many rounds of bcrypt opening takes; a hundred take about a second.
    #[must_use]
    pub fn rounds(&self) -> u32 {
        self.rounds
    }

    /// Opens the file, RSA keys within the default limits.
    ///
    /// # Errors
    /// [`OpenError::Password`] for a wrong password or an altered file, which cannot be told apart.
    pub fn open(&self, password: &Password, provider: &dyn CryptoProvider) -> Result<PrivateKey, OpenError> {
        self.open_with(password, &KeyLimits::default(), provider)
    }

    /// Opens the file with limits of the caller's.
    ///
    /// # Errors
    /// As [`OpenSshKey::open`].
    pub fn open_with(
        &self,
        password: &Password,
        limits: &KeyLimits,
        provider: &dyn CryptoProvider,
    ) -> Result<PrivateKey, OpenError> {
        let derived = self.derive(password).ok_or(OpenError::Password)?;
        self.open_derived(&derived, limits, provider)
    }

    pub(super) fn open_derived(
        &self,
        derived: &[u8],
        limits: &KeyLimits,
        provider: &dyn CryptoProvider,
    ) -> Result<PrivateKey, OpenError> {
        let (key, iv) = derived.split_at_checked(self.cipher.key_len).ok_or(OpenError::Derivation)?;
        let mut plain = Zeroizing::new(self.ciphertext.clone());
        self.cipher.decrypt(key, iv, &mut plain, &self.tag).ok_or(OpenError::Password)?;
        // The type and the size of the key stand in the public key outside, which was accepted. What is wrong inside comes
        // from another password or another file, with authentication and without.
        read_private(&plain, BLOCK_LEN, &self.public, limits, provider).map_err(|_| OpenError::Password)
    }

    /// Key and initialisation vector. `None` for an empty password, which bcrypt does not take and OpenSSH does not write.
    pub(super) fn derive(&self, password: &Password) -> Option<Zeroizing<Vec<u8>>> {
        const STRIDE: usize = 32;
        let length = self.cipher.key_len + self.cipher.iv_len();
        let mut derived = Zeroizing::new(alloc::vec![0; length]);
        let mut memory = Zeroizing::new(alloc::vec![0; length.next_multiple_of(STRIDE)]);
        let password = password.expose();
        bcrypt_pbkdf::bcrypt_pbkdf_with_memory(password, &self.salt, self.rounds, &mut derived, &mut memory)
            .ok()?;
        Some(derived)
    }
}

impl fmt::Debug for OpenSshKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "OpenSshKey({:?}, {:?}, {} rounds, content withheld)",
            self.public, self.cipher, self.rounds
        )
    }
}

//! What a key file holds, told by its first bytes and its PEM label.

mod error;
mod foreign;
mod form;
mod pem_blocks;

use countersign_crypto::{CryptoProvider, KeyLimits, PrivateKey, PublicKey};

pub use error::KeyFileError;
pub use foreign::ForeignFile;
pub use form::KeyForm;

use crate::private_der;
use form::{Content, Located};

#[cfg(feature = "jwk")]
use crate::Jwk;
#[cfg(all(feature = "sealed-keys", feature = "openssh"))]
use crate::OpenSshKey;
#[cfg(feature = "openssh")]
use crate::openssh;
#[cfg(feature = "sealed-keys")]
use crate::{EncryptedPkcs8, OpenError, Password, SealedKey};

/// The largest key file that is read, in bytes.
pub(crate) const MAX_LEN: usize = 64 * 1024;

pub(crate) const PUBLIC_LABEL: &str = "PUBLIC KEY";
pub(crate) const PKCS8_LABEL: &str = "PRIVATE KEY";
pub(crate) const PBES2_LABEL: &str = "ENCRYPTED PRIVATE KEY";
pub(crate) const SEC1_LABEL: &str = "EC PRIVATE KEY";
pub(crate) const PKCS1_LABEL: &str = "RSA PRIVATE KEY";
pub(crate) const PKCS1_PUBLIC_LABEL: &str = "RSA PUBLIC KEY";
pub(crate) const OPENSSH_LABEL: &str = "OPENSSH PRIVATE KEY";
pub(crate) const SIGSTORE_LABEL: &str = "ENCRYPTED SIGSTORE PRIVATE KEY";
pub(crate) const COSIGN_LABEL: &str = "ENCRYPTED COSIGN PRIVATE KEY";

/// The content of a key file. Which form it was read from is what [`KeyForm::of`] tells of the same bytes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum KeyFile {
    /// A public key, in whichever form.
    Public(PublicKey),
    /// A private key that was not encrypted, in whichever form.
    Private(PrivateKey),
    /// `ENCRYPTED SIGSTORE PRIVATE KEY` or `ENCRYPTED COSIGN PRIVATE KEY`: Cosign's box, not opened yet.
    #[cfg(feature = "sealed-keys")]
    Sealed(SealedKey),
    /// `ENCRYPTED PRIVATE KEY`: PKCS#8 under a password (RFC 7468 §11), not opened yet.
    #[cfg(feature = "sealed-keys")]
    EncryptedPkcs8(EncryptedPkcs8),
    /// `OPENSSH PRIVATE KEY` under a password, not opened yet.
    #[cfg(all(feature = "sealed-keys", feature = "openssh"))]
    OpenSsh(OpenSshKey),
}

impl KeyFile {
    /// Reads a file that holds exactly one key, RSA keys within the default limits (2048 to 4096 bits).
    ///
    /// | begins with | is read as |
    /// |---|---|
    /// | `-----BEGIN ` | PEM (RFC 7468): the label, compared exactly, says what it is |
    /// | `{` after whitespace | a JSON Web Key |
    /// | the byte 0x30 | DER: SPKI, PKCS#8, encrypted PKCS#8, SEC1 or PKCS#1 |
    /// | `ssh-`, `ecdsa-sha2-`, `sk-` | a line with a public key of OpenSSH |
    ///
    /// Exactly one PEM block is read, except that `EC PARAMETERS` may stand before `EC PRIVATE KEY`, as
    /// `openssl ecparam -genkey` writes it.
    ///
    /// # Errors
    /// [`KeyFileError`] names the layer that is wrong.
    pub fn parse(bytes: &[u8], provider: &dyn CryptoProvider) -> Result<Self, KeyFileError> {
        Self::parse_with(bytes, &KeyLimits::default(), provider)
    }

    /// Reads a file as [`KeyFile::parse`] does, with limits of the caller's.
    ///
    /// # Errors
    /// [`KeyFileError`] names the layer that is wrong.
    pub fn parse_with(
        bytes: &[u8],
        limits: &KeyLimits,
        provider: &dyn CryptoProvider,
    ) -> Result<Self, KeyFileError> {
        let located = form::locate(bytes)?;
        located.form.check_feature()?;
        read(&located, limits, provider)
    }

    /// Whether [`KeyFile::open`] needs a password.
    #[must_use]
    pub fn needs_password(&self) -> bool {
        !matches!(self, Self::Public(_) | Self::Private(_))
    }

    /// Opens an encrypted private key, RSA keys within the default limits.
    ///
    /// # Errors
    /// [`OpenError`]; [`OpenError::NotEncrypted`] for a key that needs no password.
    #[cfg(feature = "sealed-keys")]
    pub fn open(&self, password: &Password, provider: &dyn CryptoProvider) -> Result<PrivateKey, OpenError> {
        self.open_with(password, &KeyLimits::default(), provider)
    }

    /// Opens an encrypted private key with limits of the caller's.
    ///
    /// # Errors
    /// As [`KeyFile::open`].
    #[cfg(feature = "sealed-keys")]
    pub fn open_with(
        &self,
        password: &Password,
        limits: &KeyLimits,
        provider: &dyn CryptoProvider,
    ) -> Result<PrivateKey, OpenError> {
        match self {
            Self::Public(_) | Self::Private(_) => Err(OpenError::NotEncrypted),
            Self::Sealed(key) => key.open_with(password, limits, provider),
            Self::EncryptedPkcs8(key) => key.open_with(password, limits, provider),
            #[cfg(feature = "openssh")]
            Self::OpenSsh(key) => key.open_with(password, limits, provider),
        }
    }
}

fn read(
    located: &Located<'_>,
    limits: &KeyLimits,
    provider: &dyn CryptoProvider,
) -> Result<KeyFile, KeyFileError> {
    let bytes = located.content.bytes();
    match located.form {
        KeyForm::PublicSpki => Ok(KeyFile::Public(PublicKey::from_spki_der_with(bytes, limits, provider)?)),
        KeyForm::Pkcs1Public => Ok(KeyFile::Public(private_der::rsa_public_key(bytes, limits, provider)?)),
        KeyForm::Pkcs8 => Ok(KeyFile::Private(private_der::read_pkcs8_der_with(bytes, limits, provider)?)),
        KeyForm::Pkcs1 => Ok(KeyFile::Private(private_der::read_pkcs1_der(bytes, limits, provider)?)),
        KeyForm::Sec1 => {
            let key = private_der::read_sec1_der(bytes, provider)?;
            match &located.content {
                Content::EcPair { curve, .. } if *curve != Some(key.key_type()) => {
                    Err(KeyFileError::EcParameters)
                }
                _ => Ok(KeyFile::Private(key)),
            }
        }
        form => read_optional(form, bytes, limits, provider),
    }
}

/// The forms that a feature adds; [`KeyForm::check_feature`] told already which are missing.
#[cfg_attr(
    not(any(feature = "jwk", feature = "openssh")),
    allow(unused_variables, reason = "a build without these forms hands nothing on")
)]
fn read_optional(
    form: KeyForm,
    bytes: &[u8],
    limits: &KeyLimits,
    provider: &dyn CryptoProvider,
) -> Result<KeyFile, KeyFileError> {
    match form {
        #[cfg(feature = "sealed-keys")]
        KeyForm::CosignBox => Ok(KeyFile::Sealed(SealedKey::parse_json(bytes)?)),
        #[cfg(feature = "sealed-keys")]
        KeyForm::Pbes2 => Ok(KeyFile::EncryptedPkcs8(EncryptedPkcs8::from_der(bytes)?)),
        #[cfg(feature = "jwk")]
        KeyForm::Jwk => {
            let key = Jwk::parse(bytes, limits, provider)?;
            let public = key.public_key().clone();
            Ok(key.into_private_key().map_or(KeyFile::Public(public), KeyFile::Private))
        }
        #[cfg(feature = "openssh")]
        KeyForm::OpenSsh => match openssh::read(bytes, limits, provider)? {
            openssh::OpenSshFile::Plain(key) => Ok(KeyFile::Private(key)),
            #[cfg(feature = "sealed-keys")]
            openssh::OpenSshFile::Encrypted(key) => Ok(KeyFile::OpenSsh(key)),
            #[cfg(not(feature = "sealed-keys"))]
            openssh::OpenSshFile::Encrypted => {
                Err(KeyFileError::FeatureMissing { form, feature: "sealed-keys" })
            }
        },
        #[cfg(feature = "openssh")]
        KeyForm::OpenSshPublic => Ok(KeyFile::Public(openssh::read_line(bytes, limits, provider)?)),
        _ => Err(KeyFileError::UnknownForm),
    }
}

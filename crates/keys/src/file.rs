//! What a key file holds, told by its PEM label (RFC 7468).

use core::fmt;

use countersign_crypto::{CryptoProvider, PrivateKey, PublicKey, PublicKeyError};
use countersign_encoding::pem::{self, PemError};

use crate::{Pkcs8Error, pkcs8};

#[cfg(feature = "sealed-keys")]
use crate::{SealedKey, SealedKeyError};

/// The largest key file that is read, in bytes.
pub(crate) const MAX_LEN: usize = 64 * 1024;

pub(crate) const PUBLIC_LABEL: &str = "PUBLIC KEY";
pub(crate) const PKCS8_LABEL: &str = "PRIVATE KEY";
pub(crate) const SIGSTORE_LABEL: &str = "ENCRYPTED SIGSTORE PRIVATE KEY";
pub(crate) const COSIGN_LABEL: &str = "ENCRYPTED COSIGN PRIVATE KEY";

/// The content of a key file.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum KeyFile {
    /// `PUBLIC KEY`: a SubjectPublicKeyInfo (RFC 7468 §13).
    Public(PublicKey),
    /// `PRIVATE KEY`: PKCS#8, not encrypted (RFC 7468 §10).
    Private(PrivateKey),
    /// `ENCRYPTED SIGSTORE PRIVATE KEY` or `ENCRYPTED COSIGN PRIVATE KEY`: Cosign's box, not opened yet.
    #[cfg(feature = "sealed-keys")]
    Sealed(SealedKey),
}

impl KeyFile {
    /// Reads one PEM block; the label, compared exactly, says what it is.
    ///
    /// # Errors
    /// [`KeyFileError`] names the layer that is wrong.
    pub fn parse(text: &[u8], provider: &dyn CryptoProvider) -> Result<Self, KeyFileError> {
        let block = pem::decode_one(text, MAX_LEN)?;
        match block.label() {
            PUBLIC_LABEL => Ok(Self::Public(PublicKey::from_spki_der(block.data(), provider)?)),
            PKCS8_LABEL => Ok(Self::Private(pkcs8::read_pkcs8_der(block.data(), provider)?)),
            #[cfg(feature = "sealed-keys")]
            SIGSTORE_LABEL | COSIGN_LABEL => Ok(Self::Sealed(SealedKey::parse_json(block.data())?)),
            #[cfg(not(feature = "sealed-keys"))]
            SIGSTORE_LABEL | COSIGN_LABEL => Err(KeyFileError::SealedUnsupported),
            _ => Err(KeyFileError::UnsupportedLabel),
        }
    }

    /// Which form it is.
    #[must_use]
    pub fn form(&self) -> KeyForm {
        match self {
            Self::Public(_) => KeyForm::PublicSpki,
            Self::Private(_) => KeyForm::Pkcs8,
            #[cfg(feature = "sealed-keys")]
            Self::Sealed(_) => KeyForm::CosignBox,
        }
    }
}

/// The forms of key files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyForm {
    /// SubjectPublicKeyInfo in PEM.
    PublicSpki,
    /// PKCS#8 in PEM, not encrypted.
    Pkcs8,
    /// Cosign's encrypted key box in PEM.
    CosignBox,
}

impl KeyForm {
    /// The name used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PublicSpki => "spki",
            Self::Pkcs8 => "pkcs8",
            Self::CosignBox => "cosign",
        }
    }
}

impl fmt::Display for KeyForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a file is no key that this version reads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFileError {
    /// Not exactly one well-formed PEM block.
    #[error("not a PEM key file: {0}")]
    Pem(#[from] PemError),
    /// A PEM block of another kind.
    #[error(
        "the PEM label is none of PUBLIC KEY, PRIVATE KEY, ENCRYPTED SIGSTORE PRIVATE KEY, ENCRYPTED COSIGN PRIVATE KEY"
    )]
    UnsupportedLabel,
    /// A Cosign box, and this build lacks the feature `sealed-keys`.
    #[error("the key is a Cosign box, which this build cannot open: enable the feature `sealed-keys`")]
    SealedUnsupported,
    /// The public key inside is refused.
    #[error(transparent)]
    Public(#[from] PublicKeyError),
    /// The PKCS#8 structure inside is refused.
    #[error(transparent)]
    Pkcs8(#[from] Pkcs8Error),
    /// The Cosign box is refused before opening.
    #[cfg(feature = "sealed-keys")]
    #[error(transparent)]
    Sealed(#[from] SealedKeyError),
}

//! Why OpenSSH's keys are refused.

use countersign_crypto::{PrivateKeyError, PublicKeyError};
use countersign_encoding::base64::Base64Error;

/// Why bytes are no key of OpenSSH that this crate reads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenSshError {
    /// Longer than any key this crate reads.
    #[error("the OpenSSH key is {actual} bytes long, at most {limit} are read")]
    TooLong {
        /// The limit in bytes.
        limit: usize,
        /// Length given, in bytes.
        actual: usize,
    },
    /// Not the structure of `PROTOCOL.key` or of a public key blob: another magic, missing or surplus bytes, numbers that
    /// are negative or not minimal, check numbers or padding that do not fit.
    #[error("the OpenSSH key does not have the structure of one")]
    Encoding,
    /// The file holds another number of keys than one.
    #[error("the OpenSSH file holds {actual} keys, exactly one is read")]
    KeyCount {
        /// The number found.
        actual: u32,
    },
    /// A key of a type that is not read here: DSA, security keys (`sk-…`), certificates, curves of no name.
    #[error(
        "the OpenSSH key's type is not supported: security keys (sk-), certificates and DSA are not read; ssh-ed25519, \
         ecdsa-sha2-nistp256, -nistp384, -nistp521 and ssh-rsa are"
    )]
    UnsupportedKeyType,
    /// The private part is encrypted with another cipher than AES in CTR, CBC or GCM.
    #[error(
        "the OpenSSH key is encrypted with a cipher that is not read; AES-CTR, AES-CBC and AES-GCM are: ssh-keygen -p -Z \
         aes256-ctr -f KEY"
    )]
    UnsupportedCipher,
    /// The password is turned into a key by another function than bcrypt.
    #[error("the OpenSSH key's password is turned into a key by a function that is not bcrypt")]
    UnsupportedDerivation,
    /// No round of bcrypt, or more than are ever computed.
    #[error("the OpenSSH key asks for {actual} rounds of bcrypt, 1 to {limit} are computed")]
    Rounds {
        /// The most that are computed.
        limit: u32,
        /// What the file asks for.
        actual: u32,
    },
    /// A line whose key is not canonical base64.
    #[error("the OpenSSH public key is not base64: {0}")]
    Base64(#[from] Base64Error),
    /// More than one line.
    #[error("the file holds more than one line, exactly one OpenSSH public key is read")]
    SeveralLines,
    /// The public key is refused.
    #[error(transparent)]
    Public(#[from] PublicKeyError),
    /// The private key is refused.
    #[error(transparent)]
    Private(#[from] PrivateKeyError),
    /// A public key in the file does not belong to the private key. Signing with such a pair can give the private key
    /// away, so the file is refused as a whole.
    #[error("the public key in the OpenSSH file does not belong to the private key")]
    PublicKeyMismatch,
}

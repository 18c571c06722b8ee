//! Why a file is no key.

use countersign_crypto::PublicKeyError;
use countersign_encoding::pem::PemError;

use crate::{ForeignFile, KeyForm, PrivateDerError};

/// Why a file is no key that this crate reads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFileError {
    /// Longer than any key file. Nothing of it was looked at.
    #[error("the key file is {actual} bytes long, at most {limit} are read")]
    TooLong {
        /// The limit in bytes.
        limit: usize,
        /// Length given, in bytes.
        actual: usize,
    },
    /// Neither JSON, DER nor a line of OpenSSH, and not exactly one well-formed PEM block.
    #[error("not a PEM key file: {0}")]
    Pem(#[from] PemError),
    /// A file of another kind that is often taken for a key file.
    #[error("the file {0}")]
    Foreign(ForeignFile),
    /// A PEM block of another kind.
    #[error(
        "the PEM label is none of PUBLIC KEY, RSA PUBLIC KEY, PRIVATE KEY, ENCRYPTED PRIVATE KEY, EC PRIVATE KEY, RSA \
         PRIVATE KEY, OPENSSH PRIVATE KEY, ENCRYPTED SIGSTORE PRIVATE KEY, ENCRYPTED COSIGN PRIVATE KEY"
    )]
    UnsupportedLabel,
    /// DER that has the outline of no key form.
    #[error("the file begins as DER does, and holds none of SPKI, PKCS#8, encrypted PKCS#8, SEC1 and PKCS#1")]
    UnknownForm,
    /// The encryption of PEM from before PKCS#8 (`Proc-Type: 4,ENCRYPTED`): its key is one MD5 away from the password.
    #[error(
        "the key is encrypted the old way of OpenSSL (MD5), which is not read; convert it: openssl pkcs8 -topk8 -in KEY \
         -out NEW"
    )]
    TraditionalEncryption,
    /// `EC PARAMETERS` without an `EC PRIVATE KEY` after it, or for another curve than the key's.
    #[error("EC PARAMETERS must stand before one EC PRIVATE KEY on the same named curve")]
    EcParameters,
    /// A form that this build does not read.
    #[error("the key has the form {form}, which this build cannot read: enable the feature `{feature}`")]
    FeatureMissing {
        /// The form of the file.
        form: KeyForm,
        /// The feature of this crate that reads it.
        feature: &'static str,
    },
    /// The public key inside is refused.
    #[error(transparent)]
    Public(#[from] PublicKeyError),
    /// The private key inside, in PKCS#8, SEC1 or PKCS#1, is refused.
    #[error(transparent)]
    PrivateDer(#[from] PrivateDerError),
    /// The Cosign box is refused before opening.
    #[cfg(feature = "sealed-keys")]
    #[error(transparent)]
    Sealed(#[from] crate::SealedKeyError),
    /// The encrypted PKCS#8 structure is refused before opening.
    #[cfg(feature = "sealed-keys")]
    #[error(transparent)]
    Pbes2(#[from] crate::Pbes2Error),
    /// The JSON Web Key is refused.
    #[cfg(feature = "jwk")]
    #[error(transparent)]
    Jwk(#[from] crate::JwkError),
    /// The key of OpenSSH, private or public, is refused.
    #[cfg(feature = "openssh")]
    #[error(transparent)]
    OpenSsh(#[from] crate::OpenSshError),
}

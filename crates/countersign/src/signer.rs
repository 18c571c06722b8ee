//! Who signs, and how.

use alloc::{collections::BTreeMap, string::String, sync::Arc};

use countersign_crypto::{
    CryptoProvider, Format, KeyType, KeyUseError, PrivateKey, PublicKey, SigningKey, allowed_schemes,
};
use countersign_time::UnixTime;

use crate::{ConfigurationError, ImageName, Signing, Verifier};

/// In which form a signature is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum WriteFormat {
    /// A Sigstore bundle as referrer: what Cosign writes since version 3.
    #[default]
    Cosign,
    /// Simple signing under the `.sig` tag: what every version of Cosign reads.
    CosignLegacy,
}

/// What is signed besides the digest, and what is done where a signature is there already.
#[derive(Clone, Debug, Default)]
pub struct SignOptions {
    pub(crate) format: WriteFormat,
    pub(crate) annotations: BTreeMap<String, String>,
    pub(crate) docker_reference: String,
    pub(crate) recursive: bool,
    pub(crate) again: bool,
}

impl SignOptions {
    /// The defaults: a bundle, no annotations, the named manifest alone, nothing signed twice.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes another form.
    #[must_use]
    pub fn format(mut self, format: WriteFormat) -> Self {
        self.format = format;
        self
    }

    /// Signs an annotation too.
    #[must_use]
    pub fn annotation(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.annotations.insert(key.into(), value.into());
        self
    }

    /// What simple signing calls the image (`critical.identity.docker-reference`); bundles have no place for it.
    #[must_use]
    pub fn docker_reference(mut self, reference: impl Into<String>) -> Self {
        self.docker_reference = reference.into();
        self
    }

    /// Signs an index and everything that it lists.
    #[must_use]
    pub fn recursive(mut self) -> Self {
        self.recursive = true;
        self
    }

    /// Signs even where an equal signature is there: by the same key, in the same format, with the same annotations.
    #[must_use]
    pub fn again(mut self) -> Self {
        self.again = true;
        self
    }
}

/// Signs images with one key. Clones in O(1), and is `Send + Sync + 'static`.
#[derive(Clone, Debug)]
pub struct Signer {
    pub(crate) provider: Arc<dyn CryptoProvider>,
    pub(crate) key: Arc<dyn SigningKey>,
    /// Finds the signatures that this key made already.
    pub(crate) own: Verifier,
}

impl Signer {
    /// A signer with a key, wherever the key is.
    ///
    /// # Errors
    /// [`SignerError`] for a key that signs with a scheme that image signatures do not have.
    pub fn new(
        provider: impl CryptoProvider + 'static,
        key: impl Into<Arc<dyn SigningKey>>,
    ) -> Result<Self, SignerError> {
        Self::with_provider(Arc::new(provider), key.into())
    }

    /// The same over a provider that is shared already.
    ///
    /// # Errors
    /// As [`Signer::new`].
    pub fn with_provider(
        provider: Arc<dyn CryptoProvider>,
        key: Arc<dyn SigningKey>,
    ) -> Result<Self, SignerError> {
        let key_type = key.public_key().key_type();
        if !allowed_schemes(key_type, Format::CosignImage).contains(&key.scheme()) {
            return Err(SignerError::Scheme { key_type });
        }
        let own = Verifier::builder_with(Arc::clone(&provider)).key(key.public_key().clone()).build()?;
        Ok(Self { provider, key, own })
    }

    /// A signer with a private key in memory, by the scheme that image signatures are written with.
    ///
    /// # Errors
    /// [`SignerError`] for a key type that image signatures do not have.
    pub fn from_private_key(
        provider: impl CryptoProvider + 'static,
        key: &PrivateKey,
    ) -> Result<Self, SignerError> {
        let key_type = key.key_type();
        let scheme = allowed_schemes(key_type, Format::CosignImage).first();
        let signing = provider.signing_key(key, *scheme.ok_or(SignerError::Scheme { key_type })?)?;
        Self::with_provider(Arc::new(provider), signing.into())
    }

    /// The public half of the key.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    /// Begins to sign an image. `now` is written as the time of creation. The result is a
    /// [`Session`](countersign_oci::Session) that reads what is there and gives what is to be written.
    pub fn sign(&self, image: ImageName, options: SignOptions, now: UnixTime) -> Signing {
        Signing::new(self.clone(), image, options, now)
    }
}

/// Why a key cannot sign images.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignerError {
    /// The key signs with a scheme that image signatures do not have.
    #[error("image signatures are not made with this scheme of a {key_type} key")]
    Scheme {
        /// The type of the key.
        key_type: KeyType,
    },
    /// The provider cannot sign with the key.
    #[error(transparent)]
    Key(#[from] KeyUseError),
    /// Signatures of the key could not be verified.
    #[error(transparent)]
    Verifier(#[from] ConfigurationError),
}

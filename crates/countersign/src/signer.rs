//! Who signs, and how.

use alloc::{collections::BTreeMap, string::String, sync::Arc, vec::Vec};
use core::num::NonZeroUsize;

use countersign_crypto::{
    CryptoProvider, Format, KeyType, KeyUseError, PrivateKey, PublicKey, SigningKey, allowed_schemes,
};
use countersign_time::UnixTime;

use crate::{
    Attestation, BlobAttesting, BlobFormat, BlobSigning, BlobTimestamping, ConfigurationError, ImageName,
    MAX_WHOLE_MESSAGE, SignImageError, SignedBlob, Signing, Timestamping, TimestampingError, Verifier,
    content::Content,
    work::{Maker, Work},
};

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
    pub(crate) timestamping: Vec<Timestamping>,
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

    /// Adds a timestamp of an authority to what is signed; a bundle takes several, in the order in which they are named here,
    /// [`WriteFormat::CosignLegacy`] one. Where one fails nothing is signed.
    #[must_use]
    pub fn timestamp(mut self, timestamping: Timestamping) -> Self {
        self.timestamping.push(timestamping);
        self
    }

    /// Signs even where an equal signature is there: by the same key, in the same format, with the same annotations, and with
    /// a timestamp of each authority that is named here.
    #[must_use]
    pub fn again(mut self) -> Self {
        self.again = true;
        self
    }
}

/// Signs images and blobs, and attests about them, with one key. Clones in O(1), and is `Send + Sync + 'static`.
#[derive(Clone, Debug)]
pub struct Signer {
    provider: Arc<dyn CryptoProvider>,
    key: Arc<dyn SigningKey>,
    /// Finds the signatures that this key made already.
    own: Verifier,
    max_whole_message: u64,
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
        check_scheme(key.as_ref(), Format::CosignImage)?;
        let own = own_verifier(&provider, key.public_key())?;
        Ok(Self { provider, key, own, max_whole_message: MAX_WHOLE_MESSAGE })
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
        let scheme = allowed_schemes(key.public_key(), Format::CosignImage).first();
        let signing = provider.signing_key(key, *scheme.ok_or(SignerError::Scheme { key_type })?)?;
        Self::with_provider(Arc::new(provider), signing.into())
    }

    /// The public half of the key.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    /// Keeps no more than this many bytes of a blob in memory where the key signs the whole message (pure Ed25519), instead
    /// of [`MAX_WHOLE_MESSAGE`].
    #[must_use]
    pub fn max_whole_message(mut self, bytes: u64) -> Self {
        self.max_whole_message = bytes;
        self
    }

    /// Begins to sign an image. `now` is written as the time of creation. The result is a
    /// [`Session`](countersign_oci::Session) that reads what is there and gives what is to be written.
    pub fn sign(&self, image: ImageName, options: SignOptions, now: UnixTime) -> Signing {
        let content = Content::signature(options.annotations.clone(), &options.docker_reference);
        Signing::new(image, self.work(content, &options, now))
    }

    /// Begins to attest about an image: a statement with a predicate, as `cosign attest` makes it. The annotations of the
    /// options are not part of an attestation; its name for the image is their docker reference.
    pub fn attest(
        &self,
        image: ImageName,
        attestation: Attestation,
        options: SignOptions,
        now: UnixTime,
    ) -> Signing {
        let content = Content::attestation(&attestation, &options.docker_reference, now);
        let work = |content| self.work(content, &options, now);
        Signing::new(image, content.map_err(SignImageError::from).and_then(work))
    }

    /// Begins to sign a blob.
    ///
    /// # Errors
    /// [`SignerError`] for a key whose scheme blobs are not signed with, such as Ed25519ph.
    pub fn sign_blob(&self, format: BlobFormat) -> Result<BlobSigning, SignerError> {
        check_scheme(self.key.as_ref(), Format::CosignBlob)?;
        let (provider, key) = (Arc::clone(&self.provider), Arc::clone(&self.key));
        Ok(BlobSigning::new(provider, key, format, self.max_whole_message))
    }

    /// Begins to add timestamps of these authorities to the signature or attestation of a blob, as a session that reads nothing.
    /// `now` is when the signing began. Where one fails there is no signature.
    ///
    /// # Errors
    /// [`TimestampingError::NoPlace`] where no bundle was written: the other forms have no place for timestamps.
    pub fn timestamp_blob(
        &self,
        signed: SignedBlob,
        authorities: &[Timestamping],
        now: UnixTime,
    ) -> Result<BlobTimestamping, TimestampingError> {
        BlobTimestamping::new(signed, authorities, Arc::clone(&self.provider), now)
    }

    /// Begins to attest about a blob, which the statement calls `name`. In a bundle, or in [`WriteFormat::CosignLegacy`] as a
    /// DSSE envelope alone. `now` is what a `custom` predicate is dated with.
    ///
    /// # Errors
    /// [`SignerError`] for a key whose scheme envelopes are not signed with; none of a signer that was made, for images are
    /// signed with the same.
    pub fn attest_blob(
        &self,
        name: &str,
        attestation: Attestation,
        format: WriteFormat,
        now: UnixTime,
    ) -> Result<BlobAttesting, SignerError> {
        check_scheme(self.key.as_ref(), Format::CosignImage)?;
        let (provider, key) = (Arc::clone(&self.provider), Arc::clone(&self.key));
        Ok(BlobAttesting::new(provider, key, name, attestation, format, now))
    }

    fn work(&self, content: Content, options: &SignOptions, now: UnixTime) -> Result<Work, SignImageError> {
        if options.format == WriteFormat::CosignLegacy && options.timestamping.len() > 1 {
            return Err(TimestampingError::OnePlace { form: "a signature under Cosign's tag" }.into());
        }
        Ok(Work {
            provider: Arc::clone(&self.provider),
            own: self.own(&options.timestamping)?,
            maker: Maker::Key(Arc::clone(&self.key)),
            content,
            format: options.format,
            recursive: options.recursive,
            again: options.again,
            timestamping: options.timestamping.clone().into(),
            now,
        })
    }

    /// What finds the signatures that this key made already; where there will be timestamps, those that have one.
    fn own(&self, timestamping: &[Timestamping]) -> Result<Verifier, SignImageError> {
        if timestamping.is_empty() {
            return Ok(self.own.clone());
        }
        let believed = timestamping.iter().map(Timestamping::believed).collect::<Result<Vec<_>, _>>()?;
        let own = Verifier::builder_with(Arc::clone(&self.provider)).key(self.key.public_key().clone());
        let own = own.timestamp_authorities(believed).require_timestamps(NonZeroUsize::MIN);
        Ok(own.build().map_err(SignerError::from)?)
    }
}

/// A verifier that believes this key alone.
pub(crate) fn own_verifier(
    provider: &Arc<dyn CryptoProvider>,
    key: &PublicKey,
) -> Result<Verifier, SignerError> {
    Ok(Verifier::builder_with(Arc::clone(provider)).key(key.clone()).build()?)
}

fn check_scheme(key: &dyn SigningKey, format: Format) -> Result<(), SignerError> {
    match allowed_schemes(key.public_key(), format).contains(&key.scheme()) {
        true => Ok(()),
        false => Err(SignerError::Scheme { key_type: key.public_key().key_type() }),
    }
}

/// Why a key cannot sign.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignerError {
    /// The key signs with a scheme that signatures of this kind do not have.
    #[error("such signatures are not made with this scheme of a {key_type} key")]
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

//! What a program believes, said once: the verifier and its builder.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};
use core::num::NonZeroUsize;

use countersign_crypto::{CryptoProvider, Format, PublicKey, VerifyingKey, allowed_schemes};
use countersign_digest::Digest;
use countersign_oci::{LayoutError, PlanOptions};
use countersign_policy::{Authenticator, NamedPredicate, Principal, Requirement};
use countersign_time::UnixTime;

use crate::{
    ConfigurationError, ImageName, Refusal, Verification,
    conclusion::{self, Context},
    configuration::Configuration,
    danger::Weakening,
};

/// Verifies image signatures by what was configured. Owns what it needs, clones in O(1), and is `Send + Sync +
/// 'static`: one verifier serves a whole program.
#[derive(Clone, Debug)]
pub struct Verifier {
    configuration: Arc<Configuration>,
}

impl Verifier {
    /// Begins a configuration over a provider. Nothing is trusted until it is named.
    pub fn builder(provider: impl CryptoProvider + 'static) -> VerifierBuilder<WantsSigner> {
        Self::builder_with(Arc::new(provider))
    }

    /// The same over a provider that is shared already.
    pub fn builder_with(provider: Arc<dyn CryptoProvider>) -> VerifierBuilder<WantsSigner> {
        VerifierBuilder {
            provider,
            signers: WantsSigner,
            threshold: NonZeroUsize::MIN,
            annotations: BTreeMap::new(),
            predicates: Vec::new(),
            limits: PlanOptions::default(),
            read_everything: false,
            weakened: Vec::new(),
        }
    }

    /// Begins the verification of one image. `now` is the time of the verdict. The result is a
    /// [`Session`](countersign_oci::Session): whoever can read the image's repository drives it.
    pub fn verify(&self, image: ImageName, now: UnixTime) -> Verification {
        Verification::new(Arc::clone(&self.configuration), image, now)
    }

    /// The refusal for an image in a layout that cannot be read at all, so that its report is like any other.
    #[must_use]
    pub fn unreadable(&self, image: &ImageName, now: UnixTime, error: &LayoutError) -> Refusal {
        conclusion::unreadable(Context { configuration: &self.configuration, name: image, now }, error)
    }

    pub(crate) fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    /// The digest of the whole configuration: two verifiers with the same one decide alike.
    #[must_use]
    pub fn configuration_digest(&self) -> Digest {
        self.configuration.digest()
    }
}

/// No signer is named yet; there is nothing to build.
#[derive(Clone, Copy, Debug)]
pub struct WantsSigner;

/// At least one signer is named.
#[derive(Clone, Debug)]
pub struct Ready(Vec<(String, Vec<PublicKey>)>);

/// Gathers what a [`Verifier`] believes. `build` exists only once a signer is named.
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifierBuilder<S> {
    provider: Arc<dyn CryptoProvider>,
    signers: S,
    threshold: NonZeroUsize,
    annotations: BTreeMap<String, String>,
    predicates: Vec<NamedPredicate>,
    limits: PlanOptions,
    read_everything: bool,
    weakened: Vec<Weakening>,
}

impl<S> VerifierBuilder<S> {
    /// Requires this many distinct signers instead of one.
    pub fn threshold(mut self, threshold: NonZeroUsize) -> Self {
        self.threshold = threshold;
        self
    }

    /// Requires an annotation with exactly this value on every signature that counts.
    pub fn annotation(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.annotations.insert(key.into(), value.into());
        self
    }

    /// Requires a check of the embedding program on every signature that counts.
    pub fn predicate(mut self, predicate: NamedPredicate) -> Self {
        self.predicates.push(predicate);
        self
    }

    /// Reads within other limits than the default ones.
    pub fn limits(mut self, limits: PlanOptions) -> Self {
        self.limits = limits;
        self
    }

    /// Reads and reports every signature, even when enough is known already.
    pub fn read_everything(mut self) -> Self {
        self.read_everything = true;
        self
    }

    pub(crate) fn weaken(mut self, weakening: Weakening) -> Self {
        if !self.weakened.contains(&weakening) {
            self.weakened.push(weakening);
        }
        self
    }

    fn with_signers<T>(self, signers: T) -> VerifierBuilder<T> {
        VerifierBuilder {
            provider: self.provider,
            signers,
            threshold: self.threshold,
            annotations: self.annotations,
            predicates: self.predicates,
            limits: self.limits,
            read_everything: self.read_everything,
            weakened: self.weakened,
        }
    }
}

impl VerifierBuilder<WantsSigner> {
    /// Believes whoever holds this key. Its id is the signer's name in reports.
    pub fn key(self, key: PublicKey) -> VerifierBuilder<Ready> {
        self.with_signers(Ready(Vec::new())).key(key)
    }

    /// Believes a signer with a name and any of these keys; however many of them sign, the signer counts once.
    pub fn signer(self, name: &str, keys: impl IntoIterator<Item = PublicKey>) -> VerifierBuilder<Ready> {
        self.with_signers(Ready(Vec::new())).signer(name, keys)
    }
}

impl VerifierBuilder<Ready> {
    /// Believes whoever holds this key too.
    pub fn key(self, key: PublicKey) -> Self {
        let name = key.id().to_string();
        self.signer(&name, [key])
    }

    /// Believes one more signer.
    pub fn signer(mut self, name: &str, keys: impl IntoIterator<Item = PublicKey>) -> Self {
        self.signers.0.push((name.into(), keys.into_iter().collect()));
        self
    }

    /// The verifier.
    ///
    /// # Errors
    /// [`ConfigurationError`]: what contradicts itself or could never be met is refused here, not at the first image.
    pub fn build(self) -> Result<Verifier, ConfigurationError> {
        let mut requirement = Requirement::new(self.principals()?, self.threshold)?;
        for (key, value) in &self.annotations {
            requirement = requirement.with_annotation(key, value);
        }
        for predicate in &self.predicates {
            requirement = requirement.with_predicate(predicate.clone());
        }
        let keys = self.verifying_keys()?;
        let configuration = Configuration::new(
            self.provider,
            keys,
            requirement,
            self.limits,
            self.read_everything,
            self.weakened,
        )?;
        Ok(Verifier { configuration: Arc::new(configuration) })
    }

    fn principals(&self) -> Result<Vec<Principal>, ConfigurationError> {
        let authenticators =
            |keys: &[PublicKey]| keys.iter().map(|key| Authenticator::Key(key.id())).collect();
        let principal = |(name, keys): &(String, Vec<PublicKey>)| {
            let authenticators: Vec<_> = authenticators(keys);
            Principal::new(name, authenticators)
        };
        Ok(self.signers.0.iter().map(principal).collect::<Result<_, _>>()?)
    }

    fn verifying_keys(&self) -> Result<Vec<Arc<dyn VerifyingKey>>, ConfigurationError> {
        let mut verifying = Vec::new();
        for key in self.signers.0.iter().flat_map(|(_, keys)| keys) {
            let schemes = allowed_schemes(key.key_type(), Format::CosignImage);
            if schemes.is_empty() {
                return Err(ConfigurationError::NoScheme { key_type: key.key_type() });
            }
            for scheme in schemes {
                verifying.push(Arc::from(self.provider.verifying_key(key, *scheme)?));
            }
        }
        Ok(verifying)
    }
}

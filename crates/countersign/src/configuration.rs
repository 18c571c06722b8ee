//! A finished configuration, and what makes one impossible.

use alloc::{sync::Arc, vec::Vec};

use countersign_crypto::{CryptoProvider, DigestAlgorithm, KeyType, KeyUseError, VerifyingKey};
use countersign_digest::Digest;
use countersign_encoding::{
    jcs::{self, JcsError},
    json::{Object, Value},
};
use countersign_envelope::COSIGN_SIGN_PREDICATE;
use countersign_oci::PlanOptions;
use countersign_policy::{
    ExpectedPayload, PrincipalError, Requirement, RequirementError, danger::any_statement,
};

use crate::danger::Weakening;

/// What a verifier believes.
#[derive(Debug)]
pub(crate) struct Configuration {
    provider: Arc<dyn CryptoProvider>,
    keys: Vec<Arc<dyn VerifyingKey>>,
    requirement: Requirement,
    limits: PlanOptions,
    read_everything: bool,
    weakened: Vec<Weakening>,
    digest: Digest,
}

impl Configuration {
    pub(crate) fn new(
        provider: Arc<dyn CryptoProvider>,
        keys: Vec<Arc<dyn VerifyingKey>>,
        requirement: Requirement,
        limits: PlanOptions,
        read_everything: bool,
        weakened: Vec<Weakening>,
    ) -> Result<Self, ConfigurationError> {
        let text = jcs::to_canonical(&describe(&requirement, &limits, read_everything, &weakened))?;
        let digest = provider.hash(DigestAlgorithm::Sha256, text.as_bytes());
        Ok(Self { provider, keys, requirement, limits, read_everything, weakened, digest })
    }

    pub(crate) fn provider(&self) -> &Arc<dyn CryptoProvider> {
        &self.provider
    }

    pub(crate) fn requirement(&self) -> &Requirement {
        &self.requirement
    }

    pub(crate) fn limits(&self) -> PlanOptions {
        self.limits
    }

    pub(crate) fn reads_everything(&self) -> bool {
        self.read_everything
    }

    pub(crate) fn weakened(&self) -> &[Weakening] {
        &self.weakened
    }

    pub(crate) fn digest(&self) -> Digest {
        self.digest
    }

    pub(crate) fn checks_predicate_type(&self) -> bool {
        !self.weakened.contains(&Weakening::AnyPredicate)
    }

    pub(crate) fn expected(&self) -> ExpectedPayload {
        if self.checks_predicate_type() { ExpectedPayload::image_signature() } else { any_statement() }
    }

    pub(crate) fn expects(&self, predicate_type: Option<&str>) -> bool {
        !self.checks_predicate_type() || predicate_type == Some(COSIGN_SIGN_PREDICATE)
    }

    /// All keys, in the order in which they were named.
    pub(crate) fn keys(&self) -> Vec<&dyn VerifyingKey> {
        self.keys.iter().map(AsRef::as_ref).collect()
    }
}

/// Everything on which a verdict depends besides the image and the time.
fn describe<'a>(
    requirement: &'a Requirement,
    limits: &PlanOptions,
    read_everything: bool,
    weakened: &[Weakening],
) -> Value<'a> {
    let number = |value: usize| u64::try_from(value).unwrap_or(u64::MAX);
    let limits = Object::new()
        .with("candidates", number(limits.max_candidates()))
        .with("referrers", number(limits.max_referrers()))
        .with("manifestBytes", limits.max_manifest())
        .with("bundleBytes", limits.max_bundle())
        .with("payloadBytes", limits.max_payload());
    let weakened: Vec<_> = weakened.iter().map(|weakening| Value::from(weakening.name())).collect();
    Value::from(
        Object::new()
            .with("schema", "countersign/configuration/v1")
            .with("requirement", requirement.to_json())
            .with("limits", limits)
            .with("readEverything", read_everything)
            .with("weakened", weakened),
    )
}

/// Why a configuration is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigurationError {
    /// A signer has no name or no key.
    #[error(transparent)]
    Signer(#[from] PrincipalError),
    /// The requirement could never be met, or could be met by one signer twice.
    #[error(transparent)]
    Requirement(#[from] RequirementError),
    /// No image signature can be made with keys of this type.
    #[error("image signatures cannot be verified with {key_type} keys")]
    NoScheme {
        /// The type of the key.
        key_type: KeyType,
    },
    /// The provider cannot verify with a key.
    #[error(transparent)]
    Key(#[from] KeyUseError),
    /// The configuration has no canonical form: a limit is beyond 2⁵³.
    #[error("the configuration cannot be written canonically: {0}")]
    Canonical(#[from] JcsError),
}

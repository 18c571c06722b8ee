//! What a program believes, gathered: the builder of a verifier.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};
use core::num::NonZeroUsize;

use countersign_crypto::{AllowedAlgorithms, CryptoProvider, Format, PublicKey, Scheme, allowed_schemes};
use countersign_oci::PlanOptions;
use countersign_policy::{AuthorityId, NamedPredicate, Principal, Requirement};
use countersign_revocation::{Mode, SilentDelegates, list::VerifiedRevocationList};
use countersign_timestamp::TrustedTsa;
use countersign_x509::Identity;

use crate::{
    ConfigurationError, MAX_WHOLE_MESSAGE, RevocationPolicy, TrustedAuthority, TrustedSigner, Verifier,
    configuration::{Beliefs, BelievedKey, Configuration},
    danger::Weakening,
    revocation_policy::MAX_EVIDENCE,
    shared_names,
    stamped::{Asked, TimestampRules},
};

/// No signer is named yet; there is nothing to build.
#[derive(Clone, Copy, Debug)]
pub struct WantsSigner;

/// At least one signer is named.
#[derive(Clone, Debug)]
pub struct Ready(Vec<TrustedSigner>);

/// Gathers what a [`Verifier`] believes. `build` exists only once a signer is named.
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifierBuilder<S> {
    provider: Arc<dyn CryptoProvider>,
    signers: S,
    threshold: NonZeroUsize,
    annotations: BTreeMap<String, String>,
    predicates: Vec<NamedPredicate>,
    algorithms: AllowedAlgorithms,
    limits: PlanOptions,
    max_whole_message: u64,
    read_everything: bool,
    weakened: Vec<Weakening>,
    evidence: EvidenceRules,
}

/// What else must speak for a signature than itself, and what may speak against it.
#[derive(Clone, Debug)]
struct EvidenceRules {
    authorities: Vec<TrustedTsa>,
    timestamps: Asked,
    revocation: Option<RevocationPolicy>,
    lists: Vec<VerifiedRevocationList>,
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

    /// Allows these algorithms only. A key none of whose algorithms is allowed is refused by
    /// [`VerifierBuilder::build`].
    pub fn allow(mut self, algorithms: AllowedAlgorithms) -> Self {
        self.algorithms = algorithms;
        self
    }

    /// Keeps no more than this many bytes of a blob in memory for keys that sign the whole message (pure Ed25519), instead
    /// of [`MAX_WHOLE_MESSAGE`].
    pub fn max_whole_message(mut self, bytes: u64) -> Self {
        self.max_whole_message = bytes;
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

    /// Believes these authorities about time. Each timestamp that a signature carries must then be one of theirs, over that
    /// very signature; the certificates of its signer must have been valid at all of these times, and need not be any more.
    pub fn timestamp_authorities(mut self, authorities: impl IntoIterator<Item = TrustedTsa>) -> Self {
        self.evidence.authorities.extend(authorities);
        self
    }

    /// Requires a timestamp on every signature that counts.
    pub fn require_timestamp(mut self) -> Self {
        self.evidence.timestamps = Asked::One;
        self
    }

    /// Requires timestamps of so many distinct authorities on every signature that counts. Others that do not verify then
    /// count for nothing, and harm nothing; nor do those of authorities that are revoked, or not known to be good where that
    /// must be known. The signer's certificate must be valid at the times of these too.
    pub fn require_timestamps(mut self, authorities: NonZeroUsize) -> Self {
        self.evidence.timestamps = Asked::Authorities(authorities);
        self
    }

    /// Asks whether certificates were revoked: those of signers, at the times at which they signed, and those of timestamping
    /// authorities.
    pub fn revocation(mut self, policy: RevocationPolicy) -> Self {
        self.evidence.revocation = Some(policy);
        self
    }

    /// Refuses what is on this list, whoever speaks for it: signatures, keys, identities, and images or blobs by their digests.
    /// Once it is stale nothing is accepted.
    pub fn revocation_list(mut self, list: VerifiedRevocationList) -> Self {
        self.evidence.lists.push(list);
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
            algorithms: self.algorithms,
            limits: self.limits,
            max_whole_message: self.max_whole_message,
            read_everything: self.read_everything,
            weakened: self.weakened,
            evidence: self.evidence,
        }
    }
}

impl VerifierBuilder<WantsSigner> {
    pub(crate) fn new(provider: Arc<dyn CryptoProvider>) -> Self {
        Self {
            provider,
            signers: WantsSigner,
            threshold: NonZeroUsize::MIN,
            annotations: BTreeMap::new(),
            predicates: Vec::new(),
            algorithms: AllowedAlgorithms::all(),
            limits: PlanOptions::default(),
            max_whole_message: MAX_WHOLE_MESSAGE,
            read_everything: false,
            weakened: Vec::new(),
            evidence: EvidenceRules::none(),
        }
    }

    /// Believes whoever holds this key. Its id is the signer's name in reports.
    pub fn key(self, key: PublicKey) -> VerifierBuilder<Ready> {
        self.with_signers(Ready(Vec::new())).key(key)
    }

    /// Believes a signer with a name and any of these keys; however many of them sign, the signer counts once.
    pub fn signer(self, name: &str, keys: impl IntoIterator<Item = PublicKey>) -> VerifierBuilder<Ready> {
        self.with_signers(Ready(Vec::new())).signer(name, keys)
    }
}

impl VerifierBuilder<WantsSigner> {
    /// Believes whom certificates of an authority name by this identity. The identity is the signer's name in reports.
    pub fn certified(self, identity: Identity, authority: &TrustedAuthority) -> VerifierBuilder<Ready> {
        self.with_signers(Ready(Vec::new())).certified(identity, authority)
    }

    /// Believes a signer by certificates that name one of these identities.
    pub fn certified_signer(
        self,
        name: &str,
        identities: impl IntoIterator<Item = (Identity, TrustedAuthority)>,
    ) -> VerifierBuilder<Ready> {
        self.with_signers(Ready(Vec::new())).certified_signer(name, identities)
    }

    /// Believes a signer by keys, by certificates, or by either.
    pub fn trusted(self, signer: TrustedSigner) -> VerifierBuilder<Ready> {
        self.with_signers(Ready(Vec::new())).trusted(signer)
    }
}

impl VerifierBuilder<Ready> {
    /// Believes whoever holds this key too.
    pub fn key(self, key: PublicKey) -> Self {
        let name = key.id().to_string();
        self.signer(&name, [key])
    }

    /// Believes one more signer.
    pub fn signer(self, name: &str, keys: impl IntoIterator<Item = PublicKey>) -> Self {
        self.trusted(keys.into_iter().fold(TrustedSigner::new(name), TrustedSigner::key))
    }

    /// Believes whom certificates of an authority name by this identity too.
    pub fn certified(self, identity: Identity, authority: &TrustedAuthority) -> Self {
        let name = identity.to_string();
        self.certified_signer(&name, [(identity, authority.clone())])
    }

    /// Believes one more signer, by certificates that name one of these identities.
    pub fn certified_signer(
        self,
        name: &str,
        identities: impl IntoIterator<Item = (Identity, TrustedAuthority)>,
    ) -> Self {
        let by = |signer: TrustedSigner, (identity, authority)| signer.identity(identity, &authority);
        self.trusted(identities.into_iter().fold(TrustedSigner::new(name), by))
    }

    /// Believes one more signer, by keys, by certificates, or by either.
    pub fn trusted(mut self, signer: TrustedSigner) -> Self {
        self.signers.0.push(signer);
        self
    }

    /// The verifier.
    ///
    /// # Errors
    /// [`ConfigurationError`]: what contradicts itself or could never be met is refused here, not at the first image.
    pub fn build(self) -> Result<Verifier, ConfigurationError> {
        let authorities = self.authorities()?;
        let weakened = authorities.values().flat_map(TrustedAuthority::weakened);
        let weakened: Vec<Weakening> = weakened.chain(self.evidence.weakened()).collect();
        weakened.into_iter().fold(self, Self::weaken).build_with(authorities)
    }

    fn build_with(
        self,
        authorities: BTreeMap<AuthorityId, TrustedAuthority>,
    ) -> Result<Verifier, ConfigurationError> {
        let mut requirement = Requirement::new(self.principals()?, self.threshold)?;
        shared_names::check(self.signers.0.iter().map(|signer| signer.identities.as_slice()))?;
        for (key, value) in &self.annotations {
            requirement = requirement.with_annotation(key, value);
        }
        for predicate in &self.predicates {
            requirement = requirement.with_predicate(predicate.clone());
        }
        let timestamps = self.evidence.timestamps()?;
        self.evidence.check_revocation(!authorities.is_empty())?;
        let beliefs = Beliefs {
            timestamps,
            keys: self.believed_keys()?,
            authorities,
            provider: self.provider,
            requirement,
            algorithms: self.algorithms,
            limits: self.limits,
            max_whole_message: self.max_whole_message,
            read_everything: self.read_everything,
            weakened: self.weakened,
            revocation: self.evidence.revocation,
            lists: self.evidence.lists,
        };
        Ok(Verifier::new(Configuration::new(beliefs)?))
    }

    fn principals(&self) -> Result<Vec<Principal>, ConfigurationError> {
        let principal = |signer: &TrustedSigner| signer.principal(self.provider.as_ref());
        Ok(self.signers.0.iter().map(principal).collect::<Result<_, _>>()?)
    }

    /// Every authority once, by its id, with what any mention of it has at hand.
    fn authorities(&self) -> Result<BTreeMap<AuthorityId, TrustedAuthority>, ConfigurationError> {
        let mut authorities: BTreeMap<AuthorityId, TrustedAuthority> = BTreeMap::new();
        for (_, authority) in self.signers.0.iter().flat_map(|signer| &signer.identities) {
            if authority.is_empty() {
                return Err(ConfigurationError::NoAnchor);
            }
            let id = authority.id(self.provider.as_ref());
            let known = authorities.get(&id).map_or_else(|| authority.clone(), |known| known.and(authority));
            authorities.insert(id, known);
        }
        Ok(authorities)
    }

    fn believed_keys(&self) -> Result<Vec<BelievedKey>, ConfigurationError> {
        let keys = self.signers.0.iter().flat_map(|signer| &signer.keys);
        let believed = keys.map(|key| self.believed(key)).collect::<Result<Vec<_>, _>>()?;
        Ok(believed.into_iter().flatten().collect())
    }

    /// A key with each scheme that some format has for it and that is allowed; at least one.
    fn believed(&self, key: &PublicKey) -> Result<Vec<BelievedKey>, ConfigurationError> {
        let mut refusal = None;
        let mut believed = Vec::new();
        for scheme in schemes(key) {
            match self.algorithms.check(key, scheme.algorithm()) {
                Ok(()) => {
                    let has = |format: &Format| allowed_schemes(key, *format).contains(&scheme);
                    let formats = FORMATS.into_iter().filter(has).collect();
                    believed.push(BelievedKey { key: self.provider.verifying_key(key, scheme)?, formats });
                }
                Err(error) => refusal = refusal.or(Some(error)),
            }
        }
        match refusal {
            _ if !believed.is_empty() => Ok(believed),
            Some(refusal) => Err(ConfigurationError::NotAllowed { key: key.id(), refusal }),
            None => Err(ConfigurationError::NoScheme { key_type: key.key_type() }),
        }
    }
}

impl EvidenceRules {
    const fn none() -> Self {
        Self { authorities: Vec::new(), timestamps: Asked::IfThere, revocation: None, lists: Vec::new() }
    }

    fn timestamps(&self) -> Result<Option<TimestampRules>, ConfigurationError> {
        let believed = self.authorities.len();
        match self.timestamps {
            Asked::IfThere if believed == 0 => return Ok(None),
            _ if believed == 0 => return Err(ConfigurationError::NoTimestampAuthority),
            Asked::Authorities(count) if count.get() > believed => {
                let required = count.get();
                return Err(ConfigurationError::TooFewTimestampAuthorities { required, believed });
            }
            _ => {}
        }
        Ok(Some(TimestampRules { authorities: self.authorities.clone(), asked: self.timestamps }))
    }

    /// What is asked must be answerable: of keys alone no authority says that they were revoked.
    fn check_revocation(&self, believes_certificates: bool) -> Result<(), ConfigurationError> {
        let Some(policy) = &self.revocation else { return Ok(()) };
        let actual = policy.evidence.len();
        if actual > MAX_EVIDENCE {
            return Err(ConfigurationError::TooMuchEvidence { limit: MAX_EVIDENCE, actual });
        }
        match believes_certificates || !self.authorities.is_empty() {
            true => Ok(()),
            false => Err(ConfigurationError::NothingToRevoke),
        }
    }

    fn weakened(&self) -> impl Iterator<Item = Weakening> {
        let rules = self.authorities.iter().flat_map(|one| one.path_profile().algorithms().weakened());
        let soft = self.revocation.as_ref().filter(|policy| policy.rules.mode() == Mode::IfAvailable);
        let silent = self.revocation.as_ref();
        let silent = silent.filter(|policy| policy.silent_delegates == SilentDelegates::Taken);
        rules
            .map(Weakening::Certificates)
            .chain(soft.map(|_| Weakening::RevocationIfAvailable))
            .chain(silent.map(|_| Weakening::SilentDelegates))
    }
}

const FORMATS: [Format; 2] = [Format::CosignImage, Format::CosignBlob];

/// The schemes of a key in all formats, each once.
fn schemes(key: &PublicKey) -> Vec<Scheme> {
    let mut schemes: Vec<Scheme> = Vec::new();
    for scheme in FORMATS.into_iter().flat_map(|format| allowed_schemes(key, format)) {
        if !schemes.contains(scheme) {
            schemes.push(*scheme);
        }
    }
    schemes
}

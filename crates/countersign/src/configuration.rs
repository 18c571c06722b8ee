//! A finished configuration, and what makes one impossible.

use alloc::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet},
    string::ToString,
    sync::Arc,
    vec::Vec,
};

use countersign_crypto::{
    AlgorithmRefusal, AllowedAlgorithms, CryptoProvider, DigestAlgorithm, Format, KeyId, KeyType,
    KeyUseError, VerifyingKey,
};
use countersign_digest::Digest;
use countersign_encoding::{
    jcs::{self, JcsError},
    json::{Object, Value},
};
use countersign_oci::{AttachmentKind, PlanOptions};
use countersign_policy::{AuthorityId, PrincipalError, Requirement, RequirementError};
use countersign_revocation::{
    Retroactivity,
    list::{Listed, VerifiedRevocationList},
};

use crate::{RevocationPolicy, TrustedAuthority, danger::Weakening, stamped::TimestampRules};

/// What a verifier believes, as its builder gathered it.
#[derive(Debug)]
pub(crate) struct Beliefs {
    pub(crate) provider: Arc<dyn CryptoProvider>,
    pub(crate) keys: Vec<BelievedKey>,
    pub(crate) authorities: BTreeMap<AuthorityId, TrustedAuthority>,
    pub(crate) requirement: Requirement,
    pub(crate) algorithms: AllowedAlgorithms,
    pub(crate) limits: PlanOptions,
    pub(crate) max_whole_message: u64,
    pub(crate) read_everything: bool,
    pub(crate) weakened: Vec<Weakening>,
    pub(crate) timestamps: Option<TimestampRules>,
    pub(crate) revocation: Option<RevocationPolicy>,
    pub(crate) lists: Vec<VerifiedRevocationList>,
}

/// A key with one scheme, and the formats that have it.
#[derive(Debug)]
pub(crate) struct BelievedKey {
    pub(crate) key: Box<dyn VerifyingKey>,
    pub(crate) formats: Vec<Format>,
}

/// What a verifier believes, and the digest of it.
#[derive(Debug)]
pub(crate) struct Configuration {
    beliefs: Beliefs,
    digest: Digest,
    listed: Vec<DigestAlgorithm>,
}

impl Configuration {
    pub(crate) fn new(beliefs: Beliefs) -> Result<Self, ConfigurationError> {
        let text = jcs::to_canonical(&describe(&beliefs))?;
        let digest = beliefs.provider.hash(DigestAlgorithm::Sha256, text.as_bytes());
        let listed = listed_algorithms(&beliefs.lists);
        Ok(Self { beliefs, digest, listed })
    }

    pub(crate) fn provider(&self) -> &Arc<dyn CryptoProvider> {
        &self.beliefs.provider
    }

    pub(crate) fn requirement(&self) -> &Requirement {
        &self.beliefs.requirement
    }

    pub(crate) fn algorithms(&self) -> &AllowedAlgorithms {
        &self.beliefs.algorithms
    }

    pub(crate) fn limits(&self) -> &PlanOptions {
        &self.beliefs.limits
    }

    pub(crate) fn max_whole_message(&self) -> u64 {
        self.beliefs.max_whole_message
    }

    pub(crate) fn reads_everything(&self) -> bool {
        self.beliefs.read_everything
    }

    pub(crate) fn weakened(&self) -> &[Weakening] {
        &self.beliefs.weakened
    }

    pub(crate) fn digest(&self) -> Digest {
        self.digest
    }

    pub(crate) fn checks_predicate_type(&self) -> bool {
        !self.beliefs.weakened.contains(&Weakening::AnyPredicate)
    }

    /// The authorities whose certificates say who signed.
    pub(crate) fn authorities(&self) -> &BTreeMap<AuthorityId, TrustedAuthority> {
        &self.beliefs.authorities
    }

    /// Whether anybody is believed by a certificate.
    pub(crate) fn believes_certificates(&self) -> bool {
        !self.beliefs.authorities.is_empty()
    }

    /// Who is believed about time, and what is asked; none where nobody is.
    pub(crate) fn timestamps(&self) -> Option<&TimestampRules> {
        self.beliefs.timestamps.as_ref()
    }

    /// What must be known of the revocation of certificates; none where nothing is asked.
    pub(crate) fn revocation(&self) -> Option<&RevocationPolicy> {
        self.beliefs.revocation.as_ref()
    }

    pub(crate) fn lists(&self) -> &[VerifiedRevocationList] {
        &self.beliefs.lists
    }

    /// By which algorithms revocation lists name images and blobs, each once.
    pub(crate) fn listed_algorithms(&self) -> &[DigestAlgorithm] {
        &self.listed
    }

    /// Which entries of revocation lists count for what was signed before.
    pub(crate) fn retroactivity(&self) -> Retroactivity {
        self.revocation().map_or(Retroactivity::ByReason, |policy| policy.rules.counted())
    }

    /// The keys by which something of this format may be signed, in the order in which they were named.
    pub(crate) fn keys(&self, format: Format) -> Vec<&dyn VerifyingKey> {
        let of_format = self.beliefs.keys.iter().filter(|believed| believed.formats.contains(&format));
        of_format.map(|believed| believed.key.as_ref()).collect()
    }
}

fn listed_algorithms(lists: &[VerifiedRevocationList]) -> Vec<DigestAlgorithm> {
    let entries = lists.iter().flat_map(|list| list.list().entries());
    let listed = entries.filter_map(|entry| match entry.listed() {
        Listed::Digest(digest) => Some(digest.algorithm()),
        _ => None,
    });
    let each: BTreeSet<_> = listed.collect();
    each.into_iter().collect()
}

/// Everything on which a verdict depends besides the image or blob, what is asked for, and the time.
fn describe(beliefs: &Beliefs) -> Value<'_> {
    let number = |value: usize| u64::try_from(value).unwrap_or(u64::MAX);
    let limits = &beliefs.limits;
    // What is looked for decides how long a bundle may be where nothing else is said.
    let bundles = |kind| limits.clone().with_kind(kind).max_bundle();
    let attestation = AttachmentKind::Attestation { predicate_types: Default::default() };
    let limits = Object::new()
        .with("candidates", number(limits.max_candidates()))
        .with("referrers", number(limits.max_referrers()))
        .with("manifestBytes", limits.max_manifest())
        .with("bundleBytes", bundles(AttachmentKind::Signature))
        .with("attestationBytes", bundles(attestation))
        .with("payloadBytes", limits.max_payload())
        .with("totalBytes", limits.max_total())
        .with("wholeMessageBytes", beliefs.max_whole_message);
    let provider = beliefs.provider.as_ref();
    let intermediates = beliefs.authorities.iter().fold(Object::new(), |object, (id, authority)| {
        let digests = authority.intermediates(provider).into_iter().map(Value::from);
        object.with(id.to_string(), digests.collect::<Vec<_>>())
    });
    let lists: Vec<_> = beliefs.lists.iter().map(|list| Value::from(list.mark().to_string())).collect();
    let weakened: Vec<_> = beliefs.weakened.iter().map(|weakening| Value::from(weakening.name())).collect();
    Value::from(
        Object::new()
            .with("schema", "countersign/configuration/v1")
            .with("requirement", beliefs.requirement.to_json())
            .with("intermediates", intermediates)
            .with("algorithms", beliefs.algorithms.to_string())
            .with("limits", limits)
            .with("readEverything", beliefs.read_everything)
            .with(
                "timestamps",
                beliefs.timestamps.as_ref().map_or(Value::Null, |rules| rules.to_json(provider)),
            )
            .with(
                "revocation",
                beliefs.revocation.as_ref().map_or(Value::Null, |policy| policy.to_json(provider)),
            )
            .with("revocationLists", lists)
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
    /// An authority has no trust anchor, so no certificate could ever be valid under it.
    #[error("an authority has no trust anchor, so no certificate leads to it")]
    NoAnchor,
    /// No signature that this version verifies can be made with keys of this type.
    #[error("signatures cannot be verified with {key_type} keys")]
    NoScheme {
        /// The type of the key.
        key_type: KeyType,
    },
    /// A key could only sign by algorithms that are not allowed.
    #[error("nothing that key {key} signs would count: {refusal}")]
    NotAllowed {
        /// The key.
        key: KeyId,
        /// Why its first algorithm is not allowed.
        #[source]
        refusal: AlgorithmRefusal,
    },
    /// The provider cannot verify with a key.
    #[error(transparent)]
    Key(#[from] KeyUseError),
    /// Timestamps are required, and no authority is believed that could make one.
    #[error("timestamps are required, and no timestamping authority is believed")]
    NoTimestampAuthority,
    /// Timestamps of more authorities are required than are believed.
    #[error("timestamps of {required} authorities are required, and {believed} are believed")]
    TooFewTimestampAuthorities {
        /// How many are required.
        required: usize,
        /// How many are believed.
        believed: usize,
    },
    /// It must be known whether certificates were revoked, and nobody is believed by one: neither a signer nor a
    /// timestamping authority. Keys alone are covered by revocation lists.
    #[error("nobody is believed by a certificate, so that there is none that could have been revoked")]
    NothingToRevoke,
    /// There is more evidence about revocation than is looked at.
    #[error("at most {limit} CRLs and OCSP answers are looked at, {actual} are given")]
    TooMuchEvidence {
        /// How many are looked at.
        limit: usize,
        /// How many are given.
        actual: usize,
    },
    /// The configuration has no canonical form: a limit is beyond 2⁵³.
    #[error("the configuration cannot be written canonically: {0}")]
    Canonical(#[from] JcsError),
}

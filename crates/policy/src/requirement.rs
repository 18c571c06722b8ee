//! What must be true for a decision.

use alloc::{collections::BTreeMap, string::String, vec::Vec};
use core::num::NonZeroUsize;

use countersign_encoding::json::{Object, Value};

use countersign_crypto::KeyId;

use crate::{Authenticator, CertifiedIdentity, NamedPredicate, Principal, Voucher};

/// How many distinct principals must have signed, and what else each signature must say.
#[derive(Clone, Debug)]
pub struct Requirement {
    principals: Vec<Principal>,
    threshold: NonZeroUsize,
    annotations: BTreeMap<String, String>,
    predicates: Vec<NamedPredicate>,
}

impl Requirement {
    /// Requires `threshold` distinct principals out of `principals`.
    ///
    /// # Errors
    /// [`RequirementError`]: what could never be met, or could be met by one signer twice, is refused here.
    pub fn new(principals: Vec<Principal>, threshold: NonZeroUsize) -> Result<Self, RequirementError> {
        let mut owners = Owners::default();
        for (index, principal) in principals.iter().enumerate() {
            if principals.iter().take(index).any(|earlier| earlier.name() == principal.name()) {
                return Err(RequirementError::NameTwice { second: index });
            }
            for authenticator in principal.authenticators() {
                if let Some(first) = owners.claim(authenticator, index) {
                    return Err(RequirementError::SharedAuthenticator { first, second: index });
                }
            }
        }
        if threshold.get() > principals.len() {
            return Err(RequirementError::Unreachable {
                threshold: threshold.get(),
                principals: principals.len(),
            });
        }
        Ok(Self { principals, threshold, annotations: BTreeMap::new(), predicates: Vec::new() })
    }

    /// Requires that every counted signature carries this annotation with exactly this value. Of two values for one
    /// key the later stands.
    #[must_use]
    pub fn with_annotation(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.annotations.insert(key.into(), value.into());
        self
    }

    /// Requires that every counted signature satisfies a check of the embedder's.
    #[must_use]
    pub fn with_predicate(mut self, predicate: NamedPredicate) -> Self {
        self.predicates.push(predicate);
        self
    }

    /// The principals; never fewer than the threshold.
    #[must_use]
    pub fn principals(&self) -> &[Principal] {
        &self.principals
    }

    /// Whether a certificate proves one of the principals.
    pub(crate) fn believes(&self, voucher: &Voucher) -> bool {
        let mut authenticators = self.principals.iter().flat_map(Principal::authenticators);
        authenticators.any(|authenticator| match authenticator {
            Authenticator::Identity(identity) => voucher.proves(identity),
            Authenticator::Key(_) => false,
        })
    }

    /// How many distinct principals must have signed.
    #[must_use]
    pub fn threshold(&self) -> NonZeroUsize {
        self.threshold
    }

    /// The annotations required.
    #[must_use]
    pub fn annotations(&self) -> &BTreeMap<String, String> {
        &self.annotations
    }

    /// The embedder's checks.
    #[must_use]
    pub fn predicates(&self) -> &[NamedPredicate] {
        &self.predicates
    }

    /// The requirement as JSON, for the digest of the configuration.
    #[must_use]
    pub fn to_json(&self) -> Value<'_> {
        let text = |authenticator: &Authenticator| Value::from(alloc::format!("{authenticator}"));
        let principal = |principal: &Principal| {
            let authenticators: Vec<_> = principal.authenticators().iter().map(text).collect();
            Value::from(
                Object::new()
                    .with("name", String::from(principal.name()))
                    .with("authenticators", authenticators),
            )
        };
        let annotations = self
            .annotations
            .iter()
            .fold(Object::new(), |object, (key, value)| object.with(key.as_str(), value.as_str()));
        let principals: Vec<_> = self.principals.iter().map(principal).collect();
        let predicates: Vec<_> = self.predicates.iter().map(|check| Value::from(check.name())).collect();
        Value::from(
            Object::new()
                .with("threshold", u64::try_from(self.threshold.get()).unwrap_or(u64::MAX))
                .with("principals", principals)
                .with("annotations", annotations)
                .with("predicates", predicates),
        )
    }
}

/// Whose each authenticator is. Keys are many and have an order; identities are few, and are compared by what they mean.
#[derive(Default)]
struct Owners<'p> {
    keys: BTreeMap<KeyId, usize>,
    identities: Vec<(&'p CertifiedIdentity, usize)>,
}

impl<'p> Owners<'p> {
    /// The principal that has the authenticator already.
    fn claim(&mut self, authenticator: &'p Authenticator, index: usize) -> Option<usize> {
        match authenticator {
            Authenticator::Key(id) => self.keys.insert(*id, index),
            Authenticator::Identity(identity) => {
                let owner = self.identities.iter().find(|(known, _)| *known == identity);
                let owner = owner.map(|(_, owner)| *owner);
                self.identities.push((identity, index));
                owner
            }
        }
    }
}

/// Why a requirement is none. Principals are told by their place, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequirementError {
    /// Fewer principals than the threshold, or none at all: nothing could meet it.
    #[error("{threshold} distinct signers are required, but only {principals} are named")]
    Unreachable {
        /// The threshold.
        threshold: usize,
        /// How many principals there are.
        principals: usize,
    },
    /// One key or identity stands under two principals, and would count twice.
    #[error(
        "signers {first} and {second} share a key or identity (counted from 0); give each signer its own"
    )]
    SharedAuthenticator {
        /// The first principal.
        first: usize,
        /// The second.
        second: usize,
    },
    /// Two principals have one name.
    #[error("signer {second} (counted from 0) has the name of an earlier one")]
    NameTwice {
        /// The second of the two.
        second: usize,
    },
}

//! Requirements that the embedding program writes itself.

use alloc::{string::String, sync::Arc};
use core::fmt;

use countersign_encoding::text;

use crate::BoundSignature;

type Check = dyn Fn(&BoundSignature) -> Result<(), PredicateRefusal> + Send + Sync;

/// A check of the embedder's over a signature that is verified and bound. Its name enters every report and the
/// digest of the configuration; what it does cannot, so a check that changes should change its name.
#[derive(Clone)]
pub struct NamedPredicate {
    name: String,
    check: Arc<Check>,
}

impl NamedPredicate {
    /// A check with the name under which reports mention it.
    #[must_use]
    pub fn new(
        name: &str,
        check: impl Fn(&BoundSignature) -> Result<(), PredicateRefusal> + Send + Sync + 'static,
    ) -> Self {
        Self { name: name.into(), check: Arc::new(check) }
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn check(&self, signature: &BoundSignature) -> Result<(), PredicateRefusal> {
        (self.check)(signature)
    }
}

impl fmt::Debug for NamedPredicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("NamedPredicate").field(&self.name).finish()
    }
}

/// The embedder's own words why a signature does not satisfy its check; shown in reports, escaped and shortened to 256
/// characters, for they may quote what the signer wrote.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", text::escape(.0, 256))]
pub struct PredicateRefusal(String);

impl PredicateRefusal {
    /// A refusal with its reason.
    #[must_use]
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

//! Whose list it is.

use alloc::{boxed::Box, vec::Vec};
use core::{fmt, num::NonZeroUsize};

use countersign_crypto::{CryptoProvider, Format, KeyId, PublicKey, Scheme, VerifyingKey, allowed_schemes};

use super::{ListId, ListVerifyError};
use crate::FreshnessRules;

/// The most keys of one authority.
const MAX_KEYS: usize = 16;

/// Who issues a list, as its reader believes: the list's id, the keys that may sign it, and how many distinct ones must.
///
/// Keys are changed here: for a while the list is signed by old and new keys, and each reader replaces the old by the new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListAuthority {
    list: ListId,
    /// Each with the one scheme that it signs lists with.
    keys: Vec<(PublicKey, Scheme)>,
    threshold: NonZeroUsize,
    freshness: FreshnessRules,
}

impl ListAuthority {
    /// An authority.
    ///
    /// # Errors
    /// [`ListAuthorityError`].
    pub fn new(
        list: ListId,
        keys: impl IntoIterator<Item = PublicKey>,
        threshold: NonZeroUsize,
    ) -> Result<Self, ListAuthorityError> {
        let mut own: Vec<(PublicKey, Scheme)> = Vec::new();
        for key in keys {
            let scheme = check_key(&own, &key)?;
            own.push((key, scheme));
        }
        if threshold.get() > own.len() {
            return Err(ListAuthorityError::Threshold { threshold: threshold.get(), keys: own.len() });
        }
        Ok(Self { list, keys: own, threshold, freshness: FreshnessRules::STRICT })
    }

    /// Sets how old the list may be; by default as old as it says itself.
    #[must_use]
    pub fn with_freshness(self, freshness: FreshnessRules) -> Self {
        Self { freshness, ..self }
    }

    /// The id of its list.
    #[must_use]
    pub fn list(&self) -> &ListId {
        &self.list
    }

    /// The keys, each once; never empty.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &PublicKey> {
        self.keys.iter().map(|(key, _)| key)
    }

    /// How many distinct keys must sign.
    #[must_use]
    pub fn threshold(&self) -> NonZeroUsize {
        self.threshold
    }

    /// How old the list may be.
    #[must_use]
    pub fn freshness(&self) -> &FreshnessRules {
        &self.freshness
    }

    pub(super) fn verifying_keys(
        &self,
        provider: &dyn CryptoProvider,
    ) -> Result<Vec<Box<dyn VerifyingKey>>, ListVerifyError> {
        let bind = |(key, scheme): &(PublicKey, Scheme)| {
            let bound = provider.verifying_key(key, *scheme);
            bound.map_err(|source| ListVerifyError::Key { key: key.id(), source })
        };
        self.keys.iter().map(bind).collect()
    }
}

/// The one scheme that a key signs lists with: that of blobs (`countersign_crypto::allowed_schemes`).
pub(super) fn scheme_of(key: &PublicKey) -> Option<Scheme> {
    allowed_schemes(key, Format::CosignBlob).first().copied()
}

fn check_key(own: &[(PublicKey, Scheme)], key: &PublicKey) -> Result<Scheme, ListAuthorityError> {
    let scheme = scheme_of(key).ok_or(ListAuthorityError::UnusableKey { key: key.id() })?;
    if own.iter().any(|(known, _)| known == key) {
        return Err(ListAuthorityError::KeyTwice { key: key.id() });
    }
    if own.len() >= MAX_KEYS {
        return Err(ListAuthorityError::TooManyKeys { limit: MAX_KEYS });
    }
    Ok(scheme)
}

impl fmt::Display for ListAuthority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} by {} of", self.list, self.threshold)?;
        self.keys().try_for_each(|key| write!(f, " {}", key.id()))
    }
}

/// Why an authority is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ListAuthorityError {
    /// Fewer keys than must sign, so that no list could ever be believed.
    #[error("{threshold} keys must sign, and there are {keys}")]
    Threshold {
        /// Keys that must sign.
        threshold: usize,
        /// Keys that there are.
        keys: usize,
    },
    /// One key is given twice, perhaps in different encodings.
    #[error("the key {key} is given twice")]
    KeyTwice {
        /// The key.
        key: KeyId,
    },
    /// The key's own parameters admit no scheme that lists are signed with.
    #[error("the key {key} cannot sign revocation lists")]
    UnusableKey {
        /// The key.
        key: KeyId,
    },
    /// There are too many keys.
    #[error("an authority has at most {limit} keys")]
    TooManyKeys {
        /// The limit.
        limit: usize,
    },
}

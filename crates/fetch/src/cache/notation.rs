//! Evidence in the files of Notation.

use std::path::PathBuf;

use countersign_digest::{Algorithm, HashProvider as _, Sha2};
use countersign_encoding::{
    base64,
    json::{self, Limits, Object, Value},
};
use countersign_time::UnixTime;

use super::{CacheError, CacheLimits, CachedKind, Damage, Lookup, Miss, folder::Folder, freshness};

const BASE: &str = "baseCRL";
const DELTA: &str = "deltaCRL";

/// The CRLs that Notation keeps for one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotationCrls {
    /// The complete list, DER. Not verified.
    pub base: Vec<u8>,
    /// The list of changes to it, DER, if there is one. Not verified.
    pub delta: Option<Vec<u8>>,
}

/// The cache of CRLs that Notation keeps (`crl` in its cache folder), read and written in its form.
///
/// ```text
/// file name = SHA-256 of the URL, 64HEXDIG in lower case
/// content   = {"baseCRL": base64 of DER, "deltaCRL": base64 of DER}      ; deltaCRL may be absent; other members are passed over
/// ```
/// The key is the URL alone, as Notation has it: that a list is of the right issuer is found when it is verified. The bounds and
/// rules of [`DiskCache`](super::DiskCache) hold here too.
#[derive(Clone, Debug)]
pub struct NotationCrlCache {
    folder: Folder,
    limits: CacheLimits,
}

impl NotationCrlCache {
    /// A cache in a folder, which is made when something is kept.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>, limits: CacheLimits) -> Self {
        Self { folder: Folder::new(folder.into(), limits), limits }
    }

    /// What is kept for an address and is current at `now`, each list as far as it says itself. Not verified.
    pub fn load(&self, url: &str, now: UnixTime) -> Lookup<NotationCrls> {
        match self.find(&name(url), now) {
            Ok(lists) => Lookup::Hit(lists),
            Err(miss @ (Miss::Expired | Miss::Discarded(_))) => {
                Lookup::Miss(self.folder.discard(&name(url), miss))
            }
            Err(miss) => Lookup::Miss(miss),
        }
    }

    fn find(&self, name: &str, now: UnixTime) -> Result<NotationCrls, Miss> {
        let bytes = self.folder.read(name)?;
        let lists = self.read(&bytes).ok_or(Miss::Discarded(Damage::Foreign))?;
        for list in [&lists.base].into_iter().chain(&lists.delta) {
            freshness::judge(CachedKind::Crl, list, now)?;
        }
        Ok(lists)
    }

    fn read(&self, bytes: &[u8]) -> Option<NotationCrls> {
        let most = usize::try_from(self.limits.entry_bytes()).unwrap_or(usize::MAX);
        let limits = Limits::default().with_max_bytes(most).with_max_depth(8);
        let document = json::parse(bytes, &limits).ok()?;
        let members = document.as_object()?;
        let list = |value: &Value<'_>| base64::decode_standard(value.as_str()?.as_bytes()).ok();
        let delta = match members.optional(DELTA) {
            Some(delta) => Some(list(delta)?),
            None => None,
        };
        Some(NotationCrls { base: list(members.optional(BASE)?)?, delta })
    }

    /// Keeps lists that were verified at `now`.
    ///
    /// # Errors
    /// [`CacheError`]: they are not kept. Nothing else follows from that.
    pub fn store(&self, url: &str, lists: &NotationCrls, now: UnixTime) -> Result<(), CacheError> {
        for list in [&lists.base].into_iter().chain(&lists.delta) {
            if !freshness::current(CachedKind::Crl, list)?.contains(now) {
                return Err(CacheError::NotCurrent);
            }
        }
        self.folder.write(&name(url), written(lists).as_bytes())
    }

    /// Removes what is kept for an address, because it did not stand verification.
    ///
    /// # Errors
    /// [`CacheError::File`], [`CacheError::NotAFolder`].
    pub fn remove(&self, url: &str) -> Result<(), CacheError> {
        self.folder.remove(&name(url))
    }
}

fn name(url: &str) -> String {
    Sha2.hash(Algorithm::Sha256, url.as_bytes()).hex()
}

fn written(lists: &NotationCrls) -> String {
    let document = Object::new().with(BASE, base64::encode_standard(&lists.base));
    let delta = lists.delta.as_deref().map(base64::encode_standard);
    let document = delta.into_iter().fold(document, |document, delta| document.with(DELTA, delta));
    Value::from(document).to_json()
}

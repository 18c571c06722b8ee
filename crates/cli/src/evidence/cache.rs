//! CRLs and OCSP responses that were fetched before, in a folder of the user.

use std::{env, path::PathBuf};

use countersign::{EvidenceCache, need::Need, time::UnixTime, x509::VerifiedPath};
use countersign_fetch::{CacheError, CacheKey, CacheLimits, DiskCache};

use crate::console::{Aside, Console};

/// What was fetched before, which is as untrusted as the network. What goes wrong with it is told, and nothing fails.
#[derive(Debug)]
pub struct Cache {
    folder: DiskCache,
    aside: Aside,
}

impl Cache {
    /// The one of the user; none where the environment does not say where that would be.
    pub fn of_user(console: &Console) -> Option<Self> {
        let folder = DiskCache::new(folder()?, CacheLimits::DEFAULT);
        Some(Self { folder, aside: console.aside() })
    }
}

impl EvidenceCache for Cache {
    fn load(&self, path: &VerifiedPath<'_>, need: &Need, now: UnixTime) -> Option<Vec<u8>> {
        let found = self.folder.load(&CacheKey::within(path, need)?, now);
        if let Some(trouble) = found.trouble() {
            self.aside.warn(format!("{trouble}: it is fetched again"));
        }
        found.hit()
    }

    fn store(&self, path: &VerifiedPath<'_>, need: &Need, bytes: &[u8], now: UnixTime) {
        let Some(key) = CacheKey::within(path, need) else { return };
        // What cannot be kept by its nature is fetched each time, which is nothing to think about.
        if let Err(error @ (CacheError::File { .. } | CacheError::NotAFolder { .. })) =
            self.folder.store(&key, bytes, now)
        {
            self.aside.warn(format!("{error}: what was fetched is not kept"));
        }
    }
}

/// `$XDG_CACHE_HOME/countersign/revocation`, or the same in `~/.cache`. A path that is not absolute is none (XDG Base Directory
/// Specification).
fn folder() -> Option<PathBuf> {
    let absolute =
        |variable: &str| env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    let caches = absolute("XDG_CACHE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".cache")))?;
    Some(caches.join("countersign").join("revocation"))
}

//! Evidence on disk: what is kept, what is found, and what happens when something goes wrong.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

mod bounds;
mod damage;
mod evidence;
mod faults;
mod kept;
mod keys;
mod notation;
mod processes;
mod properties;

use std::path::PathBuf;

use countersign_fetch::{CacheKey, CacheLimits, DiskCache};
use countersign_time::UnixTime;
use tempfile::TempDir;

use evidence::{key, list};

/// The moment at which everything here is current.
fn now() -> UnixTime {
    at(0)
}

/// So many seconds after that.
fn at(seconds: i64) -> UnixTime {
    UnixTime::from_seconds(testkit::x509::TIME + seconds).unwrap()
}

/// A cache in a folder that is not there yet.
struct Place {
    _folder: TempDir,
    path: PathBuf,
    cache: DiskCache,
}

impl Place {
    fn new() -> Self {
        Self::with(CacheLimits::DEFAULT)
    }

    fn with(limits: CacheLimits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/evidence");
        Self { cache: DiskCache::new(&path, limits), path, _folder: folder }
    }

    /// A cache that has a list, and the key of that.
    fn filled() -> (Self, CacheKey) {
        let (place, key) = (Self::new(), key("http://a/ca.crl"));
        place.cache.store(&key, &list(), now()).unwrap();
        (place, key)
    }

    fn file(&self, key: &CacheKey) -> PathBuf {
        self.path.join(key.as_hex())
    }

    fn names(&self) -> Vec<String> {
        let listed = std::fs::read_dir(&self.path).unwrap();
        let mut names: Vec<_> =
            listed.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

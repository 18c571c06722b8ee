//! Evidence in files of our own form.

use std::path::PathBuf;

use countersign_time::UnixTime;

use super::{CacheError, CacheKey, CacheLimits, Lookup, Miss, entry, folder::Folder, freshness};

/// CRLs and OCSP answers in a folder, each under its [`CacheKey`].
///
/// What it has is as untrusted as what a network sends, and is verified again by whoever uses it; only what was verified belongs
/// into it. It serves nothing beyond its `nextUpdate`, removes what is not what was kept, and never fails anything: an error of
/// the cache is a miss that says so, or something that was not kept.
///
/// Processes may share it. Files are of mode 0600, in a folder of mode 0700 where it makes that; links are not followed.
///
/// # Examples
/// ```
/// # #[cfg(all(feature = "crl", unix))] {
/// use countersign_fetch::{CacheKey, CacheLimits, DiskCache, Lookup, Miss, need::{Need, Purpose}};
/// use countersign_fetch::revocation::{Issuer, x509::Certificate};
/// use countersign_fetch::time::UnixTime;
///
/// # let chain = testkit::x509::Chain::with(7, 3, &[]);
/// # let folder = tempfile::tempdir()?;
/// # let (folder, issuer_der, now) = (folder.path(), &chain.anchors[0], 1_780_272_000);
/// let cache = DiskCache::new(folder.join("evidence"), CacheLimits::DEFAULT);
/// let need = Need::get(Purpose::CertificateRevocationList, "http://crl.example/ca.crl", 1 << 20)?;
/// let issuer = Certificate::from_der(issuer_der)?;
/// let key = CacheKey::new(&need, Issuer::from_certificate(&issuer)).ok_or("it is kept")?;
///
/// // Nothing is there: the list is fetched, verified, and only then kept: `cache.store(&key, &list, now)`.
/// assert_eq!(cache.load(&key, UnixTime::from_seconds(now)?), Lookup::Miss(Miss::Absent));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct DiskCache {
    folder: Folder,
}

impl DiskCache {
    /// A cache in a folder, which is made when something is kept.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>, limits: CacheLimits) -> Self {
        Self { folder: Folder::new(folder.into(), limits) }
    }

    /// What is kept under a key and is current at `now`, as far as it says itself. Not verified.
    pub fn load(&self, key: &CacheKey, now: UnixTime) -> Lookup {
        match self.find(key, now) {
            Ok(bytes) => Lookup::Hit(bytes),
            Err(miss @ (Miss::Expired | Miss::Discarded(_))) => {
                Lookup::Miss(self.folder.discard(key.as_hex(), miss))
            }
            Err(miss) => Lookup::Miss(miss),
        }
    }

    fn find(&self, key: &CacheKey, now: UnixTime) -> Result<Vec<u8>, Miss> {
        let bytes = entry::read(key, self.folder.read(key.as_hex())?).map_err(Miss::Discarded)?;
        freshness::judge(key.kind(), &bytes, now).map(|()| bytes)
    }

    /// Keeps what was verified at `now`.
    ///
    /// # Errors
    /// [`CacheError`]: it is not kept, and whatever was kept before under this key may still be. Nothing else follows from that.
    pub fn store(&self, key: &CacheKey, bytes: &[u8], now: UnixTime) -> Result<(), CacheError> {
        if !freshness::current(key.kind(), bytes)?.contains(now) {
            return Err(CacheError::NotCurrent);
        }
        self.folder.write(key.as_hex(), &entry::write(key, bytes))
    }

    /// Removes what is kept under a key, because it did not stand verification.
    ///
    /// # Errors
    /// [`CacheError::File`], [`CacheError::NotAFolder`].
    pub fn remove(&self, key: &CacheKey) -> Result<(), CacheError> {
        self.folder.remove(key.as_hex())
    }
}

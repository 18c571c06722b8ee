//! Answers what verification needs from the network, over any transport: timestamps, OCSP answers and CRLs.

#[cfg(any(feature = "crl", feature = "ocsp"))]
mod cache;
mod error;
mod fetcher;
mod media_type;
mod service;

#[cfg(any(feature = "crl", feature = "ocsp"))]
pub use cache::{
    CacheError, CacheKey, CacheLimits, CacheOperation, CachedKind, Damage, DiskCache, Lookup, Miss,
};
#[cfg(feature = "crl")]
pub use cache::{NotationCrlCache, NotationCrls};
pub use error::FetchError;
pub use fetcher::{Fetcher, FetcherBuilder};
pub use service::Service;

pub use countersign_need as need;
#[cfg(any(feature = "crl", feature = "ocsp"))]
pub use countersign_revocation as revocation;
pub use countersign_transport as transport;

//! What was fetched, kept on disk.

mod disk;
mod entry;
mod error;
mod folder;
mod freshness;
mod key;
mod limits;
mod lookup;
#[cfg(feature = "crl")]
mod notation;

pub use disk::DiskCache;
pub use error::{CacheError, CacheOperation};
pub use key::{CacheKey, CachedKind};
pub use limits::CacheLimits;
pub use lookup::{Damage, Lookup, Miss};
#[cfg(feature = "crl")]
pub use notation::{NotationCrlCache, NotationCrls};

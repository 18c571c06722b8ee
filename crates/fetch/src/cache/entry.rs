//! The form of an entry.
//!
//! ```text
//! entry  = "countersign-cache-1" LF key LF digest LF bytes
//! key    = 64HEXDIG      ; under which it is kept
//! digest = 64HEXDIG      ; SHA-256 of the bytes
//! ```
//! Neither says that the bytes are right: whoever can write the file can write both. They tell what was cut off, altered by
//! accident or renamed.

use countersign_digest::{Algorithm, HashProvider as _, Sha2};

use super::{CacheKey, Damage};

const MAGIC: &str = "countersign-cache-1";

/// Bytes of an entry besides those that are kept.
pub(super) const OVERHEAD: usize = MAGIC.len() + 3 + 64 + 64;

pub(super) fn write(key: &CacheKey, bytes: &[u8]) -> Vec<u8> {
    let mut entry = head(key, bytes).into_bytes();
    entry.extend_from_slice(bytes);
    entry
}

pub(super) fn read(key: &CacheKey, mut entry: Vec<u8>) -> Result<Vec<u8>, Damage> {
    let (found, bytes) = entry.split_at_checked(OVERHEAD).ok_or(Damage::Foreign)?;
    let expected = head(key, bytes);
    let digest_at = OVERHEAD.saturating_sub(65);
    if found.get(..digest_at) != expected.as_bytes().get(..digest_at) {
        return Err(Damage::Foreign);
    }
    if found != expected.as_bytes() {
        return Err(Damage::Altered);
    }
    entry.drain(..OVERHEAD);
    Ok(entry)
}

fn head(key: &CacheKey, bytes: &[u8]) -> String {
    format!("{MAGIC}\n{}\n{}\n", key.as_hex(), Sha2.hash(Algorithm::Sha256, bytes).hex())
}

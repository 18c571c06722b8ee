//! Many blobs on all cores.

use alloc::vec::Vec;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::{
    io::{self, Read},
    sync::Mutex,
    thread,
};

use crate::{Algorithm, Digest, HashProvider};

/// Large enough that reading a file costs little beside hashing it.
const BUFFER: usize = 256 * 1024;

/// Hashes every item on all cores. `open` gives an item's bytes; results come in the order of the items, an error of
/// one does not stop the others.
///
/// ```
/// # #[cfg(feature = "rustcrypto")] {
/// use countersign_digest::{Algorithm, HashProvider, Sha2, hash_many};
///
/// let blobs: [&[u8]; 2] = [b"one", b"two"];
/// let digests = hash_many(&Sha2, Algorithm::Sha256, &blobs, |blob| Ok(*blob));
/// assert_eq!(digests[1].as_ref().ok(), Some(&Sha2.hash(Algorithm::Sha256, b"two")));
/// # }
/// ```
///
/// # Panics
/// Only if `open` or a reader panics: the panic goes on in the caller.
pub fn hash_many<T: Sync, R: Read>(
    provider: &dyn HashProvider,
    algorithm: Algorithm,
    items: &[T],
    open: impl Fn(&T) -> io::Result<R> + Sync,
) -> Vec<io::Result<Digest>> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::with_capacity(items.len()));
    let work = || {
        let mut buffer = alloc::vec![0; BUFFER];
        while let Some((index, item)) = take(&next, items) {
            let result = open(item).and_then(|reader| hash_one(provider, algorithm, reader, &mut buffer));
            results.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((index, result));
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from).min(items.len());
    thread::scope(|scope| {
        for _ in 1..workers {
            scope.spawn(work);
        }
        work();
    });
    let mut results = results.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    results.sort_unstable_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

fn take<'i, T>(next: &AtomicUsize, items: &'i [T]) -> Option<(usize, &'i T)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    items.get(index).map(|item| (index, item))
}

fn hash_one(
    provider: &dyn HashProvider,
    algorithm: Algorithm,
    mut reader: impl Read,
    buffer: &mut [u8],
) -> io::Result<Digest> {
    let mut hasher = provider.hasher(algorithm);
    loop {
        match reader.read(buffer) {
            Ok(0) => return Ok(hasher.finish()),
            Ok(count) => hasher.update(filled(buffer, count)?),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// What a read has filled. A reader that claims more than it was given room for must not end in a wrong digest.
fn filled(buffer: &[u8], count: usize) -> io::Result<&[u8]> {
    buffer.get(..count).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the reader counts wrongly"))
}

//! Hashing many blobs on all cores.
#![cfg(all(feature = "rustcrypto", feature = "parallel"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

use std::{
    collections::HashSet,
    io::{self, Cursor, ErrorKind, Read},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Barrier, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use countersign_digest::{Algorithm, HashProvider, Sha2, hash_many};

const SHA256: Algorithm = Algorithm::Sha256;

#[test]
fn gives_the_digests_in_the_order_of_the_items() {
    let items: Vec<Vec<u8>> =
        (0..2000_u32).map(|index| index.to_be_bytes().repeat(index as usize % 97)).collect();
    let blobs: Vec<&[u8]> = items.iter().map(Vec::as_slice).collect();
    for algorithm in Algorithm::ALL {
        let digests = hash_many(&Sha2, *algorithm, &blobs, |blob| Ok(*blob));
        assert_eq!(digests.len(), items.len());
        for (item, digest) in items.iter().zip(digests) {
            assert_eq!(digest.unwrap(), Sha2.hash(*algorithm, item));
        }
    }
}

#[test]
fn hashes_blobs_larger_than_the_buffer() {
    let sizes = [0, 1, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 3_000_001];
    let items: Vec<Vec<u8>> = sizes.iter().map(|size| vec![5; *size]).collect();
    let blobs: Vec<&[u8]> = items.iter().map(Vec::as_slice).collect();
    for (item, digest) in items.iter().zip(hash_many(&Sha2, SHA256, &blobs, |blob| Ok(*blob))) {
        assert_eq!(digest.unwrap(), Sha2.hash(SHA256, item));
    }
}

#[test]
fn no_items_give_no_digests() {
    let none: [&[u8]; 0] = [];
    assert!(hash_many(&Sha2, SHA256, &none, |item| Ok(*item)).is_empty());
}

#[test]
fn reads_with_buffers_of_at_least_256_kib() {
    struct Wide(bool);
    impl Read for Wide {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            assert!(buffer.len() >= 256 * 1024);
            Ok(usize::from(std::mem::take(&mut self.0)))
        }
    }
    let digests = hash_many(&Sha2, SHA256, &[()], |()| Ok(Wide(true)));
    assert_eq!(*digests[0].as_ref().unwrap(), Sha2.hash(SHA256, &[0]));
}

#[test]
fn every_core_works_on_few_blobs() {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    // Each `open` waits until as many are open as there are cores: it would hang were they taken one by one.
    let (barrier, seen) = (Barrier::new(cores), Mutex::new(HashSet::new()));
    let items = vec![(); cores];
    let digests = hash_many(&Sha2, SHA256, &items, |()| {
        seen.lock().unwrap().insert(thread::current().id());
        barrier.wait();
        Ok(Cursor::new(vec![1; 1 << 20]))
    });
    assert!(digests.iter().all(Result::is_ok));
    assert_eq!(seen.into_inner().unwrap().len(), cores);
}

#[test]
fn opens_every_item_once() {
    let opened = AtomicUsize::new(0);
    let items = [0; 500];
    hash_many(&Sha2, SHA256, &items, |_| {
        opened.fetch_add(1, Ordering::Relaxed);
        Ok(&b""[..])
    });
    assert_eq!(opened.into_inner(), items.len());
}

#[test]
fn an_error_stays_with_its_item() {
    struct Broken(usize);
    impl Read for Broken {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.0 % 3 {
                0 => Err(ErrorKind::ConnectionReset.into()),
                1 => Ok(buffer.len() + 1),
                _ => Ok(0),
            }
        }
    }
    let items: Vec<usize> = (0..300).collect();
    let digests = hash_many(&Sha2, SHA256, &items, |item| match item % 5 {
        0 => Err(ErrorKind::NotFound.into()),
        _ => Ok(Broken(*item)),
    });
    for (item, digest) in items.iter().zip(digests) {
        let expected = match (item % 5, item % 3) {
            (0, _) => Err(ErrorKind::NotFound),
            (_, 0) => Err(ErrorKind::ConnectionReset),
            (_, 1) => Err(ErrorKind::InvalidData),
            _ => Ok(Sha2.hash(SHA256, b"")),
        };
        assert_eq!(digest.map_err(|error| error.kind()), expected, "item {item}");
    }
}

#[test]
fn interruptions_are_not_errors() {
    struct Interrupted(u8);
    impl Read for Interrupted {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0 += 1;
            match self.0 {
                1 | 3 => Err(ErrorKind::Interrupted.into()),
                2 => {
                    buffer[0] = b'a';
                    Ok(1)
                }
                _ => Ok(0),
            }
        }
    }
    let digests = hash_many(&Sha2, SHA256, &[()], |()| Ok(Interrupted(0)));
    assert_eq!(*digests[0].as_ref().unwrap(), Sha2.hash(SHA256, b"a"));
}

#[test]
fn a_panic_goes_on_in_the_caller() {
    let items: Vec<usize> = (0..64).collect();
    for bad in [0, 1, 31, 63] {
        let run = || {
            hash_many(&Sha2, SHA256, &items, |item| {
                assert_ne!(*item, bad);
                Ok(&b""[..])
            })
        };
        assert!(catch_unwind(AssertUnwindSafe(run)).is_err(), "item {bad}");
    }
}

#[test]
fn a_panic_of_a_reader_goes_on_in_the_caller() {
    struct Panics;
    impl Read for Panics {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            panic!("a reader")
        }
    }
    let run = || hash_many(&Sha2, SHA256, &[(), (), ()], |()| Ok(Panics));
    assert!(catch_unwind(run).is_err());
}

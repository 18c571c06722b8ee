//! SHA-256: one large blob on one core, many blobs on all. Compare with `openssl speed -bytes 16384 sha256` and
//! `openssl speed -multi N -bytes 16384 sha256`.
#![allow(missing_docs, reason = "criterion's macros make public functions without documentation")]

use std::hint::black_box;

use countersign::digest::{Algorithm, HashProvider, Sha2, hash_many};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const MIB: usize = 1024 * 1024;

fn hash(criterion: &mut Criterion) {
    let blob: Vec<u8> = (0..64 * MIB).map(|at| u8::try_from(at % 251).unwrap_or_default()).collect();
    let mut group = criterion.benchmark_group("sha256");
    group.sample_size(10);

    for length in [16 * 1024, 64 * MIB] {
        let bytes = blob.get(..length).unwrap_or_default();
        group.throughput(Throughput::Bytes(u64::try_from(length).unwrap_or_default()));
        group.bench_function(format!("one core, {length} bytes"), |bencher| {
            bencher.iter(|| Sha2.hash(Algorithm::Sha256, black_box(bytes)));
        });
    }

    // 256 blobs of 1 MiB: the cache is no larger than that of one blob in memory.
    let piece = blob.get(..MIB).unwrap_or_default();
    let blobs = vec![piece; 256];
    group.throughput(Throughput::Bytes(256 * 1024 * 1024));
    group.bench_function("all cores, 256 blobs of 1 MiB", |bencher| {
        bencher.iter(|| hash_many(&Sha2, Algorithm::Sha256, black_box(&blobs), |blob| Ok(*blob)));
    });
    group.finish();
}

criterion_group!(benches, hash);
criterion_main!(benches);

//! Verification by every algorithm: of a whole message and, where a digest is signed, of one that is hashed already.
#![allow(missing_docs, reason = "criterion's macros make public functions without documentation")]

use std::error::Error;
use std::hint::black_box;

use countersign::crypto::{CryptoProvider, Message, RustCrypto};
use countersign::digest::{HashProvider, Sha2};
use countersign_benches::{MESSAGE, Signed};
use criterion::{Criterion, criterion_group, criterion_main};

fn verify(criterion: &mut Criterion) {
    bench(criterion).unwrap_or_else(|error| eprintln!("verify: {error}"));
}

fn bench(criterion: &mut Criterion) -> Result<(), Box<dyn Error>> {
    for Signed { name, key, signature } in Signed::all()? {
        key.verify(Message::Bytes(&MESSAGE), &signature)?;
        let mut group = criterion.benchmark_group(format!("verify {name}"));
        group.bench_function("whole message of 512 bytes", |bencher| {
            bencher.iter(|| key.verify(Message::Bytes(black_box(&MESSAGE)), black_box(&signature)));
        });
        if let Some(algorithm) = key.scheme().algorithm().digest_algorithm() {
            let digest = Sha2.hash(algorithm, &MESSAGE);
            key.verify(Message::Digest(&digest), &signature)?;
            group.bench_function("digest", |bencher| {
                bencher.iter(|| key.verify(Message::Digest(black_box(&digest)), black_box(&signature)));
            });
        }
        group.bench_function("making a key ready", |bencher| {
            bencher.iter(|| RustCrypto.verifying_key(black_box(key.public_key()), key.scheme()));
        });
        group.finish();
    }
    Ok(())
}

criterion_group!(benches, verify);
criterion_main!(benches);

//! Raw P-256 verification: of a whole message, and of one that is hashed already.
#![allow(missing_docs, reason = "criterion's macros make public functions without documentation")]

use std::error::Error;
use std::hint::black_box;

use countersign::crypto::{CryptoProvider, Message, RustCrypto, Scheme};
use countersign::digest::{Algorithm, HashProvider, Sha2};
use countersign_benches::{public_key, signing_key};
use criterion::{Criterion, criterion_group, criterion_main};

fn verify(criterion: &mut Criterion) {
    bench(criterion).unwrap_or_else(|error| eprintln!("verify: {error}"));
}

fn bench(criterion: &mut Criterion) -> Result<(), Box<dyn Error>> {
    let message = vec![7; 512];
    let digest = Sha2.hash(Algorithm::Sha256, &message);
    let signing = signing_key()?;
    let key = RustCrypto.verifying_key(signing.public_key(), Scheme::ECDSA_P256_SHA256_DER)?;
    let signature = signing.sign(Message::Bytes(&message))?;
    key.verify(Message::Digest(&digest), &signature)?;

    let mut group = criterion.benchmark_group("verify");
    group.bench_function("whole message of 512 bytes", |bencher| {
        bencher.iter(|| key.verify(Message::Bytes(black_box(&message)), black_box(&signature)));
    });
    group.bench_function("digest", |bencher| {
        bencher.iter(|| key.verify(Message::Digest(black_box(&digest)), black_box(&signature)));
    });
    let public = public_key()?;
    group.bench_function("making a key ready", |bencher| {
        bencher.iter(|| RustCrypto.verifying_key(black_box(&public), Scheme::ECDSA_P256_SHA256_DER));
    });
    group.finish();
    Ok(())
}

criterion_group!(benches, verify);
criterion_main!(benches);

//! Signing: the raw signature by every algorithm, and a whole image signature in both forms.
#![allow(missing_docs, reason = "criterion's macros make public functions without documentation")]

use std::error::Error;
use std::hint::black_box;

use countersign::crypto::{Message, RustCrypto, Scheme};
use countersign::envelope::{Draft, DraftPayload, SignerDescription, SimpleSigning, Statement};
use countersign_benches::{FORMS, MESSAGE, SIGNING, Vector, signing_key};
use criterion::{Criterion, criterion_group, criterion_main};

fn sign(criterion: &mut Criterion) {
    bench(criterion).unwrap_or_else(|error| eprintln!("sign: {error}"));
}

fn bench(criterion: &mut Criterion) -> Result<(), Box<dyn Error>> {
    raw(criterion)?;
    let key = signing_key(Scheme::ECDSA_P256_SHA256_DER)?;
    let digest = Vector::load(&FORMS[0])?.subject;
    let signer = SignerDescription::of(key.as_ref());
    let statement = DraftPayload::Statement(Statement::cosign_signature(digest, Default::default()));
    let simple = DraftPayload::SimpleSigning(SimpleSigning::new("", digest, Default::default()));

    let mut group = criterion.benchmark_group("sign");
    // `assemble` verifies what was signed, so these two are a signature and a verification.
    for (name, payload) in [("bundle", statement), ("simple signing", simple)] {
        group.bench_function(format!("{name} envelope"), |bencher| {
            bencher.iter(|| Draft::new(payload.clone(), &signer).sign(key.as_ref(), &RustCrypto));
        });
    }
    group.finish();
    Ok(())
}

fn raw(criterion: &mut Criterion) -> Result<(), Box<dyn Error>> {
    let mut group = criterion.benchmark_group("raw signature of 512 bytes");
    for scheme in SIGNING {
        let key = signing_key(scheme)?;
        group.bench_function(scheme.algorithm().name(), |bencher| {
            bencher.iter(|| key.sign(Message::Bytes(black_box(&MESSAGE))));
        });
    }
    group.finish();
    Ok(())
}

criterion_group!(benches, sign);
criterion_main!(benches);

//! Signing: the raw signature, and a whole image signature in both forms.
#![allow(missing_docs, reason = "criterion's macros make public functions without documentation")]

use std::error::Error;
use std::hint::black_box;

use countersign::crypto::{Message, RustCrypto};
use countersign::envelope::{Draft, DraftPayload, SignerDescription, SimpleSigning, Statement};
use countersign_benches::{FORMS, Vector, signing_key};
use criterion::{Criterion, criterion_group, criterion_main};

fn sign(criterion: &mut Criterion) {
    bench(criterion).unwrap_or_else(|error| eprintln!("sign: {error}"));
}

fn bench(criterion: &mut Criterion) -> Result<(), Box<dyn Error>> {
    let key = signing_key()?;
    let digest = Vector::load(&FORMS[0])?.subject;
    let signer = SignerDescription::of(key.as_ref());
    let statement = DraftPayload::Statement(Statement::cosign_signature(digest, Default::default()));
    let simple = DraftPayload::SimpleSigning(SimpleSigning::new("", digest, Default::default()));

    let mut group = criterion.benchmark_group("sign");
    let message = Draft::new(statement.clone(), &signer).to_be_signed().bytes().to_vec();
    group.bench_function("raw P-256 signature", |bencher| {
        bencher.iter(|| key.sign(Message::Bytes(black_box(&message))));
    });
    // `assemble` verifies what was signed, so these two are a signature and a verification.
    for (name, payload) in [("bundle", statement), ("simple signing", simple)] {
        group.bench_function(format!("{name} envelope"), |bencher| {
            bencher.iter(|| Draft::new(payload.clone(), &signer).sign(key.as_ref(), &RustCrypto));
        });
    }
    group.finish();
    Ok(())
}

criterion_group!(benches, sign);
criterion_main!(benches);

//! The whole keyed verdict from received bytes, beside the raw signature verification that it contains: the target is
//! at most 1.15 times as long. Both forms in which Cosign signs, made by Cosign.
#![allow(missing_docs, reason = "criterion's macros make public functions without documentation")]

use std::error::Error;
use std::hint::black_box;
use std::sync::Arc;

use countersign::crypto::{CryptoProvider, Message, RustCrypto, Scheme};
use countersign::digest::Sha2;
use countersign::oci::Layout;
use countersign::{ImageName, Verdict, Verifier, time::UnixTime};
use countersign_benches::{Answers, FORMS, Form, Vector, public_key};
use criterion::{Criterion, criterion_group, criterion_main};

fn verdict(criterion: &mut Criterion) {
    for form in FORMS {
        bench(criterion, &form).unwrap_or_else(|error| eprintln!("{}: {error}", form.image));
    }
}

fn bench(criterion: &mut Criterion, form: &Form) -> Result<(), Box<dyn Error>> {
    let vector = Vector::load(form)?;
    let verifier = Verifier::builder(RustCrypto).key(public_key()?).build()?;
    let key = RustCrypto.verifying_key(&public_key()?, Scheme::ECDSA_P256_SHA256_DER)?;
    let now = UnixTime::from_seconds(1_795_000_000)?;
    let name = ImageName::digest(vector.subject);
    let open = || Layout::open(&vector.files, Arc::new(Sha2));
    let layout = open()?;
    let answers = Answers::record(&layout, verifier.verify(name.clone(), now))?;
    let session = |layout: &Layout<_>| layout.drive(verifier.verify(name.clone(), now));
    key.verify(Message::Bytes(&vector.signed), &vector.signature)?;
    accepted(session(&layout)?)?;
    accepted(answers.replay(verifier.verify(name.clone(), now))?)?;

    let mut group = criterion.benchmark_group(form.image);
    group.bench_function("raw signature verification", |bencher| {
        bencher.iter(|| key.verify(Message::Bytes(black_box(&vector.signed)), black_box(&vector.signature)));
    });
    group.bench_function("verdict, the session alone", |bencher| {
        bencher.iter(|| answers.replay(black_box(verifier.verify(name.clone(), now))));
    });
    group.bench_function("verdict, layout opened once", |bencher| bencher.iter(|| session(&layout)));
    group.bench_function("verdict, layout opened each time", |bencher| {
        bencher.iter(|| open().map(|layout| session(&layout)));
    });
    group.finish();
    Ok(())
}

/// What is measured must be an acceptance.
fn accepted(verdict: Verdict) -> Result<(), Box<dyn Error>> {
    Ok(verdict.map(|_| ())?)
}

criterion_group!(benches, verdict);
criterion_main!(benches);

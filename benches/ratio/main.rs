//! What this project costs on top of the call that it is about, each pair measured in turns of one run, so that the
//! ratio holds on a busy machine too: `cargo bench --package countersign-benches --bench ratio [-- NAME]`.
//!
//! | what | beside | target |
//! |---|---|---|
//! | verifying through the provider | the call of the crate that computes it | 1.05 × |
//! | the verdict on an attestation | its raw signature verification | 1.15 × |
//! | reading a statement with an SBOM of 1 MiB | `serde_json` reading it as a value | 1.3 × |
//!
//! The columns: the shortest time, that as a multiple of the last line's, the median of the multiples of the rounds, and
//! what four fifths of them lie between.

mod raw;

use std::hint::black_box;
use std::sync::Arc;

use countersign::crypto::{CryptoProvider, Message, RustCrypto, Scheme};
use countersign::digest::Sha2;
use countersign::encoding::json;
use countersign::envelope::{PredicateType, Statement};
use countersign::oci::{Layout, Session};
use countersign::{ImageName, Verifier, time::UnixTime};
use countersign_benches::{
    ATTESTED, Answers, FORMS, Failure, Form, MESSAGE, Race, SIGNING, Signed, Vector, public_key,
    sbom_statement, signing_key,
};

/// The size of the statement that is read, in bytes.
const MIB: usize = 1024 * 1024;

type Section = fn() -> Result<(), Failure>;

fn main() -> Result<(), Failure> {
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    let sections: [(&str, Section); 4] =
        [("verify", verify), ("sign", sign), ("verdict", verdicts), ("statement", statement)];
    sections.iter().filter(|(name, _)| name.contains(&wanted)).try_for_each(|(_, section)| section())
}

fn verify() -> Result<(), Failure> {
    for signed in Signed::all()? {
        let raw = raw::verify(signed.key.public_key(), signed.key.scheme().algorithm())?;
        let (key, signature) = (&signed.key, signed.signature.as_slice());
        let race = Race::new(format!("verify {}", signed.name))
            .with("through the provider", || Ok(key.verify(Message::Bytes(black_box(&MESSAGE)), signature)?))
            .with("the crate's own call", || raw(black_box(&MESSAGE), signature));
        println!("{}", race.run()?);
    }
    Ok(())
}

fn sign() -> Result<(), Failure> {
    for scheme in SIGNING {
        let (key, raw) = (signing_key(scheme)?, raw::sign(scheme)?);
        let race = Race::new(format!("sign {}", scheme.algorithm()))
            .with("through the provider", || Ok(key.sign(Message::Bytes(black_box(&MESSAGE)))?))
            .with("the crate's own call", || Ok(raw(black_box(&MESSAGE))));
        println!("{}", race.run()?);
    }
    Ok(())
}

fn verdicts() -> Result<(), Failure> {
    let verifier = Verifier::builder(RustCrypto).key(public_key()?).build()?;
    let now = UnixTime::from_seconds(1_795_000_000)?;
    for form in FORMS {
        verdict(&form, |image| verifier.verify(image, now))?;
    }
    for form in ATTESTED {
        let predicate = PredicateType::from_name("cyclonedx")?;
        verdict(&form, |image| verifier.verify_attestation(image, predicate.clone(), now))?;
    }
    Ok(())
}

/// A verdict from bytes that were read already, and one from a layout in memory.
fn verdict<S, T, E>(form: &Form, session: impl Fn(ImageName) -> S) -> Result<(), Failure>
where
    S: Session<Output = Result<T, E>>,
    E: Into<Failure>,
{
    let vector = Vector::load(form)?;
    let key = RustCrypto.verifying_key(&public_key()?, Scheme::ECDSA_P256_SHA256_DER)?;
    let name = ImageName::digest(vector.subject);
    let layout = Layout::open(&vector.files, Arc::new(Sha2))?;
    let answers = Answers::record(&layout, session(name.clone()))?;
    let race = Race::new(format!("verdict on {}", form.image))
        .with("layout, opened once", || layout.drive(session(name.clone())).map_err(Into::into))
        .with("session alone", || answers.replay(session(name.clone()))?.map_err(Into::into))
        .with("raw verification", || {
            Ok(key.verify(Message::Bytes(black_box(&vector.signed)), black_box(&vector.signature))?)
        });
    println!("{}", race.run()?);
    Ok(())
}

fn statement() -> Result<(), Failure> {
    let bytes = sbom_statement(MIB);
    let limits = json::Limits::default();
    let race = Race::new(format!("read a statement of {} bytes", bytes.len()))
        .with("Statement::parse", || Ok(Statement::parse(black_box(&bytes))?))
        .with("json::parse", || Ok(json::parse(black_box(&bytes), &limits)?))
        .with("serde_json::Value", || Ok(serde_json::from_slice::<serde_json::Value>(black_box(&bytes))?));
    println!("{}", race.run()?);
    Ok(())
}

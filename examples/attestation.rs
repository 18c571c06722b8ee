//! Attests the build of an image (SLSA provenance), demands it, and reads who built it from the verified statement.

use std::error::Error;
use std::sync::Arc;

use countersign::crypto::{KeyType, PrivateKey, RandomError, RustCrypto};
use countersign::digest::Sha2;
use countersign::envelope::{PredicateType, predicate::SlsaProvenance};
use countersign::oci::Layout;
use countersign::{Attestation, ImageName, SignOptions, Signer, Verifier, time::UnixTime};

const PROVENANCE: &[u8] = br#"{
  "buildDefinition": {
    "buildType": "https://ci.example/build/v1",
    "externalParameters": {"branch": "main"},
    "resolvedDependencies": [{"uri": "git+https://git.example/acme/app", "digest": {"gitCommit": "7ad53a1"}}]
  },
  "runDetails": {"builder": {"id": "https://ci.example/runner"}}
}"#;

fn main() -> Result<(), Box<dyn Error>> {
    let now = UnixTime::parse_rfc3339("2026-11-24T12:00:00Z")?;
    let mut random = |out: &mut [u8]| getrandom::fill(out).map_err(|_| RandomError);
    let key = PrivateKey::generate(KeyType::Ed25519, &mut random, &RustCrypto)?;
    let (mut files, _) = countersign_examples::image("hello")?;

    // Attest: as signing, with a predicate. What it yields is to be written.
    let attestation = Attestation::new(PredicateType::SlsaProvenance1, PROVENANCE);
    let attesting = Signer::from_private_key(RustCrypto, &key)?.attest(
        ImageName::tag("v1"),
        attestation,
        SignOptions::new(),
        now,
    );
    let layout = Layout::open(files.clone(), Arc::new(Sha2))?;
    for signed in layout.drive(attesting)?? {
        countersign_examples::write(&mut files, layout.attach(signed.artifact().ok_or("not new")?)?);
    }

    // Demand it: statements of this type, about this image, by this key. There is at least one, or there is a refusal.
    let verifier = Verifier::builder(RustCrypto).key(key.public_key().clone()).build()?;
    let layout = Layout::open(files, Arc::new(Sha2))?;
    let verification = verifier.verify_attestation(ImageName::tag("v1"), PredicateType::SlsaProvenance1, now);
    let attested = layout.drive(verification)??;
    println!("image     {}", attested.digest());
    for statement in attested.statements() {
        let provenance = SlsaProvenance::from_statement(statement.statement())?;
        println!("built by  {}", provenance.builder_id());
        println!("as        {}", provenance.build_type());
    }

    // An attestation of one type is none of another, and no signature of the image.
    let other = verifier.verify_attestation(ImageName::tag("v1"), PredicateType::Vuln, now);
    match layout.drive(other)? {
        Ok(_) => return Err("an attestation of another type was taken".into()),
        Err(refusal) => println!("refused   {refusal}"),
    }
    match layout.drive(verifier.verify(ImageName::tag("v1"), now))? {
        Ok(_) => Err("an attestation was taken for a signature".into()),
        Err(refusal) => {
            println!("refused   {refusal}");
            Ok(())
        }
    }
}

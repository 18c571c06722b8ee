//! Adds a requirement of one's own: it sees only signatures that are verified and about this very image, and its name
//! stands in every report and in the digest of the configuration.

use std::error::Error;
use std::sync::Arc;

use countersign::crypto::{CryptoProvider, KeyType, PrivateKey, RandomError, RustCrypto, Scheme};
use countersign::digest::Sha2;
use countersign::oci::Layout;
use countersign::policy::{BoundSignature, NamedPredicate, PredicateRefusal};
use countersign::{ImageName, SignOptions, SignedManifest, Signer, Verdict, Verifier, time::UnixTime};

/// The signer says which build it was; older ones than the 100th had a defect.
fn from_build_100(signature: &BoundSignature) -> Result<(), PredicateRefusal> {
    let build = signature.annotations().get("build").and_then(|build| build.parse::<u32>().ok());
    match build {
        Some(100..) => Ok(()),
        Some(build) => Err(PredicateRefusal::new(format!("build {build} is older than 100"))),
        None => Err(PredicateRefusal::new("the signature names no build")),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut random = |out: &mut [u8]| getrandom::fill(out).map_err(|_| RandomError);
    let key = PrivateKey::generate(KeyType::EcdsaP256, &mut random, &RustCrypto)?;
    let plain = Verifier::builder(RustCrypto).key(key.public_key().clone());
    let strict = plain.clone().predicate(NamedPredicate::new("from-build-100", from_build_100)).build()?;
    println!("without it the configuration is {}", plain.build()?.configuration_digest());
    println!("with it                         {}", strict.configuration_digest());

    for build in ["123", "99"] {
        match verdict(&key, build, &strict)? {
            Ok(image) => {
                let accepted = image.report().accepted().iter();
                let checks: Vec<String> =
                    accepted.flat_map(|signature| signature.checks()).cloned().collect();
                println!("build {build}: verified, checked {}", checks.join(", "));
            }
            Err(refusal) => {
                for refused in refusal.report().refused() {
                    println!("build {build}: {} {}", refused.code(), refused.reason());
                }
            }
        }
    }
    Ok(())
}

/// Signs an image as the given build, and verifies it.
fn verdict(key: &PrivateKey, build: &str, verifier: &Verifier) -> Result<Verdict, Box<dyn Error>> {
    let now = UnixTime::parse_rfc3339("2026-11-24T12:00:00Z")?;
    let (mut files, digest) = countersign_examples::image("hello")?;
    let signer = Signer::new(RustCrypto, RustCrypto.signing_key(key, Scheme::ECDSA_P256_SHA256_DER)?)?;
    let layout = Layout::open(files.clone(), Arc::new(Sha2))?;
    let options = SignOptions::new().annotation("build", build);
    for signed in layout.drive(signer.sign(ImageName::digest(digest), options, now))?? {
        if let SignedManifest::New { artifact, .. } = signed {
            countersign_examples::write(&mut files, layout.attach(&artifact)?);
        }
    }
    Ok(Layout::open(files, Arc::new(Sha2))?.drive(verifier.verify(ImageName::digest(digest), now))?)
}

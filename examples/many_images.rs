//! Verifies every image that a deployment names in one session, with one verifier.

use std::error::Error;
use std::sync::Arc;

use countersign::crypto::{AllowedAlgorithms, KeyType, PrivateKey, RandomError, RustCrypto};
use countersign::digest::Sha2;
use countersign::oci::Layout;
use countersign::{ImageName, SignOptions, Signer, Verifier, time::UnixTime};

fn main() -> Result<(), Box<dyn Error>> {
    let now = UnixTime::parse_rfc3339("2026-11-24T12:00:00Z")?;
    let mut random = |out: &mut [u8]| getrandom::fill(out).map_err(|_| RandomError);
    let key = PrivateKey::generate(KeyType::EcdsaP256, &mut random, &RustCrypto)?;
    let (mut files, digest) = countersign_examples::image("hello")?;
    let layout = Layout::open(files.clone(), Arc::new(Sha2))?;
    let signing =
        Signer::from_private_key(RustCrypto, &key)?.sign(ImageName::tag("v1"), SignOptions::new(), now);
    for signed in layout.drive(signing)?? {
        countersign_examples::write(&mut files, layout.attach(signed.artifact().ok_or("not new")?)?);
    }

    // What is believed is said once: a key, and only algorithms that NIST SP 800-131A allows.
    let verifier = Verifier::builder(RustCrypto)
        .key(key.public_key().clone())
        .allow(AllowedAlgorithms::nist_sp_800_131a())
        .build()?;

    // A tag, the same image by its digest, and one that is not there: a verdict each, in this order.
    let names = [ImageName::tag("v1"), ImageName::digest(digest), ImageName::tag("v2")];
    let layout = Layout::open(files, Arc::new(Sha2))?;
    for (_, verdict) in layout.drive(verifier.verify_many(names, now))? {
        match verdict {
            Ok(image) => println!("run       {}", image.digest()),
            Err(refusal) => println!("refused   {refusal}"),
        }
    }
    Ok(())
}

//! Signs an image in a layout in memory, verifies it, changes it and is refused.

use std::error::Error;
use std::sync::Arc;

use countersign::crypto::{CryptoProvider, KeyType, PrivateKey, RandomError, RustCrypto, Scheme};
use countersign::digest::Sha2;
use countersign::oci::Layout;
use countersign::{ImageName, SignOptions, SignedManifest, Signer, Verifier, time::UnixTime};

fn main() -> Result<(), Box<dyn Error>> {
    // The library reads no clock and draws no random number: both are arguments.
    let now = UnixTime::parse_rfc3339("2026-11-24T12:00:00Z")?;
    let mut random = |out: &mut [u8]| getrandom::fill(out).map_err(|_| RandomError);
    let key = PrivateKey::generate(KeyType::EcdsaP256, &mut random, &RustCrypto)?;
    let (mut files, digest) = countersign_examples::image("hello")?;

    // Sign: a session that a layout drives, or a registry, or you. What it yields is to be written.
    let signer = Signer::new(RustCrypto, RustCrypto.signing_key(&key, Scheme::ECDSA_P256_SHA256_DER)?)?;
    let layout = Layout::open(files.clone(), Arc::new(Sha2))?;
    for signed in layout.drive(signer.sign(ImageName::tag("v1"), SignOptions::new(), now))?? {
        if let SignedManifest::New { artifact, .. } = signed {
            countersign_examples::write(&mut files, layout.attach(&artifact)?);
        }
    }
    println!("signed    {digest}");

    // Verify: the only value that yields the digest to run is a verified image.
    let verifier = Verifier::builder(RustCrypto).key(key.public_key().clone()).build()?;
    let layout = Layout::open(files.clone(), Arc::new(Sha2))?;
    let image = layout.drive(verifier.verify(ImageName::tag("v1"), now))??;
    println!("verified  {}", image.digest());

    // Change one byte of the manifest: it no longer is what its name says.
    if let Some(byte) =
        files.get_mut(&format!("blobs/sha256/{}", digest.hex())).and_then(|bytes| bytes.last_mut())
    {
        *byte = b' ';
    }
    let layout = Layout::open(files, Arc::new(Sha2))?;
    match layout.drive(verifier.verify(ImageName::tag("v1"), now))? {
        Ok(image) => return Err(format!("{} was accepted", image.digest()).into()),
        Err(refusal) => println!("refused   {refusal}"),
    }

    // Another image under the same key's verifier: it is whole, and nobody signed it.
    let (other, _) = countersign_examples::image("something else")?;
    match Layout::open(other, Arc::new(Sha2))?.drive(verifier.verify(ImageName::tag("v1"), now))? {
        Ok(image) => Err(format!("{} was accepted", image.digest()).into()),
        Err(refusal) => {
            println!("refused   {refusal}");
            Ok(())
        }
    }
}

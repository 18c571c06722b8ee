//! Signs a release file that is read in pieces, and verifies it the same way: memory does not grow with the file.

use std::error::Error;
use std::io::Read;

use countersign::crypto::{KeyType, PrivateKey, RandomError, RustCrypto};
use countersign::{BlobEvidence, BlobFormat, Signer, Verifier, time::UnixTime};

/// Stands for a file of any size: 8 MiB that are never in memory at once.
fn release() -> impl Read {
    std::io::repeat(0x5a).take(8 << 20)
}

/// Hands a reader to whoever takes it in pieces.
fn pour<E: Error + 'static>(
    mut from: impl Read,
    mut take: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), Box<dyn Error>> {
    let mut buffer = vec![0; 64 << 10];
    loop {
        let read = from.read(&mut buffer)?;
        match buffer.get(..read) {
            Some(piece) if read > 0 => take(piece)?,
            _ => return Ok(()),
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let now = UnixTime::parse_rfc3339("2026-11-24T12:00:00Z")?;
    let mut random = |out: &mut [u8]| getrandom::fill(out).map_err(|_| RandomError);
    let key = PrivateKey::generate(KeyType::EcdsaP384, &mut random, &RustCrypto)?;

    // Sign: what comes out is the bundle that stands beside the file, as Cosign writes it.
    let mut signing = Signer::from_private_key(RustCrypto, &key)?.sign_blob(BlobFormat::Bundle)?;
    pour(release(), |piece| signing.update(piece))?;
    let signed = signing.finish()?;
    println!("signed    {} with a bundle of {} bytes", signed.digest(), signed.bytes().len());

    // Verify: the bundle first, then the file in pieces.
    let verifier = Verifier::builder(RustCrypto).key(key.public_key().clone()).build()?;
    let bundle = BlobEvidence::bundle(signed.bytes().to_vec());
    let mut verification = verifier.verify_blob(bundle.clone(), now).named("release.tar");
    pour(release(), |piece| verification.update(piece))?;
    let blob = verification.finish()?;
    for digest in blob.digests() {
        println!("verified  {digest}");
    }

    // One byte more is another file.
    let mut verification = verifier.verify_blob(bundle, now).named("release.tar");
    pour(release().chain(&b"\n"[..]), |piece| verification.update(piece))?;
    match verification.finish() {
        Ok(_) => Err("another file was accepted".into()),
        Err(refusal) => {
            println!("refused   {refusal}");
            Ok(())
        }
    }
}

//! Signs where the key is elsewhere: a draft goes out as bytes, a signature comes back.

use std::error::Error;
use std::sync::Arc;

use countersign::crypto::{CryptoProvider, KeyType, Message, PrivateKey, RandomError, RustCrypto};
use countersign::digest::Sha2;
use countersign::envelope::Draft;
use countersign::oci::Layout;
use countersign::{ImageName, Preparer, SignOptions, Verifier, attach, time::UnixTime};

/// The machine with the key: it sees a draft, and gives away nothing but a signature.
struct Vault(PrivateKey);

impl Vault {
    fn sign(&self, draft: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
        let draft = Draft::from_bytes(draft, &RustCrypto)?;
        println!("vault     asked to sign for {}", draft.signer().public_key().id());
        // Devices often take only a digest.
        let digest = draft.to_be_signed().digest(&RustCrypto).ok_or("the scheme needs the whole message")?;
        let key = RustCrypto.signing_key(&self.0, draft.signer().scheme())?;
        Ok(key.sign(Message::Digest(&digest))?)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let now = UnixTime::parse_rfc3339("2026-11-24T12:00:00Z")?;
    let mut random = |out: &mut [u8]| getrandom::fill(out).map_err(|_| RandomError);
    let key = PrivateKey::generate(KeyType::EcdsaP256, &mut random, &RustCrypto)?;
    let public = key.public_key().clone();
    let vault = Vault(key);
    let (mut files, _) = countersign_examples::image("hello")?;

    // Here is only the public key. The draft says which bytes are to be signed.
    let layout = Layout::open(files.clone(), Arc::new(Sha2))?;
    let preparer = Preparer::new(RustCrypto, public.clone())?;
    let draft = layout.drive(preparer.prepare(ImageName::tag("v1"), SignOptions::new()))??;
    let signature = vault.sign(&draft.to_bytes())?;

    // What came back is foreign input: it is verified before anything is to be written.
    let attaching = |signature: &[u8]| {
        layout.drive(attach(Arc::new(RustCrypto), ImageName::tag("v1"), &draft, signature, now))
    };
    match attaching(b"not a signature")? {
        Ok(_) => return Err("a wrong signature was taken".into()),
        Err(error) => println!("refused   {error}"),
    }
    for signed in attaching(&signature)?? {
        countersign_examples::write(&mut files, layout.attach(signed.artifact().ok_or("not new")?)?);
    }

    let verifier = Verifier::builder(RustCrypto).key(public).build()?;
    let image = Layout::open(files, Arc::new(Sha2))?.drive(verifier.verify(ImageName::tag("v1"), now))??;
    println!("verified  {}", image.digest());
    Ok(())
}

//! Signs where the key is elsewhere: what is to be signed goes out as bytes, a signature comes back.

use std::error::Error;
use std::sync::Arc;

use countersign::crypto::{CryptoProvider, KeyType, Message, PrivateKey, RandomError, RustCrypto, Scheme};
use countersign::digest::{Descriptor, Digest, Sha2};
use countersign::envelope::{
    COSIGN_SIGN_PREDICATE, Draft, DraftPayload, Envelope, SignerDescription, Statement,
};
use countersign::oci::{Layout, SignatureArtifact, media_type};
use countersign::{ImageName, Verifier, time::UnixTime};

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
    let (mut files, digest) = countersign_examples::image("hello")?;

    // Here is only the public key. The draft says which bytes are to be signed.
    let signer = SignerDescription::new(public.clone(), Scheme::ECDSA_P256_SHA256_DER);
    let statement = Statement::cosign_signature(digest, Default::default());
    let draft = Draft::new(DraftPayload::Statement(statement), &signer);
    let signature = vault.sign(&draft.to_bytes())?;

    // What came back is foreign input: `assemble` verifies it before there is an envelope.
    match draft.assemble(b"not a signature", &RustCrypto) {
        Ok(_) => return Err("a wrong signature was taken".into()),
        Err(error) => println!("refused   {error}"),
    }
    let Envelope::Bundle(bundle) = draft.assemble(&signature, &RustCrypto)? else {
        return Err("a statement is signed in a bundle".into());
    };
    println!("assembled a bundle of {} bytes", bundle.len());

    attach(&mut files, digest, &bundle, now)?;
    let verifier = Verifier::builder(RustCrypto).key(public).build()?;
    let image = Layout::open(files, Arc::new(Sha2))?.drive(verifier.verify(ImageName::tag("v1"), now))??;
    println!("verified  {}", image.digest());
    Ok(())
}

/// Puts the bundle beside the image, as Cosign does.
fn attach(
    files: &mut countersign_examples::Files,
    digest: Digest,
    bundle: &[u8],
    now: UnixTime,
) -> Result<(), Box<dyn Error>> {
    let layout = Layout::open(files.clone(), Arc::new(Sha2))?;
    let entry = layout.index().manifests().iter().find(|entry| entry.digest() == digest).ok_or("no image")?;
    let subject = Descriptor::new(media_type::IMAGE_MANIFEST, digest, entry.size())?;
    let created = now.to_rfc3339();
    let artifact =
        SignatureArtifact::bundle_referrer(&Sha2, &subject, bundle, COSIGN_SIGN_PREDICATE, &created)?;
    countersign_examples::write(files, layout.attach(&artifact)?);
    Ok(())
}

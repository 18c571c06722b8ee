//! Drives a verification by hand from a store of one's own. The library says what to read next; the store has it, does
//! not have it, or cannot be reached, and these are different answers with different verdicts.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;

use countersign::crypto::{CryptoProvider, KeyType, PrivateKey, RandomError, RustCrypto, Scheme};
use countersign::digest::{Digest, Sha2};
use countersign::oci::{Fetched, Layout, ManifestAt, Read, Session, Step, UnreachableReason};
use countersign::{
    ImageName, SignOptions, SignedManifest, Signer, Verdict, Verification, Verifier, WriteFormat,
    time::UnixTime,
};

/// A store with content by digest and names for some of it. It knows no referrers.
#[derive(Clone, Default)]
struct Store {
    content: BTreeMap<Digest, Vec<u8>>,
    tags: BTreeMap<String, Digest>,
    is_down: bool,
}

impl Store {
    fn put(&mut self, digest: Digest, bytes: Vec<u8>) {
        self.content.insert(digest, bytes);
    }

    /// One read, answered. Nothing that is answered here is believed: digests and lengths are checked by who asked.
    fn answer(&self, read: &Read) -> Fetched {
        if self.is_down {
            return Fetched::Unreachable(UnreachableReason::Connect);
        }
        let digest = match read {
            Read::Manifest { at: ManifestAt::Tag(tag), .. } => self.tags.get(tag),
            Read::Manifest { at: ManifestAt::Digest(digest), .. } | Read::Blob { digest, .. } => Some(digest),
            // For referrers `Absent` says that there is no such interface: signatures are then found by their tags.
            _ => None,
        };
        let bytes = digest.and_then(|digest| self.content.get(digest));
        bytes.map_or(Fetched::Absent, |bytes| Fetched::Bytes { bytes: bytes.clone(), media_type: None })
    }

    /// All there is to a driver. One with a network would send the reads of a step at once.
    fn drive(&self, mut verification: Verification) -> Result<Verdict, Box<dyn Error>> {
        loop {
            match verification.step() {
                Step::Done(verdict) => return Ok(verdict),
                Step::Need(_) => return Err("verification by keys needs nothing from elsewhere".into()),
                Step::Read(requests) => {
                    for request in requests {
                        println!("          read {}", told(request.read()));
                        verification.answer(request.id(), self.answer(request.read()));
                    }
                }
            }
        }
    }
}

fn told(read: &Read) -> String {
    match read {
        Read::Manifest { at: ManifestAt::Tag(tag), .. } => format!("the manifest with the tag {tag}"),
        Read::Manifest { at: ManifestAt::Digest(digest), .. } => format!("the manifest {digest}"),
        Read::Referrers { subject, .. } => format!("what refers to {subject}"),
        Read::Blob { digest, .. } => format!("the blob {digest}"),
        _ => "something new".into(),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let now = UnixTime::parse_rfc3339("2026-11-24T12:00:00Z")?;
    let mut random = |out: &mut [u8]| getrandom::fill(out).map_err(|_| RandomError);
    let key = PrivateKey::generate(KeyType::EcdsaP256, &mut random, &RustCrypto)?;
    let (mut store, digest) = signed_store(&key, now)?;
    let verifier = Verifier::builder(RustCrypto).key(key.public_key().clone()).build()?;
    let verification = || verifier.verify(ImageName::digest(digest), now);

    println!("the store answers:");
    println!("verified  {}", store.drive(verification())??.digest());

    println!("the store has lost its tags:");
    let forgetful = Store { tags: BTreeMap::new(), ..store.clone() };
    refused(forgetful.drive(verification())?)?;

    println!("the store is down:");
    store.is_down = true;
    refused(store.drive(verification())?)
}

fn refused(verdict: Verdict) -> Result<(), Box<dyn Error>> {
    match verdict {
        Ok(image) => Err(format!("{} was accepted", image.digest()).into()),
        Err(refusal) => {
            println!("refused   {refusal}");
            Ok(())
        }
    }
}

/// A store with an image and, under the `.sig` tag, its signature.
fn signed_store(key: &PrivateKey, now: UnixTime) -> Result<(Store, Digest), Box<dyn Error>> {
    let (files, digest) = countersign_examples::image("hello")?;
    let mut store = Store::default();
    for (path, bytes) in &files {
        if let Some(hex) = path.strip_prefix("blobs/sha256/") {
            store.put(Digest::parse(&format!("sha256:{hex}"))?, bytes.clone());
        }
    }
    let signer = Signer::new(RustCrypto, RustCrypto.signing_key(key, Scheme::ECDSA_P256_SHA256_DER)?)?;
    let options = SignOptions::new().format(WriteFormat::CosignLegacy);
    let layout = Layout::open(files, Arc::new(Sha2))?;
    for signed in layout.drive(signer.sign(ImageName::digest(digest), options, now))?? {
        let SignedManifest::New { artifact, .. } = signed else { continue };
        for (descriptor, bytes) in artifact.blobs() {
            store.put(descriptor.digest(), bytes.clone());
        }
        store.put(artifact.manifest().digest(), artifact.manifest_bytes().to_vec());
        if let Some(tag) = artifact.tag() {
            store.tags.insert(tag.to_owned(), artifact.manifest().digest());
        }
    }
    Ok((store, digest))
}

//! What the benches share: images that Cosign signed, the key that signed them, and recorded answers of a layout.
//!
//! ```
//! use countersign_benches::{FORMS, Vector};
//!
//! for form in &FORMS {
//!     assert!(!Vector::load(form)?.signature.is_empty());
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::collections::BTreeMap;
use std::error::Error;
use std::io;
use std::path::Path;
use std::sync::Arc;

use countersign::crypto::{CryptoProvider, KeyType, PrivateKey, PublicKey, RustCrypto, Scheme, SigningKey};
use countersign::digest::{Digest, Sha2};
use countersign::encoding::{base64, json};
use countersign::envelope::{DsseEnvelope, pae};
use countersign::keys::KeyFile;
use countersign::oci::{
    Candidate, CandidateForm, Fetched, Layout, LayoutFiles, PlanOptions, Read, Session, SignaturePlan, Step,
};

type Failure = Box<dyn Error>;

/// Where the images are that Cosign signed.
const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/countersign/tests/data");

/// The files of a layout by path.
pub type Files = BTreeMap<String, Vec<u8>>;

/// An image that Cosign signed in one of its two forms.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// The folder of the layout, and the name of the group.
    pub image: &'static str,
    /// The digest that was signed.
    pub subject: &'static str,
}

/// A Sigstore bundle as referrer, and simple signing under the `.sig` tag.
pub const FORMS: [Form; 2] = [
    Form {
        image: "bundle-p256",
        subject: "sha256:ddda624b522421d3ed1d058b229b5525086fde465278686d7aeba12d29085640",
    },
    Form {
        image: "legacy-p256",
        subject: "sha256:2cfc7ba4744adc691da0fb706d09a2d709fd6ec067753a6004097b57cd422ab5",
    },
];

/// A layout with a signed image, and the raw signature in it.
#[derive(Clone, Debug)]
pub struct Vector {
    /// The layout.
    pub files: Files,
    /// The digest that was signed.
    pub subject: Digest,
    /// The bytes that the signature is over.
    pub signed: Vec<u8>,
    /// The signature, in DER.
    pub signature: Vec<u8>,
}

impl Vector {
    /// Reads the image of a form.
    ///
    /// # Errors
    /// When the files are not there or hold no signature of the form.
    pub fn load(form: &Form) -> Result<Self, Failure> {
        let mut files = Files::new();
        collect(&Path::new(DATA).join(form.image), "", &mut files)?;
        let subject = Digest::parse(form.subject)?;
        let layout = Layout::open(&files, Arc::new(Sha2))?;
        let (signed, signature) = raw(&first_candidate(&layout, subject).ok_or("no signature")?)?;
        Ok(Self { subject, signed, signature, files })
    }
}

fn collect(folder: &Path, prefix: &str, files: &mut Files) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{path}/"), files)?;
        } else {
            files.insert(path, std::fs::read(entry.path())?);
        }
    }
    Ok(())
}

fn first_candidate(layout: &Layout<&Files>, subject: Digest) -> Option<Candidate> {
    let mut plan = SignaturePlan::new(Arc::new(Sha2), subject, PlanOptions::default(), 0);
    loop {
        if let Some(candidate) = plan.take_candidates().into_iter().next() {
            return Some(candidate);
        }
        let request = plan.reads().into_iter().next()?;
        plan.answer(request.id(), layout.fetch(request.read()));
    }
}

/// What a candidate's signature is over, and the signature.
fn raw(candidate: &Candidate) -> Result<(Vec<u8>, Vec<u8>), Failure> {
    if let CandidateForm::SimpleSigning { signature_base64 } = candidate.form() {
        return Ok((candidate.bytes().to_vec(), base64::decode_standard(signature_base64.as_bytes())?));
    }
    let bundle = json::parse(candidate.bytes(), &json::Limits::default())?;
    let envelope = bundle.as_object().and_then(|bundle| bundle.get("dsseEnvelope")).ok_or("no envelope")?;
    let envelope = DsseEnvelope::parse(envelope.to_json().as_bytes())?;
    let claims = envelope.inspect();
    let signed = pae(&claims.claimed().payload_type, &claims.claimed().payload);
    let signature = envelope.signatures().first().ok_or("no signature")?.bytes().to_vec();
    Ok((signed, signature))
}

/// The key under which the images verify.
///
/// # Errors
/// When its file is not there or holds no public key.
pub fn public_key() -> Result<PublicKey, Failure> {
    let file = std::fs::read(Path::new(DATA).join("keys/p256.pub"))?;
    match KeyFile::parse(&file, &RustCrypto)? {
        KeyFile::Public(key) => Ok(key),
        _ => Err("no public key".into()),
    }
}

/// A key for signing: a constant, since nothing that it signs leaves the bench.
///
/// # Errors
/// Never.
pub fn signing_key() -> Result<Box<dyn SigningKey>, Failure> {
    let key = PrivateKey::from_scalar(KeyType::EcdsaP256, &[0x42; 32], &RustCrypto)?;
    Ok(RustCrypto.signing_key(&key, Scheme::ECDSA_P256_SHA256_DER)?)
}

/// What a layout answered to each read of a session, so that the session can be run without the layout's own work.
#[derive(Clone, Debug)]
pub struct Answers(Vec<(Read, Fetched)>);

impl Answers {
    /// Runs a session over a layout and keeps what it was answered.
    ///
    /// # Errors
    /// When the session does not end.
    pub fn record<F: LayoutFiles, S: Session>(layout: &Layout<F>, mut session: S) -> Result<Self, Failure> {
        let mut answers = Vec::new();
        while let Step::Read(requests) = session.step() {
            let request = requests.first().ok_or("the session does not go on")?;
            let fetched = layout.fetch(request.read());
            answers.push((request.read().clone(), fetched.clone()));
            session.answer(request.id(), fetched);
        }
        Ok(Self(answers))
    }

    /// Runs a session over what was kept.
    ///
    /// # Errors
    /// When the session wants anything else.
    pub fn replay<S: Session>(&self, mut session: S) -> Result<S::Output, Failure> {
        loop {
            let requests = match session.step() {
                Step::Done(output) => return Ok(output),
                Step::Read(requests) => requests,
                Step::Need(_) => return Err("the session needs something".into()),
            };
            let request = requests.first().ok_or("the session does not go on")?;
            let answer = self.0.iter().find(|(read, _)| read == request.read());
            let (_, fetched) = answer.ok_or("the session reads something else")?;
            session.answer(request.id(), fetched.clone());
        }
    }
}

//! What the benches share: images that Cosign signed and attested, the key that signed them, recorded answers of a layout,
//! a signature by every algorithm, a large statement, and a race in which contestants take turns.
//!
//! ```
//! use countersign_benches::{FORMS, Vector};
//!
//! for form in &FORMS {
//!     assert!(!Vector::load(form)?.signature.is_empty());
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod algorithms;
mod race;
mod statement;

use std::collections::BTreeMap;
use std::error::Error;
use std::io;
use std::path::Path;
use std::sync::Arc;

use countersign::crypto::{PublicKey, RustCrypto};
use countersign::digest::{Digest, Sha2};
use countersign::encoding::{base64, json};
use countersign::envelope::{DsseEnvelope, pae};
use countersign::keys::KeyFile;
use countersign::oci::{
    AttachmentKind, Candidate, CandidateForm, Fetched, Layout, LayoutFiles, PlanOptions, Read, Session,
    SignaturePlan, Step,
};

pub use algorithms::{MESSAGE, SIGNING, Signed, secret, signing_key};
pub use race::{Finish, Race};
pub use statement::sbom_statement;

/// What stops a bench.
pub type Failure = Box<dyn Error>;

/// Where the images are that Cosign signed.
const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/countersign/tests/data");

/// The files of a layout by path.
pub type Files = BTreeMap<String, Vec<u8>>;

/// An image that Cosign signed or attested in one of its two forms.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// The folder of the layout, and the name of the group.
    pub image: &'static str,
    /// The digest that was signed.
    pub subject: &'static str,
    /// The predicate type that is looked for; none for a signature of the image itself.
    pub predicate: Option<&'static str>,
}

/// A Sigstore bundle as referrer, and simple signing under the `.sig` tag.
pub const FORMS: [Form; 2] = [
    Form {
        image: "bundle-p256",
        subject: "sha256:ddda624b522421d3ed1d058b229b5525086fde465278686d7aeba12d29085640",
        predicate: None,
    },
    Form {
        image: "legacy-p256",
        subject: "sha256:2cfc7ba4744adc691da0fb706d09a2d709fd6ec067753a6004097b57cd422ab5",
        predicate: None,
    },
];

/// An SBOM about an image, among other attestations: in a bundle as referrer, and as DSSE envelope under the `.att` tag.
pub const ATTESTED: [Form; 2] = [
    Form {
        image: "bundle-attested",
        subject: "sha256:7760132c07b036b0c7da2c8afaa294e8a2f0d3eb933ec01cefeeebdfc70065b1",
        predicate: Some(CYCLONE_DX),
    },
    Form {
        image: "legacy-attested",
        subject: "sha256:db28ac4fb2c16567e60dce83311bdf532264badfe060700bf815f25d03735a19",
        predicate: Some(CYCLONE_DX),
    },
];

const CYCLONE_DX: &str = "https://cyclonedx.org/bom";

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
        let options = match form.predicate {
            None => PlanOptions::default(),
            Some(wanted) => PlanOptions::default()
                .with_kind(AttachmentKind::Attestation { predicate_types: vec![wanted.to_owned()] }),
        };
        let (signed, signature) = raw(&first_candidate(&layout, subject, options).ok_or("no signature")?)?;
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

fn first_candidate(layout: &Layout<&Files>, subject: Digest, options: PlanOptions) -> Option<Candidate> {
    let mut plan = SignaturePlan::new(Arc::new(Sha2), subject, options, 0);
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
    let envelope = json::parse(candidate.bytes(), &json::Limits::default())?;
    // Either is there: the bare envelope, or a bundle around it.
    let bundled = envelope.as_object().and_then(|bundle| bundle.get("dsseEnvelope"));
    let envelope = DsseEnvelope::parse(bundled.unwrap_or(&envelope).to_json().as_bytes())?;
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

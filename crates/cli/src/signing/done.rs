//! What became of a signature, for people and for programs.

use countersign::{
    SignatureFormat, SignedManifest, TOOL,
    crypto::PublicKey,
    encoding::json::{Object, Value},
    oci::FileWrite,
};

use super::{Claim, FormatName, SigningOptions};
use crate::{
    console::Console,
    exit::Exit,
    failure::Failure,
    image::Image,
    layout::{self, Store},
    options::OutputOption,
};

/// What is said beside what became of each manifest.
pub struct Told {
    /// `signature` or `attestation`.
    pub noun: &'static str,
    pub format: SignatureFormat,
    pub predicate_type: Option<String>,
    pub signer: PublicKey,
    pub dry_run: bool,
    pub output: OutputOption,
}

impl Told {
    pub(super) fn of(options: &SigningOptions, claim: &impl Claim, signer: &PublicKey) -> Self {
        Self {
            noun: claim.noun(),
            format: match (options.format, claim.predicate_type()) {
                (FormatName::CosignLegacy, None) => SignatureFormat::CosignLegacy,
                (FormatName::CosignLegacy, Some(_)) => SignatureFormat::CosignAttestation,
                _ => SignatureFormat::CosignBundle,
            },
            predicate_type: claim.predicate_type().map(str::to_owned),
            signer: signer.clone(),
            dry_run: options.dry_run,
            output: options.output.clone(),
        }
    }
}

/// Writes what was signed and says what was done.
pub fn write_and_tell(
    told: &Told,
    store: &Store,
    image: &Image,
    signed: Vec<SignedManifest>,
    console: &mut Console,
) -> Result<Exit, Failure> {
    let done = write(told.dry_run, store, image, signed)?;
    let text = done.iter().map(|done| done.text(told)).collect::<String>();
    told.output.print(console, json(told, image, &done), text);
    Ok(Exit::Done)
}

/// What became of one manifest, and the files that were or would be written for it.
struct Done {
    signed: SignedManifest,
    writes: Vec<FileWrite>,
}

/// Each artifact is put into the layout as the one before left it.
fn write(dry: bool, store: &Store, image: &Image, signed: Vec<SignedManifest>) -> Result<Vec<Done>, Failure> {
    let write_one = |signed: SignedManifest| {
        let writes = match &signed {
            SignedManifest::New { artifact, .. } => {
                let attached = store.layout().and_then(|layout| layout.attach(artifact));
                attached.map_err(|error| layout::unusable(image, &error))?
            }
            _ => Vec::new(),
        };
        if let Some(folder) = store.folder().filter(|_| !dry) {
            folder.write(&writes)?;
        }
        Ok(Done { signed, writes })
    };
    signed.into_iter().map(write_one).collect()
}

impl Done {
    fn state(&self, told: &Told) -> &'static str {
        match (&self.signed, told.dry_run) {
            (SignedManifest::New { .. }, false) => "signed",
            (SignedManifest::New { .. }, true) => "would-sign",
            _ => "already-signed",
        }
    }

    fn text(&self, told: &Told) -> String {
        let noun = told.noun;
        match &self.signed {
            SignedManifest::New { subject, artifact } => {
                let state = if told.dry_run { "would sign     " } else { "signed         " };
                let files: String = match told.dry_run {
                    true => self.writes.iter().map(file_text).collect(),
                    false => String::new(),
                };
                format!(
                    "{state} {}\n  {noun:<13} {}\n{files}",
                    subject.digest(),
                    artifact.manifest().digest()
                )
            }
            SignedManifest::AlreadySigned { subject, manifest } => {
                format!("already signed  {}\n  {noun:<13} {manifest}\n", subject.digest())
            }
            _ => String::new(),
        }
    }

    fn json(&self, told: &Told) -> Value<'_> {
        let object = Object::new().with("state", self.state(told));
        let object = match &self.signed {
            SignedManifest::New { subject, artifact } => {
                let object = object
                    .with("digest", subject.digest().to_string())
                    .with("mediaType", subject.media_type())
                    .with("manifest", artifact.manifest().digest().to_string());
                match artifact.tag() {
                    Some(tag) => object.with("tag", tag),
                    None => object,
                }
            }
            SignedManifest::AlreadySigned { subject, manifest } => object
                .with("digest", subject.digest().to_string())
                .with("mediaType", subject.media_type())
                .with("manifest", manifest.to_string()),
            _ => object,
        };
        let file = |write: &FileWrite| {
            let bytes = u64::try_from(write.bytes().len()).unwrap_or(u64::MAX);
            Value::from(Object::new().with("path", write.path().to_owned()).with("bytes", bytes))
        };
        Value::from(object.with("files", self.writes.iter().map(file).collect::<Vec<_>>()))
    }
}

fn file_text(write: &FileWrite) -> String {
    format!("  would write   {} ({} bytes)\n", write.path(), write.bytes().len())
}

/// The result as JSON, schema `countersign/sign/v1`.
fn json<'a>(told: &'a Told, image: &'a Image, done: &'a [Done]) -> Object<'a> {
    let mut object = Object::new()
        .with("schema", "countersign/sign/v1")
        .with("tool", TOOL)
        .with("reference", image.text())
        .with("format", told.format.name());
    if let Some(predicate_type) = &told.predicate_type {
        object = object.with("predicateType", predicate_type.as_str());
    }
    object
        .with("signer", Object::new().with("kind", "key").with("id", told.signer.id().to_string()))
        .with("dryRun", told.dry_run)
        .with("manifests", done.iter().map(|done| done.json(told)).collect::<Vec<_>>())
}

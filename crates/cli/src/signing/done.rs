//! What became of a signature, for people and for programs.

use countersign::{
    SignatureFormat, SignedManifest, TOOL,
    crypto::PublicKey,
    digest::Digest,
    encoding::json::{Object, Value},
    oci::{FileWrite, SignatureArtifact},
};

use super::{Claim, FormatName, SigningOptions};
use crate::{
    console::Console,
    exit::Exit,
    failure::Failure,
    image::Image,
    options::OutputOption,
    registry::Attached,
    store::{Placed, Store},
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
    let done = place(told.dry_run, store, signed)?;
    store.warn(console);
    let text = done.iter().map(|done| done.text(told)).collect::<String>();
    told.output.print(console, json(told, image, &done), text);
    Ok(Exit::Done)
}

/// What became of one manifest, and of what was or would be written for it.
struct Done {
    signed: SignedManifest,
    placed: Option<Placed>,
}

/// Each artifact is put beside the image as the one before left it.
fn place(dry: bool, store: &Store, signed: Vec<SignedManifest>) -> Result<Vec<Done>, Failure> {
    let place_one = |signed: SignedManifest| {
        let placed = signed.artifact().map(|artifact| store.place(artifact, dry)).transpose()?;
        Ok(Done { signed, placed })
    };
    signed.into_iter().map(place_one).collect()
}

impl Done {
    fn state(&self, told: &Told) -> &'static str {
        match (&self.signed, told.dry_run) {
            (SignedManifest::New { .. }, false) => "signed",
            (SignedManifest::New { .. }, true) => "would-sign",
            _ => "already-signed",
        }
    }

    /// The manifest that holds the signature. In a registry it may hold others that somebody wrote meanwhile.
    fn manifest(&self, artifact: &SignatureArtifact) -> Digest {
        match &self.placed {
            Some(Placed::Pushed(attached)) => attached.manifest(),
            _ => artifact.manifest().digest(),
        }
    }

    fn text(&self, told: &Told) -> String {
        let noun = told.noun;
        match &self.signed {
            SignedManifest::New { subject, artifact } => {
                let state = if told.dry_run { "would sign     " } else { "signed         " };
                let (subject, manifest) = (subject.digest(), self.manifest(artifact));
                let more = self.placed.as_ref().map(|placed| placed_text(placed, artifact, told.dry_run));
                format!("{state} {subject}\n  {noun:<13} {manifest}\n{}", more.unwrap_or_default())
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
                    .with("manifest", self.manifest(artifact).to_string());
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
        Value::from(match (&self.placed, self.signed.artifact()) {
            (Some(Placed::Pushed(attached)), _) => pushed_json(object, attached),
            (Some(Placed::WouldPush), Some(artifact)) => object.with("blobs", blobs_json(artifact)),
            (Some(Placed::Files(writes)), _) => object.with("files", files_json(writes)),
            _ => object.with("files", Vec::new()),
        })
    }
}

fn placed_text(placed: &Placed, artifact: &SignatureArtifact, dry: bool) -> String {
    match placed {
        Placed::Files(writes) if dry => writes
            .iter()
            .map(|write| format!("  would write   {} ({} bytes)\n", write.path(), write.bytes().len()))
            .collect(),
        Placed::Files(_) => String::new(),
        Placed::Pushed(attached) => format!("  pushed to     {}\n", attached.text()),
        Placed::WouldPush => pushes(artifact)
            .map(|(digest, bytes)| format!("  would push    {digest} ({bytes} bytes)\n"))
            .chain(artifact.tag().map(|tag| format!("  would tag     {tag}\n")))
            .collect(),
    }
}

/// What is pushed: the blobs, then the manifest.
fn pushes(artifact: &SignatureArtifact) -> impl Iterator<Item = (String, u64)> {
    let blobs = artifact.blobs().iter().map(|(blob, _)| (blob.digest().to_string(), blob.size()));
    let manifest = artifact.manifest();
    blobs.chain([(manifest.digest().to_string(), manifest.size())])
}

fn blobs_json(artifact: &SignatureArtifact) -> Vec<Value<'static>> {
    let blob = |(digest, bytes)| Value::from(Object::new().with("digest", digest).with("bytes", bytes));
    pushes(artifact).map(blob).collect()
}

fn files_json(writes: &[FileWrite]) -> Vec<Value<'_>> {
    let file = |write: &FileWrite| {
        let bytes = u64::try_from(write.bytes().len()).unwrap_or(u64::MAX);
        Value::from(Object::new().with("path", write.path().to_owned()).with("bytes", bytes))
    };
    writes.iter().map(file).collect()
}

fn pushed_json<'a>(object: Object<'a>, attached: &Attached) -> Object<'a> {
    let object =
        object.with("repository", attached.repository().to_owned()).with("foundBy", attached.found_by());
    let object = match attached.tag() {
        Some(tag) if object.get("tag").is_none() => object.with("fallbackTag", tag.to_owned()),
        _ => object,
    };
    match attached.kept_by() {
        Some(kept_by) => object.with("keptBy", kept_by),
        None => object,
    }
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

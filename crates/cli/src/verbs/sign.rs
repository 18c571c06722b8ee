use clap::{Args, ValueEnum};
use countersign::{
    SignImageError, SignOptions, SignedManifest, Signer, WriteFormat,
    crypto::RustCrypto,
    encoding::json::{Object, Value},
    oci::{ArtifactError, FileWrite},
};

use crate::{
    ambient,
    console::Console,
    exit::Exit,
    failure::Failure,
    image::Image,
    keys::{self, FoundKey},
    layout::{self, Store},
    options::{self, OutputOption},
    password::PasswordOption,
};

const EXAMPLES: &str = "\
Examples:
  countersign demo --keep demo
  countersign sign oci:demo/image:2.0 --key demo/signer.key --password-file demo/password
  countersign sign oci:demo/image:2.0 --key demo/other.key -a env=prod --format cosign-legacy
  countersign sign oci:demo/image:2.0 --key demo/other.key --dry-run --output json";

/// Sign an image
///
/// Writes a Sigstore bundle that refers to the image or, with --format cosign-legacy, a payload under
/// its .sig tag; Cosign reads both. A signature that is there already, by the same key, in the same
/// form and with the same annotations, is reported and not added.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    /// The image: oci:PATH[:TAG|@DIGEST]
    #[arg(value_name = "IMAGE")]
    image: String,
    /// The private key: a file, or env://VARIABLE
    #[arg(long, value_name = "KEY")]
    key: String,
    /// The form of the signature: cosign or cosign-legacy
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    format: Format,
    /// Sign this annotation too
    #[arg(long, short = 'a', value_name = "KEY=VALUE")]
    annotation: Vec<String>,
    /// Sign an index and everything that it lists
    #[arg(long)]
    recursive: bool,
    /// Sign even where an equal signature is there
    #[arg(long)]
    again: bool,
    /// Write nothing, and print what would be written
    #[arg(long)]
    dry_run: bool,
    /// What the payload of --format cosign-legacy calls the image
    #[arg(long, value_name = "REFERENCE")]
    docker_reference: Option<String>,
    #[command(flatten)]
    password: PasswordOption,
    #[command(flatten)]
    output: OutputOption,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    #[default]
    Cosign,
    CosignLegacy,
    #[value(hide = true)]
    NotationJws,
    #[value(hide = true)]
    NotationCose,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let image = Image::parse(&arguments.image)?;
    let options = sign_options(arguments)?;
    let store = Store::open(&image)?;
    let signer = signer(arguments, console)?;
    // Held until everything is written: two signers at once would lose one of two signatures.
    let _lock = if arguments.dry_run { None } else { Some(store.lock()?) };
    let signed = sign(&signer, options, &store, &image);
    store.warn(console);
    let done = write(arguments.dry_run, &store, &image, signed?)?;
    let text = done.iter().map(Done::text).collect::<String>();
    arguments.output.print(console, json(arguments, &signer, &image, &done), text);
    Ok(Exit::Done)
}

fn sign_options(arguments: &Arguments) -> Result<SignOptions, Failure> {
    let format = match arguments.format {
        Format::Cosign => WriteFormat::Cosign,
        Format::CosignLegacy => WriteFormat::CosignLegacy,
        Format::NotationJws | Format::NotationCose => {
            return Err(Failure::usage("Notation signatures are not in this build")
                .next("leave --format out, or write --format cosign-legacy"));
        }
    };
    let mut options = SignOptions::new().format(format);
    for (key, value) in options::annotations(&arguments.annotation)? {
        options = options.annotation(key, value);
    }
    if let Some(reference) = &arguments.docker_reference {
        if format == WriteFormat::Cosign {
            return Err(Failure::usage("a bundle has no place for --docker-reference")
                .next("leave it out, or add --format cosign-legacy"));
        }
        options = options.docker_reference(reference);
    }
    if arguments.recursive {
        options = options.recursive();
    }
    if arguments.again {
        options = options.again();
    }
    Ok(options)
}

fn signer(arguments: &Arguments, console: &mut Console) -> Result<Signer, Failure> {
    let key = FoundKey::read(&arguments.key, console)?.into_private(&arguments.password)?;
    Signer::new(RustCrypto, keys::signing_key(&key)?)
        .map_err(|error| Failure::usage(format!("{} cannot sign images", arguments.key)).because(&error))
}

fn sign(
    signer: &Signer,
    options: SignOptions,
    store: &Store,
    image: &Image,
) -> Result<Vec<SignedManifest>, Failure> {
    let layout = store.layout().map_err(|error| layout::unusable(image, &error))?;
    let name = layout::image_name(&layout, image).map_err(|error| layout::unusable(image, &error))?;
    let signing = signer.sign(name, options, ambient::now()?);
    let signed = layout::drive(&layout, signing)?;
    signed.map_err(|error| not_signed(image, &error))
}

fn not_signed(image: &Image, error: &SignImageError) -> Failure {
    let failure = |exit| Failure::new(exit, format!("{} was not signed", image.text())).because(error);
    match error {
        SignImageError::Resolve(error) => layout::unresolved(image, error),
        SignImageError::Existing(_) => failure(Exit::Malformed)
            .next("copy the image again, or write a bundle beside what is there: leave --format out"),
        SignImageError::Artifact(ArtifactError::TooManySignatures { .. }) => {
            failure(Exit::Refused).next("leave --format out: bundles have no such limit")
        }
        SignImageError::Artifact(ArtifactError::Existing(_) | ArtifactError::ExistingIsIndex) => {
            failure(Exit::Malformed)
                .next("copy the image again, or write a bundle beside what is there: leave --format out")
        }
        _ => failure(Exit::Defect),
    }
}

/// What became of one manifest, and the files that were or would be written for it.
struct Done {
    signed: SignedManifest,
    writes: Vec<FileWrite>,
    dry: bool,
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
        if !dry {
            store.write(&writes)?;
        }
        Ok(Done { signed, writes, dry })
    };
    signed.into_iter().map(write_one).collect()
}

impl Done {
    fn state(&self) -> &'static str {
        match (&self.signed, self.dry) {
            (SignedManifest::New { .. }, false) => "signed",
            (SignedManifest::New { .. }, true) => "would-sign",
            _ => "already-signed",
        }
    }

    fn text(&self) -> String {
        match &self.signed {
            SignedManifest::New { subject, artifact } => {
                let state = if self.dry { "would sign     " } else { "signed         " };
                let files: String = match self.dry {
                    true => self.writes.iter().map(file_text).collect(),
                    false => String::new(),
                };
                format!(
                    "{state} {}\n  signature     {}\n{files}",
                    subject.digest(),
                    artifact.manifest().digest()
                )
            }
            SignedManifest::AlreadySigned { subject, manifest } => {
                format!("already signed  {}\n  signature     {manifest}\n", subject.digest())
            }
            _ => String::new(),
        }
    }

    fn json(&self) -> Value<'_> {
        let object = Object::new().with("state", self.state());
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
fn json<'a>(arguments: &Arguments, signer: &Signer, image: &'a Image, done: &'a [Done]) -> Object<'a> {
    let key = signer.public_key();
    let format = match arguments.format {
        Format::CosignLegacy => "cosign-legacy",
        _ => "cosign-bundle",
    };
    Object::new()
        .with("schema", "countersign/sign/v1")
        .with("tool", countersign::TOOL)
        .with("reference", image.text())
        .with("format", format)
        .with("signer", Object::new().with("kind", "key").with("id", key.id().to_string()))
        .with("dryRun", arguments.dry_run)
        .with("manifests", done.iter().map(Done::json).collect::<Vec<_>>())
}

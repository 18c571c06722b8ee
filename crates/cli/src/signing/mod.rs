//! Signing an image, whatever is signed about it: what `sign` and `attest` share.

mod done;
mod prepare;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use countersign::{
    ImageName, Preparation, Preparer, SignImageError, SignOptions, Signer, Signing, WriteFormat,
    crypto::Format as KeyFormat,
    oci::{ArtifactError, Session},
    time::UnixTime,
};

pub use self::done::{Told, write_and_tell};
use crate::{
    ambient,
    console::Console,
    evidence::{StampingOptions, not_timestamped},
    exit::Exit,
    failure::Failure,
    image::Image,
    keys::{self, FoundKey},
    options::OutputOption,
    password::PasswordOption,
    provider::Provider,
    registry::NetworkOptions,
    store::{self, Store},
};

/// What every verb is told that signs an image.
#[derive(Clone, Debug, Args)]
pub struct SigningOptions {
    /// The image: HOST/REPOSITORY[:TAG][@DIGEST], or oci:PATH[:TAG|@DIGEST]
    #[arg(value_name = "IMAGE")]
    image: String,
    /// The private key: a file, or env://VARIABLE; with --prepare the public one
    #[arg(long, value_name = "KEY")]
    key: String,
    /// The form of what is written: cosign or cosign-legacy
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    format: FormatName,
    /// Sign an index and everything that it lists
    #[arg(long)]
    recursive: bool,
    /// Sign even where an equal one is there
    #[arg(long)]
    again: bool,
    /// Write nothing, and print what would be written
    #[arg(long)]
    dry_run: bool,
    /// Sign nothing: write the draft to this file and the bytes to sign to FILE.tbs, for attach
    #[arg(long, value_name = "FILE", conflicts_with_all = ["recursive", "dry_run"])]
    prepare: Option<PathBuf>,
    #[command(flatten)]
    stamping: StampingOptions,
    #[command(flatten)]
    password: PasswordOption,
    #[command(flatten)]
    network: NetworkOptions,
    #[command(flatten)]
    output: OutputOption,
}

/// The forms by their names on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum FormatName {
    #[default]
    Cosign,
    CosignLegacy,
    #[value(hide = true)]
    NotationJws,
    #[value(hide = true)]
    NotationCose,
}

impl FormatName {
    /// The form of the library.
    pub fn write_format(self) -> Result<WriteFormat, Failure> {
        match self {
            Self::Cosign => Ok(WriteFormat::Cosign),
            Self::CosignLegacy => Ok(WriteFormat::CosignLegacy),
            Self::NotationJws | Self::NotationCose => {
                Err(Failure::usage("Notation signatures are not in this build")
                    .next("leave --format out, or write --format cosign-legacy"))
            }
        }
    }
}

impl SigningOptions {
    /// The form that is written.
    pub fn format(&self) -> Result<WriteFormat, Failure> {
        self.format.write_format()
    }

    /// The library's options for these.
    pub fn sign_options(&self, console: &mut Console) -> Result<SignOptions, Failure> {
        let mut options = SignOptions::new().format(self.format()?);
        if self.prepare.is_some() && self.stamping.is_given() {
            return Err(Failure::usage("--timestamp-url timestamps a signature, and --prepare makes none")
                .next("leave --timestamp-url out"));
        }
        if self.dry_run && self.stamping.is_given() {
            return Err(Failure::usage("--timestamp-url asks an authority, and --dry-run nobody")
                .next("leave one of the two out"));
        }
        for timestamping in self.stamping.authorities(console)? {
            options = options.timestamp(timestamping);
        }
        if self.recursive {
            options = options.recursive();
        }
        if self.again {
            options = options.again();
        }
        Ok(options)
    }

    /// Whether the password of a registry is read from standard input.
    pub fn reads_password(&self) -> bool {
        self.network.login().reads_stdin()
    }

    fn signer(&self, console: &mut Console) -> Result<Signer, Failure> {
        let key = FoundKey::read(&self.key, console)?.into_private(&self.password)?;
        Signer::new(Provider, keys::signing_key(&key, KeyFormat::CosignImage)?)
            .map_err(|error| Failure::usage(format!("{} cannot sign images", self.key)).because(&error))
    }
}

/// Something that a key can sign about an image.
pub trait Claim {
    /// What it is called: `signature`, `attestation`.
    fn noun(&self) -> &'static str;

    /// The type of the statement, where it is one.
    fn predicate_type(&self) -> Option<&str>;

    /// Begins to sign it.
    fn sign(self, signer: &Signer, image: ImageName, now: UnixTime) -> Signing;

    /// Begins to draft it for a key that is elsewhere.
    fn prepare(self, preparer: &Preparer, image: ImageName, now: UnixTime) -> Preparation;
}

/// Signs, or drafts what is to be signed.
pub fn run(options: &SigningOptions, claim: impl Claim, console: &mut Console) -> Result<Exit, Failure> {
    let image = Image::parse(&options.image)?;
    let store = Store::open_to_write(&image, &options.network)?;
    match &options.prepare {
        Some(file) => prepare::run(options, claim, &store, &image, file, console),
        None => sign(options, claim, &store, &image, console),
    }
}

fn sign(
    options: &SigningOptions,
    claim: impl Claim,
    store: &Store,
    image: &Image,
    console: &mut Console,
) -> Result<Exit, Failure> {
    let signer = options.signer(console)?;
    let told = Told::of(options, &claim, signer.public_key());
    // Held until everything is written: two signers at once would lose one of two signatures.
    let _lock = if options.dry_run { None } else { store.lock()? };
    let services = options.stamping.services()?;
    let now = ambient::now()?;
    let signed = store.run_with(|named| claim.sign(&signer, named.name(), now), &services);
    store.warn(console);
    let signed = signed?.map_err(|error| not_signed(store, image, &error))?;
    write_and_tell(&told, store, image, signed, console)
}

/// Runs a session about the image at this time.
pub fn begin<S: Session>(
    store: &Store,
    session: impl FnOnce(ImageName, UnixTime) -> S,
) -> Result<S::Output, Failure> {
    let now = ambient::now()?;
    store.run(|named| session(named.name(), now))
}

/// Why nothing was signed.
pub fn not_signed(store: &Store, image: &Image, error: &SignImageError) -> Failure {
    let failure = |exit| Failure::new(exit, format!("{} was not signed", image.text())).because(error);
    match error {
        SignImageError::Resolve(error) => store.unresolved(error),
        SignImageError::Existing(error) if store::exit_of(error) != Exit::Malformed => {
            store.explained(failure(store::exit_of(error)))
        }
        SignImageError::Existing(_) => failure(Exit::Malformed)
            .next("copy the image again, or write a bundle beside what is there: leave --format out"),
        SignImageError::Timestamping(error) => {
            let cause = not_timestamped(error);
            failure(cause.exit()).next_if(cause.next_step())
        }
        SignImageError::Predicate(_) | SignImageError::Statement(_) => {
            failure(Exit::Usage).next("give a predicate that fits the type")
        }
        SignImageError::Assemble(_) => failure(Exit::Refused)
            .next("give the signature of the drafted key over exactly the bytes of DRAFT.tbs"),
        SignImageError::OtherImage(_) => failure(Exit::Refused)
            .next("name the image by the digest that the draft is about: countersign inspect DRAFT"),
        SignImageError::ForeignDraft | SignImageError::PredicateType(_) | SignImageError::Signer(_) => {
            failure(Exit::Usage).next("give the file that sign --prepare or attest --prepare wrote")
        }
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

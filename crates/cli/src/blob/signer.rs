//! Who signs a blob.

use std::path::Path;

use clap::Args;
use countersign::{SignBlobError, SignedBlob, Signer, Timestamping, crypto::Format};

use crate::{
    ambient,
    console::Console,
    evidence::{StampingOptions, not_timestamped},
    exit::Exit,
    failure::Failure,
    input::Input,
    keys::{self, FoundKey},
    options::OutputOption,
    password::PasswordOption,
    provider::Provider,
};

#[derive(Clone, Debug, Args)]
pub struct BlobSigner {
    /// The private key: a file, or env://VARIABLE
    #[arg(long, value_name = "KEY")]
    key: String,
    #[command(flatten)]
    stamping: StampingOptions,
    #[command(flatten)]
    password: PasswordOption,
    #[command(flatten)]
    pub output: OutputOption,
}

impl BlobSigner {
    /// The file of the key; of a variable a name that no file is likely to have.
    pub fn key_path(&self) -> &Path {
        Path::new(&self.key)
    }

    /// Who is to timestamp what is signed.
    pub fn authorities(&self, console: &mut Console) -> Result<Vec<Timestamping>, Failure> {
        self.stamping.authorities(console)
    }

    /// The same signature with timestamps of these authorities; without any as it is.
    pub fn timestamped(
        &self,
        signer: &Signer,
        signed: SignedBlob,
        authorities: &[Timestamping],
    ) -> Result<SignedBlob, Failure> {
        if authorities.is_empty() {
            return Ok(signed);
        }
        let timestamping = signer.timestamp_blob(signed, authorities, ambient::now()?);
        let timestamping = timestamping.map_err(|error| not_timestamped(&error))?;
        let signed = self.stamping.services()?.run(timestamping)?;
        signed.map_err(|error| not_timestamped(&error))
    }

    pub fn open(&self, console: &mut Console) -> Result<Signer, Failure> {
        let key = FoundKey::read(&self.key, console)?.into_private(&self.password)?;
        Signer::new(Provider, keys::signing_key(&key, Format::CosignBlob)?)
            .map_err(|error| Failure::usage(format!("{} cannot sign files", self.key)).because(&error))
    }
}

/// Why a blob was not signed.
pub fn not_signed(blob: &Input, error: &SignBlobError) -> Failure {
    let failure = |exit| Failure::new(exit, format!("{} was not signed", blob.name())).because(error);
    match error {
        SignBlobError::TooLarge(_) => failure(Exit::Refused)
            .next("sign with a key whose algorithm signs a digest, such as ecdsa-p256: Ed25519 needs the whole file"),
        SignBlobError::Predicate(_) | SignBlobError::Statement(_) => {
            failure(Exit::Usage).next("give a predicate that fits the type")
        }
        SignBlobError::OtherFormat { .. } => failure(Exit::Usage)
            .next("sign an image with sign, and a statement with attest or attest-blob; what --prepare wrote is signed elsewhere"),
        SignBlobError::Signer(_) => failure(Exit::Usage),
        _ => failure(Exit::Defect),
    }
}

//! Who signs a blob.

use std::path::Path;

use clap::Args;
use countersign::{SignBlobError, Signer, crypto::Format};

use crate::{
    console::Console,
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
    password: PasswordOption,
    #[command(flatten)]
    pub output: OutputOption,
}

impl BlobSigner {
    /// The file of the key; of a variable a name that no file is likely to have.
    pub fn key_path(&self) -> &Path {
        Path::new(&self.key)
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

use std::path::{Path, PathBuf};

use clap::Args;
use countersign::{BlobFormat, SignatureFormat, SignedBlob, WriteFormat};

use crate::{
    blob::{self, BlobSigner, Ending, Keeping},
    console::Console,
    exit::Exit,
    failure::Failure,
    input::Input,
    output,
    signing::FormatName,
};

const EXAMPLES: &str = "\
Examples:
  countersign key generate --out k --format pkcs8 --unencrypted
  echo hello > file
  countersign sign-blob file --key k.key
  countersign sign-blob file --key k.key --signature file.sig
  countersign sign-blob file --key k.key --format cosign-legacy --bundle file.bundle
  cat file | countersign sign-blob - --key k.key > printed.sigstore.json";

/// Sign a file of any size
///
/// Writes a Sigstore bundle beside it, FILE.sigstore.json, or with --signature the signature alone. The
/// bundle of standard input is printed unless --bundle says where it goes. Signing the same file with
/// the same key again changes nothing; a file with other content is not overwritten without --again.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    /// The file, or - for standard input
    #[arg(value_name = "FILE")]
    file: String,
    #[command(flatten)]
    signer: BlobSigner,
    /// The form of the bundle: cosign, or cosign-legacy for the one before Cosign 3
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    format: FormatName,
    /// Write the signature alone to this file: base64 and a newline
    #[arg(long, value_name = "FILE")]
    signature: Option<PathBuf>,
    #[command(flatten)]
    keeping: Keeping,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let file = blob::input(&arguments.file)?;
    let is_legacy = arguments.format.write_format()? == WriteFormat::CosignLegacy;
    let format = match (is_legacy, arguments.wants_bundle()) {
        (true, true) => BlobFormat::LegacyBundle,
        (false, true) => BlobFormat::Bundle,
        (_, false) => BlobFormat::Detached,
    };
    arguments.refuse_overlap(&file, format)?;
    let authorities = arguments.signer.authorities(console)?;
    let signer = arguments.signer.open(console)?;
    let mut signing = signer.sign_blob(format).map_err(|error| blob::not_signed(&file, &error.into()))?;
    file.pieces(|piece| signing.update(piece), |error| blob::not_signed(&file, &error.into()))?;
    let signed = signing.finish().map_err(|error| blob::not_signed(&file, &error))?;
    let signed = arguments.signer.timestamped(&signer, signed, &authorities)?;
    let mut kept = blob::Result::new(&file, "signature", format_name(format), &signer, &signed);
    if let Some(path) = &arguments.signature {
        kept.add(arguments.keeping.write(path, signature_line(&signed).as_bytes())?);
    }
    if arguments.wants_bundle() {
        kept.keep(&arguments.keeping, arguments.keeping.place(&file, ending(format)), signed.bytes())?;
    }
    kept.tell(&arguments.signer, console);
    Ok(Exit::Done)
}

impl Arguments {
    fn refuse_overlap(&self, file: &Input, format: BlobFormat) -> Result<(), Failure> {
        let (key, signature) = (self.signer.key_path(), self.signature.as_deref());
        match self.wants_bundle() {
            true => self.keeping.refuse_overlap(file, ending(format), signature, &[key]),
            false => {
                let outputs: Vec<&Path> = signature.into_iter().collect();
                let inputs: Vec<&Path> = file.path().into_iter().chain([key]).collect();
                output::refuse_overlap(&outputs, &inputs)
            }
        }
    }

    /// A signature alone is enough where only that was asked for.
    fn wants_bundle(&self) -> bool {
        self.signature.is_none() || self.keeping.is_bundle_named()
    }
}

fn signature_line(signed: &SignedBlob) -> String {
    format!("{}\n", signed.signature_base64().unwrap_or_default())
}

fn ending(format: BlobFormat) -> Ending {
    match format {
        BlobFormat::LegacyBundle => Ending::LegacyBundle,
        _ => Ending::Bundle,
    }
}

fn format_name(format: BlobFormat) -> SignatureFormat {
    match format {
        BlobFormat::LegacyBundle => SignatureFormat::CosignLegacyBundle,
        BlobFormat::Detached => SignatureFormat::DetachedSignature,
        _ => SignatureFormat::CosignBundle,
    }
}

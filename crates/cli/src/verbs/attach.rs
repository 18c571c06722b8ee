use std::{path::PathBuf, sync::Arc};

use clap::Args;
use countersign::{
    SignatureFormat,
    encoding::base64,
    envelope::{COSIGN_SIGN_PREDICATE, Draft, DraftPayload, EnvelopeForm},
};

use crate::{
    console::Console,
    exit::Exit,
    failure::Failure,
    image::Image,
    input::Input,
    options::OutputOption,
    provider::Provider,
    registry::NetworkOptions,
    signing::{self, Told},
    store::Store,
};

/// The longest draft that is read, in bytes.
const MAX_DRAFT: u64 = 64 * 1024 * 1024;
/// The longest signature that is read, in bytes.
const MAX_SIGNATURE: u64 = 64 * 1024;

const EXAMPLES: &str = "\
Examples:
  countersign demo --keep demo
  countersign sign oci:demo/image:2.0 --key demo/other.pub --prepare draft
  openssl dgst -sha256 -sign demo/other.key -out draft.sig draft.tbs
  countersign attach oci:demo/image:2.0 --draft draft --signature draft.sig";

/// Attach a signature that was made elsewhere, over what --prepare wrote
///
/// The second half of `sign --prepare` and `attest --prepare`: an HSM, or a machine without a network,
/// signed the bytes of DRAFT.tbs, as `openssl dgst -sha256 -sign key.pem -out SIGNATURE DRAFT.tbs` does
/// for an ECDSA P-256 key. The signature is verified before anything is written.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    /// The image: HOST/REPOSITORY[:TAG][@DIGEST], or oci:PATH[:TAG|@DIGEST]
    #[arg(value_name = "IMAGE")]
    image: String,
    /// The draft that --prepare wrote
    #[arg(long, value_name = "FILE")]
    draft: PathBuf,
    /// The signature as it is, or in base64
    #[arg(long, value_name = "FILE")]
    signature: PathBuf,
    /// Write nothing, and print what would be written
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    network: NetworkOptions,
    #[command(flatten)]
    output: OutputOption,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let image = Image::parse(&arguments.image)?;
    let store = Store::open_to_write(&image, &arguments.network)?;
    let draft = draft(arguments)?;
    let told = told(arguments, &draft);
    let signature = signature(arguments)?;
    let _lock = if arguments.dry_run { None } else { store.lock()? };
    let attached = signing::begin(&store, |name, now| {
        countersign::attach(Arc::new(Provider), name, &draft, &signature, now)
    });
    store.warn(console);
    let attached = attached?.map_err(|error| signing::not_signed(&store, &image, &error))?;
    signing::write_and_tell(&told, &store, &image, attached, console)
}

fn draft(arguments: &Arguments) -> Result<Draft, Failure> {
    let bytes = Input::File(arguments.draft.display().to_string()).read("the draft", MAX_DRAFT)?;
    Draft::from_bytes(&bytes, &Provider).map_err(|error| {
        Failure::usage(format!("{} is no draft", arguments.draft.display()))
            .because(&error)
            .next("give the file that sign --prepare or attest --prepare wrote")
    })
}

/// Devices give the octets, files with text are base64, in one line or, as most tools write it, in several.
fn signature(arguments: &Arguments) -> Result<Vec<u8>, Failure> {
    let bytes =
        Input::File(arguments.signature.display().to_string()).read("the signature", MAX_SIGNATURE)?;
    let text: Vec<u8> = bytes.iter().copied().filter(|byte| !matches!(byte, b'\n' | b'\r')).collect();
    let is_text = !text.is_empty() && text.is_ascii();
    match base64::decode_standard(&text) {
        Ok(decoded) if is_text => Ok(decoded),
        _ => Ok(bytes),
    }
}

fn told(arguments: &Arguments, draft: &Draft) -> Told {
    let predicate_type = match draft.payload() {
        DraftPayload::Statement(statement) => Some(statement.predicate_type()),
        _ => None,
    };
    let predicate_type = predicate_type.filter(|predicate_type| *predicate_type != COSIGN_SIGN_PREDICATE);
    let format = match draft.form() {
        EnvelopeForm::SimpleSigning => SignatureFormat::CosignLegacy,
        EnvelopeForm::Dsse => SignatureFormat::CosignAttestation,
        _ => SignatureFormat::CosignBundle,
    };
    Told {
        noun: if predicate_type.is_some() { "attestation" } else { "signature" },
        format,
        predicate_type: predicate_type.map(str::to_owned),
        signer: draft.signer().public_key().clone(),
        dry_run: arguments.dry_run,
        output: arguments.output.clone(),
    }
}

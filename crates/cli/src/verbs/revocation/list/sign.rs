//! One more signature on a list.

use std::path::{Path, PathBuf};

use clap::Args;
use countersign::{
    TOOL,
    crypto::{Format, KeyId, Message, PublicKey, SigningKey},
    encoding::json::Object,
};
use countersign_revocation::list::{RevocationList, SignListError, SignedRevocationList};

use super::{describe, file::ListFile};
use crate::{
    ambient,
    console::Console,
    exit::Exit,
    failure::Failure,
    keys::{self, FoundKey},
    options::OutputOption,
    output,
    password::PasswordOption,
    provider::Provider,
};

const EXAMPLES: &str = "\
Examples:
  countersign key generate --out one --format pkcs8 --unencrypted
  countersign key generate --out two --format pkcs8 --unencrypted
  countersign revocation list create --id release-keys --valid-for 30d --key one.pub \\
    --reason superseded --out list.json
  countersign revocation list sign list.json --key one.key
  countersign revocation list sign list.json --key two.key --out signed.json";

/// Sign a revocation list
///
/// Adds one signature and shows what it is over. Whoever reads the list says how many distinct keys
/// must have signed it: each of them signs in its turn. The signatures that are there are kept.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    /// The list, signed or not yet
    #[arg(value_name = "FILE")]
    file: String,
    /// The private key of the list: a file, or env://VARIABLE
    #[arg(long, value_name = "KEY")]
    key: String,
    /// Where the signed list goes; in the place of FILE if nothing is said
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    password: PasswordOption,
    #[command(flatten)]
    output: OutputOption,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let place = arguments.place()?;
    let file = ListFile::read(&arguments.file)?;
    let list = file.list();
    warn_of_times(&list, console)?;
    let private = FoundKey::read(&arguments.key, console)?.into_private(&arguments.password)?;
    let signer = keys::signing_key(&private, Format::CosignBlob)?;
    let signed = sign(&file, &*signer).map_err(|error| not_signed(&arguments.file, &error))?;
    output::write(place, &signed.to_json(), arguments.out.is_none())?;
    let id = signer.public_key().id();
    arguments.output.print(console, json(place, &list, &signed, id), text(place, &list, &signed, id));
    Ok(Exit::Done)
}

impl Arguments {
    /// Where the signed list goes: never in the place of the key.
    fn place(&self) -> Result<&Path, Failure> {
        let place = self.out.as_deref().unwrap_or(Path::new(&self.file));
        output::refuse_overlap(&[place], &[Path::new(&self.key)])?;
        Ok(place)
    }
}

/// Why there is no signature.
enum NotSigned {
    Key(countersign::crypto::SignError),
    List(SignListError),
}

fn sign(file: &ListFile, signer: &dyn SigningKey) -> Result<SignedRevocationList, NotSigned> {
    let message = match file {
        ListFile::Unsigned(draft) => draft.to_be_signed(),
        ListFile::Signed(signed) => signed.to_be_signed(),
    };
    let signature = signer.sign(Message::Bytes(&message)).map_err(NotSigned::Key)?;
    let key: &PublicKey = signer.public_key();
    match file {
        ListFile::Unsigned(draft) => draft.assemble(key, &signature, &Provider),
        ListFile::Signed(signed) => signed.with_signature(key, &signature, &Provider),
    }
    .map_err(NotSigned::List)
}

fn not_signed(file: &str, error: &NotSigned) -> Failure {
    let failure = Failure::usage(format!("{file} was not signed"));
    match error {
        NotSigned::Key(error) => failure.because(error),
        NotSigned::List(error @ SignListError::SignedAlready { .. }) => {
            failure.because(error).next("have another key of the list sign it; one key counts once")
        }
        NotSigned::List(error) => failure.because(error),
    }
}

/// A list that nobody will believe can be signed, but should not be by mistake.
fn warn_of_times(list: &RevocationList, console: &mut Console) -> Result<(), Failure> {
    let now = ambient::now()?;
    if now < list.issued_at() {
        console
            .warn(format!("the list says that it is issued at {}, which is still to come", list.issued_at()));
    }
    if now > list.next_update() {
        console
            .warn(format!("the list was good until {}, and nobody believes it any more", list.next_update()));
    }
    Ok(())
}

/// Schema `countersign/revocation-list/v1`.
fn json(place: &Path, list: &RevocationList, signed: &SignedRevocationList, key: KeyId) -> Object<'static> {
    Object::new()
        .with("schema", "countersign/revocation-list/v1")
        .with("tool", TOOL)
        .with("state", "signed")
        .with("file", place.display().to_string())
        .with("list", describe::list(list))
        .with("key", key.to_string())
        .with("signatures", describe::signatures(signed))
}

fn text(place: &Path, list: &RevocationList, signed: &SignedRevocationList, key: KeyId) -> String {
    let (shown, count) = (describe::text(list), signed.signatures());
    let noun = if count == 1 { "signature" } else { "signatures" };
    format!("signed with {key}\n{shown}wrote {}: {count} {noun}\n", place.display())
}

use clap::Args;
use countersign::{
    crypto::PublicKey,
    encoding::json::{Object, Value},
    keys::{KeyFile, KeyForm},
};

use crate::{
    console::Console, exit::Exit, failure::Failure, keys::FoundKey, options::OutputOption,
    password::PasswordOption,
};

const EXAMPLES: &str = "\
Examples:
  countersign demo --keep demo
  countersign key inspect demo/signer.pub
  countersign key inspect demo/signer.key --password-file demo/password --output json";

/// Show what a key file holds: algorithm, form and ids, and never the secret
///
/// The id of a box is inside it: it is shown when a password is given.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    /// The key: a file, or env://VARIABLE
    #[arg(value_name = "FILE")]
    key: String,
    #[command(flatten)]
    password: PasswordOption,
    #[command(flatten)]
    output: OutputOption,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let found = FoundKey::read(&arguments.key, console)?;
    let form = found.content().form();
    let cost = match found.content() {
        KeyFile::Sealed(sealed) => Some(u64::from(sealed.scrypt_cost())),
        _ => None,
    };
    let public = public(found, &arguments.password)?;
    let mut json = describe(form, public.as_ref());
    let mut said =
        format!("form       {form}{}\n", if form == KeyForm::PublicSpki { "" } else { ", private" });
    if let Some(cost) = cost {
        json = json.with("kdf", Object::new().with("name", "scrypt").with("N", cost));
        said.push_str(&format!("kdf        scrypt, N={cost}\n"));
    }
    match &public {
        Some(key) => said.push_str(&text(key)),
        None => said.push_str(
            "id         needs the password: --password-file, COUNTERSIGN_PASSWORD, COSIGN_PASSWORD\n",
        ),
    }
    arguments.output.print(console, json, said);
    Ok(Exit::Done)
}

/// The public half, as far as it can be seen without asking anybody.
fn public(found: FoundKey, passwords: &PasswordOption) -> Result<Option<PublicKey>, Failure> {
    match found.content() {
        KeyFile::Public(key) => Ok(Some(key.clone())),
        KeyFile::Sealed(_) if passwords.given()?.is_none() => Ok(None),
        _ => Ok(Some(found.into_private(passwords)?.public_key().clone())),
    }
}

/// A key as JSON, schema `countersign/key/v1`.
pub fn describe(form: KeyForm, public: Option<&PublicKey>) -> Object<'static> {
    let json = Object::new()
        .with("schema", "countersign/key/v1")
        .with("form", form.name())
        .with("private", form != KeyForm::PublicSpki);
    match public {
        None => json.with("id", Value::Null),
        Some(key) => json
            .with("algorithm", key.key_type().name())
            .with("id", key.id().to_string())
            .with("hint", key.id().to_hint()),
    }
}

/// A key for people.
pub fn text(key: &PublicKey) -> String {
    let id = key.id();
    format!("algorithm  {}\nid         {id}\nhint       {}\n", key.key_type(), id.to_hint())
}

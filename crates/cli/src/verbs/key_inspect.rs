use clap::Args;
use countersign::{
    crypto::{PrivateKey, PublicKey},
    encoding::json::{Object, Value},
    keys::{KeyFile, KeyForm, write_public_pem},
};

use crate::{
    console::Console, exit::Exit, failure::Failure, keys::FoundKey, options::OutputOption, pair::Pair,
    password::PasswordOption, seal::Seal,
};

const EXAMPLES: &str = "\
Examples:
  countersign demo --keep demo
  countersign key inspect demo/signer.pub
  countersign key inspect demo/signer.key --password-file demo/password --output json";

/// Show what a key file holds: algorithm, form and ids, and never the secret
///
/// The id of an encrypted key may be inside it: then it is shown when a password is given.
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
    show(found, &arguments.password, &arguments.output, console)
}

/// Shows a key that was read.
pub fn show(
    found: FoundKey,
    passwords: &PasswordOption,
    output: &OutputOption,
    console: &mut Console,
) -> Result<Exit, Failure> {
    let form = found.form();
    let kdf = kdf(found.content());
    let (is_private, is_encrypted) = (found.is_private(), found.content().needs_password());
    let public = public(found, passwords)?;
    let mut json = describe(form, is_private, is_encrypted, public.as_ref());
    let mut said = format!("form       {form}{}\n", if is_private { ", private" } else { "" });
    if let Some((name, Some((cost, value)))) = kdf {
        json = json.with("kdf", Object::new().with("name", name).with(cost, u64::from(value)));
        said.push_str(&format!("kdf        {name}, {cost}={value}\n"));
    } else if let Some((name, None)) = kdf {
        json = json.with("kdf", Object::new().with("name", name));
        said.push_str(&format!("kdf        {name}\n"));
    }
    match &public {
        Some(key) => said.push_str(&text(key)),
        None => said.push_str(
            "id         needs the password: --password-file, COUNTERSIGN_PASSWORD, COSIGN_PASSWORD\n",
        ),
    }
    output.print(console, json, said);
    Ok(Exit::Done)
}

/// How a password becomes the key that opens this one, and what one try costs where the file says it.
fn kdf(content: &KeyFile) -> Option<(&'static str, Option<(&'static str, u32)>)> {
    match content {
        KeyFile::Sealed(sealed) => Some(("scrypt", Some(("N", sealed.scrypt_cost())))),
        KeyFile::OpenSsh(key) => Some(("bcrypt", Some(("rounds", key.rounds())))),
        KeyFile::EncryptedPkcs8(key) => Some(match key.iterations() {
            Some(iterations) => ("pbkdf2", Some(("iterations", iterations))),
            None => ("scrypt", None),
        }),
        _ => None,
    }
}

/// The public half, as far as it can be seen without asking anybody.
fn public(found: FoundKey, passwords: &PasswordOption) -> Result<Option<PublicKey>, Failure> {
    match found.content().needs_password() && passwords.given()?.is_none() {
        true => Ok(None),
        false => found.any_public(passwords).map(Some),
    }
}

/// A key as JSON, schema `countersign/key/v1`.
fn describe(
    form: KeyForm,
    is_private: bool,
    is_encrypted: bool,
    public: Option<&PublicKey>,
) -> Object<'static> {
    let json = Object::new()
        .with("schema", "countersign/key/v1")
        .with("form", form.name())
        .with("private", is_private)
        .with("encrypted", is_encrypted);
    let Some(key) = public else { return json.with("id", Value::Null) };
    let json = json.with("algorithm", key.key_type().name());
    let json = match key.rsa() {
        Some(rsa) => json.with("bits", u64::try_from(rsa.bits()).unwrap_or(u64::MAX)),
        None => json,
    };
    json.with("id", key.id().to_string()).with("hint", key.id().to_hint())
}

/// A key for people.
fn text(key: &PublicKey) -> String {
    let bits = key.rsa().map(|rsa| format!(", {} bits", rsa.bits())).unwrap_or_default();
    let id = key.id();
    format!("algorithm  {}{bits}\nid         {id}\nhint       {}\n", key.key_type(), id.to_hint())
}

/// Writes a pair and says what was written.
pub fn write_pair(
    pair: &Pair,
    seal: &Seal,
    key: &PrivateKey,
    output: &OutputOption,
    console: &mut Console,
) -> Result<(), Failure> {
    let public = key.public_key();
    pair.write(&seal.write(key)?, &write_public_pem(public))?;
    let (private_file, public_file) = (pair.private().display(), pair.public().display());
    let json = describe(seal.form(), true, seal.is_encrypted(), Some(public))
        .with("privateFile", private_file.to_string())
        .with("publicFile", public_file.to_string());
    let form = seal.form();
    let said =
        format!("wrote {private_file} ({form}, readable by you alone) and {public_file}\n{}", text(public));
    output.print(console, json, said);
    Ok(())
}

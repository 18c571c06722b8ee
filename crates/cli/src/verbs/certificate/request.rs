use std::path::PathBuf;

use clap::Args;
use countersign::{
    TOOL,
    crypto::Format,
    encoding::json::{Object, Value},
    x509::issue::{AltName, RequestDraft},
};

use super::{fresh, naming};
use crate::{
    console::Console,
    exit::Exit,
    failure::Failure,
    keys::{self, FoundKey},
    options::OutputOption,
    password::PasswordOption,
};

const EXAMPLES: &str = "\
Examples:
  countersign key generate --out ana --format pkcs8 --unencrypted
  countersign certificate request --key ana.key --subject dn:CN=Ana,O=Acme,C=DE \\
    --san email:ana@example.com --out ana.csr
  openssl req -in ana.csr -noout -verify";

/// Ask an authority for a certificate: writes a PKCS#10 request, signed by the key
///
/// The signature shows that you hold the key. What the request says of you is for the authority to
/// judge.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    /// The private key that the certificate is for: a file, or env://VARIABLE
    #[arg(long, value_name = "KEY")]
    key: String,
    /// Your name: dn:CN=…,O=…,C=… (RFC 4514)
    #[arg(long, value_name = "NAME", required_unless_present = "san")]
    subject: Option<String>,
    /// Another name of yours: email:…, uri:…, dns:…, ip:… or dn:…; repeatable
    #[arg(long, value_name = "NAME")]
    san: Vec<String>,
    /// Where the request goes; what is there is never overwritten
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    password: PasswordOption,
    #[command(flatten)]
    output: OutputOption,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    fresh::refuse_existing(&arguments.out)?;
    let subject = naming::subject(arguments.subject.as_deref())?;
    let names = arguments.san.iter().map(|name| naming::alt_name(name));
    let names: Vec<AltName> = names.collect::<Result<_, _>>()?;
    let key = FoundKey::read(&arguments.key, console)?.into_private(&arguments.password)?;
    let signer = keys::signing_key(&key, Format::CosignBlob)?;
    let refused =
        |error: &dyn std::error::Error| Failure::usage("no request can be made of this").because(error);
    let draft = RequestDraft::new(&subject.name(), &names, key.public_key(), signer.scheme())
        .map_err(|error| refused(&error))?;
    let request = draft.sign(&*signer).map_err(|error| refused(&error))?;
    fresh::write(&arguments.out, &request.to_pem())?;
    let file = arguments.out.display().to_string();
    let text = format!("wrote {file}, a request for {}\n", told(arguments));
    arguments.output.print(console, json(arguments, file, &key.public_key().id().to_string()), text);
    Ok(Exit::Done)
}

fn told(arguments: &Arguments) -> String {
    let names: Vec<&str> = arguments.subject.iter().chain(&arguments.san).map(String::as_str).collect();
    crate::failure::escaped_once(&names.join(", "))
}

/// Schema `countersign/certificate-request/v1`.
fn json(arguments: &Arguments, file: String, key: &str) -> Object<'static> {
    let names: Vec<Value<'static>> = arguments.san.iter().cloned().map(Value::from).collect();
    Object::new()
        .with("schema", "countersign/certificate-request/v1")
        .with("tool", TOOL)
        .with("file", file)
        .with("subject", arguments.subject.clone().map_or(Value::Null, Value::from))
        .with("alternativeNames", names)
        .with("key", key.to_owned())
}

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use countersign::crypto::{KeyType, PrivateKey};

use crate::{
    ambient,
    console::Console,
    exit::Exit,
    failure::Failure,
    options::OutputOption,
    pair::Pair,
    provider::{Provider, SIGNS_RSA},
    seal::{PrivateForm, SealOptions},
    verbs::key_inspect,
};

const EXAMPLES: &str = "\
Examples:
  (umask 077 && head -c 16 /dev/urandom | base64 > password)
  countersign key generate --out release --password-file password
  COUNTERSIGN_PASSWORD=\"$(cat password)\" countersign key generate --out nightly
  countersign key generate --out p384 --algorithm ecdsa-p384 --format pkcs8 --password-file password
  countersign key generate --out plain --algorithm ed25519 --format pkcs8 --unencrypted";

/// Make a key pair: PREFIX.key, which only you can read, and PREFIX.pub
///
/// Nothing that is there already is overwritten. The private key is sealed with a password from
/// --password-file, from COUNTERSIGN_PASSWORD or COSIGN_PASSWORD, or asked for on a terminal.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
#[command(mut_arg("unencrypted", |unencrypted| unencrypted.conflicts_with("password_file")))]
pub struct Arguments {
    /// Where the pair goes: PREFIX.key and PREFIX.pub
    #[arg(long, value_name = "PREFIX")]
    out: PathBuf,
    /// The kind of key
    #[arg(long, value_enum, value_name = "ALGORITHM", default_value_t)]
    algorithm: Algorithm,
    /// The form of the private key
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    format: PrivateForm,
    #[command(flatten)]
    seal: SealOptions,
    #[command(flatten)]
    output: OutputOption,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Algorithm {
    #[default]
    EcdsaP256,
    EcdsaP384,
    EcdsaP521,
    Ed25519,
    /// Verified by this build, and made elsewhere.
    #[value(hide = true)]
    Rsa,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let key_type = key_type(arguments.algorithm)?;
    let pair = Pair::at(&arguments.out)?;
    pair.refuse_existing()?;
    let seal = arguments.seal.seal(arguments.format)?;
    let key = PrivateKey::generate(key_type, &mut ambient::random, &Provider)
        .map_err(|error| Failure::new(Exit::Defect, "no key could be generated").because(&error))?;
    key_inspect::write_pair(&pair, &seal, &key, &arguments.output, console)?;
    Ok(Exit::Done)
}

fn key_type(algorithm: Algorithm) -> Result<KeyType, Failure> {
    match algorithm {
        Algorithm::EcdsaP256 => Ok(KeyType::EcdsaP256),
        Algorithm::EcdsaP384 => Ok(KeyType::EcdsaP384),
        Algorithm::EcdsaP521 => Ok(KeyType::EcdsaP521),
        Algorithm::Ed25519 => Ok(KeyType::Ed25519),
        Algorithm::Rsa if SIGNS_RSA => Err(Failure::usage("this program makes no RSA keys")
            .next("leave --algorithm out for ecdsa-p256; RSA keys that were made elsewhere sign")),
        Algorithm::Rsa => Err(Failure::usage("this build makes no RSA keys and signs nothing with them")
            .next(
                "leave --algorithm out for ecdsa-p256, or name ecdsa-p384, ecdsa-p521 or ed25519; \
             a build of this program with --features aws-lc signs with RSA keys that were made elsewhere",
            )),
    }
}

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use countersign::{
    crypto::{KeyType, PrivateKey, RustCrypto},
    keys::{KeyForm, Password, SealedKey, write_pkcs8_pem, write_public_pem},
};
use zeroize::Zeroizing;

use crate::{
    ambient,
    console::Console,
    durable::{self, Readers},
    exit::Exit,
    failure::Failure,
    options::OutputOption,
    password::PasswordOption,
    verbs::key_inspect,
};

const EXAMPLES: &str = "\
Examples:
  (umask 077 && head -c 16 /dev/urandom | base64 > password)
  countersign key generate --out release --password-file password
  COUNTERSIGN_PASSWORD=\"$(cat password)\" countersign key generate --out nightly
  countersign key generate --out plain --format pkcs8 --unencrypted";

/// Make a key pair: PREFIX.key, which only you can read, and PREFIX.pub
///
/// Nothing that is there already is overwritten. The private key is sealed with a password from
/// --password-file, from COUNTERSIGN_PASSWORD or COSIGN_PASSWORD, or asked for on a terminal.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    /// Where the pair goes: PREFIX.key and PREFIX.pub
    #[arg(long, value_name = "PREFIX")]
    out: PathBuf,
    /// The kind of key; this build knows ecdsa-p256
    #[arg(long, value_name = "ALGORITHM", default_value = "ecdsa-p256")]
    algorithm: String,
    /// The form of the private key: Cosign's box, or PKCS#8 (which this build does not encrypt)
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    format: Format,
    /// Seal with the empty password, or not at all: whoever can read the file can sign
    #[arg(long, conflicts_with = "password_file")]
    unencrypted: bool,
    #[command(flatten)]
    password: PasswordOption,
    #[command(flatten)]
    output: OutputOption,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// Cosign's encrypted box.
    #[default]
    Cosign,
    /// PKCS#8 in PEM.
    Pkcs8,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let key_type = key_type(&arguments.algorithm)?;
    let pair = Pair::at(&arguments.out)?;
    pair.refuse_existing()?;
    let seal = Seal::of(arguments)?;
    let key = PrivateKey::generate(key_type, &mut ambient::random, &RustCrypto)
        .map_err(|error| Failure::new(Exit::Defect, "no key could be generated").because(&error))?;
    let form = seal.form();
    pair.write(&seal.write(&key)?, &write_public_pem(key.public_key()))?;
    let json = key_inspect::describe(form, Some(key.public_key()))
        .with("privateFile", pair.private.display().to_string())
        .with("publicFile", pair.public.display().to_string());
    arguments.output.print(console, json, pair.text(form, &key));
    Ok(Exit::Done)
}

fn key_type(name: &str) -> Result<KeyType, Failure> {
    KeyType::from_name(name).ok_or_else(|| {
        Failure::usage(format!("{name} keys are not in this build, which knows ecdsa-p256"))
            .next("leave --algorithm out")
    })
}

/// How the private key is kept.
enum Seal {
    Box(Password),
    Plain,
}

impl Seal {
    fn of(arguments: &Arguments) -> Result<Self, Failure> {
        match (arguments.format, arguments.unencrypted) {
            (Format::Pkcs8, true) => Ok(Self::Plain),
            (Format::Pkcs8, false) => Err(Failure::usage("this build does not encrypt PKCS#8")
                .next("leave --format out for an encrypted key, or add --unencrypted")),
            (Format::Cosign, true) => Ok(Self::Box(Password::new(Vec::new()))),
            (Format::Cosign, false) => {
                let password = arguments.password.for_sealing()?;
                match password.is_empty() {
                    false => Ok(Self::Box(password)),
                    true => Err(Failure::usage("the password is empty, and would protect nothing")
                        .next("give a password, or say --unencrypted")),
                }
            }
        }
    }

    fn form(&self) -> KeyForm {
        match self {
            Self::Box(_) => KeyForm::CosignBox,
            Self::Plain => KeyForm::Pkcs8,
        }
    }

    fn write(&self, key: &PrivateKey) -> Result<Zeroizing<String>, Failure> {
        let failed = || Failure::new(Exit::Defect, "the key could not be written down");
        match self {
            Self::Plain => write_pkcs8_pem(key)
                .map(|pem| Zeroizing::new(String::from(&*pem)))
                .map_err(|error| failed().because(&error)),
            Self::Box(password) => SealedKey::seal(key, password, &mut ambient::random)
                .map(|sealed| Zeroizing::new(sealed.to_pem()))
                .map_err(|error| failed().because(&error)),
        }
    }
}

/// Where a pair goes.
struct Pair {
    private: PathBuf,
    public: PathBuf,
}

impl Pair {
    fn at(prefix: &Path) -> Result<Self, Failure> {
        let text = prefix.as_os_str().as_encoded_bytes();
        if text.is_empty() || text.ends_with(b"/") || prefix.file_name().is_none() {
            return Err(Failure::usage(format!("--out {} names no file", prefix.display()))
                .next("write --out release for release.key and release.pub"));
        }
        let with = |extension: &str| {
            let mut path = prefix.as_os_str().to_owned();
            path.push(extension);
            PathBuf::from(path)
        };
        Ok(Self { private: with(".key"), public: with(".pub") })
    }

    /// Before any work, and again when writing: a key is never overwritten.
    fn refuse_existing(&self) -> Result<(), Failure> {
        let exists = |path: &Path| fs::symlink_metadata(path).is_ok();
        match [&self.private, &self.public].into_iter().find(|path| exists(path)) {
            Some(path) => Err(Failure::usage(format!(
                "{} is there already, and keys are never overwritten",
                path.display()
            ))
            .next("choose another PREFIX, or move the old pair away")),
            None => Ok(()),
        }
    }

    /// Both or none.
    fn write(&self, private: &str, public: &str) -> Result<(), Failure> {
        let failed = |path: &Path, error: &io::Error| {
            Failure::usage(format!("{} cannot be written", path.display()))
                .because(error)
                .next("choose a PREFIX in a folder that is there and that you may write to")
        };
        durable::create(&self.private, private.as_bytes(), Readers::Owner)
            .map_err(|error| failed(&self.private, &error))?;
        durable::create(&self.public, public.as_bytes(), Readers::Everybody).map_err(|error| {
            // It was made a moment ago, by this process; without its public half it would only be in the way.
            let _ = fs::remove_file(&self.private);
            failed(&self.public, &error)
        })
    }

    fn text(&self, form: KeyForm, key: &PrivateKey) -> String {
        format!(
            "wrote {} ({form}, readable by you alone) and {}\n{}",
            self.private.display(),
            self.public.display(),
            key_inspect::text(key.public_key())
        )
    }
}

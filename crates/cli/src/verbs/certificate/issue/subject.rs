//! Whom the certificate is about.

use clap::Args;
use countersign::{
    crypto::PublicKey,
    x509::{
        PresentedName,
        issue::{CertificateRequest, VerifiedRequest, VerifyRequestError},
    },
};

use crate::{
    console::Console, exit::Exit, failure::Failure, input::Input, keys::FoundKey, password::PasswordOption,
    provider::Provider,
};

/// The longest request file that is read, in bytes.
const MAX_LEN: u64 = 1 << 17;

#[derive(Clone, Debug, Args)]
pub struct SubjectOptions {
    /// The request of whoever wants it, PEM or DER; its signature is verified
    #[arg(long, value_name = "FILE", required_unless_present_any = ["self_signed", "public_key"])]
    request: Option<String>,
    /// The public key of whoever wants it, who you know to hold it
    #[arg(long, value_name = "PUB", conflicts_with = "request")]
    public_key: Option<String>,
    /// Its whole name: dn:CN=…,O=…,C=… (RFC 4514)
    #[arg(long, value_name = "NAME")]
    subject: Option<String>,
    /// Another name: email:…, uri:…, dns:…, ip:… or dn:…; repeatable
    #[arg(long, value_name = "NAME")]
    san: Vec<String>,
}

impl SubjectOptions {
    pub fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }

    pub fn san(&self) -> &[String] {
        &self.san
    }

    /// The key that is certified.
    pub fn key(&self, passwords: &PasswordOption, console: &mut Console) -> Result<PublicKey, Failure> {
        if let Some(file) = &self.request {
            let request = verified(file)?;
            self.said(file, request.request())?;
            return Ok(request.public_key().clone());
        }
        self.said_any()?;
        let file = self.public_key.as_deref().unwrap_or_default();
        FoundKey::read(file, console)?.any_public(passwords)
    }

    /// A request only asks: who issues says whom the certificate names.
    fn said(&self, file: &str, request: &CertificateRequest) -> Result<(), Failure> {
        self.said_any().map_err(|failure| match wanted(request) {
            names if names.is_empty() => failure,
            names => {
                Failure::usage(format!("nothing says whom to certify; {file} asks for {}", names.join(", ")))
                    .next(options(&names))
            }
        })
    }

    /// Whom the certificate names is said, be it of a root.
    pub fn said_any(&self) -> Result<(), Failure> {
        match self.subject.is_none() && self.san.is_empty() {
            true => Err(Failure::usage("nothing says whom to certify")
                .next("add --subject dn:CN=…, --san email:…, or another name")),
            false => Ok(()),
        }
    }
}

fn verified(file: &str) -> Result<VerifiedRequest, Failure> {
    let bytes = Input::parse(file).read("the request", MAX_LEN)?;
    // A request is a SEQUENCE.
    let request = match bytes.first() {
        Some(0x30) => CertificateRequest::from_der(&bytes),
        _ => CertificateRequest::from_pem(&bytes),
    };
    let request = request.map_err(|error| {
        Failure::new(Exit::Malformed, format!("{file} is no certificate request"))
            .because(&error)
            .next("have it made again: countersign certificate request --help")
    })?;
    request.verify(&Provider).map_err(|error| refused(file, &error))
}

fn refused(file: &str, error: &VerifyRequestError) -> Failure {
    Failure::new(Exit::Refused, format!("{file} is refused"))
        .because(error)
        .next("have it made again by whoever holds the key")
}

/// The names that a request asks for.
fn wanted(request: &CertificateRequest) -> Vec<String> {
    let subject = Some(request.subject()).filter(|subject| !subject.is_empty()).map(PresentedName::Subject);
    let names = request.subject_alt_names().into_iter().flatten().map(PresentedName::Alternative);
    subject.into_iter().chain(names).map(|name| name.to_string()).collect()
}

/// How to say the same, ready for a shell; what a shell might read as anything but a name is not repeated.
fn options(names: &[String]) -> String {
    let is_plain = |name: &String| !name.contains(['\'', '\\', '\n']);
    if !names.iter().all(is_plain) {
        return "if that is who sent it, say so with --subject and --san".into();
    }
    let option = |name: &String| match name.starts_with("dn:") {
        true => format!("--subject '{name}'"),
        false => format!("--san '{name}'"),
    };
    let options: Vec<String> = names.iter().map(option).collect();
    format!("if that is who sent it, add {}", options.join(" "))
}

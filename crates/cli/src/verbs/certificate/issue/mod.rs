//! An authority of one's own.

mod check;
mod issuer;
mod span;
mod subject;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use countersign::{
    TOOL,
    encoding::{
        json::{Object, Value},
        pem,
    },
    time::Validity,
    x509::{
        Certificate, Name, Profile,
        issue::{CertificateTemplate, SerialNumber},
    },
};

use self::{issuer::Issuer, span::SpanOptions, subject::SubjectOptions};
use super::{describe, fresh, naming};
use crate::{
    ambient, console::Console, exit::Exit, failure::Failure, options::OutputOption, password::PasswordOption,
};

const EXAMPLES: &str = "\
Examples:
  countersign key generate --out ca --format pkcs8 --unencrypted
  countersign certificate issue --profile ca --self-signed --key ca.key --subject dn:CN=Root,C=DE \\
    --path-len 0 --permit email:example.com --out ca.pem
  countersign key generate --out ana --format pkcs8 --unencrypted
  countersign certificate request --key ana.key --subject dn:CN=Ana --out ana.csr
  countersign certificate issue --profile code-signing --ca ca.pem --ca-key ca.key \\
    --request ana.csr --subject dn:CN=Ana,O=Acme,C=DE --san email:ana@example.com --out ana.pem
  countersign certificate verify ana.pem --root ca.pem --profile code-signing";

const EXITS: &str = "\
Exit codes:
  0   issued
  1   refused: the request is not signed by its own key, or what was asked for would not be valid
  2   usage: told too little, or contradictory; a file of yours is unreadable
  5   malformed: the request cannot be parsed";

/// Issue a certificate with an authority of your own, for tests and small teams
///
/// A root is --self-signed; below it certificates are for whoever sent a --request, or whose
/// --public-key you have. You say whom each names: nothing of a request is taken over but its key.
/// What comes out keeps every rule of its profile and is valid under its authority, or nothing is.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_help = EXITS, verbatim_doc_comment)]
pub struct Arguments {
    /// What it is for
    #[arg(long, value_enum, value_name = "PROFILE")]
    profile: Purpose,
    /// Signed by the key that it is about, --key: a root
    #[arg(long, requires = "key", conflicts_with_all = ["ca", "ca_key", "request", "public_key"])]
    self_signed: bool,
    /// The private key of a root: a file, or env://VARIABLE
    #[arg(long, value_name = "KEY", requires = "self_signed")]
    key: Option<String>,
    /// The certificate of the authority that issues it
    #[arg(long, value_name = "FILE", required_unless_present = "self_signed", requires = "ca_key")]
    ca: Option<String>,
    /// The private key of that authority: a file, or env://VARIABLE
    #[arg(long, value_name = "KEY", requires = "ca")]
    ca_key: Option<String>,
    #[command(flatten)]
    subject: SubjectOptions,
    #[command(flatten)]
    span: SpanOptions,
    /// Of a CA: how many CAs may stand below it
    #[arg(long, value_name = "N")]
    path_len: Option<u8>,
    /// Of a CA: what it may issue to: dns:…, email:…, uri:…, ip:ADDRESS/BITS or dn:…; repeatable
    #[arg(long, value_name = "NAMES")]
    permit: Vec<String>,
    /// Of a CA: what it may not issue to; repeatable
    #[arg(long, value_name = "NAMES")]
    exclude: Vec<String>,
    /// Where the certificate goes, as PEM; what is there is never overwritten
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    password: PasswordOption,
    #[command(flatten)]
    output: OutputOption,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Purpose {
    Ca,
    CodeSigning,
    Timestamping,
    OcspResponder,
    EndEntity,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    fresh::refuse_existing(&arguments.out)?;
    let issuer = Issuer::read(arguments, console)?;
    let name = naming::subject(arguments.subject.subject())?;
    let validity = arguments.span.validity(arguments.profile, issuer.until())?;
    let template = arguments.template(&name.name(), validity)?;
    let certificate = issuer.issue(&template, arguments, console)?;
    check::sound(&certificate, &issuer, arguments.profile)?;
    fresh::write(&arguments.out, &pem::encode("CERTIFICATE", certificate.der()))?;
    let file = arguments.out.display().to_string();
    arguments.output.print(console, json(&file, &certificate), text(&file, &certificate));
    Ok(Exit::Done)
}

impl Arguments {
    fn template(&self, name: &Name<'_>, validity: Validity) -> Result<CertificateTemplate, Failure> {
        let serial = SerialNumber::random(&mut ambient::random)
            .map_err(|error| Failure::new(Exit::Defect, "no serial number could be drawn").because(&error))?;
        let mut template = self.profile.template(name, validity, serial);
        if let Some(limit) = self.path_len {
            template = template.path_len(limit).map_err(|error| issuer::contradiction(&error))?;
        }
        for name in self.subject.san() {
            template = template.alt_name(naming::alt_name(name)?);
        }
        for names in &self.permit {
            template = template.permit(naming::subtree("--permit", names)?);
        }
        for names in &self.exclude {
            template = template.exclude(naming::subtree("--exclude", names)?);
        }
        Ok(template)
    }
}

impl Purpose {
    fn template(self, name: &Name<'_>, validity: Validity, serial: SerialNumber) -> CertificateTemplate {
        match self {
            Self::Ca => CertificateTemplate::ca(name, validity, serial),
            Self::CodeSigning => CertificateTemplate::code_signing(name, validity, serial),
            Self::Timestamping => CertificateTemplate::timestamping(name, validity, serial),
            Self::OcspResponder => CertificateTemplate::ocsp_responder(name, validity, serial),
            Self::EndEntity => CertificateTemplate::end_entity(name, validity, serial),
        }
    }

    /// What the certificate must keep.
    fn profile(self) -> &'static Profile {
        match self {
            Self::Ca | Self::EndEntity => Profile::RFC5280_STRICT,
            Self::CodeSigning => Profile::CODE_SIGNING,
            Self::Timestamping => Profile::RFC3161_TSA,
            Self::OcspResponder => Profile::OCSP_RESPONDER,
        }
    }
}

/// Schema `countersign/certificate/v1`.
fn json(file: &str, certificate: &Certificate<'_>) -> Object<'static> {
    let described = describe::fields(certificate);
    let begun = Object::new()
        .with("schema", "countersign/certificate/v1")
        .with("tool", TOOL)
        .with("file", file.to_owned());
    described.iter().fold(begun, |object, (name, value)| object.with(name.to_owned(), Value::clone(value)))
}

fn text(file: &str, certificate: &Certificate<'_>) -> String {
    let validity = certificate.validity();
    let names: Vec<String> = certificate.identities().map(|name| name.to_string()).collect();
    format!(
        "wrote {file}\n  names   {}\n  issuer  {}\n  serial  {}\n  valid   {} to {}\n",
        names.join(", "),
        certificate.issuer(),
        certificate.serial(),
        validity.not_before().to_rfc3339(),
        validity.not_after().to_rfc3339()
    )
}

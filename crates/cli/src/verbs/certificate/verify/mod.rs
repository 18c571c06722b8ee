//! Whether a certificate leads to a root.

mod advice;
mod report;

use clap::Args;
use countersign::{
    Code,
    x509::{Certificate, Identity, PathBuilder, PathError, Times, TrustAnchors, VerifiedPath},
};

use self::report::{Judged, Refusal};
use super::profile::ProfileOption;
use crate::{
    certificates, certified, console::Console, exit::Exit, failure::Failure, moment::AtOption,
    options::OutputOption, provider::Provider,
};

const EXAMPLES: &str = "\
Examples:
  countersign key generate --out ca --format pkcs8 --unencrypted
  countersign key generate --out ana --format pkcs8 --unencrypted
  countersign certificate issue --profile ca --self-signed --key ca.key --subject dn:CN=Root \\
    --out ca.pem
  countersign certificate issue --profile code-signing --ca ca.pem --ca-key ca.key \\
    --public-key ana.pub --subject dn:CN=Ana --san email:ana@example.com --out ana.pem
  countersign certificate verify ana.pem --root ca.pem --profile code-signing
  countersign certificate verify ana.pem --root ca.pem --subject email:ana@example.com --output json";

const EXITS: &str = "\
Exit codes:
  0   valid: it leads to a root, and names whom --subject says
  1   refused: no path to a root is valid, or it names somebody else
  2   usage: told too little, or contradictory; a file of yours is unreadable
  5   malformed: the certificate cannot be parsed";

/// Verify that a certificate leads to a root, and show the path
///
/// FILE holds the certificate and those that came with it, leaf first; several files are one list.
/// Nothing of it is believed but what leads to a root that you name.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_help = EXITS, verbatim_doc_comment)]
pub struct Arguments {
    /// The certificate, PEM or DER, and after it those that came with it; - for standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// Believe certificates of the authority whose root is in this file; repeatable
    #[arg(long, value_name = "FILE")]
    root: Vec<String>,
    /// Certificates that may stand between, and are not believed; repeatable
    #[arg(long, value_name = "FILE")]
    intermediate: Vec<String>,
    #[command(flatten)]
    profile: ProfileOption,
    /// Whom it must name, exactly: email:…, uri:…, dns:…, ip:…, or the whole subject as dn:…
    #[arg(long, value_name = "NAME")]
    subject: Option<String>,
    #[command(flatten)]
    at: AtOption,
    #[command(flatten)]
    output: OutputOption,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let anchors = arguments.anchors(console)?;
    let between = certified::between("--intermediate", &arguments.intermediate, console)?;
    let subject = arguments.subject.as_deref().map(certified::identity).transpose()?;
    let judged = Judged { profile: arguments.profile.profile()?, moment: arguments.at.moment()? };
    let ders = arguments.presented(console)?;
    let (leaf, chain) = certified::presented(&ders, console)?;
    let builder = PathBuilder::new(&Provider, &anchors, judged.profile).intermediates(&between);
    let found = builder.verify(&leaf, &chain, Times::at(judged.moment.time()));
    let verdict =
        found.map_err(|error| refusal(&leaf, &error)).and_then(|path| named(path, subject.as_ref()));
    let (json, text) = match &verdict {
        Ok(path) => {
            (report::accepted_json(&judged, path, subject.as_ref()), report::accepted_text(&judged, path))
        }
        Err(refusal) => {
            (report::refused_json(&judged, &leaf, refusal), report::refused_text(&judged, &leaf, refusal))
        }
    };
    arguments.output.print(console, json, text);
    Ok(if verdict.is_ok() { Exit::Done } else { Exit::Refused })
}

impl Arguments {
    fn anchors(&self, console: &mut Console) -> Result<TrustAnchors, Failure> {
        match self.root.as_slice() {
            [] => Err(Failure::usage("nothing says which root is believed, and there is no default")
                .next("add --root FILE")),
            files => certified::anchors("--root", files, console),
        }
    }

    fn presented(&self, console: &mut Console) -> Result<Vec<Vec<u8>>, Failure> {
        let mut ders = Vec::new();
        for file in &self.files {
            ders.extend(certificates::looked_at(file, console)?);
        }
        Ok(ders)
    }
}

fn refusal(leaf: &Certificate<'_>, error: &PathError) -> Refusal {
    Refusal {
        code: error.code(),
        at: error.at(),
        reason: crate::failure::chain(error),
        next: advice::next(leaf, error),
    }
}

/// The path, if its leaf names whom it must.
fn named<'a>(path: VerifiedPath<'a>, subject: Option<&Identity>) -> Result<VerifiedPath<'a>, Refusal> {
    match subject {
        Some(subject) if subject.matches(path.leaf()).is_none() => Err(Refusal {
            code: Code::Identity.as_str(),
            at: 0,
            reason: format!("the certificate does not name {subject}, but {}", report::names(path.leaf())),
            next: Code::Identity.next().to_owned(),
        }),
        _ => Ok(path),
    }
}

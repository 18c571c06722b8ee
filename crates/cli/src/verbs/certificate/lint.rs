use clap::Args;
use countersign::{
    TOOL,
    encoding::json::{Object, Value},
    x509::{Lint, Profile, lint},
};

use super::{describe, looking::LookingOptions};
use crate::{
    console::{Console, bad, good},
    exit::Exit,
    failure::Failure,
};

const EXAMPLES: &str = "\
Examples:
  openssl req -x509 -newkey ed25519 -nodes -keyout ca.key -out ca.pem -subj /CN=Example
  countersign certificate lint ca.pem
  countersign certificate lint ca.pem --profile rfc5280-strict --output json";

const EXITS: &str = "\
Exit codes:
  0   no certificate breaks a rule
  1   one does: a requirement, or a recommendation
  2   usage: the file is unreadable, or there is no such profile
  5   malformed: there is no certificate in the file";

/// List every rule that certificates break, each with its section
///
/// The rules are those of RFC 5280, recommendations included, and those of a profile;
/// docs/certificate-rules.md lists them. Notices break no rule.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_help = EXITS, verbatim_doc_comment)]
pub struct Arguments {
    #[command(flatten)]
    looking: LookingOptions,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let looking = &arguments.looking;
    let (ders, profile) = looking.read(console)?;
    let lints: Vec<Lint> = ders.iter().map(|der| lint(der, profile)).collect();
    let json = json(&looking.file, profile, &lints);
    looking.output.print(console, json, text(profile, &lints));
    Ok(if lints.iter().all(Lint::is_clean) { Exit::Done } else { Exit::Refused })
}

/// Schema `countersign/certificate-lint/v1`.
fn json(file: &str, profile: &Profile, lints: &[Lint]) -> Object<'static> {
    let linted = lints.iter().enumerate().map(|(index, lint)| Value::from(describe::linted(index, lint)));
    Object::new()
        .with("schema", "countersign/certificate-lint/v1")
        .with("tool", TOOL)
        .with("source", file.to_owned())
        .with("profile", profile.name().to_owned())
        .with("clean", lints.iter().all(Lint::is_clean))
        .with("certificates", linted.collect::<Vec<_>>())
}

/// A line of what each certificate is, and its table.
fn text(profile: &Profile, lints: &[Lint]) -> String {
    let each = |(index, lint): (usize, &Lint)| {
        let verdict = match lint.violations().len() {
            0 => good("clean"),
            1 => bad("1 violation"),
            more => bad(&format!("{more} violations")),
        };
        let role = lint.role().map_or("not readable to its end", |role| role.name());
        format!("certificate {index}: {verdict}, {role}, profile {}\n{lint}", profile.name())
    };
    lints.iter().enumerate().map(each).collect()
}

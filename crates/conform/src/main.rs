//! `conform` answers public test corpora through the public API, as any user would call it.
//!
//! It holds no verification logic: a case is decoded, the functions are called that a caller with that question would call,
//! their answer is written. It knows no single case by its id and never looks at what a case expects; only `score` does, after
//! the answers are there. Of x509-limbo the namespace, which is the first part of an id, says whose rules a case is about, since
//! nothing else in the case does: it decides the profile, and whether the limits of a root count (`limbo`).

mod answer;
mod case;
mod dsse;
mod exceptions;
mod jcs;
mod limbo;
mod oci;
mod retired;
mod revocation;
mod score;
mod tally;
mod tsp;
mod wycheproof;
mod x509;

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "\
conform cases      < cases.jsonl > answers.jsonl     one JSON object a line, both ways
conform wycheproof FILE.json     > answers.jsonl
conform limbo      < limbo.json  > answers.json      SKIPPED where no profile means it
conform score DIR                                    every corpus of DIR, as a table
conform verify-bundle | sign-bundle                  not built yet: exit code 2";

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["cases"] => input().and_then(|text| print(&case::answer_lines(&text)?)),
        ["wycheproof", file] => wycheproof::answer_file(Path::new(file)).and_then(|answers| print(&answers)),
        ["limbo"] => input().and_then(|text| print(&limbo::answer(&text)?)),
        ["score", folder] => return score(Path::new(folder)),
        [command @ ("verify-bundle" | "sign-bundle"), ..] => {
            Err(format!("{command} is not built yet").into())
        }
        _ => Err(USAGE.into()),
    };
    outcome.map_or_else(failed, |()| ExitCode::SUCCESS)
}

/// Exit code 1 when the score is not what it should be.
fn score(folder: &Path) -> ExitCode {
    match score::run(folder) {
        Ok(report) => {
            let printed = print(&report.to_string());
            printed.map_or_else(
                failed,
                |()| if report.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE },
            )
        }
        Err(failure) => failed(failure),
    }
}

fn failed(failure: Failure) -> ExitCode {
    eprintln!("{failure}");
    ExitCode::from(2)
}

fn input() -> Result<String, Failure> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    Ok(text)
}

fn print(text: &str) -> Result<(), Failure> {
    io::stdout().write_all(text.as_bytes())?;
    Ok(())
}

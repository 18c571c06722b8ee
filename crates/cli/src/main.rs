//! The `countersign` command: signs container images and proves who signed them.
//!
//! Everything is decided by the library; this program reads and writes files, asks the clock and the system's randomness,
//! and turns answers into text and exit codes.

mod ambient;
mod archive;
mod armour;
mod believing;
mod blob;
mod certificates;
mod certified;
mod cli;
mod console;
mod document;
mod durable;
mod evidence;
mod exit;
mod failure;
mod files;
mod foreign;
mod image;
mod input;
mod keys;
mod layout;
mod layout_write;
mod moment;
mod options;
mod output;
mod pair;
mod password;
mod predicate;
mod progress;
mod provider;
mod registry;
mod seal;
mod signing;
mod store;
mod usage;
mod verbs;

use std::{
    ffi::{OsStr, OsString},
    panic::{AssertUnwindSafe, catch_unwind},
    process::ExitCode,
};

use clap::Parser as _;

use crate::{cli::Cli, console::Console, exit::Exit, failure::Failure};

fn main() -> ExitCode {
    ExitCode::from(guarded(|| run(std::env::args_os())).code())
}

fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.iter().any(|argument| holds_a_secret(argument)) {
        return Console::default().finish(Err(Failure::usage(
            "an argument holds a private key, and every process of the machine sees arguments",
        )
        .next("put the key in a file or in a variable: --key FILE, --key env://VARIABLE")));
    }
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return usage::report(&error),
    };
    let mut console = Console::default();
    let result = cli.run(&mut console);
    console.finish(result)
}

/// Whether this is the text of a private key, which must not come back in an error about a file of that name.
fn holds_a_secret(argument: &OsStr) -> bool {
    let text = argument.to_string_lossy();
    let is_private_jwk = text.contains("\"kty\"") && text.contains("\"d\"");
    is_private_jwk || text.contains("PRIVATE KEY-----")
}

/// A panic is a defect of this program, and no verdict: it never looks like one that a caller could act on.
fn guarded(work: impl FnOnce() -> Exit) -> Exit {
    std::panic::set_hook(Box::new(|defect| {
        eprintln!("countersign {} met a defect of its own: {defect}", env!("CARGO_PKG_VERSION"));
        eprintln!("  nothing was verified; please report this with the command that you ran");
    }));
    let exit = catch_unwind(AssertUnwindSafe(work)).unwrap_or(Exit::Defect);
    drop(std::panic::take_hook());
    exit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_defect_and_no_verdict() {
        assert_eq!(guarded(|| panic!("a test of the guard")), Exit::Defect);
        assert_eq!(guarded(|| Exit::Absent), Exit::Absent);
    }
}

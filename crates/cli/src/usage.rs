//! What is said about a command line that cannot be understood.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::{console::Console, exit::Exit, failure::Failure, foreign};

/// Prints help and versions, and explains mistakes.
pub fn report(error: &clap::Error) -> Exit {
    if let Some(advice) = advice(error) {
        return Console::default().finish(Err(Failure::usage(advice).next("countersign --help")));
    }
    // There is nowhere left to complain about a closed output.
    let _ = error.print();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Done,
        _ => Exit::Usage,
    }
}

fn advice(error: &clap::Error) -> Option<String> {
    let (kind, explain): (ContextKind, fn(&str) -> Option<String>) = match error.kind() {
        ErrorKind::UnknownArgument => (ContextKind::InvalidArg, foreign::flag),
        ErrorKind::InvalidSubcommand => (ContextKind::InvalidSubcommand, foreign::verb),
        _ => return None,
    };
    match error.get(kind) {
        Some(ContextValue::String(text)) => explain(text),
        _ => None,
    }
}

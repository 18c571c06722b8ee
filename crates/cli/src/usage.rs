//! What is said about a command line that cannot be understood.

use std::io::Write as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::{
    console::Console,
    exit::Exit,
    failure::{Failure, escaped_once},
    foreign,
};

/// Prints help and versions, and explains mistakes.
pub fn report(error: &clap::Error) -> Exit {
    if let Some(advice) = advice(error) {
        return Console::default().finish(Err(Failure::usage(advice).next("countersign --help")));
    }
    // There is nowhere left to complain about a closed output.
    let _ = match harmless(&error.render().to_string()) {
        Some(text) => std::io::stderr().write_all(text.as_bytes()),
        None => error.print(),
    };
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Done,
        _ => Exit::Usage,
    }
}

/// The text without what a terminal would obey, where words of the caller brought such things in.
fn harmless(text: &str) -> Option<String> {
    let lines: Vec<String> = text.split('\n').map(escaped_once).collect();
    Some(lines.join("\n")).filter(|escaped| escaped != text)
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

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
    let _ = match holds_controls(error) {
        true => std::io::stderr().write_all(escaped(&error.render().to_string()).as_bytes()),
        false => error.print(),
    };
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Done,
        _ => Exit::Usage,
    }
}

/// Whether words of the caller come back in it that a terminal would obey.
fn holds_controls(error: &clap::Error) -> bool {
    let does = |text: &String| escaped_once(text) != *text;
    error.context().any(|(_, value)| match value {
        ContextValue::String(text) => does(text),
        ContextValue::Strings(texts) => texts.iter().any(does),
        _ => false,
    })
}

fn escaped(text: &str) -> String {
    text.split('\n').map(escaped_once).collect::<Vec<_>>().join("\n")
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

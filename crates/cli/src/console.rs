use std::{
    io::{self, ErrorKind, Write},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use anstyle::{AnsiColor, Style};
use countersign::encoding::text;

use crate::{exit::Exit, failure::Failure};

const BAD: Style = AnsiColor::Red.on_default().bold();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const CAUTION: Style = AnsiColor::Yellow.on_default().bold();
const QUIET: Style = Style::new().dimmed();

/// What a verb has to say. It is written out once, at the end, so that standard output holds all of it or nothing.
#[derive(Debug, Default)]
pub struct Console {
    out: String,
    notes: String,
    /// Whether the result is coloured for people; what programs read is written byte for byte.
    is_styled: bool,
    aside: Aside,
}

/// Takes warnings, and failures, for a console where that itself cannot be handed on.
#[derive(Clone, Debug, Default)]
pub struct Aside(Arc<Mutex<Said>>);

#[derive(Debug, Default)]
struct Said {
    warnings: Vec<String>,
    failure: Option<Failure>,
}

impl Aside {
    /// As [`Console::warn`].
    pub fn warn(&self, warning: impl Into<String>) {
        self.said().warnings.push(warning.into());
    }

    /// Something without which a verb has not done what it was asked. The first one counts.
    pub fn fail(&self, failure: Failure) {
        self.said().failure.get_or_insert(failure);
    }

    fn said(&self) -> MutexGuard<'_, Said> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Console {
    /// A line of the result.
    pub fn line(&mut self, text: impl AsRef<str>) {
        self.out.push_str(text.as_ref());
        self.out.push('\n');
    }

    /// The result as it is.
    pub fn raw(&mut self, text: impl AsRef<str>) {
        self.out.push_str(text.as_ref());
    }

    /// The result as it is, with styles that only a terminal shows.
    pub fn styled(&mut self, text: impl AsRef<str>) {
        self.is_styled = true;
        self.raw(text);
    }

    /// Something to think about that does not change the result; said once.
    pub fn warn(&mut self, warning: impl AsRef<str>) {
        let warning = text::escape(warning.as_ref(), 1024);
        let line = format!("{}: {warning}\n", painted(CAUTION, "warning"));
        if !self.notes.contains(&line) {
            self.notes.push_str(&line);
        }
    }

    /// What takes warnings until the end.
    pub fn aside(&self) -> Aside {
        self.aside.clone()
    }

    fn warn_aside(&mut self) {
        let warnings = mem::take(&mut self.aside.said().warnings);
        warnings.iter().for_each(|warning| self.warn(warning));
    }

    /// Notes a failure, for people.
    pub fn fail(&mut self, failure: &Failure) {
        self.notes.push_str(&format!("{}: {}\n", painted(BAD, "error"), failure.what()));
        if let Some(next) = failure.next_step() {
            self.notes.push_str(&format!("  next: {next}\n"));
        }
    }

    /// What was said so far, result and notes, for a caller that shows it in its own way.
    pub fn into_parts(mut self) -> (String, String) {
        self.warn_aside();
        (self.out, self.notes)
    }

    /// What is done is not, where something failed aside; what is refused stays so, and the failure is told.
    fn but(&mut self, result: Result<Exit, Failure>, aside: Option<Failure>) -> Result<Exit, Failure> {
        match (result, aside) {
            (Ok(Exit::Done), Some(failure)) => {
                self.out.clear();
                Err(failure)
            }
            (result, Some(failure)) => {
                self.warn(failure.what());
                result
            }
            (result, None) => result,
        }
    }

    /// Writes everything out and says how the program ends.
    pub fn finish(mut self, result: Result<Exit, Failure>) -> Exit {
        self.warn_aside();
        let failure = self.aside.said().failure.take();
        let exit = match self.but(result, failure) {
            Ok(exit) => exit,
            Err(failure) => {
                self.fail(&failure);
                failure.exit()
            }
        };
        // There is nowhere left to complain about a closed standard error.
        let _ = anstream::stderr().lock().write_all(self.notes.as_bytes());
        match write_out(&self.out, self.is_styled) {
            Ok(()) => exit,
            Err(error) => {
                eprintln!("error: standard output cannot be written: {error}");
                Exit::Usage
            }
        }
    }
}

/// A reader that has seen enough is no error.
fn write_out(text: &str, is_styled: bool) -> io::Result<()> {
    let written = match is_styled {
        true => write_to(anstream::stdout().lock(), text),
        false => write_to(io::stdout().lock(), text),
    };
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

fn write_to(mut out: impl Write, text: &str) -> io::Result<()> {
    out.write_all(text.as_bytes())?;
    out.flush()
}

pub fn good(text: &str) -> String {
    painted(GOOD, text)
}

pub fn bad(text: &str) -> String {
    painted(BAD, text)
}

pub fn quiet(text: &str) -> String {
    painted(QUIET, text)
}

fn painted(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

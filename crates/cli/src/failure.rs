use std::error::Error;

use countersign::encoding::text;

use crate::exit::Exit;

/// The longest message, in characters.
const MAX_TEXT: usize = 1024;

/// Why a verb did not do what it was asked: what and where, why, and what to try next.
#[derive(Debug)]
pub struct Failure {
    exit: Exit,
    what: String,
    next: Option<String>,
}

impl Failure {
    pub fn new(exit: Exit, what: impl AsRef<str>) -> Self {
        Self { exit, what: text::escape(what.as_ref(), MAX_TEXT), next: None }
    }

    /// The caller said too little or something contradictory, or a file of the caller's cannot be used.
    pub fn usage(what: impl AsRef<str>) -> Self {
        Self::new(Exit::Usage, what)
    }

    /// Adds an error and its sources as the reason. Sources that the error itself repeats are not said twice.
    pub fn because(mut self, error: &dyn Error) -> Self {
        self.what = bounded(format!("{}: {}", self.what, escaped_once(&chain(error))));
        self
    }

    /// Adds where or why, in words that are escaped already or will be.
    pub fn adding(mut self, more: &str) -> Self {
        self.what = bounded(format!("{}: {}", self.what, escaped_once(more)));
        self
    }

    /// Says what to try next.
    pub fn next(mut self, next: impl AsRef<str>) -> Self {
        self.next = Some(text::escape(next.as_ref(), MAX_TEXT));
        self
    }

    /// The same where there is something to try.
    pub fn next_if(self, next: Option<impl AsRef<str>>) -> Self {
        match next {
            Some(next) => self.next(next),
            None => self,
        }
    }

    /// The same with another exit code: what is no refusal to one verb is one to another.
    pub fn with_exit(self, exit: Exit) -> Self {
        Self { exit, ..self }
    }

    pub fn exit(&self) -> Exit {
        self.exit
    }

    pub fn what(&self) -> &str {
        &self.what
    }

    pub fn next_step(&self) -> Option<&str> {
        self.next.as_deref()
    }
}

/// Escapes what is not escaped yet. Errors of the library show foreign text with escapes already, and a second round would
/// double their backslashes.
pub fn escaped_once(text: &str) -> String {
    let pieces: Vec<String> = text.split('\\').map(|piece| text::escape(piece, MAX_TEXT)).collect();
    pieces.join("\\")
}

fn bounded(text: String) -> String {
    match text.char_indices().nth(MAX_TEXT).and_then(|(at, _)| text.get(..at)) {
        Some(start) => format!("{start}…"),
        None => text,
    }
}

/// An error and its sources in one line.
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let more = error.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        source = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn foreign_text_is_escaped_once_and_bounded() {
        let raw = io::Error::other("reason\u{1b}");
        let escaped = io::Error::other(r"reason\u{1b}");
        for reason in [raw, escaped] {
            assert_eq!(Failure::usage("where\u{7}").because(&reason).what(), r"where\u{7}: reason\u{1b}");
        }
        let long = io::Error::other("x".repeat(2 * MAX_TEXT));
        assert_eq!(Failure::usage("where").because(&long).what().chars().count(), MAX_TEXT + 1);
    }
}

//! The lexical elements that header fields share (RFC 9110 §5.6).
//!
//! ```text
//! token         = 1*tchar                                            ; §5.6.2
//! quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE             ; §5.6.4
//! OWS, BWS      = *( SP / HTAB )                                      ; §5.6.3
//! ```

use core::fmt;

/// Reads a field value from left to right. What does not fit leaves it where it is.
#[derive(Clone, Debug)]
pub(crate) struct Scanner<'f> {
    text: &'f str,
    offset: usize,
}

/// What is wrong at a place of a field value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// A character that the grammar does not allow at this offset.
    Character { offset: usize },
    /// A quoted string, begun at this offset, without an end.
    Open { offset: usize },
}

impl<'f> Scanner<'f> {
    pub(crate) fn new(text: &'f str) -> Self {
        Self { text, offset: 0 }
    }

    /// Bytes read so far.
    pub(crate) fn offset(&self) -> usize {
        self.offset
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.rest().is_empty()
    }

    pub(crate) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Passes this character over if it comes next.
    pub(crate) fn accept(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.offset += wanted.len_utf8();
        }
        found
    }

    /// The longest run, perhaps empty, of such characters.
    pub(crate) fn run(&mut self, fits: impl Fn(char) -> bool) -> &'f str {
        let rest = self.rest();
        let (run, _) =
            rest.split_at_checked(rest.find(|c| !fits(c)).unwrap_or(rest.len())).unwrap_or((rest, ""));
        self.offset += run.len();
        run
    }

    pub(crate) fn skip_space(&mut self) {
        self.run(is_space);
    }

    /// Passes over the commas and spaces between the elements of a list, empty elements included (RFC 9110 §5.6.1.2).
    pub(crate) fn skip_separators(&mut self) {
        self.run(|c| c == ',' || is_space(c));
    }

    /// Whether an element of a list ends here, spaces aside.
    pub(crate) fn is_at_separator(&self) -> bool {
        let mut ahead = self.clone();
        ahead.skip_space();
        matches!(ahead.peek(), None | Some(','))
    }

    pub(crate) fn token(&mut self) -> Result<&'f str, Misfit> {
        match self.run(is_token_char) {
            "" => Err(self.misfit()),
            token => Ok(token),
        }
    }

    /// `token / quoted-string`, unquoted.
    pub(crate) fn value(&mut self) -> Result<String, Misfit> {
        if self.peek() == Some('"') { self.quoted() } else { self.token().map(str::to_owned) }
    }

    /// That the character that comes next, or the end, does not fit.
    pub(crate) fn misfit(&self) -> Misfit {
        Misfit::Character { offset: self.offset }
    }

    fn quoted(&mut self) -> Result<String, Misfit> {
        let open = Misfit::Open { offset: self.offset };
        self.accept('"');
        let mut text = String::new();
        loop {
            text.push_str(self.run(|c| is_quotable(c) && c != '"' && c != '\\'));
            if self.accept('"') {
                return Ok(text);
            }
            self.accept('\\');
            let next = self.peek().ok_or(open)?;
            if !is_quotable(next) {
                return Err(self.misfit());
            }
            self.offset += next.len_utf8();
            text.push(next);
        }
    }

    fn rest(&self) -> &'f str {
        self.text.get(self.offset..).unwrap_or_default()
    }
}

/// Writes a quoted string.
pub(crate) struct Quoted<'t>(pub(crate) &'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        for character in self.0.chars() {
            if matches!(character, '"' | '\\') {
                f.write_str("\\")?;
            }
            write!(f, "{character}")?;
        }
        f.write_str("\"")
    }
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t')
}

fn is_token_char(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(character)
}

/// `HTAB / SP / VCHAR / obs-text`: what may stand in a quoted string, two of them after a backslash alone.
fn is_quotable(character: char) -> bool {
    character == '\t' || !character.is_control()
}

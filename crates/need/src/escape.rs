//! Foreign bytes, made fit to be shown in one line.

use core::fmt::{self, Write};

/// Foreign bytes, displayed as UTF-8 in one line: at most as many characters as given, `…` if there are more, characters
/// that could change how the rest is read as `\u{…}`, a backslash twice, and bytes that are no UTF-8 as `\x…`.
///
/// ```
/// use countersign_need::Escaped;
///
/// assert_eq!(Escaped::new(b"a\nb\xff", 100).to_string(), r"a\u{a}b\xff");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Escaped<'a>(&'a [u8], usize);

impl<'a> Escaped<'a> {
    /// Shows at most `limit` characters of these bytes.
    #[must_use]
    pub fn new(bytes: &'a [u8], limit: usize) -> Self {
        Self(bytes, limit)
    }
}

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut left = self.1;
        for chunk in self.0.utf8_chunks() {
            for character in chunk.valid().chars() {
                if !take(&mut left) {
                    return f.write_char('…');
                }
                show(f, character)?;
            }
            for byte in chunk.invalid() {
                if !take(&mut left) {
                    return f.write_char('…');
                }
                write!(f, "\\x{byte:02x}")?;
            }
        }
        Ok(())
    }
}

fn take(left: &mut usize) -> bool {
    let some = *left > 0;
    *left = left.saturating_sub(1);
    some
}

fn show(f: &mut fmt::Formatter<'_>, character: char) -> fmt::Result {
    match character {
        '\\' => f.write_str("\\\\"),
        _ if is_hidden(character) => write!(f, "{}", character.escape_unicode()),
        _ => f.write_char(character),
    }
}

/// Controls (`Cc`), what reorders text (UAX #9), what has no width, other spaces and line ends, variation selectors
/// and tags.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || (character.is_whitespace() && character != ' ')
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

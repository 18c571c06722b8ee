//! Foreign text made safe to show.

use alloc::string::String;
use core::fmt::Write;

/// The mark of a shortened text.
const ELLIPSIS: char = '…';

/// Makes foreign text safe to put into an error message, a log line or a terminal.
///
/// Characters that move the cursor, change the direction of reading, or cannot be seen are written as `\u{…}` with their
/// code point in hexadecimal, and a backslash as `\\`, so that two different texts never look like the same one: C0 and C1
/// controls, DEL, every `Default_Ignorable_Code_Point` (zero-width and bidirectional controls, soft hyphen, variation
/// selectors, fillers, tags), interlinear annotation, line and paragraph separators, and every space but U+0020.
///
/// At most `max_chars` characters are written, escapes counted as they are written and never cut in two; what is left out
/// is marked by one `…` after them.
///
/// ```
/// use countersign_encoding::text::escape;
/// assert_eq!(escape("v1\u{202e}\n\\", 64), r"v1\u{202e}\u{a}\\");
/// assert_eq!(escape("registry.example", 8), "registry…");
/// ```
#[must_use]
pub fn escape(text: &str, max_chars: usize) -> String {
    let mut out = String::new();
    let mut left = max_chars;
    for character in text.chars() {
        match left.checked_sub(width(character)) {
            Some(rest) => left = rest,
            None => {
                out.push(ELLIPSIS);
                break;
            }
        }
        push(&mut out, character);
    }
    out
}

fn push(out: &mut String, character: char) {
    if character == '\\' {
        out.push_str("\\\\");
    } else if is_hidden(character) {
        // Writing into a String cannot fail.
        let _ = write!(out, "{}", character.escape_unicode());
    } else {
        out.push(character);
    }
}

fn width(character: char) -> usize {
    if character == '\\' {
        2
    } else if is_hidden(character) {
        character.escape_unicode().len()
    } else {
        1
    }
}

/// Whether a character is not seen as itself: Unicode 16 `Cc`, `Default_Ignorable_Code_Point`, `Z*` other than U+0020, and
/// the interlinear annotation characters. [`escape`] writes these by their code point.
#[must_use]
pub fn is_hidden(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_control();
    }
    matches!(character,
        '\u{80}'..='\u{a0}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{1680}'
        | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}'
        | '\u{205f}'..='\u{206f}' | '\u{3000}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

//! Writing a name as text (RFC 4514 §2).

use alloc::vec::Vec;
use core::fmt::{self, Write};

use countersign_encoding::text::is_hidden;

use super::{Attribute, Name, Rdn, types::short_name};

/// RFC 4514: the most specific part first, which is the reverse of the order in which they are encoded. A value that is no
/// string with known characters, or whose type has no name in text, is written as `#` and its encoding in hexadecimal.
/// Characters that are not seen as themselves are written by the bytes of their UTF-8 form.
impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<Rdn<'_>> = self.rdns().collect();
        for (index, part) in parts.iter().rev().enumerate() {
            if index > 0 {
                f.write_str(",")?;
            }
            fmt::Display::fmt(part, f)?;
        }
        Ok(())
    }
}

/// Attributes as in [`Attribute`]'s text, with `+` between them.
impl fmt::Display for Rdn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, attribute) in self.attributes().enumerate() {
            if index > 0 {
                f.write_str("+")?;
            }
            fmt::Display::fmt(&attribute, f)?;
        }
        Ok(())
    }
}

/// `CN=value`, or `1.2.3=#0c…` where the type has no name in text.
impl fmt::Display for Attribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (short_name(self.oid()), self.characters()) {
            (Some(name), Some(characters)) => {
                write!(f, "{name}=")?;
                write_value(f, characters)
            }
            (Some(name), None) => write_encoded(f, &name, self.value()),
            (None, _) => write_encoded(f, &self.oid(), self.value()),
        }
    }
}

fn write_encoded(f: &mut fmt::Formatter<'_>, oid: &dyn fmt::Display, value: &[u8]) -> fmt::Result {
    write!(f, "{oid}=#")?;
    value.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

/// A space is written as such inside of a value and escaped at its ends (RFC 4514 §2.4).
fn write_value(f: &mut fmt::Formatter<'_>, characters: impl Iterator<Item = char>) -> fmt::Result {
    let mut characters = characters.peekable();
    let mut first = true;
    while let Some(character) = characters.next() {
        let at_an_end = first || characters.peek().is_none();
        match character {
            ' ' if at_an_end => f.write_str("\\ ")?,
            '#' if first => f.write_str("\\#")?,
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => write!(f, "\\{character}")?,
            hidden if is_hidden(hidden) => write_bytes(f, hidden)?,
            plain => f.write_char(plain)?,
        }
        first = false;
    }
    Ok(())
}

fn write_bytes(f: &mut fmt::Formatter<'_>, character: char) -> fmt::Result {
    let mut buffer = [0; 4];
    character.encode_utf8(&mut buffer).bytes().try_for_each(|byte| write!(f, "\\{byte:02X}"))
}

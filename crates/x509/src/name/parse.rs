//! Reading a name from text (RFC 4514 §3).
//!
//! ```text
//! distinguishedName         = [ relativeDistinguishedName *( COMMA relativeDistinguishedName ) ]
//! relativeDistinguishedName = attributeTypeAndValue *( PLUS attributeTypeAndValue )
//! attributeTypeAndValue     = ( descr / numericoid ) EQUALS ( string / SHARP 1*hexpair )
//! pair                      = ESC ( ESC / DQUOTE / PLUS / COMMA / SEMI / LANGLE / RANGLE / SPACE / SHARP / EQUALS / hexpair )
//! ```

use alloc::{borrow::Cow, string::String, vec::Vec};

use countersign_encoding::{
    der::{Oid, Reader},
    hex,
};

use super::{DistinguishedName, types::by_short_name};

/// Why a text is no distinguished name. Places count bytes from the start of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DistinguishedNameError {
    /// The text is longer than [`DistinguishedName::MAX_TEXT`].
    #[error("the name is longer than {} bytes", DistinguishedName::MAX_TEXT)]
    TooLong,
    /// There is no `=` behind the type of an attribute.
    #[error("an attribute at byte {at} has no =")]
    NoValue {
        /// Where the attribute starts.
        at: usize,
    },
    /// The type of an attribute is neither a name that is known nor an object identifier.
    #[error(
        "the type of the attribute at byte {at} is not known; an object identifier in dotted form is understood"
    )]
    UnknownType {
        /// Where the type starts.
        at: usize,
    },
    /// A character that is to be escaped by a backslash stands for itself: `"`, `;`, `<`, `>` or NUL.
    #[error("the character at byte {at} is to be escaped by a backslash")]
    Unescaped {
        /// Where it stands.
        at: usize,
    },
    /// A backslash is followed neither by a character that it can escape nor by two hexadecimal digits.
    #[error("the backslash at byte {at} escapes nothing")]
    Escape {
        /// Where the backslash stands.
        at: usize,
    },
    /// The bytes that hexadecimal digits escape are not UTF-8.
    #[error("the value at byte {at} is not UTF-8")]
    NotUtf8 {
        /// Where the value starts.
        at: usize,
    },
    /// What follows `#` is not exactly one encoded element in hexadecimal digits.
    #[error("the value at byte {at} is not one DER element in hexadecimal digits")]
    Encoded {
        /// Where the value starts.
        at: usize,
    },
}

/// One attribute as text has it.
pub(crate) struct Attribute<'t> {
    pub(crate) oid: OwnedOid,
    pub(crate) value: Value<'t>,
}

/// The contents of an identifier, which a table or the text has.
pub(crate) struct OwnedOid(Cow<'static, [u8]>);

impl OwnedOid {
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn as_oid(&self) -> Oid<'_> {
        Oid::from_contents(&self.0)
    }
}

/// One value as text has it.
pub(crate) enum Value<'t> {
    Text(Cow<'t, str>),
    Encoded(Vec<u8>),
}

/// The parts, in the order of the text.
pub(crate) fn rdns(text: &str) -> Result<Vec<Vec<Attribute<'_>>>, DistinguishedNameError> {
    if text.len() > DistinguishedName::MAX_TEXT {
        return Err(DistinguishedNameError::TooLong);
    }
    let mut cursor = Cursor { text, at: 0 };
    cursor.skip_spaces();
    let mut parts = Vec::new();
    if cursor.peek().is_none() {
        return Ok(parts);
    }
    loop {
        let mut part = alloc::vec![cursor.attribute()?];
        while cursor.eat('+') {
            part.push(cursor.attribute()?);
        }
        parts.push(part);
        if !cursor.eat(',') {
            return Ok(parts);
        }
    }
}

struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at = self.at.saturating_add(character.len_utf8());
        Some(character)
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.bump();
        }
        found
    }

    fn skip_spaces(&mut self) {
        while self.eat(' ') {}
    }

    /// Ends at the end of the text, a comma or a plus sign.
    fn attribute(&mut self) -> Result<Attribute<'t>, DistinguishedNameError> {
        self.skip_spaces();
        let at = self.at;
        let (name, _) = self.rest().split_once('=').ok_or(DistinguishedNameError::NoValue { at })?;
        if name.contains([',', '+', '\\']) {
            return Err(DistinguishedNameError::NoValue { at });
        }
        let oid =
            attribute_type(name.trim_end_matches(' ')).ok_or(DistinguishedNameError::UnknownType { at })?;
        self.at = self.at.saturating_add(name.len()).saturating_add(1);
        self.skip_spaces();
        let value = if self.eat('#') { self.encoded()? } else { self.text_value()? };
        Ok(Attribute { oid, value })
    }

    fn encoded(&mut self) -> Result<Value<'t>, DistinguishedNameError> {
        let at = self.at.saturating_sub(1);
        let digits = self.rest().split([',', '+']).next().unwrap_or_default();
        self.at = self.at.saturating_add(digits.len());
        let der = hex::decode_any_case(digits.trim_end_matches(' '))
            .map_err(|_| DistinguishedNameError::Encoded { at })?;
        let mut reader = Reader::new(&der);
        match reader.element().and_then(|_| reader.finish()) {
            Ok(()) => Ok(Value::Encoded(der)),
            Err(_) => Err(DistinguishedNameError::Encoded { at }),
        }
    }

    fn text_value(&mut self) -> Result<Value<'t>, DistinguishedNameError> {
        let at = self.at;
        let plain = self.rest().split(['\\', ',', '+', '"', ';', '<', '>', '\0']).next().unwrap_or_default();
        self.at = self.at.saturating_add(plain.len());
        if matches!(self.peek(), None | Some(',' | '+')) {
            return Ok(Value::Text(plain.trim_end_matches(' ').into()));
        }
        let bytes = self.escaped_value(plain)?;
        let text = String::from_utf8(bytes).map_err(|_| DistinguishedNameError::NotUtf8 { at })?;
        Ok(Value::Text(text.into()))
    }

    /// Goes on behind `plain`, up to the first character that escapes do not cover.
    fn escaped_value(&mut self, plain: &str) -> Result<Vec<u8>, DistinguishedNameError> {
        let mut bytes = plain.as_bytes().to_vec();
        // Spaces at the end that are not escaped do not belong to the value.
        let mut end = 0;
        loop {
            let at = self.at;
            match self.peek() {
                None | Some(',' | '+') => break,
                Some('"' | ';' | '<' | '>' | '\0') => return Err(DistinguishedNameError::Unescaped { at }),
                Some('\\') => {
                    bytes.push(self.escape()?);
                    end = bytes.len();
                }
                Some(character) => {
                    self.bump();
                    bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                    if character != ' ' {
                        end = bytes.len();
                    }
                }
            }
        }
        bytes.truncate(end);
        Ok(bytes)
    }

    fn escape(&mut self) -> Result<u8, DistinguishedNameError> {
        let error = DistinguishedNameError::Escape { at: self.at };
        self.bump();
        let first = self.bump().ok_or(error)?;
        if let ('\\' | '"' | '+' | ',' | ';' | '<' | '>' | ' ' | '#' | '=', Ok(byte)) =
            (first, u8::try_from(first))
        {
            return Ok(byte);
        }
        let digits = (first.to_digit(16), self.bump().and_then(|second| second.to_digit(16)));
        let (Some(high), Some(low)) = digits else { return Err(error) };
        u8::try_from(high * 16 + low).map_err(|_| error)
    }
}

fn attribute_type(name: &str) -> Option<OwnedOid> {
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        return Oid::contents_of(name).ok().map(|contents| OwnedOid(contents.into()));
    }
    by_short_name(name).map(|oid| OwnedOid(oid.as_bytes().into()))
}

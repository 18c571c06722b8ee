//! Literals, numbers and strings.

use alloc::borrow::Cow;
use alloc::string::String;

use super::super::scan::plain_len;
use super::super::{JsonError, Number, Value};
use super::Reader;

impl<'a> Reader<'a> {
    pub(super) fn literal(&mut self, word: &str, value: Value<'a>) -> Result<Value<'a>, JsonError> {
        for byte in word.bytes() {
            if !self.eat(byte) {
                return Err(self.unexpected());
            }
        }
        Ok(value)
    }

    /// `number = [ "-" ] ( "0" / digit1-9 *DIGIT ) [ "." 1*DIGIT ] [ ( "e" / "E" ) [ "-" / "+" ] 1*DIGIT ]`
    pub(super) fn number(&mut self) -> Result<Number<'a>, JsonError> {
        let start = self.position;
        self.eat(b'-');
        if !self.eat(b'0') {
            self.digits()?;
        }
        if self.eat(b'.') {
            self.digits()?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _sign = self.eat(b'+') || self.eat(b'-');
            self.digits()?;
        }
        self.since(start).map(Number::from_grammar)
    }

    /// One digit or more.
    fn digits(&mut self) -> Result<(), JsonError> {
        let rest = self.text.as_bytes().get(self.position..).unwrap_or_default();
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.position += count;
        if count == 0 { Err(self.unexpected()) } else { Ok(()) }
    }

    /// A member name with its colon and the whitespace around it.
    pub(super) fn name(&mut self) -> Result<Cow<'a, str>, JsonError> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected());
        }
        let name = self.string()?;
        self.skip_whitespace();
        if !self.eat(b':') {
            return Err(self.unexpected());
        }
        self.skip_whitespace();
        Ok(name)
    }

    /// A string whose quotation mark is at hand. It borrows unless it has an escape.
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>, JsonError> {
        self.position += 1;
        let plain = self.plain()?;
        if self.eat(b'"') {
            return Ok(Cow::Borrowed(plain));
        }
        let mut out = String::from(plain);
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.position += 1;
                    return Ok(Cow::Owned(out));
                }
                Some(b'\\') => out.push(self.escape()?),
                Some(b' '..) => out.push_str(self.plain()?),
                _ => return Err(self.unexpected()),
            }
        }
    }

    /// Everything up to the next quotation mark, backslash or control.
    fn plain(&mut self) -> Result<&'a str, JsonError> {
        let start = self.position;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        self.position += plain_len(rest);
        self.since(start)
    }

    /// `escape = "\" ( DQUOTE / "\" / "/" / "b" / "f" / "n" / "r" / "t" / "u" 4HEXDIG )`
    fn escape(&mut self) -> Result<char, JsonError> {
        let start = self.position;
        self.position += 1;
        let plain = match self.peek() {
            Some(b'u') => return self.unicode_escape(start),
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            _ => return Err(self.unexpected()),
        };
        self.position += 1;
        Ok(plain)
    }

    /// `\uXXXX`, or two of them that make a surrogate pair; `start` is the first backslash.
    fn unicode_escape(&mut self, start: usize) -> Result<char, JsonError> {
        let first = self.code_unit()?;
        if let Some(character) = char::from_u32(u32::from(first)) {
            return Ok(character);
        }
        let lone = JsonError::LoneSurrogate { offset: start };
        if first >= 0xdc00
            || !self.text.as_bytes().get(self.position..).is_some_and(|rest| rest.starts_with(b"\\u"))
        {
            return Err(lone);
        }
        self.position += 1;
        let pair = [first, self.code_unit()?];
        match char::decode_utf16(pair).next() {
            Some(Ok(character)) => Ok(character),
            _ => Err(lone),
        }
    }

    /// `uXXXX`
    fn code_unit(&mut self) -> Result<u16, JsonError> {
        self.position += 1;
        let mut unit = 0;
        for _ in 0..4 {
            let digit = match self.peek() {
                Some(byte @ b'0'..=b'9') => byte - b'0',
                Some(byte @ b'a'..=b'f') => byte - b'a' + 10,
                Some(byte @ b'A'..=b'F') => byte - b'A' + 10,
                _ => return Err(self.unexpected()),
            };
            unit = unit << 4 | u16::from(digit);
            self.position += 1;
        }
        Ok(unit)
    }

    /// The text from `start` to the position. Both stand next to ASCII, hence on character boundaries.
    fn since(&self, start: usize) -> Result<&'a str, JsonError> {
        self.text.get(start..self.position).ok_or(JsonError::Syntax { offset: start })
    }
}

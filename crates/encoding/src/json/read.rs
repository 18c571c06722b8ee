//! The reader: recursive descent over text that is known to be UTF-8, bounded in depth and in values.
//!
//! ```text
//! JSON-text = ws value ws
//! value     = false / null / true / object / array / number / string
//! object    = "{" [ member *( "," member ) ] "}"      member = string ":" value
//! array     = "[" [ value *( "," value ) ] "]"
//! ```

use alloc::vec::Vec;

use super::{JsonError, Limits, Object, Value};

mod scalar;

/// Reads exactly one JSON text (RFC 8259).
///
/// Strings without escapes and numbers borrow from `bytes`.
///
/// # Errors
///
/// [`JsonError`]: the text exceeds a limit, is not UTF-8, does not follow the grammar, starts with a byte order mark, goes
/// on after its value, repeats a member name in any object, or escapes half of a surrogate pair.
pub fn parse<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Value<'a>, JsonError> {
    if bytes.len() > limits.max_bytes() {
        return Err(JsonError::TooLarge { limit: limits.max_bytes(), actual: bytes.len() });
    }
    let text =
        core::str::from_utf8(bytes).map_err(|error| JsonError::Utf8 { offset: error.valid_up_to() })?;
    if text.starts_with('\u{feff}') {
        return Err(JsonError::ByteOrderMark);
    }
    let mut reader = Reader::new(text, limits);
    reader.skip_whitespace();
    let value = reader.value(0)?;
    reader.skip_whitespace();
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(JsonError::TrailingBytes { offset: reader.position }),
    }
}

struct Reader<'a> {
    text: &'a str,
    position: usize,
    max_depth: usize,
    max_values: usize,
    values_left: usize,
    /// Where the names of the objects that are open start, so that a duplicate can be pointed at: one stack for all.
    name_offsets: Vec<usize>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, limits: &Limits) -> Self {
        Self {
            text,
            position: 0,
            max_depth: limits.max_depth(),
            max_values: limits.max_values(),
            values_left: limits.max_values(),
            name_offsets: Vec::new(),
        }
    }

    /// Reads a value that `depth` arrays and objects stand around.
    fn value(&mut self, depth: usize) -> Result<Value<'a>, JsonError> {
        self.count()?;
        match self.peek() {
            Some(b'"') => self.string().map(Value::String),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'-' | b'0'..=b'9') => self.number().map(Value::Number),
            Some(b't') => self.literal("true", Value::Bool(true)),
            Some(b'f') => self.literal("false", Value::Bool(false)),
            Some(b'n') => self.literal("null", Value::Null),
            _ => Err(self.unexpected()),
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value<'a>, JsonError> {
        let depth = self.open(depth)?;
        let mut items = Vec::new();
        if self.eat(b']') {
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value(depth)?);
            if !self.goes_on(b']')? {
                return Ok(Value::Array(items));
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value<'a>, JsonError> {
        let depth = self.open(depth)?;
        if self.eat(b'}') {
            return Ok(Value::Object(Object::new()));
        }
        let base = self.name_offsets.len();
        let mut members = Vec::new();
        loop {
            self.count()?;
            self.name_offsets.push(self.position);
            let name = self.name()?;
            members.push((name, self.value(depth)?));
            if !self.goes_on(b'}')? {
                break;
            }
        }
        let object = Object::from_members(members).map_err(|repeat| self.duplicate(base + repeat))?;
        self.name_offsets.truncate(base);
        Ok(Value::Object(object))
    }

    /// Takes the opening bracket and the whitespace after it.
    fn open(&mut self, depth: usize) -> Result<usize, JsonError> {
        if depth >= self.max_depth {
            return Err(JsonError::TooDeep { limit: self.max_depth });
        }
        self.position += 1;
        self.skip_whitespace();
        Ok(depth + 1)
    }

    /// Takes the comma before a further item, or the closing bracket.
    fn goes_on(&mut self, close: u8) -> Result<bool, JsonError> {
        self.skip_whitespace();
        if self.eat(b',') {
            self.skip_whitespace();
            return Ok(true);
        }
        if self.eat(close) { Ok(false) } else { Err(self.unexpected()) }
    }

    fn count(&mut self) -> Result<(), JsonError> {
        let left = self.values_left.checked_sub(1);
        self.values_left = left.ok_or(JsonError::TooManyValues { limit: self.max_values })?;
        Ok(())
    }

    fn duplicate(&self, name: usize) -> JsonError {
        JsonError::DuplicateMember { offset: self.name_offsets.get(name).copied().unwrap_or(self.position) }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.position += usize::from(found);
        found
    }

    fn skip_whitespace(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.position += 1;
        }
    }

    /// What the byte at hand means where the grammar has no place for it.
    fn unexpected(&self) -> JsonError {
        match self.peek() {
            None => JsonError::UnexpectedEnd,
            Some(_) => JsonError::Syntax { offset: self.position },
        }
    }
}

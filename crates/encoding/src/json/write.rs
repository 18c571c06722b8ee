//! Compact writing.

use alloc::string::String;

use super::scan::plain_len;
use super::{Object, Value};
use crate::hex;

/// Which characters are escaped beyond those that RFC 8259 §7 demands.
#[derive(Clone, Copy)]
enum Style {
    Plain,
    /// What Go's `encoding/json` writes by default: safe to embed in HTML and in JavaScript.
    Go,
}

impl Value<'_> {
    /// Writes the value without whitespace, members in their order, numbers as they were read.
    ///
    /// Only what RFC 8259 §7 demands is escaped: quotation mark, backslash and the controls below U+0020, with the short
    /// form where there is one.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        push_value(&mut out, self, Style::Plain);
        out
    }

    /// Writes the value as Go's `json.Marshal` would: as [`to_json`](Self::to_json), with `<`, `>`, `&`, U+2028 and U+2029
    /// escaped as well (`\u003c` and so on). The short forms `\b` and `\f` are those of Go 1.22 and later.
    ///
    /// Members keep their order; Go sorts the keys of a map and keeps the fields of a struct in their order.
    #[must_use]
    pub fn to_json_go(&self) -> String {
        let mut out = String::new();
        push_value(&mut out, self, Style::Go);
        out
    }
}

/// Writes a string with the escapes that RFC 8259 §7 demands and no others, which is what RFC 8785 §3.2.2.2 asks for.
pub(crate) fn push_string(out: &mut String, text: &str) {
    push_escaped(out, text, Style::Plain);
}

fn push_value(out: &mut String, value: &Value<'_>, style: Style) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => out.push_str(number.as_str()),
        Value::String(text) => push_escaped(out, text, style),
        Value::Array(items) => push_array(out, items, style),
        Value::Object(object) => push_object(out, object, style),
    }
}

fn push_array(out: &mut String, items: &[Value<'_>], style: Style) {
    let mut separator = "";
    out.push('[');
    for item in items {
        out.push_str(separator);
        push_value(out, item, style);
        separator = ",";
    }
    out.push(']');
}

fn push_object(out: &mut String, object: &Object<'_>, style: Style) {
    let mut separator = "";
    out.push('{');
    for (name, value) in object.iter() {
        out.push_str(separator);
        push_escaped(out, name, style);
        out.push(':');
        push_value(out, value, style);
        separator = ",";
    }
    out.push('}');
}

fn push_escaped(out: &mut String, text: &str, style: Style) {
    let mut rest = text;
    out.push('"');
    while let Some((plain, tail)) = rest.split_at_checked(style.plain_len(rest)) {
        out.push_str(plain);
        let mut characters = tail.chars();
        let Some(character) = characters.next() else { break };
        push_escape(out, character);
        rest = characters.as_str();
    }
    out.push('"');
}

impl Style {
    /// How many bytes stand before the first character to be escaped.
    fn plain_len(self, text: &str) -> usize {
        match self {
            Self::Plain => plain_len(text.as_bytes()),
            Self::Go => text.find(is_escaped_by_go).unwrap_or(text.len()),
        }
    }
}

fn is_escaped_by_go(character: char) -> bool {
    matches!(character, '"' | '\\' | '\0'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}')
}

fn push_escape(out: &mut String, character: char) {
    out.push('\\');
    match character {
        '"' | '\\' => out.push(character),
        '\u{8}' => out.push('b'),
        '\t' => out.push('t'),
        '\n' => out.push('n'),
        '\u{c}' => out.push('f'),
        '\r' => out.push('r'),
        _ => push_code_unit(out, character),
    }
}

/// `uXXXX`; every character that is escaped lies in the Basic Multilingual Plane.
fn push_code_unit(out: &mut String, character: char) {
    out.push('u');
    let [_, _, high, low] = u32::from(character).to_be_bytes();
    for byte in [high, low] {
        out.push(hex::digit(byte >> 4));
        out.push(hex::digit(byte & 15));
    }
}

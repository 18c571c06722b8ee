//! Finds one member in the text of a JSON object that was read before, so that its text need not be copied.

use countersign_encoding::json::{self, Limits};

/// The text of the value of the member `name`. `document` is JSON, an object, and repeats no name: the strict reader
/// accepted it. On anything else the answer is some part of the text or none.
pub(super) fn member<'t>(document: &'t str, name: &str) -> Option<&'t str> {
    let mut cursor = Cursor { text: document, at: 0 };
    cursor.skip(b'{');
    loop {
        cursor.skip(b',');
        let key = cursor.value().filter(|key| key.starts_with('"'))?;
        cursor.skip(b':');
        let value = cursor.value()?;
        if is_name(key, name) {
            return Some(value);
        }
    }
}

fn is_name(key: &str, name: &str) -> bool {
    if !key.contains('\\') {
        return key.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) == Some(name);
    }
    json::parse(key.as_bytes(), &Limits::default()).is_ok_and(|key| key.as_str() == Some(name))
}

struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Past one `mark`, if it is next, and the space around it.
    fn skip(&mut self, mark: u8) {
        self.skip_space();
        if self.peek() == Some(mark) {
            self.at += 1;
        }
        self.skip_space();
    }

    /// Past one value. None at the end of an object or of the text.
    fn value(&mut self) -> Option<&'t str> {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => self.skip_string(),
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth == 0 => break,
                b'}' | b']' => depth -= 1,
                b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' if depth == 0 => break,
                _ => {}
            }
            self.at += 1;
        }
        self.text.get(start..self.at).filter(|value| !value.is_empty())
    }

    /// From the opening quotation mark to the closing one.
    fn skip_string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => return,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::member;

    #[test]
    fn a_member_is_found_by_its_unescaped_name_at_the_top_only() {
        let text = " { \"a\" : {\"predicate\":1, \"x\":\"}\\\"]\"} ,\n\"\\u0070redicate\" :\t[ \"b\\\\\" , {} ] , \"c\":2}";
        assert_eq!(member(text, "predicate"), Some("[ \"b\\\\\" , {} ]"));
        assert_eq!(member(text, "c"), Some("2"));
        assert_eq!(member(text, "x"), None);
        assert_eq!(member("{}", "x"), None);
    }

    #[test]
    fn what_is_no_object_ends() {
        for text in ["", "{", "{\"a", "{\"a\\", "[1", "{\"a\":", "{:::", "é{é", "]]]", "{\"a\"]1"] {
            let _ = member(text, "b");
        }
    }
}

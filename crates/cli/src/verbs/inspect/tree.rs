//! A description as lines for people.

use countersign::encoding::{
    json::{Object, Value},
    text::escape,
};

/// How much of one text is shown, in characters.
const SHOWN: usize = 200;
/// How many lines are shown.
const LINES: usize = 200;

/// One member a line, what is inside of it indented below.
pub fn text(described: &Object<'_>) -> String {
    let mut lines = Vec::new();
    members(&mut lines, described, 0);
    let more = lines.len().saturating_sub(LINES);
    lines.truncate(LINES);
    if more > 0 {
        lines.push(format!("… and {more} lines more: --output json shows all"));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn members(lines: &mut Vec<String>, object: &Object<'_>, depth: usize) {
    object.iter().for_each(|(name, value)| member(lines, name, value, depth));
}

fn member(lines: &mut Vec<String>, name: &str, value: &Value<'_>, depth: usize) {
    let start = format!("{}{}", "  ".repeat(depth), escape(name, SHOWN));
    match value {
        Value::Object(object) if !object.is_empty() => {
            lines.push(start);
            members(lines, object, depth + 1);
        }
        Value::Array(items) if !items.is_empty() => {
            lines.push(start);
            let numbered = items.iter().enumerate();
            numbered.for_each(|(place, item)| member(lines, &format!("[{place}]"), item, depth + 1));
        }
        Value::String(said) => lines.push(format!("{start}: {}", escape(said, SHOWN))),
        plain => lines.push(format!("{start}: {}", escape(&plain.to_json(), SHOWN))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_members_indented_and_escapes_what_is_foreign() {
        let inner = Object::new().with("a\u{202e}b", "x\u{1b}").with("n", 1u64);
        let object = Object::new().with("kind", "thing").with("list", vec![Value::from(inner)]);
        let shown = text(&object);
        assert_eq!(shown, "kind: thing\nlist\n  [0]\n    a\\u{202e}b: x\\u{1b}\n    n: 1\n");
    }

    #[test]
    fn a_long_one_is_cut_and_says_so() {
        let items: Vec<Value<'_>> = (0..1000u64).map(Value::from).collect();
        let shown = text(&Object::new().with("list", items));
        assert_eq!(shown.lines().count(), LINES + 1);
        assert!(shown.ends_with("and 801 lines more: --output json shows all\n"));
    }
}

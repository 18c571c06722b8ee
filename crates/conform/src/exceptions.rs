//! The false accepts that are known, each with its reason: `exceptions.toml`.
//!
//! ```text
//! [[false_accept]]
//! id = "corpus::case"
//! reason = "why"
//! ```
//!
//! Only this much of TOML is read, and anything else is an error: a mistake here must not hide a false accept.

use std::collections::BTreeMap;

const FILE: &str = include_str!("../exceptions.toml");
const HEAD: &str = "[[false_accept]]";

/// The known false accepts with their reasons, by id.
pub fn known() -> Result<BTreeMap<String, String>, String> {
    parse(FILE)
}

fn parse(text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut known = BTreeMap::new();
    while let Some(line) = lines.next() {
        if line != HEAD {
            return Err(format!("exceptions.toml: {HEAD} expected, found {line}"));
        }
        let id = string(lines.next(), "id")?;
        let reason = string(lines.next(), "reason")?;
        if known.insert(id.clone(), reason).is_some() {
            return Err(format!("exceptions.toml: {id} is named twice"));
        }
    }
    Ok(known)
}

/// The value of `name = "value"`; no escapes, not empty.
fn string(line: Option<&str>, name: &str) -> Result<String, String> {
    let value = line
        .and_then(|line| line.strip_prefix(name)?.trim_start().strip_prefix('='))
        .and_then(|value| value.trim_start().strip_prefix('"')?.strip_suffix('"'))
        .filter(|value| !value.trim().is_empty() && !value.contains(['"', '\\']));
    value.map(str::to_owned).ok_or_else(|| format!("exceptions.toml: {name} = \"…\" expected"))
}

#[cfg(test)]
mod tests {
    use super::{known, parse};

    #[test]
    fn the_file_of_this_crate_is_readable() {
        assert!(known().is_ok());
    }

    #[test]
    fn reads_ids_with_their_reasons() {
        let text = "# why\n[[false_accept]]\nid = \"a::1\"\nreason = \"the vector is wrong\"\n";
        assert_eq!(parse(text).unwrap().get("a::1").map(String::as_str), Some("the vector is wrong"));
    }

    #[test]
    fn refuses_an_exception_without_a_reason() {
        let head = "[[false_accept]]\nid = \"a\"\n";
        for rest in ["", "reason = \"\"\n", "reason = \" \"\n", "[[false_accept]]\n"] {
            assert!(parse(&format!("{head}{rest}")).is_err(), "{rest}");
        }
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for text in ["[[false_accepts]]\n", "id = \"a\"\n", "[[false_accept]]\nid = 1\nreason = \"x\"\n"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn refuses_one_id_twice() {
        let one = "[[false_accept]]\nid = \"a\"\nreason = \"x\"\n";
        assert!(parse(&format!("{one}{one}")).is_err());
    }
}

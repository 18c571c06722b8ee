use crate::skip::skip_or_fail;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The folder of the corpus `name` below `COUNTERSIGN_CORPORA`, or `None` after one line that says why not.
///
/// # Panics
///
/// When the corpus is not there and `COUNTERSIGN_REQUIRE_CORPORA` is `1`.
#[must_use]
pub fn corpora(name: &str) -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("COUNTERSIGN_CORPORA").filter(|folder| !folder.is_empty()) else {
        skip_or_fail(
            "COUNTERSIGN_REQUIRE_CORPORA",
            &format!("corpus {name}: COUNTERSIGN_CORPORA is not set"),
        );
        return None;
    };
    let corpus = Path::new(&folder).join(name);
    if !corpus.is_dir() {
        let why = format!("corpus {name}: {} is not a folder", corpus.display());
        skip_or_fail("COUNTERSIGN_REQUIRE_CORPORA", &why);
        return None;
    }
    Some(corpus)
}

/// Reads a file of one JSON value a line; empty lines are passed over.
///
/// # Panics
///
/// When the file cannot be read or a line is not JSON: a corpus that is half read would pass for a whole one.
#[must_use]
pub fn jsonl(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{} cannot be read: {error}", path.display()));
    let numbered = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    numbered
        .map(|(index, line)| {
            serde_json::from_str(line)
                .unwrap_or_else(|error| panic!("{} line {}: {error}", path.display(), index + 1))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::jsonl;

    #[test]
    fn reads_one_value_a_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cases.jsonl");
        std::fs::write(&path, "{\"id\":1}\n\n[2]\n").unwrap();
        assert_eq!(jsonl(&path), [serde_json::json!({"id": 1}), serde_json::json!([2])]);
    }

    #[test]
    #[should_panic(expected = "line 2")]
    fn a_line_that_is_not_json_fails_the_test() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cases.jsonl");
        std::fs::write(&path, "1\n{\n").unwrap();
        let _ = jsonl(&path);
    }
}

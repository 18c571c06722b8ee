//! The page about revocation has each code of a CRL and of an OCSP message, and what to do.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use std::{collections::BTreeSet, fs, path::Path};

const PAGE: &str = include_str!("../../../docs/revocation.md");

/// Every code in a text that begins so.
fn codes(text: &str, prefix: &str) -> BTreeSet<String> {
    let is_end =
        |character: char| !(character.is_ascii_uppercase() || character.is_ascii_digit() || character == '-');
    let rest = text.match_indices(prefix).map(|(at, _)| text.split_at(at).1);
    rest.map(|rest| rest.split(is_end).next().unwrap().to_owned()).collect()
}

/// Every code in the sources of a module, whatever file it is in.
fn written(module: &str, prefix: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(module);
    let (mut folders, mut found) = (vec![folder], BTreeSet::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.extend(codes(&fs::read_to_string(path).unwrap(), prefix)),
            }
        }
    }
    found
}

#[test]
fn the_page_has_each_code_once_with_when_and_what_to_do() {
    for (module, prefix, least) in [("crl", "CSG-CRL-", 25), ("ocsp", "CSG-OCSP-", 39)] {
        let written = written(module, prefix);
        assert!(written.len() >= least, "{written:?}");
        assert_eq!(codes(PAGE, prefix), written);
        for code in written {
            let begins = format!("| `{code}` | ");
            let rows: Vec<&str> = PAGE.lines().filter(|line| line.starts_with(&begins)).collect();
            assert_eq!(rows.len(), 1, "{code}");
            let cells: Vec<&str> = rows[0].trim_matches(['|', ' ']).split(" | ").collect();
            assert!(cells.len() == 3 && cells.iter().all(|cell| !cell.trim().is_empty()), "{rows:?}");
        }
    }
}

//! The page of attacks on time and revocation names tests that are there.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::{collections::BTreeSet, fs, path::Path};

/// Where the files of a section are.
const SECTIONS: [(&str, &str); 3] = [
    ("\n## Timestamps\n", "../timestamp/tests"),
    ("\n## Revocation\n", "tests"),
    ("\n## Revocation lists of countersign's own\n", "tests"),
];

/// What stands between backticks.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_test_that_the_page_of_attacks_names_is_in_its_file() {
    let page = include_str!("../../../docs/time-and-revocation-attacks.md");
    let mut named = BTreeSet::new();
    for (heading, folder) in SECTIONS {
        let (_, section) = page.split_once(heading).unwrap();
        let section = section.split("\n## ").next().unwrap();
        for row in section.lines().filter(|line| line.starts_with("| ")).skip(1) {
            let cells: Vec<&str> = row.split(" | ").collect();
            assert_eq!(cells.len(), 4, "{row}");
            let (files, tests) = (quoted(cells[2]), quoted(cells[3]));
            assert!(!files.is_empty() && !tests.is_empty(), "{row}");
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
            let texts: Vec<_> =
                files.iter().map(|file| fs::read_to_string(root.join(file)).unwrap()).collect();
            for test in tests {
                let begins = format!("fn {test}(");
                let mut lines = texts.iter().flat_map(|text| text.lines());
                assert!(
                    lines.any(|line| line.trim_start().starts_with(&begins)),
                    "{test} is in none of {files:?}"
                );
                named.insert(test);
            }
        }
    }
    assert!(named.len() > 70, "{}", named.len());
}

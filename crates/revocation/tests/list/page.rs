//! The page of the format against the code.

use std::collections::BTreeSet;

/// Whatever stands between two marks and begins like a code.
fn codes(text: &str, mark: char) -> BTreeSet<&str> {
    text.split(mark).filter(|part| part.starts_with("CSG-LIST-")).collect()
}

#[test]
fn the_page_has_each_code_of_a_list_and_no_other() {
    let page = include_str!("../../../../docs/revocation-lists.md");
    let (_, table) = page.split_once("\n## Error codes\n").unwrap();
    let table = table.split("\n## ").next().unwrap();
    let source = codes(include_str!("../../src/list/error.rs"), '"');
    assert_eq!(codes(table, '`'), source);
    assert!(codes(page, '`').is_subset(&source));
    assert!(source.len() >= 18, "{source:?}");
}

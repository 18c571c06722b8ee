//! The page that lists the codes says what the code says.

use std::collections::BTreeSet;

/// Every code in a text.
fn codes(text: &str) -> BTreeSet<&str> {
    let starts = text.match_indices("CSG-TSP-").map(|(at, _)| text.split_at(at).1);
    let is_end =
        |character: char| !(character.is_ascii_uppercase() || character == '-' || character.is_ascii_digit());
    starts.map(|rest| rest.split(is_end).next().unwrap_or_default()).collect()
}

#[test]
fn the_page_of_timestamps_lists_every_code_once() {
    let page = include_str!("../../../../docs/timestamps.md");
    let sources = [
        include_str!("../../src/error/parse.rs"),
        include_str!("../../src/error/request.rs"),
        include_str!("../../src/error/response.rs"),
        include_str!("../../src/error/several.rs"),
        include_str!("../../src/error/token.rs"),
        include_str!("../../src/renewal/error.rs"),
    ];
    let written: BTreeSet<&str> = sources.iter().flat_map(|source| codes(source)).collect();
    assert_eq!(codes(page), written);
    for code in written {
        let rows = page.lines().filter(|line| line.starts_with(&format!("| `{code}` |"))).count();
        assert_eq!(rows, 1, "{code}");
    }
}

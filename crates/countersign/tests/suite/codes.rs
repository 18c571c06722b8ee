//! The page that lists the codes says what the code says.
use countersign::Code;

#[test]
fn the_page_of_codes_lists_every_code_with_its_class_and_advice() {
    let page = include_str!("../../../../docs/codes.md");
    for code in Code::ALL {
        let class = format!("{:?}", code.class()).to_lowercase();
        let row = page.lines().find(|line| line.starts_with(&format!("| `{code}` | {class} |")));
        let row = row.unwrap_or_else(|| panic!("docs/codes.md lacks {code} ({class})"));
        assert!(row.ends_with(&format!("| {} |", code.next())), "{row}");
    }
    assert_eq!(page.lines().filter(|line| line.starts_with("| `CSG-")).count(), Code::ALL.len());
}

//! Foreign text made safe to show.

use countersign_encoding::text::escape;
use proptest::prelude::*;

#[test]
fn leaves_readable_text_alone() {
    for text in ["", "registry.example/app:v1 \"ok\"", "żółć 漢字 🦀", "a~b"] {
        assert_eq!(escape(text, 64), text);
    }
}

#[test]
fn neutralises_what_cannot_be_seen() {
    let ranges = [
        '\u{0}'..='\u{1f}',
        '\u{7f}'..='\u{a0}',
        '\u{ad}'..='\u{ad}',
        '\u{61c}'..='\u{61c}',
        '\u{180e}'..='\u{180e}',
        '\u{200b}'..='\u{200f}',
        '\u{2028}'..='\u{202e}',
        '\u{2060}'..='\u{206f}',
        '\u{feff}'..='\u{feff}',
        '\u{fff9}'..='\u{fffb}',
        '\u{e0000}'..='\u{e007f}',
    ];
    for hidden in ranges.into_iter().flatten() {
        let escaped = format!("a{}b", hidden.escape_unicode());
        assert_eq!(escape(&format!("a{hidden}b"), 64), escaped);
    }
}

#[test]
fn a_written_escape_differs_from_the_character() {
    assert_eq!(escape("\\u{202e}", 64), "\\\\u{202e}");
    assert_eq!(escape("\u{202e}", 64), "\\u{202e}");
}

#[test]
fn shortens_without_cutting_an_escape() {
    assert_eq!(escape("abc", 3), "abc");
    assert_eq!(escape("abcd", 3), "abc…");
    assert_eq!(escape("ab\n", 6), "ab…");
    assert_eq!(escape("ab\n", 7), "ab\\u{a}");
    assert_eq!(escape("a\\", 2), "a…");
    assert_eq!(escape("a", 0), "…");
    assert_eq!(escape("", 0), "");
    assert_eq!(escape("漢字漢字", 2), "漢字…");
}

/// Reads an escaped text back.
fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        if character != '\\' {
            out.push(character);
        } else if rest.next() == Some('u') {
            let digits: String = rest.by_ref().skip(1).take_while(|digit| *digit != '}').collect();
            out.extend(u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32));
        } else {
            out.push('\\');
        }
    }
    out
}

proptest! {
    #[test]
    fn nothing_is_lost_and_nothing_is_hidden(text in any::<String>()) {
        let shown = escape(&text, usize::MAX);
        prop_assert!(!shown.chars().any(char::is_control));
        prop_assert_eq!(unescape(&shown), text);
    }

    #[test]
    fn the_bound_holds(text in any::<String>(), bound in 0_usize..40) {
        prop_assert!(escape(&text, bound).chars().count() <= bound + 1);
    }
}

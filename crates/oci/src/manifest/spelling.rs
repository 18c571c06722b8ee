use countersign_encoding::json::Object;

/// The known member that another one differs from in capital letters alone.
///
/// Go reads member names without regard to case, and the last spelling wins: `Digest` beside `digest` would show another
/// layer to a runtime than to us.
pub(crate) fn other_spelling(object: &Object<'_>, known: &[&'static str]) -> Option<&'static str> {
    let alias_of = |name: &str| known.iter().copied().find(|known| *known != name && folds_to(name, known));
    object.iter().find_map(|(name, _)| alias_of(name))
}

/// Simple case folding as Go's `encoding/json` does it, for names of ASCII letters: U+017F folds to `s`, U+212A to `k`.
fn folds_to(name: &str, known: &str) -> bool {
    let fold = |c: char| match c {
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        _ => c.to_ascii_lowercase(),
    };
    name.len() <= known.len() * 3 && name.chars().map(fold).eq(known.chars().map(fold))
}

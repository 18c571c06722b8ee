use countersign_encoding::{json, olpc};

/// The OLPC form of what is accepted loses nothing: with its controls escaped it is JSON again, and has the same form.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn olpc(data: &[u8]) {
    // A control takes six bytes once it is escaped.
    let limits = json::Limits::default();
    let wider = json::Limits::default().with_max_bytes(6 * limits.max_bytes());
    let Ok(form) = olpc::canonicalize(data, &limits) else { return };
    let escaped = with_controls_escaped(&form);
    let again =
        olpc::canonicalize(escaped.as_bytes(), &wider).expect("the form is JSON but for its controls");
    assert_eq!(again, form, "canonicalization is not idempotent");
}

fn with_controls_escaped(form: &str) -> String {
    let mut escaped = String::new();
    for character in form.chars() {
        if character < ' ' {
            escaped.push_str(&format!("\\u{:04x}", u32::from(character)));
        } else {
            escaped.push(character);
        }
    }
    escaped
}

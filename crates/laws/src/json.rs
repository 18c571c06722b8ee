use countersign_encoding::{jcs, json};

/// What is accepted is one document: printing and reading it again gives the same value, and its canonical form is its own.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn json(data: &[u8]) {
    let limits = json::Limits::default();
    let Ok(value) = json::parse(data, &limits) else { return };

    let printed = value.to_json();
    let read = json::parse(printed.as_bytes(), &limits).expect("what we print we accept");
    assert_eq!(read, value, "printing changed the value");
    assert_eq!(read.to_json(), printed, "printing is not a fixpoint");

    let as_go = value.to_json_go();
    assert_eq!(
        json::parse(as_go.as_bytes(), &limits).as_ref(),
        Ok(&value),
        "printing as Go does changed the value"
    );

    canonical_form_is_its_own(data, &limits);
}

fn canonical_form_is_its_own(data: &[u8], limits: &json::Limits) {
    let Ok(canonical) = jcs::canonicalize(data, limits) else { return };
    match jcs::canonicalize(canonical.as_bytes(), limits) {
        Ok(again) => assert_eq!(again, canonical, "canonicalization is not idempotent"),
        // `1.5e20` is printed as an integer (RFC 8785 §3.2.2.3), and an integer literal of that size is refused.
        Err(jcs::JcsError::InexactInteger) => {}
        Err(error) => panic!("the canonical form cannot be canonicalized: {error}"),
    }
}

use countersign_oci::Reference;

/// What is accepted is printed as it was read, and what Docker's defaults complete is a strict reference.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn reference(data: &[u8]) {
    let Ok(text) = core::str::from_utf8(data) else { return };
    if let Ok(reference) = Reference::parse(text) {
        assert_eq!(reference.to_string(), text, "printing changed a strict reference");
    }
    if let Ok(familiar) = Reference::parse_familiar(text) {
        let printed = familiar.to_string();
        let strict = Reference::parse(&printed).expect("a completed reference is a strict one");
        assert_eq!(strict, familiar, "printing changed a completed reference");
        assert!(familiar.domain().is_some(), "a completed reference names its registry");
        assert_eq!(
            Reference::parse_familiar(&printed).as_ref(),
            Ok(&familiar),
            "completing is not idempotent"
        );
    }
}

use countersign_x509::{DistinguishedName, DnsName, Identity, IdentityPattern};

/// What is accepted is printed so that it is read as the same again, and its printed form is its own.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn identity(data: &[u8]) {
    let Ok(text) = core::str::from_utf8(data) else { return };
    if let Ok(identity) = Identity::parse(text) {
        let printed = identity.to_string();
        let again = Identity::parse(&printed).expect("a printed identity is one");
        assert_eq!(again, identity, "printing changed an identity");
        assert_eq!(again.to_string(), printed, "printing is not idempotent");
    }
    if let Ok(name) = DistinguishedName::parse(text) {
        let again = DistinguishedName::parse(&name.to_string()).expect("a printed name is one");
        assert_eq!(again.name().der(), name.name().der(), "printing changed a name");
    }
    if let Ok(name) = DnsName::parse(text) {
        assert!(name.is_presented_as(text), "a host is not itself");
        assert!(!name.is_presented_as(&format!("{text}.")), "a trailing dot passes");
    }
    if let Ok(pattern) = IdentityPattern::parse(text) {
        assert_eq!(pattern.to_string(), text, "printing changed a pattern");
    }
}

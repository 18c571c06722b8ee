use countersign_crypto::{KeyId, KeyIdError};

use crate::support::{cosign_key, seeded};

#[test]
fn the_shown_form_reads_back() {
    let id = cosign_key().id();
    let shown = id.to_string();
    assert_eq!(shown, "SHA256:e5f821db0c74ad2b78e1af386aa6652b2485662b27a262568642eaa70a7f5145");
    assert_eq!(KeyId::parse(&shown), Ok(id));
    assert_eq!(format!("{id:?}"), shown);
}

#[test]
fn refuses_every_other_spelling() {
    let shown = cosign_key().id().to_string();
    let digits = shown.strip_prefix("SHA256:").unwrap();
    for (text, expected) in [
        (digits.to_owned(), KeyIdError::Prefix),
        (format!("sha256:{digits}"), KeyIdError::Prefix),
        (format!(" {shown}"), KeyIdError::Prefix),
        (String::new(), KeyIdError::Prefix),
        (format!("SHA256:{}", digits.to_uppercase()), KeyIdError::Hexadecimal),
        (format!("{shown}\n"), KeyIdError::Hexadecimal),
        (format!("{shown}0"), KeyIdError::Hexadecimal),
        (format!("{shown}00"), KeyIdError::Length { actual: 33 }),
        ("SHA256:".to_owned(), KeyIdError::Length { actual: 0 }),
        (format!("SHA256:SHA256:{digits}"), KeyIdError::Hexadecimal),
    ] {
        assert_eq!(KeyId::parse(&text), Err(expected), "{text:?}");
    }
}

#[test]
fn different_keys_have_different_ids() {
    let ids: std::collections::BTreeSet<_> = (0..64).map(|seed| seeded(seed).public_key().id()).collect();
    assert_eq!(ids.len(), 64);
}

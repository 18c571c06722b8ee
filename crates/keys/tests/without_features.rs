//! A build without JSON Web Keys and OpenSSH's keys says what it lacks.
#![cfg(all(feature = "rustcrypto", not(feature = "jwk"), not(feature = "openssh")))]
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up should stop")]

use countersign_crypto::RustCrypto;
use countersign_keys::{KeyFile, KeyFileError, KeyForm};

#[test]
fn forms_that_a_feature_would_read_are_named() {
    for (bytes, form, feature) in [
        (&include_bytes!("data/jwk/p256.pub.json")[..], KeyForm::Jwk, "jwk"),
        (include_bytes!("data/openssh/p256"), KeyForm::OpenSsh, "openssh"),
        (include_bytes!("data/openssh/p256.pub"), KeyForm::OpenSshPublic, "openssh"),
    ] {
        assert_eq!(KeyForm::of(bytes), Ok(form));
        let error = KeyFile::parse(bytes, &RustCrypto).unwrap_err();
        assert_eq!(error, KeyFileError::FeatureMissing { form, feature });
    }
}

//! A build that cannot open Cosign's boxes says so.
#![cfg(all(feature = "rustcrypto", not(feature = "sealed-keys")))]
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up should stop")]

use countersign_crypto::RustCrypto;
use countersign_keys::{KeyFile, KeyFileError, KeyForm};

#[test]
fn a_box_is_named_as_what_this_build_cannot_open() {
    let text = include_str!("data/p256.key");
    for text in [text.to_owned(), text.replace("SIGSTORE", "COSIGN")] {
        let error = KeyFile::parse(text.as_bytes(), &RustCrypto).unwrap_err();
        let feature = "sealed-keys";
        assert_eq!(error, KeyFileError::FeatureMissing { form: KeyForm::CosignBox, feature });
    }
    let control = KeyFile::parse(include_bytes!("data/p256.pub"), &RustCrypto).unwrap();
    assert!(matches!(control, KeyFile::Public(_)));
}

use countersign_crypto::RustCrypto;
use countersign_keys::{KeyFile, SealedKey, write_pkcs8_pem, write_public_pem};

/// A key file that is accepted and written again holds the same key. No password is tried, so no key is derived.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn key_file(data: &[u8]) {
    match KeyFile::parse(data, &RustCrypto) {
        Ok(KeyFile::Public(key)) => {
            let written = write_public_pem(&key);
            match KeyFile::parse(written.as_bytes(), &RustCrypto) {
                Ok(KeyFile::Public(read)) => assert_eq!(read, key, "writing changed the public key"),
                other => panic!("a written public key is read as {other:?}"),
            }
        }
        Ok(KeyFile::Private(key)) => {
            let written = write_pkcs8_pem(&key).expect("a key that was read can be written");
            match KeyFile::parse(written.as_bytes(), &RustCrypto) {
                Ok(KeyFile::Private(read)) => assert_eq!(read.public_key(), key.public_key()),
                other => panic!("a written private key is read as {other:?}"),
            }
        }
        Ok(KeyFile::Sealed(sealed)) => same_box(&sealed),
        Ok(_) | Err(_) => {}
    }
}

/// The JSON of a Cosign key box that is accepted and written again is the same box.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn key_box(data: &[u8]) {
    if let Ok(sealed) = SealedKey::parse_json(data) {
        same_box(&sealed);
    }
}

fn same_box(sealed: &SealedKey) {
    assert_eq!(
        SealedKey::parse_json(sealed.to_json().as_bytes()).as_ref(),
        Ok(sealed),
        "writing changed the box"
    );
    match KeyFile::parse(sealed.to_pem().as_bytes(), &RustCrypto) {
        Ok(KeyFile::Sealed(read)) => assert_eq!(&read, sealed, "writing changed the box"),
        other => panic!("a written box is read as {other:?}"),
    }
}

//! What is written reads back, for every form and every type of key.

use countersign_crypto::{KeyType, PrivateKey, RustCrypto};
use countersign_keys::{
    KeyFile, KeyForm, write_pkcs8_der, write_pkcs8_pem, write_public_jwk, write_public_pem,
};
use proptest::prelude::*;

use crate::support::{TYPES, private_file, private_of, public_of, random, read};

#[test]
fn an_rsa_key_is_written_as_it_was_read() {
    let key = private_file("openssl/rsa2048.pkcs8.pem");
    let der = crate::support::der("openssl/rsa2048.pkcs8.pem");
    assert_eq!(*write_pkcs8_der(&key).unwrap(), der);
    for same in ["openssl/rsa2048.pkcs1.pem", "jwk/rsa2048.json"] {
        assert_eq!(*write_pkcs8_der(&private_file(same)).unwrap(), der);
    }
}

#[test]
fn an_rsa_key_of_openssh_has_its_exponents_computed() {
    let key = private_file("openssh/rsa2048");
    let written = write_pkcs8_pem(&key).unwrap();
    assert_eq!(private_of(written.as_bytes()).public_key(), key.public_key());
}

fn key_type() -> impl Strategy<Value = KeyType> {
    let curves: Vec<KeyType> =
        TYPES.iter().map(|(_, key_type)| *key_type).filter(|key_type| *key_type != KeyType::Rsa).collect();
    prop::sample::select(curves)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn plain_keys_read_back(key_type in key_type(), seed: u64) {
        let key = PrivateKey::generate(key_type, &mut random(seed), &RustCrypto).unwrap();
        let (der, pem) = (write_pkcs8_der(&key).unwrap(), write_pkcs8_pem(&key).unwrap());
        for bytes in [&der[..], pem.as_bytes()] {
            let again = private_of(bytes);
            prop_assert_eq!(again.expose_secret(), key.expose_secret());
            prop_assert_eq!(again.public_key(), key.public_key());
            prop_assert_eq!(KeyForm::of(bytes), Ok(KeyForm::Pkcs8));
        }
        let public = key.public_key();
        prop_assert_eq!(&public_of(public.spki_der()), public);
        prop_assert_eq!(&public_of(write_public_pem(public).as_bytes()), public);
        prop_assert_eq!(&public_of(write_public_jwk(public).as_bytes()), public);
    }

    #[test]
    fn no_bytes_make_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        for prefix in [&b""[..], b"0", b"{", b"ssh-ed25519 ", b"-----BEGIN EC PARAMETERS-----"] {
            let _file = read(&[prefix, &bytes].concat());
        }
    }

    #[test]
    fn what_is_read_is_written_in_one_form(at in 0usize..200, byte: u8, which in 0usize..4) {
        let (name, _) = TYPES[which];
        let mut der = crate::support::der(&format!("openssl/{name}.pkcs8.pem"));
        let index = at % der.len();
        der[index] = byte;
        if let Ok(KeyFile::Private(key)) = read(&der) {
            let written = write_pkcs8_der(&key).unwrap();
            // Versions 1 and 2 read alike.
            let version = der.windows(3).position(|window| window[..2] == [2, 1]).unwrap() + 2;
            der[version] = 0;
            prop_assert_eq!(&written[..], &der[..]);
        }
    }
}

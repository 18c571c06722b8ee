//! Every form with every type of key gives the same key.

use countersign_crypto::{KeyLimits, PublicKeyError, RsaKeyError, RustCrypto};
use countersign_keys::{KeyFile, KeyFileError, KeyForm, OpenError, PrivateDerError};

use crate::support::{
    TYPES, data, der, password, private_file, private_of, public_file, public_of, read, text, tlv,
};

fn form(bytes: &[u8]) -> KeyForm {
    KeyForm::of(bytes).unwrap()
}

#[test]
fn public_keys_of_openssl_are_the_keys_of_their_private_ones() {
    for (name, key_type) in TYPES {
        let pem = format!("openssl/{name}.spki.pem");
        let public = public_file(&pem);
        assert_eq!(public.key_type(), key_type);
        assert_eq!((form(&data(&pem)), form(&der(&pem))), (KeyForm::PublicSpki, KeyForm::PublicSpki));
        assert_eq!(public_of(&der(&pem)), public);
        let private = private_file(&format!("openssl/{name}.pkcs8.pem"));
        assert_eq!(private.public_key(), &public);
        assert_eq!(private.key_type(), key_type);
    }
}

#[test]
fn the_traditional_forms_of_openssl_are_the_same_keys() {
    for (file, same, expected) in [
        ("openssl/p256.sec1.pem", "openssl/p256.pkcs8.pem", KeyForm::Sec1),
        ("openssl/p384.sec1.pem", "openssl/p384.pkcs8.pem", KeyForm::Sec1),
        ("openssl/p521.sec1.pem", "openssl/p521.pkcs8.pem", KeyForm::Sec1),
        ("openssl/rsa2048.pkcs1.pem", "openssl/rsa2048.pkcs8.pem", KeyForm::Pkcs1),
    ] {
        let same = private_file(same);
        assert_eq!(private_file(file).expose_secret(), same.expose_secret(), "{file}");
        assert_eq!(private_of(&der(file)).public_key(), same.public_key(), "{file}");
        assert_eq!((form(&data(file)), form(&der(file))), (expected, expected));
    }
    let public = "openssl/rsa2048.pkcs1-public.pem";
    assert_eq!(public_file(public), public_file("openssl/rsa2048.spki.pem"));
    assert_eq!(public_of(&der(public)), public_file(public));
    assert_eq!((form(&data(public)), form(&der(public))), (KeyForm::Pkcs1Public, KeyForm::Pkcs1Public));
}

#[test]
fn pkcs8_reads_in_pem_and_in_der() {
    for (name, _) in TYPES {
        let pem = format!("openssl/{name}.pkcs8.pem");
        assert_eq!(private_of(&der(&pem)).expose_secret(), private_file(&pem).expose_secret());
        assert_eq!((form(&data(&pem)), form(&der(&pem))), (KeyForm::Pkcs8, KeyForm::Pkcs8));
    }
}

#[test]
fn keys_under_a_password_open_whatever_their_form() {
    let forms = [
        ("p256.key", "p256.pub", KeyForm::CosignBox),
        ("openssl/p256.pbkdf2-sha256.pem", "openssl/p256.spki.pem", KeyForm::Pbes2),
        ("openssh/p256.encrypted", "openssh/p256.pub", KeyForm::OpenSsh),
    ];
    for (file, public, expected) in forms {
        let key = read(&data(file)).unwrap();
        assert!(key.needs_password());
        assert_eq!(form(&data(file)), expected);
        let opened = key.open(&password("countersign"), &RustCrypto).unwrap();
        assert_eq!(opened.public_key(), &public_file(public), "{file}");
        assert_eq!(
            key.open(&password("Countersign"), &RustCrypto).unwrap_err(),
            OpenError::Password,
            "{file}"
        );
    }
    for plain in ["openssl/p256.pkcs8.pem", "p256.pub"] {
        let key = read(&data(plain)).unwrap();
        assert!(!key.needs_password());
        assert_eq!(key.open(&password("countersign"), &RustCrypto).unwrap_err(), OpenError::NotEncrypted);
    }
}

#[test]
fn encrypted_pkcs8_in_der_is_told_from_spki() {
    let file = "openssl/p256.pbkdf2-sha256.pem";
    assert_eq!(form(&der(file)), KeyForm::Pbes2);
    let key = read(&der(file)).unwrap();
    assert!(matches!(&key, KeyFile::EncryptedPkcs8(key) if key.to_pem() == text(file)));
}

#[test]
fn der_of_no_form_is_named_so() {
    for bytes in [
        vec![0x30],
        vec![0x30, 0],
        vec![0x30, 0x80, 0, 0],
        b"0123456789".to_vec(),
        tlv(0x30, &[2, 1, 1]),
        tlv(0x30, &[2, 1, 1, 5, 0]),
        tlv(0x30, &[4, 0, 4, 0]),
        tlv(0x30, &[0x30, 0, 0x30, 0]),
        [der("openssl/p256.spki.pem"), vec![0]].concat(),
    ] {
        assert_eq!(read(&bytes).unwrap_err(), KeyFileError::UnknownForm, "{bytes:02x?}");
        assert_eq!(KeyForm::of(&bytes).unwrap_err(), KeyFileError::UnknownForm, "{bytes:02x?}");
    }
}

#[test]
fn the_outline_promises_and_the_content_must_keep_it() {
    for (bytes, expected) in [
        (tlv(0x30, &[0x30, 0, 3, 1, 0]), KeyFileError::Public(PublicKeyError::Encoding)),
        (tlv(0x30, &[2, 1, 0, 0x30, 0]), KeyFileError::PrivateDer(PrivateDerError::Encoding)),
        (tlv(0x30, &[2, 1, 1, 4, 0]), KeyFileError::PrivateDer(PrivateDerError::UnsupportedCurve)),
        (tlv(0x30, &[2, 1, 0, 2, 1, 1, 2, 1, 1]), KeyFileError::PrivateDer(PrivateDerError::Encoding)),
        (
            tlv(0x30, &[2, 1, 5, 2, 1, 3]),
            KeyFileError::Public(PublicKeyError::Rsa(RsaKeyError::ModulusTooShort { bits: 3, least: 2048 })),
        ),
    ] {
        assert_eq!(read(&bytes).unwrap_err(), expected, "{bytes:02x?}");
    }
    let empty = tlv(0x30, &[0x30, 0, 4, 0]);
    assert!(matches!(read(&empty).unwrap_err(), KeyFileError::Pbes2(_)));
}

#[test]
fn the_limit_on_rsa_keys_is_the_callers() {
    // A modulus of 6144 bits; whether it is a product of two primes does not matter to who verifies.
    let mut modulus = vec![0xff; 768];
    modulus.insert(0, 0);
    let der = tlv(0x30, &[tlv(2, &modulus), tlv(2, &[1, 0, 1])].concat());
    let too_long = RsaKeyError::ModulusTooLong { bits: 6144, most: 4096 };
    assert_eq!(read(&der).unwrap_err(), KeyFileError::Public(PublicKeyError::Rsa(too_long)));
    let limits = KeyLimits::default().with_max_rsa_bits(8192);
    assert!(matches!(KeyFile::parse_with(&der, &limits, &RustCrypto), Ok(KeyFile::Public(_))));
}

#[test]
fn every_form_has_a_name_of_its_own() {
    let forms = [
        KeyForm::PublicSpki,
        KeyForm::Pkcs1Public,
        KeyForm::OpenSshPublic,
        KeyForm::Jwk,
        KeyForm::Pkcs8,
        KeyForm::Pbes2,
        KeyForm::Sec1,
        KeyForm::Pkcs1,
        KeyForm::OpenSsh,
        KeyForm::CosignBox,
    ];
    let names: std::collections::BTreeSet<_> = forms.iter().map(|form| form.name()).collect();
    assert_eq!(names.len(), forms.len());
}

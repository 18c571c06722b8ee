//! Opening and sealing; each test derives a few keys at full cost.

use countersign_crypto::{KeyType, RandomError, RustCrypto};
use countersign_encoding::base64;
use countersign_keys::{OpenError, Password, SealError, SealedKey};

use crate::support::{
    P256_BOX, P256_PUBLIC, json, password, private, private_file, public, random, sealed, text,
};

fn open(text: &str, password: &Password) -> Result<countersign_crypto::PrivateKey, OpenError> {
    sealed(text).open(password, &RustCrypto)
}

#[test]
fn opens_the_box_of_cosign_to_the_key_of_its_public_file() {
    let key = open(P256_BOX, &password("countersign")).unwrap();
    assert_eq!(key.public_key(), &public(P256_PUBLIC));
    assert_eq!(key.key_type(), KeyType::EcdsaP256);
    let old = P256_BOX.replace("SIGSTORE", "COSIGN");
    assert_eq!(open(&old, &password("countersign")).unwrap().expose_secret(), key.expose_secret());
}

#[test]
fn refuses_every_other_password() {
    for wrong in ["", "Countersign", "countersign ", "countersign\n", "countersig"] {
        assert_eq!(open(P256_BOX, &password(wrong)).unwrap_err(), OpenError::Password, "{wrong:?}");
    }
}

#[test]
fn zero_bytes_at_the_end_of_a_short_password_do_not_count() {
    // HMAC pads its key with zeros (RFC 2104 §2), so scrypt cannot tell the two apart.
    let key = open(P256_BOX, &password("countersign\0")).unwrap();
    assert_eq!(key.public_key(), &public(P256_PUBLIC));
}

#[test]
fn opens_boxes_of_cosign_with_every_type_of_key() {
    for (name, key_type) in [
        ("p384", KeyType::EcdsaP384),
        ("p521", KeyType::EcdsaP521),
        ("ed25519", KeyType::Ed25519),
        ("rsa2048", KeyType::Rsa),
    ] {
        let key = open(&text(&format!("{name}.key")), &password("countersign")).unwrap();
        assert_eq!(key.key_type(), key_type);
        assert_eq!(key.public_key(), &public(&text(&format!("{name}.pub"))));
    }
}

#[test]
fn seals_every_type_of_key() {
    for name in ["p256", "p384", "p521", "ed25519", "rsa2048"] {
        let key = private_file(&format!("openssl/{name}.pkcs8.pem"));
        let pem = SealedKey::seal(&key, &password("x"), &mut random(5)).unwrap().to_pem();
        let opened = open(&pem, &password("x")).unwrap();
        assert_eq!(opened.expose_secret(), key.expose_secret(), "{name}");
    }
}

#[test]
fn another_cost_or_salt_does_not_open() {
    let text = json(P256_BOX).replace("65536", "32768");
    let weaker = SealedKey::parse_json(text.as_bytes()).unwrap();
    assert_eq!(weaker.open(&password("countersign"), &RustCrypto).unwrap_err(), OpenError::Password);
    let other_salt = json(P256_BOX).replace("\"salt\":\"I", "\"salt\":\"J");
    let other_salt = SealedKey::parse_json(other_salt.as_bytes()).unwrap();
    assert_ne!(other_salt, sealed(P256_BOX));
    assert_eq!(other_salt.open(&password("countersign"), &RustCrypto).unwrap_err(), OpenError::Password);
}

#[test]
fn a_ciphertext_too_short_for_its_tag_does_not_open() {
    let full = json(P256_BOX).replace("65536", "32768");
    let (head, _) = full.split_once("\"ciphertext\":\"").unwrap();
    for length in [0, 15, 16] {
        let text = format!("{head}\"ciphertext\":\"{}\"}}", base64::encode_standard(&vec![0; length]));
        let short = SealedKey::parse_json(text.as_bytes()).unwrap();
        assert_eq!(short.open(&password("countersign"), &RustCrypto).unwrap_err(), OpenError::Password);
    }
}

#[test]
fn what_is_sealed_opens_with_the_same_password_only() {
    let secret = Password::new(vec![0xff, 0, 1, 0x80]);
    let sealed = SealedKey::seal(&private(), &secret, &mut random(1)).unwrap();
    let text = sealed.to_pem();
    let key = open(&text, &secret).unwrap();
    assert_eq!(key.expose_secret(), private().expose_secret());
    assert_eq!(open(&text, &Password::new(vec![0xff])).unwrap_err(), OpenError::Password);
    assert!(sealed.to_json().contains("{\"N\":65536,\"r\":8,\"p\":1}"));
}

#[test]
fn an_empty_password_seals_and_opens_as_with_cosign() {
    let empty = Password::new(Vec::new());
    assert!(empty.is_empty() && !password("x").is_empty());
    let text = SealedKey::seal(&private(), &empty, &mut random(2)).unwrap().to_pem();
    assert_eq!(open(&text, &empty).unwrap().public_key(), private().public_key());
    assert_eq!(open(&text, &password("x")).unwrap_err(), OpenError::Password);
}

#[test]
fn two_boxes_of_one_key_share_nothing() {
    let mut random = random(3);
    let secret = password("countersign");
    let first = SealedKey::seal(&private(), &secret, &mut random).unwrap().to_json();
    let second = SealedKey::seal(&private(), &secret, &mut random).unwrap().to_json();
    for member in ["\"salt\":\"", "\"nonce\":\"", "\"ciphertext\":\""] {
        let value = |json: &str| json.split_once(member).unwrap().1.split('"').next().unwrap().to_owned();
        assert_ne!(value(&first), value(&second), "{member}");
    }
}

#[test]
fn a_failing_source_seals_nothing_at_any_draw() {
    for before in [0, 1] {
        let mut draws = 0;
        let mut random = |out: &mut [u8]| -> Result<(), RandomError> {
            draws += 1;
            if draws > before { Err(RandomError) } else { random(9)(out) }
        };
        let error = SealedKey::seal(&private(), &password("countersign"), &mut random).unwrap_err();
        assert_eq!(error, SealError::Random(RandomError), "{before}");
    }
}

#[test]
fn a_source_that_repeats_one_byte_seals_nothing() {
    for byte in [0, 1, 0xff] {
        let mut random = |out: &mut [u8]| -> Result<(), RandomError> {
            out.fill(byte);
            Ok(())
        };
        let error = SealedKey::seal(&private(), &password("countersign"), &mut random).unwrap_err();
        assert_eq!(error, SealError::BrokenRandom, "{byte}");
    }
    let mut untouched = |_: &mut [u8]| -> Result<(), RandomError> { Ok(()) };
    let error = SealedKey::seal(&private(), &password("countersign"), &mut untouched).unwrap_err();
    assert_eq!(error, SealError::BrokenRandom);
}

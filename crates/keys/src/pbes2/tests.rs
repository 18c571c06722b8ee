use alloc::{vec, vec::Vec};

use aes_gcm::{Aes128Gcm, Aes256Gcm, KeyInit, aead::AeadInOut};
use std::fs;

use countersign_crypto::{KeyType, RandomError, RustCrypto};
use testkit::{Prng, bit_flips, truncations};

use super::*;
use crate::{
    PrivateDerError,
    asn1::{NULL, Node, OCTET_STRING, SEQUENCE, VERSION_0},
    cipher::encrypt_cbc,
    write_pkcs8_der,
};
use kdf::Prf;

const IV: [u8; BLOCK_LEN] = [3; BLOCK_LEN];

fn private() -> PrivateKey {
    PrivateKey::from_scalar(KeyType::EcdsaP256, &[0x42; 32], &RustCrypto).unwrap()
}

fn encrypted(mode: Mode, key_len: usize, iv: &[u8], ciphertext: Vec<u8>) -> EncryptedPkcs8 {
    let kdf = Kdf::Pbkdf2 { salt: vec![1; 16], iterations: 1, prf: Prf::HmacSha256 };
    EncryptedPkcs8 { der: Vec::new(), kdf, cipher: Cipher { mode, key_len }, iv: iv.to_vec(), ciphertext }
}

fn open(file: &EncryptedPkcs8, key: &[u8]) -> Result<PrivateKey, OpenError> {
    file.open_derived(key, &KeyLimits::default(), &RustCrypto)
}

fn gcm<
    C: KeyInit + AeadInOut<NonceSize = aes_gcm::aead::consts::U12, TagSize = aes_gcm::aead::consts::U16>,
>(
    key: &[u8],
    content: &[u8],
) -> Vec<u8> {
    let mut data = content.to_vec();
    let nonce = [5; 12];
    let cipher = C::new_from_slice(key).unwrap();
    let tag = cipher.encrypt_inout_detached((&nonce).into(), &[], data.as_mut_slice().into()).unwrap();
    data.extend_from_slice(&tag);
    data
}

#[test]
fn gcm_opens_and_every_damage_is_one_answer() {
    let content = write_pkcs8_der(&private()).unwrap();
    for (key_len, ciphertext) in
        [(16, gcm::<Aes128Gcm>(&[9; 16], &content)), (32, gcm::<Aes256Gcm>(&[9; 32], &content))]
    {
        let key = vec![9; key_len];
        let file = encrypted(Mode::Gcm, key_len, &[5; 12], ciphertext.clone());
        assert_eq!(open(&file, &key).unwrap().expose_secret(), private().expose_secret());
        for mutant in bit_flips(&ciphertext).chain(truncations(&ciphertext)) {
            let damaged = EncryptedPkcs8 { ciphertext: mutant.bytes, ..file.clone() };
            assert_eq!(open(&damaged, &key).unwrap_err(), OpenError::Password, "{}", mutant.change);
        }
    }
}

#[test]
fn gcm_tells_what_it_opened() {
    let file = encrypted(Mode::Gcm, 32, &[5; 12], gcm::<Aes256Gcm>(&[9; 32], b"no key"));
    assert_eq!(open(&file, &[9; 32]).unwrap_err(), OpenError::Content(PrivateDerError::Encoding));
}

fn cbc(content: &[u8]) -> Result<PrivateKey, OpenError> {
    let ciphertext = encrypt_cbc(&[9; 32], &IV, content).unwrap();
    open(&encrypted(Mode::Cbc, 32, &IV, ciphertext), &[9; 32])
}

/// PKCS#8 of some algorithm identifier.
fn info(algorithm: &[Node<'_>]) -> Zeroizing<Vec<u8>> {
    let empty = [Node::Octets(&[])];
    let parts = [VERSION_0, Node::Element(SEQUENCE, algorithm), Node::Element(OCTET_STRING, &empty)];
    Node::Element(SEQUENCE, &parts).to_der()
}

#[test]
fn cbc_tells_the_kind_of_key_and_nothing_else() {
    assert!(cbc(&write_pkcs8_der(&private()).unwrap()).is_ok());
    let x25519 = [Node::Octets(&[0x06, 3, 0x2b, 0x65, 0x6e])];
    let secp256k1 =
        [Node::Octets(&[0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 0x06, 5, 0x2b, 0x81, 4, 0, 0x0a])];
    for (content, expected) in [
        (&info(&x25519)[..], OpenError::Content(PrivateDerError::UnsupportedAlgorithm)),
        (&info(&secp256k1), OpenError::Content(PrivateDerError::UnsupportedCurve)),
        (b"no key", OpenError::Password),
        (b"", OpenError::Password),
        (&info(&[NULL]), OpenError::Password),
    ] {
        assert_eq!(cbc(content).unwrap_err(), expected);
    }
    let mut mismatched = write_pkcs8_der(&private()).unwrap().to_vec();
    let last = mismatched.len() - 1;
    mismatched[last] ^= 1;
    assert_eq!(cbc(&mismatched).unwrap_err(), OpenError::Password);
}

fn random(seed: u64) -> impl FnMut(&mut [u8]) -> Result<(), RandomError> {
    let mut prng = Prng::new(seed);
    move |out| {
        prng.fill(out);
        Ok(())
    }
}

/// A key of every type that this build reads.
fn keys() -> Vec<PrivateKey> {
    let types = [
        ("p256", true),
        ("p384", cfg!(feature = "p384")),
        ("p521", cfg!(feature = "p521")),
        ("ed25519", cfg!(feature = "ed25519")),
        ("rsa2048", cfg!(feature = "rsa")),
    ];
    let read = |name: &str| {
        let path = alloc::format!("{}/tests/data/openssl/{name}.pkcs8.pem", env!("CARGO_MANIFEST_DIR"));
        let block = pem::decode_one(&fs::read(path).unwrap(), 1 << 16).unwrap();
        read_pkcs8_der_with(block.data(), &KeyLimits::default(), &RustCrypto).unwrap()
    };
    types.into_iter().filter(|(_, there)| *there).map(|(name, _)| read(name)).collect()
}

#[test]
fn what_is_sealed_opens_with_its_password_only() {
    let secret = Password::new(b"correct horse".to_vec());
    for key in keys() {
        let sealed = seal::seal_at(1, &key, &secret, &mut random(1)).unwrap();
        assert_eq!(sealed.iterations(), Some(1));
        assert_eq!(EncryptedPkcs8::from_der(sealed.to_der()), Ok(sealed.clone()));
        assert_eq!(sealed.open(&secret, &RustCrypto).unwrap().expose_secret(), key.expose_secret());
        for wrong in [&b"correct Horse"[..], b"", b"correct horse\n"] {
            let wrong = Password::new(wrong.to_vec());
            assert_eq!(sealed.open(&wrong, &RustCrypto).unwrap_err(), OpenError::Password);
        }
        let other = seal::seal_at(1, &key, &secret, &mut random(2)).unwrap();
        assert!(other.iv != sealed.iv && other.kdf != sealed.kdf && other.ciphertext != sealed.ciphertext);
    }
}

#[test]
fn every_cost_is_written_as_it_is_read() {
    let secret = Password::new(b"x".to_vec());
    for iterations in [1, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000] {
        let sealed = seal::seal_at(iterations, &private(), &secret, &mut random(1)).unwrap();
        let read = EncryptedPkcs8::from_der(sealed.to_der()).unwrap();
        assert_eq!((read.iterations(), &read), (Some(iterations), &sealed));
    }
}

#[test]
fn only_the_padding_of_rfc_8018_is_taken_off() {
    for count in 1..=16usize {
        let mut data = vec![0xaa; 32 - count];
        data.resize(32, u8::try_from(count).unwrap());
        assert_eq!(unpad(&data).unwrap(), &[0xaa; 32][..32 - count], "{count}");
        for index in 32 - count..31 {
            let mut wrong = data.clone();
            wrong[index] ^= 0x40;
            assert_eq!(unpad(&wrong), None, "{count} {index}");
        }
    }
    for last in [0u8, 17, 32, 255] {
        let mut data = vec![last; 32];
        data[31] = last;
        assert_eq!(unpad(&data), None, "{last}");
    }
    assert_eq!((unpad(&[]), unpad(&[1; 15])), (None, None));
}

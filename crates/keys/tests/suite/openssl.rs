//! Keys and signatures go back and forth between OpenSSL and this crate.

use std::path::Path;

use countersign_crypto::{CryptoProvider, Message, PrivateKey, RustCrypto, Scheme};
use countersign_keys::{KeyFile, write_pkcs8_pem, write_public_pem};
use testkit::Program;

use crate::support::{parse, private, public, seeded};

const DER: Scheme = Scheme::ECDSA_P256_SHA256_DER;

fn run(openssl: &Program, folder: &Path, arguments: &str) -> String {
    let mut command = openssl.command();
    let output = command.current_dir(folder).args(arguments.split(' ')).output().unwrap();
    assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn key(text: &str) -> PrivateKey {
    match parse(text).unwrap() {
        KeyFile::Private(key) => key,
        other => panic!("{other:?}"),
    }
}

#[test]
fn openssl_reads_what_is_written_and_writes_it_again_byte_for_byte() {
    let Some(openssl) = testkit::program("openssl") else { return };
    let folder = tempfile::tempdir().unwrap();
    for key in [private(), seeded(1), seeded(2)] {
        let written = write_pkcs8_pem(&key).unwrap();
        std::fs::write(folder.path().join("key.pem"), written.as_bytes()).unwrap();
        assert_eq!(run(&openssl, folder.path(), "pkey -in key.pem"), *written);
        let public = run(&openssl, folder.path(), "pkey -in key.pem -pubout");
        assert_eq!(public, write_public_pem(key.public_key()));
        assert!(run(&openssl, folder.path(), "pkey -in key.pem -check -noout").contains("valid"));
    }
}

#[test]
fn opens_what_openssl_generates() {
    let Some(openssl) = testkit::program("openssl") else { return };
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..8 {
        let text = run(&openssl, folder.path(), "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256");
        assert_eq!(*write_pkcs8_pem(&key(&text)).unwrap(), text);
    }
}

#[test]
fn a_compressed_public_key_of_openssl_is_the_same_key() {
    let Some(openssl) = testkit::program("openssl") else { return };
    let folder = tempfile::tempdir().unwrap();
    let written = write_pkcs8_pem(&private()).unwrap();
    std::fs::write(folder.path().join("key.pem"), written.as_bytes()).unwrap();
    let compressed = run(&openssl, folder.path(), "ec -in key.pem -pubout -conv_form compressed");
    assert!(compressed.len() < write_public_pem(private().public_key()).len());
    assert_eq!(&public(&compressed), private().public_key());
    assert_eq!(public(&compressed).id(), private().public_key().id());
}

#[test]
fn signatures_verify_on_both_sides() {
    let Some(openssl) = testkit::program("openssl") else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let signer = RustCrypto.signing_key(&private(), DER).unwrap();
    let verifier = RustCrypto.verifying_key(private().public_key(), DER).unwrap();
    std::fs::write(file("key.pem"), write_pkcs8_pem(&private()).unwrap().as_bytes()).unwrap();
    std::fs::write(file("key.pub"), write_public_pem(private().public_key())).unwrap();
    for index in 0..8 {
        let message = format!("message {index}");
        std::fs::write(file("message"), &message).unwrap();
        std::fs::write(file("ours"), signer.sign(Message::Bytes(message.as_bytes())).unwrap()).unwrap();
        run(&openssl, folder.path(), "dgst -sha256 -verify key.pub -signature ours message");
        run(&openssl, folder.path(), "dgst -sha256 -sign key.pem -out theirs message");
        let theirs = std::fs::read(file("theirs")).unwrap();
        assert_eq!(verifier.verify(Message::Bytes(message.as_bytes()), &theirs), Ok(()));
    }
}

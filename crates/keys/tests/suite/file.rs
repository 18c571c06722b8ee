//! The PEM around the keys.

use countersign_crypto::{PublicKeyError, RustCrypto};
use countersign_encoding::{
    json::JsonError,
    pem::{self, PemError},
};
use countersign_keys::{
    ForeignFile, KeyFile, KeyFileError, KeyForm, PrivateDerError, SealedKeyError, write_pkcs8_der,
    write_pkcs8_pem, write_public_pem,
};

use crate::support::{P256_BOX, P256_PUBLIC, json, parse, private, public, read, sealed, tlv};

fn refused(text: &str) -> KeyFileError {
    parse(text).unwrap_err()
}

#[test]
fn tells_the_forms_apart_by_the_label() {
    let private_pem = write_pkcs8_pem(&private()).unwrap();
    for (text, form, name) in [
        (P256_PUBLIC, KeyForm::PublicSpki, "spki"),
        (&private_pem, KeyForm::Pkcs8, "pkcs8"),
        (P256_BOX, KeyForm::CosignBox, "cosign"),
    ] {
        parse(text).unwrap();
        assert_eq!(KeyForm::of(text.as_bytes()), Ok(form));
        assert_eq!((form.name(), form.to_string().as_str()), (name, name));
    }
}

#[test]
fn writes_public_keys_byte_for_byte_as_cosign_does() {
    assert_eq!(write_public_pem(&public(P256_PUBLIC)), P256_PUBLIC);
}

#[test]
fn reads_both_labels_of_the_box() {
    let old = P256_BOX.replace("SIGSTORE", "COSIGN");
    assert_ne!(old, P256_BOX);
    assert_eq!(sealed(&old), sealed(P256_BOX));
    // Written with today's label.
    assert_eq!(sealed(&old).to_pem(), P256_BOX);
}

#[test]
fn refuses_labels_that_are_not_read() {
    for label in [
        "CERTIFICATES",
        "PKCS7",
        "DSA PRIVATE KEY",
        "ANY PRIVATE KEY",
        "SSH2 PUBLIC KEY",
        "X25519 PRIVATE KEY",
        "EC PUBLIC KEY",
        "public key",
        "PUBLIC KEY2",
        "ENCRYPTED COSIGN PRIVATE KEYS",
        "ENCRYPTED SIGSTORE PRIVATE-KEY",
        "encrypted sigstore private key",
    ] {
        let text = pem::encode(label, private().public_key().spki_der());
        assert_eq!(refused(&text), KeyFileError::UnsupportedLabel, "{label}");
    }
}

#[test]
fn files_that_are_taken_for_keys_are_named_and_say_what_to_do() {
    let spki = private().public_key().spki_der().to_vec();
    let armor = "-----BEGIN PGP PUBLIC KEY BLOCK-----\nVersion: 1\n\nmDME\n=AAAA\n-----END PGP PUBLIC KEY BLOCK-----\n";
    for (text, file, advice) in [
        (pem::encode("CERTIFICATE", &spki), ForeignFile::Certificate, "openssl x509 -in FILE -noout -pubkey"),
        (pem::encode("CERTIFICATE", &spki).repeat(3), ForeignFile::Certificate, "x509"),
        (format!("\n{}{P256_BOX}", pem::encode("X509 CERTIFICATE", &spki)), ForeignFile::Certificate, "x509"),
        (pem::encode("TRUSTED CERTIFICATE", &spki), ForeignFile::Certificate, "x509"),
        (pem::encode("CERTIFICATE REQUEST", &spki), ForeignFile::CertificateRequest, "openssl req"),
        (pem::encode("NEW CERTIFICATE REQUEST", &spki), ForeignFile::CertificateRequest, "openssl req"),
        (pem::encode("PKCS12", &spki), ForeignFile::Pkcs12, "openssl pkcs12"),
        (armor.to_owned(), ForeignFile::OpenPgp, "not read"),
        ("PuTTY-User-Key-File-3: ssh-ed25519\n".to_owned(), ForeignFile::Putty, "puttygen FILE"),
        ("PuTTY-User-Key-File-2: ssh-rsa\r\n".to_owned(), ForeignFile::Putty, "puttygen FILE"),
        ("---- BEGIN SSH2 PUBLIC KEY ----\n".to_owned(), ForeignFile::Ssh2Public, "ssh-keygen -i -f FILE"),
        ("untrusted comment: minisign public key\nRWQ\n".to_owned(), ForeignFile::Signify, "not read"),
    ] {
        let error = refused(&text);
        assert_eq!(error, KeyFileError::Foreign(file), "{text}");
        assert_eq!(KeyForm::of(text.as_bytes()), Err(error.clone()));
        assert!(error.to_string().contains(advice), "{error}");
    }
}

#[test]
fn certificates_and_stores_in_der_are_told_from_keys() {
    let foreign = |der: &[u8]| match read(der).unwrap_err() {
        KeyFileError::Foreign(file) => Some(file),
        _ => None,
    };
    let bits = tlv(3, &[0]);
    let signed = |inside: &[u8]| tlv(0x30, &[tlv(0x30, inside), tlv(0x30, &[]), bits.clone()].concat());
    assert_eq!(foreign(&signed(&[0xa0, 3, 2, 1, 2])), Some(ForeignFile::Certificate));
    // A request begins with its version, without a tag of its own.
    assert_eq!(foreign(&signed(&[2, 1, 0])), None);
    let store = |version: u8, mac: &[u8]| tlv(0x30, &[&[2, 1, version, 0x30, 0], mac].concat());
    assert_eq!(foreign(&store(3, &[0x30, 0])), Some(ForeignFile::Pkcs12));
    assert_eq!(foreign(&store(3, &[])), Some(ForeignFile::Pkcs12));
    assert_eq!(foreign(&[0x30, 0x80, 2, 1, 3, 0x30, 0x80, 0, 0, 0, 0]), Some(ForeignFile::Pkcs12));
    // PKCS#8 has an OCTET STRING there, and other versions.
    assert_eq!((foreign(&store(3, &[4, 0])), foreign(&store(0, &[]))), (None, None));
    assert!(read(&write_pkcs8_der(&private()).unwrap()).is_ok());
}

#[test]
fn a_label_does_not_make_the_content() {
    let spki = private().public_key().spki_der().to_vec();
    let pkcs8 = write_pkcs8_der(&private()).unwrap();
    let json = json(P256_BOX).into_bytes();
    let public = KeyFileError::Public(PublicKeyError::Encoding);
    let private = KeyFileError::PrivateDer(PrivateDerError::Encoding);
    for (label, content, expected) in [
        ("PUBLIC KEY", &pkcs8[..], &public),
        ("PUBLIC KEY", &json, &public),
        ("PRIVATE KEY", &spki, &private),
        ("PRIVATE KEY", &json, &private),
    ] {
        assert_eq!(&refused(&pem::encode(label, content)), expected, "{label}");
    }
    for label in ["ENCRYPTED SIGSTORE PRIVATE KEY", "ENCRYPTED COSIGN PRIVATE KEY"] {
        for content in [&spki[..], &pkcs8] {
            let error = refused(&pem::encode(label, content));
            assert!(
                matches!(error, KeyFileError::Sealed(SealedKeyError::Json(JsonError::Utf8 { .. }))),
                "{error:?}"
            );
        }
    }
}

#[test]
fn refuses_anything_but_exactly_one_block() {
    let private_pem = write_pkcs8_pem(&private()).unwrap();
    for text in [
        format!("{P256_PUBLIC}{P256_PUBLIC}"),
        format!("{P256_PUBLIC}\n{}", &*private_pem),
        format!("{P256_PUBLIC}{P256_BOX}"),
    ] {
        assert!(matches!(refused(&text), KeyFileError::Pem(PemError::SeveralBlocks { .. })), "{text}");
    }
    for (text, expected) in [
        (format!("Key of the build\n{P256_PUBLIC}"), PemError::UnexpectedText { line: 1 }),
        (format!("# comment\n{P256_BOX}"), PemError::UnexpectedText { line: 1 }),
        (format!("{P256_PUBLIC}trailing"), PemError::UnexpectedText { line: 5 }),
        (String::new(), PemError::NoBlock),
        ("\n\n".to_owned(), PemError::NoBlock),
        (P256_PUBLIC.replace("-----END", "----END"), PemError::NoEnd),
        (P256_PUBLIC.replace("MFkw", "Comment: x\nMFkw"), PemError::Header { line: 2 }),
        (
            P256_PUBLIC.replace("END PUBLIC", "END PRIVATE"),
            PemError::LabelMismatch { begin: "PUBLIC KEY".to_owned(), end: "PRIVATE KEY".to_owned() },
        ),
        (P256_PUBLIC.replace("MFkw", "MFk\u{a0}w"), PemError::NotAscii { offset: 30 }),
    ] {
        assert_eq!(refused(&text), KeyFileError::Pem(expected), "{text:?}");
    }
}

#[test]
fn line_ends_and_blank_lines_around_do_not_matter() {
    for original in [P256_PUBLIC, P256_BOX] {
        for text in
            [original.replace('\n', "\r\n"), format!("\n \n{original}\n\n"), original.trim_end().to_owned()]
        {
            parse(&text).unwrap();
            assert_eq!(KeyForm::of(text.as_bytes()), KeyForm::of(original.as_bytes()));
        }
    }
    assert_eq!(public(&P256_PUBLIC.replace('\n', "\r\n")), public(P256_PUBLIC));
}

#[test]
fn refuses_base64_with_another_spelling() {
    for (good, bad) in
        [("5CgA==", "5CgA="), ("5CgA==", "5CgA"), ("5CgA==", "5CgB=="), ("UPDL", "UP-L"), ("JB5", "JB 5")]
    {
        let text = P256_PUBLIC.replace(good, bad);
        assert_ne!(text, P256_PUBLIC, "{good}");
        assert!(matches!(refused(&text), KeyFileError::Pem(PemError::Base64(_))), "{bad}");
    }
}

#[test]
fn refuses_a_file_larger_than_any_key_before_reading_it() {
    let limit = 64 * 1024;
    let padded = format!("{P256_PUBLIC}{}", "\n".repeat(limit - P256_PUBLIC.len()));
    assert_eq!(public(&padded), public(P256_PUBLIC));
    for actual in [limit + 1, 64 << 20] {
        let text = vec![b'\n'; actual];
        let error = KeyFile::parse(&text, &RustCrypto).unwrap_err();
        assert_eq!(error, KeyFileError::TooLong { limit, actual });
    }
}

//! Elliptic-curve keys outside PKCS#8, and the PEM that OpenSSL writes around them.

use countersign_crypto::{KeyType, RustCrypto};
use countersign_encoding::pem::{self, PemError};
use countersign_keys::{KeyFile, KeyFileError, PrivateDerError, read_sec1_der};
use testkit::{bit_flips, byte_deletions, truncations};

use crate::support::{der, parse, private, private_file, private_of, read, seeded, text, tlv, unhex};

const P256: &str = "06082a8648ce3d030107";
const P384: &str = "06052b81040022";

fn ec(version: u8, curve: &[u8], public: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&[2, 1, version], &tlv(4, private().expose_secret())[..], curve, public].concat())
}

fn named(curve: &str) -> Vec<u8> {
    tlv(0xa0, &unhex(curve))
}

fn point(point: &[u8]) -> Vec<u8> {
    tlv(0xa1, &tlv(3, &[&[0], point].concat()))
}

#[test]
fn a_key_alone_must_name_its_curve() {
    let own = point(private().public_key().point());
    for (what, der, expected) in [
        ("with its point", ec(1, &named(P256), &own), None),
        ("without its point", ec(1, &named(P256), &[]), None),
        ("without parameters", ec(1, &[], &own), Some(PrivateDerError::UnsupportedCurve)),
        (
            "explicit parameters",
            ec(1, &tlv(0xa0, &tlv(0x30, &[])), &own),
            Some(PrivateDerError::UnsupportedCurve),
        ),
        ("secp256k1", ec(1, &named("06052b8104000a"), &[]), Some(PrivateDerError::UnsupportedCurve)),
        ("version 0", ec(0, &named(P256), &own), Some(PrivateDerError::Encoding)),
        (
            "another point",
            ec(1, &named(P256), &point(seeded(1).public_key().point())),
            Some(PrivateDerError::PublicKeyMismatch),
        ),
    ] {
        let answer = read_sec1_der(&der, &RustCrypto);
        assert_eq!(answer.as_ref().err(), expected.as_ref(), "{what}");
        if let Ok(key) = answer {
            assert_eq!(key.expose_secret(), private().expose_secret(), "{what}");
        }
    }
    let long = tlv(0x30, &tlv(4, &[0; 20_000]));
    let actual = long.len();
    assert_eq!(
        read_sec1_der(&long, &RustCrypto).unwrap_err(),
        PrivateDerError::TooLong { limit: 16 * 1024, actual }
    );
}

#[test]
fn reads_the_pair_that_ecparam_writes() {
    let pair = text("openssl/p256.pair.pem");
    assert!(pair.starts_with("-----BEGIN EC PARAMETERS-----"));
    let key = private_of(pair.as_bytes());
    assert_eq!(key.key_type(), KeyType::EcdsaP256);
    let alone = pair.split_once("-----END EC PARAMETERS-----\n").unwrap().1;
    assert_eq!(private_of(alone.as_bytes()).expose_secret(), key.expose_secret());
    for same in [format!("\n{pair}\n"), pair.replace('\n', "\r\n")] {
        assert_eq!(private_of(same.as_bytes()).expose_secret(), key.expose_secret());
    }
}

#[test]
fn refuses_every_other_pair() {
    let pair = text("openssl/p256.pair.pem");
    let (parameters, key) = pair.split_at(pair.find("-----BEGIN EC PRIVATE").unwrap());
    let other = pem::encode("EC PARAMETERS", &unhex(P384));
    let explicit = pem::encode("EC PARAMETERS", &tlv(0x30, &[2, 1, 1]));
    let pkcs8 = text("openssl/p256.pkcs8.pem");
    for (what, text) in [
        ("alone", parameters.to_owned()),
        ("another curve", format!("{other}{key}")),
        ("explicit", format!("{explicit}{key}")),
        ("before PKCS#8", format!("{parameters}{pkcs8}")),
        ("before a public key", format!("{parameters}{}", crate::support::P256_PUBLIC)),
    ] {
        assert_eq!(parse(&text).unwrap_err(), KeyFileError::EcParameters, "{what}");
    }
    for (what, text) in [
        ("behind the key", format!("{key}{parameters}")),
        ("two keys", format!("{parameters}{key}{key}")),
        ("two keys without parameters", format!("{key}{key}")),
    ] {
        let error = parse(&text).unwrap_err();
        assert!(matches!(error, KeyFileError::Pem(PemError::SeveralBlocks { .. })), "{what}: {error:?}");
    }
    for (what, text) in [
        ("text between", format!("{parameters}comment\n{key}")),
        ("text behind", format!("{parameters}{key}comment")),
        ("twice", format!("{parameters}{parameters}{key}")),
        ("cut", parameters.replace("-----END EC PARAMETERS-----", "")),
    ] {
        assert!(matches!(parse(&text).unwrap_err(), KeyFileError::Pem(_)), "{what}");
    }
}

#[test]
fn the_old_encryption_of_pem_says_what_to_run() {
    let error = parse(&text("openssl/p256.traditional.pem")).unwrap_err();
    assert_eq!(error, KeyFileError::TraditionalEncryption);
    assert!(error.to_string().contains("openssl pkcs8 -topk8"));
    // Other headers are what they are.
    let header = text("openssl/p256.sec1.pem").replacen('\n', "\nComment: x\n\n", 1);
    assert_eq!(parse(&header).unwrap_err(), KeyFileError::Pem(PemError::Header { line: 2 }));
}

#[test]
fn damage_never_gives_another_key_with_the_same_public_half() {
    for name in ["p256", "p384"] {
        let original = der(&format!("openssl/{name}.sec1.pem"));
        let key = private_file(&format!("openssl/{name}.sec1.pem"));
        for mutant in bit_flips(&original).chain(truncations(&original)).chain(byte_deletions(&original)) {
            if let Ok(KeyFile::Private(read)) = read(&mutant.bytes) {
                assert_eq!(read.expose_secret(), key.expose_secret(), "{name}: {}", mutant.change);
            }
        }
    }
}

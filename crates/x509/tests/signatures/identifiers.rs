//! AlgorithmIdentifiers and their parameters.

use countersign_crypto::{DigestAlgorithm, KeyType, RetiredAlgorithm};
use countersign_encoding::der::DerErrorKind;
use countersign_x509::{AlgorithmError, SignatureAlgorithm, SignatureKind};
use proptest::prelude::*;
use testkit::{bit_flips, truncations};

use crate::support::{NULL, RSA, identifier, tlv, unhex};

const ECDSA: &str = "06082a8648ce3d0403";

fn read(oid: &str, parameters: &str) -> Result<SignatureAlgorithm, AlgorithmError> {
    SignatureAlgorithm::read(&identifier(oid, parameters))
}

fn is_parameters(answer: &Result<SignatureAlgorithm, AlgorithmError>, oid: &str) -> bool {
    matches!(answer, Err(AlgorithmError::Parameters { algorithm }) if algorithm.to_string() == oid)
}

/// RFC 5758 §3.2: the parameters are absent.
#[test]
fn ecdsa_has_no_parameters() {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    for (last, digest) in [("02", Sha256), ("03", Sha384), ("04", Sha512)] {
        let oid = format!("{ECDSA}{last}");
        assert_eq!(read(&oid, ""), Ok(SignatureAlgorithm::Ecdsa(digest)));
        for parameters in [NULL, "3000", "06082a8648ce3d030107"] {
            let answer = read(&oid, parameters);
            assert!(
                is_parameters(&answer, &format!("1.2.840.10045.4.3.{}", last.trim_start_matches('0'))),
                "{answer:?}"
            );
        }
    }
}

/// RFC 8410 §3: the parameters are absent.
#[test]
fn ed25519_has_no_parameters() {
    assert_eq!(read("06032b6570", ""), Ok(SignatureAlgorithm::Ed25519));
    assert!(is_parameters(&read("06032b6570", NULL), "1.3.101.112"));
}

/// RFC 4055 §5: they are NULL, and absent ones are accepted as well.
#[test]
fn pkcs1_has_null_or_no_parameters() {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    for (last, digest) in [("0b", Sha256), ("0c", Sha384), ("0d", Sha512)] {
        for parameters in [NULL, ""] {
            let answer = read(&format!("{RSA}{last}"), parameters);
            assert_eq!(answer, Ok(SignatureAlgorithm::RsaPkcs1(digest)), "{parameters}");
        }
        for parameters in ["3000", "020100"] {
            assert!(matches!(
                read(&format!("{RSA}{last}"), parameters),
                Err(AlgorithmError::Parameters { .. })
            ));
        }
    }
}

#[test]
fn retired_algorithms_are_read_so_that_they_can_be_told() {
    use RetiredAlgorithm::{EcdsaSha1, RsaPkcs1Md5, RsaPkcs1Sha1};
    for (oid, parameters, retired) in [
        ("06072a8648ce3d0401", "", EcdsaSha1),
        ("06092a864886f70d010105", NULL, RsaPkcs1Sha1),
        ("06092a864886f70d010104", NULL, RsaPkcs1Md5),
        ("06052b0e03021d", NULL, RsaPkcs1Sha1),
        ("06052b0e03021d", "", RsaPkcs1Sha1),
    ] {
        let algorithm = read(oid, parameters).unwrap();
        assert_eq!(algorithm, SignatureAlgorithm::Retired(retired));
        assert_eq!((algorithm.kind(), algorithm.digest()), (None, None));
        for key_type in KeyType::ALL {
            assert_eq!(algorithm.scheme(*key_type), None);
        }
    }
    // RFC 3279 §2.2.1, §2.2.3
    for (oid, parameters) in
        [("06092a864886f70d010105", ""), ("06092a864886f70d010104", ""), ("06072a8648ce3d0401", NULL)]
    {
        assert!(matches!(read(oid, parameters), Err(AlgorithmError::Parameters { .. })), "{oid}");
        // Outside of what is signed, only NULL may be missing.
        let bare = SignatureAlgorithm::read_with_optional_null(&identifier(oid, parameters));
        assert_eq!(bare.is_ok(), parameters.is_empty(), "{oid}");
    }
}

#[test]
fn what_is_not_known_is_named() {
    for (oid, parameters, name) in [
        ("06072a8648ce380403", "", "1.2.840.10040.4.3"), // DSA with SHA-1
        ("06096086480165030403 02", "", "2.16.840.1.101.3.4.3.2"), // DSA with SHA-256
        ("06092a864886f70d010102", NULL, "1.2.840.113549.1.1.2"), // MD2 with RSA
        ("06092a864886f70d01010e", NULL, "1.2.840.113549.1.1.14"), // SHA-224 with RSA
        ("06082a8648ce3d040301", "", "1.2.840.10045.4.3.1"), // SHA-224 with ECDSA
        ("06092a864886f70d010101", NULL, "1.2.840.113549.1.1.1"), // a key, no signature
        ("06032b6571", "", "1.3.101.113"),               // Ed448
        ("0609608648016503040312", "", "2.16.840.1.101.3.4.3.18"), // ML-DSA-65
    ] {
        let answer = read(&oid.replace(' ', ""), parameters);
        let Err(AlgorithmError::Unsupported { algorithm }) = &answer else { panic!("{name}: {answer:?}") };
        assert_eq!(algorithm.to_string(), name);
        assert_eq!(
            answer.unwrap_err().to_string(),
            format!("the signature algorithm {name} is not supported")
        );
    }
}

#[test]
fn encodings_that_are_not_der_are_refused() {
    let good = identifier(&format!("{ECDSA}02"), "");
    assert!(SignatureAlgorithm::read(&good).is_ok());
    let kind = |der: &[u8]| match SignatureAlgorithm::read(der) {
        Err(AlgorithmError::Encoding(error)) => error.kind(),
        other => panic!("{der:02x?}: {other:?}"),
    };
    assert_eq!(kind(&[]), DerErrorKind::Truncated);
    assert_eq!(kind(&[&good[..], &[0]].concat()), DerErrorKind::TrailingBytes);
    assert_eq!(kind(&[&[0x30, 0x81, 10], &good[2..]].concat()), DerErrorKind::NonMinimalLength);
    assert_eq!(kind(&tlv(0x30, &[])), DerErrorKind::Truncated);
    assert_eq!(kind(&tlv(0x30, &[&unhex("06082a8648ce3d800402")])), DerErrorKind::Oid);
    assert_eq!(kind(&identifier(&format!("{RSA}0b"), "05000500")), DerErrorKind::TrailingBytes);
    // A NULL with contents is none.
    assert!(matches!(read(&format!("{RSA}0b"), "050100"), Err(AlgorithmError::Parameters { .. })));
    for mutant in truncations(&good) {
        assert!(SignatureAlgorithm::read(&mutant.bytes).is_err(), "{}", mutant.change);
    }
}

#[test]
fn algorithms_fit_the_keys_of_their_type_alone() {
    let named = |kind: SignatureKind| match kind {
        SignatureKind::EcdsaSha256 => identifier(&format!("{ECDSA}02"), ""),
        SignatureKind::EcdsaSha384 => identifier(&format!("{ECDSA}03"), ""),
        SignatureKind::EcdsaSha512 => identifier(&format!("{ECDSA}04"), ""),
        SignatureKind::Ed25519 => identifier("06032b6570", ""),
        SignatureKind::RsaPkcs1Sha256 => identifier(&format!("{RSA}0b"), NULL),
        SignatureKind::RsaPkcs1Sha384 => identifier(&format!("{RSA}0c"), NULL),
        SignatureKind::RsaPkcs1Sha512 => identifier(&format!("{RSA}0d"), NULL),
        SignatureKind::RsaPssSha256 => crate::pss::identifier(1, Some(32)),
        SignatureKind::RsaPssSha384 => crate::pss::identifier(2, Some(48)),
        SignatureKind::RsaPssSha512 => crate::pss::identifier(3, Some(64)),
        _ => panic!("{kind}"),
    };
    for kind in SignatureKind::ALL {
        let algorithm = SignatureAlgorithm::read(&named(*kind)).unwrap();
        assert_eq!(algorithm.kind(), Some(*kind));
        assert_eq!(algorithm.to_string(), kind.name());
        for key_type in KeyType::ALL {
            let fits = match key_type {
                KeyType::Rsa => kind.name().starts_with("rsa"),
                KeyType::Ed25519 => *kind == SignatureKind::Ed25519,
                _ => kind.name().starts_with("ecdsa"),
            };
            let scheme = algorithm.scheme(*key_type);
            assert_eq!(scheme.is_some(), fits, "{kind} with {key_type}");
            if let Some(scheme) = scheme {
                assert_eq!(scheme.algorithm().key_type(), *key_type);
                assert_eq!(scheme.algorithm().digest_algorithm(), algorithm.digest());
            }
        }
    }
}

#[test]
fn no_flipped_bit_makes_another_spelling_of_the_same_algorithm() {
    for der in [identifier(&format!("{ECDSA}02"), ""), identifier(&format!("{RSA}0b"), NULL)] {
        let original = SignatureAlgorithm::read(&der).unwrap();
        for mutant in bit_flips(&der) {
            assert_ne!(SignatureAlgorithm::read(&mutant.bytes), Ok(original), "{}", mutant.change);
        }
    }
}

proptest! {
    #[test]
    fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        let _ = SignatureAlgorithm::read(&bytes);
        let _ = SignatureAlgorithm::read(&tlv(0x30, &[&bytes]));
    }
}

use countersign_crypto::{KeyType, PrivateKey, PrivateKeyError, RustCrypto, ScalarError};
use countersign_keys::{KeyFile, PrivateDerError, read_pkcs8_der, write_pkcs8_der, write_pkcs8_pem};
use proptest::prelude::*;
use testkit::{bit_flips, byte_deletions, truncations};

use crate::support::{parse, private, seeded, tlv, unhex};

const EC_PUBLIC_KEY: &str = "06072a8648ce3d0201";
const P256: &str = "06082a8648ce3d030107";
const P384: &str = "06052b81040022";
const SECP256K1: &str = "06052b8104000a";
const ORDER: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const OUT_OF_RANGE: PrivateDerError = PrivateDerError::Key(PrivateKeyError::Scalar(ScalarError::OutOfRange));

/// A PKCS#8 structure, each part as given; absent parts are empty.
#[derive(Clone)]
struct Parts {
    version: Vec<u8>,
    algorithm: Vec<u8>,
    ec_version: Vec<u8>,
    scalar: Vec<u8>,
    curve: Vec<u8>,
    ec_public: Vec<u8>,
    ec_rest: Vec<u8>,
    attributes: Vec<u8>,
    public: Vec<u8>,
    rest: Vec<u8>,
}

impl Parts {
    /// What Go and OpenSSL write.
    fn new() -> Self {
        Self {
            version: vec![2, 1, 0],
            algorithm: unhex(&format!("{EC_PUBLIC_KEY}{P256}")),
            ec_version: vec![2, 1, 1],
            scalar: private().expose_secret().to_vec(),
            curve: Vec::new(),
            ec_public: explicit_public(&point()),
            ec_rest: Vec::new(),
            attributes: Vec::new(),
            public: Vec::new(),
            rest: Vec::new(),
        }
    }

    fn with(change: impl FnOnce(&mut Self)) -> Vec<u8> {
        let mut parts = Self::new();
        change(&mut parts);
        parts.der()
    }

    fn der(&self) -> Vec<u8> {
        let scalar = tlv(4, &self.scalar);
        let ec = [&self.ec_version, &scalar, &self.curve, &self.ec_public, &self.ec_rest];
        let ec = tlv(0x30, &ec.map(|part| &part[..]).concat());
        let algorithm = tlv(0x30, &self.algorithm);
        let key = tlv(4, &ec);
        let info = [&self.version, &algorithm, &key, &self.attributes, &self.public, &self.rest];
        tlv(0x30, &info.map(|part| &part[..]).concat())
    }
}

fn point() -> Vec<u8> {
    private().public_key().point().to_vec()
}

fn compressed(point: &[u8]) -> Vec<u8> {
    [&[2 + (point[64] & 1)], &point[1..33]].concat()
}

/// `publicKey [1] EXPLICIT BIT STRING` of an ECPrivateKey.
fn explicit_public(point: &[u8]) -> Vec<u8> {
    tlv(0xa1, &tlv(3, &[&[0], point].concat()))
}

/// `publicKey [1] IMPLICIT BIT STRING` of a OneAsymmetricKey.
fn implicit_public(point: &[u8]) -> Vec<u8> {
    tlv(0x81, &[&[0], point].concat())
}

fn read(der: &[u8]) -> Result<(), PrivateDerError> {
    let key = read_pkcs8_der(der, &RustCrypto)?;
    assert_eq!(key.expose_secret(), private().expose_secret());
    assert_eq!(key.public_key(), private().public_key());
    Ok(())
}

#[track_caller]
fn accepts(what: &str, change: impl FnOnce(&mut Parts)) {
    assert_eq!(read(&Parts::with(change)), Ok(()), "{what}");
}

#[track_caller]
fn refuses(what: &str, expected: PrivateDerError, change: impl FnOnce(&mut Parts)) {
    assert_eq!(read(&Parts::with(change)), Err(expected), "{what}");
}

#[test]
fn writes_and_reads_what_the_negatives_are_made_of() {
    let written: countersign_keys::SecretBytes = write_pkcs8_der(&private()).unwrap();
    assert_eq!(*written, Parts::new().der());
    assert_eq!(read(&written), Ok(()));
    let pem: countersign_keys::SecretText = write_pkcs8_pem(&private()).unwrap();
    assert!(
        matches!(parse(&pem).unwrap(), KeyFile::Private(key) if key.public_key() == private().public_key())
    );
}

#[test]
fn accepts_every_optional_part() {
    accepts("no embedded public key", |parts| parts.ec_public.clear());
    accepts("a curve inside", |parts| parts.curve = tlv(0xa0, &unhex(P256)));
    accepts("a compressed public key inside", |parts| {
        parts.ec_public = explicit_public(&compressed(&point()))
    });
    accepts("version 2", |parts| parts.version = vec![2, 1, 1]);
    accepts("version 2 with a public key", |parts| {
        parts.version = vec![2, 1, 1];
        parts.public = implicit_public(&point());
    });
    accepts("version 2 with a compressed public key", |parts| {
        parts.version = vec![2, 1, 1];
        parts.public = implicit_public(&compressed(&point()));
    });
    accepts("no attributes in a set", |parts| parts.attributes = vec![0xa0, 0]);
    accepts("an attribute", |parts| parts.attributes = tlv(0xa0, &key_usage()));
    accepts("everything", |parts| {
        parts.version = vec![2, 1, 1];
        parts.curve = tlv(0xa0, &unhex(P256));
        parts.attributes = tlv(0xa0, &key_usage());
        parts.public = implicit_public(&point());
    });
}

/// The `keyUsage` attribute that Windows exports (RFC 2985 leaves the set open).
fn key_usage() -> Vec<u8> {
    tlv(0x30, &[unhex("0603551d0f"), tlv(0x31, &unhex("03020080"))].concat())
}

#[test]
fn refuses_embedded_public_keys_of_other_keys() {
    let other = seeded(1).public_key().point().to_vec();
    let mut negated = compressed(&point());
    negated[0] ^= 1;
    let mut off_curve = point();
    off_curve[64] ^= 1;
    for (what, claimed) in [
        ("another key", other),
        ("the negative", negated),
        ("off the curve", off_curve),
        ("the identity", vec![0]),
        ("hybrid", [&[6 + (point()[64] & 1)], &point()[1..]].concat()),
        ("nothing", Vec::new()),
    ] {
        refuses(what, PrivateDerError::PublicKeyMismatch, |parts| {
            parts.ec_public = explicit_public(&claimed)
        });
        refuses(what, PrivateDerError::PublicKeyMismatch, |parts| {
            parts.version = vec![2, 1, 1];
            parts.public = implicit_public(&claimed);
        });
    }
    refuses("unused bits", PrivateDerError::PublicKeyMismatch, |parts| {
        parts.ec_public = tlv(0xa1, &tlv(3, &[&[1], &point()[..64], &[0]].concat()));
    });
}

#[test]
fn each_of_two_embedded_public_keys_must_belong() {
    let other = seeded(1).public_key().point().to_vec();
    let two = |inner: &[u8], outer: &[u8]| {
        read(&Parts::with(|parts| {
            parts.version = vec![2, 1, 1];
            parts.ec_public = explicit_public(inner);
            parts.public = implicit_public(outer);
        }))
    };
    assert_eq!(two(&point(), &point()), Ok(()));
    assert_eq!(two(&point(), &other), Err(PrivateDerError::PublicKeyMismatch));
    assert_eq!(two(&other, &point()), Err(PrivateDerError::PublicKeyMismatch));
}

#[test]
fn refuses_other_versions() {
    for version in
        [vec![2, 1, 2], vec![2, 1, 255], vec![2, 1, 127], vec![2, 2, 0, 0], vec![2, 0], vec![10, 1, 0]]
    {
        refuses("version", PrivateDerError::Encoding, |parts| parts.version = version);
    }
    refuses("a public key in version 1", PrivateDerError::Encoding, |parts| {
        parts.public = implicit_public(&point())
    });
    for version in [vec![2, 1, 0], vec![2, 1, 2], Vec::new()] {
        refuses("inner version", PrivateDerError::Encoding, |parts| parts.ec_version = version);
    }
}

#[test]
fn refuses_other_algorithms_and_curves() {
    for algorithm in [
        "06092a864886f70d01010a",     // id-RSASSA-PSS
        "06092a864886f70d010101",     // rsaEncryption without its NULL
        "06092a864886f70d0101013000", // rsaEncryption with a SEQUENCE
        "06032b65700500",             // Ed25519 with a NULL
        "06032b656e",                 // X25519
        "06032b6571",                 // Ed448
        "06072a8648ce380401",         // DSA
    ] {
        refuses(algorithm, PrivateDerError::UnsupportedAlgorithm, |parts| parts.algorithm = unhex(algorithm));
    }
    for curve in ["", "0500", SECP256K1, "3003020101", "0c05502d323536"] {
        refuses(curve, PrivateDerError::UnsupportedCurve, |parts| {
            parts.algorithm = unhex(&format!("{EC_PUBLIC_KEY}{curve}"));
        });
    }
    // The scalar of P-256 is no scalar of P-384: the length says so.
    refuses("P-384 around a key of P-256", OUT_OF_RANGE, |parts| {
        parts.algorithm = unhex(&format!("{EC_PUBLIC_KEY}{P384}"));
    });
    refuses("a curve inside only", PrivateDerError::UnsupportedCurve, |parts| {
        parts.algorithm = unhex(EC_PUBLIC_KEY);
        parts.curve = tlv(0xa0, &unhex(P256));
    });
}

#[test]
fn refuses_another_curve_inside_than_outside() {
    for curve in [P384, SECP256K1] {
        refuses(curve, PrivateDerError::UnsupportedCurve, |parts| parts.curve = tlv(0xa0, &unhex(curve)));
    }
    refuses("explicit parameters inside", PrivateDerError::UnsupportedCurve, |parts| {
        parts.curve = tlv(0xa0, &tlv(0x30, &unhex("020101")));
    });
    refuses("implicit parameters inside", PrivateDerError::UnsupportedCurve, |parts| {
        parts.curve = unhex("a0020500")
    });
    refuses("no parameters inside", PrivateDerError::Encoding, |parts| parts.curve = unhex("a000"));
    refuses("two curves inside", PrivateDerError::Encoding, |parts| {
        parts.curve = tlv(0xa0, &unhex(&format!("{P256}{P256}")));
    });
}

#[test]
fn refuses_scalars_out_of_range_or_of_another_length() {
    let scalar = private().expose_secret().to_vec();
    for (what, scalar) in [
        ("empty", Vec::new()),
        ("short", scalar[1..].to_vec()),
        ("long", [&[0], &scalar[..]].concat()),
        ("zero", vec![0; 32]),
        ("the order", unhex(ORDER)),
        ("all ones", vec![0xff; 32]),
        ("of P-384", vec![1; 48]),
    ] {
        refuses(what, OUT_OF_RANGE, |parts| {
            parts.scalar = scalar;
            parts.ec_public.clear();
        });
    }
}

#[test]
fn a_seed_of_ed25519_is_32_bytes() {
    let with = |length: usize| {
        let key = tlv(4, &tlv(4, &vec![7; length]));
        let info = [&[2, 1, 0][..], &tlv(0x30, &unhex("06032b6570")), &key].concat();
        read_pkcs8_der(&tlv(0x30, &info), &RustCrypto).map(|key| key.key_type())
    };
    assert_eq!(with(32), Ok(KeyType::Ed25519));
    for length in [0, 31, 33, 64] {
        assert_eq!(with(length), Err(OUT_OF_RANGE), "{length}");
    }
}

#[test]
fn refuses_other_encodings() {
    let der = Parts::new().der();
    for (what, der) in [
        ("nothing", Vec::new()),
        ("a trailing byte", [&der[..], &[0]].concat()),
        ("a set", [&[0x31], &der[1..]].concat()),
        ("a longer length", [&[0x30, 0x82, 0], &der[2..]].concat()),
        ("an indefinite length", [&[0x30, 0x80], &der[3..], &[0, 0]].concat()),
        ("PEM", b"-----BEGIN PRIVATE KEY-----".to_vec()),
    ] {
        assert_eq!(read(&der), Err(PrivateDerError::Encoding), "{what}");
    }
    refuses("an element too many", PrivateDerError::Encoding, |parts| parts.rest = vec![5, 0]);
    refuses("an element too many inside", PrivateDerError::Encoding, |parts| parts.ec_rest = vec![5, 0]);
    refuses("an element too many in the algorithm", PrivateDerError::Encoding, |parts| {
        parts.algorithm.extend([5, 0]);
    });
    refuses("the public key twice", PrivateDerError::Encoding, |parts| {
        parts.ec_rest = explicit_public(&point())
    });
    refuses("the parts of the inner key in another order", PrivateDerError::Encoding, |parts| {
        parts.ec_rest = tlv(0xa0, &unhex(P256));
    });
    refuses("a primitive tag for the inner public key", PrivateDerError::Encoding, |parts| {
        parts.ec_public[0] = 0x81;
    });
    refuses("a constructed tag around nothing", PrivateDerError::Encoding, |parts| {
        parts.version = vec![2, 1, 1];
        parts.public = vec![0xa1, 0];
    });
    refuses("a second element in the outer public key", PrivateDerError::Encoding, |parts| {
        parts.version = vec![2, 1, 1];
        parts.public = tlv(0xa1, &[tlv(3, &[&[0], &point()[..]].concat()), vec![5, 0]].concat());
    });
    refuses("unknown parts", PrivateDerError::Encoding, |parts| parts.rest = vec![0xa2, 0]);
}

/// `ring` tags the public key of version 2 explicitly, where RFC 5958 has an implicit tag.
#[test]
fn reads_an_explicit_tag_around_the_public_key_and_still_compares_the_key() {
    let with = |public: &[u8]| {
        Parts::with(|parts| {
            parts.version = vec![2, 1, 1];
            parts.public = explicit_public(public);
        })
    };
    assert_eq!(read(&with(&point())), Ok(()));
    let mut other = compressed(&point());
    other[0] ^= 1;
    assert_eq!(read(&with(&other)), Err(PrivateDerError::PublicKeyMismatch));

    let seed = [7; 32];
    let key = PrivateKey::from_scalar(KeyType::Ed25519, &seed, &RustCrypto).unwrap();
    let head = unhex("020101300506032b6570");
    let inner = tlv(4, &tlv(4, &seed));
    let as_ring = |public: &[u8]| tlv(0x30, &[&head[..], &inner, &explicit_public(public)].concat());
    let read = |der: &[u8]| read_pkcs8_der(der, &RustCrypto);
    assert_eq!(read(&as_ring(key.public_key().point())).unwrap().public_key(), key.public_key());
    assert_eq!(read(&as_ring(&seed)).unwrap_err(), PrivateDerError::PublicKeyMismatch);
}

#[test]
fn refuses_attributes_that_are_no_der_set() {
    let (first, second) = (unhex("3003020101"), unhex("3003020102"));
    let set = |elements: &[&[u8]]| tlv(0xa0, &elements.concat());
    accepts("attributes in order", |parts| parts.attributes = set(&[&first, &second]));
    refuses("attributes out of order", PrivateDerError::Encoding, |parts| {
        parts.attributes = set(&[&second, &first])
    });
    refuses("a primitive tag", PrivateDerError::Encoding, |parts| parts.attributes = vec![0x80, 0]);
    refuses("a cut element", PrivateDerError::Encoding, |parts| parts.attributes = set(&[&first[..4]]));
    refuses("a long length", PrivateDerError::Encoding, |parts| {
        parts.attributes = set(&[&unhex("308103020101")])
    });
}

#[test]
fn refuses_what_is_longer_than_any_key_before_reading_it() {
    const LIMIT: usize = 16 * 1024;
    assert_eq!(read(&[0x30; LIMIT]), Err(PrivateDerError::Encoding));
    let actual = LIMIT + 1;
    assert_eq!(read(&[0x30; LIMIT + 1]), Err(PrivateDerError::TooLong { limit: LIMIT, actual }));
    let stuffed = Parts::with(|parts| parts.attributes = tlv(0xa0, &tlv(4, &[0; LIMIT])));
    assert_eq!(read(&stuffed), Err(PrivateDerError::TooLong { limit: LIMIT, actual: stuffed.len() }));
}

/// All keys that are still read after damage.
fn damage(original: &[u8]) -> Vec<PrivateKey> {
    bit_flips(original)
        .chain(truncations(original))
        .chain(byte_deletions(original))
        .filter_map(|mutant| read_pkcs8_der(&mutant.bytes, &RustCrypto).ok())
        .collect()
}

#[test]
fn every_damage_to_a_key_with_its_public_key_is_refused() {
    let accepted = damage(&Parts::new().der());
    // One flip makes version 1 version 2, which need not carry a public key of its own (RFC 5958 §2).
    assert_eq!(accepted.len(), 1);
    assert_eq!(accepted[0].expose_secret(), private().expose_secret());
}

#[test]
fn every_damage_to_a_key_in_version_2_is_refused() {
    let der = Parts::with(|parts| {
        parts.version = vec![2, 1, 1];
        parts.curve = tlv(0xa0, &unhex(P256));
        parts.ec_public.clear();
        parts.public = implicit_public(&point());
    });
    assert_eq!(read(&der), Ok(()));
    assert_eq!(damage(&der).len(), 0);
}

#[test]
fn damage_to_a_key_without_public_key_never_keeps_the_public_key() {
    let accepted = damage(&Parts::with(|parts| parts.ec_public.clear()));
    // Each bit of the scalar is another key, and so says its public key; one flip makes version 1 version 2.
    assert_eq!(accepted.len(), 257);
    let same = accepted.iter().filter(|key| key.public_key() == private().public_key());
    assert!(same.clone().all(|key| key.expose_secret() == private().expose_secret()));
    assert_eq!(same.count(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back(seed: u64) {
        let key = seeded(seed);
        let read = read_pkcs8_der(&write_pkcs8_der(&key).unwrap(), &RustCrypto).unwrap();
        prop_assert_eq!(read.expose_secret(), key.expose_secret());
        prop_assert_eq!(read.public_key(), key.public_key());
        prop_assert_eq!(read.key_type(), KeyType::EcdsaP256);
    }

    #[test]
    fn what_is_read_is_written_in_one_form(
        changes in proptest::collection::vec((0usize..138, any::<u8>()), 0..4),
        tail in proptest::collection::vec(any::<u8>(), 0..2),
    ) {
        let mut der = Parts::new().der();
        for (at, byte) in changes {
            der[at] = byte;
        }
        der.extend(tail);
        if let Ok(key) = read_pkcs8_der(&der, &RustCrypto) {
            let written = write_pkcs8_der(&key).unwrap();
            // Versions 1 and 2 read alike.
            der[5] = 0;
            prop_assert_eq!(&written[..], &der[..]);
        }
    }
}

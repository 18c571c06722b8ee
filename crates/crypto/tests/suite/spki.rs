use countersign_crypto::{KeyType, PointError, PublicKey, PublicKeyError};
use testkit::{bit_flips, byte_deletions, truncations};

use crate::Provider;
use crate::support::{COSIGN_HINT, PRIME, compress, cosign_key, cosign_spki, seeded, tlv, unhex};

const EC_PUBLIC_KEY: &str = "06072a8648ce3d0201";
const P256: &str = "06082a8648ce3d030107";
const INVALID: PublicKeyError = PublicKeyError::Point(PointError::Invalid);

fn parse(der: &[u8]) -> Result<PublicKey, PublicKeyError> {
    PublicKey::from_spki_der(der, &Provider)
}

/// A SubjectPublicKeyInfo of the elements of an algorithm identifier and the content of a bit string.
fn spki(algorithm: &str, bits: &[u8]) -> Vec<u8> {
    tlv(0x30, &[tlv(0x30, &unhex(algorithm)), tlv(3, bits)].concat())
}

fn p256(point: &[u8]) -> Vec<u8> {
    spki(&format!("{EC_PUBLIC_KEY}{P256}"), &[&[0], point].concat())
}

fn point() -> Vec<u8> {
    cosign_key().point().to_vec()
}

#[track_caller]
fn refuses(cases: &[(&str, Vec<u8>, PublicKeyError)]) {
    for (what, der, expected) in cases {
        assert_eq!(parse(der).as_ref(), Err(expected), "{what}");
    }
}

#[test]
fn accepts_the_key_that_the_negatives_are_made_of() {
    let key = parse(&cosign_spki()).unwrap();
    assert_eq!(p256(&point()), cosign_spki());
    assert_eq!((key.key_type(), key.spki_der()), (KeyType::EcdsaP256, &cosign_spki()[..]));
    assert_eq!((key.point().len(), key.point()[0]), (65, 4));
}

#[test]
fn the_key_id_in_base64_is_the_hint_that_cosign_writes() {
    assert_eq!(cosign_key().id().to_hint(), COSIGN_HINT);
}

#[test]
fn a_compressed_point_is_the_same_key_with_the_same_id() {
    let compressed = parse(&p256(&compress(&point()))).unwrap();
    assert_eq!(compressed, cosign_key());
    assert_eq!(compressed.id(), cosign_key().id());
    assert_eq!(compressed.spki_der(), cosign_spki());
}

#[test]
fn the_other_sign_of_a_compressed_point_is_another_key() {
    let mut other = compress(&point());
    other[0] ^= 1;
    let other = parse(&p256(&other)).unwrap();
    assert_ne!(other, cosign_key());
    assert_ne!(other.id(), cosign_key().id());
}

#[test]
fn refuses_ber_lengths_everywhere() {
    let der = cosign_spki();
    let long = |at: usize| [&der[..at], &[0x81], &der[at..]].concat();
    let outer = |content: &[u8]| tlv(0x30, content);
    refuses(&[
        ("outer sequence", long(1), PublicKeyError::Encoding),
        ("outer sequence, two bytes", [&[0x30, 0x82, 0], &der[1..]].concat(), PublicKeyError::Encoding),
        ("algorithm", outer(&long(3)[2..]), PublicKeyError::Encoding),
        ("bit string", outer(&long(24)[2..]), PublicKeyError::Encoding),
        ("indefinite", [&[0x30, 0x80], &der[2..], &[0, 0]].concat(), PublicKeyError::Encoding),
        (
            "algorithm's object identifier",
            spki(&format!("0681072a8648ce3d0201{P256}"), &der[25..]),
            PublicKeyError::Encoding,
        ),
        (
            "curve's object identifier",
            spki(&format!("{EC_PUBLIC_KEY}0681082a8648ce3d030107"), &der[25..]),
            PublicKeyError::Encoding,
        ),
        (
            "padded arc in an object identifier",
            spki(&format!("06082a8648ce3d800201{P256}"), &der[25..]),
            PublicKeyError::Encoding,
        ),
        ("length beyond the end", [&[0x30, 0x5a], &der[2..]].concat(), PublicKeyError::Encoding),
        ("length before the end", [&[0x30, 0x58], &der[2..]].concat(), PublicKeyError::Encoding),
        (
            "length of 2^32 - 1",
            [&[0x30, 0x84, 255, 255, 255, 255], &der[2..]].concat(),
            PublicKeyError::Encoding,
        ),
    ]);
}

#[test]
fn refuses_what_is_missing_or_too_much() {
    let der = cosign_spki();
    let algorithm = tlv(0x30, &unhex(&format!("{EC_PUBLIC_KEY}{P256}")));
    let bits = tlv(3, &der[25..]);
    let sequence = |parts: &[&[u8]]| tlv(0x30, &parts.concat());
    refuses(&[
        ("nothing", Vec::new(), PublicKeyError::Encoding),
        ("an empty sequence", sequence(&[]), PublicKeyError::Encoding),
        ("no key", sequence(&[&algorithm]), PublicKeyError::Encoding),
        ("no algorithm", sequence(&[&bits]), PublicKeyError::Encoding),
        ("an empty algorithm", sequence(&[&[0x30, 0], &bits]), PublicKeyError::Encoding),
        ("a trailing byte", [&der[..], &[0]].concat(), PublicKeyError::Encoding),
        ("a trailing copy", [&der[..], &der[..]].concat(), PublicKeyError::Encoding),
        ("a third element", sequence(&[&algorithm, &bits, &[5, 0]]), PublicKeyError::Encoding),
        ("a second key", sequence(&[&algorithm, &bits, &bits]), PublicKeyError::Encoding),
        (
            "a third element in the algorithm",
            spki(&format!("{EC_PUBLIC_KEY}{P256}0500"), &der[25..]),
            PublicKeyError::Encoding,
        ),
        ("a set", [&[0x31], &der[1..]].concat(), PublicKeyError::Encoding),
        ("an octet string", sequence(&[&algorithm, &tlv(4, &der[25..])]), PublicKeyError::Encoding),
        ("a constructed bit string", sequence(&[&algorithm, &tlv(0x23, &bits)]), PublicKeyError::Encoding),
        ("PEM", b"-----BEGIN PUBLIC KEY-----".to_vec(), PublicKeyError::Encoding),
    ]);
}

#[test]
fn refuses_other_algorithms_and_curves() {
    let bits = &cosign_spki()[25..];
    let with = |algorithm: &str| spki(algorithm, bits);
    refuses(&[
        ("no parameters", with(EC_PUBLIC_KEY), PublicKeyError::UnsupportedCurve),
        ("NULL parameters", with(&format!("{EC_PUBLIC_KEY}0500")), PublicKeyError::UnsupportedCurve),
        ("explicit parameters", with(&explicit_p256()), PublicKeyError::UnsupportedCurve),
        (
            "a curve named in text",
            with(&format!("{EC_PUBLIC_KEY}0c05502d323536")),
            PublicKeyError::UnsupportedCurve,
        ),
        ("a point of another curve than P-384", with(&format!("{EC_PUBLIC_KEY}06052b81040022")), INVALID),
        ("a point of another curve than P-521", with(&format!("{EC_PUBLIC_KEY}06052b81040023")), INVALID),
        ("P-224", with(&format!("{EC_PUBLIC_KEY}06052b81040021")), PublicKeyError::UnsupportedCurve),
        ("secp256k1", with(&format!("{EC_PUBLIC_KEY}06052b8104000a")), PublicKeyError::UnsupportedCurve),
        (
            "brainpoolP256r1",
            with(&format!("{EC_PUBLIC_KEY}06092b2403030208010107")),
            PublicKeyError::UnsupportedCurve,
        ),
        ("a point as RSA", with("06092a864886f70d0101010500"), PublicKeyError::Encoding),
        ("a point as Ed25519", with("06032b6570"), INVALID),
        ("Ed25519 with NULL", with("06032b65700500"), PublicKeyError::Parameters),
        ("Ed25519 with a curve", with(&format!("06032b6570{P256}")), PublicKeyError::Parameters),
        ("Ed448", spki("06032b6571", &[0; 58]), PublicKeyError::UnsupportedAlgorithm),
        ("X25519", spki("06032b656e", &[0; 33]), PublicKeyError::UnsupportedAlgorithm),
        ("DSA", with("06072a8648ce380401"), PublicKeyError::UnsupportedAlgorithm),
        ("ECDH only", with(&format!("06052b8104010c{P256}")), PublicKeyError::UnsupportedAlgorithm),
        ("a signature algorithm", with("06082a8648ce3d040302"), PublicKeyError::UnsupportedAlgorithm),
    ]);
}

/// `SpecifiedECDomain` (SEC 1 §C.2) that says exactly P-256: what CVE-2020-0601 was about is not read at all.
fn explicit_p256() -> String {
    let field =
        tlv(0x30, &[unhex("06072a8648ce3d0101"), tlv(2, &[&[0], &unhex(PRIME)[..]].concat())].concat());
    let a = unhex("ffffffff00000001000000000000000000000000fffffffffffffffffffffffc");
    let b = unhex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
    let curve = tlv(0x30, &[tlv(4, &a), tlv(4, &b)].concat());
    let base = unhex("036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296");
    let order = tlv(2, &[&[0], &unhex(crate::support::ORDER)[..]].concat());
    let domain = tlv(0x30, &[unhex("020101"), field, curve, tlv(4, &base), order, unhex("020101")].concat());
    format!("{EC_PUBLIC_KEY}{}", countersign_encoding::hex::encode(&domain))
}

#[test]
fn refuses_bits_that_are_no_octets() {
    let algorithm = format!("{EC_PUBLIC_KEY}{P256}");
    // The last octet of this key is 0x80, so seven bits may be unused and zero.
    for unused in 1..=7 {
        let bits = [&[unused], &point()[..]].concat();
        assert_eq!(parse(&spki(&algorithm, &bits)), Err(PublicKeyError::UnusedBits), "{unused}");
    }
    refuses(&[
        ("eight unused bits", spki(&algorithm, &[&[8], &point()[..]].concat()), PublicKeyError::Encoding),
        ("no count of unused bits", spki(&algorithm, &[]), PublicKeyError::Encoding),
        ("unused bits of nothing", spki(&algorithm, &[1]), PublicKeyError::Encoding),
    ]);
}

#[test]
fn refuses_points_that_are_no_keys() {
    let point = point();
    let with = |first: u8, rest: &[u8]| p256(&[&[first], rest].concat());
    let mut off_curve = point.clone();
    off_curve[64] ^= 1;
    refuses(&[
        ("nothing", p256(&[]), INVALID),
        ("the identity", p256(&[0]), INVALID),
        ("the identity in full length", p256(&[0; 65]), INVALID),
        ("the origin", with(4, &[0; 64]), INVALID),
        ("hybrid, even", with(6, &point[1..]), INVALID),
        ("hybrid, odd", with(7, &point[1..]), INVALID),
        ("compact", with(5, &point[1..33]), INVALID),
        ("unknown form", with(1, &point[1..]), INVALID),
        ("coordinates alone", p256(&point[1..]), INVALID),
        ("off the curve", p256(&off_curve), INVALID),
        ("uncompressed, cut in half", with(4, &point[1..33]), INVALID),
        ("compressed, twice as long", with(2, &point[1..]), INVALID),
        ("compressed, a byte short", with(2, &point[1..32]), INVALID),
        ("compressed, a byte long", with(2, &point[1..34]), INVALID),
        ("uncompressed, a byte short", p256(&point[..64]), INVALID),
        ("uncompressed, a byte long", p256(&[&point[..], &[0]].concat()), INVALID),
        ("x is the prime", with(2, &unhex(PRIME)), INVALID),
        ("x is beyond the prime", with(3, &[0xff; 32]), INVALID),
        ("y is beyond the prime", with(4, &[&point[1..33], &[0xff; 32]].concat()), INVALID),
    ]);
}

#[test]
fn refuses_an_x_that_is_not_on_the_curve() {
    let compressed = |x: u8| p256(&[&[2], &[0; 31][..], &[x]].concat());
    let refused = (0..32).filter(|x| parse(&compressed(*x)) == Err(INVALID)).count();
    // Half of all x are on no point; which of the small ones is a fact of the curve.
    assert!((8..=24).contains(&refused), "{refused}");
    assert!(parse(&compressed(5)).is_ok());
}

#[test]
fn refuses_what_is_longer_than_any_key_before_reading_it() {
    assert_eq!(parse(&[0x30; 4096]), Err(PublicKeyError::Encoding));
    assert_eq!(parse(&[0x30; 4097]), Err(PublicKeyError::TooLong { limit: 4096, actual: 4097 }));
}

#[test]
fn no_damage_gives_the_same_key() {
    let compressed = p256(&compress(&point()));
    let (key, mut accepted) = (cosign_key(), 0);
    for original in [cosign_spki(), compressed] {
        let mutants = bit_flips(&original).chain(truncations(&original)).chain(byte_deletions(&original));
        for mutant in mutants {
            let Ok(other) = parse(&mutant.bytes) else { continue };
            accepted += 1;
            assert_ne!(other, key, "{}", mutant.change);
            assert_ne!(other.id(), key.id(), "{}", mutant.change);
            assert_eq!(parse(other.spki_der()), Ok(other), "{}", mutant.change);
        }
    }
    // Other x of a compressed point: about half of 256, and the other sign.
    assert!((64..=192).contains(&accepted), "{accepted}");
}

#[test]
fn every_damage_to_an_uncompressed_key_is_refused() {
    let original = cosign_spki();
    for mutant in bit_flips(&original).chain(truncations(&original)).chain(byte_deletions(&original)) {
        assert!(parse(&mutant.bytes).is_err(), "{}", mutant.change);
    }
}

#[test]
fn written_keys_are_canonical() {
    for seed in 0..32 {
        let key = seeded(seed).public_key().clone();
        assert_eq!(parse(key.spki_der()).as_ref(), Ok(&key));
        assert_eq!(key.spki_der(), p256(key.point()));
    }
}

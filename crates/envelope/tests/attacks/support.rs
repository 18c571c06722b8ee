//! Keys, documents to break, and the comparison of tables.

use core::fmt::Debug;
use std::borrow::Cow;

use countersign_crypto::{
    CryptoProvider, Format, KeyType, Message, PrivateKey, PublicKey, RustCrypto, Scheme, SigningKey,
    VerifyingKey, allowed_schemes,
};
use countersign_digest::Digest;
use countersign_encoding::{
    base64,
    json::{FieldError, FieldProblem, JsonError, Kind},
};
use countersign_envelope::{
    BundleError, DsseError, IN_TOTO_PAYLOAD_TYPE, SimpleSigningError, StatementError, pae, write_key_bundle,
};

pub const SCHEME: Scheme = Scheme::ECDSA_P256_SHA256_DER;
pub const HEX: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// A key pair of the tests' own.
#[derive(Debug)]
pub struct TestKey {
    private: PrivateKey,
    signing: Box<dyn SigningKey>,
    verifying: Box<dyn VerifyingKey>,
}

impl TestKey {
    pub fn new(seed: u8) -> Self {
        Self::with_scheme(seed, SCHEME)
    }

    /// A key of the type that the scheme is for.
    pub fn with_scheme(seed: u8, scheme: Scheme) -> Self {
        let key_type = scheme.algorithm().key_type();
        let mut secret = vec![seed; key_type.secret_len().unwrap()];
        if key_type == KeyType::EcdsaP521 {
            // Below the order of the curve, which has 521 bits.
            secret[0] = 0;
        }
        let private = PrivateKey::from_scalar(key_type, &secret, &RustCrypto).unwrap();
        let signing = RustCrypto.signing_key(&private, scheme).unwrap();
        let verifying = RustCrypto.verifying_key(private.public_key(), scheme).unwrap();
        Self { private, signing, verifying }
    }

    pub fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        self.signing.sign(Message::Bytes(bytes)).unwrap()
    }

    pub fn sign_dsse(&self, payload_type: &str, payload: &[u8]) -> Vec<u8> {
        self.sign(&pae(payload_type, payload))
    }

    /// A bundle around any payload, rightly signed.
    pub fn bundle(&self, payload: &[u8]) -> Vec<u8> {
        let signature = self.sign_dsse(IN_TOTO_PAYLOAD_TYPE, payload);
        let hint = self.public().id().to_hint();
        write_key_bundle(&hint, IN_TOTO_PAYLOAD_TYPE, payload, &signature)
    }

    pub fn signing(&self) -> &dyn SigningKey {
        self.signing.as_ref()
    }

    pub fn verifying(&self) -> &dyn VerifyingKey {
        self.verifying.as_ref()
    }

    pub fn public(&self) -> &PublicKey {
        self.private.public_key()
    }
}

/// The P-256 key in a PEM file.
pub fn key_in(pem: &str) -> Box<dyn VerifyingKey> {
    RustCrypto.verifying_key(&public_in(pem), SCHEME).unwrap()
}

fn public_in(pem: &str) -> PublicKey {
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let der = base64::decode_standard(body.as_bytes()).unwrap();
    PublicKey::from_spki_der(&der, &RustCrypto).unwrap()
}

/// The key in a PEM file with every scheme that the format has for it.
pub fn keys_in(pem: &str, format: Format) -> Vec<Box<dyn VerifyingKey>> {
    let key = public_in(pem);
    let schemes = allowed_schemes(&key, format).iter();
    schemes.map(|scheme| RustCrypto.verifying_key(&key, *scheme).unwrap()).collect()
}

pub fn refs(keys: &[Box<dyn VerifyingKey>]) -> Vec<&dyn VerifyingKey> {
    keys.iter().map(AsRef::as_ref).collect()
}

/// `SEQUENCE { r, s }` of P-256 as `r ‖ s`.
pub fn to_fixed(der: &[u8]) -> Vec<u8> {
    let r_len = usize::from(der[3]);
    let (r, s) = (&der[4..4 + r_len], &der[6 + r_len..]);
    let octets = |integer: &[u8]| {
        let magnitude: Vec<u8> = integer.iter().copied().skip_while(|byte| *byte == 0).collect();
        [vec![0; 32 - magnitude.len()], magnitude].concat()
    };
    [octets(r), octets(s)].concat()
}

/// The key under which Cosign signed the vectors.
pub fn cosign_key() -> Box<dyn VerifyingKey> {
    key_in(include_str!("../data/p256.pub"))
}

/// A key that signed none of them.
pub fn other_key() -> Box<dyn VerifyingKey> {
    key_in(include_str!("../data/other.pub"))
}

pub fn sha256(hex: &str) -> Digest {
    Digest::parse(&format!("sha256:{hex}")).unwrap()
}

/// `text` with the one place of `from` changed: a case that no longer fits its document fails loudly.
pub fn edit(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from} is not exactly once in {text}");
    text.replacen(from, to, 1)
}

/// Runs a table: each document must be refused with exactly its error. At least `least` cases, with distinct names.
pub fn refuse_all<T, E: Debug + PartialEq>(
    least: usize,
    cases: &[(&str, Vec<u8>, E)],
    read: impl Fn(&[u8]) -> Result<T, E>,
) {
    let mut wrong = Vec::new();
    for (index, (name, document, expected)) in cases.iter().enumerate() {
        if cases.iter().take(index).any(|(earlier, ..)| earlier == name) {
            wrong.push(format!("{name}: two cases have this name"));
        }
        match read(document) {
            Ok(_) => wrong.push(format!("{name}: accepted")),
            Err(error) if error != *expected => wrong.push(format!("{name}: {error:?}, not {expected:?}")),
            Err(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases.len() >= least, "{} cases, at least {least} are wanted", cases.len());
}

/// A row of such a table.
pub fn row<'n, E>(
    name: &'n str,
    document: impl Into<Cow<'n, str>>,
    expected: impl Into<E>,
) -> (&'n str, Vec<u8>, E) {
    (name, document.into().into_owned().into_bytes(), expected.into())
}

pub fn missing(path: &str) -> FieldError {
    FieldError::new(path, FieldProblem::Missing)
}

pub fn wrong_type(path: &str, expected: Kind, actual: Kind) -> FieldError {
    FieldError::new(path, FieldProblem::WrongType { expected, actual })
}

pub const SYNTAX: JsonError = JsonError::Syntax { offset: 0 };
pub const DUPLICATE: JsonError = JsonError::DuplicateMember { offset: 0 };
pub const TRAILING: JsonError = JsonError::TrailingBytes { offset: 0 };

/// The same error at byte 0: where in a text the reader noticed is the business of its own tests.
fn at_zero(error: JsonError) -> JsonError {
    match error {
        JsonError::Syntax { .. } => SYNTAX,
        JsonError::DuplicateMember { .. } => DUPLICATE,
        JsonError::TrailingBytes { .. } => TRAILING,
        JsonError::Utf8 { .. } => JsonError::Utf8 { offset: 0 },
        JsonError::LoneSurrogate { .. } => JsonError::LoneSurrogate { offset: 0 },
        other => other,
    }
}

pub fn dsse_at_zero(error: DsseError) -> DsseError {
    if let DsseError::Json(json) = error { at_zero(json).into() } else { error }
}

pub fn statement_at_zero(error: StatementError) -> StatementError {
    if let StatementError::Json(json) = error { at_zero(json).into() } else { error }
}

pub fn simple_signing_at_zero(error: SimpleSigningError) -> SimpleSigningError {
    if let SimpleSigningError::Json(json) = error { at_zero(json).into() } else { error }
}

pub fn bundle_at_zero(error: BundleError) -> BundleError {
    match error {
        BundleError::Json(json) => at_zero(json).into(),
        BundleError::Dsse(dsse) => dsse_at_zero(dsse).into(),
        other => other,
    }
}

/// The order of P-256, big-endian.
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa,
    0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// The other signature `(r, n − s)` that verifies wherever `(r, s)` does.
pub fn negate_s(der: &[u8]) -> Vec<u8> {
    let r_len = usize::from(der[3]);
    let (r, s) = (&der[2..4 + r_len], &der[6 + r_len..]);
    let s = [vec![0; 33 - s.len()], s.to_vec()].concat();
    let mut difference = ORDER;
    let mut borrow = 0;
    for (digit, subtrahend) in difference.iter_mut().zip(&s[1..]).rev() {
        let value = i16::from(*digit) - i16::from(*subtrahend) - borrow;
        borrow = i16::from(value < 0);
        *digit = u8::try_from(value + 256 * borrow).unwrap();
    }
    let mut s: Vec<u8> = difference.iter().copied().skip_while(|byte| *byte == 0).collect();
    if s[0] >= 0x80 {
        s.insert(0, 0);
    }
    let byte = |length: usize| u8::try_from(length).unwrap();
    let body = [r, &[0x02, byte(s.len())], &s].concat();
    [&[0x30, byte(body.len())], body.as_slice()].concat()
}

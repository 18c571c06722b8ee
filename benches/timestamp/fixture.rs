//! A token by `openssl ts`, whose signer's certificate the anchor issued, and what it takes to verify it.

use countersign::crypto::{CryptoProvider, KeyLimits, Message, Scheme, SubjectPublicKey};
use countersign::encoding::der::Reader;
use countersign::time::UnixTime;
use countersign::timestamp::{Imprinted, TimestampToken, TrustedTsa};
use countersign::x509::{AnchorLimits, Certificate, TrustAnchors};
use countersign_benches::Failure;

const MESSAGE: &[u8] = b"what is stamped";
const ROOT: &[u8] = include_bytes!("../../crates/timestamp/tests/data/openssl/root.crt");
/// 2040-01-01T00:00:00Z
const NOW: i64 = 2_208_988_800;

/// An answer that holds a token, by one kind of key.
pub struct Fixture {
    /// The kind of key.
    pub name: &'static str,
    answer: &'static [u8],
    scheme: Scheme,
}

macro_rules! fixture {
    ($name:literal, $scheme:expr) => {
        Fixture {
            name: $name,
            answer: include_bytes!(concat!("../../crates/timestamp/tests/data/openssl/", $name, ".tsr")),
            scheme: $scheme,
        }
    };
}

/// One by each kind of key; the certificates are signed on P-256.
pub const ALL: [Fixture; 3] = [
    fixture!("p256", Scheme::ECDSA_P256_SHA256_DER),
    fixture!("p384", Scheme::ECDSA_P384_SHA384_DER),
    fixture!("rsa", Scheme::RSA_PKCS1_SHA256),
];

impl Fixture {
    /// Whom the token is verified under, made once.
    pub fn authority(&self) -> Result<TrustedTsa, Failure> {
        let anchors = TrustAnchors::from_ders([ROOT], AnchorLimits::OwnLimits);
        Ok(TrustedTsa::new(self.name, anchors)?)
    }

    /// Reads the answer and verifies its token.
    pub fn verify(&self, authority: &TrustedTsa, provider: &dyn CryptoProvider) -> Result<(), Failure> {
        let token = TimestampToken::from_response_der(self.answer)?;
        let now = UnixTime::from_seconds(NOW)?;
        let verified = token.verify(&Imprinted::Bytes(MESSAGE), authority, now, provider)?;
        if verified.path().certificates().len() == 1 { Ok(()) } else { Err("another path".into()) }
    }

    /// The signatures alone: of the token, and of its signer's certificate.
    pub fn signatures(&self) -> Result<[Part; 2], Failure> {
        let token = TimestampToken::from_response_der(self.answer)?;
        let root = Certificate::from_der(ROOT)?;
        let mut certificates = token.inspect().certificates().map(Certificate::from_der);
        let leaf = certificates.find(|certificate| certificate.as_ref().is_ok_and(|read| *read != root));
        let leaf = leaf.ok_or("the token has no certificate")??;
        let (message, signature) = signed(token.der())?;
        let own = Part { spki: leaf.spki().to_vec(), message, signature, scheme: self.scheme };
        let certificate = Part {
            spki: root.spki().to_vec(),
            message: leaf.tbs().to_vec(),
            signature: leaf.signature().to_vec(),
            scheme: Scheme::ECDSA_P256_SHA256_DER,
        };
        Ok([own, certificate])
    }

    /// Checks them with a provider.
    pub fn check(&self, parts: &[Part; 2], provider: &dyn CryptoProvider) -> Result<(), Failure> {
        parts.iter().try_for_each(|part| {
            let key = SubjectPublicKey::parse(&part.spki, &KeyLimits::DEFAULT)?;
            Ok(provider.verify_with(&key, part.scheme, Message::Bytes(&part.message), &part.signature)?)
        })
    }
}

/// One signature.
pub struct Part {
    spki: Vec<u8>,
    message: Vec<u8>,
    signature: Vec<u8>,
    scheme: Scheme,
}

/// The signed attributes as they are signed, and the signature over them.
fn signed(token: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Failure> {
    let mut content = Reader::new(token).sequence()?;
    content.element()?;
    let mut data = content.element()?.reader().sequence()?;
    let mut last = data.element()?;
    while !data.is_empty() {
        last = data.element()?;
    }
    let mut signer = last.reader().sequence()?;
    for _ in ["version", "identifier", "digest algorithm"] {
        signer.element()?;
    }
    let mut attributes = signer.element()?.bytes().to_vec();
    if let Some(tag) = attributes.first_mut() {
        *tag = 0x31;
    }
    signer.element()?;
    Ok((attributes, signer.octet_string()?.to_vec()))
}

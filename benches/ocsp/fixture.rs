//! An answer, the certificate that it is about, and the signatures in it.

use std::hint::black_box;

use countersign::crypto::{CryptoProvider, KeyLimits, Message, Scheme, SubjectPublicKey};
use countersign::time::UnixTime;
use countersign_benches::Failure;
use countersign_revocation::{
    Issuer, Status,
    encoding::der::Reader,
    ocsp::{OcspResponse, OcspVerifier},
};
use countersign_x509::Certificate;

/// A moment at which every answer is fresh.
const NOW: i64 = 1_900_000_000;

/// An answer by one kind of key.
pub struct Fixture {
    /// The kind of key, and who signed.
    pub name: &'static str,
    issuer: &'static [u8],
    leaf: &'static [u8],
    answer: &'static [u8],
    scheme: Scheme,
}

macro_rules! fixture {
    ($kind:literal, $by:literal, $scheme:expr) => {
        Fixture {
            name: concat!($kind, " ", $by),
            issuer: include_bytes!(concat!("../data/ocsp/", $kind, "-issuer.der")),
            leaf: include_bytes!(concat!("../data/ocsp/", $kind, "-leaf.der")),
            answer: include_bytes!(concat!("../data/ocsp/", $kind, "-", $by, ".der")),
            scheme: $scheme,
        }
    };
}

/// One by each kind of key and of responder.
pub const ALL: [Fixture; 4] = [
    fixture!("p256", "direct", Scheme::ECDSA_P256_SHA256_DER),
    fixture!("p256", "delegated", Scheme::ECDSA_P256_SHA256_DER),
    fixture!("rsa2048", "direct", Scheme::RSA_PKCS1_SHA256),
    fixture!("rsa2048", "delegated", Scheme::RSA_PKCS1_SHA256),
];

/// One signature of an answer.
pub struct Part {
    spki: Vec<u8>,
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl Part {
    fn of(certificate: &Certificate<'_>, issuer: &Certificate<'_>) -> Self {
        let (message, signature) = (certificate.tbs().to_vec(), certificate.signature().to_vec());
        Self { spki: issuer.spki().to_vec(), message, signature }
    }
}

impl Fixture {
    /// The certificate that is asked about.
    pub fn leaf(&self) -> Result<Certificate<'static>, Failure> {
        Ok(Certificate::from_der(self.leaf)?)
    }

    /// Its issuer's.
    pub fn issuer(&self) -> Result<Certificate<'static>, Failure> {
        Ok(Certificate::from_der(self.issuer)?)
    }

    /// Reads the answer and finds the certificate good.
    pub fn verify(
        &self,
        leaf: &Certificate<'_>,
        issuer: &Certificate<'_>,
        provider: &dyn CryptoProvider,
    ) -> Result<(), Failure> {
        let response = OcspResponse::parse(black_box(self.answer))?;
        let (verifier, now) = (OcspVerifier::new(provider), UnixTime::from_seconds(NOW)?);
        let verified = verifier.verify(response.answer()?, leaf, Issuer::from_certificate(issuer), now)?;
        if matches!(verified.status(), Status::Good(_)) { Ok(()) } else { Err("not good".into()) }
    }

    /// The signatures alone: that of the answer, and that of the delegate's certificate.
    pub fn signatures(&self) -> Result<Vec<Part>, Failure> {
        let mut response = Reader::new(self.answer).sequence()?;
        response.element()?;
        let mut bytes = response.element()?.reader().sequence()?;
        bytes.element()?;
        let mut basic = bytes.element()?.reader().sequence()?;
        let message = basic.element()?.bytes().to_vec();
        basic.element()?;
        let signature = basic.bit_string()?.as_bytes().to_vec();
        let issuer = self.issuer()?;
        if basic.is_empty() {
            return Ok(vec![Part { spki: issuer.spki().to_vec(), message, signature }]);
        }
        let delegate = Certificate::from_der(basic.element()?.reader().sequence()?.element()?.bytes())?;
        let answer = Part { spki: delegate.spki().to_vec(), message, signature };
        Ok(vec![Part::of(&delegate, &issuer), answer])
    }

    /// Checks them with a provider.
    pub fn check(&self, parts: &[Part], provider: &dyn CryptoProvider) -> Result<(), Failure> {
        black_box(parts).iter().try_for_each(|part| {
            let key = SubjectPublicKey::parse(&part.spki, &KeyLimits::DEFAULT)?;
            Ok(provider.verify_with(&key, self.scheme, Message::Bytes(&part.message), &part.signature)?)
        })
    }
}

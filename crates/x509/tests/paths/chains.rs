//! Certificates for the tests, written byte by byte by the testkit.

use countersign_crypto::RustCrypto;
use countersign_time::UnixTime;
use countersign_x509::{
    AnchorLimits, Budget, Certificate, PathBuilder, PathError, Profile, Times, TrustAnchors,
};
use testkit::x509::{CertificateSpec, ExtensionSpec, Form, Key, SignatureKind, TIME, Time, name, tlv};

/// A common name.
pub fn cn(text: &str) -> Vec<u8> {
    name(&[("2.5.4.3", Form::Utf8, text)])
}

/// The key that belongs to a number.
pub fn key(number: u8) -> Key {
    Key::Ed25519(number)
}

fn certificate(subject: (&str, u8), issuer: (&str, u8), extensions: Vec<ExtensionSpec>) -> CertificateSpec {
    CertificateSpec {
        version: Some(2),
        serial: vec![1, subject.1, issuer.1],
        issuer: cn(issuer.0),
        subject: cn(subject.0),
        not_before: Time::utc("250101000000Z"),
        not_after: Time::utc("300101000000Z"),
        key: key(subject.1),
        unique_ids: Vec::new(),
        extensions,
        empty_extensions: false,
        signer: key(issuer.1),
        signature: SignatureKind::Usual,
        inner_algorithm: None,
        outer_algorithm: None,
    }
}

/// A CA: its name and key, and those of its issuer.
pub fn ca(subject: (&str, u8), issuer: (&str, u8)) -> CertificateSpec {
    certificate(subject, issuer, vec![ExtensionSpec::ca(None), ExtensionSpec::key_usage(0x06)])
}

/// A leaf, for code signing.
pub fn leaf(subject: (&str, u8), issuer: (&str, u8)) -> CertificateSpec {
    let purposes = ExtensionSpec::purposes(&["1.3.6.1.5.5.7.3.3"]);
    certificate(subject, issuer, vec![ExtensionSpec::key_usage(0x80), purposes])
}

/// The authority key identifier of a key.
pub fn authority_key_identifier(key: Key) -> ExtensionSpec {
    ExtensionSpec::new("2.5.29.35", tlv(0x30, &[&tlv(0x80, &[&key.identifier()])]))
}

/// The subject key identifier of a key.
pub fn subject_key_identifier(key: Key) -> ExtensionSpec {
    ExtensionSpec::new("2.5.29.14", tlv(4, &[&key.identifier()]))
}

/// The moment at which the chains are valid.
pub fn now() -> Times {
    Times::at(UnixTime::from_seconds(TIME).unwrap())
}

/// What is asked: leaf first, then the rest of the message, the anchors.
pub struct Asked {
    pub leaf: Vec<u8>,
    pub chain: Vec<Vec<u8>>,
    pub anchors: TrustAnchors,
    pub times: Times,
    pub budget: Budget,
}

impl Asked {
    pub fn new(leaf: &CertificateSpec, chain: &[&CertificateSpec], anchors: &[&CertificateSpec]) -> Self {
        let anchors = anchors.iter().map(|anchor| anchor.der());
        Self {
            leaf: leaf.der(),
            chain: chain.iter().map(|certificate| certificate.der()).collect(),
            anchors: TrustAnchors::from_ders(anchors, AnchorLimits::OwnLimits),
            times: now(),
            budget: Budget::DEFAULT,
        }
    }

    /// The number of certificates of each path, and what ends them.
    pub fn paths(&self, profile: &Profile) -> Vec<Result<Vec<Vec<u8>>, PathError>> {
        let leaf = Certificate::from_der(&self.leaf).unwrap();
        let chain: Vec<_> = self.chain.iter().map(|der| Certificate::from_der(der).unwrap()).collect();
        let builder = PathBuilder::new(&RustCrypto, &self.anchors, profile).budget(self.budget);
        let paths = builder.paths(&leaf, &chain, self.times);
        let ders = |certificates: &[Certificate<'_>]| certificates.iter().map(|c| c.der().to_vec()).collect();
        paths.map(|path| path.map(|path| ders(path.certificates()))).collect()
    }

    /// The number of certificates of the first path, without the anchor.
    pub fn verify(&self, profile: &Profile) -> Result<usize, PathError> {
        self.paths(profile).remove(0).map(|path| path.len())
    }
}

/// The answer of plain path validation.
pub fn verify(
    leaf: &CertificateSpec,
    chain: &[&CertificateSpec],
    anchors: &[&CertificateSpec],
) -> Result<usize, PathError> {
    Asked::new(leaf, chain, anchors).verify(Profile::RFC5280)
}

//! A chain of three certificates, what it takes to validate it, and the same for `rustls-webpki`.

use countersign::crypto::{CryptoProvider, KeyLimits, Message, Scheme, SubjectPublicKey};
use countersign::time::UnixTime;
use countersign_benches::Failure;
use countersign_x509::{AnchorLimits, Certificate, PathBuilder, Profile, Times, TrustAnchors};
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, TrustAnchor};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert, aws_lc_rs as algorithms};

/// A moment at which every certificate is valid.
const NOW: i64 = 1_900_000_000;
/// `id-kp-codeSigning` (RFC 5280 §4.2.1.12), as the content of an OBJECT IDENTIFIER.
const CODE_SIGNING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 3];

/// A root, an intermediate and a certificate for code signing, by one kind of key.
pub struct Fixture {
    /// The kind of key.
    pub name: &'static str,
    root: &'static [u8],
    intermediate: &'static [u8],
    leaf: &'static [u8],
    scheme: Scheme,
    algorithm: &'static dyn SignatureVerificationAlgorithm,
}

macro_rules! fixture {
    ($name:literal, $scheme:expr, $algorithm:expr) => {
        Fixture {
            name: $name,
            root: include_bytes!(concat!("../data/chain/", $name, "-root.der")),
            intermediate: include_bytes!(concat!("../data/chain/", $name, "-intermediate.der")),
            leaf: include_bytes!(concat!("../data/chain/", $name, "-leaf.der")),
            scheme: $scheme,
            algorithm: $algorithm,
        }
    };
}

/// One by each kind of key.
pub const ALL: [Fixture; 3] = [
    fixture!("p256", Scheme::ECDSA_P256_SHA256_DER, algorithms::ECDSA_P256_SHA256),
    fixture!("p384", Scheme::ECDSA_P384_SHA384_DER, algorithms::ECDSA_P384_SHA384),
    fixture!("rsa2048", Scheme::RSA_PKCS1_SHA256, algorithms::RSA_PKCS1_2048_8192_SHA256),
];

impl Fixture {
    /// The certificate of the signer.
    pub fn leaf(&self) -> &'static [u8] {
        self.leaf
    }

    /// The root as an anchor, parsed once.
    pub fn anchors(&self) -> TrustAnchors {
        TrustAnchors::from_ders([self.root], AnchorLimits::NameAndKey)
    }

    /// Reads the two certificates of the message and finds the path.
    pub fn validate(&self, provider: &dyn CryptoProvider, anchors: &TrustAnchors) -> Result<(), Failure> {
        let (leaf, chain) = (Certificate::from_der(self.leaf)?, [Certificate::from_der(self.intermediate)?]);
        let now = Times::at(UnixTime::from_seconds(NOW)?);
        let path = PathBuilder::new(provider, anchors, Profile::CODE_SIGNING).verify(&leaf, &chain, now)?;
        if path.certificates().len() == 2 { Ok(()) } else { Err("another path".into()) }
    }

    /// The root as `webpki` has it, parsed once.
    pub fn webpki_anchors(
        &self,
        root: &'static CertificateDer<'static>,
    ) -> Result<[TrustAnchor<'static>; 1], Failure> {
        Ok([anchor_from_trusted_cert(root)?])
    }

    /// The root's bytes as `webpki` wants them.
    pub fn webpki_root(&self) -> &'static CertificateDer<'static> {
        Box::leak(Box::new(CertificateDer::from(self.root)))
    }

    /// The same by `webpki`.
    pub fn webpki_validate(&self, anchors: &[TrustAnchor<'_>]) -> Result<(), Failure> {
        let (leaf, chain) = (CertificateDer::from(self.leaf), [CertificateDer::from(self.intermediate)]);
        let leaf = EndEntityCert::try_from(&leaf)?;
        let now =
            rustls_pki_types::UnixTime::since_unix_epoch(std::time::Duration::from_secs(NOW.unsigned_abs()));
        let usage = KeyUsage::required(CODE_SIGNING);
        leaf.verify_for_usage(webpki::ALL_VERIFICATION_ALGS, anchors, &chain, now, usage, None, None)?;
        Ok(())
    }

    /// The two signatures alone: what signs each, the signed bytes, and the signature.
    pub fn signatures(&self) -> Result<[Part; 2], Failure> {
        Ok([Part::new(self.leaf, self.intermediate)?, Part::new(self.intermediate, self.root)?])
    }

    /// Checks both with a provider.
    pub fn check(&self, parts: &[Part; 2], provider: &dyn CryptoProvider) -> Result<(), Failure> {
        parts.iter().try_for_each(|part| {
            let key = SubjectPublicKey::parse(&part.spki, &KeyLimits::DEFAULT)?;
            Ok(provider.verify_with(&key, self.scheme, Message::Bytes(&part.message), &part.signature)?)
        })
    }

    /// Checks both with the library's own calls, as `webpki` makes them.
    pub fn check_raw(&self, parts: &[Part; 2]) -> Result<(), Failure> {
        parts.iter().try_for_each(|part| {
            let verified = self.algorithm.verify_signature(&part.key, &part.message, &part.signature);
            verified.map_err(|_| "a signature is wrong".into())
        })
    }
}

/// One signature of a chain.
pub struct Part {
    spki: Vec<u8>,
    key: Vec<u8>,
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl Part {
    fn new(certificate: &[u8], issuer: &[u8]) -> Result<Self, Failure> {
        let (certificate, issuer) = (Certificate::from_der(certificate)?, Certificate::from_der(issuer)?);
        let key = x509_cert::spki::SubjectPublicKeyInfoRef::try_from(issuer.spki())?.subject_public_key;
        Ok(Self {
            spki: issuer.spki().to_vec(),
            key: key.raw_bytes().to_vec(),
            message: certificate.tbs().to_vec(),
            signature: certificate.signature().to_vec(),
        })
    }
}

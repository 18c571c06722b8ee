use sha2::Digest as _;

use super::token::{
    AttributeSpec, Computed, InfoSpec, SHA256, SHA512, SIGNED_DATA, SignerSpec, TST_INFO, TokenSpec,
};
use crate::x509::{CertificateSpec, ExtensionSpec, Form, Key, SignatureKind, name, oid, tlv};

/// When the tokens are made, if nothing is changed: the moment `testkit::x509::TIME`, and half a second.
pub const GEN_TIME: &str = "20260601000000.5Z";

const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
const SIGNING_CERTIFICATE: &str = "1.2.840.113549.1.9.16.2.12";
const SIGNING_CERTIFICATE_V2: &str = "1.2.840.113549.1.9.16.2.47";

/// An authority: a root, a CA below it, and the certificate that signs, each of which may be changed before it is written.
#[derive(Clone, Debug)]
pub struct Tsa {
    /// The root.
    pub root: CertificateSpec,
    /// The CA.
    pub ca: CertificateSpec,
    /// The certificate that signs tokens.
    pub leaf: CertificateSpec,
}

impl Tsa {
    /// An authority of a number, with keys on P-256.
    #[must_use]
    pub fn new(number: u8) -> Self {
        Self::with_key(number, Key::P256(number))
    }

    /// An authority of a number whose tokens are signed with a key.
    #[must_use]
    pub fn with_key(number: u8, key: Key) -> Self {
        let (root, ca) = (Key::P256(number.wrapping_add(64)), Key::P256(number.wrapping_add(128)));
        let [root_name, ca_name, leaf_name] =
            ["Root", "CA", "Timestamps"].map(|role| named(&format!("{role} {number}")));
        let ca_extensions = || vec![ExtensionSpec::ca(None), ExtensionSpec::key_usage(0x06)];
        let mut purposes = ExtensionSpec::purposes(&[TIME_STAMPING]);
        purposes.critical = vec![1, 1, 0xff];
        let leaf_extensions = vec![ExtensionSpec::key_usage(0x80), purposes];
        Self {
            root: certificate(1, (&root_name, root), (&root_name, root), ca_extensions()),
            ca: certificate(2, (&root_name, root), (&ca_name, ca), ca_extensions()),
            leaf: certificate(3, (&ca_name, ca), (&leaf_name, key), leaf_extensions),
        }
    }

    /// The encoded certificates below the root, that of the signer first.
    #[must_use]
    pub fn chain(&self) -> Vec<Vec<u8>> {
        vec![self.leaf.der(), self.ca.der()]
    }

    /// A token over a message, with nothing wrong.
    #[must_use]
    pub fn token(&self, message: &[u8]) -> TokenSpec {
        let digest = match self.leaf.key {
            Key::Ed25519(_) => SHA512,
            _ => SHA256,
        };
        let digest = identifier(digest);
        TokenSpec {
            outer_type: SIGNED_DATA,
            version: vec![2, 1, 3],
            digest_algorithms: vec![digest.clone()],
            content_type: TST_INFO,
            info: info(message),
            content: Computed::Right,
            certificates: self.chain(),
            crls: Vec::new(),
            signer: self.signer(digest),
            more_signers: Vec::new(),
            has_signer: true,
        }
    }

    fn signer(&self, digest_algorithm: Vec<u8>) -> SignerSpec {
        SignerSpec {
            version: vec![2, 1, 1],
            id: tlv(0x30, &[&self.leaf.issuer, &tlv(2, &[&self.leaf.serial])]),
            digest_algorithm,
            message_digest: Computed::Right,
            content_type: Computed::Right,
            attributes: vec![ess_v2(&self.leaf)],
            has_attributes: true,
            signature_algorithm: self.leaf.key.algorithm(SignatureKind::Usual),
            key: self.leaf.key,
            kind: SignatureKind::Usual,
            signature: Computed::Right,
            unsigned: Vec::new(),
        }
    }
}

fn info(message: &[u8]) -> InfoSpec {
    InfoSpec {
        version: vec![2, 1, 1],
        policy: "1.3.6.1.4.1.32473.1",
        imprint_algorithm: identifier(SHA256),
        imprint: sha2::Sha256::digest(message).to_vec(),
        serial: vec![0x4d],
        gen_time: GEN_TIME.to_owned(),
        accuracy: Vec::new(),
        ordering: Vec::new(),
        nonce: Vec::new(),
        tsa: Vec::new(),
        extensions: Vec::new(),
    }
}

/// The signed attribute `signing-certificate-v2` for a certificate, by SHA-256 and with its issuer.
#[must_use]
pub fn ess_v2(certificate: &CertificateSpec) -> AttributeSpec {
    let hash = tlv(4, &[&sha2::Sha256::digest(certificate.der())]);
    signing_certificate(SIGNING_CERTIFICATE_V2, &tlv(0x30, &[&hash, &issuer_serial(certificate)]))
}

/// The signed attribute `signing-certificate` for a certificate, by SHA-1 and with its issuer.
#[must_use]
pub fn ess(certificate: &CertificateSpec) -> AttributeSpec {
    let hash = tlv(4, &[&sha1::Sha1::digest(certificate.der())]);
    signing_certificate(SIGNING_CERTIFICATE, &tlv(0x30, &[&hash, &issuer_serial(certificate)]))
}

fn signing_certificate(oid: &'static str, id: &[u8]) -> AttributeSpec {
    AttributeSpec::new(oid, tlv(0x30, &[&tlv(0x30, &[id])]))
}

fn issuer_serial(certificate: &CertificateSpec) -> Vec<u8> {
    let issuer = tlv(0x30, &[&tlv(0xa4, &[&certificate.issuer])]);
    tlv(0x30, &[&issuer, &tlv(2, &[&certificate.serial])])
}

fn identifier(algorithm: &str) -> Vec<u8> {
    tlv(0x30, &[&oid(algorithm)])
}

fn named(common_name: &str) -> Vec<u8> {
    name(&[("2.5.4.10", Form::Utf8, "Example Works"), ("2.5.4.3", Form::Utf8, common_name)])
}

fn certificate(
    serial: u8,
    issuer: (&[u8], Key),
    subject: (&[u8], Key),
    mut extensions: Vec<ExtensionSpec>,
) -> CertificateSpec {
    extensions.push(ExtensionSpec::subject_key_identifier(&subject.1.identifier()));
    CertificateSpec::new(&[serial], issuer, subject, extensions)
}

use sha2::Digest as _;

use crate::x509::{Key, SignatureKind, oid, tlv};

/// The dotted identifier of SHA-256.
pub const SHA256: &str = "2.16.840.1.101.3.4.2.1";
/// The dotted identifier of SHA-384.
pub const SHA384: &str = "2.16.840.1.101.3.4.2.2";
/// The dotted identifier of SHA-512.
pub const SHA512: &str = "2.16.840.1.101.3.4.2.3";

pub(super) const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
pub(super) const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";
const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";

/// A part that follows from others, unless it is said what it is, or left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Computed {
    /// What it should be.
    Right,
    /// These bytes.
    Is(Vec<u8>),
    /// It is not there.
    Missing,
}

/// A token as it is to be written, however wrong. Fields that are bytes are whole elements, and nothing where they are empty.
#[derive(Clone, Debug)]
pub struct TokenSpec {
    /// The dotted type of the outer content.
    pub outer_type: &'static str,
    /// The version of the SignedData.
    pub version: Vec<u8>,
    /// The digest algorithms that the SignedData lists.
    pub digest_algorithms: Vec<Vec<u8>>,
    /// The dotted type of the content.
    pub content_type: &'static str,
    /// The content.
    pub info: InfoSpec,
    /// The octets that are the content instead of the encoded `info`; without them, there is none.
    pub content: Computed,
    /// The members of the list of certificates; with none the list is left out.
    pub certificates: Vec<Vec<u8>>,
    /// The field of revocation lists.
    pub crls: Vec<u8>,
    /// The signer.
    pub signer: SignerSpec,
    /// The members of the list of signers behind the signer.
    pub more_signers: Vec<Vec<u8>>,
    /// Whether the signer is in the list.
    pub has_signer: bool,
}

/// A TSTInfo as it is to be written.
#[derive(Clone, Debug)]
pub struct InfoSpec {
    /// The version.
    pub version: Vec<u8>,
    /// The dotted policy.
    pub policy: &'static str,
    /// The AlgorithmIdentifier of the imprint.
    pub imprint_algorithm: Vec<u8>,
    /// The octets of the imprint.
    pub imprint: Vec<u8>,
    /// The contents of the serial number.
    pub serial: Vec<u8>,
    /// The text of the GeneralizedTime.
    pub gen_time: String,
    /// The accuracy.
    pub accuracy: Vec<u8>,
    /// The ordering.
    pub ordering: Vec<u8>,
    /// The nonce.
    pub nonce: Vec<u8>,
    /// The name of the authority, with its tag.
    pub tsa: Vec<u8>,
    /// The extensions, with their tag.
    pub extensions: Vec<u8>,
}

/// A signed attribute as it is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeSpec {
    /// The dotted type.
    pub oid: &'static str,
    /// The values.
    pub values: Vec<Vec<u8>>,
}

/// A SignerInfo as it is to be written.
#[derive(Clone, Debug)]
pub struct SignerSpec {
    /// The version.
    pub version: Vec<u8>,
    /// The identifier.
    pub id: Vec<u8>,
    /// The AlgorithmIdentifier of the digest.
    pub digest_algorithm: Vec<u8>,
    /// The octets of the signed digest of the content.
    pub message_digest: Computed,
    /// The signed type of the content: the octets of the value.
    pub content_type: Computed,
    /// The signed attributes besides these two.
    pub attributes: Vec<AttributeSpec>,
    /// Whether attributes are signed at all; if not, the content is.
    pub has_attributes: bool,
    /// The AlgorithmIdentifier of the signature.
    pub signature_algorithm: Vec<u8>,
    /// The key that signs.
    pub key: Key,
    /// What it signs with.
    pub kind: SignatureKind,
    /// The octets of the signature.
    pub signature: Computed,
    /// The field of unsigned attributes.
    pub unsigned: Vec<u8>,
}

impl InfoSpec {
    /// The encoded TSTInfo.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        let imprint = tlv(0x30, &[&self.imprint_algorithm, &tlv(4, &[&self.imprint])]);
        tlv(
            0x30,
            &[
                &self.version,
                &oid(self.policy),
                &imprint,
                &tlv(2, &[&self.serial]),
                &tlv(0x18, &[self.gen_time.as_bytes()]),
                &self.accuracy,
                &self.ordering,
                &self.nonce,
                &self.tsa,
                &self.extensions,
            ],
        )
    }
}

impl AttributeSpec {
    /// One with one value.
    #[must_use]
    pub fn new(oid: &'static str, value: Vec<u8>) -> Self {
        Self { oid, values: vec![value] }
    }

    fn der(&self) -> Vec<u8> {
        tlv(0x30, &[&oid(self.oid), &tlv(0x31, &[&self.values.concat()])])
    }
}

impl SignerSpec {
    /// An attribute by its dotted type.
    ///
    /// # Panics
    ///
    /// Where there is none.
    pub fn attribute(&mut self, oid: &str) -> &mut AttributeSpec {
        self.attributes.iter_mut().find(|attribute| attribute.oid == oid).expect("the attribute is there")
    }

    /// The members of the signed attributes, in the order of DER.
    fn members(&self, content: &[u8]) -> Vec<u8> {
        let digest = match &self.message_digest {
            Computed::Right => Some(digest(&self.digest_algorithm, content)),
            Computed::Is(octets) => Some(octets.clone()),
            Computed::Missing => None,
        };
        let content_type = match &self.content_type {
            Computed::Right => Some(oid(TST_INFO)),
            Computed::Is(value) => Some(value.clone()),
            Computed::Missing => None,
        };
        let content_type = content_type.map(|value| AttributeSpec::new(CONTENT_TYPE, value));
        let digest = digest.map(|octets| AttributeSpec::new(MESSAGE_DIGEST, tlv(4, &[&octets])));
        let all = content_type.iter().chain(&digest).chain(&self.attributes);
        let mut members: Vec<Vec<u8>> = all.map(AttributeSpec::der).collect();
        members.sort();
        members.concat()
    }

    fn der(&self, content: &[u8]) -> Vec<u8> {
        let members = self.members(content);
        let (attributes, message) = if self.has_attributes {
            (tlv(0xa0, &[&members]), tlv(0x31, &[&members]))
        } else {
            (Vec::new(), content.to_vec())
        };
        let signature = match &self.signature {
            Computed::Right => self.key.sign(self.kind, &message),
            Computed::Is(octets) => octets.clone(),
            Computed::Missing => Vec::new(),
        };
        tlv(
            0x30,
            &[
                &self.version,
                &self.id,
                &self.digest_algorithm,
                &attributes,
                &self.signature_algorithm,
                &tlv(4, &[&signature]),
                &self.unsigned,
            ],
        )
    }
}

/// The digest by an AlgorithmIdentifier; SHA-256 for one that names another algorithm.
fn digest(identifier: &[u8], content: &[u8]) -> Vec<u8> {
    let names = |algorithm: &str| identifier.windows(11).any(|window| window == oid(algorithm));
    if names(SHA512) {
        return sha2::Sha512::digest(content).to_vec();
    }
    if names(SHA384) {
        return sha2::Sha384::digest(content).to_vec();
    }
    sha2::Sha256::digest(content).to_vec()
}

impl TokenSpec {
    /// The encoded SignerInfo, for lists of several.
    #[must_use]
    pub fn signer_der(&self) -> Vec<u8> {
        self.signer.der(&self.content_octets())
    }

    fn content_octets(&self) -> Vec<u8> {
        match &self.content {
            Computed::Right => self.info.der(),
            Computed::Is(octets) => octets.clone(),
            Computed::Missing => Vec::new(),
        }
    }

    /// The encoded token.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        let content = match self.content {
            Computed::Missing => Vec::new(),
            _ => tlv(0xa0, &[&tlv(4, &[&self.content_octets()])]),
        };
        let certificates = match self.certificates.is_empty() {
            true => Vec::new(),
            false => tlv(0xa0, &[&self.certificates.concat()]),
        };
        let signer = if self.has_signer { self.signer_der() } else { Vec::new() };
        let data = tlv(
            0x30,
            &[
                &self.version,
                &tlv(0x31, &[&self.digest_algorithms.concat()]),
                &tlv(0x30, &[&oid(self.content_type), &content]),
                &certificates,
                &self.crls,
                &tlv(0x31, &[&signer, &self.more_signers.concat()]),
            ],
        );
        tlv(0x30, &[&oid(self.outer_type), &tlv(0xa0, &[&data])])
    }

    /// The token in an answer that grants it.
    #[must_use]
    pub fn response(&self) -> Vec<u8> {
        tlv(0x30, &[&tlv(0x30, &[&tlv(2, &[&[0]])]), &self.der()])
    }
}

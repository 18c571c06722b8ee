use sha2::Digest as _;

use crate::x509::{ExtensionSpec, Key, SignatureKind, Time, oid, tlv};

/// A hash that names an issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashKind {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

impl HashKind {
    /// The hash of bytes.
    #[must_use]
    pub fn hash(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => sha1::Sha1::digest(bytes).to_vec(),
            Self::Sha256 => sha2::Sha256::digest(bytes).to_vec(),
            Self::Sha512 => sha2::Sha512::digest(bytes).to_vec(),
        }
    }

    /// Its AlgorithmIdentifier, with NULL.
    #[must_use]
    pub fn algorithm(self) -> Vec<u8> {
        let identifier = match self {
            Self::Sha1 => "1.3.14.3.2.26",
            Self::Sha256 => "2.16.840.1.101.3.4.2.1",
            Self::Sha512 => "2.16.840.1.101.3.4.2.3",
        };
        tlv(0x30, &[&oid(identifier), &[5, 0]])
    }
}

/// A CertID as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertIdSpec {
    /// The encoded AlgorithmIdentifier.
    pub algorithm: Vec<u8>,
    /// `issuerNameHash`
    pub name_hash: Vec<u8>,
    /// `issuerKeyHash`
    pub key_hash: Vec<u8>,
    /// The contents of the INTEGER.
    pub serial: Vec<u8>,
}

impl CertIdSpec {
    /// The right one: of an encoded name, a key and a serial number.
    #[must_use]
    pub fn new(hash: HashKind, issuer: &[u8], key: Key, serial: &[u8]) -> Self {
        Self {
            algorithm: hash.algorithm(),
            name_hash: hash.hash(issuer),
            key_hash: hash.hash(&key_octets(key)),
            serial: serial.to_vec(),
        }
    }

    fn der(&self) -> Vec<u8> {
        let octets = |octets: &[u8]| tlv(4, &[octets]);
        let (name, key) = (octets(&self.name_hash), octets(&self.key_hash));
        tlv(0x30, &[&self.algorithm, &name, &key, &tlv(2, &[&self.serial])])
    }
}

/// The octets of the BIT STRING in the SubjectPublicKeyInfo of a key.
pub(super) fn key_octets(key: Key) -> Vec<u8> {
    let spki = key.spki();
    let length = match key {
        Key::P256(_) => 65,
        Key::CompressedP256(_) => 33,
        Key::Ed25519(_) => 32,
        Key::Rsa1024 | Key::Rsa2048 => panic!("the RSA keys answer nothing"),
    };
    spki[spki.len() - length..].to_vec()
}

/// `certStatus`
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatusSpec {
    /// `good`
    Good,
    /// `revoked`, when, and the contents of the ENUMERATED that says why.
    Revoked(Time, Option<Vec<u8>>),
    /// `unknown`
    Unknown,
    /// Any bytes.
    Other(Vec<u8>),
}

impl StatusSpec {
    /// Revoked on 2026-03-01, for a reason.
    #[must_use]
    pub fn revoked(reason: Option<u8>) -> Self {
        Self::Revoked(Time::generalized("20260301000000Z"), reason.map(|code| vec![code]))
    }

    fn der(&self) -> Vec<u8> {
        match self {
            Self::Good => vec![0x80, 0],
            Self::Unknown => vec![0x82, 0],
            Self::Revoked(time, None) => tlv(0xa1, &[&time.der()]),
            Self::Revoked(time, Some(reason)) => {
                tlv(0xa1, &[&time.der(), &tlv(0xa0, &[&tlv(0x0a, &[reason])])])
            }
            Self::Other(bytes) => bytes.clone(),
        }
    }
}

/// The answer about one certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SingleSpec {
    /// `certID`
    pub id: CertIdSpec,
    /// `certStatus`
    pub status: StatusSpec,
    /// `thisUpdate`
    pub this_update: Time,
    /// `nextUpdate`
    pub next_update: Option<Time>,
    /// `singleExtensions`; with none the list is left out.
    pub extensions: Vec<ExtensionSpec>,
}

impl SingleSpec {
    /// The encoded answer.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        let next_update = self.next_update.as_ref().map(|time| tlv(0xa0, &[&time.der()])).unwrap_or_default();
        let extensions = ExtensionSpec::tagged_list(0xa1, &self.extensions, false);
        tlv(0x30, &[&self.id.der(), &self.status.der(), &self.this_update.der(), &next_update, &extensions])
    }
}

/// `responderID`
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponderSpec {
    /// `byName`: an encoded name.
    ByName(Vec<u8>),
    /// `byKey`: the octets of the hash.
    ByKey(Vec<u8>),
}

impl ResponderSpec {
    /// The right `byKey` of a key.
    #[must_use]
    pub fn of_key(key: Key) -> Self {
        Self::ByKey(HashKind::Sha1.hash(&key_octets(key)))
    }

    fn der(&self) -> Vec<u8> {
        match self {
            Self::ByName(name) => tlv(0xa1, &[name]),
            Self::ByKey(hash) => tlv(0xa2, &[&tlv(4, &[hash])]),
        }
    }
}

/// A response as it is to be written, however wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerSpec {
    /// The contents of `responseStatus`.
    pub status: Vec<u8>,
    /// Whether an answer comes along.
    pub has_answer: bool,
    /// The dotted type of the answer.
    pub answer_type: &'static str,
    /// The number of the version; `None` leaves it out, as is right.
    pub version: Option<u8>,
    /// Who answers.
    pub responder: ResponderSpec,
    /// `producedAt`
    pub produced_at: Time,
    /// The answers about one certificate each.
    pub singles: Vec<SingleSpec>,
    /// `responseExtensions`; with none the list is left out.
    pub extensions: Vec<ExtensionSpec>,
    /// The key that signs.
    pub signer: Key,
    /// What it signs with.
    pub signature: SignatureKind,
    /// Another AlgorithmIdentifier than the signer's.
    pub algorithm: Option<Vec<u8>>,
    /// The encoded certificates that come along; with none the list is left out.
    pub certificates: Vec<Vec<u8>>,
}

impl AnswerSpec {
    /// The encoded `tbsResponseData`.
    #[must_use]
    pub fn tbs(&self) -> Vec<u8> {
        let version = self.version.map(|version| tlv(0xa0, &[&tlv(2, &[&[version]])])).unwrap_or_default();
        let singles: Vec<Vec<u8>> = self.singles.iter().map(SingleSpec::der).collect();
        let (responder, produced_at) = (self.responder.der(), self.produced_at.der());
        let singles = tlv(0x30, &[&singles.concat()]);
        let extensions = ExtensionSpec::tagged_list(0xa1, &self.extensions, false);
        tlv(0x30, &[&version, &responder, &produced_at, &singles, &extensions])
    }

    /// The encoded response.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        let tbs = self.tbs();
        self.with_signature(&tbs, &self.signer.sign(self.signature, &tbs))
    }

    /// The encoded response, with other signed bytes and another signature.
    #[must_use]
    pub fn with_signature(&self, tbs: &[u8], signature: &[u8]) -> Vec<u8> {
        let algorithm = self.algorithm.clone().unwrap_or_else(|| self.signer.algorithm(self.signature));
        let certificates = match self.certificates.as_slice() {
            [] => Vec::new(),
            some => tlv(0xa0, &[&tlv(0x30, &[&some.concat()])]),
        };
        let basic = tlv(0x30, &[tbs, &algorithm, &tlv(3, &[&[0], signature]), &certificates]);
        let bytes = tlv(0x30, &[&oid(self.answer_type), &tlv(4, &[&basic])]);
        let bytes = if self.has_answer { tlv(0xa0, &[&bytes]) } else { Vec::new() };
        tlv(0x30, &[&tlv(0x0a, &[&self.status]), &bytes])
    }
}

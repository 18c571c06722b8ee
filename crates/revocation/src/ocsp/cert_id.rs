//! Which certificate is asked about (RFC 6960 §4.1.1).

use alloc::vec::Vec;
use core::cell::OnceCell;

use countersign_digest::{Algorithm, Digest, HashProvider, LegacyHash, LegacyOutput};
use countersign_encoding::der::{Oid, Reader, Tag, write};
use countersign_x509::{Certificate, Name, SerialNumber};

use super::OcspError;
use crate::Issuer;

/// A hash that names an issuer. It protects nothing: the answer's signature does. SHA-1 is here for nearly every responder
/// knows no other (RFC 5019 §2.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CertIdHash {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
}

const SHA1: Oid<'static> = Oid::from_contents(&[0x2b, 14, 3, 2, 26]);
const SHA256: Oid<'static> = Oid::from_contents(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1]);

impl CertIdHash {
    const fn oid(self) -> Oid<'static> {
        match self {
            Self::Sha1 => SHA1,
            Self::Sha256 => SHA256,
        }
    }

    fn from_oid(oid: Oid<'_>) -> Option<Self> {
        [Self::Sha1, Self::Sha256].into_iter().find(|hash| hash.oid() == oid)
    }

    fn hash(self, hasher: &dyn HashProvider, bytes: &[u8]) -> Output {
        match self {
            Self::Sha1 => Output::Sha1(LegacyHash::Sha1.hash(bytes)),
            Self::Sha256 => Output::Sha256(hasher.hash(Algorithm::Sha256, bytes)),
        }
    }
}

/// A certificate, named by the hashes of its issuer's name and key and by its serial number.
///
/// ```text
/// CertID ::= SEQUENCE {
///     hashAlgorithm AlgorithmIdentifier, issuerNameHash OCTET STRING, issuerKeyHash OCTET STRING,
///     serialNumber CertificateSerialNumber }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertId<'a> {
    algorithm: Oid<'a>,
    hash: Option<CertIdHash>,
    name_hash: &'a [u8],
    key_hash: &'a [u8],
    serial: SerialNumber<'a>,
}

impl<'a> CertId<'a> {
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, OcspError> {
        let mut fields = reader.sequence()?;
        let (algorithm, hash) = algorithm(&mut fields)?;
        let name_hash = fields.octet_string()?;
        let key_hash = fields.octet_string()?;
        let serial = fields.integer()?.into();
        fields.finish()?;
        Ok(Self { algorithm, hash, name_hash, key_hash, serial })
    }

    /// The identifier of the hash.
    #[must_use]
    pub fn algorithm(&self) -> Oid<'a> {
        self.algorithm
    }

    /// The hash; `None` for one that is not compared here, which names no certificate.
    #[must_use]
    pub fn hash(&self) -> Option<CertIdHash> {
        self.hash
    }

    /// The hash of the issuer's encoded name.
    #[must_use]
    pub fn issuer_name_hash(&self) -> &'a [u8] {
        self.name_hash
    }

    /// The hash of the octets of the issuer's key.
    #[must_use]
    pub fn issuer_key_hash(&self) -> &'a [u8] {
        self.key_hash
    }

    /// The serial number.
    #[must_use]
    pub fn serial(&self) -> SerialNumber<'a> {
        self.serial
    }
}

/// Parameters are absent or NULL, as responders and RFC 5754 §2 have it; with others it is a hash that is not known.
fn algorithm<'a>(reader: &mut Reader<'a>) -> Result<(Oid<'a>, Option<CertIdHash>), OcspError> {
    let mut fields = reader.sequence()?;
    let oid = fields.oid()?;
    let parameters = if fields.is_empty() { None } else { Some(fields.element()?) };
    fields.finish()?;
    let plain = parameters.is_none_or(|parameters| parameters.bytes() == [0x05, 0]);
    Ok((oid, CertIdHash::from_oid(oid).filter(|_| plain)))
}

#[derive(Debug)]
enum Output {
    Sha1(LegacyOutput),
    Sha256(Digest),
}

impl Output {
    fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Sha1(output) => output.as_bytes(),
            Self::Sha256(digest) => digest.as_bytes(),
        }
    }
}

/// One certificate, to be compared with what answers are about. Hashes are computed once, and only those that are needed.
pub(super) struct Asked<'s> {
    issuer_name: Name<'s>,
    issuer_key: &'s [u8],
    serial: SerialNumber<'s>,
    hasher: &'s dyn HashProvider,
    sha1: IssuerHashes,
    sha256: IssuerHashes,
}

/// The hashes of an issuer's name and key; none of a key that is not a SubjectPublicKeyInfo.
#[derive(Default)]
struct IssuerHashes {
    name: OnceCell<Output>,
    key: OnceCell<Option<Output>>,
}

impl<'s> Asked<'s> {
    /// The issuer's name is hashed as the certificate itself writes it (RFC 6960 §4.1.1): another encoding of the same name
    /// has another hash.
    pub(super) fn new(
        certificate: &'s Certificate<'_>,
        issuer: Issuer<'s>,
        hasher: &'s dyn HashProvider,
    ) -> Self {
        let (issuer_name, issuer_key) = (certificate.issuer(), issuer.spki());
        let (sha1, sha256) = (IssuerHashes::default(), IssuerHashes::default());
        Self { issuer_name, issuer_key, serial: certificate.serial(), hasher, sha1, sha256 }
    }

    /// Whether all four fields name this certificate (RFC 6960 §3.2 (1)).
    pub(super) fn is(&self, id: &CertId<'_>) -> bool {
        let Some(hash) = id.hash.filter(|_| id.serial == self.serial) else { return false };
        let key = || self.key_hash(hash).is_some_and(|key| id.key_hash == key);
        id.name_hash == self.name_hash(hash) && key()
    }

    /// The hash of the encoded name of the issuer.
    pub(super) fn name_hash(&self, hash: CertIdHash) -> &[u8] {
        let name = || hash.hash(self.hasher, self.issuer_name.der());
        self.hashes(hash).name.get_or_init(name).as_bytes()
    }

    /// The hash of the octets of the issuer's key: with SHA-1 that names a responder too (RFC 6960 §4.2.1).
    pub(super) fn key_hash(&self, hash: CertIdHash) -> Option<&[u8]> {
        let key = || subject_public_key(self.issuer_key).map(|key| hash.hash(self.hasher, key));
        self.hashes(hash).key.get_or_init(key).as_ref().map(Output::as_bytes)
    }

    fn hashes(&self, hash: CertIdHash) -> &IssuerHashes {
        match hash {
            CertIdHash::Sha1 => &self.sha1,
            CertIdHash::Sha256 => &self.sha256,
        }
    }

    /// The encoded CertID; `None` where the issuer's key is not a SubjectPublicKeyInfo.
    pub(super) fn encode(&self, hash: CertIdHash) -> Option<Vec<u8>> {
        let oid = write(Tag::OBJECT_IDENTIFIER, &[hash.oid().as_bytes()]);
        let algorithm = write(Tag::SEQUENCE, &[&oid, &write(Tag::NULL, &[])]);
        let name = write(Tag::OCTET_STRING, &[self.name_hash(hash)]);
        let key = write(Tag::OCTET_STRING, &[self.key_hash(hash)?]);
        let serial = write(Tag::INTEGER, &[self.serial.as_bytes()]);
        Some(write(Tag::SEQUENCE, &[&algorithm, &name, &key, &serial]))
    }
}

/// The octets of the BIT STRING `subjectPublicKey`, without tag, length and count of unused bits: what OCSP hashes (RFC 6960
/// §4.1.1).
///
/// ```text
/// SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }
/// ```
pub(super) fn subject_public_key(spki: &[u8]) -> Option<&[u8]> {
    let mut parts = Reader::new(spki).sequence().ok()?;
    parts.sequence().ok()?;
    Some(parts.bit_string().ok()?.as_bytes())
}

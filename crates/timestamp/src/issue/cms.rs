//! The parts of CMS that are written (RFC 5652 §5, RFC 5754, RFC 5035).

use alloc::vec::Vec;

use crate::{
    PkiStatus,
    crypto::{KeyType, Scheme, SignatureAlgorithm},
    digest::{Algorithm, HashProvider},
    encoding::der::{Oid, Tag, write},
    oids::{
        CONTENT_TYPE, MESSAGE_DIGEST, RSA_ENCRYPTION, SIGNED_DATA, SIGNING_CERTIFICATE_V2, SIGNING_TIME,
        TST_INFO, digest_oid,
    },
    time::UnixTime,
    x509::{Certificate, issue::signature_identifier},
};

/// From 1950 through 2049 a signing time is a UTCTime (RFC 5652 §11.3).
const UTC_YEARS: core::ops::Range<i64> = -631_152_000..2_524_608_000;

pub(super) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    write(Tag::SEQUENCE, parts)
}

pub(super) fn oid(oid: Oid<'_>) -> Vec<u8> {
    write(Tag::OBJECT_IDENTIFIER, &[oid.as_bytes()])
}

/// Elements in the order that DER has for a `SET OF` (X.690 §11.6), under the tag that stands for it.
pub(super) fn set_of(tag: Tag, mut members: Vec<Vec<u8>>) -> Vec<u8> {
    members.sort_unstable();
    let members: Vec<&[u8]> = members.iter().map(Vec::as_slice).collect();
    write(tag, &members)
}

/// The digest that a scheme's signatures are over. Ed25519 has none of its own: with signed attributes it is SHA-512
/// (RFC 8419 §3.1).
pub(super) fn digest_of(scheme: Scheme) -> Algorithm {
    scheme.algorithm().digest_algorithm().unwrap_or(Algorithm::Sha512)
}

/// Parameters are absent (RFC 5754 §2).
pub(super) fn digest_identifier(algorithm: Algorithm) -> Option<Vec<u8>> {
    Some(sequence(&[&oid(digest_oid(algorithm)?)]))
}

/// The identifier of a signature in a SignerInfo. PKCS #1 is named by its key, which every reader of CMS must take; the hash
/// is the digest algorithm's (RFC 3370 §3.2).
pub(super) fn signature_algorithm(scheme: Scheme) -> Option<Vec<u8>> {
    let algorithm = scheme.algorithm();
    let is_pss = matches!(algorithm, SignatureAlgorithm::RsaPss { .. });
    if algorithm.key_type() == KeyType::Rsa && !is_pss {
        return Some(sequence(&[&oid(RSA_ENCRYPTION), &write(Tag::NULL, &[])]));
    }
    signature_identifier(scheme)
}

/// `IssuerAndSerialNumber ::= SEQUENCE { issuer Name, serialNumber CertificateSerialNumber }`
pub(super) fn signer_identifier(certificate: &Certificate<'_>) -> Vec<u8> {
    sequence(&[certificate.issuer().der(), &serial(certificate)])
}

fn serial(certificate: &Certificate<'_>) -> Vec<u8> {
    write(Tag::INTEGER, &[certificate.serial().as_bytes()])
}

/// ```text
/// SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2, policies SEQUENCE OF PolicyInformation OPTIONAL }
/// ESSCertIDv2          ::= SEQUENCE { hashAlgorithm DEFAULT {id-sha256}, certHash OCTET STRING, issuerSerial OPTIONAL }
/// IssuerSerial         ::= SEQUENCE { issuer GeneralNames, serialNumber CertificateSerialNumber }
/// ```
pub(super) fn signing_certificate(certificate: &Certificate<'_>, hasher: &dyn HashProvider) -> Vec<u8> {
    let hash = hasher.hash(Algorithm::Sha256, certificate.der());
    let name = write(Tag::context_constructed(4), &[certificate.issuer().der()]);
    let issuer_serial = sequence(&[&sequence(&[&name]), &serial(certificate)]);
    let id = sequence(&[&write(Tag::OCTET_STRING, &[hash.as_bytes()]), &issuer_serial]);
    attribute(SIGNING_CERTIFICATE_V2, &sequence(&[&sequence(&[&id])]))
}

pub(super) fn content_type() -> Vec<u8> {
    attribute(CONTENT_TYPE, &oid(TST_INFO))
}

pub(super) fn message_digest(digest: &[u8]) -> Vec<u8> {
    attribute(MESSAGE_DIGEST, &write(Tag::OCTET_STRING, &[digest]))
}

pub(super) fn signing_time(time: UnixTime) -> Vec<u8> {
    let text = time.truncated_to_seconds().to_generalized_time();
    let value = if UTC_YEARS.contains(&time.seconds()) {
        write(Tag::UTC_TIME, &[text.as_bytes().get(2..).unwrap_or_default()])
    } else {
        write(Tag::GENERALIZED_TIME, &[text.as_bytes()])
    };
    attribute(SIGNING_TIME, &value)
}

/// `Attribute ::= SEQUENCE { attrType OBJECT IDENTIFIER, attrValues SET OF AttributeValue }`
fn attribute(kind: Oid<'_>, value: &[u8]) -> Vec<u8> {
    sequence(&[&oid(kind), &write(Tag::SET, &[value])])
}

/// `EncapsulatedContentInfo ::= SEQUENCE { eContentType OBJECT IDENTIFIER, eContent [0] EXPLICIT OCTET STRING OPTIONAL }`
pub(super) fn encapsulated(tst_info: &[u8]) -> Vec<u8> {
    let content = write(Tag::context_constructed(0), &[&write(Tag::OCTET_STRING, &[tst_info])]);
    sequence(&[&oid(TST_INFO), &content])
}

/// ```text
/// ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT ANY }
/// SignedData  ::= SEQUENCE { version INTEGER (3), digestAlgorithms SET OF AlgorithmIdentifier, encapContentInfo,
///                            certificates [0] IMPLICIT CertificateSet OPTIONAL, signerInfos SET OF SignerInfo }
/// ```
pub(super) fn signed_data(digest: &[u8], content: &[u8], certificates: &[u8], signer: &[u8]) -> Vec<u8> {
    let digests = write(Tag::SET, &[digest]);
    let signers = write(Tag::SET, &[signer]);
    let data = sequence(&[VERSION_3, &digests, content, certificates, &signers]);
    sequence(&[&oid(SIGNED_DATA), &write(Tag::context_constructed(0), &[&data])])
}

/// ```text
/// SignerInfo ::= SEQUENCE { version INTEGER (1), sid, digestAlgorithm, signedAttrs [0] IMPLICIT SET OF Attribute,
///                           signatureAlgorithm, signature OCTET STRING }
/// ```
pub(super) fn signer_info(
    identifier: &[u8],
    digest: &[u8],
    attributes: &[u8],
    algorithm: &[u8],
    signature: &[u8],
) -> Vec<u8> {
    let signature = write(Tag::OCTET_STRING, &[signature]);
    sequence(&[VERSION_1, identifier, digest, attributes, algorithm, &signature])
}

/// The field of certificates, of which there is at least one.
pub(super) fn certificate_set(certificates: &[&Certificate<'_>]) -> Vec<u8> {
    let members = certificates.iter().map(|certificate| certificate.der().to_vec()).collect();
    set_of(Tag::context_constructed(0), members)
}

/// `TimeStampResp` with status granted (0).
pub(super) fn granted(token: &[u8]) -> Vec<u8> {
    let status = write(Tag::INTEGER, &[&[PkiStatus::Granted.number()]]);
    sequence(&[&sequence(&[&status]), token])
}

pub(super) const VERSION_1: &[u8] = &[2, 1, 1];
const VERSION_3: &[u8] = &[2, 1, 3];

/// The signed attributes, as they are signed.
pub(super) fn attributes(parts: [Vec<u8>; 4]) -> Vec<u8> {
    set_of(Tag::SET, parts.into())
}

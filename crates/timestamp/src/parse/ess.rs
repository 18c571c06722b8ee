//! With which certificate the signer says that it signed.
//!
//! ```text
//! SigningCertificate   ::= SEQUENCE { certs SEQUENCE OF ESSCertID,   policies SEQUENCE OF PolicyInformation OPTIONAL }
//! SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2, policies SEQUENCE OF PolicyInformation OPTIONAL }
//! ESSCertID    ::= SEQUENCE { certHash OCTET STRING, issuerSerial IssuerSerial OPTIONAL }        -- RFC 5035 §5
//! ESSCertIDv2  ::= SEQUENCE { hashAlgorithm AlgorithmIdentifier DEFAULT { id-sha256 },           -- RFC 5035 §3
//!                             certHash OCTET STRING, issuerSerial IssuerSerial OPTIONAL }
//! IssuerSerial ::= SEQUENCE { issuer SEQUENCE OF GeneralName, serialNumber INTEGER }
//! ```

use countersign_encoding::der::{DerError, DerErrorKind, Integer, Oid, Reader, Tag};
use countersign_x509::{GeneralName, Name};

use super::digest_identifier;

/// The identifier of the signer's certificate: the first one of the list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CertId<'a> {
    /// `None` where the default holds.
    pub(crate) algorithm: Option<Oid<'a>>,
    pub(crate) hash: &'a [u8],
    pub(crate) issuer_serial: Option<(Name<'a>, Integer<'a>)>,
}

/// Reads the value of `signing-certificate`.
pub(crate) fn read(value: Reader<'_>) -> Result<CertId<'_>, DerError> {
    first(value, |_| Ok(None))
}

/// Reads the value of `signing-certificate-v2`.
pub(crate) fn read_v2(value: Reader<'_>) -> Result<CertId<'_>, DerError> {
    first(value, |fields| {
        if fields.peek() != Some(Tag::SEQUENCE) {
            return Ok(None);
        }
        let before = *fields;
        let algorithm = digest_identifier(fields)?;
        algorithm.map(|(oid, _)| Some(oid)).ok_or_else(|| before.error(DerErrorKind::Null))
    })
}

type Algorithm<'a> = Result<Option<Oid<'a>>, DerError>;

/// Reads all of a value; of the certificates, those behind the first one are of the signer's path and are not looked at.
fn first<'a>(
    mut value: Reader<'a>,
    algorithm: impl Fn(&mut Reader<'a>) -> Algorithm<'a>,
) -> Result<CertId<'a>, DerError> {
    let mut fields = value.sequence()?;
    value.finish()?;
    let mut certificates = fields.sequence()?;
    let first = cert_id(certificates.sequence()?, &algorithm)?;
    while !certificates.is_empty() {
        cert_id(certificates.sequence()?, &algorithm)?;
    }
    fields.optional(Tag::SEQUENCE)?;
    fields.finish()?;
    Ok(first)
}

fn cert_id<'a>(
    mut fields: Reader<'a>,
    algorithm: impl Fn(&mut Reader<'a>) -> Algorithm<'a>,
) -> Result<CertId<'a>, DerError> {
    let algorithm = algorithm(&mut fields)?;
    let hash = fields.octet_string()?;
    let issuer_serial = match fields.is_empty() {
        true => None,
        false => Some(issuer_serial(fields.sequence()?)?),
    };
    fields.finish()?;
    Ok(CertId { algorithm, hash, issuer_serial })
}

/// The issuer is one name, and a directory name (RFC 5035 §3).
fn issuer_serial<'a>(mut fields: Reader<'a>) -> Result<(Name<'a>, Integer<'a>), DerError> {
    let mut names = fields.sequence()?;
    let wrong = names.error(DerErrorKind::TrailingBytes);
    let element = names.expect(Tag::context_constructed(4))?;
    names.finish()?;
    let GeneralName::Directory(name) = GeneralName::from_der(element.bytes())? else { return Err(wrong) };
    let serial = fields.integer()?;
    fields.finish()?;
    Ok((name, serial))
}

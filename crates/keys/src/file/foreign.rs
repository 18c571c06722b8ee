//! Files that are taken for key files, told by their first bytes, and what makes a key file of them.

use der::{Tag, Tagged};

use super::form::first_elements;

/// A file of a known kind that holds no key in a form that is read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum ForeignFile {
    /// A certificate (RFC 5280), or a PEM file that begins with one.
    #[error(
        "begins with a certificate, which is no key; to get the public key in it: openssl x509 -in FILE -noout -pubkey"
    )]
    Certificate,
    /// A certificate request (RFC 2986) in PEM.
    #[error(
        "begins with a certificate request, which is no key; to get the public key in it: openssl req -in FILE -noout \
         -pubkey"
    )]
    CertificateRequest,
    /// A store of keys and certificates (RFC 7292), `.p12` or `.pfx`.
    #[error(
        "is a PKCS#12 store; to get the key in it: openssl pkcs12 -in FILE -nocerts -nodes | openssl pkey -aes256 -out \
         KEY"
    )]
    Pkcs12,
    /// A private key of PuTTY, `.ppk`.
    #[error("is a private key of PuTTY; convert it: puttygen FILE -O private-openssh-new -o KEY")]
    Putty,
    /// A public key of RFC 4716, which PuTTY and other SSH programs export.
    #[error("is an SSH public key in the form of RFC 4716; convert it: ssh-keygen -i -f FILE")]
    Ssh2Public,
    /// A key, message or signature of OpenPGP (RFC 9580) in ASCII armor.
    #[error("is of OpenPGP, whose keys are not read")]
    OpenPgp,
    /// A key or signature of signify or minisign.
    #[error("is of signify or minisign, whose keys are not read")]
    Signify,
}

/// How texts begin. A certificate often stands before others, so what follows does not matter.
const BEGINNINGS: [(&str, ForeignFile); 10] = [
    ("-----BEGIN CERTIFICATE-----", ForeignFile::Certificate),
    ("-----BEGIN X509 CERTIFICATE-----", ForeignFile::Certificate),
    ("-----BEGIN TRUSTED CERTIFICATE-----", ForeignFile::Certificate),
    ("-----BEGIN CERTIFICATE REQUEST-----", ForeignFile::CertificateRequest),
    ("-----BEGIN NEW CERTIFICATE REQUEST-----", ForeignFile::CertificateRequest),
    ("-----BEGIN PKCS12-----", ForeignFile::Pkcs12),
    ("-----BEGIN PGP ", ForeignFile::OpenPgp),
    ("PuTTY-User-Key-File-", ForeignFile::Putty),
    ("---- BEGIN SSH2 PUBLIC KEY ----", ForeignFile::Ssh2Public),
    ("untrusted comment:", ForeignFile::Signify),
];

pub(super) fn of(bytes: &[u8]) -> Option<ForeignFile> {
    match bytes {
        // PKCS#12 is BER, and its length may be indefinite.
        [0x30, 0x80, 0x02, 0x01, 0x03, 0x30, ..] => Some(ForeignFile::Pkcs12),
        [0x30, ..] => of_der(bytes),
        _ => {
            let text = bytes.trim_ascii_start();
            BEGINNINGS.iter().find(|(start, _)| text.starts_with(start.as_bytes())).map(|(_, file)| *file)
        }
    }
}

/// ```text
/// PFX         ::= SEQUENCE { version INTEGER { v3(3) }, authSafe ContentInfo, macData MacData OPTIONAL }
/// Certificate ::= SEQUENCE { tbsCertificate SEQUENCE { version [0] …, … }, signatureAlgorithm SEQUENCE, BIT STRING }
/// ```
fn of_der(der: &[u8]) -> Option<ForeignFile> {
    const VERSION: u8 = 0xa0;
    let [Some(first), Some(second), third] = first_elements(der).ok()? else { return None };
    match (first.tag(), second.tag(), third.map(|third| third.tag())) {
        (Tag::Integer, Tag::Sequence, None | Some(Tag::Sequence)) if first.value() == [3] => {
            Some(ForeignFile::Pkcs12)
        }
        (Tag::Sequence, Tag::Sequence, Some(Tag::BitString)) if first.value().first() == Some(&VERSION) => {
            Some(ForeignFile::Certificate)
        }
        _ => None,
    }
}

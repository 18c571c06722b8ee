//! Certificate requests that are read (RFC 2986 §4).

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use countersign_crypto::{CryptoProvider, KeyUseError, Message, PublicKey, PublicKeyError, VerifyError};
use countersign_encoding::{
    der::{BitString, DerError, DerErrorKind, Element, Oid, Reader, Tag},
    pem::{self, PemError},
};

use super::AltName;
use crate::{
    Extension, ExtensionKind, Extensions, Field, GeneralNames, Name, SignatureAlgorithm, Violation,
    certificate::fields::Span,
    extension::{check_value, read_alt_names},
    rule::ValueError,
};

/// extensionRequest (RFC 2985 §5.4.2): 1.2.840.113549.1.9.14
pub(super) const EXTENSION_REQUEST: Oid<'static> =
    Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 14]);
const LABEL: &str = "CERTIFICATE REQUEST";

/// A request as it arrived (PKCS #10): strictly read, and nothing of it believed.
///
/// ```text
/// CertificationRequest     ::= SEQUENCE { certificationRequestInfo, signatureAlgorithm, signature BIT STRING }
/// CertificationRequestInfo ::= SEQUENCE {
///     version       INTEGER { v1(0) },
///     subject       Name,
///     subjectPKInfo SubjectPublicKeyInfo,
///     attributes    [0] IMPLICIT SET OF SEQUENCE { type OBJECT IDENTIFIER, values SET SIZE (1..MAX) OF ANY } }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateRequest {
    der: Vec<u8>,
    parts: Parts,
}

/// Where the parts stand in the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Parts {
    info: Span,
    subject: Span,
    spki: Span,
    /// The contents of `Extensions`.
    extensions: Span,
    algorithm: Span,
    signature: Span,
}

impl CertificateRequest {
    /// The longest request that is read, in bytes.
    pub const MAX_LEN: usize = 1 << 16;
    /// The most attributes and the most extensions that are read.
    pub const MAX_ITEMS: usize = 64;

    /// Reads one request.
    ///
    /// # Errors
    /// [`RequestError`] for anything that is not DER of a version 1 request, or asks for an extension twice.
    pub fn from_der(der: &[u8]) -> Result<Self, RequestError> {
        if der.len() > Self::MAX_LEN {
            return Err(RequestError::TooLong { limit: Self::MAX_LEN, actual: der.len() });
        }
        Ok(Self { der: der.into(), parts: read(der)? })
    }

    /// Reads one PEM block with the label `CERTIFICATE REQUEST`.
    ///
    /// # Errors
    /// [`RequestError::Pem`], [`RequestError::Label`], or as [`CertificateRequest::from_der`].
    pub fn from_pem(text: &[u8]) -> Result<Self, RequestError> {
        let block = pem::decode_one(text, Self::MAX_LEN.saturating_mul(2))?;
        if block.label() != LABEL {
            return Err(RequestError::Label { actual: block.label().to_string() });
        }
        Self::from_der(block.data())
    }

    /// The bytes that arrived.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The request as PEM.
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::encode(LABEL, &self.der)
    }

    /// The name that is asked for.
    #[must_use]
    pub fn subject(&self) -> Name<'_> {
        Name { bytes: self.parts.subject.of(&self.der) }
    }

    /// The encoded SubjectPublicKeyInfo.
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        self.parts.spki.of(&self.der)
    }

    /// The extensions that are asked for.
    #[must_use]
    pub fn extensions(&self) -> Extensions<'_> {
        Extensions {
            reader: Reader::within(self.parts.extensions.of(&self.der), self.parts.extensions.start()),
        }
    }

    /// The other names that are asked for.
    #[must_use]
    pub fn subject_alt_names(&self) -> Option<GeneralNames<'_>> {
        read_alt_names(self.alt_names()?).ok()
    }

    /// The value of the extension that was read once.
    fn alt_names(&self) -> Option<Reader<'_>> {
        let wanted = Some(ExtensionKind::SubjectAltName);
        self.extensions().find(|extension| extension.kind() == wanted).map(|names| names.reader())
    }

    /// Checks that whoever asks holds the key: the request's signature under the request's own key.
    ///
    /// # Errors
    /// [`VerifyRequestError`] where the key or its algorithm is refused, or the signature is not the key's.
    pub fn verify(self, provider: &dyn CryptoProvider) -> Result<VerifiedRequest, VerifyRequestError> {
        let key = PublicKey::from_spki_der(self.spki(), provider)?;
        let algorithm = SignatureAlgorithm::read(self.parts.algorithm.of(&self.der)).ok();
        let scheme = algorithm.and_then(|algorithm| algorithm.scheme(key.key_type()));
        let scheme = scheme.ok_or(VerifyRequestError::Algorithm)?;
        let verifier = provider.verifying_key(&key, scheme)?;
        verifier.verify(Message::Bytes(self.parts.info.of(&self.der)), self.parts.signature.of(&self.der))?;
        Ok(VerifiedRequest { request: self, key })
    }
}

/// A request whose sender holds the key. Its names are claims all the same.
#[derive(Clone, Debug)]
#[must_use = "a request is verified so that a certificate is issued from it"]
pub struct VerifiedRequest {
    request: CertificateRequest,
    key: PublicKey,
}

impl VerifiedRequest {
    /// The key that was shown to be held.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.key
    }

    /// What is asked for: names and extensions that nobody vouches for.
    #[must_use]
    pub fn request(&self) -> &CertificateRequest {
        &self.request
    }

    pub(super) fn alt_names(&self) -> Vec<AltName> {
        let mut names = self.request.alt_names().and_then(|mut value| value.sequence().ok());
        let element = || names.as_mut()?.element().ok();
        core::iter::from_fn(element).map(|element| AltName::as_arrived(element.bytes())).collect()
    }
}

/// Why bytes are no request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// Longer than any request that is read.
    #[error("the request is {actual} bytes long, at most {limit} are read")]
    TooLong {
        /// The limit in bytes.
        limit: usize,
        /// The length in bytes.
        actual: usize,
    },
    /// Not PEM.
    #[error(transparent)]
    Pem(#[from] PemError),
    /// PEM of something else.
    #[error("the PEM block is labelled \"{}\", not CERTIFICATE REQUEST", countersign_encoding::text::escape(.actual, 64))]
    Label {
        /// The label found.
        actual: String,
    },
    /// Not DER of a request.
    #[error("the request is not DER of its type")]
    Encoding(#[from] DerError),
    /// The value of an extension breaks a rule.
    #[error("an extension that is asked for breaks a rule")]
    Extension(#[source] Violation),
    /// A version other than v1 (RFC 2986 §4.1).
    #[error("the version of the request is not v1")]
    Version,
    /// More attributes or extensions than are read.
    #[error("there are more attributes or extensions than {limit}")]
    TooMany {
        /// The limit.
        limit: usize,
    },
    /// More than one list of extensions, or an extension twice.
    #[error("an extension is asked for twice")]
    ExtensionTwice,
}

/// Why a request is not shown to come from whoever holds the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyRequestError {
    /// The key is refused.
    #[error("the public key of the request is refused")]
    Key(#[from] PublicKeyError),
    /// The signature's algorithm is unknown, retired, or not one for the key.
    #[error("the signature algorithm of the request is not one for its key")]
    Algorithm,
    /// The provider cannot use the key so.
    #[error(transparent)]
    KeyUse(#[from] KeyUseError),
    /// The signature is not the key's over the request.
    #[error("the request is not signed by its own key")]
    Signature(#[from] VerifyError),
}

fn read(der: &[u8]) -> Result<Parts, RequestError> {
    let mut outer = Reader::new(der);
    let mut fields = outer.sequence()?;
    outer.finish()?;
    let info = fields.expect(Tag::SEQUENCE)?;
    let algorithm = fields.expect(Tag::SEQUENCE)?;
    let signature = fields.expect(Tag::BIT_STRING)?;
    fields.finish()?;
    let octets = octets(&signature)?;
    let (subject, spki, extensions) = read_info(&info)?;
    Ok(Parts {
        info: Span::element(&info),
        subject: Span::element(&subject),
        spki: Span::element(&spki),
        extensions,
        algorithm: Span::element(&algorithm),
        // Behind the count of unused bits.
        signature: Span::at(signature.contents_offset().saturating_add(1), octets.len()),
    })
}

fn octets<'a>(signature: &Element<'a>) -> Result<&'a [u8], DerError> {
    let bits = BitString::of(signature)?;
    bits.octets().ok_or(DerErrorKind::BitString.at(signature.offset()))
}

type Info<'a> = (Element<'a>, Element<'a>, Span);

fn read_info<'a>(info: &Element<'a>) -> Result<Info<'a>, RequestError> {
    let mut fields = info.reader();
    if fields.integer()?.as_bytes() != [0] {
        return Err(RequestError::Version);
    }
    let (_, subject) = Name::read(&mut fields)?;
    let spki = fields.expect(Tag::SEQUENCE)?;
    let attributes = fields.expect(Tag::context_constructed(0))?.reader();
    fields.finish()?;
    Ok((subject, spki, read_attributes(attributes)?))
}

fn read_attributes(mut attributes: Reader<'_>) -> Result<Span, RequestError> {
    let mut found = None;
    let mut count = 0usize;
    while !attributes.is_empty() {
        count = counted(count)?;
        let mut attribute = attributes.sequence()?;
        let oid = attribute.oid()?;
        let mut values = attribute.set()?;
        attribute.finish()?;
        if oid != EXTENSION_REQUEST {
            skip_values(values)?;
            continue;
        }
        if found.replace(read_extensions(&mut values)?).is_some() {
            return Err(RequestError::ExtensionTwice);
        }
    }
    Ok(found.unwrap_or_default())
}

fn skip_values(mut values: Reader<'_>) -> Result<(), DerError> {
    loop {
        values.element()?;
        if values.is_empty() {
            return Ok(());
        }
    }
}

/// Exactly one list, each extension once and its value of its type.
fn read_extensions(values: &mut Reader<'_>) -> Result<Span, RequestError> {
    let list = values.expect(Tag::SEQUENCE)?;
    values.finish()?;
    let mut reader = list.reader();
    let mut seen: Vec<Oid<'_>> = Vec::new();
    loop {
        let extension = Extension::read(&mut reader)?;
        counted(seen.len())?;
        if seen.contains(&extension.oid()) {
            return Err(RequestError::ExtensionTwice);
        }
        if let Some(kind) = extension.kind() {
            check_value(kind, extension.reader()).map_err(|error| match error {
                ValueError::Der(error) => RequestError::Encoding(error),
                rule @ ValueError::Rule(..) => {
                    RequestError::Extension(rule.violation(Field::Extension(kind)))
                }
            })?;
        }
        seen.push(extension.oid());
        if reader.is_empty() {
            return Ok(Span::contents(&list));
        }
    }
}

fn counted(count: usize) -> Result<usize, RequestError> {
    if count < CertificateRequest::MAX_ITEMS {
        Ok(count.saturating_add(1))
    } else {
        Err(RequestError::TooMany { limit: CertificateRequest::MAX_ITEMS })
    }
}

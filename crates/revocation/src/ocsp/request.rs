//! Requests (RFC 6960 §4.1), and how they are sent (RFC 6960 §A.1).

use alloc::{format, string::String, vec, vec::Vec};

use countersign_digest::HashProvider;
use countersign_encoding::{
    base64,
    der::{Tag, write},
};
use countersign_need::{Need, NeedError, Purpose};
use countersign_x509::Certificate;

use super::{CertIdHash, Nonce, OcspResponse, cert_id::Asked, extensions::NONCE};
use crate::Issuer;

/// A request for the status of certificates, unsigned.
///
/// ```text
/// OCSPRequest ::= SEQUENCE { tbsRequest TBSRequest, optionalSignature [0] EXPLICIT Signature OPTIONAL }
/// TBSRequest  ::= SEQUENCE {
///     version [0] EXPLICIT Version DEFAULT v1, requestorName [1] EXPLICIT GeneralName OPTIONAL,
///     requestList SEQUENCE OF Request, requestExtensions [2] EXPLICIT Extensions OPTIONAL }
/// Request     ::= SEQUENCE { reqCert CertID, singleRequestExtensions [0] EXPLICIT Extensions OPTIONAL }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct OcspRequest {
    /// Each encoded.
    requests: Vec<Vec<u8>>,
    nonce: Option<Nonce>,
}

/// Why no request can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OcspRequestError {
    /// The issuer's key is not a SubjectPublicKeyInfo.
    #[error("the issuer's key is not a SubjectPublicKeyInfo")]
    IssuerKey,
    /// A request asks about at most so many certificates.
    #[error("a request asks about at most {limit} certificates")]
    TooMany {
        /// How many.
        limit: usize,
    },
}

/// Why a request cannot be sent to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OcspNeedError {
    /// The address cannot be asked.
    #[error(transparent)]
    Url(#[from] NeedError),
    /// The address has a query, behind which no path can stand.
    #[error("the address has a query, so that the request cannot be put behind it")]
    Query,
    /// The request is too long for an address (RFC 6960 §A.1): `POST` has no such limit.
    #[error("the request has {actual} characters in an address, at most {limit} are sent so")]
    TooLong {
        /// Characters that are sent.
        limit: usize,
        /// Characters that it has.
        actual: usize,
    },
}

impl OcspRequest {
    /// The most certificates that one request asks about, and that are read of one.
    pub const MAX_REQUESTS: usize = 64;
    /// The longest request in an address, in characters (RFC 6960 §A.1, RFC 5019 §5).
    pub const MAX_GET_LEN: usize = 255;

    /// A request about one certificate, without a nonce.
    ///
    /// # Errors
    /// [`OcspRequestError::IssuerKey`].
    pub fn for_certificate(
        certificate: &Certificate<'_>,
        issuer: Issuer<'_>,
        hash: CertIdHash,
        hasher: &dyn HashProvider,
    ) -> Result<Self, OcspRequestError> {
        Ok(Self { requests: vec![request(certificate, issuer, hash, hasher)?], nonce: None })
    }

    /// The same request, about one more certificate.
    ///
    /// # Errors
    /// [`OcspRequestError`].
    pub fn and(
        mut self,
        certificate: &Certificate<'_>,
        issuer: Issuer<'_>,
        hash: CertIdHash,
        hasher: &dyn HashProvider,
    ) -> Result<Self, OcspRequestError> {
        if self.requests.len() == Self::MAX_REQUESTS {
            return Err(OcspRequestError::TooMany { limit: Self::MAX_REQUESTS });
        }
        self.requests.push(request(certificate, issuer, hash, hasher)?);
        Ok(self)
    }

    /// The same with a nonce, which an answer is to repeat: [`super::NonceRule`].
    pub fn nonce(self, nonce: Nonce) -> Self {
        Self { nonce: Some(nonce), ..self }
    }

    /// The encoded request.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        let list = write(Tag::SEQUENCE, &[&self.requests.concat()]);
        let extensions = self.nonce.as_ref().map(extensions).unwrap_or_default();
        write(Tag::SEQUENCE, &[&write(Tag::SEQUENCE, &[&list, &extensions])])
    }

    /// The request as a `POST` (RFC 6960 §A.1).
    ///
    /// # Errors
    /// [`NeedError`] for an address that cannot be asked.
    pub fn need_post(&self, url: &str) -> Result<Need, NeedError> {
        let (purpose, media_type) = (Purpose::OcspResponse, "application/ocsp-request");
        Need::post(purpose, url, media_type, self.to_der(), limit())?.accept(ANSWER)
    }

    /// The request as a `GET`, in base64 behind the address (RFC 6960 §A.1), which caches can answer (RFC 5019 §5).
    ///
    /// # Errors
    /// [`OcspNeedError`].
    pub fn need_get(&self, url: &str) -> Result<Need, OcspNeedError> {
        let request = percent_encoded(&base64::encode_standard(&self.to_der()));
        if request.len() > Self::MAX_GET_LEN {
            return Err(OcspNeedError::TooLong { limit: Self::MAX_GET_LEN, actual: request.len() });
        }
        if url.contains('?') {
            return Err(OcspNeedError::Query);
        }
        let url = format!("{}/{request}", url.strip_suffix('/').unwrap_or(url));
        Ok(Need::get(Purpose::OcspResponse, &url, limit())?.accept(ANSWER)?)
    }
}

const ANSWER: &str = "application/ocsp-response";

/// The most bytes of an answer that are read.
fn limit() -> u64 {
    u64::try_from(OcspResponse::MAX_LEN).unwrap_or(u64::MAX)
}

fn request(
    certificate: &Certificate<'_>,
    issuer: Issuer<'_>,
    hash: CertIdHash,
    hasher: &dyn HashProvider,
) -> Result<Vec<u8>, OcspRequestError> {
    let id = Asked::new(certificate, issuer, hasher).encode(hash);
    Ok(write(Tag::SEQUENCE, &[&id.ok_or(OcspRequestError::IssuerKey)?]))
}

/// `requestExtensions` with a nonce, which is not critical: who does not know it answers without.
fn extensions(nonce: &Nonce) -> Vec<u8> {
    let oid = write(Tag::OBJECT_IDENTIFIER, &[NONCE.as_bytes()]);
    let extension = write(Tag::SEQUENCE, &[&oid, &write(Tag::OCTET_STRING, &[nonce.encoded()])]);
    write(Tag::context_constructed(2), &[&write(Tag::SEQUENCE, &[&extension])])
}

/// Base64 as a segment of a path (RFC 3986 §3.3): its own three signs mean something there.
fn percent_encoded(base64: &str) -> String {
    base64.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

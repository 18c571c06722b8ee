//! Under what something is kept.

use std::fmt;

use countersign_digest::{Algorithm, HashProvider as _, Sha2};
use countersign_need::{Method, Need, Purpose};
use countersign_revocation::{Issuer, x509::VerifiedPath};

/// Keeps these hashes apart from those of other uses.
const DOMAIN: &[u8] = b"countersign revocation evidence 1";

/// What is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CachedKind {
    /// A certificate revocation list (RFC 5280 §5).
    Crl,
    /// An answer about the status of a certificate (RFC 6960).
    Ocsp,
}

impl CachedKind {
    fn of(purpose: Purpose) -> Option<Self> {
        match purpose {
            Purpose::CertificateRevocationList => Some(Self::Crl),
            Purpose::OcspResponse => Some(Self::Ocsp),
            _ => None,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Crl => "crl",
            Self::Ocsp => "ocsp",
        }
    }
}

/// Under what evidence is kept: a SHA-256 over what was asked of whom, for certificates of which issuer.
///
/// ```text
/// key = SHA-256(field*)     ; domain, kind, method, URL, body, issuer's name, issuer's SubjectPublicKeyInfo
/// field = length (8 bytes, big-endian) bytes
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CacheKey {
    kind: CachedKind,
    hex: String,
}

impl CacheKey {
    /// The key for what answers a need about a certificate of this issuer; none for needs whose answers are not kept.
    #[must_use]
    pub fn new(need: &Need, issuer: Issuer<'_>) -> Option<Self> {
        let kind = CachedKind::of(need.purpose())?;
        let method = need.method().name();
        let issuer = [issuer.name().der(), issuer.spki()];
        let asked = [DOMAIN, kind.name().as_bytes(), method.as_bytes(), need.url().as_bytes(), need.body()];
        let mut hasher = Sha2.hasher(Algorithm::Sha256);
        for field in asked.into_iter().chain(issuer) {
            hasher.update(&(field.len() as u64).to_be_bytes());
            hasher.update(field);
        }
        Some(Self { kind, hex: hasher.finish().hex() })
    }

    /// The key for what answers a need about a certificate of this path: the first that names the need's address (for a `GET`
    /// to a responder: the address that the request is appended to). None where none does, and for needs whose answers are not
    /// kept.
    #[must_use]
    pub fn within(path: &VerifiedPath<'_>, need: &Need) -> Option<Self> {
        let at = path.certificates().iter().position(|certificate| {
            let mut locations = certificate.crl_locations().chain(certificate.ocsp_locations());
            locations.any(|location| is_asked(location, need))
        })?;
        Self::new(need, Issuer::on(path, at))
    }

    /// What is kept under it.
    #[must_use]
    pub fn kind(&self) -> CachedKind {
        self.kind
    }

    /// 64 hexadecimal digits in lower case.
    #[must_use]
    pub fn as_hex(&self) -> &str {
        &self.hex
    }
}

/// RFC 6960 §A.1: a request by `GET` is appended to the responder's address.
fn is_asked(location: &str, need: &Need) -> bool {
    let appended = need.method() == Method::Get && need.purpose() == Purpose::OcspResponse;
    let base = location.strip_suffix('/').unwrap_or(location);
    need.url() == location
        || (appended && need.url().strip_prefix(base).is_some_and(|rest| rest.starts_with('/')))
}

impl fmt::Debug for CacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CacheKey({}, {})", self.kind.name(), self.hex)
    }
}

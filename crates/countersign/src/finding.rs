//! What was found about each candidate.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::{error::Error, fmt};

use countersign_crypto::{KeyId, SignatureAlgorithm};
use countersign_digest::Digest;
use countersign_encoding::text;
use countersign_oci::FormHint;

use crate::{AuthenticatedTime, CertificateFacts, Code};

/// The longest reason that a report carries, in characters.
const MAX_REASON: usize = 512;

/// How a signature or attestation is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SignatureFormat {
    /// A Sigstore bundle, as referrer or in a file: what Cosign writes since version 3.
    CosignBundle,
    /// Simple signing under the `.sig` tag: what Cosign wrote before.
    CosignLegacy,
    /// A DSSE envelope alone, under the `.att` tag or in a file: how Cosign kept attestations before.
    CosignAttestation,
    /// The bundle for blobs that Cosign wrote before.
    CosignLegacyBundle,
    /// A signature alone, in a file.
    DetachedSignature,
    /// A Notary Project signature.
    Notation,
}

impl SignatureFormat {
    /// The name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CosignBundle => "cosign-bundle",
            Self::CosignLegacy => "cosign-legacy",
            Self::CosignAttestation => "cosign-attestation",
            Self::CosignLegacyBundle => "cosign-legacy-bundle",
            Self::DetachedSignature => "detached-signature",
            Self::Notation => "notation",
        }
    }
}

impl fmt::Display for SignatureFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl From<FormHint> for SignatureFormat {
    fn from(form: FormHint) -> Self {
        match form {
            FormHint::SimpleSigning => Self::CosignLegacy,
            FormHint::Dsse => Self::CosignAttestation,
            _ => Self::CosignBundle,
        }
    }
}

/// Where a signature or attestation was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub(crate) format: SignatureFormat,
    pub(crate) artifact: Option<Digest>,
    pub(crate) manifest: Option<Digest>,
}

impl Place {
    /// How it is kept.
    #[must_use]
    pub fn format(&self) -> SignatureFormat {
        self.format
    }

    /// The digest of the bundle or payload, or of what should have led to it.
    #[must_use]
    pub fn artifact(&self) -> Option<Digest> {
        self.artifact
    }

    /// The digest of the manifest that carries it.
    #[must_use]
    pub fn manifest(&self) -> Option<Digest> {
        self.manifest
    }
}

/// A signature or attestation that meets all that is required of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedSignature {
    pub(crate) place: Place,
    pub(crate) algorithm: SignatureAlgorithm,
    pub(crate) principal: String,
    pub(crate) key: KeyId,
    pub(crate) certificate: Option<CertificateFacts>,
    pub(crate) covers: Digest,
    pub(crate) predicate_type: Option<String>,
    pub(crate) times: Vec<AuthenticatedTime>,
    pub(crate) checks: Vec<String>,
    pub(crate) unchecked: Vec<&'static str>,
}

impl AcceptedSignature {
    pub(crate) fn add_check(&mut self, name: String) {
        let place = self.checks.partition_point(|known| *known < name);
        self.checks.insert(place, name);
    }

    /// Where it was found.
    #[must_use]
    pub fn place(&self) -> Place {
        self.place
    }

    /// The algorithm with which it verified.
    #[must_use]
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// The principal that it counts for.
    #[must_use]
    pub fn principal(&self) -> &str {
        &self.principal
    }

    /// The key under which it verified.
    #[must_use]
    pub fn key(&self) -> KeyId {
        self.key
    }

    /// The certificate of its signer, where it is believed by one.
    #[must_use]
    pub fn certificate(&self) -> Option<&CertificateFacts> {
        self.certificate.as_ref()
    }

    /// The digest that it is over: the image's, that of an index that lists it, or the blob's.
    #[must_use]
    pub fn covers(&self) -> Digest {
        self.covers
    }

    /// The type of the statement that was signed; none where no statement was.
    #[must_use]
    pub fn predicate_type(&self) -> Option<&str> {
        self.predicate_type.as_deref()
    }

    /// When it was there, as timestamping authorities say that are believed. Its signer's certificates were valid at all
    /// of these times; where there are none, at that of the verdict.
    #[must_use]
    pub fn times(&self) -> &[AuthenticatedTime] {
        &self.times
    }

    /// The checks that ran, in alphabetical order.
    #[must_use]
    pub fn checks(&self) -> &[String] {
        &self.checks
    }

    /// What the signature carries and nobody asked to have checked.
    #[must_use]
    pub fn unchecked(&self) -> &[&'static str] {
        &self.unchecked
    }
}

/// Why something that may have been what is asked for does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedSignature {
    pub(crate) place: Place,
    pub(crate) code: Code,
    pub(crate) reason: String,
}

impl RefusedSignature {
    /// A refusal with the error and its sources as the reason, escaped and shortened.
    pub(crate) fn new(place: Place, code: Code, error: &dyn Error) -> Self {
        Self { place, code, reason: reason(error) }
    }

    /// Where it was found.
    #[must_use]
    pub fn place(&self) -> Place {
        self.place
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// Why, in words.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// An error and its sources in one line. Sources that the error itself repeats are not said twice.
pub(crate) fn reason(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let more = error.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        source = error.source();
    }
    text::escape(&text, MAX_REASON)
}

/// Something attached to the image that is not what is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoredAttachment {
    pub(crate) manifest: Digest,
    pub(crate) claims: String,
}

impl IgnoredAttachment {
    /// The digest of its manifest.
    #[must_use]
    pub fn manifest(&self) -> Digest {
        self.manifest
    }

    /// What it claims to be; nothing of it was verified.
    #[must_use]
    pub fn claims(&self) -> &str {
        &self.claims
    }
}

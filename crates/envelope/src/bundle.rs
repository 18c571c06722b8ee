//! The Sigstore bundle, versions 0.1 to 0.3 (sigstore/protobuf-specs `sigstore_bundle.proto`, protobuf JSON).
//!
//! ```text
//! {"mediaType":<one of four>,
//!  "verificationMaterial":{"publicKey":{"hint":…} | "certificate":{…} | "x509CertificateChain":{…},
//!                          "tlogEntries":[…],"timestampVerificationData":{"rfc3161Timestamps":[…]}},
//!  "dsseEnvelope":{…} | "messageSignature":{…}}
//! ```

use alloc::{string::String, vec::Vec};

use countersign_crypto::VerifyingKey;
use countersign_digest::Digest;
use countersign_encoding::json::{self, FieldError, FieldProblem};

use crate::{
    Artifact, Claimed, DsseEnvelope, DsseSignature, DsseVerifyError, SignatureError, Statement,
    VerifiedMessage, VerifiedPayload, limits,
};

mod error;
mod message;
mod message_signature;
mod read;
mod timestamped;
mod write;

pub use error::{BundleError, BundleVerifyError};
use message::Message;
use message_signature::MessageSignature;
use read::{count_log_entries, read_content, read_material, read_timestamps};
pub use timestamped::{AddTimestampError, add_timestamp_to_bundle};
pub use write::{write_key_bundle, write_message_bundle};

const V0_3: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";

/// The version that `mediaType` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum BundleVersion {
    /// `application/vnd.dev.sigstore.bundle+json;version=0.1`.
    V0_1,
    /// `application/vnd.dev.sigstore.bundle+json;version=0.2`.
    V0_2,
    /// `application/vnd.dev.sigstore.bundle.v0.3+json` or `application/vnd.dev.sigstore.bundle+json;version=0.3`.
    V0_3,
}

impl BundleVersion {
    /// The version of a media type, compared exactly.
    #[must_use]
    pub fn from_media_type(media_type: &str) -> Option<Self> {
        match media_type {
            "application/vnd.dev.sigstore.bundle+json;version=0.1" => Some(Self::V0_1),
            "application/vnd.dev.sigstore.bundle+json;version=0.2" => Some(Self::V0_2),
            "application/vnd.dev.sigstore.bundle+json;version=0.3" | V0_3 => Some(Self::V0_3),
            _ => None,
        }
    }
}

/// What a bundle offers to verify its signature with; never a source of trust.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Material {
    /// A key that the verifier has; the hint may say which.
    PublicKey {
        /// For Cosign the base64 of SHA-256 of the SubjectPublicKeyInfo; may be empty.
        hint: String,
    },
    /// A leaf certificate, DER as received.
    Certificate(Vec<u8>),
    /// A certificate chain, leaf first, each DER as received.
    CertificateChain(Vec<Vec<u8>>),
}

/// What a bundle holds a signature of, as it says itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BundleContent {
    /// A DSSE envelope.
    Dsse {
        /// The payload's type.
        payload_type: String,
    },
    /// A signature over an artefact that is not in the bundle.
    Message {
        /// The artefact's digest, where the bundle states one.
        digest: Option<Digest>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    /// In a bundle with exactly one signature.
    Dsse(DsseEnvelope),
    Message(MessageSignature),
}

/// What a bundle says about itself.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BundleClaims {
    /// The version.
    pub version: BundleVersion,
    /// What it offers to verify with.
    pub material: Material,
    /// The in-toto statement inside, where there is one that reads.
    pub statement: Option<Statement>,
    /// How many transparency-log entries it carries.
    pub log_entries: usize,
    /// How many RFC 3161 timestamps it carries.
    pub timestamps: usize,
}

/// A bundle as it arrived. Nothing in it is believed.
#[derive(Clone, Debug)]
pub struct Bundle {
    version: BundleVersion,
    material: Material,
    content: Content,
    log_entries: usize,
    timestamps: Vec<Vec<u8>>,
}

impl Bundle {
    /// Reads a bundle of at most 32 MiB strictly: unknown members are refused, of alternatives exactly one must be there, names are
    /// read in lowerCamelCase and snake_case (never both), default-valued members may be left out. Of log entries
    /// only the members' names and nesting are read, not their values.
    ///
    /// # Errors
    /// [`BundleError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, BundleError> {
        let value = json::parse(bytes, &limits::document())?;
        let root = Message::of(&value, "")?;
        root.only(&["mediaType", "verificationMaterial", "dsseEnvelope", "messageSignature"])?;
        let version = root.text("mediaType")?.and_then(BundleVersion::from_media_type);
        let version = version.ok_or(BundleError::MediaType)?;
        let missing = || FieldError::new("verificationMaterial", FieldProblem::Missing);
        let material = root.message("verificationMaterial")?.ok_or_else(missing)?;
        material.only(&[
            "publicKey",
            "certificate",
            "x509CertificateChain",
            "tlogEntries",
            "timestampVerificationData",
        ])?;
        Ok(Self {
            version,
            log_entries: count_log_entries(&material)?,
            timestamps: read_timestamps(&material)?,
            content: read_content(&root)?,
            material: read_material(&material)?,
        })
    }

    /// What the bundle says about itself.
    #[must_use]
    pub fn inspect(&self) -> Claimed<BundleClaims> {
        let statement = match &self.content {
            Content::Dsse(envelope) => Statement::parse_shared(envelope.unverified_payload()).ok(),
            Content::Message(_) => None,
        };
        Claimed::new(BundleClaims {
            version: self.version,
            material: self.material.clone(),
            statement,
            log_entries: self.log_entries,
            timestamps: self.timestamps.len(),
        })
    }

    /// What the bundle holds a signature of.
    #[must_use]
    pub fn content_kind(&self) -> Claimed<BundleContent> {
        Claimed::new(match &self.content {
            Content::Dsse(envelope) => BundleContent::Dsse { payload_type: envelope.payload_type().into() },
            Content::Message(message) => BundleContent::Message { digest: message.digest },
        })
    }

    /// The hint which key signed, for showing.
    #[must_use]
    pub fn key_hint(&self) -> Option<Claimed<&str>> {
        self.hint().map(Claimed::new)
    }

    fn hint(&self) -> Option<&str> {
        match &self.material {
            Material::PublicKey { hint } if !hint.is_empty() => Some(hint),
            _ => None,
        }
    }

    /// The certificates that the bundle carries, leaf first, DER as received; none where it names a key.
    #[must_use]
    pub fn certificates(&self) -> Claimed<&[Vec<u8>]> {
        Claimed::new(match &self.material {
            Material::PublicKey { .. } => &[],
            Material::Certificate(leaf) => core::slice::from_ref(leaf),
            Material::CertificateChain(chain) => chain,
        })
    }

    /// How many log entries the bundle carries, none of which is verified here.
    #[must_use]
    pub fn log_entries(&self) -> Claimed<usize> {
        Claimed::new(self.log_entries)
    }

    /// How many timestamps the bundle carries, none of which is verified here.
    #[must_use]
    pub fn timestamps(&self) -> Claimed<usize> {
        Claimed::new(self.timestamps.len())
    }

    /// The timestamps that the bundle carries, in its order: each a DER `TimeStampResp` (RFC 3161 §2.4.2) over the bytes
    /// of [`Bundle::signature`], if it is what it should be. None of them is read here.
    #[must_use]
    pub fn signed_timestamps(&self) -> Claimed<&[Vec<u8>]> {
        Claimed::new(&self.timestamps)
    }

    /// The bytes of the one signature, that of the envelope or that over the blob: what a timestamp is over.
    #[must_use]
    pub fn signature(&self) -> Claimed<&[u8]> {
        Claimed::new(match &self.content {
            // An envelope without a signature is not read.
            Content::Dsse(envelope) => {
                envelope.signatures().first().map(DsseSignature::bytes).unwrap_or_default()
            }
            Content::Message(message) => &message.signature,
        })
    }

    /// Verifies the one signature over the in-toto statement under one of `keys`, then reads the statement. The key
    /// that the hint names is tried first; the hint decides nothing else.
    ///
    /// # Errors
    /// [`BundleVerifyError`]; a statement that cannot be read is an error even when its signature is right.
    pub fn verify(&self, keys: &[&dyn VerifyingKey]) -> Result<VerifiedPayload, BundleVerifyError> {
        let envelope = self.envelope()?;
        self.check_names_a_key()?;
        verify_statement(envelope, &self.hinted_first(keys))
    }

    /// The same under the key of a certificate: `keys` are that key with each scheme that is allowed, and `leaf` is the
    /// certificate that whoever found it trustworthy has verified. It must be, byte for byte, the one that the bundle
    /// names as its signer's.
    ///
    /// # Errors
    /// [`BundleVerifyError`].
    pub fn verify_certified(
        &self,
        leaf: &[u8],
        keys: &[&dyn VerifyingKey],
    ) -> Result<VerifiedPayload, BundleVerifyError> {
        let envelope = self.envelope()?;
        self.check_names_certificate(leaf)?;
        verify_statement(envelope, keys)
    }

    fn envelope(&self) -> Result<&DsseEnvelope, BundleVerifyError> {
        match &self.content {
            Content::Dsse(envelope) => Ok(envelope),
            Content::Message(_) => Err(BundleVerifyError::NotAStatement),
        }
    }

    /// Verifies the signature over the blob `artifact` under one of `keys`; a digest that the bundle states must be the
    /// blob's. The key that the hint names is tried first.
    ///
    /// # Errors
    /// [`BundleVerifyError`].
    pub fn verify_message(
        &self,
        keys: &[&dyn VerifyingKey],
        artifact: &Artifact<'_>,
    ) -> Result<VerifiedMessage, BundleVerifyError> {
        let message = self.message()?;
        self.check_names_a_key()?;
        let keys = self.hinted_first(keys);
        Ok(VerifiedMessage::verify(&keys, artifact, message.digest.as_ref(), &message.signature)?)
    }

    /// The same under the key of a certificate, as [`Bundle::verify_certified`].
    ///
    /// # Errors
    /// [`BundleVerifyError`].
    pub fn verify_message_certified(
        &self,
        leaf: &[u8],
        keys: &[&dyn VerifyingKey],
        artifact: &Artifact<'_>,
    ) -> Result<VerifiedMessage, BundleVerifyError> {
        let message = self.message()?;
        self.check_names_certificate(leaf)?;
        Ok(VerifiedMessage::verify(keys, artifact, message.digest.as_ref(), &message.signature)?)
    }

    fn message(&self) -> Result<&MessageSignature, BundleVerifyError> {
        match &self.content {
            Content::Message(message) => Ok(message),
            Content::Dsse(_) => Err(BundleVerifyError::NotAMessage),
        }
    }

    fn check_names_a_key(&self) -> Result<(), BundleVerifyError> {
        match self.material {
            Material::PublicKey { .. } => Ok(()),
            _ => Err(BundleVerifyError::CertificateMaterial),
        }
    }

    /// The certificate that was judged must be the one that the bundle's signer shows.
    fn check_names_certificate(&self, judged: &[u8]) -> Result<(), BundleVerifyError> {
        match self.certificates().claimed().first() {
            Some(leaf) if leaf == judged => Ok(()),
            Some(_) => Err(BundleVerifyError::OtherCertificate),
            None => Err(BundleVerifyError::KeyMaterial),
        }
    }

    fn hinted_first<'k>(&self, keys: &[&'k dyn VerifyingKey]) -> Vec<&'k dyn VerifyingKey> {
        let mut keys = keys.to_vec();
        if let Some(hint) = self.hint().filter(|_| keys.len() > 1) {
            keys.sort_by_key(|key| key.public_key().id().to_hint() != hint);
        }
        keys
    }
}

/// A bundle's envelope carries exactly one signature.
fn verify_statement(
    envelope: &DsseEnvelope,
    keys: &[&dyn VerifyingKey],
) -> Result<VerifiedPayload, BundleVerifyError> {
    let signature = envelope.signatures().first().ok_or(DsseVerifyError::from(SignatureError::Malformed))?;
    envelope.verify_by(signature, keys)
}

//! `messageSignature`: a signature over an artefact that is not in the bundle.
//!
//! ```text
//! {"messageDigest":{"algorithm":"SHA2_256","digest":<base64>},"signature":<base64>}
//! ```

use alloc::vec::Vec;

use countersign_digest::{Algorithm, Digest};
use countersign_encoding::{base64, json::Value};

use super::{BundleError, message::Message};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MessageSignature {
    /// None where the bundle states none: Cosign leaves it empty under a pure Ed25519 key.
    pub(super) digest: Option<Digest>,
    pub(super) signature: Vec<u8>,
}

impl MessageSignature {
    pub(super) fn read(message: &Message<'_, '_>) -> Result<Self, BundleError> {
        let digest = message.message_with("messageDigest", &["algorithm", "digest"])?;
        let signature = bytes(message, "signature")?;
        if signature.is_empty() {
            return Err(BundleError::NoMessageSignature);
        }
        let digest = digest.as_ref().map(read_digest).transpose()?.flatten();
        Ok(Self { digest, signature })
    }
}

/// In protobuf JSON an enum is its name or its number, and the default may be left out.
fn read_digest(digest: &Message<'_, '_>) -> Result<Option<Digest>, BundleError> {
    let algorithm = match digest.get("algorithm")? {
        None => None,
        Some(Value::String(name)) => from_name(name)?,
        Some(Value::Number(number)) => from_number(number.as_u64())?,
        Some(_) => return Err(BundleError::WrongType { field: "algorithm" }),
    };
    let output = bytes(digest, "digest")?;
    match (algorithm, output.is_empty()) {
        (None, true) => Ok(None),
        (None, false) => Err(BundleError::DigestAlgorithm),
        (Some(_), true) => Err(BundleError::NoDigest),
        (Some(algorithm), false) => Ok(Some(Digest::from_bytes(algorithm, &output)?)),
    }
}

/// `HashAlgorithm` of `sigstore_common.proto`.
fn from_name(name: &str) -> Result<Option<Algorithm>, BundleError> {
    match name {
        "HASH_ALGORITHM_UNSPECIFIED" => Ok(None),
        "SHA2_256" => Ok(Some(Algorithm::Sha256)),
        "SHA2_384" => Ok(Some(Algorithm::Sha384)),
        "SHA2_512" => Ok(Some(Algorithm::Sha512)),
        _ => Err(BundleError::DigestAlgorithm),
    }
}

fn from_number(number: Option<u64>) -> Result<Option<Algorithm>, BundleError> {
    match number {
        Some(0) => Ok(None),
        Some(1) => Ok(Some(Algorithm::Sha256)),
        Some(2) => Ok(Some(Algorithm::Sha384)),
        Some(3) => Ok(Some(Algorithm::Sha512)),
        _ => Err(BundleError::DigestAlgorithm),
    }
}

pub(super) const fn name(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Sha384 => "SHA2_384",
        Algorithm::Sha512 => "SHA2_512",
        _ => "SHA2_256",
    }
}

fn bytes(message: &Message<'_, '_>, field: &'static str) -> Result<Vec<u8>, BundleError> {
    let text = message.text(field)?.unwrap_or_default();
    base64::decode_either(text.as_bytes()).map_err(|source| BundleError::MessageBase64 { field, source })
}

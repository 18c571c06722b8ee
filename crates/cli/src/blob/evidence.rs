//! What is given to prove who signed a blob.

use std::path::{Path, PathBuf};

use clap::Args;
use countersign::{BlobEvidence, encoding::json::Value};

use super::Ending;
use crate::{
    document,
    failure::Failure,
    input::{Input, read_if_there},
    output::beside,
};

/// The longest bundle, envelope or signature that is read, in bytes.
const MAX_EVIDENCE: u64 = 32 * 1024 * 1024;

#[derive(Clone, Debug, Args)]
pub struct EvidenceOptions {
    /// The bundle: a Sigstore bundle, or the older one of Cosign [default: FILE.sigstore.json]
    #[arg(long, value_name = "FILE")]
    bundle: Option<PathBuf>,
    /// The signature alone, in base64; of an attestation, the envelope alone
    #[arg(long, value_name = "FILE", conflicts_with = "bundle")]
    signature: Option<PathBuf>,
}

impl EvidenceOptions {
    /// What proves it; none where nothing was named and nothing lies beside the blob.
    pub fn read(&self, blob: &Input, is_attestation: bool) -> Result<Option<BlobEvidence>, Failure> {
        if let Some(path) = &self.signature {
            let bytes = named("the signature", path)?;
            return Ok(Some(match is_attestation {
                true => BlobEvidence::dsse(bytes),
                false => BlobEvidence::signature(bytes),
            }));
        }
        if let Some(path) = &self.bundle {
            return Ok(Some(bundle(named("the bundle", path)?)));
        }
        let Some(path) = blob.path() else {
            return Err(Failure::usage("nothing says where the signature of standard input is")
                .next("add --bundle FILE or --signature FILE"));
        };
        let found = read_if_there("the bundle", &beside(path, Ending::Bundle.text()), MAX_EVIDENCE)?;
        Ok(found.map(bundle))
    }
}

/// A file that was named and is not there is a mistake, and does not mean that nothing was signed.
fn named(what: &str, path: &Path) -> Result<Vec<u8>, Failure> {
    Input::File(path.display().to_string()).read(what, MAX_EVIDENCE)
}

/// The forms are told apart by a member that only one of them has; whatever is none of them is refused as a bundle.
fn bundle(bytes: Vec<u8>) -> BlobEvidence {
    let form: fn(Vec<u8>) -> BlobEvidence = match document::parse(&bytes) {
        Ok(Value::Object(object)) if object.get("base64Signature").is_some() => BlobEvidence::legacy_bundle,
        Ok(Value::Object(object)) if object.get("payloadType").is_some() => BlobEvidence::dsse,
        _ => BlobEvidence::bundle,
    };
    form(bytes)
}

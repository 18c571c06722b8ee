//! Signs container images and proves who signed them.
#![no_std]
#![allow(
    clippy::result_large_err,
    reason = "a refusal carries its whole report; it is made once a verification"
)]
extern crate alloc;

mod code;
mod conclusion;
mod configuration;
pub mod danger;
mod examine;
mod finding;
mod image_name;
mod report;
mod report_json;
mod search;
mod signer;
mod signing;
mod verdict;
mod verification;
mod verifier;

pub use code::{Class, Code};
pub use configuration::ConfigurationError;
pub use finding::{AcceptedSignature, IgnoredAttachment, Place, RefusedSignature, SignatureFormat};
pub use image_name::ImageName;
pub use report::{Report, TOOL, TargetReport, VerdictKind};
pub use report_json::VERDICT_SCHEMA;
pub use signer::{SignOptions, Signer, SignerError, WriteFormat};
pub use signing::{SignImageError, SignedManifest, Signing, SigningResult};
pub use verdict::{Refusal, VerifiedImage};
pub use verification::{Verdict, Verification};
pub use verifier::{Ready, Verifier, VerifierBuilder, WantsSigner};

pub use countersign_crypto as crypto;
pub use countersign_digest as digest;
pub use countersign_encoding as encoding;
pub use countersign_envelope as envelope;
pub use countersign_keys as keys;
pub use countersign_need as need;
pub use countersign_oci as oci;
pub use countersign_policy as policy;
pub use countersign_time as time;

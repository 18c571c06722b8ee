//! One file a verb: its arguments, and what it does with the library.

pub mod attach;
pub mod attest;
pub mod attest_blob;
pub mod certificate;
pub mod completions;
pub mod copy;
pub mod demo;
pub mod inspect;
pub mod key_convert;
pub mod key_generate;
pub mod key_import;
pub mod key_inspect;
pub mod key_public;
pub mod list;
pub mod manual;
pub mod revocation;
pub mod sign;
pub mod sign_blob;
pub mod timestamp;
pub mod verify;
pub mod verify_attestation;
pub mod verify_blob;
pub mod verify_blob_attestation;

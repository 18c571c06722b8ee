//! Conversions between the types of this crate and those of `oci-spec`.

mod descriptor;
mod error;
mod manifest;
mod platform;
mod reference;

pub use descriptor::{digest_from_oci_spec, digest_to_oci_spec};
pub use error::OciSpecError;

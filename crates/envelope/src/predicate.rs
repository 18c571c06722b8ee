//! Typed views of what the known kinds of attestation say: owned, and lenient about members that they do not know.
//!
//! A view shows; it decides nothing. Whoever needs more than it shows reads [`Statement::predicate`].
//!
//! ```
//! use countersign_envelope::{Statement, predicate::SlsaProvenance};
//!
//! let statement = Statement::parse(br#"{
//!     "_type": "https://in-toto.io/Statement/v1",
//!     "subject": [{"digest": {"sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}],
//!     "predicateType": "https://slsa.dev/provenance/v1",
//!     "predicate": {
//!         "buildDefinition": {"buildType": "https://acme.example/build", "externalParameters": {}},
//!         "runDetails": {"builder": {"id": "https://acme.example/builder"}}
//!     }
//! }"#)?;
//! let provenance = SlsaProvenance::from_statement(&statement)?;
//! assert_eq!(provenance.builder_id(), "https://acme.example/builder");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use countersign_encoding::json::{FieldError, JsonError, Object, Value};

use crate::{PredicateType, Statement};

mod cyclonedx;
mod link;
mod openvex;
mod slsa;
mod spdx;
mod vuln;
mod wrapped;

pub use cyclonedx::{Component, CycloneDxBom};
pub use link::Link;
pub use openvex::{OpenVex, VexStatement, VexStatus};
pub use slsa::{Material, SlsaProvenance, SlsaVersion};
pub use spdx::{SpdxDocument, SpdxPackage};
pub use vuln::VulnScan;
pub use wrapped::CosignCustom;

/// Why a statement has no such view.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PredicateReadError {
    /// The statement is of another predicate type.
    #[error("the statement is of another predicate type")]
    PredicateType,
    /// There is no predicate, or it is not of the JSON type that this kind has.
    #[error("the predicate is missing or of the wrong JSON type")]
    Shape,
    /// A member is missing or of another type.
    #[error("the predicate: {0}")]
    Field(#[from] FieldError),
    /// The document that was attached as text is not JSON; tag-value and RDF are shown only raw.
    #[error("the attached text is not JSON: {0}")]
    Text(#[from] JsonError),
    /// A VEX statement has a status that OpenVEX does not have.
    #[error("the predicate: statements[{index}] has an unknown status")]
    VexStatus {
        /// Which statement.
        index: usize,
    },
}

/// The predicate of a statement that is of one of these kinds.
fn of_kind<'s>(statement: &'s Statement, kinds: &[PredicateType]) -> Result<Value<'s>, PredicateReadError> {
    if !kinds.iter().any(|kind| kind.accepts(statement.predicate_type())) {
        return Err(PredicateReadError::PredicateType);
    }
    statement.predicate().ok_or(PredicateReadError::Shape)
}

fn object<'v, 'a>(value: &'v Value<'a>) -> Result<&'v Object<'a>, PredicateReadError> {
    value.as_object().ok_or(PredicateReadError::Shape)
}

/// The objects of a list; entries that are none are an error.
fn objects<'v, 'a>(
    parent: &'v Object<'a>,
    name: &'static str,
) -> Result<impl Iterator<Item = Result<&'v Object<'a>, PredicateReadError>> + use<'v, 'a>, PredicateReadError>
{
    let entries = parent.optional_array(name)?.unwrap_or_default();
    Ok(entries.iter().map(object))
}

fn text(
    object: &Object<'_>,
    name: &'static str,
) -> Result<Option<alloc::string::String>, PredicateReadError> {
    Ok(object.optional_str(name)?.map(Into::into))
}

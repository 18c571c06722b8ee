//! Cosign's `custom` predicate: any text, with the time of the attestation.

use alloc::string::String;

use countersign_encoding::json::Value;

use super::{PredicateReadError, object, of_kind, text};
use crate::{PredicateType, Statement};

/// What was attached with `--type custom`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CosignCustom {
    data: String,
    timestamp: Option<String>,
}

impl CosignCustom {
    /// Reads the predicate of a custom statement. `Data` is a text; older versions of Cosign have written JSON there.
    ///
    /// # Errors
    /// [`PredicateReadError`].
    pub fn from_statement(statement: &Statement) -> Result<Self, PredicateReadError> {
        let predicate = of_kind(statement, &[PredicateType::Custom])?;
        let root = object(&predicate)?;
        let data = match root.required("Data")? {
            Value::String(text) => String::from(&**text),
            value => value.to_json(),
        };
        Ok(Self { data, timestamp: text(root, "Timestamp")? })
    }

    /// What was attached: the text, or JSON text where the signer wrote JSON.
    #[must_use]
    pub fn data(&self) -> &str {
        &self.data
    }

    /// When, in the signer's words.
    #[must_use]
    pub fn timestamp(&self) -> Option<&str> {
        self.timestamp.as_deref()
    }
}

//! Cosign's record of a vulnerability scan (cosign `specs/COSIGN_VULN_ATTESTATION_SPEC.md`).

use alloc::string::String;

use countersign_encoding::json::{Object, Value};

use super::{PredicateReadError, object, of_kind, text};
use crate::{PredicateType, Statement};

/// Which scanner ran when, and what it found, in its own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VulnScan {
    scanner_uri: Option<String>,
    scanner_version: Option<String>,
    started_on: Option<String>,
    finished_on: Option<String>,
    result: Option<String>,
}

impl VulnScan {
    /// Reads the predicate of a scan statement.
    ///
    /// # Errors
    /// [`PredicateReadError`]; the scanner must be named.
    pub fn from_statement(statement: &Statement) -> Result<Self, PredicateReadError> {
        let predicate = of_kind(statement, &[PredicateType::Vuln])?;
        let root = object(&predicate)?;
        let scanner = root.required_object("scanner")?;
        let empty = Object::new();
        let metadata = root.optional_object("metadata")?.unwrap_or(&empty);
        Ok(Self {
            scanner_uri: text(scanner, "uri")?,
            scanner_version: text(scanner, "version")?,
            started_on: text(metadata, "scanStartedOn")?,
            finished_on: text(metadata, "scanFinishedOn")?,
            result: scanner.optional("result").map(Value::to_json),
        })
    }

    /// Where the scanner comes from.
    #[must_use]
    pub fn scanner_uri(&self) -> Option<&str> {
        self.scanner_uri.as_deref()
    }

    /// Its version.
    #[must_use]
    pub fn scanner_version(&self) -> Option<&str> {
        self.scanner_version.as_deref()
    }

    /// When the scan started, in its own words.
    #[must_use]
    pub fn started_on(&self) -> Option<&str> {
        self.started_on.as_deref()
    }

    /// When the scan ended, in its own words.
    #[must_use]
    pub fn finished_on(&self) -> Option<&str> {
        self.finished_on.as_deref()
    }

    /// What it found, as JSON text: every scanner has its own form.
    #[must_use]
    pub fn result_json(&self) -> Option<&str> {
        self.result.as_deref()
    }
}

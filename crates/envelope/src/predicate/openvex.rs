//! OpenVEX documents (openvex/spec, `OPENVEX-SPEC.md` v0.2.0; the plain texts of v0.0.1 are read too).

use alloc::{string::String, vec::Vec};

use countersign_encoding::json::{FieldError, FieldProblem, Object, Value};

use super::{PredicateReadError, object, objects, of_kind, text};
use crate::{PredicateType, Statement};

/// What somebody says about vulnerabilities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenVex {
    id: Option<String>,
    author: Option<String>,
    timestamp: Option<String>,
    statements: Vec<VexStatement>,
}

/// What is said about one vulnerability.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VexStatement {
    vulnerability: String,
    products: Vec<String>,
    status: VexStatus,
    justification: Option<String>,
}

/// How products stand to a vulnerability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum VexStatus {
    /// `not_affected`
    NotAffected,
    /// `affected`
    Affected,
    /// `fixed`
    Fixed,
    /// `under_investigation`
    UnderInvestigation,
}

impl VexStatus {
    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "not_affected" => Self::NotAffected,
            "affected" => Self::Affected,
            "fixed" => Self::Fixed,
            "under_investigation" => Self::UnderInvestigation,
            _ => return None,
        })
    }
}

impl VexStatement {
    /// The vulnerability's name, such as a CVE number.
    #[must_use]
    pub fn vulnerability(&self) -> &str {
        &self.vulnerability
    }

    /// The identifiers of the products. Empty: the statement is about the subject.
    #[must_use]
    pub fn products(&self) -> &[String] {
        &self.products
    }

    /// How they stand to it.
    #[must_use]
    pub fn status(&self) -> VexStatus {
        self.status
    }

    /// Why they are not affected, in OpenVEX's words.
    #[must_use]
    pub fn justification(&self) -> Option<&str> {
        self.justification.as_deref()
    }
}

impl OpenVex {
    /// Reads the predicate of an OpenVEX statement.
    ///
    /// # Errors
    /// [`PredicateReadError`]; a status that OpenVEX does not have is one.
    pub fn from_statement(statement: &Statement) -> Result<Self, PredicateReadError> {
        let predicate = of_kind(statement, &[PredicateType::OpenVex])?;
        let root = object(&predicate)?;
        let statements = objects(root, "statements")?
            .enumerate()
            .map(|(index, statement)| read_statement(statement?, index));
        Ok(Self {
            id: text(root, "@id")?,
            author: text(root, "author")?,
            timestamp: text(root, "timestamp")?,
            statements: statements.collect::<Result<_, PredicateReadError>>()?,
        })
    }

    /// The document's id.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Who says so, in its own words.
    #[must_use]
    pub fn author(&self) -> Option<&str> {
        self.author.as_deref()
    }

    /// When, in its own words.
    #[must_use]
    pub fn timestamp(&self) -> Option<&str> {
        self.timestamp.as_deref()
    }

    /// The statements, in the document's order.
    #[must_use]
    pub fn statements(&self) -> &[VexStatement] {
        &self.statements
    }
}

fn read_statement(statement: &Object<'_>, index: usize) -> Result<VexStatement, PredicateReadError> {
    let within = |error: FieldError| error.at_index(index).at("statements");
    let status = statement.required_str("status").map_err(within)?;
    let products = statement.optional_array("products").map_err(within)?.unwrap_or_default();
    Ok(VexStatement {
        vulnerability: identifier(statement.required("vulnerability").map_err(within)?, "name")
            .ok_or_else(|| within(FieldError::new("vulnerability.name", FieldProblem::Missing)))?,
        products: products
            .iter()
            .map(|product| identifier(product, "@id"))
            .collect::<Option<_>>()
            .ok_or_else(|| within(FieldError::new("products[].@id", FieldProblem::Missing)))?,
        status: VexStatus::from_name(status).ok_or(PredicateReadError::VexStatus { index })?,
        justification: text(statement, "justification")?,
    })
}

/// A text, or an object that holds it under `name`.
fn identifier(value: &Value<'_>, name: &str) -> Option<String> {
    value.as_str().or_else(|| value.as_object()?.get(name)?.as_str()).map(Into::into)
}

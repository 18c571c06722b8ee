//! in-toto links (in-toto `in-toto-spec.md` §4.4).

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use countersign_encoding::json::{FieldError, FieldProblem, Kind, Object, Value};

use super::{PredicateReadError, object, of_kind, text};
use crate::{PredicateType, Statement};

/// Paths, each with its digests by algorithm.
type Artifacts = BTreeMap<String, BTreeMap<String, String>>;

/// One step of a supply chain: what was run, what went in, what came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    name: Option<String>,
    command: Vec<String>,
    materials: Artifacts,
    products: Artifacts,
}

impl Link {
    /// Reads the predicate of a link statement.
    ///
    /// # Errors
    /// [`PredicateReadError`].
    pub fn from_statement(statement: &Statement) -> Result<Self, PredicateReadError> {
        let predicate = of_kind(statement, &[PredicateType::Link])?;
        let root = object(&predicate)?;
        Ok(Self {
            name: text(root, "name")?,
            command: read_command(root)?,
            materials: read_artifacts(root, "materials")?,
            products: read_artifacts(root, "products")?,
        })
    }

    /// The step's name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What was run.
    #[must_use]
    pub fn command(&self) -> &[String] {
        &self.command
    }

    /// What went in: paths, each with its digests by algorithm.
    #[must_use]
    pub fn materials(&self) -> &BTreeMap<String, BTreeMap<String, String>> {
        &self.materials
    }

    /// What came out: paths, each with its digests by algorithm.
    #[must_use]
    pub fn products(&self) -> &BTreeMap<String, BTreeMap<String, String>> {
        &self.products
    }
}

fn read_command(root: &Object<'_>) -> Result<Vec<String>, PredicateReadError> {
    let words = root.optional_array("command")?.unwrap_or_default();
    let word = |word: &Value<'_>| {
        word.as_str().map(Into::into).ok_or_else(|| wrong_type("command[]", Kind::String, word.kind()).into())
    };
    words.iter().map(word).collect()
}

fn read_artifacts(root: &Object<'_>, name: &'static str) -> Result<Artifacts, PredicateReadError> {
    let empty = Object::new();
    let artifacts = root.optional_object(name)?.unwrap_or(&empty);
    artifacts
        .iter()
        .map(|(path, digests)| {
            let digests = digests
                .as_object()
                .ok_or_else(|| wrong_type(name, Kind::Object, digests.kind()))?
                .iter()
                .filter_map(|(algorithm, digest)| Some((algorithm.into(), Value::as_str(digest)?.into())));
            Ok((path.into(), digests.collect()))
        })
        .collect()
}

fn wrong_type(name: &'static str, expected: Kind, actual: Kind) -> FieldError {
    FieldError::new(name, FieldProblem::WrongType { expected, actual })
}

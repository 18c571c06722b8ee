//! SPDX documents: 2.x in JSON (spdx.github.io/spdx-spec/v2.3), and the packages of a 3.0 graph.

use alloc::{string::String, vec::Vec};

use countersign_encoding::json::{self, FieldError, FieldProblem, Object, Value};

use super::{PredicateReadError, object, objects, of_kind, text};
use crate::{PredicateType, Statement, limits};

/// A bill of materials in SPDX.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpdxDocument {
    version: String,
    name: Option<String>,
    namespace: Option<String>,
    packages: Vec<SpdxPackage>,
}

/// A package of an SPDX document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpdxPackage {
    name: String,
    version: Option<String>,
    purl: Option<String>,
}

impl SpdxPackage {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The version.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The package URL; of several the first.
    #[must_use]
    pub fn purl(&self) -> Option<&str> {
        self.purl.as_deref()
    }
}

impl SpdxDocument {
    /// Reads the predicate of an SPDX statement: a JSON object, or a string that holds a JSON document.
    ///
    /// # Errors
    /// [`PredicateReadError`]; of a text in another format than JSON, [`PredicateReadError::Text`].
    pub fn from_statement(statement: &Statement) -> Result<Self, PredicateReadError> {
        let predicate = of_kind(statement, &[PredicateType::Spdx])?;
        match &predicate {
            Value::String(text) => read(&json::parse(text.as_bytes(), &limits::document())?),
            value => read(value),
        }
    }

    /// The version of SPDX, such as `SPDX-2.3` or `3.0.1`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The document's name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The document's namespace; of 3.0 none.
    #[must_use]
    pub fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    /// The packages, in the document's order.
    #[must_use]
    pub fn packages(&self) -> &[SpdxPackage] {
        &self.packages
    }
}

fn read(value: &Value<'_>) -> Result<SpdxDocument, PredicateReadError> {
    let root = object(value)?;
    if root.get("@graph").is_some() { read_graph(root) } else { read_v2(root) }
}

fn read_v2(root: &Object<'_>) -> Result<SpdxDocument, PredicateReadError> {
    let package = |package: Result<&Object<'_>, PredicateReadError>| {
        let package = package?;
        Ok(SpdxPackage {
            name: package.required_str("name").map_err(|error| error.at("packages[]"))?.into(),
            version: text(package, "versionInfo")?,
            purl: read_purl(package)?,
        })
    };
    Ok(SpdxDocument {
        version: root.required_str("spdxVersion")?.into(),
        name: text(root, "name")?,
        namespace: text(root, "documentNamespace")?,
        packages: objects(root, "packages")?.map(package).collect::<Result<_, PredicateReadError>>()?,
    })
}

fn read_purl(package: &Object<'_>) -> Result<Option<String>, PredicateReadError> {
    for reference in objects(package, "externalRefs")? {
        let reference = reference?;
        if reference.optional_str("referenceType")? == Some("purl") {
            return text(reference, "referenceLocator");
        }
    }
    Ok(None)
}

/// SPDX 3.0 in JSON-LD: a flat list of elements.
fn read_graph(root: &Object<'_>) -> Result<SpdxDocument, PredicateReadError> {
    let (mut version, mut name, mut packages) = (None, None, Vec::new());
    for element in objects(root, "@graph")? {
        let element = element?;
        match element.get("type").and_then(Value::as_str) {
            Some("CreationInfo") => version = version.or(text(element, "specVersion")?),
            Some("SpdxDocument") => name = name.or(text(element, "name")?),
            Some("software_Package") => packages.push(SpdxPackage {
                name: element.required_str("name").map_err(|error| error.at("@graph[]"))?.into(),
                version: text(element, "software_packageVersion")?,
                purl: text(element, "software_packageUrl")?,
            }),
            _ => {}
        }
    }
    let version = version.ok_or_else(|| FieldError::new("@graph[].specVersion", FieldProblem::Missing))?;
    Ok(SpdxDocument { version, name, namespace: None, packages })
}

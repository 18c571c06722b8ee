//! CycloneDX bills of materials in JSON (cyclonedx.org, `bom-1.x.schema.json`).

use alloc::{string::String, vec::Vec};

use countersign_encoding::json::Object;

use super::{PredicateReadError, object, objects, of_kind, text};
use crate::{PredicateType, Statement};

/// A bill of materials in CycloneDX.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CycloneDxBom {
    spec_version: String,
    serial_number: Option<String>,
    components: Vec<Component>,
}

/// A component of a bill of materials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    kind: Option<String>,
    group: Option<String>,
    name: String,
    version: Option<String>,
    purl: Option<String>,
}

impl Component {
    /// What it is: `library`, `container`, …
    #[must_use]
    pub fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// The group or namespace.
    #[must_use]
    pub fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }

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

    /// The package URL.
    #[must_use]
    pub fn purl(&self) -> Option<&str> {
        self.purl.as_deref()
    }
}

impl CycloneDxBom {
    /// Reads the predicate of a CycloneDX statement.
    ///
    /// # Errors
    /// [`PredicateReadError`].
    pub fn from_statement(statement: &Statement) -> Result<Self, PredicateReadError> {
        let predicate = of_kind(statement, &[PredicateType::CycloneDx])?;
        let root = object(&predicate)?;
        let mut components = Vec::new();
        push_components(root, &mut components)?;
        Ok(Self {
            spec_version: root.required_str("specVersion")?.into(),
            serial_number: text(root, "serialNumber")?,
            components,
        })
    }

    /// The version of CycloneDX, such as `1.5`.
    #[must_use]
    pub fn spec_version(&self) -> &str {
        &self.spec_version
    }

    /// The serial number of the bill.
    #[must_use]
    pub fn serial_number(&self) -> Option<&str> {
        self.serial_number.as_deref()
    }

    /// The components in the document's order, those within others right behind them.
    #[must_use]
    pub fn components(&self) -> &[Component] {
        &self.components
    }
}

/// Recurses once for each level of nesting, which the JSON reader bounds.
fn push_components(parent: &Object<'_>, components: &mut Vec<Component>) -> Result<(), PredicateReadError> {
    for component in objects(parent, "components")? {
        let component = component?;
        components.push(Component {
            kind: text(component, "type")?,
            group: text(component, "group")?,
            name: component.required_str("name").map_err(|error| error.at("components[]"))?.into(),
            version: text(component, "version")?,
            purl: text(component, "purl")?,
        });
        push_components(component, components)?;
    }
    Ok(())
}

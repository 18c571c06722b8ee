//! SLSA provenance v0.2 and v1 (slsa.dev/provenance/v0.2, slsa.dev/provenance/v1).

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use countersign_encoding::json::{FieldError, Object};

use super::{PredicateReadError, object, objects, of_kind, text};
use crate::{PredicateType, Statement};

/// Which version of the predicate was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum SlsaVersion {
    /// `https://slsa.dev/provenance/v0.2`.
    V0_2,
    /// `https://slsa.dev/provenance/v1`.
    V1,
}

/// How something was built, as its builder says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlsaProvenance {
    version: SlsaVersion,
    builder_id: String,
    build_type: String,
    invocation_id: Option<String>,
    started_on: Option<String>,
    finished_on: Option<String>,
    materials: Vec<Material>,
}

/// Something that went into a build: one of `materials` of v0.2, or of `resolvedDependencies` of v1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Material {
    uri: Option<String>,
    name: Option<String>,
    digests: BTreeMap<String, String>,
}

impl Material {
    /// Where it came from.
    #[must_use]
    pub fn uri(&self) -> Option<&str> {
        self.uri.as_deref()
    }

    /// Its name; v1 only.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Its digests by algorithm, in the builder's words: `gitCommit` and `sha1` stand here too.
    #[must_use]
    pub fn digests(&self) -> &BTreeMap<String, String> {
        &self.digests
    }
}

impl SlsaProvenance {
    /// Reads the predicate of a provenance statement, v0.2 or v1.
    ///
    /// # Errors
    /// [`PredicateReadError`]; the builder's id and the build type must be there.
    pub fn from_statement(statement: &Statement) -> Result<Self, PredicateReadError> {
        let predicate =
            of_kind(statement, &[PredicateType::SlsaProvenance02, PredicateType::SlsaProvenance1])?;
        let root = object(&predicate)?;
        if PredicateType::SlsaProvenance1.accepts(statement.predicate_type()) {
            read_v1(root)
        } else {
            read_v0_2(root)
        }
    }

    /// The version of the predicate.
    #[must_use]
    pub fn version(&self) -> SlsaVersion {
        self.version
    }

    /// Who built it.
    #[must_use]
    pub fn builder_id(&self) -> &str {
        &self.builder_id
    }

    /// By which procedure.
    #[must_use]
    pub fn build_type(&self) -> &str {
        &self.build_type
    }

    /// In which run.
    #[must_use]
    pub fn invocation_id(&self) -> Option<&str> {
        self.invocation_id.as_deref()
    }

    /// When the build started, in the builder's words.
    #[must_use]
    pub fn started_on(&self) -> Option<&str> {
        self.started_on.as_deref()
    }

    /// When the build ended, in the builder's words.
    #[must_use]
    pub fn finished_on(&self) -> Option<&str> {
        self.finished_on.as_deref()
    }

    /// What went into it.
    #[must_use]
    pub fn materials(&self) -> &[Material] {
        &self.materials
    }
}

fn read_v0_2(root: &Object<'_>) -> Result<SlsaProvenance, PredicateReadError> {
    let builder = root.required_object("builder")?;
    let empty = Object::new();
    let metadata = root.optional_object("metadata")?.unwrap_or(&empty);
    Ok(SlsaProvenance {
        version: SlsaVersion::V0_2,
        builder_id: builder.required_str("id").map_err(|error| error.at("builder"))?.into(),
        build_type: root.required_str("buildType")?.into(),
        invocation_id: text(metadata, "buildInvocationId")?,
        started_on: text(metadata, "buildStartedOn")?,
        finished_on: text(metadata, "buildFinishedOn")?,
        materials: read_materials(root, "materials")?,
    })
}

fn read_v1(root: &Object<'_>) -> Result<SlsaProvenance, PredicateReadError> {
    let definition = root.required_object("buildDefinition")?;
    let details = root.required_object("runDetails")?;
    let builder = details.required_object("builder").map_err(|error| error.at("runDetails"))?;
    let empty = Object::new();
    let metadata = details.optional_object("metadata")?.unwrap_or(&empty);
    Ok(SlsaProvenance {
        version: SlsaVersion::V1,
        builder_id: builder.required_str("id").map_err(|error| error.at("runDetails.builder"))?.into(),
        build_type: definition.required_str("buildType").map_err(|error| error.at("buildDefinition"))?.into(),
        invocation_id: text(metadata, "invocationId")?,
        started_on: text(metadata, "startedOn")?,
        finished_on: text(metadata, "finishedOn")?,
        materials: read_materials(definition, "resolvedDependencies")?,
    })
}

fn read_materials(parent: &Object<'_>, name: &'static str) -> Result<Vec<Material>, PredicateReadError> {
    objects(parent, name)?
        .map(|material| {
            let material = material?;
            Ok(Material {
                uri: text(material, "uri")?,
                name: text(material, "name")?,
                digests: digest_map(material)?,
            })
        })
        .collect()
}

fn digest_map(material: &Object<'_>) -> Result<BTreeMap<String, String>, FieldError> {
    Ok(material.optional_string_map("digest")?.unwrap_or_default())
}

//! in-toto statements (in-toto attestation framework, `spec/v1/statement.md` and `spec/v0.1.0`).
//!
//! ```text
//! {"_type":"https://in-toto.io/Statement/v1","subject":[{"name":…,"digest":{<algorithm>:<hex>},"annotations":{…}}, …],
//!  "predicateType":<URI>,"predicate":{…}}
//! ```

use alloc::{collections::BTreeMap, format, string::String, vec, vec::Vec};

use countersign_digest::{Algorithm, Digest, DigestError};
use countersign_encoding::json::{self, FieldError, JsonError, Object, Value};

use crate::{
    SignedSubject,
    annotations::{text_members, to_object},
};

/// The DSSE payload type of statements.
pub const IN_TOTO_PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// The predicate type with which `cosign sign` says that a statement is an image signature.
pub const COSIGN_SIGN_PREDICATE: &str = "https://sigstore.dev/cosign/sign/v1";

const V0_1: &str = "https://in-toto.io/Statement/v0.1";
const V1: &str = "https://in-toto.io/Statement/v1";
/// Subjects that one statement may name, and digests of one subject; counted before any is read.
const MAX_SUBJECTS: usize = 1024;
const MAX_DIGESTS: usize = 32;

/// The version that `_type` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StatementVersion {
    /// `https://in-toto.io/Statement/v0.1`.
    V0_1,
    /// `https://in-toto.io/Statement/v1`.
    V1,
}

/// A statement: what it is about, and what it says.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    version: StatementVersion,
    subjects: Vec<SignedSubject>,
    predicate_type: String,
    predicate: Option<Value<'static>>,
}

impl Statement {
    /// The statement with which Cosign v3 signs an image.
    #[must_use]
    pub fn cosign_signature(digest: Digest, annotations: BTreeMap<String, String>) -> Self {
        Self {
            version: StatementVersion::V1,
            subjects: vec![SignedSubject::new(vec![digest], annotations)],
            predicate_type: COSIGN_SIGN_PREDICATE.into(),
            predicate: Some(Value::from(Object::new())),
        }
    }

    /// Reads a statement. Unknown members are ignored, as the framework's parsing rules ask.
    ///
    /// # Errors
    /// [`StatementError`]; a statement about nothing is one.
    pub fn parse(bytes: &[u8]) -> Result<Self, StatementError> {
        let value = json::parse(bytes, &json::Limits::default())?;
        let root = value.as_object().ok_or(StatementError::NotAnObject)?;
        let version = match root.required_str("_type")? {
            V0_1 => StatementVersion::V0_1,
            V1 => StatementVersion::V1,
            _ => return Err(StatementError::UnknownVersion),
        };
        Ok(Self {
            version,
            subjects: read_subjects(root)?,
            predicate_type: root.required_str("predicateType")?.into(),
            predicate: root.optional("predicate").map(|predicate| predicate.clone().into_owned()),
        })
    }

    /// The version.
    #[must_use]
    pub fn version(&self) -> StatementVersion {
        self.version
    }

    /// What the statement is about; never empty.
    #[must_use]
    pub fn subjects(&self) -> &[SignedSubject] {
        &self.subjects
    }

    /// What kind of statement it is.
    #[must_use]
    pub fn predicate_type(&self) -> &str {
        &self.predicate_type
    }

    /// What it says; Cosign has written signatures without one.
    #[must_use]
    pub fn predicate(&self) -> Option<&Value<'static>> {
        self.predicate.as_ref()
    }

    /// The statement as JSON, members in Cosign's order. What parsing ignores (names of subjects, digests by algorithms
    /// that this version does not know) is not written again, and a subject that had no other digest is written
    /// without any, which no reader accepts.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let version = match self.version {
            StatementVersion::V0_1 => V0_1,
            StatementVersion::V1 => V1,
        };
        let subjects: Vec<Value<'_>> = self.subjects.iter().map(write_subject).collect();
        let mut root = Object::new()
            .with("_type", version)
            .with("subject", subjects)
            .with("predicateType", self.predicate_type.as_str());
        if let Some(predicate) = &self.predicate {
            root = root.with("predicate", predicate.clone());
        }
        Value::from(root).to_json().into_bytes()
    }
}

fn write_subject(subject: &SignedSubject) -> Value<'_> {
    let digests = subject
        .digests()
        .iter()
        .fold(Object::new(), |object, digest| object.with(digest.algorithm().name(), digest.hex()));
    Value::from(Object::new().with("digest", digests).with("annotations", to_object(subject.annotations())))
}

fn read_subjects(root: &Object<'_>) -> Result<Vec<SignedSubject>, StatementError> {
    let subjects = root.required_array("subject")?;
    if subjects.is_empty() {
        return Err(StatementError::NoSubject);
    }
    if subjects.len() > MAX_SUBJECTS {
        return Err(StatementError::TooManySubjects { limit: MAX_SUBJECTS, actual: subjects.len() });
    }
    subjects.iter().enumerate().map(|(index, value)| read_subject(value, index)).collect()
}

fn read_subject(value: &Value<'_>, index: usize) -> Result<SignedSubject, StatementError> {
    let place = format!("subject[{index}]");
    let object = value.as_object().ok_or(StatementError::SubjectNotAnObject { index })?;
    let digests = object.required_object("digest").map_err(|error| error.at(&place))?;
    if digests.is_empty() {
        return Err(StatementError::NoDigest { index });
    }
    if digests.len() > MAX_DIGESTS {
        return Err(StatementError::TooManyDigests { index, limit: MAX_DIGESTS, actual: digests.len() });
    }
    let annotations = object.optional_object("annotations").map_err(|error| error.at(&place))?;
    let annotations = annotations.map(text_members).unwrap_or_default();
    Ok(SignedSubject::new(read_digests(digests, index)?, annotations))
}

/// The digests by algorithms that we know. Others (`gitCommit`, `sha1`) say nothing that could be compared.
fn read_digests(digests: &Object<'_>, index: usize) -> Result<Vec<Digest>, StatementError> {
    let known = digests.iter().filter_map(|(name, value)| Some((Algorithm::from_name(name)?, value)));
    known
        .map(|(algorithm, value)| {
            let hex = value.as_str().ok_or(StatementError::DigestNotText { index })?;
            Digest::parse(&format!("{algorithm}:{hex}"))
                .map_err(|source| StatementError::Digest { index, source })
        })
        .collect()
}

/// Why bytes are no in-toto statement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StatementError {
    /// Not strict JSON.
    #[error("the statement is not JSON: {0}")]
    Json(#[from] JsonError),
    /// JSON, but no object.
    #[error("the statement is not a JSON object")]
    NotAnObject,
    /// A member is missing or of another type.
    #[error("the statement: {0}")]
    Field(#[from] FieldError),
    /// `_type` names no version that this crate reads.
    #[error("_type is neither in-toto Statement v0.1 nor v1")]
    UnknownVersion,
    /// `subject` is empty: a statement about nothing.
    #[error("the statement names no subject")]
    NoSubject,
    /// More subjects than are read.
    #[error("the statement names {actual} subjects, at most {limit} are read")]
    TooManySubjects {
        /// The limit.
        limit: usize,
        /// How many there are.
        actual: usize,
    },
    /// An entry of `subject` is no object (`null`, for one).
    #[error("subject[{index}] is not an object")]
    SubjectNotAnObject {
        /// Which entry.
        index: usize,
    },
    /// A subject without any digest.
    #[error("subject[{index}] has no digest")]
    NoDigest {
        /// Which entry.
        index: usize,
    },
    /// More digests of one subject than are read.
    #[error("subject[{index}] has {actual} digests, at most {limit} are read")]
    TooManyDigests {
        /// Which entry.
        index: usize,
        /// The limit.
        limit: usize,
        /// How many there are.
        actual: usize,
    },
    /// A digest that is no text.
    #[error("subject[{index}] has a digest that is not text")]
    DigestNotText {
        /// Which entry.
        index: usize,
    },
    /// A digest by a known algorithm that is malformed.
    #[error("subject[{index}]: {source}")]
    Digest {
        /// Which entry.
        index: usize,
        /// What is wrong with it.
        #[source]
        source: DigestError,
    },
}

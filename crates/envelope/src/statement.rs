//! in-toto statements (in-toto attestation framework, `spec/v1/statement.md` and `spec/v0.1.0`).
//!
//! ```text
//! {"_type":"https://in-toto.io/Statement/v1","subject":[{"name":…,"digest":{<algorithm>:<hex>},"annotations":{…}}, …],
//!  "predicateType":<URI>,"predicate":{…}}
//! ```

use alloc::{collections::BTreeMap, string::String, sync::Arc, vec, vec::Vec};

use countersign_digest::Digest;
use countersign_encoding::json::{self, Object, Value};

use crate::{PredicateType, SignedSubject, annotations::to_object, limits};

mod error;
mod read;
mod span;

pub use error::StatementError;

/// The DSSE payload type of statements.
pub const IN_TOTO_PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// The predicate type with which `cosign sign` says that a statement is an image signature.
pub const COSIGN_SIGN_PREDICATE: &str = "https://sigstore.dev/cosign/sign/v1";

const V0_1: &str = "https://in-toto.io/Statement/v0.1";
const V1: &str = "https://in-toto.io/Statement/v1";

/// The version that `_type` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StatementVersion {
    /// `https://in-toto.io/Statement/v0.1`.
    V0_1,
    /// `https://in-toto.io/Statement/v1`.
    V1,
}

impl StatementVersion {
    const fn uri(self) -> &'static str {
        match self {
            Self::V0_1 => V0_1,
            Self::V1 => V1,
        }
    }
}

/// A statement: what it is about, and what it says. Its predicate stays the text that it arrived as; large ones are
/// neither copied nor kept as a tree.
#[derive(Clone, Debug)]
pub struct Statement {
    version: StatementVersion,
    subjects: Vec<SignedSubject>,
    predicate_type: String,
    predicate: Predicate,
}

/// Where the predicate is. The text was read strictly before.
#[derive(Clone, Debug)]
enum Predicate {
    Absent,
    Empty,
    Within(Arc<[u8]>),
}

impl Statement {
    /// A statement to be signed. What is returned was read back from what will be written.
    ///
    /// # Errors
    /// [`StatementError`] where no reader would take the statement: without a subject, without a digest, too large.
    pub fn new(
        version: StatementVersion,
        subjects: Vec<SignedSubject>,
        predicate_type: &str,
        predicate: Option<Value<'_>>,
    ) -> Result<Self, StatementError> {
        let statement = Self::parse(&write(version, &subjects, predicate_type, predicate))?;
        if statement.subjects != subjects {
            return Err(StatementError::RepeatedDigest);
        }
        Ok(statement)
    }

    /// The statement with which Cosign v3 signs an image.
    #[must_use]
    pub fn cosign_signature(digest: Digest, annotations: BTreeMap<String, String>) -> Self {
        Self {
            version: StatementVersion::V1,
            subjects: vec![SignedSubject::new(vec![digest], None, Some(annotations))],
            predicate_type: COSIGN_SIGN_PREDICATE.into(),
            predicate: Predicate::Empty,
        }
    }

    /// An attestation as `cosign attest` and `cosign attest-blob` make it: `name` is the repository of the image, or the
    /// file name of the blob. `predicate` is what [`PredicateType::wrap`] gives.
    ///
    /// # Errors
    /// [`StatementError`] where no reader would take the statement: a predicate that is too large or too deep.
    pub fn attestation(
        digest: Digest,
        name: &str,
        predicate_type: &PredicateType,
        predicate: Value<'_>,
    ) -> Result<Self, StatementError> {
        let subject = SignedSubject::of(vec![digest], Some(name));
        Self::new(StatementVersion::V0_1, vec![subject], predicate_type.uri(), Some(predicate))
    }

    /// Reads a statement of at most 32 MiB. Unknown members are ignored, as the framework's parsing rules ask.
    ///
    /// # Errors
    /// [`StatementError`]; a statement about nothing is one.
    pub fn parse(bytes: &[u8]) -> Result<Self, StatementError> {
        Self::read(bytes, || bytes.into())
    }

    pub(crate) fn parse_shared(bytes: &Arc<[u8]>) -> Result<Self, StatementError> {
        Self::read(bytes, || Arc::clone(bytes))
    }

    fn read(bytes: &[u8], shared: impl FnOnce() -> Arc<[u8]>) -> Result<Self, StatementError> {
        let value = json::parse(bytes, &limits::document())?;
        let root = value.as_object().ok_or(StatementError::NotAnObject)?;
        let version = match root.required_str("_type")? {
            V0_1 => StatementVersion::V0_1,
            V1 => StatementVersion::V1,
            _ => return Err(StatementError::UnknownVersion),
        };
        Ok(Self {
            version,
            subjects: read::read_subjects(root)?,
            predicate_type: root.required_str("predicateType")?.into(),
            predicate: match root.optional("predicate") {
                None => Predicate::Absent,
                Some(_) => Predicate::Within(shared()),
            },
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

    /// What it says, as JSON text; Cosign has written signatures without a predicate.
    #[must_use]
    pub fn predicate_json(&self) -> Option<&str> {
        match &self.predicate {
            Predicate::Absent => None,
            Predicate::Empty => Some("{}"),
            Predicate::Within(bytes) => span::member(core::str::from_utf8(bytes).ok()?, "predicate"),
        }
    }

    /// What it says. The value is read anew with every call, for it borrows from the statement: keep it.
    #[must_use]
    pub fn predicate(&self) -> Option<Value<'_>> {
        json::parse(self.predicate_json()?.as_bytes(), &limits::document()).ok()
    }

    /// The statement as JSON, members in Cosign's order. What parsing ignores (digests by algorithms that this version
    /// does not know, among others) is not written again, and a subject that had no other digest is written without any,
    /// which no reader accepts.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        write(self.version, &self.subjects, &self.predicate_type, self.predicate())
    }
}

/// Equal when they say the same: the text of the predicate is compared without whitespace and escapes.
impl PartialEq for Statement {
    fn eq(&self, other: &Self) -> bool {
        self.version == other.version
            && self.subjects == other.subjects
            && self.predicate_type == other.predicate_type
            && self.predicate() == other.predicate()
    }
}

fn write(
    version: StatementVersion,
    subjects: &[SignedSubject],
    predicate_type: &str,
    predicate: Option<Value<'_>>,
) -> Vec<u8> {
    let subjects: Vec<Value<'_>> = subjects.iter().map(write_subject).collect();
    let root = Object::new()
        .with("_type", version.uri())
        .with("subject", subjects)
        .with("predicateType", predicate_type);
    let root = match predicate {
        Some(predicate) => root.with("predicate", predicate),
        None => root,
    };
    Value::from(root).to_json().into_bytes()
}

fn write_subject(subject: &SignedSubject) -> Value<'_> {
    let digests = subject
        .digests()
        .iter()
        .fold(Object::new(), |object, digest| object.with(digest.algorithm().name(), digest.hex()));
    let mut object = Object::new();
    if let Some(name) = subject.name() {
        object = object.with("name", name);
    }
    object = object.with("digest", digests);
    if let Some(annotations) = subject.written_annotations() {
        object = object.with("annotations", to_object(annotations));
    }
    Value::from(object)
}

//! The subjects of a statement.

use alloc::{format, vec::Vec};

use countersign_digest::{Algorithm, Digest};
use countersign_encoding::json::{Object, Value};

use super::StatementError;
use crate::{SignedSubject, annotations::text_members};

/// Subjects that one statement may name, and digests of one subject; counted before any is read.
const MAX_SUBJECTS: usize = 1024;
const MAX_DIGESTS: usize = 32;

pub(super) fn read_subjects(root: &Object<'_>) -> Result<Vec<SignedSubject>, StatementError> {
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
    let name = object.get("name").and_then(Value::as_str).map(Into::into);
    Ok(SignedSubject::new(read_digests(digests, index)?, name, annotations.map(text_members)))
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

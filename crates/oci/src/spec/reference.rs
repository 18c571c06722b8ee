use alloc::string::{String, ToString};

use countersign_digest::Digest;
use oci_spec::distribution;

use super::OciSpecError;
use crate::Reference;

/// Nothing is invented: without a registry, or with neither tag nor digest, there is no such reference.
impl TryFrom<&Reference> for distribution::Reference {
    type Error = OciSpecError;

    fn try_from(reference: &Reference) -> Result<Self, OciSpecError> {
        let registry = reference.domain().ok_or(OciSpecError::Incomplete { part: "registry" })?;
        let (registry, path) = (String::from(registry), String::from(reference.path()));
        let digest = reference.digest().map(Digest::to_string);
        match (reference.tag().map(String::from), digest) {
            (Some(tag), Some(digest)) => Ok(Self::with_tag_and_digest(registry, path, tag, digest)),
            (Some(tag), None) => Ok(Self::with_tag(registry, path, tag)),
            (None, Some(digest)) => Ok(Self::with_digest(registry, path, digest)),
            (None, None) => Err(OciSpecError::Incomplete { part: "tag or digest" }),
        }
    }
}

/// A mirror has no place in a reference.
impl TryFrom<&distribution::Reference> for Reference {
    type Error = OciSpecError;

    fn try_from(theirs: &distribution::Reference) -> Result<Self, OciSpecError> {
        if theirs.namespace().is_some() {
            return Err(OciSpecError::Member { member: "mirror registry" });
        }
        let reference = Self::parse(&theirs.whole())?;
        let is_same = reference.domain() == Some(theirs.registry())
            && reference.path() == theirs.repository()
            && reference.tag() == theirs.tag()
            && reference.digest().map(Digest::to_string).as_deref() == theirs.digest();
        match is_same {
            true => Ok(reference),
            false => Err(OciSpecError::OtherReference),
        }
    }
}

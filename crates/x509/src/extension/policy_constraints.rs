//! Constraints of policies (RFC 5280 §4.2.1.11, §4.2.1.14).

use countersign_encoding::der::{DerError, DerErrorKind, Integer, Reader, Tag};

use super::count;

/// How many certificates later a path must have a policy, or may map none.
///
/// ```text
/// PolicyConstraints ::= SEQUENCE {
///     requireExplicitPolicy [0] INTEGER (0..MAX) OPTIONAL, inhibitPolicyMapping [1] INTEGER (0..MAX) OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyConstraints {
    require_explicit_policy: Option<u32>,
    inhibit_policy_mapping: Option<u32>,
}

impl PolicyConstraints {
    pub(crate) fn read(mut reader: Reader<'_>) -> Result<Self, DerError> {
        let start = reader;
        let mut fields = reader.sequence()?;
        reader.finish()?;
        let require_explicit_policy = skip_certs(&mut fields, Tag::context(0))?;
        let inhibit_policy_mapping = skip_certs(&mut fields, Tag::context(1))?;
        fields.finish()?;
        if require_explicit_policy.is_none() && inhibit_policy_mapping.is_none() {
            return Err(start.error(DerErrorKind::Truncated));
        }
        Ok(Self { require_explicit_policy, inhibit_policy_mapping })
    }

    /// So many certificates later an acceptable policy is required.
    #[must_use]
    pub fn require_explicit_policy(&self) -> Option<u32> {
        self.require_explicit_policy
    }

    /// So many certificates later policies are mapped no more.
    #[must_use]
    pub fn inhibit_policy_mapping(&self) -> Option<u32> {
        self.inhibit_policy_mapping
    }
}

fn skip_certs(fields: &mut Reader<'_>, tag: Tag) -> Result<Option<u32>, DerError> {
    let Some(element) = fields.optional(tag)? else { return Ok(None) };
    count(Integer::of(&element)?).map(Some).ok_or(DerErrorKind::Integer.at(element.offset()))
}

/// The value of `inhibitAnyPolicy`: so many certificates later `anyPolicy` stands for nothing.
pub(crate) fn read_inhibit_any_policy(mut reader: Reader<'_>) -> Result<u32, DerError> {
    let start = reader;
    let number = reader.integer()?;
    reader.finish()?;
    count(number).ok_or(start.error(DerErrorKind::Integer))
}

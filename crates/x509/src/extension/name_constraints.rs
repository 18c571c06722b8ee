//! Name constraints (RFC 5280 §4.2.1.10).

use countersign_encoding::der::{DerError, DerErrorKind, Reader, Tag};

use crate::{
    GeneralName,
    name_constraints::ip::is_contiguous,
    rule::{Rule, ValueError},
};

const MINIMUM: Tag = Tag::context(0);
const MAXIMUM: Tag = Tag::context(1);

/// Which names the certificates below a CA may have.
///
/// ```text
/// NameConstraints ::= SEQUENCE {
///     permittedSubtrees [0] GeneralSubtrees OPTIONAL,
///     excludedSubtrees  [1] GeneralSubtrees OPTIONAL }
/// GeneralSubtrees   ::= SEQUENCE SIZE (1..MAX) OF GeneralSubtree
/// GeneralSubtree    ::= SEQUENCE { base GeneralName, minimum [0] INTEGER DEFAULT 0, maximum [1] INTEGER OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct NameConstraints<'a> {
    permitted: Option<Subtrees<'a>>,
    excluded: Option<Subtrees<'a>>,
}

impl<'a> NameConstraints<'a> {
    pub(crate) fn read(mut reader: Reader<'a>) -> Result<Self, DerError> {
        let start = reader;
        let mut fields = reader.sequence()?;
        reader.finish()?;
        let permitted = subtrees(&mut fields, Tag::context_constructed(0))?;
        let excluded = subtrees(&mut fields, Tag::context_constructed(1))?;
        fields.finish()?;
        if permitted.is_none() && excluded.is_none() {
            return Err(start.error(DerErrorKind::Truncated));
        }
        Ok(Self { permitted, excluded })
    }

    /// Addresses are followed by masks, and masks are prefixes (RFC 4632 §3.1).
    pub(super) fn check(&self) -> Result<(), ValueError> {
        self.permitted.map_or(Ok(()), Subtrees::check)?;
        self.excluded.map_or(Ok(()), Subtrees::check)
    }

    /// The subtrees of which every name must be in one of its form, where there is one of its form.
    #[must_use]
    pub fn permitted(&self) -> Option<Subtrees<'a>> {
        self.permitted
    }

    /// The subtrees of which no name may be in one.
    #[must_use]
    pub fn excluded(&self) -> Option<Subtrees<'a>> {
        self.excluded
    }
}

/// Whether the second half of the octets is a mask whose ones stand at the front.
fn has_prefix_mask(octets: &[u8]) -> bool {
    octets.get(octets.len() / 2..).is_some_and(is_contiguous)
}

/// The bases of subtrees, in the order in which they arrived.
#[derive(Clone, Copy, Debug)]
pub struct Subtrees<'a> {
    reader: Reader<'a>,
}

impl Subtrees<'_> {
    fn check(mut self) -> Result<(), ValueError> {
        loop {
            let offset = self.reader.offset();
            match self.next() {
                None => return Ok(()),
                Some(GeneralName::Ip(octets)) if !matches!(octets.len(), 8 | 32) => {
                    return Err(ValueError::Rule(Rule::AddressLength, offset));
                }
                Some(GeneralName::Ip(octets)) if !has_prefix_mask(octets) => {
                    return Err(ValueError::Rule(Rule::AddressMask, offset));
                }
                Some(_) => {}
            }
        }
    }
}

impl<'a> Iterator for Subtrees<'a> {
    type Item = GeneralName<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        subtree(&mut self.reader).ok()
    }
}

fn subtrees<'a>(fields: &mut Reader<'a>, tag: Tag) -> Result<Option<Subtrees<'a>>, DerError> {
    let Some(list) = fields.optional(tag)? else { return Ok(None) };
    let mut reader = list.reader();
    loop {
        subtree(&mut reader)?;
        if reader.is_empty() {
            return Ok(Some(Subtrees { reader: list.reader() }));
        }
    }
}

/// A minimum other than 0 and a maximum mean nothing in this profile, and are refused.
fn subtree<'a>(reader: &mut Reader<'a>) -> Result<GeneralName<'a>, DerError> {
    let mut fields = reader.sequence()?;
    let base = GeneralName::read(&mut fields)?;
    match fields.peek() {
        None => Ok(base),
        Some(MINIMUM) => Err(fields.error(DerErrorKind::ExplicitDefault)),
        Some(actual) => Err(fields.error(DerErrorKind::UnexpectedTag { expected: MAXIMUM, actual })),
    }
}

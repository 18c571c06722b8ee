//! Sets of object identifiers: of a table, or the caller's own.

use alloc::vec::Vec;
use core::fmt;

use countersign_encoding::der::Oid;

/// Object identifiers: constants, or ones that a caller collects.
///
/// ```
/// use countersign_encoding::der::Oid;
/// use countersign_x509::OidSet;
///
/// let text = Oid::contents_of("1.3.6.1.5.5.7.3.3")?;
/// let own: OidSet = [Oid::from_contents(&text)].into_iter().collect();
/// assert!(own.contains(countersign_x509::purpose::CODE_SIGNING));
/// # Ok::<(), countersign_encoding::der::OidTextError>(())
/// ```
#[derive(Clone)]
pub struct OidSet(Members);

#[derive(Clone)]
enum Members {
    Table(&'static [Oid<'static>]),
    /// Their contents, one after the other, and where each ends.
    Own {
        contents: Vec<u8>,
        ends: Vec<usize>,
    },
}

impl OidSet {
    /// None.
    pub const EMPTY: Self = Self::table(&[]);

    /// The identifiers of a table.
    #[must_use]
    pub const fn table(members: &'static [Oid<'static>]) -> Self {
        Self(Members::Table(members))
    }

    /// The members, in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = Oid<'_>> {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    fn get(&self, index: usize) -> Option<Oid<'_>> {
        match &self.0 {
            Members::Table(members) => members.get(index).copied(),
            Members::Own { contents, ends } => {
                let start = index.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
                contents.get(start..*ends.get(index)?).map(Oid::from_contents)
            }
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Members::Table(members) => members.len(),
            Members::Own { ends, .. } => ends.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether an identifier is one of them.
    #[must_use]
    pub fn contains(&self, oid: Oid<'_>) -> bool {
        self.iter().any(|member| member == oid)
    }
}

impl<'a> FromIterator<Oid<'a>> for OidSet {
    fn from_iter<I: IntoIterator<Item = Oid<'a>>>(members: I) -> Self {
        let (mut contents, mut ends) = (Vec::new(), Vec::new());
        for member in members {
            contents.extend_from_slice(member.as_bytes());
            ends.push(contents.len());
        }
        Self(Members::Own { contents, ends })
    }
}

/// Whether they have the same members in the same order.
impl PartialEq for OidSet {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for OidSet {}

impl fmt::Debug for OidSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

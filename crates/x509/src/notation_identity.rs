//! `trustedIdentities` of a Notation trust policy (Notary Project specification, "Trust Store and Trust Policy").

mod leaf;
mod subject;

use alloc::vec::Vec;

use crate::{Certificate, DistinguishedNameError};
use leaf::LeafSubject;
use subject::Subject;

const ANY: &str = "*";
const SUBJECT_PREFIX: &str = "x509.subject";

/// Whose certificates a statement of a trust policy trusts.
///
/// `*` trusts every subject. `x509.subject:` is followed by attributes of which the leaf's subject must have every one with
/// the very same value, in any order and besides others; `C`, `ST` (or `S`) and `O` must be among them, no attribute may
/// stand twice, and no part may have several. Identities with another prefix are for plugins, and none matches here.
///
/// ```
/// use countersign_x509::{TrustedIdentities, TrustedIdentitiesError};
///
/// TrustedIdentities::parse(["x509.subject: C=US, ST=WA, O=Acme, OU=Release"])?;
/// let without_state = TrustedIdentities::parse(["x509.subject: C=US, O=Acme"]);
/// assert!(matches!(without_state, Err(TrustedIdentitiesError::MissingAttribute { index: 0, attribute: "ST" })));
/// # Ok::<(), TrustedIdentitiesError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedIdentities {
    trusted: Trusted,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Trusted {
    Any,
    /// Each with its place in the list that was read.
    Subjects(Vec<(usize, Subject)>),
}

/// Why a leaf's subject is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[must_use]
pub enum TrustedSubject {
    /// The statement trusts every subject.
    Any,
    /// The identity at this place of the list matches, counted from 0.
    Listed(usize),
}

impl TrustedIdentities {
    /// The most identities that a list may have.
    pub const MAX_IDENTITIES: usize = 1024;

    /// Reads the list of one statement.
    ///
    /// # Errors
    /// [`TrustedIdentitiesError`], with the place of the identity in the list.
    pub fn parse<'t>(identities: impl IntoIterator<Item = &'t str>) -> Result<Self, TrustedIdentitiesError> {
        let mut count = 0;
        let mut any = false;
        let mut subjects = Vec::new();
        for (index, text) in identities.into_iter().enumerate() {
            count += 1;
            if count > Self::MAX_IDENTITIES {
                return Err(TrustedIdentitiesError::TooMany);
            }
            match parse_one(index, text)? {
                One::Any => any = true,
                One::Subject(subject) => push_disjoint(&mut subjects, index, subject)?,
                One::Foreign => {}
            }
        }
        match (any, count) {
            (_, 0) => Err(TrustedIdentitiesError::None),
            (true, 1) => Ok(Self { trusted: Trusted::Any }),
            (true, _) => Err(TrustedIdentitiesError::AnyBesideOthers),
            (false, _) => Ok(Self { trusted: Trusted::Subjects(subjects) }),
        }
    }

    /// Looks for an identity that the leaf's subject has.
    ///
    /// # Errors
    /// [`UntrustedSubject`]; a subject that Notation cannot compare is trusted under `*` alone.
    pub fn check(&self, leaf: &Certificate<'_>) -> Result<TrustedSubject, UntrustedSubject> {
        let subjects = match &self.trusted {
            Trusted::Any => return Ok(TrustedSubject::Any),
            Trusted::Subjects(subjects) => subjects,
        };
        let subject = LeafSubject::read(&leaf.subject())?;
        let found = subjects.iter().find(|(_, trusted)| subject.has_all_of(trusted));
        found.map(|(index, _)| TrustedSubject::Listed(*index)).ok_or(UntrustedSubject::NoMatch)
    }
}

enum One {
    Any,
    Subject(Subject),
    Foreign,
}

fn parse_one(index: usize, text: &str) -> Result<One, TrustedIdentitiesError> {
    if text == ANY {
        return Ok(One::Any);
    }
    match text.split_once(':') {
        None => Err(TrustedIdentitiesError::NoSeparator { index }),
        Some((SUBJECT_PREFIX, name)) => Subject::parse(index, name).map(One::Subject),
        Some(_) => Ok(One::Foreign),
    }
}

/// No subject may be a part of another one: which of the two is meant would be open.
fn push_disjoint(
    subjects: &mut Vec<(usize, Subject)>,
    index: usize,
    subject: Subject,
) -> Result<(), TrustedIdentitiesError> {
    let overlapping = |other: &Subject| other.is_part_of(&subject) || subject.is_part_of(other);
    if let Some((other, _)) = subjects.iter().find(|(_, other)| overlapping(other)) {
        return Err(TrustedIdentitiesError::Overlap { index, other: *other });
    }
    subjects.push((index, subject));
    Ok(())
}

/// Why a list of trusted identities is refused. Places in the list count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TrustedIdentitiesError {
    /// The list is empty.
    #[error("no trusted identity is given")]
    None,
    /// The list is longer than [`TrustedIdentities::MAX_IDENTITIES`].
    #[error("there are more than {} trusted identities", TrustedIdentities::MAX_IDENTITIES)]
    TooMany,
    /// `*` stands beside other identities.
    #[error("* stands alone or not at all")]
    AnyBesideOthers,
    /// An identity has no `:` behind its prefix.
    #[error("trusted identity {index} has no : behind its prefix")]
    NoSeparator {
        /// Its place.
        index: usize,
    },
    /// The subject cannot be read as a distinguished name.
    #[error("trusted identity {index} is no distinguished name")]
    Name {
        /// Its place.
        index: usize,
        /// Why not.
        source: DistinguishedNameError,
    },
    /// The subject holds `=#`, which Notation does not take.
    #[error("trusted identity {index} gives an encoded value")]
    EncodedValue {
        /// Its place.
        index: usize,
    },
    /// A part of the subject has several attributes.
    #[error("trusted identity {index} has a part with several attributes")]
    MultiValued {
        /// Its place.
        index: usize,
    },
    /// A type of attribute stands twice in the subject.
    #[error("trusted identity {index} has an attribute twice")]
    Duplicate {
        /// Its place.
        index: usize,
    },
    /// One of the attributes that must be there is not, or empty.
    #[error("trusted identity {index} has no {attribute}")]
    MissingAttribute {
        /// Its place.
        index: usize,
        /// The attribute.
        attribute: &'static str,
    },
    /// One subject is a part of another one.
    #[error("trusted identities {other} and {index} overlap")]
    Overlap {
        /// The place of the second one.
        index: usize,
        /// The place of the first one.
        other: usize,
    },
}

/// Why a leaf's subject is not trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UntrustedSubject {
    /// No identity of the list is a part of the subject.
    #[error("the subject of the certificate matches no trusted identity")]
    NoMatch,
    /// A part of the subject has several attributes.
    #[error("the subject of the certificate has a part with several attributes")]
    MultiValued,
    /// A type of attribute stands twice in the subject.
    #[error("the subject of the certificate has an attribute twice")]
    Duplicate,
    /// One of `C`, `ST` and `O` is not in the subject, or empty.
    #[error("the subject of the certificate has no {attribute}")]
    MissingAttribute {
        /// The attribute.
        attribute: &'static str,
    },
    /// The subject has an attribute that Notation cannot compare: of a type other than `CN`, `C`, `ST`, `L`, `O`, `OU`,
    /// `STREET`, `serialNumber` and `postalCode`, or with a value that is no string or holds `=#`.
    #[error("the subject of the certificate has an attribute that trusted identities cannot name")]
    Unsupported,
}

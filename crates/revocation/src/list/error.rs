//! Why bytes are no revocation list, and why a list is not believed.

use core::fmt;

use countersign_crypto::{KeyId, KeyUseError};
use countersign_encoding::json::{FieldError, JsonError};
use countersign_envelope::{DsseError, SignatureError};
use countersign_time::UnixTime;

use super::{EntryError, ListId, ListIdError, ListNumber};

/// Where an entry stands, such as `keys[3]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryPlace {
    section: &'static str,
    index: usize,
}

impl EntryPlace {
    pub(super) const fn new(section: &'static str, index: usize) -> Self {
        Self { section, index }
    }

    /// The member of the list: `digests`, `identities`, `keys` or `signatures`.
    #[must_use]
    pub const fn section(&self) -> &'static str {
        self.section
    }

    /// Which entry of it, counted from 0.
    #[must_use]
    pub const fn index(&self) -> usize {
        self.index
    }
}

impl fmt::Display for EntryPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]", self.section, self.index)
    }
}

/// Why bytes are no revocation list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ListError {
    /// The file is longer than allowed.
    #[error("the revocation list is {actual} bytes long, at most {limit} are read")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
        /// Its length in bytes.
        actual: usize,
    },
    /// No DSSE envelope.
    #[error("the revocation list: {0}")]
    Envelope(#[from] DsseError),
    /// An envelope around something else, or around a list of another version.
    #[error("the envelope holds no revocation list of this version")]
    PayloadType,
    /// The payload is not strict JSON.
    #[error("the revocation list is not JSON: {0}")]
    Json(#[from] JsonError),
    /// JSON, but no object.
    #[error("the revocation list is not a JSON object")]
    NotAnObject,
    /// A member is missing, unknown, or of another type.
    #[error("the revocation list: {0}")]
    Field(#[from] FieldError),
    /// The id is none.
    #[error("the revocation list: {0}")]
    Id(#[from] ListIdError),
    /// The number is 0 or above 2⁵³ − 1.
    #[error("the number of a revocation list lies between 1 and 2^53 - 1")]
    Number,
    /// A time of the list is not in its one form.
    #[error("the revocation list: {field} is no time of the form YYYY-MM-DDThh:mm:ssZ")]
    Time {
        /// The member.
        field: &'static str,
    },
    /// The next edition is due before this one was issued.
    #[error("the revocation list ends before it was issued")]
    Validity,
    /// There are more entries than allowed.
    #[error("the revocation list has {actual} entries, at most {limit} are read")]
    TooManyEntries {
        /// The limit.
        limit: usize,
        /// How many there are, as far as they were counted.
        actual: usize,
    },
    /// An entry is wrong.
    #[error("the revocation list: {place}: {source}")]
    Entry {
        /// Which one.
        place: EntryPlace,
        /// What is wrong with it.
        #[source]
        source: EntryError,
    },
    /// Everything can be read, but it is not written in the one form that it has (RFC 8785).
    #[error("the revocation list is not in canonical form")]
    NotCanonical,
}

impl ListError {
    /// A stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. }
            | Self::TooManyEntries { .. }
            | Self::Json(JsonError::TooLarge { .. } | JsonError::TooManyValues { .. })
            | Self::Envelope(
                DsseError::TooManySignatures { .. }
                | DsseError::Json(JsonError::TooLarge { .. } | JsonError::TooManyValues { .. }),
            ) => "CSG-LIST-LIMIT",
            Self::Envelope(_) => "CSG-LIST-ENVELOPE",
            Self::PayloadType => "CSG-LIST-TYPE",
            Self::Json(_) | Self::NotAnObject => "CSG-LIST-JSON",
            Self::Field(_) => "CSG-LIST-FIELD",
            Self::Id(_) | Self::Number | Self::Time { .. } | Self::Validity => "CSG-LIST-VALUE",
            Self::Entry { source: EntryError::Duplicate, .. } => "CSG-LIST-DUPLICATE",
            Self::Entry { source: EntryError::Order, .. } | Self::NotCanonical => "CSG-LIST-CANONICAL",
            Self::Entry { .. } => "CSG-LIST-ENTRY",
        }
    }
}

/// Why a list that can be read is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ListVerifyError {
    /// The provider cannot verify with one of the authority's keys.
    #[error("the key {key} of the list's authority cannot be used: {source}")]
    Key {
        /// The key.
        key: KeyId,
        /// Why not.
        #[source]
        source: KeyUseError,
    },
    /// No signature is by a key of the authority.
    #[error("the revocation list: {0}")]
    Signature(SignatureError),
    /// Fewer distinct keys signed than the authority requires.
    #[error("{found} of the authority's keys signed the revocation list, {required} are required")]
    Threshold {
        /// Distinct keys required.
        required: usize,
        /// Distinct keys found.
        found: usize,
    },
    /// Signatures and keys are so many that trying them all would cost too much.
    #[error("the revocation list carries too many signatures to try them all")]
    TooMuchWork,
    /// It is another list of the same keys.
    #[error("this is the revocation list {found}, not {expected}")]
    OtherList {
        /// The list that the authority issues.
        expected: ListId,
        /// The list that this is.
        found: ListId,
    },
    /// What was seen before is of another list.
    #[error("what was seen before is of the revocation list {seen}, not of {expected}")]
    OtherMark {
        /// The list that the authority issues.
        expected: ListId,
        /// The list whose mark was given.
        seen: ListId,
    },
    /// A later edition was seen before.
    #[error("the revocation list has the number {found}, but {seen} was seen before")]
    Rollback {
        /// The number seen before.
        seen: ListNumber,
        /// The number of this one.
        found: ListNumber,
    },
    /// Another list with the same number was seen before: the authority issued two, or one of its keys is in foreign hands.
    #[error("another revocation list with the number {number} was seen before")]
    Conflict {
        /// The number of both.
        number: ListNumber,
    },
    /// It was issued later than the time of the verdict.
    #[error("the revocation list was issued at {issued_at}, which is later than now")]
    NotYet {
        /// When it was issued.
        issued_at: UnixTime,
    },
    /// The next edition is due, so that nothing says any more what is *not* revoked.
    #[error("the revocation list is stale: it was good until {until}")]
    Stale {
        /// Until when it was good.
        until: UnixTime,
    },
}

impl ListVerifyError {
    /// A stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Key { .. } => "CSG-LIST-KEY",
            Self::Signature(_) => "CSG-LIST-SIGNATURE",
            Self::Threshold { .. } => "CSG-LIST-THRESHOLD",
            Self::TooMuchWork => "CSG-LIST-LIMIT",
            Self::OtherList { .. } => "CSG-LIST-OTHER",
            Self::OtherMark { .. } => "CSG-LIST-MARK",
            Self::Rollback { .. } => "CSG-LIST-ROLLBACK",
            Self::Conflict { .. } => "CSG-LIST-CONFLICT",
            Self::NotYet { .. } => "CSG-LIST-NOT-YET",
            Self::Stale { .. } => "CSG-LIST-STALE",
        }
    }
}

/// Why a signature is not added to a list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignListError {
    /// The key's own parameters admit no scheme that lists are signed with.
    #[error("the key {key} cannot sign revocation lists")]
    UnusableKey {
        /// The key.
        key: KeyId,
    },
    /// The provider cannot verify with the key, so that nothing says whether the signature is right.
    #[error("the key {key} cannot be used: {source}")]
    Key {
        /// The key.
        key: KeyId,
        /// Why not.
        #[source]
        source: KeyUseError,
    },
    /// The signature is not one of the key over this list.
    #[error("the signature is not one of the key {key} over this list")]
    Signature {
        /// The key.
        key: KeyId,
    },
    /// The key has signed it already.
    #[error("the key {key} has signed this list already")]
    SignedAlready {
        /// The key.
        key: KeyId,
    },
    /// The list carries as many signatures as are read.
    #[error("the list carries {limit} signatures, and no more are read")]
    TooManySignatures {
        /// The limit.
        limit: usize,
    },
    /// The envelope would be longer than envelopes are read.
    #[error("the envelope would be too long to be read again")]
    TooLarge,
}

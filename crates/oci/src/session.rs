//! The protocol between what decides which bytes are wanted and whoever can fetch them.
//!
//! A [`Session`] is asked for its next [`Step`], and given answers. It waits for nothing and fetches nothing; a driver over
//! a registry, an image layout or the embedder's own store does, at once or in parallel, in any order.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use countersign_digest::Digest;

use crate::received::Mismatch;
use crate::{ManifestDescriptor, ManifestError};

/// Names one read of one session, so that answers may come in any order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ReadId(u64);

impl ReadId {
    pub(crate) const fn new(number: u64) -> Self {
        Self(number)
    }
}

/// Where a manifest is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ManifestAt {
    /// Under a tag: whatever it names at that moment.
    Tag(String),
    /// Under its digest.
    Digest(Digest),
}

/// One thing to read, in the repository that the driver was made for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Read {
    /// A manifest or index: `GET /v2/<name>/manifests/<at>`.
    Manifest {
        /// Where it is.
        at: ManifestAt,
        /// The most bytes to take; more is [`Fetched::Oversize`].
        limit: u64,
    },
    /// The manifests that refer to this one: `GET /v2/<name>/referrers/<subject>`, without a filter by artifact type
    /// (registries are known to get the type wrong). All of them, or the first page of them.
    Referrers {
        /// The manifest that is referred to.
        subject: Digest,
        /// The most descriptors to take; when there are more the listing is not complete.
        limit_items: usize,
    },
    /// More of them, from this page on. Only asked of a driver that answered with [`Fetched::Page`].
    MoreReferrers {
        /// The manifest that is referred to.
        subject: Digest,
        /// The page, as the answer before said it.
        page: ListingPage,
        /// The most descriptors to take besides those that came before.
        limit_items: usize,
    },
    /// A blob: `GET /v2/<name>/blobs/<digest>`.
    Blob {
        /// Its digest.
        digest: Digest,
        /// The length that its descriptor claims, in bytes, at most `limit`.
        size: u64,
        /// The most bytes to take; more is [`Fetched::Oversize`].
        limit: u64,
    },
}

/// What a read is for. The attachments of an image may be kept in another repository than the image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReadPart {
    /// An image or an index, as it was named.
    Image,
    /// What is attached to one: referrers, what is under fallback tags and Cosign's tags, and what these list.
    Attachments,
}

/// A read that a session wants answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadRequest {
    id: ReadId,
    part: ReadPart,
    read: Read,
}

impl ReadRequest {
    pub(crate) const fn new(id: ReadId, part: ReadPart, read: Read) -> Self {
        Self { id, part, read }
    }

    /// What to give back together with the answer.
    pub const fn id(&self) -> ReadId {
        self.id
    }

    /// What the read is for, and so in which repository to read it where there are two.
    pub const fn part(&self) -> ReadPart {
        self.part
    }

    pub(crate) const fn for_part(&mut self, part: ReadPart) {
        self.part = part;
    }

    /// What to read.
    pub const fn read(&self) -> &Read {
        &self.read
    }
}

/// What came of a read. Nothing in it is believed: whoever asked checks digests and sizes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Fetched {
    /// These bytes, as they came.
    Bytes {
        /// The body.
        bytes: Vec<u8>,
        /// The `Content-Type` of a manifest, or the type that a layout's entry has for it.
        media_type: Option<String>,
    },
    /// The answer to [`Read::Referrers`], or the end of it.
    Listing {
        /// The descriptors of all pages that were asked for, in order.
        descriptors: Vec<ManifestDescriptor>,
        /// `false` when it was cut at the item limit or at a page limit.
        complete: bool,
    },
    /// The beginning of the answer to [`Read::Referrers`]: what is listed here may be enough.
    Page {
        /// The descriptors of this page, in order.
        descriptors: Vec<ManifestDescriptor>,
        /// Where the list goes on.
        next: ListingPage,
    },
    /// It is not there. For [`Read::Referrers`]: the registry has no such interface.
    Absent,
    /// No answer was to be had.
    Unreachable(UnreachableReason),
    /// An answer that is neither content nor absence.
    Rejected {
        /// The HTTP status.
        status: u16,
    },
    /// There are more bytes than the limit; reading stopped there, or never began.
    Oversize {
        /// The limit, in bytes.
        limit: u64,
        /// How many there are, where that is known.
        actual: Option<u64>,
    },
    /// The driver had to read the answer itself, and could not.
    Malformed(ListingError),
}

/// A place in a long list of referrers, which only the driver that made it understands: what it read of the list, and
/// where that goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListingPage {
    trail: Vec<String>,
    bytes: u64,
}

impl ListingPage {
    /// A place in a list: the addresses of the pages that were read and, last, that of the next one; and how many bytes
    /// they had together.
    pub fn new(trail: Vec<String>, bytes: u64) -> Self {
        Self { trail, bytes }
    }

    /// The addresses of the pages that were read and, last, that of the next one.
    pub fn trail(&self) -> &[String] {
        &self.trail
    }

    /// How many bytes the pages had together that were read.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}

/// Why no answer was to be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum UnreachableReason {
    /// A deadline passed.
    #[error("timed out")]
    Timeout,
    /// No connection could be made.
    #[error("connection failed")]
    Connect,
    /// No trusted TLS session could be made.
    #[error("TLS failed")]
    Tls,
    /// The host's name could not be resolved.
    #[error("name not resolved")]
    Name,
    /// The connection ended in the middle of the answer.
    #[error("connection closed")]
    Closed,
    /// What came is no HTTP that can be read.
    #[error("not readable as HTTP")]
    Protocol,
    /// It was led to somewhere that must not be asked.
    #[error("led to a place that may not be asked")]
    Redirect,
    /// Credentials would have had to go to a place that may not have them.
    #[error("the place that gives out tokens is not trusted with credentials")]
    Realm,
    /// The credentials could not be found out, or no usable token was given for them.
    #[error("no usable credentials")]
    Credentials,
    /// Whoever asked wants no answer any more.
    #[error("cancelled")]
    Cancelled,
    /// A file could not be read.
    #[error("file could not be read")]
    Storage,
}

/// Why a driver could make nothing of what it found.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ListingError {
    /// The list of referrers is no readable index.
    #[error("the list of referrers is malformed")]
    Index(#[source] ManifestError),
    /// Where a list of referrers was expected there is a manifest of one image.
    #[error("the list of referrers is no index")]
    NotAnIndex,
    /// What came is marked as something else than a manifest or a list, such as a page for people, or is encoded.
    #[error("the answer is of another kind than what was asked for")]
    Foreign,
    /// The pages of a list do not follow one another: one leads back to one that was there before, or to no page at all.
    #[error("the pages of the list do not follow one another")]
    Pages,
    /// The registry says another digest in a header than what it sent has.
    #[error("the registry says another digest than the content has")]
    DigestHeader,
    /// A layout has two manifests under one name.
    #[error("two manifests have this name")]
    AmbiguousName,
    /// What a layout names is not in it.
    #[error("named but missing")]
    BlobMissing,
    /// What a layout has under a name does not have the digest that its entry says.
    #[error("expected {}, found {}", .0.expected, .0.actual)]
    Digest(Box<DigestMismatch>),
    /// What a layout has under a name does not have the length that its entry says.
    #[error("expected {expected} bytes, found {actual}")]
    Size {
        /// The length that the entry says.
        expected: u64,
        /// The length that was found.
        actual: u64,
    },
}

impl From<Mismatch> for ListingError {
    fn from(mismatch: Mismatch) -> Self {
        match mismatch {
            Mismatch::Size { expected, actual } => Self::Size { expected, actual },
            Mismatch::Digest(found) => Self::Digest(found),
        }
    }
}

/// Two digests that should have been one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DigestMismatch {
    /// What the descriptor says.
    pub expected: Digest,
    /// What the bytes have.
    pub actual: Digest,
}

/// What a session wants next.
#[derive(Clone, Debug, PartialEq)]
pub enum Step<N, O> {
    /// Every read that is not answered yet, in order of preference. Asking again gives the same ones: a driver with reads
    /// in flight skips those.
    Read(Vec<ReadRequest>),
    /// Things that are not in the repository, such as a timestamp or an answer about revocation.
    Need(Vec<N>),
    /// The result; nothing more is wanted.
    Done(O),
}

/// What decides which bytes are wanted, and what they add up to.
pub trait Session {
    /// What is wanted from elsewhere than the repository.
    type Need;
    /// What came of such a want.
    type Answer;
    /// What it all adds up to.
    type Output;

    /// What is wanted now. After [`Step::Done`] a session is of no more use.
    fn step(&mut self) -> Step<Self::Need, Self::Output>;

    /// Takes the answer to a read. One that was not asked for, or was answered before, is ignored.
    fn answer(&mut self, id: ReadId, fetched: Fetched);

    /// Takes the answer to the need at this place of the list that [`Step::Need`] gave last. One that was not asked for is
    /// ignored.
    fn fulfil(&mut self, index: usize, answer: Self::Answer);
}

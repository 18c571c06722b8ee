use super::auth::Auth;
use std::time::Duration;

/// How a [`HostileRegistry`](super::HostileRegistry) answers where no fault is set. [`Behaviour::new`] is honest and
/// has everything; each method changes one thing.
#[derive(Clone, Debug)]
#[must_use]
pub struct Behaviour {
    pub(super) oci_subject: bool,
    pub(super) if_match: bool,
    pub(super) etag: bool,
    pub(super) referrers: Api,
    pub(super) filter: Filter,
    pub(super) page: Option<usize>,
    pub(super) uploads: Uploads,
    pub(super) chunk_min_length: u64,
    pub(super) keeps_uploads: bool,
    pub(super) mount: bool,
    pub(super) ranges: bool,
    pub(super) deletes: bool,
    pub(super) read_only: bool,
    pub(super) strict_accept: bool,
    pub(super) absolute_locations: bool,
    pub(super) checks_references: bool,
    pub(super) auth: Auth,
    pub(super) latency: Duration,
}

/// Whether there is a referrers API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    /// It lists what has a `subject`.
    Present,
    /// Each question is answered with 404, as by a registry that never heard of it.
    Absent404,
}

/// What `?artifactType=` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// The listing is filtered and says so by `OCI-Filters-Applied`.
    Applied,
    /// The listing is filtered and does not say so.
    Unsaid,
    /// It does nothing.
    Ignored,
    /// The listing is whole and says that it was filtered.
    Lied,
    /// The listing is empty and says that it was filtered.
    Withheld,
}

/// How blobs may be pushed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uploads {
    /// All ways of the distribution-spec.
    Any,
    /// `POST` and `PUT` only: `PATCH` is answered with 405.
    MonolithicOnly,
    /// No body may be longer than `max` bytes: a longer one is answered with 413.
    Chunked {
        /// Bytes.
        max: u64,
    },
}

impl Default for Behaviour {
    fn default() -> Self {
        Self::new()
    }
}

macro_rules! settings {
    ($($(#[$text:meta])* $name:ident: $kind:ty,)*) => {
        impl Behaviour {
            $($(#[$text])*
            pub fn $name(mut self, $name: $kind) -> Self {
                self.$name = $name;
                self
            })*
        }
    };
}

settings! {
    /// Whether a pushed manifest with a `subject` is answered with `OCI-Subject`.
    oci_subject: bool,
    /// Whether `If-Match` and `If-None-Match` on a pushed or deleted manifest are honoured (412) or passed over.
    if_match: bool,
    /// Whether manifests are answered with an `ETag`.
    etag: bool,
    /// Whether there is a referrers API.
    referrers: Api,
    /// What `?artifactType=` does.
    filter: Filter,
    /// How blobs may be pushed.
    uploads: Uploads,
    /// How long each chunk but the last has to be, in bytes: `OCI-Chunk-Min-Length` says so, and a chunk that follows a
    /// shorter one is answered with 416. 0 asks for nothing.
    chunk_min_length: u64,
    /// Whether an upload outlives a request of its own that breaks off ([`Fault::CutRequestBody`](super::Fault)).
    keeps_uploads: bool,
    /// Whether `?mount=` is honoured; an upload is begun otherwise.
    mount: bool,
    /// Whether `Range` is honoured; the whole blob is sent otherwise.
    ranges: bool,
    /// Whether manifests and blobs can be deleted (405 otherwise).
    deletes: bool,
    /// Whether everything that writes is refused with 405, as by a pull-through cache.
    read_only: bool,
    /// Whether a manifest whose type an `Accept` header does not name is answered with 404.
    strict_accept: bool,
    /// Whether `Location` holds a whole URL rather than a path.
    absolute_locations: bool,
    /// Whether a pushed manifest is refused while its blobs or children are missing.
    checks_references: bool,
    /// Who may do what.
    auth: Auth,
    /// Waited before each answer.
    latency: Duration,
}

impl Behaviour {
    /// A registry that keeps to the distribution-spec: referrers API, `OCI-Subject`, `If-Match`, no authentication,
    /// no pages.
    pub const fn new() -> Self {
        Self {
            oci_subject: true,
            if_match: true,
            etag: true,
            referrers: Api::Present,
            filter: Filter::Applied,
            page: None,
            uploads: Uploads::Any,
            chunk_min_length: 0,
            keeps_uploads: true,
            mount: true,
            ranges: true,
            deletes: true,
            read_only: false,
            strict_accept: false,
            absolute_locations: false,
            checks_references: true,
            auth: Auth::None,
            latency: Duration::ZERO,
        }
    }

    /// Lists tags and referrers in pages of `items`, with a `Link` to the next one.
    pub fn page_size(mut self, items: usize) -> Self {
        self.page = Some(items);
        self
    }
}

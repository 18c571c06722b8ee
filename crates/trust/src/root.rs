//! The document.

use alloc::vec::Vec;

use countersign_encoding::json::{self, FieldError, FieldProblem, Kind, Limits, Object, Value};

use crate::{
    TimestampAuthorityEntry, TrustedRootError, UnusableAuthority,
    shape::{self, TRUSTED_ROOT},
};

/// The longest document that is read, in bytes. Those in use have about 8 KiB.
const MAX_BYTES: usize = 1 << 20;
/// The deepest nesting that a trusted root has, and the document's own.
const MAX_DEPTH: usize = 8;

/// A Sigstore trusted root (`sigstore_trustroot.proto`), in protobuf JSON.
///
/// That it could be read says nothing about where it came from.
#[derive(Clone, Debug)]
pub struct TrustedRoot {
    version: TrustedRootVersion,
    timestamp_authorities: Vec<TimestampAuthorityEntry>,
    unusable: Vec<UnusableAuthority>,
    uninterpreted: Uninterpreted,
}

/// The version that `mediaType` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum TrustedRootVersion {
    /// `application/vnd.dev.sigstore.trustedroot+json;version=0.1` or `application/vnd.dev.sigstore.trustedroot.v0.1+json`.
    V0_1,
    /// `application/vnd.dev.sigstore.trustedroot.v0.2+json` or `application/vnd.dev.sigstore.trustedroot+json;version=0.2`.
    V0_2,
}

impl TrustedRootVersion {
    /// The version of a media type, compared exactly.
    #[must_use]
    pub fn from_media_type(media_type: &str) -> Option<Self> {
        match media_type {
            "application/vnd.dev.sigstore.trustedroot+json;version=0.1"
            | "application/vnd.dev.sigstore.trustedroot.v0.1+json" => Some(Self::V0_1),
            "application/vnd.dev.sigstore.trustedroot+json;version=0.2"
            | "application/vnd.dev.sigstore.trustedroot.v0.2+json" => Some(Self::V0_2),
            _ => None,
        }
    }
}

/// How many entries of a trusted root were read for their shape alone. Nobody is believed for standing there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Uninterpreted {
    /// Transparency logs (`tlogs`).
    pub transparency_logs: usize,
    /// Certificate-transparency logs (`ctlogs`).
    pub certificate_transparency_logs: usize,
    /// Certificate authorities for signers (`certificateAuthorities`).
    pub certificate_authorities: usize,
}

impl TrustedRoot {
    /// Reads a document of at most 1 MiB, with at most 64 entries of each kind and 16 certificates an authority.
    ///
    /// Names are read in lowerCamelCase and in snake_case, never both; members that are absent or `null` have their defaults.
    /// An authority whose shape is right and which cannot be read nevertheless is no error here, and is among
    /// [`TrustedRoot::unusable`].
    ///
    /// # Errors
    /// [`TrustedRootError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, TrustedRootError> {
        let limits = Limits::default().with_max_bytes(MAX_BYTES).with_max_depth(MAX_DEPTH);
        let value = json::parse(bytes, &limits)?;
        let root = value.as_object().ok_or_else(|| not_an_object(&value))?;
        let media_type = root.either_spelling("mediaType")?.and_then(Value::as_str);
        let version = media_type.and_then(TrustedRootVersion::from_media_type);
        let version = version.ok_or(TrustedRootError::MediaType)?;
        TRUSTED_ROOT.check(root)?;
        let (timestamp_authorities, unusable) = read_authorities(root);
        let uninterpreted = Uninterpreted::count(root);
        Ok(Self { version, timestamp_authorities, unusable, uninterpreted })
    }

    /// The version of the format.
    #[must_use]
    pub fn version(&self) -> TrustedRootVersion {
        self.version
    }

    /// The timestamping authorities that can be read, in the order of the document.
    #[must_use]
    pub fn timestamp_authorities(&self) -> &[TimestampAuthorityEntry] {
        &self.timestamp_authorities
    }

    /// The timestamping authorities that cannot be read, and why. Whoever counts on one of them is to be told.
    #[must_use]
    pub fn unusable(&self) -> &[UnusableAuthority] {
        &self.unusable
    }

    /// What else the document has, which is not interpreted.
    #[must_use]
    pub fn uninterpreted(&self) -> Uninterpreted {
        self.uninterpreted
    }
}

impl Uninterpreted {
    fn count(root: &Object<'_>) -> Self {
        let count = |name| shape::entries(root, name).len();
        Self {
            transparency_logs: count("tlogs"),
            certificate_transparency_logs: count("ctlogs"),
            certificate_authorities: count("certificateAuthorities"),
        }
    }
}

fn read_authorities(root: &Object<'_>) -> (Vec<TimestampAuthorityEntry>, Vec<UnusableAuthority>) {
    let (mut usable, mut unusable) = (Vec::new(), Vec::new());
    let entries = shape::entries(root, "timestampAuthorities").iter().filter_map(Value::as_object);
    for (position, entry) in entries.enumerate() {
        match TimestampAuthorityEntry::read(position, entry) {
            Ok(authority) => usable.push(authority),
            Err(error) => unusable.push(UnusableAuthority::new(position, error)),
        }
    }
    (usable, unusable)
}

fn not_an_object(value: &Value<'_>) -> FieldError {
    FieldError::new("", FieldProblem::WrongType { expected: Kind::Object, actual: value.kind() })
}

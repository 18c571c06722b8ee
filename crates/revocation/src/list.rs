//! Signed revocation lists for what no certificate authority covers: keys, signatures, digests and identities.
//!
//! The format is specified in `docs/revocation-lists.md`. A list is a JSON document in canonical form (RFC 8785) in a DSSE
//! envelope, which a threshold of distinct keys signs.
//!
//! ```text
//! {"digests":[{"digest":…,"reason":…,"revokedAt":…}, …],
//!  "identities":[{"identity":…,"invalidityDate":…,"issuer":…,"reason":…,"revokedAt":…}, …],
//!  "issuedAt":…,"keys":[{"key":…,"reason":…,"revokedAt":…}, …],"list":…,"nextUpdate":…,"number":…,
//!  "signatures":[{"reason":…,"revokedAt":…,"signature":…}, …]}
//! ```

mod authority;
mod certified;
mod content;
mod draft;
mod entry;
mod error;
mod id;
mod identity;
mod limits;
mod lookup;
mod mark;
mod read;
mod show;
mod signature_digest;
mod signed;
mod verified;
mod write;

pub use authority::{ListAuthority, ListAuthorityError};
pub use content::RevocationList;
pub use draft::{DraftError, RevocationListDraft};
pub use entry::{EntryError, ListEntry, Listed};
pub use error::{EntryPlace, ListError, ListVerifyError, SignListError};
pub use id::{ListId, ListIdError, ListNumber};
pub use identity::{ListedIdentity, ListedIdentityError, VouchedBy};
pub use limits::ListLimits;
pub use mark::{ListMark, ListMarkError, Seen};
pub use signature_digest::{SignatureDigest, SignatureDigestError};
pub use signed::SignedRevocationList;
pub use verified::VerifiedRevocationList;

/// The `payloadType` of a revocation list, and the media type of its payload. The version is part of it: a list of another
/// version has another type, which no signature over this one covers.
pub const REVOCATION_LIST_PAYLOAD_TYPE: &str = "application/vnd.countersign.revocation-list.v1+json";

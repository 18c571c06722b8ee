//! OCI references, manifests, indexes and layouts over the bytes that arrived, and the reads a verification wants.
//!
//! Everything is read from received bytes, which are kept: a digest is over them and over nothing else. Nothing here opens a
//! file or a connection; what is wanted goes out as [`Read`]s of a [`Session`], and comes back as [`Fetched`] answers, from a
//! registry, a [`Layout`], or the embedder's own store.
//!
//! | what | with |
//! |---|---|
//! | references, platforms, descriptors, manifests and indexes | [`Reference`], [`Platform`], [`ManifestDescriptor`], [`Manifest`] |
//! | from a name to the digests that are meant, through indexes | [`Resolver`] |
//! | the signatures or attestations of a manifest, the cheapest reads first | [`SignaturePlan`] |
//! | everything that is attached to a manifest, as it says of itself | [`AttachmentListing`] |
//! | what signing and attesting write, as Cosign writes it | [`SignatureArtifact`] |
//! | image layouts: folders and tar archives | [`Layout`], [`ArchiveReader`] |
//!
//! ```
//! use countersign_oci::{Manifest, ManifestError, Reference, media_type};
//!
//! let reference = Reference::parse("registry.example/acme/app:1.0")?;
//! assert_eq!(reference.domain(), Some("registry.example"));
//! assert_eq!(reference.to_string(), "registry.example/acme/app:1.0");
//!
//! // One byte string is never a manifest here and an index there.
//! let index = br#"{"schemaVersion":2,"manifests":[]}"#;
//! assert!(Manifest::parse(index, Some(media_type::IMAGE_INDEX)).is_ok());
//! assert_eq!(
//!     Manifest::parse(index, Some(media_type::IMAGE_MANIFEST)),
//!     Err(ManifestError::Ambiguous { member: "manifests" }),
//! );
//! # Ok::<(), countersign_oci::ReferenceError>(())
//! ```
//!
//! # What this crate does not do
//!
//! It checks no signature and trusts no annotation: what a [`SignaturePlan`] finds are [`Candidate`]s, bytes that have the
//! digest by which they were named, and what an [`AttachmentListing`] finds are claims. It knows no credentials, no HTTP and
//! no file system, it unpacks no layers, and it neither writes nor decompresses archives.
//!
//! # Features
//!
//! | feature | effect |
//! |---|---|
//! | `std` (default) | passes `std` on to `countersign-digest` |
//! | `serde` | [`Reference`] as text, [`Platform`] and [`ManifestDescriptor`] as in image manifests |
//! | `oci-spec` | conversions between [`Platform`], [`ManifestDescriptor`], [`ImageManifest`], [`ImageIndex`], [`Reference`] and the types of `oci-spec` 0.10, and of digests by function; brings `std` |
#![no_std]
#![allow(
    clippy::result_large_err,
    reason = "errors name two digests of up to 64 bytes each; they are rare and made once an operation"
)]
extern crate alloc;

pub mod annotation;
pub mod media_type;

mod archive;
mod artifact;
mod descriptor;
mod layout;
mod listing;
mod manifest;
mod plan;
mod platform;
mod received;
mod reference;
mod resolve;
#[cfg(feature = "serde")]
mod serde;
mod session;
#[cfg(feature = "oci-spec")]
mod spec;
mod tags;

pub use archive::{ArchiveError, ArchiveFiles, ArchiveLimits, ArchiveReader};
pub use artifact::{
    ArtifactError, FallbackIndexError, SignatureArtifact, SignatureLayer, TaggedLayer, fallback_index_with,
    signature_layers,
};
pub use descriptor::{DescriptorError, ManifestDescriptor};
pub use layout::{DriveError, FileRead, FileWrite, Layout, LayoutError, LayoutFiles};
pub use listing::{
    Attachment, AttachmentClaim, AttachmentListing, AttachmentPlace, Attachments, ListingOptions,
};
pub use manifest::{ImageIndex, ImageManifest, MAX_MANIFEST_BYTES, Manifest, ManifestError};
pub use plan::{
    AttachmentKind, Candidate, CandidateForm, FormHint, Ignored, IgnoredKind, PlanOptions, Problem,
    ProblemKind, SignaturePlan,
};
pub use platform::{Platform, PlatformError};
pub use reference::{Reference, ReferenceError};
pub use resolve::{PlatformChoice, ResolveError, Resolved, ResolvedTarget, Resolver};
pub use session::{
    DigestMismatch, Fetched, ListingError, ListingPage, ManifestAt, Read, ReadId, ReadPart, ReadRequest,
    Session, Step, UnreachableReason,
};
#[cfg(feature = "oci-spec")]
pub use spec::{OciSpecError, digest_from_oci_spec, digest_to_oci_spec};
pub use tags::{CosignTag, cosign_tag, fallback_tag};

pub use countersign_digest;
pub use countersign_encoding;

//! A client of OCI registries: typed answers, bytes as they came, and whatever a verification session wants to read.
//!
//! It follows the OCI distribution specification 1.1 over a [`countersign_transport::Transport`], which decides nothing:
//! which host may be asked, where an answer may lead, who is told credentials, how much is read and how often is here and in
//! `countersign-transport`. Every future is `Send`; over a blocking transport each is ready at once, and
//! [`drive_blocking`] and [`countersign_transport::block_on`] run them without a runtime.
//!
//! ```
//! use std::sync::Arc;
//! use std::time::Duration;
//!
//! use countersign_oci::{ManifestAt, Reference};
//! use countersign_registry::{BoxFuture, ReadError, Registry};
//! use countersign_transport::{
//!     BytesBody, Dialled, Headers, Request, Response, Transport, TransportError, block_on,
//! };
//!
//! /// Stands for the network: this registry has one manifest.
//! #[derive(Debug)]
//! struct Small;
//!
//! impl Transport for Small {
//!     fn send<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, TransportError>> {
//!         let is_there = request.url().as_str() == "https://registry.example/v2/acme/app/manifests/1.0";
//!         let (status, body) = if is_there { (200, "{}") } else { (404, "") };
//!         let dialled = Dialled::Address([192, 0, 43, 8].into());
//!         let body = Box::new(BytesBody::new(body.as_bytes()));
//!         Box::pin(std::future::ready(Ok(Response::new(status, Headers::new(), dialled, body))))
//!     }
//!
//!     fn pause<'a>(&'a self, _: Duration) -> BoxFuture<'a, ()> {
//!         Box::pin(std::future::ready(()))
//!     }
//! }
//!
//! let registry = Registry::builder(Small).build();
//! let repository = registry.repository(&Reference::parse("registry.example/acme/app")?)?;
//! let manifest = block_on(repository.manifest(&ManifestAt::Tag("1.0".into()), 4096))?;
//! assert_eq!(manifest.bytes(), b"{}");
//! assert_eq!(registry.requests(), 1);
//!
//! let missing = block_on(repository.manifest(&ManifestAt::Tag("2.0".into()), 4096));
//! assert_eq!(missing, Err(ReadError::Absent));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What a status means
//!
//! | answer | is |
//! |---|---|
//! | 404 | [`ReadError::Absent`]; asked for referrers, and then 405 and 406 too: the registry has no such interface |
//! | 401 | answered once for each request, with another token where there was one; then [`ReadError::Unauthorized`], or what kept the answer from being given: [`ReadError::Challenge`], [`ReadError::Credentials`], [`ReadError::Token`], [`ReadError::TokenStatus`], [`ReadError::Rule`] |
//! | 403 | [`ReadError::Forbidden`] |
//! | 408, 429, 500, 502, 503, 504 | asked again by the [`RetryPolicy`] where that repeats nothing; then [`ReadError::Status`] |
//! | a page for people, an encoded body, a list that is none | [`ReadError::Malformed`] |
//! | another digest or length | [`ReadError::Digest`], [`ReadError::Size`], [`ReadError::DigestHeader`] |
//! | any other status | [`ReadError::Status`] |
//!
//! # What this crate does not do
//!
//! It checks no signature and believes no annotation. It opens no connection: the adapters are in `countersign-transport`. It
//! asks `/v2/` for nothing, follows no `urls` of descriptors, keeps nothing on disk but what it is told to copy, and falls
//! back neither to plain HTTP nor, unless told so, from a mirror to the origin.
//!
//! # Features
//!
//! | feature | effect |
//! |---|---|
//! | `reqwest` | turns on the async adapter of `countersign-transport` |
//! | `ureq` | turns on its blocking adapter |
mod auth;
mod challenge;
mod client;
mod complaint;
mod copy;
mod credentials;
mod drive;
mod error;
mod field_syntax;
mod folder;
mod head;
mod link;
mod mirrors;
mod push;
mod read;
mod referrers;
mod retry;
mod scope;
mod store;
mod tag_update;

pub use auth::TokenError;
pub use challenge::{AuthScheme, Challenge, ChallengeError};
pub use client::{Builder, Registry, Repository, RepositoryError, Trouble};
pub use complaint::Complaint;
pub use copy::{
    CopyError, CopyItem, CopyOptions, CopyReport, CopyWhat, Moved, Progress, Side, Skipped, SkippedReason,
    copy, copy_blocking,
};
pub use credentials::{
    AuthFile, AuthFileError, Credential, Credentials, CredentialsError, DockerConfig, EntryError,
    EntryProblem, FileProblem, HelperEntry, HelperProblem, HelperReach, NoCredentials, Secret,
    StaticCredentials, StaticCredentialsError,
};
pub use drive::{
    DriveError, DriveOptions, Fulfil, Place, drive, drive_blocking, drive_blocking_with, drive_with,
};
pub use error::{FailureClass, Malformed, ReadError, Sent};
pub use folder::{FolderEntry, FolderError, FolderFiles, FolderLock, LayoutFolder};
pub use link::{Link, LinkError};
pub use mirrors::{Endpoint, EndpointKind, MirrorError, Mirrors, RouteError};
pub use push::{
    AttachError, Attached, AttachedHow, BlobSource, OpenBlob, Precondition, PushError, Pushed, PutManifest,
    SourceError, UploadOptions,
};
pub use read::{CheckedBlob, ReceivedManifest};
pub use referrers::{Referrers, ReferrersOptions};
pub use retry::RetryPolicy;
pub use store::{ListedAs, Store, StoreError, StoredManifest, StoredReferrers};
pub use tag_update::{
    IndexMerge, Merged, MergedManifest, TagMerge, TagUpdateError, TagUpdateOptions, TagUpdated, UpdatedBy,
};

pub use countersign_transport::{self, BoxFuture};

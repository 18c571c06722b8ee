//! Writing: blobs, manifests, signatures.

mod answer;
mod attach;
mod blob;
mod error;
mod guard;
mod manifest;
mod options;
mod range;
mod source;
mod upload;

pub(crate) use answer::Setback;
pub use attach::{AttachError, Attached, AttachedHow};
pub use blob::Pushed;
pub use error::{PushError, SourceError};
pub use manifest::{Precondition, PutManifest};
pub use options::UploadOptions;
pub use source::{BlobSource, OpenBlob};

//! Manifests and blobs, as the bytes that came.

mod answer;
mod blob;
mod manifest;
mod range;

pub use blob::CheckedBlob;
pub(crate) use manifest::MANIFEST_LIMIT;
pub use manifest::ReceivedManifest;

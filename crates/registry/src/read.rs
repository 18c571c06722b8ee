//! Manifests and blobs, as the bytes that came.

mod answer;
mod blob;
mod manifest;
mod range;

pub use blob::CheckedBlob;
pub use manifest::ReceivedManifest;

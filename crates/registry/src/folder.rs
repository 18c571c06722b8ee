//! Image layouts in folders, as places to copy from and to.

mod blob;
mod durable;
mod error;
mod files;
mod layout;
mod lock;
mod store;

pub use error::FolderError;
pub use files::{FolderEntry, FolderFiles};
pub use layout::LayoutFolder;
pub use lock::FolderLock;

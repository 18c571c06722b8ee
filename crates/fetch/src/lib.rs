//! Answers what verification needs from the network, over any transport: timestamps, OCSP answers and CRLs.

mod error;
mod fetcher;
mod media_type;
mod service;

pub use error::FetchError;
pub use fetcher::{Fetcher, FetcherBuilder};
pub use service::Service;

pub use countersign_need as need;
pub use countersign_transport as transport;

//! One fetch as a value: what a verification needs from the network, and what came back.
//!
//! The crates that verify never open a connection. What they lack leaves them as a [`Need`]; whoever embeds them
//! fetches it, by whatever means, and hands back an [`Answer`]. What may be fetched at all is a [`Url`]: strict, so that
//! no two clients read one differently.
//!
//! ```
//! use countersign_need::{Answer, Need, Purpose, Rejection, Unreachable};
//!
//! let need = Need::post(
//!     Purpose::Timestamp,
//!     "https://timestamp.example/tsr",
//!     "application/timestamp-query",
//!     b"...".to_vec(),
//!     64 * 1024,
//! )?
//! .accept("application/timestamp-reply")?;
//!
//! // The embedder's own client sends it, and reads no more than the limit.
//! fn fetch(need: &Need) -> Answer {
//!     match (need.url(), need.limit()) {
//!         (url, _) if url.ends_with("/tsr") => Answer::Bytes(b"...".to_vec()),
//!         (_, 0) => Answer::Unreachable(Unreachable::TooLarge { limit: 0 }),
//!         _ => Answer::Rejected(Rejection::new(503, None, b"try later".to_vec())),
//!     }
//! }
//! assert_eq!(fetch(&need), Answer::Bytes(b"...".to_vec()));
//! # Ok::<(), countersign_need::NeedError>(())
//! ```
//!
//! # What this crate does not do
//!
//! It fetches nothing, follows no redirect, sends no credentials and judges no answer: [`Answer::Bytes`] are as
//! untrusted as the network is. It does not decide which hosts may be asked; a URL may stand in a foreign certificate,
//! so the embedder's client must.
//!
//! # Features
//!
//! None.
#![no_std]
extern crate alloc;

mod answer;
mod error;
mod escape;
mod media_type;
mod origin;
mod rejection;
mod request;
mod url;

pub use answer::{Answer, Unreachable};
pub use error::NeedError;
pub use escape::Escaped;
pub use origin::Origin;
pub use rejection::{MAX_REJECTION_BODY, Rejection};
pub use request::{Method, Need, Purpose};
pub use url::{Scheme, Url};

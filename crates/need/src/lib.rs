//! One fetch as a value: what a verification or a signature needs from the network, and what came back.
//!
//! Libraries that never open a socket say what they need; whoever embeds them fetches it, by these rules and with its own
//! client, and hands back an [`Answer`].
//!
//! ```
//! use countersign_need::{Answer, Method, Need, Purpose};
//!
//! let need = Need::post(
//!     Purpose::Timestamp,
//!     "https://tsa.example/api/v1/timestamp",
//!     "application/timestamp-query",
//!     vec![0x30, 0x00],
//!     64 * 1024,
//! )?
//! .accept("application/timestamp-reply");
//! assert_eq!(need.method(), Method::Post);
//! assert_eq!(need.limit(), 65_536);
//! let answer = Answer::Bytes(vec![0x30, 0x03]);
//! assert!(matches!(answer, Answer::Bytes(_)));
//! # Ok::<(), countersign_need::NeedError>(())
//! ```
//!
//! # What this crate does not do
//! It fetches nothing, follows no redirect and knows no credentials: which hosts may be asked, and what they may be told,
//! is for the transport to decide.
#![no_std]
extern crate alloc;

mod answer;
mod request;
mod url;

pub use answer::{Answer, MAX_REJECTION_BODY, Rejection, Unreachable};
pub use request::{Method, Need, Purpose};
pub use url::NeedError;

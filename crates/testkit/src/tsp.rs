//! Timestamps (RFC 3161), right and wrong: a TSA whose certificates and tokens are written byte by byte, so that every defect
//! can be made.
//!
//! ```
//! use testkit::tsp::Tsa;
//!
//! // The same number is the same authority on every machine.
//! let tsa = Tsa::new(1);
//! let token = tsa.token(b"what is stamped");
//! assert_eq!(token.der(), Tsa::new(1).token(b"what is stamped").der());
//!
//! // The same token with another time inside, signed again.
//! let mut later = tsa.token(b"what is stamped");
//! later.info.gen_time = "20270101000000Z".to_owned();
//! assert_ne!(later.der(), token.der());
//! ```

mod authority;
mod token;

pub use authority::{GEN_TIME, Tsa, ess, ess_v2};
pub use token::{AttributeSpec, Computed, InfoSpec, SHA256, SHA384, SHA512, SignerSpec, TokenSpec};

//! RFC 3161 timestamps: tokens are verified against the authorities that a caller names, requested, renewed and issued.
#![no_std]
extern crate alloc;

mod accuracy;
mod authority;
mod claims;
mod error;
#[cfg(feature = "issue")]
pub mod issue;
mod layout;
mod nonce;
mod oids;
mod parse;
mod quorum;
pub mod renewal;
mod request;
mod response;
mod span;
mod status;
mod token;
mod verified;
mod verify;

pub use accuracy::{Accuracy, AccuracyError};
pub use authority::{MAX_CLOCK_SKEW, TrustedTsa, TrustedTsaError};
pub use claims::{SignerId, TokenClaims};
pub use error::{
    FinishError, QuorumError, RequestError, ResponseError, TokenError, TokenParseError, TokenPart,
};
pub use nonce::{Nonce, NonceError};
pub use quorum::{
    EncodedToken, MAX_TOKENS, RefusedToken, Threshold, TimestampVerifier, TokenRefusal, VerifiedTimestamps,
};
pub use request::TimestampRequest;
pub use response::TimestampResponse;
pub use status::{Failure, FailureInfo, PkiStatus, StatusTexts};
pub use token::TimestampToken;
pub use verified::VerifiedTimestamp;
pub use verify::Imprinted;

pub use countersign_crypto as crypto;
pub use countersign_digest as digest;
pub use countersign_encoding as encoding;
pub use countersign_need as need;
pub use countersign_time as time;
pub use countersign_x509 as x509;

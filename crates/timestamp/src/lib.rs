//! RFC 3161 timestamps (with RFC 5816): requested, verified against the authorities that a caller names, renewed and issued.
//! Performs no I/O and reads no clock.
//!
//! A [`TimestampToken`] is parsed once and borrows the bytes that arrived; [`TimestampToken::verify`] makes a
//! [`VerifiedTimestamp`] of it under one [`TrustedTsa`], and nothing else does. A [`TimestampVerifier`] judges all tokens about
//! one thing: every one must be valid, or one of each of so many distinct authorities. A [`TimestampRequest`] asks, and
//! [`TimestampRequest::finish`] takes the answer to that very request.
//!
//! ```
//! # #[cfg(feature = "rustcrypto")] {
//! use countersign_timestamp::{
//!     Imprinted, Nonce, TimestampRequest, TrustedTsa,
//!     crypto::RustCrypto,
//!     digest::{Algorithm, HashProvider},
//!     time::UnixTime,
//!     x509::{AnchorLimits, TrustAnchors},
//! };
//! # let tsa = testkit::tsp::Tsa::new(1);
//! # let root = tsa.root.der();
//! # let post = |_: &[u8]| {
//! #     let mut token = tsa.token(b"a signature");
//! #     token.info.nonce = vec![2, 4, 0x12, 0x34, 0x56, 0x78];
//! #     token.response()
//! # };
//! # let now = UnixTime::from_seconds(testkit::x509::TIME + 60)?;
//!
//! // Ask. The nonce is 8 bytes or more of your randomness; `request.need(url)` says what to send where.
//! let imprint = RustCrypto.hash(Algorithm::Sha256, b"a signature");
//! let request = TimestampRequest::new(imprint).nonce(Nonce::from_unsigned(&[0x12, 0x34, 0x56, 0x78])?);
//! let response = post(&request.to_der());                // your client
//! let token = request.finish(&response)?;                // an answer to this request, and not believed yet
//!
//! // Believe an authority by its root, in DER, and verify. `now` is your clock.
//! let anchors = TrustAnchors::from_ders([root], AnchorLimits::OwnLimits);
//! let authority = TrustedTsa::new("tsa.example", anchors)?;
//! let verified = token.verify(&Imprinted::Bytes(b"a signature"), &authority, now, &RustCrypto)?;
//! assert!(verified.earliest() <= verified.latest() && verified.latest() < now);
//! assert!(token.verify(&Imprinted::Bytes(b"another"), &authority, now, &RustCrypto).is_err());
//! # }
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! # What counts
//! The imprint is by SHA-256, SHA-384 or SHA-512 over the very bytes. There is one signer, which signed attributes, and among
//! them with which certificate it signed (ESSCertID, ESSCertIDv2); a path leads from that certificate to an anchor of the
//! authority and is valid at the earliest and at the latest time that `genTime` and its accuracy can mean, both of which lie in
//! the window in which the authority is believed. `genTime` is not in the future. What is verified are the bytes that arrived.
//!
//! Certificates of a token serve as intermediates; they stand in any order, and those that are not needed are not looked at.
//! Neither are unsigned attributes, revocation lists in a token, extensions that are not critical, and whether a signer was
//! revoked since.
//!
//! # What this crate does not do
//! It fetches nothing. It asks nobody about revocation: that is for `countersign-revocation`, about
//! [`VerifiedTimestamp::path`] at [`VerifiedTimestamp::times`]. It believes no authority by default. It reads no SHA-1 imprint,
//! no token without signed attributes or with several signers, and verifies no CMS message of another kind. SHA-1 names a
//! certificate in ESSCertID, as RFC 3161 has it, beside a signature that it does not weaken.
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `issue` | module `issue`: an authority, from request to answer |
//! | `legacy` | rules for algorithms of retired cryptography, through `x509::danger` |
//! | `rustcrypto` (default) | the provider [`crypto::RustCrypto`], in pure Rust, with P-256 |
//! | `ed25519`, `p384`, `p521`, `rsa` (default) | these keys in that provider |
//! | `std` (default) | the `std` feature of the crates below; nothing here needs it |
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

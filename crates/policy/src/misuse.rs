//! Programs that must not compile: nothing counts that was not verified and bound.
//!
//! The one way to a signature that counts is the binding of a verified payload,
//! ```
//! use countersign_crypto::RustCrypto;
//! use countersign_policy::{BindError, BoundSignature, ExpectedPayload, Subject, VerifiedPayload, bind};
//! fn honest(payload: VerifiedPayload, subject: &Subject) -> Result<BoundSignature, BindError> {
//!     bind(payload, subject, ExpectedPayload::image_signature(), &RustCrypto)
//! }
//! ```
//! which takes nothing that a bundle merely claims,
//! ```compile_fail,E0308
//! use countersign_crypto::RustCrypto;
//! use countersign_envelope::{BundleClaims, Claimed};
//! use countersign_policy::{BindError, BoundSignature, ExpectedPayload, Subject, bind};
//! fn believe(claim: Claimed<BundleClaims>, subject: &Subject) -> Result<BoundSignature, BindError> {
//!     bind(claim, subject, ExpectedPayload::image_signature(), &RustCrypto)
//! }
//! ```
//! no statement that was only read,
//! ```compile_fail,E0308
//! use countersign_crypto::RustCrypto;
//! use countersign_envelope::Statement;
//! use countersign_policy::{BindError, BoundSignature, ExpectedPayload, Subject, bind};
//! fn believe(statement: Statement, subject: &Subject) -> Result<BoundSignature, BindError> {
//!     bind(statement, subject, ExpectedPayload::image_signature(), &RustCrypto)
//! }
//! ```
//! and always asks what is expected.
//! ```compile_fail,E0061
//! use countersign_crypto::RustCrypto;
//! use countersign_policy::{BindError, BoundSignature, Subject, VerifiedPayload, bind};
//! fn careless(payload: VerifiedPayload, subject: &Subject) -> Result<BoundSignature, BindError> {
//!     bind(payload, subject, &RustCrypto)
//! }
//! ```
//! What is expected has no default,
//! ```compile_fail,E0599
//! let expected = countersign_policy::ExpectedPayload::default();
//! ```
//! a bound signature is made by nobody else,
//! ```compile_fail,E0451
//! use countersign_policy::{BoundSignature, VerifiedPayload};
//! fn forge(honest: BoundSignature, payload: VerifiedPayload) -> BoundSignature {
//!     BoundSignature { payload, ..honest }
//! }
//! ```
//! a verified payload alone does not count,
//! ```compile_fail,E0308
//! use countersign_policy::{Tally, VerifiedPayload};
//! fn skip_the_binding(tally: &mut Tally<'_>, payload: &VerifiedPayload) {
//!     let _ = tally.add(payload);
//! }
//! ```
//! and no threshold is zero.
//! ```compile_fail,E0308
//! let requirement = countersign_policy::Requirement::new(Vec::new(), 0);
//! ```

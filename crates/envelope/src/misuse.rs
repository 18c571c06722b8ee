//! Programs that must not compile: nothing passes for verified that was not.
//!
//! A verified payload comes from a verifier:
//! ```
//! fn accept(payload: countersign_envelope::VerifiedPayload) -> countersign_envelope::PayloadKind {
//!     payload.kind()
//! }
//! ```
//! and from nowhere else: its fields are private,
//! ```compile_fail,E0451
//! use countersign_envelope::{PayloadKind, VerifiedPayload};
//! fn forge(honest: VerifiedPayload) -> VerifiedPayload {
//!     VerifiedPayload { kind: PayloadKind::Statement, ..honest }
//! }
//! ```
//! it has no default,
//! ```compile_fail,E0599
//! let payload = countersign_envelope::VerifiedPayload::default();
//! ```
//! and no public constructor.
//! ```compile_fail,E0624
//! use countersign_envelope::{Statement, VerifiedPayload};
//! fn forge(statement: Statement, honest: &VerifiedPayload) -> VerifiedPayload {
//!     VerifiedPayload::of_statement((*b"").into(), statement, honest.signer().clone(), honest.scheme())
//! }
//! ```
//! A verified blob cannot be made either,
//! ```compile_fail,E0451
//! use countersign_envelope::VerifiedMessage;
//! fn forge(honest: VerifiedMessage) -> VerifiedMessage {
//!     VerifiedMessage { digests: Vec::new(), ..honest }
//! }
//! ```
//! nor from what is not in hand: there is always an artefact, with its bytes or its digests;
//! ```compile_fail,E0061
//! use countersign_envelope::DetachedSignature;
//! fn believe(signature: &DetachedSignature) -> bool {
//!     signature.verify_message(&[]).is_ok()
//! }
//! ```
//! nor a verified envelope.
//! ```compile_fail,E0451
//! use countersign_envelope::VerifiedDsse;
//! fn forge(honest: VerifiedDsse) -> VerifiedDsse {
//!     VerifiedDsse { payload: Vec::new(), ..honest }
//! }
//! ```
//! What a bundle claims is no verified payload,
//! ```compile_fail,E0308
//! use countersign_envelope::{Bundle, VerifiedPayload};
//! fn believe(bundle: &Bundle) -> VerifiedPayload {
//!     bundle.inspect()
//! }
//! ```
//! a claim cannot be made from outside,
//! ```compile_fail,E0624
//! let claim = countersign_envelope::Claimed::new(1);
//! ```
//! and a draft's payload is fixed once it is drafted.
//! ```compile_fail,E0616
//! fn tamper(draft: &mut countersign_envelope::Draft) {
//!     draft.bytes.clear();
//! }
//! ```

//! What is required of a signature, who counts as whom, and the decision with its reasons.
//!
//! A [`Requirement`] names [`Principal`]s and how many *distinct* ones must have signed. A verified payload becomes a
//! [`BoundSignature`] only through [`bind`], the one function that ties what was signed to the image or blob in hand. A
//! [`Tally`] counts; its [`Outcome`] says whether the requirement is met.
//!
//! ```
//! use core::num::NonZeroUsize;
//! use countersign_crypto::KeyId;
//! use countersign_policy::{Authenticator, Outcome, Principal, Requirement, RequirementError, Tally};
//!
//! let key = KeyId::parse("SHA256:e5f821db0c74ad2b78e1af386aa6652b2485662b27a262568642eac29a7f5145")?;
//! let build = Principal::new("build", [Authenticator::Key(key)])?;
//! let requirement = Requirement::new(vec![build.clone()], NonZeroUsize::MIN)?;
//! assert!(matches!(Tally::new(&requirement).outcome(), Outcome::NotMet { found: 0, required: 1 }));
//!
//! // A threshold that nothing can meet, or one key under two names, is a configuration error, not a refusal later.
//! let two = NonZeroUsize::new(2).ok_or("two")?;
//! assert!(matches!(
//!     Requirement::new(vec![build], two),
//!     Err(RequirementError::Unreachable { threshold: 2, principals: 1 })
//! ));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What this crate does not do
//! It verifies no signature and fetches nothing: it takes what `countersign-envelope` verified. A key is
//! believed by its id, an identity by a [`Voucher`]: a certificate path that `countersign-x509` verified.
//!
//! | feature | what it adds |
//! |---|---|
//! | `std` (default) | the `std` feature of the crates below; nothing here needs it |
#![no_std]
extern crate alloc;

mod bind;
mod certified;
pub mod danger;
mod distinct;
#[cfg(doctest)]
mod misuse;
mod predicate;
mod principal;
mod requirement;
mod tally;

pub use bind::{BindError, BoundSignature, ExpectedPayload, Subject, SubjectError, bind};
pub use certified::{AuthorityId, CertifiedIdentity, OtherKey, Voucher};
pub use countersign_envelope::{PayloadKind, VerifiedPayload};
pub use predicate::{NamedPredicate, PredicateRefusal};
pub use principal::{Authenticator, Principal, PrincipalError};
pub use requirement::{Requirement, RequirementError};
pub use tally::{CandidateRefusal, Counted, Decision, Outcome, Tally};

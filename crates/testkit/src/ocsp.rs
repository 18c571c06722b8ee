//! Answers of an OCSP responder (RFC 6960), right and wrong: everything may be changed before it is written.
//!
//! ```
//! use testkit::ocsp::{Scene, StatusSpec};
//!
//! let scene = Scene::new();
//! let mut answer = scene.answer();
//! answer.singles[0].status = StatusSpec::Unknown;
//! assert_ne!(answer.der(), scene.answer().der());
//! ```

mod answer;
mod scene;

pub use answer::{AnswerSpec, CertIdSpec, HashKind, ResponderSpec, SingleSpec, StatusSpec};
pub use scene::{NO_CHECK, NONCE, OCSP_SIGNING, Scene};

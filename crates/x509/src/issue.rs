//! Issues certificates and certificate requests (RFC 5280 §4, RFC 2986).
//!
//! A [`CertificateTemplate`] says what a certificate is for, a [`CertificateAuthority`] makes a [`CertificateDraft`] of it,
//! and a signature over [`CertificateDraft::to_be_signed`] makes the certificate: whatever holds the key, and however long it
//! takes. [`CertificateDraft::sign`] is the short way for a key at hand.
//!
//! Key identifiers are the leftmost 160 bits of the SHA-256 digest of the key's bit string (RFC 7093 §2, method 1).

mod alt_name;
mod authority;
mod draft;
mod encode;
mod error;
mod identifier;
mod new_request;
mod purpose;
mod request;
mod serial;
mod subtree;
mod template;

pub use alt_name::{AltName, AltNameError};
pub use authority::CertificateAuthority;
pub use draft::CertificateDraft;
pub use error::{IssueError, IssueSignError};
pub use identifier::signature_identifier;
pub use new_request::RequestDraft;
pub use request::{CertificateRequest, RequestError, VerifiedRequest, VerifyRequestError};
pub use serial::SerialNumber;
pub use subtree::{Subtree, SubtreeError};
pub use template::CertificateTemplate;

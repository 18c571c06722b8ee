//! The Online Certificate Status Protocol (RFC 6960), its nonce (RFC 8954) and its `GET` form (RFC 5019 §5).

mod authority;
mod cert_id;
mod error;
mod extensions;
mod fields;
mod judged;
mod nonce;
mod received;
mod refusal;
mod request;
mod responder;
mod response;
mod single;
mod verified;
mod verifier;

pub use cert_id::{CertId, CertIdHash};
pub use error::{OcspError, OcspList};
pub use judged::status;
pub use nonce::{Nonce, NonceError, NonceRule};
pub use received::{ReceivedOcspRequest, RequestedCertificate};
pub use refusal::OcspRefusal;
pub use request::{OcspNeedError, OcspRequest, OcspRequestError};
pub use responder::ResponderId;
pub use response::{BasicResponse, OcspClaims, OcspResponse, ResponderError};
pub use single::{CertStatus, CrlId, SingleResponse};
pub use verified::{Responder, VerifiedOcsp};
pub use verifier::OcspVerifier;

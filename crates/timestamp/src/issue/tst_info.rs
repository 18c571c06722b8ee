//! What a token says.
//!
//! ```text
//! TSTInfo ::= SEQUENCE {                                               -- RFC 3161 §2.4.2
//!     version        INTEGER { v1(1) },
//!     policy         TSAPolicyId,
//!     messageImprint MessageImprint,
//!     serialNumber   INTEGER,
//!     genTime        GeneralizedTime,
//!     accuracy       Accuracy OPTIONAL,
//!     ordering       BOOLEAN DEFAULT FALSE,
//!     nonce          INTEGER OPTIONAL,
//!     tsa        [0] GeneralName OPTIONAL,
//!     extensions [1] IMPLICIT Extensions OPTIONAL }
//! ```

use alloc::vec::Vec;

use super::{TokenSerial, authority::Terms, cms};
use crate::{
    TimestampRequest,
    encoding::der::{Oid, Tag, write},
    time::UnixTime,
};

pub(super) fn encode(
    terms: &Terms,
    policy: &[u8],
    request: &TimestampRequest,
    time: UnixTime,
    serial: TokenSerial,
) -> Vec<u8> {
    let time = write(Tag::GENERALIZED_TIME, &[time.to_generalized_time().as_bytes()]);
    let nonce = request.requested_nonce().map(|nonce| write(Tag::INTEGER, &[nonce.as_bytes()]));
    cms::sequence(&[
        cms::VERSION_1,
        &cms::oid(Oid::from_contents(policy)),
        request.imprint_der(),
        &serial.to_der(),
        &time,
        &terms.accuracy,
        terms.ordering,
        &nonce.unwrap_or_default(),
    ])
}

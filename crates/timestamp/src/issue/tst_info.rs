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

use super::{TokenSerial, authority::Terms, cms, request::Asked};
use crate::{
    encoding::der::{Tag, write},
    time::UnixTime,
};

const VERSION_1: &[u8] = &[2, 1, 1];

pub(super) fn encode(
    terms: &Terms,
    policy: &[u8],
    asked: &Asked<'_>,
    time: UnixTime,
    serial: TokenSerial,
) -> Vec<u8> {
    let time = write(Tag::GENERALIZED_TIME, &[time.to_generalized_time().as_bytes()]);
    cms::sequence(&[
        VERSION_1,
        &cms::oid(policy),
        asked.imprint,
        &serial.to_der(),
        &time,
        &terms.accuracy,
        terms.ordering,
        asked.nonce.unwrap_or_default(),
    ])
}

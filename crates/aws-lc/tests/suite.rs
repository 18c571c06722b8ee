//! The suites of the crypto crate over this provider.
#![cfg(feature = "ed25519ph")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot set itself up should stop"
)]

use countersign_aws_lc::AwsLc as Provider;

const DETERMINISTIC: bool = false;
const HEDGES: bool = false;
const SIGNS_RSA: bool = true;
const NAMES_NUMBERS: bool = false;

#[path = "../../crypto/tests/suite/allowed.rs"]
mod allowed;
#[path = "../../crypto/tests/suite/curves.rs"]
mod curves;
#[path = "../../crypto/tests/suite/ed25519.rs"]
mod ed25519;
#[path = "../../crypto/tests/suite/key_id.rs"]
mod key_id;
#[path = "../../crypto/tests/suite/malformed.rs"]
mod malformed;
#[path = "../../crypto/tests/suite/private_key.rs"]
mod private_key;
#[path = "../../crypto/tests/suite/properties.rs"]
mod properties;
#[path = "../../crypto/tests/suite/provider.rs"]
mod provider;
#[path = "../../crypto/tests/suite/pss_key.rs"]
mod pss_key;
#[path = "../../crypto/tests/suite/rsa_key.rs"]
mod rsa_key;
#[path = "../../crypto/tests/suite/rsa_private.rs"]
mod rsa_private;
#[path = "../../crypto/tests/suite/rsa_signature.rs"]
mod rsa_signature;
#[path = "../../crypto/tests/suite/rsa_support.rs"]
mod rsa_support;
#[path = "../../crypto/tests/suite/secrets.rs"]
mod secrets;
#[path = "../../crypto/tests/suite/spki.rs"]
mod spki;
#[path = "../../crypto/tests/suite/subject_public_key.rs"]
mod subject_public_key;
#[path = "../../crypto/tests/suite/support.rs"]
mod support;
#[path = "../../crypto/tests/suite/vectors.rs"]
mod vectors;
#[path = "../../crypto/tests/suite/wycheproof.rs"]
mod wycheproof;

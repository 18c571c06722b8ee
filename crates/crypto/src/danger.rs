//! What weakens verification, for old data whose reader knows what it is. Feature `legacy`.

use crate::KeyLimits;

/// Takes RSA keys of 1024 bits and more, whose factors are within reach of whoever pays for the computation.
#[must_use]
pub const fn allow_rsa_1024(limits: KeyLimits) -> KeyLimits {
    limits.lowered_to(1024)
}

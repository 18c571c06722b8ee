//! What a verification may end in. Nothing outside this crate can be.

use crate::conclusion::Concluded;

/// A value that only a verification makes.
pub trait Proof: Sized {
    /// From what the verification rests on.
    fn of(concluded: Concluded) -> Self;
}

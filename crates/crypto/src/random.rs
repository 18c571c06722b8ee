//! Randomness as an argument.

/// A source of cryptographically secure random bytes, given by the caller. Closures of the right shape are sources.
pub trait Random {
    /// Fills all of `out`, or fails and leaves what it holds unspecified.
    ///
    /// # Errors
    /// [`RandomError`] when the source cannot deliver.
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError>;
}

/// The source of randomness could not deliver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the source of randomness failed; retry, or check the operating system's generator")]
pub struct RandomError;

impl<F> Random for F
where
    F: FnMut(&mut [u8]) -> Result<(), RandomError>,
{
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        self(out)
    }
}

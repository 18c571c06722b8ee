//! How many reads are offered at once.

use super::PlanOptions;

/// One, so that what the first candidate decides costs no read more; and twice as many with each that was read, so that a
/// refusal does not wait for one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    size: usize,
    most: usize,
}

impl Window {
    pub(super) fn new(options: &PlanOptions) -> Self {
        Self { size: 1, most: options.window() }
    }

    pub(super) const fn size(self) -> usize {
        self.size
    }

    /// Takes note of a candidate that was read, or came to nothing: whoever asks knows enough now, or goes on.
    pub(super) fn widen(&mut self) {
        self.size = self.size.saturating_mul(2).min(self.most);
    }
}

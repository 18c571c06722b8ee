//! Whether a certificate is self-issued, found once.

use core::sync::atomic::{AtomicU8, Ordering};

const UNKNOWN: u8 = 0;
const NO: u8 = 1;
const YES: u8 = 2;

/// Names may be long and differ at their end alone, and path validation asks many times.
#[derive(Debug, Default)]
pub(super) struct SelfIssued(AtomicU8);

impl SelfIssued {
    /// The answer; two who ask at once both find it.
    pub(super) fn get_or(&self, find: impl FnOnce() -> bool) -> bool {
        match self.0.load(Ordering::Relaxed) {
            UNKNOWN => {
                let found = find();
                self.0.store(if found { YES } else { NO }, Ordering::Relaxed);
                found
            }
            known => known == YES,
        }
    }
}

impl Clone for SelfIssued {
    fn clone(&self) -> Self {
        Self(AtomicU8::new(self.0.load(Ordering::Relaxed)))
    }
}

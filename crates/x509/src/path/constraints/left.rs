//! What the comparison of names with constraints may still cost.

use super::{ConstraintFailureKind, names::NamePlace};

/// Two texts of together so many bytes are compared for the price of one step.
const BYTES_A_STEP: usize = 64;
/// For so many bytes of a directory name keys are computed for the price of one step.
const KEY_BYTES_A_STEP: usize = 128;
/// To read a name costs half of a step.
const READING: usize = KEY_BYTES_A_STEP / 2;
/// To compare two names part by part costs a step for so many bytes: parts may have to be paired up.
const PAIRED_BYTES_A_STEP: usize = 4;

/// A budget, with what was done since the last payment.
pub(super) struct Left<'b> {
    steps: &'b mut u32,
    /// In bytes of a name whose keys are computed.
    owed: usize,
}

impl<'b> Left<'b> {
    pub(super) fn new(steps: &'b mut u32) -> Self {
        Self { steps, owed: 0 }
    }

    /// Pays before the work is done.
    fn spend(&mut self, steps: usize) -> Result<(), ConstraintFailureKind> {
        let left = u32::try_from(steps).ok().and_then(|steps| self.steps.checked_sub(steps));
        *self.steps = left.ok_or(ConstraintFailureKind::TooMany)?;
        Ok(())
    }

    fn owe(&mut self, bytes: usize) -> Result<(), ConstraintFailureKind> {
        let owed = self.owed.saturating_add(bytes);
        self.owed = owed % KEY_BYTES_A_STEP;
        self.spend(owed / KEY_BYTES_A_STEP)
    }

    /// Two texts, or two names by their keys, which are of no length.
    pub(super) fn spend_on_comparing(
        &mut self,
        place: NamePlace,
        bytes: usize,
    ) -> Result<(), ConstraintFailureKind> {
        self.spend(bytes / BYTES_A_STEP)?;
        match place {
            NamePlace::Listed => self.spend(1),
            NamePlace::Subject => self.spend_on_reading(),
        }
    }

    pub(super) fn spend_on_pairing(&mut self, bytes: usize) -> Result<(), ConstraintFailureKind> {
        self.spend(bytes / PAIRED_BYTES_A_STEP)
    }

    pub(super) fn spend_on_reading(&mut self) -> Result<(), ConstraintFailureKind> {
        self.owe(READING)
    }

    pub(super) fn spend_on_keys(&mut self, bytes: usize) -> Result<(), ConstraintFailureKind> {
        self.owe(bytes)
    }
}

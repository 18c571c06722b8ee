//! What the comparison of names with constraints may still cost.

use super::{
    ConstraintFailureKind,
    names::{NamePlace, Named},
};
use crate::GeneralName;

/// Two names of together so many bytes are compared for the price of one step.
const BYTES_A_STEP: usize = 64;
/// So many names are read for the price of one step.
const NAMES_A_STEP: u32 = 8;

/// A budget, with what was read since the last payment.
pub(super) struct Left<'b> {
    steps: &'b mut u32,
    read: u32,
}

impl<'b> Left<'b> {
    pub(super) fn new(steps: &'b mut u32) -> Self {
        Self { steps, read: 0 }
    }

    /// Pays before the work is done.
    fn spend(&mut self, steps: usize) -> Result<(), ConstraintFailureKind> {
        let left = u32::try_from(steps).ok().and_then(|steps| self.steps.checked_sub(steps));
        *self.steps = left.ok_or(ConstraintFailureKind::TooMany)?;
        Ok(())
    }

    pub(super) fn spend_on_comparing(
        &mut self,
        name: &Named<'_>,
        base: &GeneralName<'_>,
    ) -> Result<(), ConstraintFailureKind> {
        let bytes = size(&name.name).saturating_add(size(base));
        self.spend(bytes / BYTES_A_STEP)?;
        match name.place {
            NamePlace::Listed => self.spend(1),
            NamePlace::Subject => self.spend_on_reading(),
        }
    }

    pub(super) fn spend_on_reading(&mut self) -> Result<(), ConstraintFailureKind> {
        self.read = self.read.saturating_add(1);
        if self.read < NAMES_A_STEP {
            return Ok(());
        }
        self.read = 0;
        self.spend(1)
    }
}

/// How many bytes are compared.
fn size(name: &GeneralName<'_>) -> usize {
    match name {
        GeneralName::Email(text) | GeneralName::Dns(text) | GeneralName::Uri(text) => text.len(),
        GeneralName::Directory(name) => name.der().len(),
        GeneralName::Ip(bytes) => bytes.len(),
        // Never compared.
        _ => 0,
    }
}

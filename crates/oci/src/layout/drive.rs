use alloc::collections::BTreeSet;

use super::{Layout, LayoutFiles};
use crate::session::{Session, Step};

impl<F: LayoutFiles> Layout<F> {
    /// Runs a session to its end, answering its reads from this layout, one at a time and in the session's order.
    ///
    /// # Errors
    /// [`DriveError::NeedsNetwork`] when the session wants what no layout holds; [`DriveError::Stalled`] when it is not done
    /// and wants nothing that was not answered already.
    pub fn drive<S: Session>(&self, mut session: S) -> Result<S::Output, DriveError> {
        let mut answered = BTreeSet::new();
        loop {
            match session.step() {
                Step::Done(output) => return Ok(output),
                Step::Need(_) => return Err(DriveError::NeedsNetwork),
                Step::Read(requests) => {
                    let next = requests.into_iter().find(|request| !answered.contains(&request.id()));
                    let request = next.ok_or(DriveError::Stalled)?;
                    answered.insert(request.id());
                    session.answer(request.id(), self.fetch(request.read()));
                }
            }
        }
    }
}

/// Why a session did not come to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DriveError {
    /// The session wants something that is in no layout.
    #[error("the session needs something that the layout does not hold")]
    NeedsNetwork,
    /// The session is not done and asks for nothing new.
    #[error("the session does not go on")]
    Stalled,
}

use alloc::collections::BTreeSet;

use super::{Layout, LayoutFiles};
use crate::session::{Session, Step};

impl<F: LayoutFiles> Layout<F> {
    /// Runs a session to its end, answering its reads from this layout, one at a time and in the session's order.
    ///
    /// # Errors
    /// [`DriveError::NeedsNetwork`] when the session wants what no layout holds; [`DriveError::Stalled`] when it is not done
    /// and wants nothing that was not answered already.
    pub fn drive<S: Session>(&self, session: S) -> Result<S::Output, DriveError> {
        self.drive_with(session, |_| None)
    }

    /// The same for a session that wants what no layout holds, which the caller provides: for each of its needs an answer.
    ///
    /// # Errors
    /// [`DriveError::NeedsNetwork`] where the caller has no answer to a need; [`DriveError::Stalled`].
    pub fn drive_with<S: Session>(
        &self,
        mut session: S,
        mut fulfil: impl FnMut(&S::Need) -> Option<S::Answer>,
    ) -> Result<S::Output, DriveError> {
        let mut answered = BTreeSet::new();
        loop {
            match session.step() {
                Step::Done(output) => return Ok(output),
                Step::Need(needs) if needs.is_empty() => return Err(DriveError::Stalled),
                Step::Need(needs) => {
                    for (index, need) in needs.iter().enumerate() {
                        session.fulfil(index, fulfil(need).ok_or(DriveError::NeedsNetwork)?);
                    }
                }
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

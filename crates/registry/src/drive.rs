//! Runs any session over a registry.

mod flight;
mod fulfil;
mod options;
mod place;
mod threads;

use std::collections::BTreeSet;

use countersign_oci::{ReadId, ReadRequest, Session, Step};
use countersign_transport::block_on;

use flight::{Flight, Reads};
pub use fulfil::Fulfil;
use fulfil::{Given, Nothing, Provide};
pub use options::{DriveError, DriveOptions};
pub use place::Place;
use threads::Threads;

/// Runs a session to its end, answering its reads from a registry.
///
/// The reads of one step go out together, at most [`DriveOptions::with_concurrency`] at a time. Answers are given to the
/// session as they arrive, several that are there in the order in which it asked for them. Once the session is done, or does
/// not want a read any more, what is under way is dropped. No more answers are held than reads are under way.
///
/// The future is `Send` where the session is, and needs no runtime but that of the transport.
///
/// # Errors
/// A [`DriveError`]. That a registry gives no answer is none: the session is told, and decides.
pub async fn drive<S: Session>(
    place: &Place,
    session: S,
    options: &DriveOptions,
) -> Result<S::Output, DriveError> {
    run(place, session, options, &Nothing).await
}

/// The same for a session that wants something besides reads, which the caller provides.
///
/// # Errors
/// A [`DriveError`].
pub async fn drive_with<S: Session, F: Fulfil<S::Need, S::Answer>>(
    place: &Place,
    session: S,
    options: &DriveOptions,
    fulfil: &F,
) -> Result<S::Output, DriveError> {
    run(place, session, options, &Given(fulfil)).await
}

/// The same on the calling thread, and on one more for each read beyond the first that is under way.
///
/// A read that is still under way in the end is cancelled, and its thread ends by itself: at its next byte, or when its time
/// is up.
///
/// # Errors
/// A [`DriveError`].
pub fn drive_blocking<S: Session>(
    place: &Place,
    session: S,
    options: &DriveOptions,
) -> Result<S::Output, DriveError> {
    block_on(run(&Threads::new(place), session, options, &Nothing))
}

/// [`drive_blocking`] for a session that wants something besides reads, which the caller provides.
///
/// # Errors
/// A [`DriveError`].
pub fn drive_blocking_with<S: Session, F: Fulfil<S::Need, S::Answer>>(
    place: &Place,
    session: S,
    options: &DriveOptions,
    fulfil: &F,
) -> Result<S::Output, DriveError> {
    block_on(run(&Threads::new(place), session, options, &Given(fulfil)))
}

async fn run<S: Session, R: Reads, P: Provide<S::Need, S::Answer>>(
    reads: &R,
    mut session: S,
    options: &DriveOptions,
    provider: &P,
) -> Result<S::Output, DriveError> {
    let (mut flight, mut answered) = (Flight::new(reads), BTreeSet::new());
    loop {
        match session.step() {
            Step::Done(output) => return Ok(output),
            Step::Need(needs) => {
                for (index, answer) in provider.provide(&needs).await?.into_iter().enumerate() {
                    session.fulfil(index, answer);
                }
            }
            Step::Read(requests) => {
                flight.align(&unanswered(requests, &answered)?, options.concurrency());
                for (id, fetched) in flight.arrive().await {
                    answered.insert(id);
                    session.answer(id, fetched);
                }
            }
        }
    }
}

fn unanswered(
    requests: Vec<ReadRequest>,
    answered: &BTreeSet<ReadId>,
) -> Result<Vec<ReadRequest>, DriveError> {
    let open: Vec<_> = requests.into_iter().filter(|request| !answered.contains(&request.id())).collect();
    if open.is_empty() { Err(DriveError::Stalled) } else { Ok(open) }
}

use std::future::poll_fn;
use std::task::{Context, Poll};

use super::DriveError;
use crate::BoxFuture;

/// Provides what sessions want besides reads, such as a timestamp.
pub trait Fulfil<N, A>: Sync {
    /// What came of a want; none where this provides no such thing, which ends the session with
    /// [`DriveError::NeedsNetwork`].
    fn fulfil<'a>(&'a self, need: &'a N) -> BoxFuture<'a, Option<A>>;
}

/// What sessions get besides reads.
pub(super) trait Provide<N, A> {
    /// The answers to all of them, in their order.
    async fn provide(&self, needs: &[N]) -> Result<Vec<A>, DriveError>;
}

/// Nothing.
pub(super) struct Nothing;

impl<N, A> Provide<N, A> for Nothing {
    async fn provide(&self, _needs: &[N]) -> Result<Vec<A>, DriveError> {
        Err(DriveError::NeedsNetwork)
    }
}

/// What the caller provides.
pub(super) struct Given<'f, F>(pub(super) &'f F);

impl<N, A, F: Fulfil<N, A>> Provide<N, A> for Given<'_, F> {
    async fn provide(&self, needs: &[N]) -> Result<Vec<A>, DriveError> {
        if needs.is_empty() {
            return Err(DriveError::Stalled);
        }
        let mut wants: Vec<_> = needs.iter().map(|need| Want::Open(self.0.fulfil(need))).collect();
        poll_fn(|context| poll_all(&mut wants, context)).await;
        let answers = wants.into_iter().map(|want| match want {
            Want::Answered(answer) => answer,
            Want::Open(_) => None,
        });
        answers.collect::<Option<_>>().ok_or(DriveError::NeedsNetwork)
    }
}

enum Want<'a, A> {
    Open(BoxFuture<'a, Option<A>>),
    Answered(Option<A>),
}

fn poll_all<A>(wants: &mut [Want<'_, A>], context: &mut Context<'_>) -> Poll<()> {
    let mut is_done = true;
    for want in wants {
        let Want::Open(future) = want else { continue };
        match future.as_mut().poll(context) {
            Poll::Ready(answer) => *want = Want::Answered(answer),
            Poll::Pending => is_done = false,
        }
    }
    if is_done { Poll::Ready(()) } else { Poll::Pending }
}

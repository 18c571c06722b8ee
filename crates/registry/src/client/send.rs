use countersign_transport::{Authorization, ExchangeError, Reply, Request, TransportError};

use crate::Complaint;
use crate::auth::{Means, Secrets};
use crate::complaint::MAX_BODY;
use crate::error::ReadError;
use crate::retry::is_transient;

/// Whether a request may be sent again without anyone having asked for it twice (RFC 9110 §9.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    Never,
    Idempotent,
}

/// Makes the same request, as often as it is called.
pub(crate) type Make<'m> = &'m (dyn Fn() -> Result<Request, ReadError> + Send + Sync);

/// Sends a request, and again where that may help. The answer may have any status.
pub(crate) async fn send(
    means: Means<'_>,
    request: Make<'_>,
    authorization: Option<&Authorization>,
    repeat: Repeat,
) -> Result<Reply, ReadError> {
    let mut attempts = 0u32;
    loop {
        attempts = attempts.saturating_add(1);
        let outcome = means.client.send(request()?, authorization, means.until).await;
        let pause = match repeat {
            Repeat::Idempotent if is_worth_another(&outcome) => {
                means.retry.pause_after(attempts, retry_after(&outcome))
            }
            _ => None,
        };
        let Some(pause) = pause else { return Ok(outcome?) };
        match means.client.pause(pause, means.until).await {
            // There is no time for another attempt: what came of this one says more than that.
            Err(TransportError::Deadline) => return Ok(outcome?),
            paused => paused?,
        }
    }
}

/// What an answer says that is a refusal, as far as it can be read and holds nothing that was said in secret.
pub(crate) async fn complaint_of(reply: Reply, secrets: &Secrets) -> Complaint {
    let is_secret = |text: &str| secrets.are_in(text);
    reply.read_all(MAX_BODY).await.map(|body| Complaint::parse(&body, is_secret)).unwrap_or_default()
}

fn is_worth_another(outcome: &Result<Reply, ExchangeError>) -> bool {
    match outcome {
        Ok(reply) => is_transient(reply.status()),
        Err(ExchangeError::Transport(error)) => {
            matches!(error, TransportError::Connect(_) | TransportError::Closed)
        }
        Err(_) => false,
    }
}

fn retry_after(outcome: &Result<Reply, ExchangeError>) -> Option<&str> {
    outcome.as_ref().ok().and_then(|reply| reply.header("retry-after"))
}

//! Exchanges: one request and its redirects, under rules and limits.

mod clock;
mod error;
mod exchange;
mod notes;
mod race;
mod reply;
mod reply_body;

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use countersign_need::Url;

pub use error::{BodyError, ExchangeError, RedirectError};
pub use notes::Note;
pub use reply::Reply;
pub use reply_body::ReplyBody;

use crate::{
    Authorization, Hop, Limits, Next, Realm, Request, RuleError, Rules, Transport, TransportError, Until,
};
use exchange::Exchange;
use notes::Notes;

/// Sends requests over a transport, under rules and limits. Clones share the transport, the count and the notes.
#[derive(Clone)]
pub struct Client(Arc<Shared>);

struct Shared {
    transport: Arc<dyn Transport>,
    rules: Rules,
    limits: Limits,
    notes: Notes,
    requests: AtomicU64,
}

impl Client {
    /// A client over a transport.
    #[must_use]
    pub fn new(transport: Arc<dyn Transport>, rules: Rules, limits: Limits) -> Self {
        let (notes, requests) = (Notes::default(), AtomicU64::new(0));
        Self(Arc::new(Shared { transport, rules, limits, notes, requests }))
    }

    /// Sends a request and follows the redirects of a `GET` or `HEAD`, until the head of an answer is there.
    ///
    /// The credentials are sent while their origin is asked: not before, and not again after a redirect led elsewhere,
    /// even if it leads back. The answer may have any status but a redirect's.
    ///
    /// # Errors
    /// [`ExchangeError`].
    pub async fn send(
        &self,
        request: Request,
        authorization: Option<&Authorization>,
        until: &Until,
    ) -> Result<Reply, ExchangeError> {
        Exchange::new(self, &request, authorization, until).run(request).await
    }

    /// Checks where an answer leads by `Location` or `Link`, a reference that is resolved against the URL that was
    /// answered (RFC 3986 §5).
    ///
    /// # Errors
    /// [`RuleError`].
    pub fn step(&self, from: &Hop, to: &str) -> Result<Next, RuleError> {
        let to = resolve(from, to)?;
        let destination = self.0.rules.check_step(from, &to)?;
        self.note_unjudged(from, &to);
        Ok(Next::after(from, to, destination))
    }

    /// Checks the realm that an answer named in its challenge, for someone who has credentials for a registry.
    ///
    /// # Errors
    /// [`RuleError`]. That it may not be told the credentials is said by [`Realm::with_credentials`].
    pub fn realm(&self, registry: &Url, from: &Hop, realm: &str) -> Result<Realm, RuleError> {
        let realm = resolve(from, realm)?;
        let checked = self.0.rules.check_realm(registry, from, &realm)?;
        if !self.0.rules.names_realm(registry, from, &realm) {
            self.note_unjudged(from, &realm);
        }
        Ok(checked)
    }

    /// Waits, as the transport's runtime does, but not longer than it may last.
    ///
    /// # Errors
    /// [`TransportError::Cancelled`], [`TransportError::Deadline`]: at once where the deadline is nearer than the end of
    /// the wait.
    pub async fn pause(&self, duration: Duration, until: &Until) -> Result<(), TransportError> {
        race::pause(&*self.0.transport, duration, until).await
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.0.rules
    }

    /// The limits.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// How many requests were sent so far, redirects counted.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.0.requests.load(Ordering::Relaxed)
    }

    /// What a report has to say about the exchanges so far, each thing once.
    #[must_use]
    pub fn notes(&self) -> Vec<Note> {
        self.0.notes.all()
    }

    fn note_unjudged(&self, from: &Hop, to: &Url) {
        if self.0.rules.is_unjudged(from, to) {
            self.note_unchecked(to);
        }
    }

    fn note_unchecked(&self, to: &Url) {
        self.0.notes.add(Note::DestinationUnchecked { host: to.authority() });
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shared = &self.0;
        f.debug_struct("Client")
            .field("transport", &shared.transport)
            .field("rules", &shared.rules)
            .field("limits", &shared.limits)
            .finish_non_exhaustive()
    }
}

fn resolve(from: &Hop, to: &str) -> Result<Url, RuleError> {
    from.url().join(to).map_err(|reason| RuleError::Location { from: from.origin().clone(), reason })
}

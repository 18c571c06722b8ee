use countersign_transport::{Body, HeaderError, Method, Next, Reply, Request};

use super::send::{Repeat, complaint_of, send};
use super::{Repository, Site};
use crate::Challenge;
use crate::auth::{Access, Grant, Means, Secrets, Wanted};
use crate::error::{ReadError, Sent};

/// Where a request goes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target<'t> {
    /// To something in the repository: `manifests/latest`.
    Path(&'t str),
    /// To where an answer led.
    Next(&'t Next),
}

/// One request to a registry.
#[derive(Clone, Copy)]
pub(crate) struct Call<'c> {
    pub(crate) method: Method,
    pub(crate) target: Target<'c>,
    pub(crate) headers: &'c [(&'c str, &'c str)],
    /// Makes the body, again for each time that the request is sent; none is an empty one.
    pub(crate) body: Option<&'c (dyn Fn() -> Result<Body, ReadError> + Send + Sync)>,
    pub(crate) access: Access,
    /// Another repository of the same registry that is read too.
    pub(crate) mounted: Option<&'c str>,
    pub(crate) repeat: Repeat,
}

impl<'c> Call<'c> {
    /// A request without body and headers, that reads and may be repeated.
    pub(crate) fn read(method: Method, target: Target<'c>) -> Self {
        Self {
            method,
            target,
            headers: &[],
            body: None,
            access: Access::Pull,
            mounted: None,
            repeat: Repeat::Idempotent,
        }
    }

    pub(crate) fn with_headers(mut self, headers: &'c [(&'c str, &'c str)]) -> Self {
        self.headers = headers;
        self
    }

    fn request(&self, site: &Site, user_agent: &str) -> Result<Request, ReadError> {
        let request = match self.target {
            Target::Path(path) => Request::new(self.method, site.url(path)?),
            Target::Next(next) => Request::to(self.method, next),
        };
        let request = request.header("user-agent", user_agent)?;
        let mut headers = self.headers.iter();
        let request = headers.try_fold(request, |request, (name, value)| request.header(name, value));
        let body = self.body.map_or(Ok(Body::Empty), |body| body())?;
        Ok(request.map_err(|_: HeaderError| ReadError::Address)?.with_body(body))
    }
}

impl Repository {
    /// Sends a request to the registry that the name says, as who we are. The answer may have any status but 401.
    pub(crate) async fn exchange(&self, call: Call<'_>) -> Result<Reply, ReadError> {
        self.exchange_at(self.origin(), call).await
    }

    /// The same to one of the places where the repository is read.
    ///
    /// A registry that asks who we are is told, once for each request: with another token if there was one.
    pub(crate) async fn exchange_at(&self, site: &Site, call: Call<'_>) -> Result<Reply, ReadError> {
        let wanted = Wanted { site, access: call.access, mounted: call.mounted };
        let shown = self.inner().auth.before(&wanted, self.means()).await?;
        let reply = self.attempt(site, call, shown.as_ref()).await?;
        if reply.status() != 401 {
            return Ok(reply);
        }
        let grant = self.answer(&wanted, reply, shown).await?;
        let reply = self.attempt(site, call, Some(&grant)).await?;
        if reply.status() != 401 {
            return Ok(reply);
        }
        self.inner().auth.forget(&grant);
        Err(unauthorized(reply, Some(&grant), self.secrets()).await)
    }

    /// What a status means that is no success.
    pub(crate) async fn refusal(&self, reply: Reply) -> ReadError {
        match reply.status() {
            404 => ReadError::Absent,
            401 => unauthorized(reply, None, self.secrets()).await,
            403 => ReadError::Forbidden { complaint: complaint_of(reply, self.secrets()).await },
            status => ReadError::Status { status, complaint: complaint_of(reply, self.secrets()).await },
        }
    }

    /// Waits, but not longer than everything may last.
    pub(crate) async fn pause(&self, duration: std::time::Duration) -> Result<(), ReadError> {
        Ok(self.inner().client.pause(duration, self.given_until()).await?)
    }

    fn secrets(&self) -> &Secrets {
        self.inner().auth.secrets()
    }

    fn means(&self) -> Means<'_> {
        let inner = self.inner();
        Means {
            client: &inner.client,
            retry: &inner.retry,
            until: self.given_until(),
            secrets: self.secrets(),
        }
    }

    async fn attempt(&self, site: &Site, call: Call<'_>, shown: Option<&Grant>) -> Result<Reply, ReadError> {
        let request = || call.request(site, &self.inner().user_agent);
        send(self.means(), &request, shown.map(Grant::authorization), call.repeat).await
    }

    /// Only the registry itself may ask who we are: not where it led to.
    async fn answer(
        &self,
        wanted: &Wanted<'_>,
        reply: Reply,
        shown: Option<Grant>,
    ) -> Result<Grant, ReadError> {
        if reply.hop().origin() != wanted.site.origin() {
            return Err(unauthorized(reply, None, self.secrets()).await);
        }
        let challenges = Challenge::parse_fields(reply.headers().get_all("www-authenticate"));
        let challenges = challenges.map_err(|_| ReadError::Challenge)?;
        let hop = reply.hop().clone();
        let refusal = unauthorized(reply, shown.as_ref(), self.secrets()).await;
        let auth = &self.inner().auth;
        let grant = auth.after(wanted, &challenges, &hop, shown.as_ref(), self.means()).await?;
        grant.ok_or(refusal)
    }
}

async fn unauthorized(reply: Reply, shown: Option<&Grant>, secrets: &Secrets) -> ReadError {
    let sent = Sent::of(shown.is_some_and(Grant::is_personal));
    ReadError::Unauthorized { complaint: complaint_of(reply, secrets).await, sent }
}

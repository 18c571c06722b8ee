//! One request, hop by hop.

use std::{sync::atomic::Ordering, time::Duration};

use super::{Client, ExchangeError, RedirectError, Reply, clock::Clock, race};
use crate::{
    Authorization, Body, Destination, Dialled, Headers, Hop, Method, Next, Origin, Request, Response,
    RuleError, TransportError, Until,
};

/// Asked of every answer: what is signed is what is sent.
const ACCEPT_ENCODING: (&str, &str) = ("accept-encoding", "identity");

pub(super) struct Exchange<'a> {
    client: &'a Client,
    authorization: Option<&'a Authorization>,
    until: &'a Until,
    clock: Clock,
    method: Method,
    headers: Headers,
}

impl<'a> Exchange<'a> {
    pub(super) fn new(
        client: &'a Client,
        request: &Request,
        authorization: Option<&'a Authorization>,
        until: &'a Until,
    ) -> Self {
        let clock = Clock::new(&client.0.limits, request.body.length());
        let (method, headers) = (request.method, request.headers.clone());
        Self { client, authorization, until, clock, method, headers }
    }

    /// Follows redirects until an answer is none.
    pub(super) async fn run(mut self, request: Request) -> Result<Reply, ExchangeError> {
        let destination = self.client.0.rules.check_start(&request.url, request.destination)?;
        let mut next = Next::new(request.url, destination).with_left(request.left);
        let (mut body, mut last) = (request.body, None);
        for _ in 0..=self.client.0.limits.max_redirects() {
            let (hop, response) = self.ask(&next, std::mem::take(&mut body), last.as_ref()).await?;
            if !is_redirect(response.status) {
                return Ok(Reply::new(self.client, self.method, hop, response, self.until, self.clock));
            }
            next = self.follow(&hop, &response)?;
            last = Some(hop);
        }
        Err(RedirectError::TooMany { limit: self.client.0.limits.max_redirects() }.into())
    }

    /// Sends one request, and checks what was dialled for it.
    async fn ask(
        &mut self,
        next: &Next,
        body: Body,
        last: Option<&Hop>,
    ) -> Result<(Hop, Response), ExchangeError> {
        self.until.check()?;
        let left = self.clock.left().ok_or(TransportError::Timeout)?;
        let request = self.request(next, body, left)?;
        self.client.0.requests.fetch_add(1, Ordering::Relaxed);
        let transport = &*self.client.0.transport;
        let work = race::within(transport, self.until, left, transport.send(request));
        let response = self.clock.measure(work).await?;
        self.check(next, &response)?;
        Ok((Hop::after(last, next, response.dialled), response))
    }

    fn request(&self, next: &Next, body: Body, left: Duration) -> Result<Request, TransportError> {
        let mut headers = self.headers.clone();
        headers.insert(ACCEPT_ENCODING.0, ACCEPT_ENCODING.1)?;
        Ok(Request {
            method: self.method,
            headers,
            body,
            authorization: self.authorization_for(next).cloned(),
            timeout: self.until.at_most(left),
            limits: self.client.0.limits.clone(),
            until: self.until.clone(),
            url: next.url().clone(),
            destination: next.destination(),
            left: next.has_left_origin(),
        })
    }

    /// Credentials go to their origin, by `http` as by `https`: what is not allowed was not led to. They go nowhere once
    /// the way led elsewhere.
    fn authorization_for(&self, next: &Next) -> Option<&'a Authorization> {
        let bound = self.authorization.filter(|bound| bound.origin() == next.url().origin());
        bound.filter(|_| !next.has_left_origin() && self.client.0.rules.tells_credentials())
    }

    /// The transport's own check, once more; and the size of the head.
    fn check(&self, next: &Next, response: &Response) -> Result<(), ExchangeError> {
        let limit = self.client.0.limits.max_header_bytes();
        if response.headers.bytes() > limit {
            return Err(TransportError::HeaderTooLarge { limit }.into());
        }
        match (response.dialled, next.destination()) {
            (Dialled::Address(address), destination) => Ok(destination.check(address)?),
            (Dialled::Proxy | Dialled::Unknown, Destination::Any) => Ok(()),
            (Dialled::Proxy, Destination::PublicOnly) => {
                self.client.note_unchecked(next.url());
                Ok(())
            }
            _ => Err(RuleError::Unchecked { to: Origin::from(next.url()) }.into()),
        }
    }

    fn follow(&self, hop: &Hop, response: &Response) -> Result<Next, ExchangeError> {
        let status = response.status;
        if !matches!(self.method, Method::Get | Method::Head) {
            return Err(RedirectError::Method { status, method: self.method }.into());
        }
        let mut locations = response.headers.get_all("location");
        let location = locations.next().ok_or(RedirectError::NoLocation { status })?;
        if locations.next().is_some() {
            return Err(RedirectError::ManyLocations { status }.into());
        }
        Ok(self.client.step(hop, location)?)
    }
}

/// RFC 9110 §15.4: these have a `Location` to go to; 300 offers a choice, 304 is about a cache.
fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

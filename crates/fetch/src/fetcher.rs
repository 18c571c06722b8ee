//! Asks the services.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use countersign_need::{Answer, MAX_REJECTION_BODY, Method, Need, Rejection};
use countersign_transport::{
    Body, BoxFuture, Client, Deadline, ExchangeError, HostPattern, Limits, Method as HttpMethod, Note,
    ReadBody as _, Reply, ReplyBody, Request, Rules, Transport, TransportError, Until, block_on,
};

use crate::{FetchError, Service, media_type};

/// How often a broken connection is tried again.
const RETRIES: usize = 1;
const USER_AGENT: &str = concat!("countersign/", env!("CARGO_PKG_VERSION"));

/// Makes a [`Fetcher`].
#[derive(Debug)]
#[must_use]
pub struct FetcherBuilder {
    transport: Arc<dyn Transport>,
    rules: Rules,
    times: BTreeMap<Service, Duration>,
    until: Until,
}

impl FetcherBuilder {
    /// This host may be at a private or loopback address; link-local and reserved ones are never dialled.
    pub fn allow_destination(mut self, host: HostPattern) -> Self {
        self.rules = self.rules.allow_destination(host);
        self
    }

    /// How long asking a service may take in all, instead of [`Service::default_time`].
    pub fn time_limit(mut self, service: Service, time: Duration) -> Self {
        self.times.insert(service, time);
        self
    }

    /// Until when anything may last, and who may cancel it; what is cancelled was not answered in time.
    pub fn until(mut self, until: Until) -> Self {
        self.until = until;
        self
    }

    /// The fetcher.
    #[must_use]
    pub fn build(self) -> Fetcher {
        let Self { transport, rules, times, until } = self;
        // The deadline of a service bounds the body too: no byte buys more time.
        let limits = Limits::default().with_min_throughput(0);
        Fetcher { client: Client::new(transport, rules, limits), times: Arc::new(times), until }
    }
}

/// Answers needs for timestamps, OCSP answers and CRLs over HTTP. Clones share the connections.
///
/// What comes back is as untrusted as the network is. A service is asked once, and once more where the connection broke.
#[derive(Clone, Debug)]
pub struct Fetcher {
    client: Client,
    times: Arc<BTreeMap<Service, Duration>>,
    until: Until,
}

impl Fetcher {
    /// A fetcher over a transport, under [`Rules::for_signed_payloads`].
    pub fn builder(transport: Arc<dyn Transport>) -> FetcherBuilder {
        let (rules, times) = (Rules::for_signed_payloads(), BTreeMap::new());
        FetcherBuilder { transport, rules, times, until: Until::never() }
    }

    /// Fetches what is needed: the body of an answer with status 200, a media type of the service, no content encoding, and not
    /// more bytes than the need says.
    ///
    /// # Errors
    /// [`FetchError`].
    pub async fn fetch(&self, need: &Need) -> Result<Vec<u8>, FetchError> {
        let purpose = need.purpose();
        let service = Service::of(purpose).ok_or(FetchError::Purpose { purpose })?;
        let until = self.until_for(service);
        let mut left = RETRIES;
        loop {
            match self.attempt(need, service, &until).await {
                Err(error) if error.is_broken_connection() && left > 0 => left = left.saturating_sub(1),
                outcome => return outcome,
            }
        }
    }

    /// [`Fetcher::fetch`], as whoever needs it wants to be told.
    pub async fn answer(&self, need: &Need) -> Answer {
        self.fetch(need).await.map_or_else(FetchError::into_answer, Answer::Bytes)
    }

    /// [`Fetcher::answer`] on this thread, for transports that need no runtime.
    #[must_use]
    pub fn answer_blocking(&self, need: &Need) -> Answer {
        block_on(self.answer(need))
    }

    /// What whoever drives a session asks for each of its needs: none where nothing of the purpose is fetched here.
    #[must_use]
    pub fn fulfil<'a>(&'a self, need: &'a Need) -> BoxFuture<'a, Option<Answer>> {
        Box::pin(async move {
            Service::of(need.purpose())?;
            Some(self.answer(need).await)
        })
    }

    /// How many requests were sent so far, redirects and retries counted.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.client.requests()
    }

    /// What a report has to say about the requests so far, each thing once.
    #[must_use]
    pub fn notes(&self) -> Vec<Note> {
        self.client.notes()
    }

    fn until_for(&self, service: Service) -> Until {
        let time = self.times.get(&service).copied().unwrap_or(service.default_time());
        let time = self.until.remaining().map_or(time, |left| left.min(time));
        Until::new(Deadline::after(time), self.until.cancellation().clone())
    }

    async fn attempt(&self, need: &Need, service: Service, until: &Until) -> Result<Vec<u8>, FetchError> {
        let reply = self.client.send(request(need, service)?, None, until).await?;
        match reply.status() {
            200 => {
                media_type::check(reply.headers(), service)?;
                Ok(reply.read_all(need.limit()).await?)
            }
            status @ (404 | 410) => Err(FetchError::Absent { status }),
            _ => Err(rejection(reply).await.into()),
        }
    }
}

fn request(need: &Need, service: Service) -> Result<Request, FetchError> {
    let method = match need.method() {
        Method::Get => HttpMethod::Get,
        Method::Post => HttpMethod::Post,
        method => return Err(FetchError::Method { method }),
    };
    let accept =
        if need.accepted().is_empty() { service.media_type().into() } else { need.accepted().join(", ") };
    let mut request = Request::new(method, need.target().clone());
    let content_type = need.content_type().map(|value| ("content-type", value));
    for (name, value) in [("user-agent", USER_AGENT), ("accept", &accept)].into_iter().chain(content_type) {
        request = request.header(name, value).map_err(TransportError::from).map_err(ExchangeError::from)?;
    }
    Ok(if need.body().is_empty() { request } else { request.with_body(Body::Bytes(need.body().into())) })
}

/// What the server said, as far as it could be read, and at most what is kept of it.
async fn rejection(reply: Reply) -> Rejection {
    let status = reply.status();
    let location = reply.header("location").map(str::to_owned);
    let said = match reply.into_body() {
        Ok(body) => beginning(body).await,
        Err(_) => Vec::new(),
    };
    Rejection::new(status, location, said)
}

async fn beginning(mut body: ReplyBody) -> Vec<u8> {
    let (mut bytes, mut chunk) = (Vec::new(), vec![0; MAX_REJECTION_BODY]);
    while bytes.len() < MAX_REJECTION_BODY {
        let read = body.read(&mut chunk).await.unwrap_or(0);
        match chunk.get(..read).filter(|piece| !piece.is_empty()) {
            Some(piece) => bytes.extend_from_slice(piece),
            None => break,
        }
    }
    bytes
}

//! The blocking adapter: ureq speaks HTTP/1.1, over connections of our own making.

mod body;
mod call;
mod connection;
mod dial;
mod error;
mod lazy;
mod stream;

use std::convert::Infallible;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rustls::ClientConfig;
use ureq::config::{AutoHeaderValue, Config};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;
use ureq::{Agent, SendBody};

use self::body::{Download, Upload};
use self::call::Call;
use self::connection::MAX_HEAD;
use self::dial::Dialler;
use self::lazy::LazyTls;
use super::fault::late;
use super::head;
use super::lanes::Lanes;
use super::options::AdapterOptions;
use super::tls::TlsSettingsError;
use crate::{BoxFuture, Dialled, Request, Response, Transport, TransportError};

/// A [`Transport`] that blocks the thread on which its futures are polled; they are ready at once and need no runtime.
///
/// HTTP/1.1 with kept connections; TLS by rustls; a head of at most 64 KiB, whatever more a request allows. Cloning
/// shares the connections.
///
/// Where another crate of the build switches on ureq's features `gzip`, `brotli` or `charset`, ureq decodes bodies by itself,
/// and says nothing of it: digests are then over what it made of them.
///
/// A refusal that comes before the whole body was sent is an answer; a success that comes so is
/// [`TransportError::Closed`].
#[derive(Clone, Debug)]
pub struct UreqTransport(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    lanes: Lanes<Agent>,
    connect_time: Duration,
}

impl UreqTransport {
    /// An adapter with the caller's TLS configuration: provider, trust anchors, client certificate. Of the
    /// configuration only the ALPN protocols are replaced, by `http/1.1`.
    ///
    #[cfg_attr(feature = "tls-ring", doc = "```no_run")]
    #[cfg_attr(not(feature = "tls-ring"), doc = "```ignore")]
    /// use countersign_transport::{AdapterOptions, ProxySettings, TlsSettings, UreqTransport};
    ///
    /// let proxies = ProxySettings::from_env(|name| std::env::var(name).ok())?;
    /// let options = AdapterOptions::new().with_proxies(proxies);
    /// let transport = UreqTransport::new(TlsSettings::system().with_ring()?, &options);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(tls: ClientConfig, options: &AdapterOptions) -> Self {
        Self::with_tls_when_needed(move || Ok(tls.clone()), options)
    }

    /// The same with a configuration that is made for the first `https` request, once. Reading the system's trust
    /// anchors takes milliseconds, which a program that asks a registry by `http` need not spend.
    ///
    /// Where it cannot be made, each `https` request fails with [`TransportError::Tls`].
    #[must_use]
    pub fn with_tls_when_needed(
        tls: impl Fn() -> Result<ClientConfig, TlsSettingsError> + Send + Sync + 'static,
        options: &AdapterOptions,
    ) -> Self {
        let tls = Arc::new(LazyTls::new(tls));
        let lanes = Lanes::new(options, |destination, proxy| {
            let (tls, resolver) = (tls.clone(), options.resolver.clone());
            let dialler = Dialler { destination, proxy: proxy.cloned(), tls, resolver };
            Ok::<_, Infallible>(Agent::with_parts(config(), dialler, Unresolved))
        });
        match lanes {
            Ok(lanes) => Self(Arc::new(Shared { lanes, connect_time: options.connect_time })),
        }
    }
}

impl Shared {
    fn exchange(&self, mut request: Request) -> Result<Response, TransportError> {
        request.until().check()?;
        let (agent, _) = self.lanes.choose(request.url(), request.destination())?;
        let head = head(&request)?;
        let mut upload = Upload::open(request.take_body())?;
        let max_head = request.limits().max_header_bytes().min(MAX_HEAD);
        let (answer, call) = self.call(&request).run(|| send(agent, head, &mut upload, max_head));
        let fault = upload.into_fault();
        let answer = answer.map_err(|error| fault.unwrap_or_else(|| error::of_ureq(&error, max_head)));
        let answer = answer.map_err(|error| late(error, request.until()))?;
        if call.cut && answer.status().is_success() {
            return Err(TransportError::Closed);
        }
        answered(answer, call.dialled, &request)
    }

    fn call(&self, request: &Request) -> Call {
        // Opening the body may have taken some of the time.
        let time = request.until().at_most(request.timeout());
        Call::within(time, self.connect_time.min(request.limits().connect_time()))
    }
}

/// A message whose head announces no length has no body: ureq would send one in chunks.
fn send(
    agent: &Agent,
    head: http::Request<()>,
    upload: &mut Upload,
    max_head: usize,
) -> Result<http::Response<ureq::Body>, ureq::Error> {
    if head.headers().contains_key(http::header::CONTENT_LENGTH) {
        let message = head.map(|()| SendBody::from_reader(upload));
        agent.run(agent.configure_request(message).max_response_header_size(max_head).build())
    } else {
        agent.run(agent.configure_request(head).max_response_header_size(max_head).build())
    }
}

fn head(request: &Request) -> Result<http::Request<()>, TransportError> {
    let uri = http::Uri::try_from(request.url().as_str()).map_err(|_| TransportError::Header)?;
    let mut head = http::Request::new(());
    *head.method_mut() = head::method(request.method());
    *head.uri_mut() = uri;
    *head.headers_mut() = head::fields(request)?;
    Ok(head)
}

fn answered(
    answer: http::Response<ureq::Body>,
    dialled: Dialled,
    request: &Request,
) -> Result<Response, TransportError> {
    let headers = head::answered(answer.headers(), request.limits().max_header_bytes())?;
    let status = answer.status().as_u16();
    let body = Download::new(answer.into_body(), request.limits().clone(), request.until().clone());
    Ok(Response::new(status, headers, dialled, Box::new(body)))
}

impl Transport for UreqTransport {
    fn send<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        Box::pin(async move { self.0.exchange(request) })
    }

    fn pause<'a>(&'a self, duration: Duration) -> BoxFuture<'a, ()> {
        Box::pin(async move { thread::sleep(duration) })
    }
}

/// Connections kept, for one host and in all.
const IDLE_PER_HOST: usize = 8;
const IDLE: usize = 16;

/// ureq adds nothing, follows nothing, and leaves time and proxies to the connections.
fn config() -> Config {
    Agent::config_builder()
        .proxy(None)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent(AutoHeaderValue::None)
        .accept(AutoHeaderValue::None)
        .accept_encoding(AutoHeaderValue::None)
        .max_idle_connections(IDLE)
        .max_idle_connections_per_host(IDLE_PER_HOST)
        .build()
}

/// ureq resolves for every request; names are resolved here only where a connection is made.
#[derive(Debug)]
struct Unresolved;

impl Resolver for Unresolved {
    fn resolve(&self, _: &http::Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        Ok(self.empty())
    }
}

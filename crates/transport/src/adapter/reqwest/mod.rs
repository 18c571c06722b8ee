//! The async adapter: reqwest, on the caller's tokio runtime.

mod body;
mod error;

use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolving};
use reqwest::{Client, Proxy, redirect, retry};
use rustls::ClientConfig;

use self::body::{Download, Progress, Upload};
use self::error::of_reqwest;
use super::fault::late;
use super::head;
use super::lanes::{Lanes, Route};
use super::options::AdapterOptions;
use super::proxy::ProxyUrl;
use super::resolve::{Resolve, permitted};
use super::tls::http1_only;
use super::upload::Metered;
use crate::{Body, BoxFuture, Destination, Dialled, Request, Response, Transport, TransportError};

/// A [`Transport`] over reqwest. Its futures run on a tokio runtime with time and I/O, and are `Send`.
///
/// HTTP/1.1 with kept connections; TLS by rustls. The time for connecting is that of its [`AdapterOptions`]; an answer
/// of more than 100 header fields is refused as one that is too large. Cloning shares the connections.
///
/// A refusal that comes before the whole body was sent is an answer; a success that comes so is
/// [`TransportError::Closed`].
#[derive(Clone, Debug)]
pub struct ReqwestTransport(Arc<Lanes<Client>>);

/// Why no [`ReqwestTransport`] could be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReqwestTransportError {
    /// reqwest refused the TLS configuration or a proxy.
    #[error("the HTTP client cannot be made with these settings")]
    Settings,
}

impl ReqwestTransport {
    /// An adapter with the caller's TLS configuration: provider, trust anchors, client certificate. Of the
    /// configuration only the ALPN protocols are replaced, by `http/1.1`.
    ///
    #[cfg_attr(feature = "tls-ring", doc = "```no_run")]
    #[cfg_attr(not(feature = "tls-ring"), doc = "```ignore")]
    /// use countersign_transport::{AdapterOptions, ReqwestTransport, TlsSettings};
    ///
    /// # let pem = b"";
    /// let tls = TlsSettings::system().with_ca_pem(pem)?.with_ring()?;
    /// let transport = ReqwestTransport::new(tls, &AdapterOptions::new())?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ReqwestTransportError::Settings`].
    pub fn new(tls: ClientConfig, options: &AdapterOptions) -> Result<Self, ReqwestTransportError> {
        let tls = http1_only(tls);
        let lanes =
            Lanes::new(options, |destination, proxy| client(tls.clone(), options, destination, proxy));
        lanes.map(|lanes| Self(Arc::new(lanes))).map_err(|_| ReqwestTransportError::Settings)
    }

    async fn exchange(&self, mut request: Request) -> Result<Response, TransportError> {
        request.until().check()?;
        let (client, route) = self.0.choose(request.url(), request.destination())?;
        let (message, progress) = message(&mut request).await?;
        // Opening the body may have taken some of the time.
        let time = request.until().at_most(request.timeout());
        let answer = tokio::time::timeout(time, client.execute(message)).await;
        let limit = request.limits().max_header_bytes();
        let answer = answer.map_err(|_| TransportError::Timeout).and_then(|answer| {
            answer.map_err(|error| progress.fault().unwrap_or_else(|| of_reqwest(&error, limit)))
        });
        let answer = answer.map_err(|error| late(error, request.until()))?;
        if answer.status().is_success() && progress.is_short() {
            return Err(TransportError::Closed);
        }
        answered(answer, route, &request)
    }
}

impl Transport for ReqwestTransport {
    fn send<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        Box::pin(self.exchange(request))
    }

    fn pause<'a>(&'a self, duration: Duration) -> BoxFuture<'a, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// Connections kept for one host.
const IDLE_PER_HOST: usize = 8;

/// reqwest follows nothing, retries nothing, decodes nothing and reads no environment, also where another crate of the
/// build switches its features on.
fn client(
    tls: ClientConfig,
    options: &AdapterOptions,
    destination: Destination,
    proxy: Option<&ProxyUrl>,
) -> Result<Client, reqwest::Error> {
    let destination = proxy.is_none().then_some(destination);
    let resolver = Judged { resolver: options.resolver.clone(), destination };
    let builder = Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .referer(false)
        .retry(retry::never())
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .http1_only()
        .connect_timeout(options.connect_time)
        .pool_max_idle_per_host(IDLE_PER_HOST)
        .dns_resolver(resolver)
        .tls_backend_preconfigured(tls);
    match proxy {
        None => builder.build(),
        Some(proxy) => builder.proxy(through(proxy)?).build(),
    }
}

fn through(proxy: &ProxyUrl) -> Result<Proxy, reqwest::Error> {
    let through = Proxy::all(proxy.to_string())?;
    Ok(match proxy.authorization().and_then(head::secret) {
        Some(value) => through.custom_http_auth(value),
        None => through,
    })
}

/// The request for reqwest, and what will be known of its body.
async fn message(request: &mut Request) -> Result<(reqwest::Request, Arc<Progress>), TransportError> {
    let url = reqwest::Url::parse(request.url().as_str()).map_err(|_| TransportError::Header)?;
    judge_host(&url, request.destination())?;
    let mut message = reqwest::Request::new(head::method(request.method()), url);
    *message.headers_mut() = head::fields(request)?;
    let mut progress = Arc::<Progress>::default();
    *message.body_mut() = match request.take_body() {
        Body::Empty => None,
        Body::Bytes(bytes) => Some(bytes::Bytes::from_owner(bytes).into()),
        Body::Stream(stream) => {
            let length = stream.length();
            let (upload, kept) = Upload::new(Metered::open(stream).await?, length);
            progress = kept;
            Some(reqwest::Body::wrap(upload))
        }
    };
    Ok((message, progress))
}

/// reqwest reads some hosts as addresses that are none by our reading (`0x7f.1`), and dials those unresolved.
fn judge_host(url: &reqwest::Url, destination: Destination) -> Result<(), TransportError> {
    let host = url.host_str().unwrap_or_default();
    match super::resolve::literal(host) {
        Some(address) => destination.check(address),
        None => Ok(()),
    }
}

fn answered(answer: reqwest::Response, route: Route, request: &Request) -> Result<Response, TransportError> {
    let dialled = dialled(&answer, route);
    if let Dialled::Address(address) = dialled {
        request.destination().check(address)?;
    }
    let headers = head::answered(answer.headers(), request.limits().max_header_bytes())?;
    let status = answer.status().as_u16();
    let body = Download::new(answer, request.limits().clone(), request.until().clone());
    Ok(Response::new(status, headers, dialled, Box::new(body)))
}

fn dialled(answer: &reqwest::Response, route: Route) -> Dialled {
    match (route, answer.remote_addr()) {
        (Route::Proxied, _) => Dialled::Proxy,
        (Route::Direct, Some(address)) => Dialled::Address(address.ip()),
        (Route::Direct, None) => Dialled::Unknown,
    }
}

/// The resolver of one client: what it gives out is what is dialled.
struct Judged {
    resolver: Arc<dyn Resolve>,
    /// None for the name of a proxy, which its owner chose.
    destination: Option<Destination>,
}

impl reqwest::dns::Resolve for Judged {
    fn resolve(&self, name: Name) -> Resolving {
        let (resolver, destination) = (self.resolver.clone(), self.destination);
        Box::pin(async move {
            let look_up = move || resolver.resolve(name.as_str(), 0);
            let found = tokio::task::spawn_blocking(look_up).await;
            let found = found.ok().and_then(Result::ok).ok_or(TransportError::Name)?;
            let found = match destination {
                Some(destination) => permitted(found, destination)?,
                None => found,
            };
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_that_reqwest_reads_as_addresses_are_judged_as_such() {
        for host in ["0x7f.1", "2130706433", "127.1", "[::ffff:127.0.0.1]"] {
            let url = reqwest::Url::parse(&format!("http://{host}/")).unwrap();
            let refused = judge_host(&url, Destination::PublicOnly);
            assert!(matches!(refused, Err(TransportError::Destination { .. })), "{host}");
            assert_eq!(judge_host(&url, Destination::LoopbackOnly), Ok(()), "{host}");
        }
    }
}

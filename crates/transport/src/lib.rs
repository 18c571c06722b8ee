//! What may be asked of whom: redirects, destinations, credentials and limits of HTTP requests, over any client.
//!
//! A [`Transport`] sends one request. A [`Client`] decides what is sent: it follows redirects under [`Rules`], tells
//! credentials to their own [`Origin`] alone, says what may be dialled ([`Destination`]), and bounds what a server may
//! cost ([`Limits`], [`Until`]). Its futures are `Send` and need no runtime but the transport's; over a blocking transport
//! they are ready at once, and [`block_on`] runs them.
//!
//! ```
//! use std::{future::ready, sync::Arc, time::Duration};
//!
//! use countersign_transport::{
//!     AddressClass, Authorization, BoxFuture, BytesBody, Client, Dialled, ExchangeError, Headers, Limits, Method, Origin,
//!     Request, Response, Rules, Transport, TransportError, Until, Url, block_on,
//! };
//!
//! /// One's own transport: a host that redirects to wherever the path says, and shows what credentials it was told.
//! #[derive(Debug)]
//! struct Own;
//!
//! impl Transport for Own {
//!     fn send<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, TransportError>> {
//!         let address = [if request.url().host() == "inside.example" { 10 } else { 8 }, 8, 8, 8].into();
//!         let (mut headers, to) = (Headers::new(), request.url().path().trim_start_matches('/'));
//!         let answer = request.destination().check(address).and_then(|()| {
//!             let status = if to.is_empty() { 200 } else { 307 };
//!             headers.append("location", to)?;
//!             let told = request.authorization().unwrap_or("nothing").as_bytes();
//!             let body = Box::new(BytesBody::new(told));
//!             Ok(Response::new(status, headers, Dialled::Address(address), body))
//!         });
//!         Box::pin(ready(answer))
//!     }
//!
//!     fn pause<'a>(&'a self, duration: Duration) -> BoxFuture<'a, ()> {
//!         Box::pin(async move { std::thread::sleep(duration) })
//!     }
//! }
//!
//! let client = Client::new(Arc::new(Own), Rules::new(), Limits::default());
//! let registry = Url::parse("https://registry.example/")?;
//! let token = Authorization::bearer(Origin::from(&registry), "secret")?;
//! let ask = |reference: &str| {
//!     let request = Request::new(Method::Get, registry.join(reference).map_err(|_| TransportError::Header)?);
//!     let reply = block_on(client.send(request, Some(&token), &Until::never()))?;
//!     Ok::<_, ExchangeError>(block_on(reply.read_all(1024)))
//! };
//! // The registry is told its token; where it redirects to is not.
//! assert_eq!(ask("/")?, Ok(b"Bearer secret".to_vec()));
//! assert_eq!(ask("/https://storage.example/")?, Ok(b"nothing".to_vec()));
//! // A host at a public address leads to no private one.
//! let (address, class) = ([10, 8, 8, 8].into(), AddressClass::Private);
//! let refused = TransportError::Destination { address, class };
//! assert_eq!(ask("/https://inside.example/"), Err(ExchangeError::Transport(refused)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What this crate does not do
//!
//! It retries nothing, caches nothing, keeps no cookies, and decodes no content encoding: an encoded body is an error.
//! It finds no credentials and asks for no token; it says only to whom they may go. It judges no status but a
//! redirect's. Behind a proxy it cannot know what is dialled, and [`Client::notes`] says so. It reads no environment:
//! proxies and roots are arguments.
//!
//! # Features
//!
//! | feature | default | adds |
//! |---|---|---|
//! | `reqwest` | no | `ReqwestTransport`, async, on tokio |
//! | `ureq` | no | `UreqTransport`, blocking, without a runtime |
//! | `tls-ring` | no | with an adapter: TLS configurations with the cryptography of ring |
//! | `tls-aws-lc` | no | with an adapter: TLS configurations with the cryptography of AWS-LC |

#[cfg(any(feature = "reqwest", feature = "ureq"))]
mod adapter;
mod address;
mod authorization;
mod block_on;
mod body;
mod client;
mod destination;
mod error;
mod headers;
mod host;
mod limits;
mod request;
mod response;
mod rules;
mod transport;
mod until;

#[cfg(feature = "ureq")]
pub use adapter::UreqTransport;
#[cfg(any(feature = "reqwest", feature = "ureq"))]
pub use adapter::{
    AdapterOptions, ProxyError, ProxySettings, ProxyUrl, Resolve, SystemResolver, TlsSettings,
    TlsSettingsError,
};
#[cfg(feature = "reqwest")]
pub use adapter::{ReqwestTransport, ReqwestTransportError};
pub use address::AddressClass;
pub use authorization::{Authorization, AuthorizationError};
pub use block_on::block_on;
pub use body::{Body, BodyStream, BytesBody, ReadBody};
pub use client::{BodyError, Client, ExchangeError, Note, RedirectError, Reply, ReplyBody};
pub use countersign_need::{NeedError, Origin, Scheme, Url};
pub use destination::{Destination, Dialled};
pub use error::{Detail, TransportError};
pub use headers::{HeaderError, Headers};
pub use host::{HostPattern, HostPatternError};
pub use limits::Limits;
pub use request::{Method, Request};
pub use response::Response;
pub use rules::{Hop, Next, Realm, RealmUse, RuleError, Rules};
pub use transport::{BoxFuture, Transport};
pub use until::{Cancellation, Cancelled, Deadline, Until};

//! Answers what verification needs from the network, over any transport: timestamps, OCSP answers and CRLs, with caches on disk.
//!
//! A [`Fetcher`] answers a [`Need`](need::Need) with the bytes of a service's answer, or says why there are none: absent, rejected
//! and unreachable stay apart. A [`DiskCache`] keeps what was verified until its `nextUpdate`, and [`NotationCrlCache`] does so in
//! Notation's form.
//!
//! ```
//! # #[cfg(feature = "crl")] {
//! use std::{future::ready, sync::Arc, time::Duration};
//!
//! use countersign_fetch::{
//!     Fetcher, Service,
//!     need::{Answer, Need, Purpose, Unreachable},
//!     transport::{BoxFuture, BytesBody, Dialled, Headers, Request, Response, Transport, TransportError},
//! };
//!
//! /// Your transport, such as `ureq` or `reqwest` of `countersign-transport`: here, a CA and the login page of a hotel.
//! #[derive(Debug)]
//! struct Own;
//!
//! impl Transport for Own {
//!     fn send<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, TransportError>> {
//!         let is_ca = request.url().host() == "crl.example";
//!         let (kind, body) = if is_ca { ("application/pkix-crl", "a list") } else { ("text/html", "log in") };
//!         let mut headers = Headers::new();
//!         let answer = headers.append("content-type", kind).map(|()| {
//!             let body = Box::new(BytesBody::new(body.as_bytes()));
//!             Response::new(200, headers, Dialled::Address([8, 8, 8, 8].into()), body)
//!         });
//!         Box::pin(ready(answer.map_err(TransportError::from)))
//!     }
//!
//!     fn pause<'a>(&'a self, duration: Duration) -> BoxFuture<'a, ()> {
//!         Box::pin(async move { std::thread::sleep(duration) })
//!     }
//! }
//!
//! let fetcher = Fetcher::builder(Arc::new(Own)).time_limit(Service::Crl, Duration::from_secs(3)).build();
//! let fetch = |url: &str| {
//!     let need = Need::get(Purpose::CertificateRevocationList, url, 32 << 20)?;
//!     Ok::<_, Box<dyn std::error::Error>>(fetcher.answer_blocking(&need))
//! };
//! assert_eq!(fetch("http://crl.example/ca.crl")?, Answer::Bytes(b"a list".to_vec()));
//! assert_eq!(fetch("http://hotel.example/")?, Answer::Unreachable(Unreachable::MediaType));
//! // A certificate may name any address; what is behind the firewall is asked only where you say so.
//! assert_eq!(fetch("http://10.0.0.1/admin")?, Answer::Unreachable(Unreachable::Forbidden));
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is asked, and how
//! | | timestamps | OCSP | CRLs |
//! |---|---|---|---|
//! | by | `POST` | `POST`, `GET` | `GET` |
//! | media type of the answer | `application/timestamp-reply` | `application/ocsp-response` | `application/pkix-crl` |
//! | time in all, redirects, retry and body included | 15 s | 2 s | 5 s |
//! | kept on disk | no | where it has a `nextUpdate` and no nonce | where it has a `nextUpdate` |
//!
//! Only status 200 is an answer; 404 and 410 say that there is none; any other status is a rejection, whatever comes with it.
//! Parameters and the case of a media type do not count. A CRL may also come as `application/x-pkcs7-crl`,
//! `application/octet-stream` or `application/pkix-cert`, or without a type, as servers send files that they do not know. A content encoding is refused. At most the bytes that the need allows
//! are read. A `GET` follows three redirects, a `POST` none. What broke in the middle is asked for once more. `http` is spoken,
//! because what is asked for is signed; private and loopback addresses are asked where the caller names the host, link-local ones
//! never; nobody is told credentials or cookies.
//!
//! # A session that needs something
//! `Fetcher::fulfil` is what a driver calls: with `countersign-registry`, `struct Net(Fetcher)` and
//! `impl Fulfil<Need, Answer> for Net { fn fulfil<'a>(&'a self, need: &'a Need) -> BoxFuture<'a, Option<Answer>> { self.0.fulfil(need) } }`.
//!
//! # What this crate does not do
//! It verifies nothing: what it fetches and what a cache has is as untrusted as whoever sent or wrote it, and belongs into a cache
//! only after it was verified. It caches no refusal and no error. It asks for no time but that of its limits: what is current is
//! told by the caller's `now`.
//!
//! # Features
//!
//! | feature | default | adds |
//! |---|---|---|
//! | `tsa` | yes | timestamps |
//! | `ocsp` | yes | OCSP answers, and [`DiskCache`] |
//! | `crl` | yes | CRLs, [`DiskCache`] and [`NotationCrlCache`] |

#[cfg(any(feature = "crl", feature = "ocsp"))]
mod cache;
mod error;
mod fetcher;
mod media_type;
mod service;

#[cfg(any(feature = "crl", feature = "ocsp"))]
pub use cache::{
    CacheError, CacheKey, CacheLimits, CacheOperation, CachedKind, Damage, DiskCache, Lookup, Miss,
};
#[cfg(feature = "crl")]
pub use cache::{NotationCrlCache, NotationCrls};
pub use error::FetchError;
pub use fetcher::{Fetcher, FetcherBuilder};
pub use service::Service;

pub use countersign_need as need;
#[cfg(any(feature = "crl", feature = "ocsp"))]
pub use countersign_revocation as revocation;
#[cfg(any(feature = "crl", feature = "ocsp"))]
pub use countersign_time as time;
pub use countersign_transport as transport;

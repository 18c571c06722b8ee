//! A transport that answers by a script, and registries over the one of the test kit.
#![allow(dead_code, reason = "each test file uses a part")]

use std::collections::VecDeque;
use std::future::ready;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use countersign_digest::{Algorithm, Digest, HashProvider, Sha2};
use countersign_oci::Reference;
use countersign_registry::{BoxFuture, Builder, Registry, Repository, RetryPolicy};
use countersign_transport::{
    AdapterOptions, BytesBody, Dialled, Headers, Limits, ReadBody, Request, ReqwestTransport, Response,
    Rules, TlsSettings, Transport, TransportError, UreqTransport,
};

pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
pub const INDEX: &str = "application/vnd.oci.image.index.v1+json";

pub fn sha256(bytes: &[u8]) -> Digest {
    Sha2.hash(Algorithm::Sha256, bytes)
}

pub fn reference(text: &str) -> Reference {
    Reference::parse(text).unwrap()
}

/// One answer of a script.
#[derive(Clone)]
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    breaks: Option<TransportError>,
    fails: Option<TransportError>,
}

impl Answer {
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), body: body.into(), breaks: None, fails: None }
    }

    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, body)
    }

    /// No answer at all.
    pub fn none(error: TransportError) -> Self {
        Self { fails: Some(error), ..Self::new(0, "") }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The connection ends after the body.
    pub fn then_breaks(mut self) -> Self {
        self.breaks = Some(TransportError::Closed);
        self
    }

    fn respond(self) -> Result<Response, TransportError> {
        if let Some(error) = self.fails {
            return Err(error);
        }
        let mut headers = Headers::new();
        for (name, value) in &self.headers {
            headers.append(name, value).unwrap();
        }
        let body = Breaking { bytes: BytesBody::new(self.body), then: self.breaks };
        let dialled = Dialled::Address([192, 0, 43, 8].into());
        Ok(Response::new(self.status, headers, dialled, Box::new(body)))
    }
}

struct Breaking {
    bytes: BytesBody,
    then: Option<TransportError>,
}

impl ReadBody for Breaking {
    fn read<'a>(&'a mut self, into: &'a mut [u8]) -> BoxFuture<'a, Result<usize, TransportError>> {
        Box::pin(async move {
            match (self.bytes.read(into).await?, &self.then) {
                (0, Some(error)) => Err(error.clone()),
                (count, _) => Ok(count),
            }
        })
    }
}

/// Answers in turn, and remembers what was asked.
#[derive(Clone, Default)]
pub struct Script(Arc<Mutex<Told>>);

#[derive(Default)]
struct Told {
    answers: VecDeque<Answer>,
    asked: Vec<Asked>,
    pauses: Vec<Duration>,
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub line: String,
    pub authorization: Option<String>,
    pub range: Option<String>,
    pub body: String,
}

impl std::fmt::Debug for Script {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Script")
    }
}

impl Script {
    pub fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        let told = Told { answers: answers.into_iter().collect(), ..Told::default() };
        Self(Arc::new(Mutex::new(told)))
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.0.lock().unwrap().asked.clone()
    }

    pub fn lines(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.line).collect()
    }

    pub fn pauses(&self) -> Vec<Duration> {
        self.0.lock().unwrap().pauses.clone()
    }

    pub fn builder(&self) -> Builder {
        Registry::builder(self.clone()).retry(RetryPolicy::new().with_jitter(|| 0))
    }

    pub fn repository(&self) -> Repository {
        self.builder().build().repository(&reference("registry.example/acme/app")).unwrap()
    }
}

impl Transport for Script {
    fn send<'a>(&'a self, mut request: Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        let body = match request.take_body() {
            countersign_transport::Body::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            _ => String::new(),
        };
        let mut told = self.0.lock().unwrap();
        told.asked.push(Asked {
            line: format!("{} {}", request.method(), request.url().as_str()),
            authorization: request.authorization().map(str::to_owned),
            range: request.headers().get("range").map(str::to_owned),
            body,
        });
        let answer = told.answers.pop_front().unwrap_or_else(|| panic!("not in the script: {request:?}"));
        Box::pin(ready(answer.respond()))
    }

    fn pause<'a>(&'a self, duration: Duration) -> BoxFuture<'a, ()> {
        self.0.lock().unwrap().pauses.push(duration);
        Box::pin(ready(()))
    }
}

pub fn run<F: Future>(future: F) -> F::Output {
    countersign_transport::block_on(future)
}

pub fn ureq() -> UreqTransport {
    UreqTransport::new(TlsSettings::system().with_ring().unwrap(), &AdapterOptions::new())
}

pub fn reqwest() -> ReqwestTransport {
    ReqwestTransport::new(TlsSettings::system().with_ring().unwrap(), &AdapterOptions::new()).unwrap()
}

/// Patient enough for a busy machine, and quick to end.
pub fn limits() -> Limits {
    Limits::default()
        .with_total_time(Duration::from_secs(3))
        .with_read_time(Duration::from_secs(1))
        .with_min_throughput(0)
}

/// A client of registries on this machine that tries again at once.
pub fn local(transport: impl Transport + 'static) -> Builder {
    let quick = RetryPolicy::new()
        .with_attempts(NonZeroU32::new(3).unwrap())
        .with_pauses(Duration::from_millis(1), Duration::from_millis(2));
    Registry::builder(transport).rules(Rules::new().with_loopback_http()).limits(limits()).retry(quick)
}

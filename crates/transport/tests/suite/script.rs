//! A transport that answers from a table, and records what it was asked.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Arc, Mutex},
    task::Poll,
    thread,
    time::Duration,
};

use countersign_transport::{
    BoxFuture, BytesBody, Cancellation, Client, Destination, Dialled, Headers, Limits, Method, ReadBody,
    Request, Response, Rules, Transport, TransportError, Url,
};

/// An address that anyone reaches.
pub const PUBLIC: &str = "8.8.8.8";
/// An address of a private network.
pub const PRIVATE: &str = "10.1.2.3";

#[derive(Debug, Default)]
pub struct Script {
    answers: BTreeMap<String, Answer>,
    seen: Mutex<Vec<Seen>>,
    careless: bool,
}

/// What was sent.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: Method,
    pub url: String,
    pub authorization: Option<String>,
    pub destination: Destination,
    pub headers: Headers,
    pub timeout: Duration,
    pub length: u64,
}

#[derive(Clone, Debug)]
pub struct Answer {
    status: u16,
    headers: Headers,
    dialled: Dialled,
    content: Content,
    delay: Option<Duration>,
}

#[derive(Clone, Debug)]
pub enum Content {
    Bytes(Vec<u8>),
    /// These bytes, then the connection is closed.
    Broken(Vec<u8>),
    Endless,
    /// A byte after each pause.
    Drip(Duration),
    Stalled,
    /// Cancels when the second piece is asked for.
    Cancels(Cancellation, usize),
}

impl Answer {
    pub fn new(status: u16) -> Self {
        let dialled = Dialled::Address(ip(PUBLIC));
        let content = Content::Bytes(b"body".to_vec());
        Self { status, headers: Headers::new(), dialled, content, delay: None }
    }

    /// A redirect by status 307.
    pub fn to(location: &str) -> Self {
        Self::new(307).header("location", location)
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.append(name, value).unwrap();
        self
    }

    pub fn from(mut self, address: &str) -> Self {
        self.dialled = Dialled::Address(ip(address));
        self
    }

    pub fn dialled(mut self, dialled: Dialled) -> Self {
        self.dialled = dialled;
        self
    }

    pub fn content(mut self, content: Content) -> Self {
        self.content = content;
        self
    }

    pub fn bytes(self, bytes: &[u8]) -> Self {
        self.content(Content::Bytes(bytes.to_vec()))
    }

    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = Some(delay);
        self
    }
}

impl Script {
    pub fn new(answers: &[(&str, Answer)]) -> Self {
        let answers = answers.iter().map(|(url, answer)| ((*url).to_owned(), answer.clone())).collect();
        Self { answers, ..Self::default() }
    }

    /// Dials whatever it is told to.
    pub fn careless(mut self) -> Self {
        self.careless = true;
        self
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub fn urls(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| seen.url).collect()
    }

    /// Which requests carried which credentials.
    pub fn authorizations(&self) -> Vec<Option<String>> {
        self.seen().into_iter().map(|seen| seen.authorization).collect()
    }

    fn record(&self, request: &Request) {
        self.seen.lock().unwrap().push(Seen {
            method: request.method(),
            url: request.url().to_string(),
            authorization: request.authorization().map(str::to_owned),
            destination: request.destination(),
            headers: request.headers().clone(),
            timeout: request.timeout(),
            length: request.body().length(),
        });
    }

    fn answer(&self, request: &Request) -> Result<Answer, TransportError> {
        let answer = self.answers.get(request.url().as_str()).cloned().ok_or(TransportError::Name)?;
        if let (Dialled::Address(address), false) = (answer.dialled, self.careless) {
            request.destination().check(address)?;
        }
        self.record(request);
        Ok(answer)
    }
}

impl Transport for Script {
    fn send<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        Box::pin(async move {
            let Answer { status, headers, dialled, content, delay } = self.answer(&request)?;
            if let Some(delay) = delay {
                self.pause(delay).await;
            }
            let body: Box<dyn ReadBody> = match content {
                Content::Bytes(bytes) => Box::new(BytesBody::new(bytes)),
                content => Box::new(content),
            };
            Ok(Response::new(status, headers, dialled, body))
        })
    }

    fn pause<'a>(&'a self, duration: Duration) -> BoxFuture<'a, ()> {
        sleep(duration)
    }
}

/// Lets a thread of its own sleep.
fn sleep(duration: Duration) -> BoxFuture<'static, ()> {
    let over = Arc::new(Mutex::new(false));
    let mut started = false;
    Box::pin(std::future::poll_fn(move |context| {
        if *over.lock().unwrap() {
            return Poll::Ready(());
        }
        if !std::mem::replace(&mut started, true) {
            let (over, waker) = (over.clone(), context.waker().clone());
            thread::spawn(move || {
                thread::sleep(duration);
                *over.lock().unwrap() = true;
                waker.wake();
            });
        }
        Poll::Pending
    }))
}

impl ReadBody for Content {
    fn read<'a>(&'a mut self, into: &'a mut [u8]) -> BoxFuture<'a, Result<usize, TransportError>> {
        Box::pin(async move {
            match self {
                Self::Bytes(_) => Ok(0),
                Self::Broken(bytes) if bytes.is_empty() => Err(TransportError::Closed),
                Self::Broken(bytes) => {
                    let count = bytes.len().min(into.len());
                    into[..count].copy_from_slice(&bytes[..count]);
                    bytes.drain(..count);
                    Ok(count)
                }
                Self::Endless => Ok(into.len()),
                Self::Drip(every) => {
                    sleep(*every).await;
                    Ok(1)
                }
                Self::Stalled => std::future::pending().await,
                Self::Cancels(cancellation, pieces) => {
                    *pieces += 1;
                    if *pieces == 2 {
                        cancellation.cancel();
                    }
                    Ok(1)
                }
            }
        })
    }
}

pub fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

pub fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

/// A script, and a client over it under these rules.
pub fn client_under(rules: Rules, script: Script) -> (Arc<Script>, Client) {
    with(rules, Limits::default(), script)
}

pub fn client(answers: &[(&str, Answer)]) -> (Arc<Script>, Client) {
    client_under(Rules::new(), Script::new(answers))
}

pub fn with(rules: Rules, limits: Limits, script: Script) -> (Arc<Script>, Client) {
    let script = Arc::new(script);
    (script.clone(), Client::new(script, rules, limits))
}

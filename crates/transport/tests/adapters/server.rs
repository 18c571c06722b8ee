//! A server on loopback that does exactly what a case says, and remembers what it was asked.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use countersign_transport::Url;

/// Runs until the test's process ends.
#[derive(Clone)]
pub struct Server {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    heads: Arc<Mutex<Vec<Head>>>,
}

/// A connection, in the clear or not.
pub trait Wire: Read + Write + Send {}

impl<T: Read + Write + Send> Wire for T {}

impl Server {
    /// Serves each connection by `serve`, on a thread of its own.
    pub fn start(serve: impl Fn(&mut Peer) + Send + Sync + 'static) -> Self {
        Self::start_over(|stream| Box::new(stream), serve)
    }

    /// Answers every request with `answer`.
    pub fn answering(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::start(move |peer| {
            while let Some(head) = peer.head() {
                peer.body(&head);
                peer.send(&answer);
            }
        })
    }

    /// The same as [`start`](Self::start), over what `wrap` makes of a connection.
    pub fn start_over(
        wrap: impl Fn(TcpStream) -> Box<dyn Wire> + Send + Sync + 'static,
        serve: impl Fn(&mut Peer) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = Self { address, connections: Arc::default(), heads: Arc::default() };
        let (kept, shared) = (server.clone(), Arc::new((wrap, serve)));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (server, shared) = (kept.clone(), shared.clone());
                server.connections.fetch_add(1, Ordering::SeqCst);
                thread::spawn(move || {
                    let raw = stream.unwrap();
                    let wire = (shared.0)(raw.try_clone().unwrap());
                    (shared.1)(&mut Peer { wire, raw, heads: server.heads });
                });
            }
        });
        server
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn url(&self, path: &str) -> Url {
        self.url_for("http", "127.0.0.1", path)
    }

    pub fn url_for(&self, scheme: &str, host: &str, path: &str) -> Url {
        Url::parse(&format!("{scheme}://{host}:{}{path}", self.port())).unwrap()
    }

    /// Connections that were accepted so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The heads that were read so far.
    pub fn heads(&self) -> Vec<Head> {
        self.heads.lock().unwrap().clone()
    }
}

/// The other end of one connection.
pub struct Peer {
    wire: Box<dyn Wire>,
    raw: TcpStream,
    heads: Arc<Mutex<Vec<Head>>>,
}

impl Peer {
    /// The next request's head; none at the end of the connection.
    pub fn head(&mut self) -> Option<Head> {
        let mut text = Vec::new();
        while !text.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            self.wire.read_exact(&mut byte).ok()?;
            text.push(byte[0]);
        }
        let head = Head(String::from_utf8(text).unwrap());
        self.heads.lock().unwrap().push(head.clone());
        Some(head)
    }

    /// The request's body, as long as its head says, or as far as it came.
    pub fn body(&mut self, head: &Head) -> Vec<u8> {
        let length = head.field("content-length").map_or(0, |length| length.parse().unwrap());
        let mut body = Vec::new();
        let _ = Read::by_ref(&mut self.wire).take(length).read_to_end(&mut body);
        body
    }

    /// Sends, and does not care whether anyone still listens.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.wire.write_all(bytes.as_ref()).and_then(|()| self.wire.flush()).is_ok()
    }

    /// The connection below TLS.
    pub fn raw(&self) -> &TcpStream {
        &self.raw
    }

    pub fn wire(&mut self) -> &mut dyn Wire {
        &mut *self.wire
    }
}

/// A request's head as it was received.
#[derive(Clone, Debug)]
pub struct Head(pub String);

impl Head {
    pub fn line(&self) -> &str {
        self.0.lines().next().unwrap()
    }

    pub fn target(&self) -> &str {
        self.line().split(' ').nth(1).unwrap()
    }

    pub fn field(&self, name: &str) -> Option<&str> {
        self.0.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// The names of all fields, in lower case and in order of the alphabet.
    pub fn names(&self) -> Vec<String> {
        let names = self.0.lines().skip(1).filter_map(|line| line.split_once(": "));
        let mut names: Vec<_> = names.map(|(name, _)| name.to_ascii_lowercase()).collect();
        names.sort();
        names
    }
}

/// An answer with a body.
pub fn ok(body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

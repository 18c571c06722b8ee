//! A loopback HTTP server that says, byte by byte, what a test tells it to.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// What a server does next on a connection.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Sends these bytes.
    Bytes(Vec<u8>),
    /// Sends these bytes over and over until nobody reads them.
    Endless(Vec<u8>),
    /// Sends these bytes one by one, each after a pause.
    Drip(Vec<u8>, Duration),
    /// Waits.
    Pause(Duration),
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct LoopbackRequest {
    /// The method.
    pub method: String,
    /// The target, which begins with `/`.
    pub target: String,
    /// The fields, their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, by its `Content-Length`.
    pub body: Vec<u8>,
}

impl LoopbackRequest {
    /// The value of the first field of this name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(present, _)| present == name).map(|(_, value)| value.as_str())
    }
}

/// How a server answers the request that is its n-th, counted from 0.
type Answer = dyn Fn(&LoopbackRequest, usize) -> Vec<Piece> + Send + Sync;

/// An HTTP/1.1 server without TLS on `127.0.0.1` and a free port. Each connection carries one request. It ends when it is
/// dropped.
///
/// ```
/// use testkit::{LoopbackServer, reply};
///
/// let server = LoopbackServer::start(|_request, _n| vec![reply(200, &[("content-type", "text/plain")], b"hello")]);
/// assert!(server.url("/").starts_with("http://127.0.0.1:"));
/// assert!(server.requests().is_empty());
/// ```
pub struct LoopbackServer {
    address: SocketAddr,
    state: Arc<State>,
    accepting: Option<JoinHandle<()>>,
}

struct State {
    answer: Box<Answer>,
    requests: Mutex<Vec<LoopbackRequest>>,
    over: AtomicBool,
}

/// A whole answer with its `Content-Length`, after which the connection is closed.
#[must_use]
pub fn reply(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Piece {
    let mut bytes = head(status, headers, Some(body.len()));
    bytes.extend_from_slice(body);
    Piece::Bytes(bytes)
}

/// The head of an answer, with a `Content-Length` or without.
#[must_use]
pub fn head(status: u16, headers: &[(&str, &str)], length: Option<usize>) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} Status\r\nconnection: close\r\n");
    let length = length.map(|length| ("content-length".to_owned(), length.to_string()));
    let given = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    for (name, value) in given.chain(length) {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    format!("{text}\r\n").into_bytes()
}

impl LoopbackServer {
    /// Starts one that answers as `answer` says.
    ///
    /// # Panics
    ///
    /// When no port can be had.
    #[must_use]
    pub fn start(answer: impl Fn(&LoopbackRequest, usize) -> Vec<Piece> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (requests, over) = (Mutex::default(), AtomicBool::new(false));
        let state = Arc::new(State { answer: Box::new(answer), requests, over });
        let shared = Arc::clone(&state);
        let accepting = thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if shared.over.load(Ordering::SeqCst) {
                    break;
                }
                let state = Arc::clone(&shared);
                thread::spawn(move || serve(&state, stream));
            }
        });
        Self { address, state, accepting: Some(accepting) }
    }

    /// `127.0.0.1:PORT`.
    #[must_use]
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// `http://127.0.0.1:PORT` and `target`, which begins with `/`.
    #[must_use]
    pub fn url(&self, target: &str) -> String {
        format!("http://{}{target}", self.address)
    }

    /// What arrived so far.
    #[must_use]
    pub fn requests(&self) -> Vec<LoopbackRequest> {
        self.state.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for LoopbackServer {
    fn drop(&mut self) {
        self.state.over.store(true, Ordering::SeqCst);
        // Wakes whoever accepts.
        drop(TcpStream::connect(self.address));
        if let Some(accepting) = self.accepting.take() {
            drop(accepting.join());
        }
    }
}

impl std::fmt::Debug for LoopbackServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoopbackServer").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Whatever goes wrong on a connection is the client's to notice.
fn serve(state: &State, mut stream: TcpStream) {
    let Some(request) = read(&stream) else { return };
    let mut requests = state.requests.lock().unwrap_or_else(PoisonError::into_inner);
    let number = requests.len();
    requests.push(request.clone());
    drop(requests);
    for piece in (state.answer)(&request, number) {
        if say(state, &mut stream, &piece).is_err() {
            return;
        }
    }
}

fn read(stream: &TcpStream) -> Option<LoopbackRequest> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, target) = (words.next()?, words.next()?);
    let mut headers = Vec::new();
    loop {
        let mut field = String::new();
        reader.read_line(&mut field).ok()?;
        let Some((name, value)) = field.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut request = LoopbackRequest { method, target, headers, body: Vec::new() };
    let length = request.header("content-length").and_then(|value| value.parse().ok()).unwrap_or(0);
    request.body = vec![0; length];
    reader.read_exact(&mut request.body).ok()?;
    Some(request)
}

fn say(state: &State, stream: &mut TcpStream, piece: &Piece) -> std::io::Result<()> {
    match piece {
        Piece::Bytes(bytes) => stream.write_all(bytes),
        Piece::Endless(bytes) => {
            while !state.over.load(Ordering::SeqCst) {
                stream.write_all(bytes)?;
            }
            Ok(())
        }
        Piece::Drip(bytes, pause) => bytes.iter().try_for_each(|byte| {
            thread::sleep(*pause);
            stream.write_all(&[*byte])
        }),
        Piece::Pause(time) => {
            thread::sleep(*time);
            Ok(())
        }
    }
}

//! A socket under a deadline, plain or with TLS on top.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use rustls::{ClientConnection, StreamOwned};

/// A TCP stream whose reads and writes end at a deadline, however many they are.
#[derive(Debug)]
pub(super) struct Socket {
    stream: TcpStream,
    deadline: Option<Instant>,
}

impl Socket {
    pub(super) fn new(stream: TcpStream, deadline: Option<Instant>) -> Self {
        Self { stream, deadline }
    }

    fn left(&self) -> io::Result<Option<Duration>> {
        let Some(deadline) = self.deadline else { return Ok(None) };
        match deadline.checked_duration_since(Instant::now()) {
            Some(left) if !left.is_zero() => Ok(Some(left)),
            _ => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    /// Reads what is there, without waiting.
    fn glance<T>(&self, look: impl FnOnce(&TcpStream) -> io::Result<T>) -> io::Result<T> {
        self.stream.set_nonblocking(true)?;
        let seen = look(&self.stream);
        self.stream.set_nonblocking(false)?;
        seen
    }
}

/// A socket timeout that passed is reported as `WouldBlock` on some systems.
fn timed_out(error: io::Error) -> io::Error {
    if error.kind() == io::ErrorKind::WouldBlock { io::ErrorKind::TimedOut.into() } else { error }
}

impl Read for Socket {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(self.left()?)?;
        self.stream.read(into).map_err(timed_out)
    }
}

impl Write for Socket {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(self.left()?)?;
        self.stream.write(from).map_err(timed_out)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What carries the bytes of HTTP.
pub(super) enum Channel {
    Plain(Socket),
    Tls(Box<StreamOwned<ClientConnection, Socket>>),
}

impl Channel {
    pub(super) fn is_tls(&self) -> bool {
        matches!(self, Self::Tls(_))
    }

    pub(super) fn set_deadline(&mut self, deadline: Option<Instant>) {
        match self {
            Self::Plain(socket) => socket.deadline = deadline,
            Self::Tls(stream) => stream.sock.deadline = deadline,
        }
    }

    pub(super) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(socket) => socket.write_all(bytes),
            Self::Tls(stream) => stream.write_all(bytes).and_then(|()| stream.flush()),
        }
    }

    pub(super) fn receive(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = match self {
                Self::Plain(socket) => socket.read(into),
                Self::Tls(stream) => stream.read(into),
            };
            match read {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => return other,
            }
        }
    }

    /// Whether the other side still listens and owes nothing: bytes that nobody asked for end a connection's use.
    pub(super) fn is_idle(&mut self) -> bool {
        match self {
            Self::Plain(socket) => waits(&socket.glance(|stream| stream.peek(&mut [0]))),
            Self::Tls(stream) => tls_is_idle(&mut stream.conn, &stream.sock),
        }
    }
}

fn waits(read: &io::Result<usize>) -> bool {
    read.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
}

/// Session tickets may still be on their way; anything else, and the end of the stream, is not idle.
fn tls_is_idle(connection: &mut ClientConnection, socket: &Socket) -> bool {
    let read = socket.glance(|mut stream| connection.read_tls(&mut stream));
    let lives = waits(&read) || matches!(read, Ok(1..));
    let idle = |state: rustls::IoState| state.plaintext_bytes_to_read() == 0 && !state.peer_has_closed();
    lives && connection.process_new_packets().is_ok_and(idle)
}

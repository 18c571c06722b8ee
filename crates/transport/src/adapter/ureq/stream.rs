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
    /// What the socket was told last; none where it was told nothing.
    reading: Option<Option<Duration>>,
    writing: Option<Option<Duration>>,
}

/// A wait may end this much after its deadline: telling the socket anew before every piece of a body costs more than the
/// piece.
const LATE: Duration = Duration::from_millis(100);

/// Whether a socket that was told to wait so long may go on with that where so much is left.
fn still_fits(told: Option<Option<Duration>>, left: Option<Duration>) -> bool {
    match (told, left) {
        (Some(Some(told)), Some(left)) => {
            told.checked_sub(left).is_some_and(|late| late <= LATE.min(left / 16))
        }
        (Some(None), None) => true,
        _ => false,
    }
}

impl Socket {
    pub(super) fn new(stream: TcpStream, deadline: Option<Instant>) -> Self {
        Self { stream, deadline, reading: None, writing: None }
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
        let left = self.left()?;
        if !still_fits(self.reading, left) {
            self.stream.set_read_timeout(left)?;
            self.reading = Some(left);
        }
        self.stream.read(into).map_err(timed_out)
    }
}

impl Write for Socket {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        let left = self.left()?;
        if !still_fits(self.writing, left) {
            self.stream.set_write_timeout(left)?;
            self.writing = Some(left);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_is_told_anew_unless_it_would_wait_hardly_longer_than_it_may() {
        let seconds = |seconds| Some(Duration::from_secs_f64(seconds));
        assert!(still_fits(Some(seconds(30.0)), seconds(30.0)));
        assert!(still_fits(Some(seconds(30.0)), seconds(29.95)));
        assert!(still_fits(Some(None), None));
        // It would wait too long, also beside the little that is left; it would give up too early; it was told nothing.
        assert!(!still_fits(Some(seconds(30.0)), seconds(29.0)));
        assert!(!still_fits(Some(seconds(0.2)), seconds(0.15)));
        assert!(!still_fits(Some(seconds(29.0)), seconds(30.0)));
        assert!(!still_fits(Some(None), seconds(30.0)));
        assert!(!still_fits(Some(seconds(30.0)), None));
        assert!(!still_fits(None, None));
    }
}

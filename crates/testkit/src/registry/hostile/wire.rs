use super::control::Control;
use super::delivery::Delivery;
use std::io::{self, BufWriter, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

/// How a body's end is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    Length,
    Chunked,
    UntilClose,
}

/// Where sending stops too early.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop {
    /// Bytes of the body.
    pub(super) after: u64,
    pub(super) ending: Ending,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Close,
    Reset,
    Stall,
}

impl Delivery {
    /// Sends it; whether the connection can carry another exchange.
    pub(super) fn send(&self, stream: &TcpStream, control: &Control) -> io::Result<bool> {
        control.wait(self.delay)?;
        let mut out = BufWriter::with_capacity(BUFFER, Pacer { stream, control, pace: self.pace });
        out.write_all(self.head().as_bytes())?;
        if self.endless_headers {
            return flood(&mut out, b"x-more: more\r\n");
        }
        out.write_all(b"\r\n")?;
        if self.bodiless {
            out.flush()?;
            return Ok(true);
        }
        self.send_body(&mut out)?;
        match self.stop {
            Some(stop) => end(stream, control, stop.ending),
            None => Ok(self.framing != Framing::UntilClose && self.lie == 0),
        }
    }

    /// Status line and fields, without the empty line.
    fn head(&self) -> String {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.answer.status, self.answer.reason());
        for (name, value) in &self.answer.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head + &self.length_field()
    }

    fn length_field(&self) -> String {
        if matches!(self.answer.status, 204 | 304) {
            return String::new();
        }
        match self.framing {
            Framing::Length if !self.endless => {
                let length = self.answer.extent().1.saturating_add_signed(self.lie);
                format!("content-length: {length}\r\n")
            }
            Framing::UntilClose => "connection: close\r\n".to_owned(),
            Framing::Length | Framing::Chunked => "transfer-encoding: chunked\r\n".to_owned(),
        }
    }

    fn send_body(&self, out: &mut impl Write) -> io::Result<()> {
        let chunked = self.framing == Framing::Chunked || (self.endless && self.framing == Framing::Length);
        let (mut offset, length) = self.answer.extent();
        let end = offset + self.stop.map_or(length, |stop| stop.after.min(length));
        let mut buffer = vec![0; BUFFER];
        while offset < end {
            let wanted = usize::try_from(end - offset).unwrap_or(BUFFER).min(BUFFER);
            let count = self.answer.body.read_at(offset, &mut buffer[..wanted])?;
            send_piece(out, &buffer[..count], chunked)?;
            offset += count as u64;
        }
        if self.endless {
            // White space, so that what is endless is not malformed at once.
            buffer.fill(b' ');
            loop {
                send_piece(out, &buffer, chunked)?;
            }
        }
        if chunked && self.stop.is_none() {
            out.write_all(b"0\r\n\r\n")?;
        }
        out.flush()
    }
}

const BUFFER: usize = 64 * 1024;

fn send_piece(out: &mut impl Write, bytes: &[u8], chunked: bool) -> io::Result<()> {
    if !chunked {
        return out.write_all(bytes);
    }
    write!(out, "{:x}\r\n", bytes.len())?;
    out.write_all(bytes)?;
    out.write_all(b"\r\n")
}

fn flood(out: &mut impl Write, bytes: &[u8]) -> io::Result<bool> {
    loop {
        out.write_all(bytes)?;
    }
}

/// Ends the connection in this way.
pub(super) fn end(stream: &TcpStream, control: &Control, ending: Ending) -> io::Result<bool> {
    match ending {
        Ending::Close => stream.shutdown(Shutdown::Write)?,
        Ending::Reset => rustix::net::sockopt::set_socket_linger(stream, Some(Duration::ZERO))?,
        Ending::Stall => control.wait_for_hangup(stream)?,
    }
    Ok(false)
}

/// Sends some bytes at a time.
struct Pacer<'a> {
    stream: &'a TcpStream,
    control: &'a Control,
    pace: Option<(usize, Duration)>,
}

impl Write for Pacer<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some((count, every)) = self.pace else { return self.stream.write(bytes) };
        let written = self.stream.write(&bytes[..count.max(1).min(bytes.len())])?;
        self.control.wait(every)?;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

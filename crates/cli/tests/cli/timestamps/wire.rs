//! HTTP/1.1 by hand, so that a test says what is on the wire.

use std::{
    io::{self, Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

/// An answer over HTTP.
#[derive(Debug, PartialEq, Eq)]
pub struct Answered {
    pub status: u16,
    pub kind: String,
    pub head: String,
    pub body: Vec<u8>,
}

pub fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream
}

pub fn head(method: &str, path: &str, kind: &str, length: usize) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nhost: tsa\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n"
    )
}

pub fn post(stream: &mut TcpStream, path: &str, body: &[u8]) -> Answered {
    let head = head("POST", path, "application/timestamp-query", body.len());
    stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
    read(stream).unwrap()
}

pub fn exchange(stream: &mut TcpStream, request: &[u8]) -> Answered {
    stream.write_all(request).unwrap();
    read(stream).unwrap()
}

/// One answer, with as many bytes of a body as its head says.
pub fn read(stream: &mut TcpStream) -> io::Result<Answered> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        bytes.push(byte[0]);
    }
    let head = String::from_utf8(bytes).unwrap().to_ascii_lowercase();
    let field = |name: &str| {
        let lines = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        lines.unwrap_or_default().to_owned()
    };
    let mut body = vec![0; field("content-length").parse().unwrap_or(0)];
    stream.read_exact(&mut body)?;
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Ok(Answered { status, kind: field("content-type"), head, body })
}

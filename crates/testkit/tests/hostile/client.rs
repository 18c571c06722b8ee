use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;
use testkit::HostileRegistry;

/// Everything that came over the connection until it ended, split as HTTP has it.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
    /// Why reading ended, where it was not the end of the connection.
    pub broke: Option<std::io::ErrorKind>,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut fields = self.head.lines().filter_map(|line| line.split_once(": "));
        fields.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn is_empty(&self) -> bool {
        self.head.is_empty() && self.body.is_empty()
    }
}

pub fn get(registry: &HostileRegistry, target: &str) -> Reply {
    send(registry, "GET", target, &[], b"")
}

pub fn send(
    registry: &HostileRegistry,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Reply {
    send_to(&registry.address(), method, target, headers, body)
}

pub fn send_to(address: &str, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(address).unwrap();
    write_request(&mut stream, method, target, headers, body);
    read_reply(&mut stream)
}

pub fn write_request(
    stream: &mut TcpStream,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) {
    let fields: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = body.len();
    let head = format!(
        "{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n{fields}\r\n"
    );
    stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
}

/// Waits for more no longer than a moment.
pub fn get_briefly(registry: &HostileRegistry, target: &str) -> Reply {
    let mut stream = TcpStream::connect(registry.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    write_request(&mut stream, "GET", target, &[], b"");
    read_reply(&mut stream)
}

pub const MOST: usize = 4 * 1024 * 1024;

/// Reads until the end, an error, a timeout or 4 MiB.
pub fn read_reply(stream: &mut TcpStream) -> Reply {
    let mut bytes = Vec::new();
    let mut buffer = vec![0; 65536];
    let broke = loop {
        match stream.read(&mut buffer) {
            Ok(0) => break None,
            Ok(count) => bytes.extend(&buffer[..count]),
            Err(error) => break Some(error.kind()),
        }
        if bytes.len() > MOST {
            break None;
        }
    };
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
    let (head, body) = end.map_or((bytes.as_slice(), &[][..]), |end| (&bytes[..end], &bytes[end + 4..]));
    let head = String::from_utf8_lossy(head).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Reply { status, body: body.to_vec(), head, broke }
}

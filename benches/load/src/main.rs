//! A bounded load of timestamp requests over HTTP: so many connections, each with so many requests one after the other.
//!
//! ```text
//! load HOST:PORT PATH CONNECTIONS REQUESTS
//! ```
//!
//! Every answer must be granted and hold the nonce of its request. What is printed: answers per second over all connections, and
//! the time from a request to its answer.

use std::{
    env,
    error::Error,
    io::{Read as _, Write as _},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Result<()> {
    let words: Vec<String> = env::args().skip(1).collect();
    let [address, path, connections, requests] = words.as_slice() else {
        return Err("load HOST:PORT PATH CONNECTIONS REQUESTS".into());
    };
    let (connections, requests): (u64, u64) = (connections.parse()?, requests.parse()?);
    // Connections and code are warm before anything counts.
    run(address, path, connections, requests.div_ceil(10))?;
    let begun = Instant::now();
    let mut times = run(address, path, connections, requests)?;
    let seconds = begun.elapsed().as_secs_f64();
    times.sort_unstable();
    println!("{} answers, {:.0} a second", times.len(), times.len() as f64 / seconds);
    println!("p50 {:?}, p99 {:?}, longest {:?}", at(&times, 50), at(&times, 99), at(&times, 100));
    Ok(())
}

fn at(sorted: &[Duration], percent: usize) -> Duration {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}

fn run(address: &str, path: &str, connections: u64, requests: u64) -> Result<Vec<Duration>> {
    thread::scope(|scope| {
        let ask = |number| scope.spawn(move || ask(address, path, number << 32, requests));
        let asking: Vec<_> = (0..connections).map(ask).collect();
        let mut times = Vec::new();
        for thread in asking {
            times.extend(thread.join().map_err(|_| "a connection panicked")??);
        }
        Ok(times)
    })
}

fn ask(address: &str, path: &str, first: u64, requests: u64) -> Result<Vec<Duration>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let mut times = Vec::new();
    for number in 0..requests {
        let nonce = (first + number + 1).to_be_bytes();
        let request = request(path, &nonce);
        let begun = Instant::now();
        stream.write_all(&request)?;
        let (head, body) = answer(&mut stream)?;
        times.push(begun.elapsed());
        let is_granted = body.windows(5).take(16).any(|window| window == [0x30, 3, 2, 1, 0]);
        let is_ours = body.windows(nonce.len()).any(|window| window == nonce);
        if !head.starts_with("HTTP/1.1 20") || !is_granted || !is_ours {
            return Err(format!("no token for this request: {head}").into());
        }
        if head.contains("connection: close") {
            stream = TcpStream::connect(address)?;
            stream.set_nodelay(true)?;
        }
    }
    Ok(times)
}

/// A SHA-256 imprint, a nonce, and the certificate asked for.
fn request(path: &str, nonce: &[u8; 8]) -> Vec<u8> {
    let mut der = vec![0x30, 70, 2, 1, 1, 0x30, 0x31, 0x30, 0x0d, 6, 9];
    der.extend([0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 32]);
    der.extend([0x5a; 32]);
    // A first octet that keeps it positive and of one length.
    der.extend([2, 9, 0x40]);
    der.extend(nonce);
    der.extend([1, 1, 0xff]);
    der[1] = u8::try_from(der.len() - 2).unwrap_or_default();
    let length = der.len();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: tsa\r\ncontent-type: application/timestamp-query\r\ncontent-length: {length}\r\n\r\n"
    );
    [head.as_bytes(), &der].concat()
}

/// The head in lower case but for its first line, and the body, by its length or in chunks.
fn answer(stream: &mut TcpStream) -> Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        more(stream, &mut bytes)?;
    };
    let head = String::from_utf8(bytes[..end].to_vec())?;
    let first = head.lines().next().unwrap_or_default().to_owned();
    let head = head.to_ascii_lowercase().replacen(&first.to_ascii_lowercase(), &first, 1);
    let mut body = bytes.split_off(end);
    if head.contains("transfer-encoding: chunked") {
        while !body.ends_with(b"0\r\n\r\n") {
            more(stream, &mut body)?;
        }
        return Ok((head, body));
    }
    let field = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = field.ok_or("no length")?.parse()?;
    while body.len() < length {
        more(stream, &mut body)?;
    }
    Ok((head, body))
}

fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Result<()> {
    let mut buffer = [0; 8192];
    match stream.read(&mut buffer)? {
        0 => Err("the connection ended".into()),
        read => Ok(bytes.extend_from_slice(&buffer[..read])),
    }
}

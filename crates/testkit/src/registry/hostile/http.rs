use super::content::{Content, Spool};
use std::io::{self, BufRead, Read};

/// The beginning of a request (RFC 9112).
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) method: String,
    pub(super) target: String,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
}

const MAX_LINE: u64 = 64 * 1024;
const MAX_HEADERS: usize = 200;

impl Head {
    /// `None` where the connection ended before a request began.
    pub(super) fn read(input: &mut impl BufRead) -> io::Result<Option<Self>> {
        let Some(line) = read_line(input)? else { return Ok(None) };
        let mut words = line.split(' ');
        let (Some(method), Some(target), Some(_version)) = (words.next(), words.next(), words.next()) else {
            return Err(io::Error::other("no request line"));
        };
        let (method, target) = (method.to_owned(), target.to_owned());
        Ok(Some(Self { method, target, headers: read_fields(input)? }))
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn asks_to_close(&self) -> bool {
        self.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"))
    }

    pub(super) fn awaits_continue(&self) -> bool {
        self.header("expect").is_some_and(|value| value.eq_ignore_ascii_case("100-continue"))
    }

    /// The body, or its first `most` bytes.
    pub(super) fn read_body(&self, input: &mut impl BufRead, most: u64) -> io::Result<Content> {
        let mut spool = Spool::default();
        let encoding = self.header("transfer-encoding").unwrap_or_default();
        if encoding.eq_ignore_ascii_case("chunked") {
            while spool.length() < most && read_chunk(input, most, &mut spool)? {}
        } else {
            let length = self.header("content-length").map_or(Ok(0), str::parse);
            copy(input, length.map_err(io::Error::other)?.min(most), &mut spool)?;
        }
        Ok(spool.finish())
    }
}

fn read_fields(input: &mut impl BufRead) -> io::Result<Vec<(String, String)>> {
    let mut headers = Vec::new();
    while headers.len() < MAX_HEADERS {
        match read_line(input)? {
            Some(line) if line.is_empty() => return Ok(headers),
            Some(line) => {
                let (name, value) = line.split_once(':').ok_or_else(|| io::Error::other("no field"))?;
                headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            }
            None => return Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
    Err(io::Error::other("too many fields"))
}

/// Whether more follow.
fn read_chunk(input: &mut impl BufRead, most: u64, spool: &mut Spool) -> io::Result<bool> {
    let line = read_line(input)?.ok_or(io::ErrorKind::UnexpectedEof)?;
    let size = line.split(';').next().unwrap_or_default().trim();
    let size = u64::from_str_radix(size, 16).map_err(io::Error::other)?;
    if size == 0 {
        read_fields(input)?;
        return Ok(false);
    }
    let wanted = size.min(most - spool.length());
    copy(input, wanted, spool)?;
    if wanted < size {
        return Ok(false);
    }
    read_line(input)?;
    Ok(true)
}

fn copy(input: &mut impl BufRead, length: u64, spool: &mut Spool) -> io::Result<()> {
    let mut left = length;
    while left > 0 {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let count = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        spool.write(&buffer[..count])?;
        input.consume(count);
        left -= count as u64;
    }
    Ok(())
}

fn read_line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    input.take(MAX_LINE).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.pop() != Some(b'\n') {
        return Err(io::Error::other("a line without end"));
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(Some(line.iter().map(|&byte| char::from(byte)).collect()))
}

/// The value of `name` in the query of `target`, decoded.
pub(super) fn query(target: &str, name: &str) -> Option<String> {
    queries(target, name).into_iter().next()
}

pub(super) fn queries(target: &str, name: &str) -> Vec<String> {
    form(target.split_once('?').map_or("", |(_, query)| query), name)
}

/// The values of `name` in `application/x-www-form-urlencoded` text.
pub(super) fn form(text: &str, name: &str) -> Vec<String> {
    let pairs = text.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.filter(|(known, _)| *known == name).map(|(_, value)| percent_decoded(value)).collect()
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => hex_digit(rest.next()) << 4 | hex_digit(rest.next()),
            other => other,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex_digit(digit: Option<u8>) -> u8 {
    let digit = char::from(digit.unwrap_or(b'0')).to_digit(16).unwrap_or(0);
    u8::try_from(digit).expect("less than 16")
}

#[cfg(test)]
mod tests {
    use super::{Head, queries, query};
    use std::io::Cursor;

    #[test]
    fn reads_a_request_with_its_body_however_it_is_framed() {
        for text in [
            "PUT /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nhellorest",
            "PUT /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\nrest",
        ] {
            let mut input = Cursor::new(text);
            let head = Head::read(&mut input).unwrap().unwrap();
            assert_eq!((head.method.as_str(), head.target.as_str()), ("PUT", "/a"));
            assert_eq!(head.read_body(&mut input.clone(), 3).unwrap().to_vec(), b"hel");
            assert_eq!(head.read_body(&mut input, u64::MAX).unwrap().to_vec(), b"hello");
        }
        assert!(Head::read(&mut Cursor::new("")).unwrap().is_none());
    }

    #[test]
    fn reads_queries() {
        let target = "/token?scope=repository%3aa%2Fb:pull&scope=x+y&empty";
        assert_eq!(queries(target, "scope"), ["repository:a/b:pull", "x y"]);
        assert_eq!(query(target, "empty").as_deref(), Some(""));
        assert_eq!(query(target, "none"), None);
    }
}

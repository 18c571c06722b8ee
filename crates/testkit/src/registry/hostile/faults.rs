use super::record::SeenRequest;
use std::time::Duration;

/// What goes wrong with an answer. Where nothing else is said, the request is handled honestly and its answer spoilt.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// This answer and nothing else; the request has no effect.
    Status {
        /// Status code.
        code: u16,
        /// Header fields.
        headers: Vec<(String, String)>,
        /// The body.
        body: Vec<u8>,
    },
    /// 429 with `Retry-After` as given; the request has no effect.
    TooManyRequests {
        /// Seconds or an HTTP date.
        retry_after: Option<String>,
    },
    /// A redirect; the request has no effect.
    Redirect {
        /// 301, 302, 303, 307, 308.
        status: u16,
        /// As it stands in the header.
        location: String,
    },
    /// 401 with this `WWW-Authenticate`, whatever the request carries; it has no effect.
    Unauthorized {
        /// The header's value.
        challenge: String,
    },
    /// The connection ends after this many bytes of the body, whose announced length is the whole one.
    Truncate {
        /// Bytes.
        after: u64,
    },
    /// The connection is reset after this many bytes of the body.
    Reset {
        /// Bytes.
        after: u64,
    },
    /// A chunked body that never ends, after the honest one.
    Endless,
    /// Header fields that never end.
    HeadersEndless,
    /// Status line, headers and body some bytes at a time.
    SlowDrip {
        /// At a time.
        bytes: usize,
        /// Pause between.
        every: Duration,
    },
    /// The honest answer, later.
    Delay(Duration),
    /// No answer ever, and the connection stays open; the request has no effect.
    Stall,
    /// Nothing more after this many bytes of the body, and the connection stays open.
    StallAfter {
        /// Bytes.
        after: u64,
    },
    /// The connection ends before any answer; the request has no effect.
    HangUp,
    /// The request takes effect, and the connection ends before any answer.
    HangUpAfter,
    /// One bit of the body's last byte is flipped.
    WrongDigestBody,
    /// `Docker-Content-Digest` names this digest.
    WrongDigestHeader(String),
    /// The body is this one, with its own length; status and other headers stay.
    Body(Vec<u8>),
    /// `Content-Length` is the body's plus this many bytes; where less than nothing, what is over is sent still.
    LyingLength(i64),
    /// 200, `text/html` and a sign-in page; the request has no effect.
    Html200,
    /// Bytes that are not HTTP; the request has no effect.
    Garbage,
    /// The body is compressed and `Content-Encoding: gzip` says so.
    Gzip,
    /// The body ends with the connection and has no announced length.
    NoContentLength,
    /// The body comes in chunks and has no announced length.
    Chunked,
    /// A header field is set to this value, whichever it had.
    Header(String, String),
    /// A header field is left out.
    NoHeader(String),
    /// `Link` leads to the page that was asked for.
    CyclicLink,
    /// `Link` leads here as the next page.
    LinkTo(String),
    /// `Location` leads here.
    LocationTo(String),
    /// A tag is read as it was before it was last set: absent where it was set once only.
    StaleTag,
    /// Only so many bytes of the request's body are read; an upload keeps them, and the connection ends without an
    /// answer.
    CutRequestBody {
        /// Bytes.
        after: u64,
    },
    /// What is pushed is answered as stored and is stored with one bit flipped, under the digest that it should have.
    StoreOtherBytes,
    /// What is pushed is answered as stored and is not.
    LoseWrite,
}

impl Fault {
    /// A status with an empty body.
    #[must_use]
    pub const fn status(code: u16) -> Self {
        Self::Status { code, headers: Vec::new(), body: Vec::new() }
    }
}

/// Which requests a fault is for: all that each named condition holds for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Matcher {
    method: Option<String>,
    path: Option<String>,
    at: Option<String>,
    skip: usize,
}

impl Matcher {
    /// Every request.
    pub fn any() -> Self {
        Self::default()
    }

    /// `GET` requests whose target holds `path`; [`Matcher::path`] says how.
    pub fn get(path: &str) -> Self {
        Self::any().method("GET").path(path)
    }

    /// `PUT` requests whose target holds `path`.
    pub fn put(path: &str) -> Self {
        Self::any().method("PUT").path(path)
    }

    /// Requests of this method.
    pub fn method(mut self, method: &str) -> Self {
        self.method = Some(method.to_owned());
        self
    }

    /// Requests whose path and query hold this text; `*` in it stands for any text.
    pub fn path(mut self, path: &str) -> Self {
        self.path = Some(path.to_owned());
        self
    }

    /// Requests that arrive at this address (the registry's, a token server's, another host's).
    pub fn at(mut self, address: &str) -> Self {
        self.at = Some(address.to_owned());
        self
    }

    /// Passes over the first `requests` that match.
    pub const fn skip(mut self, requests: usize) -> Self {
        self.skip = requests;
        self
    }

    fn matches(&self, request: &SeenRequest) -> bool {
        self.method.as_ref().is_none_or(|method| *method == request.method)
            && self.at.as_ref().is_none_or(|at| *at == request.at)
            && self.path.as_ref().is_none_or(|path| holds(&request.target, path))
    }
}

/// Whether the parts of `pattern` between its `*` stand in `text`, in their order.
fn holds(text: &str, pattern: &str) -> bool {
    let mut rest = text;
    pattern.split('*').all(|part| match rest.split_once(part) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}

/// How often a fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// Each time.
    Always,
    /// The first so many times.
    First(usize),
}

/// The faults that are set, in the order in which they were.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Rule>);

#[derive(Debug)]
struct Rule {
    matcher: Matcher,
    fault: Fault,
    seen: usize,
    left: Option<usize>,
}

impl Faults {
    pub(super) fn add(&mut self, matcher: Matcher, fault: Fault, times: Times) {
        let left = match times {
            Times::Always => None,
            Times::First(times) => Some(times),
        };
        self.0.push(Rule { matcher, fault, seen: 0, left });
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Those that strike this request, which counts for each of them.
    pub(super) fn strike(&mut self, request: &SeenRequest) -> Vec<Fault> {
        self.0.iter_mut().filter_map(|rule| rule.strike(request)).collect()
    }
}

impl Rule {
    fn strike(&mut self, request: &SeenRequest) -> Option<Fault> {
        if !self.matcher.matches(request) {
            return None;
        }
        self.seen += 1;
        if self.seen <= self.matcher.skip || self.left == Some(0) {
            return None;
        }
        self.left = self.left.map(|left| left - 1);
        Some(self.fault.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::{Matcher, holds};

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(holds("/v2/a/manifests/v1", "/manifests/"));
        assert!(holds("/v2/a/manifests/v1", "/v2/*/v1"));
        assert!(holds("/v2/a/manifests/v1", ""));
        assert!(!holds("/v2/a/manifests/v1", "v1*/v2/"));
        assert_eq!(Matcher::get("/x"), Matcher::any().method("GET").path("/x"));
    }
}

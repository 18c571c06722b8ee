use super::answer::Answer;
use super::content::Content;
use super::faults::Fault;
use super::gzip::gzip;
use super::record::SeenRequest;
use super::wire::{Ending, Framing, Stop};
use std::time::Duration;

/// An answer and how it goes over the wire.
#[derive(Debug)]
pub(super) struct Delivery {
    pub(super) answer: Answer,
    /// Whether the body is left out, as for `HEAD`.
    pub(super) bodiless: bool,
    pub(super) framing: Framing,
    /// Added to the announced length.
    pub(super) lie: i64,
    pub(super) stop: Option<Stop>,
    pub(super) endless: bool,
    pub(super) endless_headers: bool,
    pub(super) pace: Option<(usize, Duration)>,
    pub(super) delay: Duration,
}

/// What is answered in place of the honest answer, where the fault is one that keeps the request from its effect.
pub(super) fn replacement(fault: &Fault) -> Option<Answer> {
    match fault {
        Fault::Status { code, headers, body } => {
            let answer = Answer::new(*code).with_body(Content::new(body.clone()));
            Some(headers.iter().fold(answer, |answer, (name, value)| answer.with(name, value)))
        }
        Fault::TooManyRequests { retry_after } => {
            let answer = Answer::error(429, "TOOMANYREQUESTS");
            Some(retry_after.iter().fold(answer, |answer, value| answer.with("retry-after", value)))
        }
        Fault::Redirect { status, location } => Some(Answer::new(*status).with("location", location)),
        Fault::Unauthorized { challenge } => {
            Some(Answer::error(401, "UNAUTHORIZED").with("www-authenticate", challenge))
        }
        Fault::Html200 => {
            Some(Answer::new(200).with("content-type", "text/html").with_body(Content::new(SIGN_IN_PAGE)))
        }
        _ => None,
    }
}

const SIGN_IN_PAGE: &str =
    "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>\n";

impl Delivery {
    pub(super) fn new(answer: Answer, bodiless: bool) -> Self {
        Self {
            answer,
            bodiless,
            framing: Framing::Length,
            lie: 0,
            stop: None,
            endless: false,
            endless_headers: false,
            pace: None,
            delay: Duration::ZERO,
        }
    }

    pub(super) fn spoilt_by(mut self, fault: &Fault, request: &SeenRequest) -> Self {
        match fault {
            Fault::Truncate { after } => self.stop = Some(Stop { after: *after, ending: Ending::Close }),
            Fault::Reset { after } => self.stop = Some(Stop { after: *after, ending: Ending::Reset }),
            Fault::StallAfter { after } => self.stop = Some(Stop { after: *after, ending: Ending::Stall }),
            Fault::Endless => self.endless = true,
            Fault::HeadersEndless => self.endless_headers = true,
            Fault::SlowDrip { bytes, every } => self.pace = Some((*bytes, *every)),
            Fault::Delay(delay) => self.delay = *delay,
            Fault::LyingLength(lie) => self.lie = *lie,
            Fault::NoContentLength => self.framing = Framing::UntilClose,
            Fault::Chunked => self.framing = Framing::Chunked,
            other => self.answer = change(self.answer, other, request),
        }
        self
    }
}

/// Faults of the answer itself.
fn change(answer: Answer, fault: &Fault, request: &SeenRequest) -> Answer {
    match fault {
        Fault::WrongDigestBody => {
            let body = answer.body.flipped();
            answer.with_body(body)
        }
        Fault::WrongDigestHeader(digest) => answer.with("docker-content-digest", digest),
        Fault::Body(body) => answer.with_body(Content::new(body.clone())),
        Fault::Gzip => {
            let body = gzip(&answer.body.to_vec());
            answer.with("content-encoding", "gzip").with_body(Content::new(body))
        }
        Fault::Header(name, value) => answer.with(name, value),
        Fault::NoHeader(name) => answer.without(name),
        Fault::CyclicLink => answer.with("link", format!("<{}>; rel=\"next\"", request.target())),
        Fault::LinkTo(url) => answer.with("link", format!("<{url}>; rel=\"next\"")),
        Fault::LocationTo(url) => answer.with("location", url),
        _ => answer,
    }
}

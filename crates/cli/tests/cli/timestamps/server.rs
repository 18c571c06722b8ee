//! The process, and requests to it.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    net::TcpStream,
    process::{Child, ChildStderr, Stdio},
};

use countersign::crypto::RustCrypto;
use countersign_timestamp::{
    Nonce, TimestampRequest, TimestampToken, TrustedTsa,
    digest::{Algorithm, HashProvider as _},
    time::UnixTime,
    x509::{AnchorLimits, PemLimits, TrustAnchors},
};

use super::wire::{self, Answered};
use crate::program::{PROGRAM, Place};

pub const POLICY: &str = "1.3.6.1.4.1.32473.1";
pub const MESSAGE: &[u8] = b"what is stamped";

impl Place {
    /// A root `root.pem`, and an authority's `tsa.key` and `tsa.pem`, which holds the whole chain and has been valid a while.
    pub fn with_tsa(self) -> Self {
        self.key("root");
        self.key("tsa");
        let issue = |words: &str| {
            self.run(&format!("certificate issue --not-before 2026-01-01T00:00:00Z {words}"))
                .expect(0, "wrote");
        };
        issue("--profile ca --self-signed --key root.key --subject dn:CN=Root --days 3650 --out root.pem");
        issue(
            "--profile timestamping --ca root.pem --ca-key root.key --public-key tsa.pub --subject dn:CN=TSA \
             --days 3000 --out leaf.pem",
        );
        self.write("tsa.pem", self.read("leaf.pem") + &self.read("root.pem"));
        self
    }
}

/// A server that runs, on a port of its own.
pub struct Server {
    child: Child,
    errors: BufReader<ChildStderr>,
    pub address: String,
}

/// How a server ended.
#[derive(Debug)]
pub struct Stopped {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

pub fn arguments(more: &str) -> Vec<String> {
    let words = format!(
        "timestamp serve --key tsa.key --certificate-chain tsa.pem --serial-file serials --policy {POLICY} \
         --listen 127.0.0.1:0 {more}"
    );
    words.split_whitespace().map(str::to_owned).collect()
}

impl Server {
    pub fn start(place: &Place, more: &str) -> Self {
        let mut command = place.command(PROGRAM);
        command.args(arguments(more)).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        errors.read_line(&mut line).unwrap();
        let address = line.strip_prefix("listening on http://").and_then(|rest| rest.split(": ").next());
        let address = address.unwrap_or_else(|| panic!("no address in {line:?}")).to_owned();
        Self { child, errors, address }
    }

    pub fn connect(&self) -> TcpStream {
        wire::connect(&self.address)
    }

    /// One request on a connection of its own.
    pub fn post(&self, body: &[u8]) -> Answered {
        wire::post(&mut self.connect(), "/", body)
    }

    pub fn signal(&self, name: &str) {
        let process = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-s", name, &process]).status().unwrap().success());
    }

    /// Waits for its end.
    pub fn ended(mut self) -> Stopped {
        let (mut out, mut err) = (String::new(), String::new());
        self.errors.read_to_string(&mut err).unwrap();
        self.child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        let code = self.child.wait().unwrap().code();
        Stopped { code, out, err }
    }

    pub fn stop(self) -> Stopped {
        self.signal("TERM");
        self.ended()
    }

    /// No chance to tidy anything up.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// A server that a test forgot must not outlive it.
impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A request over the message, with a nonce of its own.
pub fn request(nonce: u64) -> TimestampRequest {
    let nonce = Nonce::from_unsigned(&nonce.to_be_bytes()).unwrap();
    TimestampRequest::new(RustCrypto.hash(Algorithm::Sha256, MESSAGE)).nonce(nonce)
}

/// The token of an answer, verified by the root.
pub fn verified(place: &Place, request: TimestampRequest, answered: &Answered) -> TimestampToken<'static> {
    assert_eq!((answered.status, answered.kind.as_str()), (200, "application/timestamp-reply"));
    let token = request.finish(&answered.body).unwrap();
    let limits = PemLimits { bytes: 1 << 16, blocks: 8 };
    let root = place.read("root.pem");
    let anchors = TrustAnchors::from_pem(root.as_bytes(), limits, AnchorLimits::OwnLimits).unwrap();
    let now = UnixTime::try_from(std::time::SystemTime::now()).unwrap();
    let imprinted = countersign_timestamp::Imprinted::Bytes(MESSAGE);
    let _ = token.verify(&imprinted, &TrustedTsa::new("tsa", anchors).unwrap(), now, &RustCrypto).unwrap();
    token
}

/// The count in a serial number, without what was drawn when the server started.
pub fn count(token: &TimestampToken<'_>) -> u64 {
    let claims = token.inspect();
    let octets = claims.serial().unwrap().as_bytes().to_vec();
    octets[..octets.len() - 8].iter().fold(0, |count, octet| (count << 8) | u64::from(*octet))
}

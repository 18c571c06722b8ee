//! Timestamps both ways: what Cosign signs with one is verified here, and what is signed here with one Cosign verifies, by
//! `timestamp serve` and by Sigstore's `timestamp-server`.

use std::{
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use testkit::{Program, Registry, program};

use crate::{bench::Bench, timestamps::Authority};

/// Under what path both authorities answer.
const PATH: &str = "/api/v1/timestamp";

/// Sigstore's authority with keys of its own, which it makes as it starts.
struct TimestampServer {
    server: Child,
    url: String,
}

impl Drop for TimestampServer {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl TimestampServer {
    fn start(program: &Program) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut command = program.command();
        command.args(["serve", "--host", "127.0.0.1", "--port", &free.port().to_string()]);
        command.args(["--timestamp-signer", "memory", "--disable-ntp-monitoring"]);
        let server = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let started = Instant::now();
        while TcpStream::connect(free).is_err() {
            assert!(started.elapsed() < Duration::from_secs(60), "timestamp-server does not answer");
            thread::sleep(Duration::from_millis(50));
        }
        // Its certificates begin now, and its tokens may mean a second before.
        thread::sleep(Duration::from_secs(2));
        Self { server, url: format!("http://{free}") }
    }
}

/// A bench, a registry, and an authority whose certificates are in `tsa-chain.pem`.
struct Crossing<'s> {
    bench: &'s Bench,
    registry: &'s Registry,
    url: &'s str,
}

impl<'s> Crossing<'s> {
    fn new(bench: &'s Bench, registry: &'s Registry, url: &'s str) -> Self {
        let mut curl = Command::new("curl");
        curl.args(["-sS", "--fail"]);
        bench.write("tsa-chain.pem", &bench.succeed(curl, &[&format!("{url}{PATH}/certchain")]));
        let crossing = Self { bench, registry, url };
        crossing.stranger();
        crossing.cosign_succeeds(&format!(
            "signing-config create --tsa url={url}{PATH},api-version=1,start-time=2024-01-01T00:00:00Z,operator=example.com \
             --tsa-config ANY --out signing.json"
        ));
        for (chain, out) in [("tsa-chain.pem", "trusted.json"), ("stranger-chain.pem", "stranger.json")] {
            crossing.cosign_succeeds(&format!(
                "trusted-root create --tsa url={url}{PATH},certificate-chain={chain} --out {out}"
            ));
        }
        crossing
    }

    /// The chain of another authority, whose names are those of `timestamp serve`.
    fn stranger(&self) {
        for name in ["other-root", "other-tsa"] {
            self.ours(&format!("key generate --out {name} --format pkcs8 --unencrypted"));
        }
        let issue = "certificate issue --not-before 2026-01-01T00:00:00Z --days 3000 --profile";
        self.ours(&format!(
            "{issue} ca --self-signed --key other-root.key --subject dn:CN=Root --out stranger.pem"
        ));
        self.ours(&format!(
            "{issue} timestamping --ca stranger.pem --ca-key other-root.key --public-key other-tsa.pub \
             --subject dn:CN=TSA --out other-tsa.pem"
        ));
        let chain = self.bench.read("other-tsa.pem") + &self.bench.read("stranger.pem");
        self.bench.write("stranger-chain.pem", &chain);
    }

    /// An image of its own, by its digest.
    fn image(&self, name: &str) -> String {
        let repository = format!("{}/acme/{name}", self.registry.address());
        format!("{repository}@{}", self.bench.push_unsigned(&repository))
    }

    fn ours(&self, words: &str) -> String {
        self.bench.ours(&words.split_whitespace().collect::<Vec<_>>())
    }

    fn cosign(&self, words: &str) -> (bool, String) {
        let words: Vec<&str> = words.split_whitespace().collect();
        self.bench.said(self.bench.cosign.command(), &words)
    }

    fn cosign_succeeds(&self, words: &str) {
        let (is_right, said) = self.cosign(words);
        assert!(is_right, "{words}: {said}");
    }

    /// This verb accepts by the authority, says the time, and refuses by another one and where there is no timestamp.
    fn we_verify(&self, verb: &str) {
        let verify = |more: &str| {
            let words = format!("{verb} --key release.pub {more} --output json");
            let words: Vec<&str> = words.split_whitespace().collect();
            let output = self.bench.run(Bench::countersign(), &words);
            let report: serde_json::Value = serde_json::from_slice(&output.stdout)
                .unwrap_or_else(|error| panic!("{words:?}: {error}: {output:?}"));
            (output.status.code(), report)
        };
        let (code, report) = verify("--timestamp-root tsa-chain.pem --require-timestamp");
        assert_eq!(code, Some(0), "{verb}: {report}");
        assert_eq!(report["accepted"][0]["times"].as_array().unwrap().len(), 1, "{report}");
        let (code, report) = verify("--timestamp-root stranger.pem --require-timestamp");
        assert_eq!(
            (code, &report["refused"][0]["code"]),
            (Some(1), &"CSG-TIMESTAMP-UNTRUSTED".into()),
            "{verb}: {report}"
        );
    }

    fn we_verify_what_cosign_signs(&self) {
        let sign = "sign --key release.key --allow-http-registry -y";
        let image = self.image("theirs-legacy");
        let legacy = "--use-signing-config=false --tlog-upload=false --new-bundle-format=false";
        self.cosign_succeeds(&format!("{sign} {legacy} --timestamp-server-url {}{PATH} {image}", self.url));
        self.we_verify(&format!("verify {image}"));
        let image = self.image("theirs-bundle");
        self.cosign_succeeds(&format!("{sign} --signing-config signing.json {image}"));
        self.we_verify(&format!("verify {image}"));
        // A signature without a timestamp does not pass for one.
        let image = self.image("theirs-plain");
        self.bench.cosign_sign("release.key", &image, true);
        let words = format!(
            "verify {image} --key release.pub --timestamp-root tsa-chain.pem --require-timestamp --output json"
        );
        let words: Vec<&str> = words.split_whitespace().collect();
        let output = self.bench.run(Bench::countersign(), &words);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["refused"][0]["code"], "CSG-TIMESTAMP-MISSING", "{report}");

        self.bench.write("file", "what is signed");
        let bundle = "--signing-config signing.json --bundle theirs.json";
        self.cosign_succeeds(&format!("sign-blob --key release.key -y {bundle} file"));
        self.we_verify("verify-blob file --bundle theirs.json");
    }

    /// Cosign accepts by the authority's certificates, and refuses by another one's. Of bundles it takes them from a trusted
    /// root alone.
    fn cosign_verifies(&self, verb: &str, form: &str, what: &str) {
        let by = "--key release.pub --insecure-ignore-tlog=true --use-signed-timestamps";
        let (option, ours, other) = match form {
            "cosign-legacy" => (
                "--new-bundle-format=false --timestamp-certificate-chain",
                "tsa-chain.pem",
                "stranger-chain.pem",
            ),
            _ => ("--trusted-root", "trusted.json", "stranger.json"),
        };
        let (is_accepted, said) = self.cosign(&format!("{verb} {by} {option} {ours} {what}"));
        assert!(is_accepted, "{verb} {form}: {said}");
        let (is_accepted, said) = self.cosign(&format!("{verb} {by} {option} {other} {what}"));
        let why = said.split("Error: ").nth(1).unwrap_or_default();
        assert!(!is_accepted && why.contains("timestamp"), "{verb} {form}: {said}");
    }

    fn cosign_verifies_what_we_sign(&self) {
        self.bench.write("predicate", r#"{"by":"me"}"#);
        let stamping = format!("--timestamp-url {}{PATH} --timestamp-root tsa-chain.pem", self.url);
        for form in ["cosign", "cosign-legacy"] {
            let image = self.image(&format!("ours-{form}"));
            self.ours(&format!("sign {image} --key release.key --format {form} {stamping}"));
            self.we_verify(&format!("verify {image}"));
            self.cosign_verifies("verify --allow-http-registry", form, &image);
            let attest = format!("attest {image} --type custom --predicate predicate --key release.key");
            self.ours(&format!("{attest} --format {form} {stamping}"));
            self.we_verify(&format!("verify-attestation {image} --type custom"));
            self.cosign_verifies("verify-attestation --allow-http-registry --type custom", form, &image);
        }
        self.bench.write("file", "what is signed");
        self.ours(&format!("sign-blob file --key release.key --bundle ours.json {stamping}"));
        self.we_verify("verify-blob file --bundle ours.json");
        self.cosign_verifies("verify-blob --bundle ours.json", "cosign", "file");
    }
}

#[test]
fn timestamps_of_our_own_server_cross_both_ways() {
    let (Some(bench), Some(registry)) = (Bench::new(), Registry::with_referrers()) else { return };
    let authority = Authority::of_type(&bench, "ecdsa-p256");
    let crossing = Crossing::new(&bench, &registry, &authority.url);
    crossing.we_verify_what_cosign_signs();
    crossing.cosign_verifies_what_we_sign();
}

#[test]
fn timestamps_of_sigstores_server_cross_both_ways() {
    let (Some(bench), Some(registry)) = (Bench::new(), Registry::with_referrers()) else { return };
    let Some(program) = program("timestamp-server") else { return };
    let authority = TimestampServer::start(&program);
    let crossing = Crossing::new(&bench, &registry, &authority.url);
    crossing.we_verify_what_cosign_signs();
    crossing.cosign_verifies_what_we_sign();
}

//! `timestamp serve` as the authority of other programs: OpenSSL verifies its tokens, Cosign and Notation sign with it and
//! verify by it.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use testkit::{Program, Registry, program};

use crate::bench::Bench;

const POLICY: &str = "1.3.6.1.4.1.32473.1";

/// A root in `root.pem`, the authority's chain in `tsa.pem`, and the server over them.
pub struct Authority {
    server: Child,
    pub url: String,
}

impl Drop for Authority {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn ours(bench: &Bench, words: &str) {
    bench.ours(&words.split_whitespace().collect::<Vec<_>>());
}

impl Authority {
    /// The key of the authority is made already: `tsa.key` and `tsa.pub`.
    fn start(bench: &Bench) -> Self {
        let issue = "certificate issue --not-before 2026-01-01T00:00:00Z --days 3000";
        ours(bench, "key generate --out root --format pkcs8 --unencrypted");
        ours(
            bench,
            &format!("{issue} --profile ca --self-signed --key root.key --subject dn:CN=Root --out root.pem"),
        );
        ours(
            bench,
            &format!(
                "{issue} --profile timestamping --ca root.pem --ca-key root.key --public-key tsa.pub \
                 --subject dn:CN=TSA --out leaf.pem"
            ),
        );
        bench.write("tsa.pem", &(bench.read("leaf.pem") + &bench.read("root.pem")));
        let serve = format!(
            "timestamp serve --key tsa.key --certificate-chain tsa.pem --serial-file serials --policy {POLICY} \
             --listen 127.0.0.1:0"
        );
        let mut command = Bench::countersign();
        command.args(serve.split_whitespace()).current_dir(bench.path(""));
        let mut server = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(server.stderr.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.strip_prefix("listening on ").and_then(|rest| rest.split(": ").next());
        let url = url.unwrap_or_else(|| panic!("{line:?}")).to_owned();
        Self { server, url }
    }

    pub fn of_type(bench: &Bench, algorithm: &str) -> Self {
        ours(bench, &format!("key generate --out tsa --format pkcs8 --unencrypted --algorithm {algorithm}"));
        Self::start(bench)
    }
}

fn run(bench: &Bench, program: &Program, words: &str) -> String {
    bench.succeed(program.command(), &words.split_whitespace().collect::<Vec<_>>())
}

/// A request by OpenSSL, answered by the server and verified by OpenSSL.
fn stamped_by_openssl(bench: &Bench, openssl: &Program, authority: &Authority, hash: &str) {
    bench.write("message", "what is stamped");
    run(bench, openssl, &format!("ts -query -data message -{hash} -cert -out request.tsq"));
    let mut curl = Command::new("curl");
    curl.args(["-sS", "--fail", "-H", "Content-Type: application/timestamp-query", "-o", "response.tsr"]);
    bench.succeed(curl, &["--data-binary", "@request.tsq", &authority.url]);
    for what in ["-queryfile request.tsq", "-data message"] {
        let said = run(bench, openssl, &format!("ts -verify {what} -in response.tsr -CAfile root.pem"));
        assert!(said.contains("Verification: OK"), "{hash}: {said}");
    }
}

#[test]
fn openssl_verifies_what_the_server_answers() {
    let (Some(openssl), Some(bench)) = (program("openssl"), Bench::new()) else { return };
    for algorithm in ["ecdsa-p256", "ecdsa-p384", "ecdsa-p521"] {
        let (Some(bench), hashes) = (Bench::new(), ["sha256", "sha384", "sha512"]) else { return };
        let authority = Authority::of_type(&bench, algorithm);
        hashes.iter().for_each(|hash| stamped_by_openssl(&bench, &openssl, &authority, hash));
    }
    if cfg!(feature = "aws-lc") {
        run(&bench, &openssl, "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out tsa.key");
        run(&bench, &openssl, "pkey -in tsa.key -pubout -out tsa.pub");
        stamped_by_openssl(&bench, &openssl, &Authority::start(&bench), "sha512");
    }
}

#[test]
fn cosign_signs_with_the_server_and_verifies_by_its_certificates() {
    let (Some(bench), Some(registry)) = (Bench::new(), Registry::with_referrers()) else { return };
    let authority = Authority::of_type(&bench, "ecdsa-p256");
    let chain = bench.succeed(
        {
            let mut curl = Command::new("curl");
            curl.args(["-sS", "--fail"]);
            curl
        },
        &[&format!("{}/api/v1/timestamp/certchain", authority.url)],
    );
    bench.write("served.pem", &chain);
    let cosign = |words: &str| run(&bench, &bench.cosign, words);
    let repository = |name: &str| format!("{}/acme/{name}", registry.address());
    let sign = "sign --key release.key --allow-http-registry -y";
    let verify =
        "verify --key release.pub --insecure-ignore-tlog=true --allow-http-registry --use-signed-timestamps";

    // The older form: the token in an annotation.
    let image = format!("{}@{}", repository("legacy"), bench.push_unsigned(&repository("legacy")));
    let url = &authority.url;
    let legacy = "--use-signing-config=false --tlog-upload=false --new-bundle-format=false";
    cosign(&format!("{sign} {legacy} --timestamp-server-url {url}/api/v1/timestamp {image}"));
    let chain = "--new-bundle-format=false --timestamp-certificate-chain";
    cosign(&format!("{verify} {chain} served.pem {image}"));

    // The bundle, by a signing configuration and a trusted root.
    let image = format!("{}@{}", repository("bundle"), bench.push_unsigned(&repository("bundle")));
    cosign(&format!(
        "signing-config create --tsa url={url},api-version=1,start-time=2024-01-01T00:00:00Z,operator=example.com \
         --tsa-config ANY --out signing.json"
    ));
    cosign(&format!("trusted-root create --tsa url={url},certificate-chain=served.pem --out trusted.json"));
    cosign(&format!("{sign} --signing-config signing.json {image}"));
    cosign(&format!("{verify} --trusted-root trusted.json {image}"));

    // Another authority of the same names is not believed.
    let stranger = Bench::new().unwrap();
    let other = Authority::of_type(&stranger, "ecdsa-p256");
    bench.write("other.pem", &stranger.read("tsa.pem"));
    cosign(&format!(
        "trusted-root create --tsa url={},certificate-chain=other.pem --out other.json",
        other.url
    ));
    let words = format!("{verify} --trusted-root other.json {image}");
    let refused = bench.said(bench.cosign.command(), &words.split_whitespace().collect::<Vec<_>>());
    assert!(!refused.0, "{}", refused.1);
}

/// A configuration of Notation: a signer below the root, and whom to believe.
fn notation_configuration(bench: &Bench) {
    ours(bench, "key generate --out signer --format pkcs8 --unencrypted");
    ours(
        bench,
        "certificate issue --not-before 2026-01-01T00:00:00Z --days 3000 --profile code-signing --ca root.pem \
         --ca-key root.key --public-key signer.pub --subject dn:CN=signer,O=acme,ST=WA,C=US --out signer.pem",
    );
    for store in ["ca", "tsa"] {
        let folder = bench.path(&format!("notation/truststore/x509/{store}/acme"));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::copy(bench.path("root.pem"), folder.join("root.pem")).unwrap();
    }
    bench.write("signer.pem", &(bench.read("signer.pem") + &bench.read("root.pem")));
    let path = |name: &str| bench.path(name).display().to_string();
    let key =
        serde_json::json!({ "name": "acme", "keyPath": path("signer.key"), "certPath": path("signer.pem") });
    let keys = serde_json::json!({ "default": "acme", "keys": [key] });
    bench.write("notation/signingkeys.json", &keys.to_string());
    let policy = serde_json::json!({ "version": "1.0", "trustPolicies": [{
        "name": "acme",
        "registryScopes": ["*"],
        "signatureVerification": { "level": "strict" },
        "trustStores": ["ca:acme", "tsa:acme"],
        "trustedIdentities": ["*"],
    }]});
    bench.write("notation/trustpolicy.json", &policy.to_string());
    for name in ["signingkeys.json", "trustpolicy.json"] {
        use std::os::unix::fs::PermissionsExt as _;
        let path = bench.path(&format!("notation/{name}"));
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
}

#[test]
fn notation_signs_with_the_server_and_verifies_by_its_root() {
    let (Some(notation), Some(bench)) = (program("notation"), Bench::new()) else { return };
    let Some(registry) = Registry::with_referrers() else { return };
    let authority = Authority::of_type(&bench, "ecdsa-p384");
    notation_configuration(&bench);
    let notation = |words: &str| {
        let mut command = notation.command();
        command.env("XDG_CONFIG_HOME", bench.path(""));
        bench.said(command, &words.split_whitespace().collect::<Vec<_>>())
    };
    for format in ["jws", "cose"] {
        let repository = format!("{}/acme/{format}", registry.address());
        let image = format!("{repository}@{}", bench.push_unsigned(&repository));
        let sign =
            format!("sign --insecure-registry --signature-format {format} --timestamp-url {}", authority.url);
        let (is_signed, said) = notation(&format!("{sign} --timestamp-root-cert root.pem {image}"));
        assert!(is_signed, "{said}");
        let (is_verified, said) = notation(&format!("verify --insecure-registry {image}"));
        assert!(is_verified, "{said}");
    }
    // A root that the token does not lead to is refused when signing already.
    ours(&bench, "key generate --out stranger --format pkcs8 --unencrypted");
    ours(
        &bench,
        "certificate issue --profile ca --self-signed --key stranger.key --subject dn:CN=Root --out stranger.pem",
    );
    let repository = format!("{}/acme/stranger", registry.address());
    let image = format!("{repository}@{}", bench.push_unsigned(&repository));
    let sign = format!("sign --insecure-registry --timestamp-url {}", authority.url);
    let (is_signed, said) = notation(&format!("{sign} --timestamp-root-cert stranger.pem {image}"));
    assert!(!is_signed, "{said}");
}

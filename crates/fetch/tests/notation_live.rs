//! The cache of CRLs that the program `notation` keeps: ours reads what it writes, and it reads what ours writes.
#![cfg(feature = "crl")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use countersign_fetch::{CacheLimits, Lookup, Miss, NotationCrlCache, NotationCrls};
use countersign_time::UnixTime;
use serde_json::json;
use tempfile::TempDir;
use testkit::{LayoutBuilder, LoopbackServer, Program, program, reply, write_layout};

const EXTENSIONS: &str = "keyUsage=critical,digitalSignature\nextendedKeyUsage=codeSigning\n\
    basicConstraints=critical,CA:FALSE\ncrlDistributionPoints=URI:";
const CA: &str = "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=crlnumber\ndefault_md=sha256\n\
    default_crl_days=2\n[x]\nauthorityKeyIdentifier=keyid\n";

/// An image that `notation` signed with a certificate whose CRL is on a loopback server.
struct Site {
    notation: Program,
    folder: TempDir,
    digest: String,
    server: LoopbackServer,
    crl: Arc<Mutex<Option<Vec<u8>>>>,
}

impl Site {
    fn new() -> Option<Self> {
        let (notation, openssl) = (program("notation")?, program("openssl")?);
        let crl = Arc::new(Mutex::new(None::<Vec<u8>>));
        let served = Arc::clone(&crl);
        let server = LoopbackServer::start(move |_, _| {
            let crl = served.lock().unwrap().clone();
            vec![match crl {
                Some(crl) => reply(200, &[("content-type", "application/pkix-crl")], &crl),
                None => reply(503, &[], b""),
            }]
        });
        let folder = tempfile::tempdir().unwrap();
        let mut site = Self { notation, folder, digest: String::new(), server, crl };
        site.issue(&openssl);
        site.configure();
        site.sign();
        Some(site)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn url(&self) -> String {
        self.server.url("/ca.crl")
    }

    fn serve(&self, crl: Option<Vec<u8>>) {
        *self.crl.lock().unwrap() = crl;
    }

    fn list(&self) -> Vec<u8> {
        fs::read(self.path("ca.crl")).unwrap()
    }

    fn issue(&self, openssl: &Program) {
        let write = |name: &str, text: &str| fs::write(self.path(name), text).unwrap();
        write("extensions", &format!("{EXTENSIONS}{}\n", self.url()));
        write("ca.cnf", CA);
        write("index.txt", "");
        write("crlnumber", "01\n");
        for arguments in [
            "ecparam -name prime256v1 -genkey -noout -out ca.key",
            "ecparam -name prime256v1 -genkey -noout -out leaf.ec",
            "pkcs8 -topk8 -nocrypt -in leaf.ec -out leaf.key",
            "req -x509 -new -key ca.key -subj /C=US/ST=WA/O=Test/CN=CA -days 3 -out ca.crt \
             -addext keyUsage=critical,keyCertSign,cRLSign -addext basicConstraints=critical,CA:TRUE",
            "req -new -key leaf.key -subj /C=US/ST=WA/O=Test/CN=Leaf -out leaf.csr",
            "x509 -req -in leaf.csr -CA ca.crt -CAkey ca.key -set_serial 77 -days 2 -extfile extensions -out leaf.crt",
            "ca -gencrl -config ca.cnf -keyfile ca.key -cert ca.crt -crlexts x -out crl.pem",
            "crl -in crl.pem -outform DER -out ca.crl",
        ] {
            let mut command = openssl.command();
            run(command.args(arguments.split_whitespace()).current_dir(self.folder.path()));
        }
    }

    fn configure(&self) {
        let text = |name: &str| fs::read_to_string(self.path(name)).unwrap();
        let (leaf, ca, config) = (text("leaf.crt"), text("ca.crt"), self.path("config/notation"));
        let store = config.join("truststore/x509/ca/t");
        fs::create_dir_all(&store).unwrap();
        fs::write(store.join("ca.crt"), &ca).unwrap();
        fs::write(self.path("chain.pem"), leaf + &ca).unwrap();
        let key = json!({"name": "k", "keyPath": self.path("leaf.key"), "certPath": self.path("chain.pem")});
        let keys = json!({"default": "k", "keys": [key]});
        let policy = json!({
            "name": "p",
            "registryScopes": ["*"],
            "signatureVerification": {"level": "strict"},
            "trustStores": ["ca:t"],
            "trustedIdentities": ["*"],
        });
        let policy = json!({"version": "1.0", "trustPolicies": [policy]});
        fs::write(config.join("signingkeys.json"), keys.to_string()).unwrap();
        fs::write(config.join("trustpolicy.json"), policy.to_string()).unwrap();
    }

    fn sign(&mut self) {
        let mut layout = LayoutBuilder::new();
        let image = layout.image("hello");
        layout.tag(&image, "v1");
        write_layout(&layout.files(), &self.path("layout")).unwrap();
        self.digest = image.digest().to_owned();
        run(&mut self.command("cache", &["sign"]));
    }

    fn command(&self, cache: &str, verb: &[&str]) -> Command {
        let mut command = self.notation.command();
        command.args(verb).args(["--oci-layout", &format!("layout@{}", self.digest)]);
        command.current_dir(self.folder.path()).env("NOTATION_EXPERIMENTAL", "1");
        command.env("XDG_CONFIG_HOME", self.path("config")).env("XDG_CACHE_HOME", self.path(cache));
        command
    }

    /// Whether `notation` verifies the image with this cache folder.
    fn verifies(&self, cache: &str) -> bool {
        let mut command = self.command(cache, &["verify", "--scope", "local/x"]);
        command.output().unwrap().status.success()
    }

    fn cache(&self, cache: &str) -> NotationCrlCache {
        NotationCrlCache::new(self.path(cache).join("notation/crl"), CacheLimits::DEFAULT)
    }
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let listed = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    listed.map(|entry| (entry.file_name().into(), fs::read(entry.path()).unwrap())).collect()
}

#[test]
fn notation_and_we_share_a_cache() {
    let Some(site) = Site::new() else { return };
    let (url, now) = (site.url(), UnixTime::try_from(SystemTime::now()).unwrap());
    let lists = NotationCrls { base: site.list(), delta: None };
    assert!(!site.verifies("none"), "without a list it does not verify");

    site.serve(Some(site.list()));
    assert!(site.verifies("theirs"));
    let asked = site.server.requests().len();
    assert_eq!(site.cache("theirs").load(&url, now), Lookup::Hit(lists.clone()), "what it wrote is read");

    site.serve(None);
    site.cache("ours").store(&url, &lists, now).unwrap();
    assert!(site.verifies("ours"), "what we wrote is read");
    assert_eq!(site.server.requests().len(), asked, "nobody was asked");
    let (theirs, ours) = (site.path("theirs/notation/crl"), site.path("ours/notation/crl"));
    assert_eq!(files(&theirs), files(&ours), "name and content are the same");

    site.cache("ours").remove(&url).unwrap();
    assert_eq!(site.cache("ours").load(&url, now), Lookup::Miss(Miss::Absent));
    assert!(!site.verifies("ours"));
}

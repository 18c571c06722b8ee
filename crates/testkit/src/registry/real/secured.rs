use crate::program::Program;
use std::path::{Path, PathBuf};

/// A server certificate for `localhost` and `127.0.0.1` and its key, made by OpenSSL for one test with their authority.
#[derive(Debug)]
pub(super) struct Certificates {
    pub(super) certificate: PathBuf,
    pub(super) key: PathBuf,
}

/// The authority's certificate.
pub(super) const AUTHORITY: &str = "authority.pem";

pub(super) const USERNAME: &str = "tester";
pub(super) const PASSWORD: &str = "correct horse";

/// The password's bcrypt hash, as `htpasswd -nbB -C 5` writes it.
const HTPASSWD: &str = "tester:$2y$05$Ro7q0bKAZCL7qLWBBzqXv.3xY88yMRvpv/YtIYEmBuwXq.xQLrJBa\n";

const EXTENSIONS: &str = "\
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1
";

pub(super) fn write_htpasswd(folder: &Path) -> PathBuf {
    let path = folder.join("htpasswd");
    std::fs::write(&path, HTPASSWD).expect("the folder can be written");
    path
}

impl Certificates {
    pub(super) fn make(openssl: &Program, folder: &Path) -> Self {
        std::fs::write(folder.join("extensions"), EXTENSIONS).expect("the folder can be written");
        certify(openssl, folder, "authority", &["-subj", "/CN=testkit authority"]);
        let issuer = ["-subj", "/CN=localhost", "-CA", AUTHORITY, "-CAkey", "authority.key"];
        certify(openssl, folder, "server", &issuer);
        Self { certificate: folder.join("server.pem"), key: folder.join("server.key") }
    }
}

/// Makes a P-256 key and its certificate with the extensions of that name.
fn certify(openssl: &Program, folder: &Path, name: &str, more: &[&str]) {
    let mut command = openssl.command();
    command.current_dir(folder).args([
        "req",
        "-x509",
        "-config",
        "extensions",
        "-extensions",
        name,
        "-days",
        "30",
    ]);
    command.args(["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-sha256"]);
    command.args(["-keyout", &format!("{name}.key"), "-out", &format!("{name}.pem")]).args(more);
    let output = command.output().expect("openssl starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

mod secured;

use crate::program::{Program, program};
use secured::{AUTHORITY, Certificates};
use std::fs::File;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A container registry on a free loopback port, with a folder of its own; both are gone when it is dropped.
#[derive(Debug)]
pub struct Registry {
    child: Child,
    address: SocketAddr,
    folder: TempDir,
    authority: Option<String>,
    has_referrers_api: bool,
}

impl Registry {
    /// go-containerregistry's registry, in memory: it has the referrers API. `None` where the program is missing.
    ///
    /// # Panics
    ///
    /// When the program is there and does not answer, or is missing where peers are required.
    #[must_use]
    pub fn with_referrers() -> Option<Self> {
        let go_registry = program("go-registry")?;
        let mut registry = Self::start(PLAIN, |address, _| {
            let mut command = go_registry.command();
            command.arg("-port").arg(address.port().to_string()).arg("-trace");
            command
        });
        registry.has_referrers_api = true;
        Some(registry)
    }

    /// Debian's docker-registry, on files: it has no referrers API. `None` where the program is missing.
    ///
    /// # Panics
    ///
    /// When the program is there and does not answer, or is missing where peers are required.
    #[must_use]
    pub fn without_referrers() -> Option<Self> {
        let docker_registry = program("docker-registry")?;
        Some(Self::start(PLAIN, |address, folder| serve(&docker_registry, address, folder)))
    }

    /// CNCF Distribution 3, on files: it has no referrers API. `None` where the program is missing.
    ///
    /// # Panics
    ///
    /// When the program is there and does not answer, or is missing where peers are required.
    #[must_use]
    pub fn distribution() -> Option<Self> {
        let distribution = program("distribution")?;
        Some(Self::start(PLAIN, |address, folder| serve(&distribution, address, folder)))
    }

    /// CNCF Distribution 3 by https under a certificate authority of its own ([`Registry::ca_pem`]), for `localhost`
    /// and `127.0.0.1`; it lets in only [`Registry::username`] with [`Registry::password`]. `None` where it or OpenSSL
    /// is missing.
    ///
    /// # Panics
    ///
    /// When the program is there and does not answer, or is missing where peers are required.
    #[must_use]
    pub fn distribution_tls_htpasswd() -> Option<Self> {
        let (distribution, openssl) = (program("distribution")?, program("openssl")?);
        let mut registry = Self::start(HTTPS, |address, folder| {
            let certificates = Certificates::make(&openssl, folder);
            let mut command = serve(&distribution, address, folder);
            command.env("REGISTRY_HTTP_TLS_CERTIFICATE", certificates.certificate);
            command.env("REGISTRY_HTTP_TLS_KEY", certificates.key);
            command.env("REGISTRY_AUTH", "htpasswd").env("REGISTRY_AUTH_HTPASSWD_REALM", "testkit");
            command.env("REGISTRY_AUTH_HTPASSWD_PATH", secured::write_htpasswd(folder));
            command
        });
        let authority = std::fs::read_to_string(registry.folder.path().join(AUTHORITY));
        registry.authority = Some(authority.expect("openssl wrote the authority's certificate"));
        Some(registry)
    }

    /// `127.0.0.1:PORT`, as the domain of a reference.
    #[must_use]
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// The port, for `localhost:PORT`.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.address.port()
    }

    /// Whether it has the referrers API.
    #[must_use]
    pub const fn has_referrers_api(&self) -> bool {
        self.has_referrers_api
    }

    /// The certificate (PEM) of the authority that vouches for it; `None` where it speaks http.
    #[must_use]
    pub fn ca_pem(&self) -> Option<&str> {
        self.authority.as_deref()
    }

    /// The file that holds it, such as `SSL_CERT_FILE` names.
    #[must_use]
    pub fn ca_file(&self) -> Option<PathBuf> {
        self.authority.is_some().then(|| self.folder.path().join(AUTHORITY))
    }

    /// The name that opens a registry that asks for one.
    #[must_use]
    pub const fn username(&self) -> &'static str {
        secured::USERNAME
    }

    /// The password that goes with the name.
    #[must_use]
    pub const fn password(&self) -> &'static str {
        secured::PASSWORD
    }

    /// One `METHOD URI` for each request that was answered, the first of them testkit's own `GET /v2/`; none of that
    /// first one by https.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        let log = std::fs::read_to_string(self.folder.path().join(LOG)).unwrap_or_default();
        log.lines().filter_map(request_in).collect()
    }

    /// A port that was free may be taken before the program listens on it: another one is tried then.
    fn start(hello: &[u8; 12], command: impl Fn(SocketAddr, &Path) -> Command) -> Self {
        for _ in 0..5 {
            let folder = tempfile::tempdir().expect("a temporary folder can be made");
            let address = free_address();
            let log = File::create(folder.path().join(LOG)).expect("the folder can be written");
            let mut command = command(address, folder.path());
            let child = command.stdout(log).stderr(Stdio::null()).spawn().expect("the registry starts");
            let mut registry = Self { child, address, folder, authority: None, has_referrers_api: false };
            if registry.answers(hello) {
                return registry;
            }
        }
        panic!("the registry did not answer on any of five loopback ports");
    }

    fn answers(&mut self, hello: &[u8; 12]) -> bool {
        let deadline = Instant::now() + Duration::from_secs(20);
        while Instant::now() < deadline {
            let ended = self.child.try_wait().expect("the registry's state can be asked");
            if ended.is_some() {
                return false;
            }
            if says(self.address, hello).unwrap_or(false) {
                // Whoever else took the port would answer as well, while ours is about to end.
                std::thread::sleep(Duration::from_millis(50));
                return self.child.try_wait().expect("the registry's state can be asked").is_none();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody left to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const CONFIGURATION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../.ci/peers/registry.yml");
const LOG: &str = "requests";

/// How a registry answers `GET /v2/` by http (distribution-spec, end-1), and how Go's servers do that want https.
const PLAIN: &[u8; 12] = b"HTTP/1.1 200";
const HTTPS: &[u8; 12] = b"HTTP/1.0 400";

/// Both generations of Distribution are started alike.
fn serve(registry: &Program, address: SocketAddr, folder: &Path) -> Command {
    let mut command = registry.command();
    command.arg("serve").arg(CONFIGURATION);
    command.env("REGISTRY_HTTP_ADDR", address.to_string());
    command.env("REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY", folder.join("data"));
    command
}

/// `METHOD URI` is a whole line of go-registry's, and stands in quotation marks in the access log of Distribution.
fn request_in(line: &str) -> Option<String> {
    let request = line.split('"').nth(1).unwrap_or(line);
    let mut words = request.split(' ');
    Some(format!("{} {}", words.next()?, words.next()?))
}

fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a loopback port is free");
    listener.local_addr().expect("a bound socket has an address")
}

/// Whether the answer to `GET /v2/` begins so.
fn says(address: SocketAddr, hello: &[u8; 12]) -> io::Result<bool> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_millis(500))?;
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    // In one piece: a server that gives up after the first would reset the connection.
    let request = format!("GET /v2/ HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut said = [0; 12];
    stream.read_exact(&mut said)?;
    Ok(said == *hello)
}

#[cfg(test)]
mod tests {
    use super::{HTTPS, PLAIN, Registry, request_in, says};

    #[test]
    fn each_registry_answers_until_it_is_dropped() {
        type Start = fn() -> Option<Registry>;
        for (start, hello) in [
            (Registry::with_referrers as Start, PLAIN),
            (Registry::without_referrers, PLAIN),
            (Registry::distribution, PLAIN),
            (Registry::distribution_tls_htpasswd, HTTPS),
        ] {
            let Some(registry) = start() else { continue };
            let address = registry.address;
            assert!(says(address, hello).unwrap());
            drop(registry);
            assert!(says(address, hello).is_err());
        }
    }

    #[test]
    fn requests_are_read_from_either_log() {
        let access =
            "127.0.0.1 - - [28/Nov/2026:00:48:36 +0000] \"GET /v2/a/b HTTP/1.1\" 200 2 \"\" \"curl\"";
        assert_eq!(request_in(access).as_deref(), Some("GET /v2/a/b"));
        assert_eq!(request_in("GET /v2/a/b").as_deref(), Some("GET /v2/a/b"));
        assert_eq!(request_in("started"), None);
    }
}

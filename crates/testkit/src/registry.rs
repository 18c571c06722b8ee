use crate::program::{Program, program};
use std::fs::File;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A container registry on a free loopback port, with a folder of its own; both are gone when it is dropped.
#[derive(Debug)]
pub struct Registry {
    child: Child,
    address: SocketAddr,
    folder: TempDir,
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
        Some(Self::start(|address, folder| {
            let trace = File::create(folder.join(TRACE))?;
            let mut command = go_registry.command();
            command.arg("-port").arg(address.port().to_string()).arg("-trace");
            command.stdout(trace).stderr(Stdio::null()).spawn()
        }))
    }

    /// Debian's docker-registry, on files: it has no referrers API. `None` where the program is missing.
    ///
    /// # Panics
    ///
    /// When the program is there and does not answer, or is missing where peers are required.
    #[must_use]
    pub fn without_referrers() -> Option<Self> {
        let docker_registry: Program = program("docker-registry")?;
        Some(Self::start(|address, folder| {
            let mut command = docker_registry.command();
            command.arg("serve").arg(CONFIGURATION);
            command.env("REGISTRY_HTTP_ADDR", address.to_string());
            command.env("REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY", folder);
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()
        }))
    }

    /// `127.0.0.1:PORT`, as the domain of a reference.
    #[must_use]
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// One `METHOD URI` for each request so far; empty for a registry that does not tell.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        let trace = std::fs::read_to_string(self.folder.path().join(TRACE)).unwrap_or_default();
        trace.lines().map(str::to_owned).collect()
    }

    /// A port that was free may be taken before the program listens on it: another one is tried then.
    fn start(spawn: impl Fn(SocketAddr, &Path) -> std::io::Result<Child>) -> Self {
        for _ in 0..5 {
            let folder = tempfile::tempdir().expect("a temporary folder can be made");
            let address = free_address();
            let child = spawn(address, folder.path()).expect("the registry starts");
            let mut registry = Self { child, address, folder };
            if registry.answers() {
                return registry;
            }
        }
        panic!("the registry did not answer on any of five loopback ports");
    }

    fn answers(&mut self) -> bool {
        let deadline = Instant::now() + Duration::from_secs(20);
        while Instant::now() < deadline {
            let ended = self.child.try_wait().expect("the registry's state can be asked");
            if ended.is_some() {
                return false;
            }
            if is_registry(self.address).unwrap_or(false) {
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
const TRACE: &str = "requests";

fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a loopback port is free");
    listener.local_addr().expect("a bound socket has an address")
}

/// Whether `GET /v2/` is answered with 200 (distribution-spec, end-1).
fn is_registry(address: SocketAddr) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_millis(500))?;
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    write!(stream, "GET /v2/ HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut status = [0; 12];
    stream.read_exact(&mut status)?;
    Ok(&status == b"HTTP/1.1 200")
}

#[cfg(test)]
mod tests {
    use super::{Registry, is_registry};

    #[test]
    fn the_registry_with_referrers_answers_until_it_is_dropped() {
        let Some(registry) = Registry::with_referrers() else { return };
        let address = registry.address;
        assert!(is_registry(address).unwrap());
        assert!(registry.requests().iter().any(|request| request == "GET /v2/"));
        drop(registry);
        assert!(is_registry(address).is_err());
    }

    #[test]
    fn the_registry_without_referrers_answers_until_it_is_dropped() {
        let Some(registry) = Registry::without_referrers() else { return };
        let address = registry.address;
        assert!(is_registry(address).unwrap());
        drop(registry);
        assert!(is_registry(address).is_err());
    }
}

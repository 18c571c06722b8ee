mod answer;
mod auth;
mod behaviour;
mod blobs;
mod content;
mod control;
mod delivery;
mod faults;
mod fill;
mod gzip;
mod http;
mod listings;
mod manifests;
mod record;
mod route;
mod scope;
mod server;
mod snapshot;
mod store;
mod tokens;
mod uploads;
mod wire;

pub use auth::{Auth, Bearer, Realm};
pub use behaviour::{Api, Behaviour, Filter, Uploads};
pub use faults::{Fault, Matcher, Times};
pub use fill::Bogus;
pub use record::SeenRequest;
pub use snapshot::Snapshot;

use server::{Shared, listen, lock};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// A registry of our own, in memory and on a free loopback port: a working one that can be told to go wrong.
///
/// It speaks HTTP/1.1 without TLS, keeps connections alive and gives each a thread. It ends when it is dropped.
/// Everything about it can be changed while it runs.
///
/// ```
/// use testkit::{Behaviour, Fault, HostileRegistry, Matcher, Times};
///
/// let registry = HostileRegistry::start(Behaviour::new().if_match(false));
/// let digest = registry.put_image("library/hello", "v1");
/// let reference = format!("{}/library/hello@{digest}", registry.address());
///
/// // The second read of a manifest breaks off.
/// registry.fault(Matcher::get("/manifests/").skip(1), Fault::Truncate { after: 10 }, Times::First(1));
/// assert!(registry.requests().is_empty(), "nobody asked for {reference} yet");
/// ```
#[derive(Debug)]
pub struct HostileRegistry {
    shared: Arc<Shared>,
    listeners: Mutex<Vec<(SocketAddr, JoinHandle<()>)>>,
}

impl HostileRegistry {
    /// Starts it on `127.0.0.1` and a free port.
    ///
    /// # Panics
    ///
    /// When no port can be had.
    #[must_use]
    pub fn start(behaviour: Behaviour) -> Self {
        let listener = bind(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let address = address_of(&listener);
        let shared = Arc::new(Shared { address: address.to_string(), ..Shared::default() });
        let accepting = listen(Arc::clone(&shared), listener, address.to_string());
        let registry = Self { shared, listeners: Mutex::new(vec![(address, accepting)]) };
        registry.behave(behaviour);
        registry
    }

    /// An honest registry that has everything.
    #[must_use]
    pub fn honest() -> Self {
        Self::start(Behaviour::new())
    }

    /// Changes how it answers from now on.
    pub fn behave(&self, behaviour: Behaviour) {
        let wants_token_host =
            matches!(&behaviour.auth, Auth::Bearer(bearer) if bearer.realm == Realm::AnotherPort);
        if wants_token_host && lock(&self.shared.token_host).is_none() {
            let host = self.another_host();
            *lock(&self.shared.token_host) = Some(host);
        }
        *lock(&self.shared.behaviour) = behaviour;
    }

    /// `127.0.0.1:PORT`, as the domain of a reference.
    #[must_use]
    pub fn address(&self) -> String {
        self.shared.address.clone()
    }

    /// `http://127.0.0.1:PORT` and `target`, which begins with `/`.
    #[must_use]
    pub fn url(&self, target: &str) -> String {
        format!("http://{}{target}", self.shared.address)
    }

    /// Where the token server is with [`Realm::AnotherPort`]: `127.0.0.1:PORT`.
    #[must_use]
    pub fn token_host(&self) -> Option<String> {
        lock(&self.shared.token_host).clone()
    }

    /// Opens another port, `127.0.0.1:PORT`: another host as far as credentials go. It holds and records the same,
    /// and asks for no authentication; [`Matcher::at`] sets faults for it alone.
    #[must_use]
    pub fn another_host(&self) -> String {
        self.another_host_on(IpAddr::V4(Ipv4Addr::LOCALHOST))
    }

    /// The same on another loopback address, such as `127.0.0.2` or `::1`.
    ///
    /// # Panics
    ///
    /// When no port of the address can be had.
    #[must_use]
    pub fn another_host_on(&self, address: IpAddr) -> String {
        let listener = bind(address);
        let address = address_of(&listener);
        let accepting = listen(Arc::clone(&self.shared), listener, address.to_string());
        lock(&self.listeners).push((address, accepting));
        address.to_string()
    }

    /// Lets something go wrong. Of several faults for one request all strike; the first that replaces the answer wins.
    pub fn fault(&self, requests: Matcher, fault: Fault, times: Times) -> &Self {
        lock(&self.shared.faults).add(requests, fault, times);
        self
    }

    /// Takes all faults back.
    pub fn clear_faults(&self) {
        lock(&self.shared.faults).clear();
    }

    /// All requests so far, at every port, in the order in which they arrived.
    #[must_use]
    pub fn requests(&self) -> Vec<SeenRequest> {
        lock(&self.shared.seen).clone()
    }

    /// Those that arrived at this address.
    #[must_use]
    pub fn requests_at(&self, address: &str) -> Vec<SeenRequest> {
        self.requests().into_iter().filter(|request| request.at() == address).collect()
    }

    /// Forgets the requests so far.
    pub fn forget_requests(&self) {
        lock(&self.shared.seen).clear();
    }

    /// How often a token was asked for.
    #[must_use]
    pub fn token_requests(&self) -> usize {
        lock(&self.shared.tokens).requests
    }

    /// Makes all tokens given out so far worthless.
    pub fn revoke_tokens(&self) {
        lock(&self.shared.tokens).revoke();
    }

    /// How many connections were ever made.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::Relaxed)
    }

    /// How many connections are open now.
    #[must_use]
    pub fn open_connections(&self) -> usize {
        lock(&self.shared.open).len()
    }
}

impl Drop for HostileRegistry {
    fn drop(&mut self) {
        self.shared.stop();
        for (address, accepting) in lock(&self.listeners).drain(..) {
            // Wakes the thread that waits for connections; without it there would be nothing to wait for.
            if TcpStream::connect(address).is_ok() {
                let _ = accepting.join();
            }
        }
    }
}

fn bind(address: IpAddr) -> TcpListener {
    TcpListener::bind((address, 0)).expect("a loopback port is free")
}

fn address_of(listener: &TcpListener) -> SocketAddr {
    listener.local_addr().expect("a bound socket has an address")
}

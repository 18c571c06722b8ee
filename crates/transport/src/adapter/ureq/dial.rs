//! Makes connections: judges addresses, dials, asks a proxy for a tunnel, and speaks TLS.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use http::Uri;
use rustls::pki_types::ServerName;
use rustls::{ClientConnection, StreamOwned};
use ureq::unversioned::transport::{ConnectionDetails, Connector};
use zeroize::Zeroizing;

use super::super::fault;
use super::super::proxy::ProxyUrl;
use super::super::resolve::{Resolve, bare, permitted};
use super::call;
use super::connection::{Connection, Forward};
use super::error::pack;
use super::lazy::LazyTls;
use super::stream::{Channel, Socket};
use crate::{Destination, Detail, Dialled, TransportError};

/// What every connection of one pool has in common.
#[derive(Debug)]
pub(super) struct Dialler {
    pub(super) destination: Destination,
    pub(super) proxy: Option<ProxyUrl>,
    pub(super) tls: Arc<LazyTls>,
    pub(super) resolver: Arc<dyn Resolve>,
}

impl Connector for Dialler {
    type Out = Connection;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        _: Option<()>,
    ) -> Result<Option<Connection>, ureq::Error> {
        self.open(details.uri, details.needs_tls(), call::connect_deadline()).map(Some).map_err(pack)
    }
}

impl Dialler {
    fn open(&self, uri: &Uri, secure: bool, until: Option<Instant>) -> Result<Connection, TransportError> {
        let host = uri.host().unwrap_or_default();
        let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let Some(proxy) = &self.proxy else { return self.directly(host, port, secure, until) };
        let found = lookup(&self.resolver, bare(proxy.host()), proxy.port(), until)?;
        let (mut socket, _) = dial(&found, until)?;
        if !secure {
            let forward = Forward::new(
                format!("http://{}", uri.authority().map_or("", |authority| authority.as_str())),
                proxy.authorization(),
            );
            return Ok(Connection::new(Channel::Plain(socket), Dialled::Proxy, Some(forward)));
        }
        tunnel(&mut socket, &format!("{host}:{port}"), proxy.authorization())?;
        Ok(Connection::new(self.secured(socket, host)?, Dialled::Proxy, None))
    }

    fn directly(
        &self,
        host: &str,
        port: u16,
        secure: bool,
        until: Option<Instant>,
    ) -> Result<Connection, TransportError> {
        let found = lookup(&self.resolver, bare(host), port, until)?;
        let (socket, address) = dial(&permitted(found, self.destination)?, until)?;
        let channel = if secure { self.secured(socket, host)? } else { Channel::Plain(socket) };
        Ok(Connection::new(channel, Dialled::Address(address.ip()), None))
    }

    fn secured(&self, mut socket: Socket, host: &str) -> Result<Channel, TransportError> {
        let name = ServerName::try_from(bare(host).to_owned()).map_err(|_| {
            TransportError::Tls(Detail::new("the host is no name that a certificate can have"))
        })?;
        let mut connection = ClientConnection::new(self.tls.get()?, name)
            .map_err(|error| TransportError::Tls(Detail::new(error)))?;
        while connection.is_handshaking() {
            connection.complete_io(&mut socket).map_err(|error| of_handshake(&error))?;
        }
        Ok(Channel::Tls(Box::new(StreamOwned::new(connection, socket))))
    }
}

/// The addresses of a host. The system's resolver knows no timeout, so it is left alone when time is up.
fn lookup(
    resolver: &Arc<dyn Resolve>,
    host: &str,
    port: u16,
    until: Option<Instant>,
) -> Result<Vec<SocketAddr>, TransportError> {
    if let Ok(address) = host.parse() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let (sender, receiver) = mpsc::sync_channel(1);
    let (resolver, name) = (resolver.clone(), host.to_owned());
    let ask = move || drop(sender.send(resolver.resolve(&name, port)));
    thread::Builder::new().name("resolve".to_owned()).spawn(ask).map_err(|_| TransportError::Name)?;
    let answer = match left(until)? {
        Some(left) => receiver.recv_timeout(left),
        None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
    };
    match answer {
        Ok(found) => found.map_err(|_| TransportError::Name),
        Err(RecvTimeoutError::Timeout) => Err(TransportError::Timeout),
        Err(RecvTimeoutError::Disconnected) => Err(TransportError::Name),
    }
}

fn left(until: Option<Instant>) -> Result<Option<Duration>, TransportError> {
    let Some(until) = until else { return Ok(None) };
    match until.checked_duration_since(Instant::now()) {
        Some(left) if !left.is_zero() => Ok(Some(left)),
        _ => Err(TransportError::Timeout),
    }
}

/// Connects to the first address that answers; each but the last may use half of the time that is left.
fn dial(addresses: &[SocketAddr], until: Option<Instant>) -> Result<(Socket, SocketAddr), TransportError> {
    let mut reason = TransportError::Name;
    for (tried, address) in addresses.iter().enumerate() {
        let last = tried + 1 == addresses.len();
        let share = left(until)?.map(|left| if last { left } else { left / 2 });
        match connect(address, share) {
            Ok(stream) => return Ok((Socket::new(stream, until), *address)),
            Err(error) => reason = of_connect(&error),
        }
    }
    Err(reason)
}

fn connect(address: &SocketAddr, share: Option<Duration>) -> std::io::Result<TcpStream> {
    let stream = match share {
        Some(share) => TcpStream::connect_timeout(address, share)?,
        None => TcpStream::connect(address)?,
    };
    stream.set_nodelay(true)?;
    Ok(stream)
}

fn of_connect(error: &std::io::Error) -> TransportError {
    match error.kind() {
        std::io::ErrorKind::TimedOut => TransportError::Timeout,
        _ => TransportError::Connect(Detail::new(error)),
    }
}

/// Whoever closes the connection during the handshake has proven nothing.
fn of_handshake(error: &std::io::Error) -> TransportError {
    match fault::of_io(error) {
        TransportError::Closed => TransportError::Tls(Detail::new(error)),
        other => other,
    }
}

fn no_tunnel(status: &[u8]) -> TransportError {
    let status = String::from_utf8_lossy(status);
    TransportError::Connect(Detail::new(format_args!("the proxy answered with status {status}")))
}

/// Bytes of a proxy's answer to `CONNECT` that are read.
const MAX_ANSWER: usize = 8 * 1024;

/// Asks a proxy for a tunnel (RFC 9110 §9.3.6).
fn tunnel(socket: &mut Socket, authority: &str, authorization: Option<&str>) -> Result<(), TransportError> {
    let credentials = authorization.map(|value| Zeroizing::new(format!("proxy-authorization: {value}\r\n")));
    let credentials = credentials.as_ref().map_or("", |line| line.as_str());
    let ask =
        Zeroizing::new(format!("CONNECT {authority} HTTP/1.1\r\nhost: {authority}\r\n{credentials}\r\n"));
    socket.write_all(ask.as_bytes()).map_err(|error| fault::of_io(&error))?;
    let answer = answer(socket)?;
    match answer.get(..10) {
        Some(start) if start.starts_with(b"HTTP/1.") && start.ends_with(b" 2") => Ok(()),
        _ => Err(no_tunnel(answer.get(9..12).unwrap_or_default())),
    }
}

/// The head of a proxy's answer, and not a byte more: what follows is the tunnel's.
fn answer(socket: &mut Socket) -> Result<Vec<u8>, TransportError> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        let read = socket.read(&mut byte).map_err(|error| fault::of_io(&error))?;
        if read == 0 {
            return Err(TransportError::Connect(Detail::new("the proxy closed the connection")));
        }
        if head.len() == MAX_ANSWER {
            return Err(TransportError::HeaderTooLarge { limit: MAX_ANSWER });
        }
        head.extend_from_slice(&byte);
    }
    Ok(head)
}

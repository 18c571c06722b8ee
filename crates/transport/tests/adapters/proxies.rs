//! Requests through a proxy.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};

use countersign_transport::{
    AdapterOptions, Destination, Dialled, ProxySettings, ProxyUrl, Transport, TransportError, Url,
};

use crate::exchange::{failure, get, read_all};
use crate::server::{Peer, Server, ok};
use crate::tls::{self, tls_server};
use crate::{Make, trusting_ca};

fn through(make: Make, proxy: &Server, exempt: &str) -> Arc<dyn Transport> {
    let proxy = ProxyUrl::parse(&format!("http://alice:s%65cret@127.0.0.1:{}", proxy.port())).unwrap();
    let proxies = ProxySettings::all(proxy).with_exemptions(exempt);
    make(trusting_ca(), &AdapterOptions::new().with_proxies(proxies))
}

const CREDENTIALS: &str = "Basic YWxpY2U6c2VjcmV0";

/// A proxy whose tunnels all lead to one server.
fn tunnelling(to: SocketAddr) -> Server {
    Server::start(move |peer| {
        peer.head();
        peer.send("HTTP/1.1 200 Connection established\r\n\r\n");
        relay(peer, TcpStream::connect(to).unwrap());
    })
}

fn relay(peer: &Peer, server: TcpStream) {
    let (mut from, mut to) = (peer.raw().try_clone().unwrap(), server.try_clone().unwrap());
    std::thread::spawn(move || copy(&mut from, &mut to));
    copy(&mut { server }, &mut peer.raw().try_clone().unwrap());
}

fn copy(from: &mut TcpStream, to: &mut TcpStream) {
    let mut piece = [0; 4096];
    while let Ok(read @ 1..) = from.read(&mut piece) {
        if to.write_all(&piece[..read]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(std::net::Shutdown::Both);
}

pub async fn http_is_asked_in_absolute_form(make: Make) {
    let proxy = Server::answering(ok("by proxy"));
    let transport = through(make, &proxy, "");
    for url in
        ["http://registry.test/v2/?a=b", "http://registry.test/v2/?a=b", "http://registry.test:5000/v2/"]
    {
        let response = transport.send(get(Url::parse(url).unwrap())).await.unwrap();
        assert_eq!(response.dialled(), Dialled::Proxy);
        assert_eq!(read_all(response).await.unwrap(), b"by proxy");
    }
    let heads = proxy.heads();
    let asked: Vec<_> = heads.iter().map(|head| (head.target(), head.field("host").unwrap())).collect();
    let expected = ("http://registry.test/v2/?a=b", "registry.test");
    assert_eq!(asked, [expected, expected, ("http://registry.test:5000/v2/", "registry.test:5000")]);
    assert!(heads.iter().all(|head| head.field("proxy-authorization") == Some(CREDENTIALS)), "{heads:?}");
}

pub async fn https_is_asked_through_a_tunnel(make: Make) {
    let server = tls_server(tls::server_config(), |peer| {
        while peer.head().is_some() {
            peer.send(ok("secure"));
        }
    });
    let proxy = tunnelling(server.address());
    let transport = through(make, &proxy, "");
    for _ in 0..2 {
        let response = transport.send(get(Url::parse("https://registry.test/v2/").unwrap())).await.unwrap();
        assert_eq!(response.dialled(), Dialled::Proxy);
        assert_eq!(read_all(response).await.unwrap(), b"secure");
    }
    let asked = proxy.heads();
    assert_eq!((asked.len(), asked[0].line()), (1, "CONNECT registry.test:443 HTTP/1.1"));
    assert_eq!(asked[0].field("host"), Some("registry.test:443"));
    assert_eq!(asked[0].field("proxy-authorization"), Some(CREDENTIALS));
    for head in server.heads() {
        assert_eq!((head.target(), head.field("proxy-authorization")), ("/v2/", None));
    }
}

pub async fn exempt_hosts_and_loopback_are_asked_directly(make: Make) {
    let server = Server::answering(ok("direct"));
    let proxy = Server::answering(ok("by proxy"));
    let transport = through(make, &proxy, "registry.test");
    let response = transport.send(get(server.url("/"))).await.unwrap();
    assert_eq!(read_all(response).await.unwrap(), b"direct");
    let error = failure(&transport, get(Url::parse("http://registry.test/").unwrap())).await;
    assert_eq!(error, TransportError::Name);
    let loopback = get(Url::parse("http://other.test/").unwrap()).with_destination(Destination::LoopbackOnly);
    assert_eq!(failure(&transport, loopback).await, TransportError::Name);
    assert_eq!(proxy.connections(), 0);
    let response = transport.send(get(Url::parse("http://other.test/").unwrap())).await.unwrap();
    assert_eq!(read_all(response).await.unwrap(), b"by proxy");
}

pub async fn a_proxy_that_refuses_the_tunnel_is_no_connection(make: Make) {
    for answer in
        ["HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "HTTP/1.1 502 Bad Gateway\r\n\r\n", ""]
    {
        let proxy = Server::start(move |peer| {
            peer.head();
            peer.send(answer);
        });
        let url = Url::parse("https://registry.test/").unwrap();
        let error = failure(&through(make, &proxy, ""), get(url)).await;
        assert!(matches!(error, TransportError::Connect(_)), "{answer:?}: {error:?}");
    }
}

pub async fn addresses_in_urls_are_judged_behind_a_proxy(make: Make) {
    let proxy = Server::answering(ok(""));
    let transport = through(make, &proxy, "");
    let private = Url::parse("http://10.0.0.1/").unwrap();
    for request in [
        get(Url::parse("http://169.254.169.254/").unwrap()),
        get(private.clone()).with_destination(Destination::PublicOnly),
    ] {
        let error = failure(&transport, request).await;
        assert!(matches!(error, TransportError::Destination { .. }), "{error:?}");
    }
    assert_eq!(proxy.connections(), 0);
    let name = get(Url::parse("http://registry.test/").unwrap()).with_destination(Destination::PublicOnly);
    assert_eq!(transport.send(name).await.unwrap().dialled(), Dialled::Proxy);
    assert_eq!(transport.send(get(private)).await.unwrap().dialled(), Dialled::Proxy);
}

pub async fn only_the_proxy_is_dialled(make: Make) {
    let proxy = Server::answering(ok(""));
    let (looked_up, address) = (Arc::new(Mutex::new(Vec::new())), proxy.address());
    let names = looked_up.clone();
    let resolver = move |name: &str, _| {
        names.lock().unwrap().push(name.to_owned());
        Ok(vec![address])
    };
    let settings = ProxySettings::all(ProxyUrl::parse(&format!("proxy.test:{}", proxy.port())).unwrap());
    let options = AdapterOptions::new().with_proxies(settings).with_resolver(resolver);
    let transport = make(trusting_ca(), &options);
    transport.send(get(Url::parse("http://registry.test/").unwrap())).await.unwrap();
    assert_eq!(*looked_up.lock().unwrap(), ["proxy.test"]);
    assert_eq!(proxy.heads()[0].field("proxy-authorization"), None);
}

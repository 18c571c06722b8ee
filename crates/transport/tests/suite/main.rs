//! What may be asked of whom, over a transport that answers from a table.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

mod addresses;
mod bodies;
mod credentials;
mod destinations;
mod futures;
mod headers;
mod hosts;
mod limits;
mod loopback;
mod proxies;
mod realms;
mod redirects;
mod schemes;
mod script;
mod signed_payloads;
mod until;

use countersign_transport::{
    Authorization, Client, ExchangeError, Method, Origin, Reply, Request, Until, block_on,
};

/// Asks for a URL, with credentials or without.
fn get(client: &Client, url: &str, credentials: Option<&Authorization>) -> Result<Reply, ExchangeError> {
    send(client, Method::Get, url, credentials)
}

fn send(
    client: &Client,
    method: Method,
    url: &str,
    credentials: Option<&Authorization>,
) -> Result<Reply, ExchangeError> {
    let request = Request::new(method, script::url(url));
    block_on(client.send(request, credentials, &Until::never()))
}

/// A token for the origin of a URL.
fn token(url: &str) -> Authorization {
    Authorization::bearer(origin(url), "secret").unwrap()
}

fn origin(url: &str) -> Origin {
    Origin::from(&script::url(url))
}

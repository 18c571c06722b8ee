//! Separate pools for what must not share a connection.

use countersign_need::{Scheme, Url};

use super::options::AdapterOptions;
use super::proxy::{ProxySettings, ProxyUrl};
use super::resolve::literal;
use crate::{Destination, TransportError};

/// One client of a library, with a pool of its own, for each way that a request may go: a connection that was made
/// when any address was good is never there for a request that may go to public ones alone.
#[derive(Debug)]
pub(super) struct Lanes<C> {
    any: C,
    public: C,
    loopback: C,
    http_proxy: Option<C>,
    https_proxy: Option<C>,
    proxies: ProxySettings,
}

/// The way that was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route {
    Direct,
    Proxied,
}

impl<C> Lanes<C> {
    /// Makes the clients, each for a destination and a proxy.
    pub(super) fn new<E>(
        options: &AdapterOptions,
        mut make: impl FnMut(Destination, Option<&ProxyUrl>) -> Result<C, E>,
    ) -> Result<Self, E> {
        let proxies = options.proxies.clone();
        let mut through =
            |scheme| proxies.for_scheme(scheme).map(|proxy| make(Destination::Any, Some(proxy)));
        let (http_proxy, https_proxy) =
            (through(Scheme::Http).transpose()?, through(Scheme::Https).transpose()?);
        Ok(Self {
            any: make(Destination::Any, None)?,
            public: make(Destination::PublicOnly, None)?,
            loopback: make(Destination::LoopbackOnly, None)?,
            http_proxy,
            https_proxy,
            proxies,
        })
    }

    /// The client for a request.
    ///
    /// # Errors
    ///
    /// [`TransportError::Destination`] where the URL's host is an address that may not be asked, through a proxy or
    /// not.
    pub(super) fn choose(&self, url: &Url, destination: Destination) -> Result<(&C, Route), TransportError> {
        if let Some(address) = literal(url.host()) {
            destination.check(address)?;
        }
        Ok(match (self.proxied(url), destination) {
            (_, Destination::LoopbackOnly) => (&self.loopback, Route::Direct),
            (Some(client), _) => (client, Route::Proxied),
            (None, Destination::PublicOnly) => (&self.public, Route::Direct),
            (None, Destination::Any) => (&self.any, Route::Direct),
        })
    }

    fn proxied(&self, url: &Url) -> Option<&C> {
        self.proxies.for_url(url)?;
        match url.scheme() {
            Scheme::Http => self.http_proxy.as_ref(),
            Scheme::Https => self.https_proxy.as_ref(),
        }
    }
}

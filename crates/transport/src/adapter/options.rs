//! What both adapters are told beside their TLS configuration.

use std::sync::Arc;
use std::time::Duration;

use super::proxy::ProxySettings;
use super::resolve::{Resolve, SystemResolver};
use crate::Limits;

/// The settings of an adapter. They start without proxies, with the system's resolver, and with the
/// [`connect_time`](Limits::connect_time) of the default [`Limits`].
#[derive(Clone, Debug)]
pub struct AdapterOptions {
    pub(super) proxies: ProxySettings,
    pub(super) resolver: Arc<dyn Resolve>,
    pub(super) connect_time: Duration,
}

impl AdapterOptions {
    /// The settings named above.
    #[must_use]
    pub fn new() -> Self {
        let connect_time = Limits::default().connect_time();
        Self { proxies: ProxySettings::none(), resolver: Arc::new(SystemResolver), connect_time }
    }

    /// The proxies that requests go through.
    #[must_use]
    pub fn with_proxies(self, proxies: ProxySettings) -> Self {
        Self { proxies, ..self }
    }

    /// The resolver of names, proxies' names included. Addresses in URLs are not shown to it.
    #[must_use]
    pub fn with_resolver(self, resolver: impl Resolve + 'static) -> Self {
        Self { resolver: Arc::new(resolver), ..self }
    }

    /// The time within which a connection is made, whatever more a request's [`Limits`] allow.
    #[must_use]
    pub fn with_connect_time(self, connect_time: Duration) -> Self {
        Self { connect_time, ..self }
    }
}

impl Default for AdapterOptions {
    fn default() -> Self {
        Self::new()
    }
}

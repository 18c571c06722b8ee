//! A TLS configuration that is made when it is first needed.

use std::fmt;
use std::sync::{Arc, OnceLock};

use rustls::ClientConfig;

use super::super::tls::{TlsSettingsError, http1_only};
use crate::{Detail, TransportError};

type Make = Box<dyn Fn() -> Result<ClientConfig, TlsSettingsError> + Send + Sync>;

/// The configuration that all connections share, or what makes it.
pub(super) struct LazyTls {
    made: OnceLock<Result<Arc<ClientConfig>, TlsSettingsError>>,
    make: Make,
}

impl LazyTls {
    pub(super) fn new(
        make: impl Fn() -> Result<ClientConfig, TlsSettingsError> + Send + Sync + 'static,
    ) -> Self {
        Self { made: OnceLock::new(), make: Box::new(make) }
    }

    /// # Errors
    ///
    /// [`TransportError::Tls`] where it could not be made.
    pub(super) fn get(&self) -> Result<Arc<ClientConfig>, TransportError> {
        let made = self.made.get_or_init(|| (self.make)().map(|config| Arc::new(http1_only(config))));
        made.clone().map_err(|error| TransportError::Tls(Detail::new(error)))
    }
}

impl fmt::Debug for LazyTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LazyTls").field("made", &self.made.get().is_some()).finish_non_exhaustive()
    }
}

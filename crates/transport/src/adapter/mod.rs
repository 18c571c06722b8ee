//! Adapters: the [`Transport`](crate::Transport) over HTTP clients of others, and what all of them need.

mod fault;
mod head;
mod lanes;
mod options;
mod proxy;
#[cfg(feature = "reqwest")]
mod reqwest;
mod resolve;
mod tls;
mod upload;
#[cfg(feature = "ureq")]
mod ureq;

pub use self::options::AdapterOptions;
pub use self::proxy::{ProxyError, ProxySettings, ProxyUrl};
#[cfg(feature = "reqwest")]
pub use self::reqwest::{ReqwestTransport, ReqwestTransportError};
pub use self::resolve::{Resolve, SystemResolver};
pub use self::tls::{TlsSettings, TlsSettingsError};
#[cfg(feature = "ureq")]
pub use self::ureq::UreqTransport;

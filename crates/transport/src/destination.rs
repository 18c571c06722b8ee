//! What may be dialled, and what was.

use std::net::IpAddr;

use crate::{AddressClass, TransportError};

/// Which addresses may be dialled for a request. Link-local and reserved ones never are.
///
/// A transport checks each address after the name is resolved and before it connects, and uses a kept connection only for
/// requests of the same destination as the one it was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Destination {
    /// Public, private and loopback ones.
    Any,
    /// Public ones only: a host that was dialled publicly led there.
    PublicOnly,
    /// Loopback ones only: the host speaks HTTP without TLS because it is this machine.
    LoopbackOnly,
}

impl Destination {
    /// Whether addresses of this class may be dialled.
    #[must_use]
    pub fn permits(self, class: AddressClass) -> bool {
        match self {
            Self::Any => {
                matches!(class, AddressClass::Public | AddressClass::Private | AddressClass::Loopback)
            }
            Self::PublicOnly => class == AddressClass::Public,
            Self::LoopbackOnly => class == AddressClass::Loopback,
        }
    }

    /// Checks an address that is about to be dialled.
    ///
    /// # Errors
    /// [`TransportError::Destination`] for an address that may not be.
    pub fn check(self, address: IpAddr) -> Result<(), TransportError> {
        let class = AddressClass::of(address);
        if self.permits(class) { Ok(()) } else { Err(TransportError::Destination { address, class }) }
    }
}

/// What the connection went to, over which an answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialled {
    /// This address.
    Address(IpAddr),
    /// A proxy, which alone knows the address.
    Proxy,
    /// The transport cannot say. Treated as if it were public where it leads elsewhere, and refused where only some
    /// addresses are allowed.
    Unknown,
}

impl Dialled {
    /// The class of the address, where it is known.
    #[must_use]
    pub fn class(self) -> Option<AddressClass> {
        match self {
            Self::Address(address) => Some(AddressClass::of(address)),
            Self::Proxy | Self::Unknown => None,
        }
    }
}

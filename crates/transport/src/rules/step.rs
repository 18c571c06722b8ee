//! One step: a redirect, a realm, a `Location`, a `Link`.

use std::net::IpAddr;

use countersign_need::Url;

use super::{Hop, RuleError, Rules};
use crate::{AddressClass, Destination, Dialled, Origin, host};

impl Rules {
    /// Checks a URL that a caller names, under the destination that the caller asks for, and says what may be dialled.
    ///
    /// # Errors
    /// [`RuleError::PlainHttp`]; [`RuleError::Destination`] where the host itself says that it may not be dialled.
    pub fn check_start(&self, url: &Url, asked: Destination) -> Result<Destination, RuleError> {
        self.check_scheme(url)?;
        self.checked(url, self.narrowed(url, asked))
    }

    /// Checks that an answer may lead to this URL, and says what may be dialled for it.
    ///
    /// # Errors
    /// [`RuleError`]: [`Downgrade`](RuleError::Downgrade), [`PlainHttp`](RuleError::PlainHttp),
    /// [`LeavesLoopback`](RuleError::LeavesLoopback), and [`Destination`](RuleError::Destination) where the host itself
    /// says what its address is.
    pub fn check_step(&self, from: &Hop, to: &Url) -> Result<Destination, RuleError> {
        self.check_schemes(from, to)?;
        self.checked(to, self.destination(from, to))
    }

    /// Whether it cannot be judged if an answer may lead to this host, because a proxy dialled.
    pub(crate) fn is_unjudged(&self, from: &Hop, to: &Url) -> bool {
        let elsewhere = from.url().host() != to.host() && !self.allows_destination(to);
        elsewhere && from.dialled() == Dialled::Proxy && !from.is_public()
    }

    /// Whether what this hop answers may lead to this machine only: it speaks `http` because it is this machine, or was led
    /// to by one that does.
    pub(super) fn stays_on_loopback(&self, from: &Hop) -> bool {
        self.is_loopback_http(from.url()) || from.destination() == Destination::LoopbackOnly
    }

    fn allows_destination(&self, to: &Url) -> bool {
        self.destinations.iter().any(|host| host.matches(to))
    }

    pub(super) fn check_schemes(&self, from: &Hop, to: &Url) -> Result<(), RuleError> {
        let origins = || (Origin::from(from.url()), Origin::from(to));
        if from.url().is_https() && !to.is_https() {
            let (from, to) = origins();
            return Err(RuleError::Downgrade { from, to });
        }
        let is_elsewhere = from.url().host() != to.host() && !host::is_loopback(to.host());
        if is_elsewhere && self.stays_on_loopback(from) {
            let (from, to) = origins();
            return Err(RuleError::LeavesLoopback { from, to });
        }
        self.check_scheme(to)
    }

    fn destination(&self, from: &Hop, to: &Url) -> Destination {
        if self.stays_on_loopback(from) {
            Destination::LoopbackOnly
        } else if from.url().host() == to.host() {
            self.narrowed(to, from.destination())
        } else if from.is_public() && !self.allows_destination(to) {
            Destination::PublicOnly
        } else {
            self.narrowed(to, Destination::Any)
        }
    }

    /// Where foreign certificates say whom to ask, no host is at a private address that is not named.
    fn narrowed(&self, to: &Url, destination: Destination) -> Destination {
        let unnamed = self.signed_payloads && !self.allows_destination(to);
        if unnamed && destination == Destination::Any { Destination::PublicOnly } else { destination }
    }

    /// Refuses what the host itself says may not be dialled.
    pub(super) fn checked(&self, to: &Url, destination: Destination) -> Result<Destination, RuleError> {
        if let Some(class) = named_class(to.host()).filter(|class| !destination.permits(*class)) {
            return Err(RuleError::Destination { to: Origin::from(to), class });
        }
        let loopback = destination == Destination::Any && self.is_loopback_http(to);
        Ok(if loopback { Destination::LoopbackOnly } else { destination })
    }
}

/// The class of a host that is an address, or `localhost`.
fn named_class(host: &str) -> Option<AddressClass> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(address) => Some(AddressClass::of(address)),
        Err(_) => host::is_loopback(host).then_some(AddressClass::Loopback),
    }
}

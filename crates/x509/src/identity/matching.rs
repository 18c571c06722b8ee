//! Finding an identity among the names of a certificate.

use core::{fmt, net::IpAddr};

use super::{Form, Identity, PresentedName};
use crate::{Certificate, GeneralName, mailbox::Mailbox};

/// The name of a certificate in which an identity was found. Only a comparison makes one.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct MatchedName<'c> {
    name: PresentedName<'c>,
}

impl<'c> MatchedName<'c> {
    pub(super) const fn new(name: PresentedName<'c>) -> Self {
        Self { name }
    }

    /// The name.
    pub const fn name(&self) -> PresentedName<'c> {
        self.name
    }
}

impl fmt::Display for MatchedName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.name, f)
    }
}

impl Identity {
    /// The first name of the certificate that is this identity.
    ///
    /// This says what the certificate claims, and nothing about whether to believe it: that is what a verified path says.
    #[must_use]
    pub fn matches<'c>(&self, certificate: &'c Certificate<'_>) -> Option<MatchedName<'c>> {
        certificate.identities().find(|name| self.is(name)).map(MatchedName::new)
    }

    fn is(&self, presented: &PresentedName<'_>) -> bool {
        match (&self.form, presented) {
            (Form::Dn(own), PresentedName::Subject(subject)) => own.name().matches(subject),
            (_, PresentedName::Subject(_)) => false,
            (_, PresentedName::Alternative(name)) => self.is_alternative(name),
        }
    }

    fn is_alternative(&self, name: &GeneralName<'_>) -> bool {
        match (&self.form, name) {
            (Form::Email(own), GeneralName::Email(text)) => is_same_mailbox(own, text),
            (Form::Uri(own), GeneralName::Uri(text)) => own == text,
            (Form::Dns(own), GeneralName::Dns(text)) => own.is_exactly(text),
            (Form::Ip(IpAddr::V4(own)), GeneralName::Ip(octets)) => own.octets() == *octets,
            (Form::Ip(IpAddr::V6(own)), GeneralName::Ip(octets)) => own.octets() == *octets,
            (Form::Other(own, value), GeneralName::Other(oid, found)) => {
                own == oid.as_bytes() && value == found
            }
            _ => false,
        }
    }
}

fn is_same_mailbox(own: &str, presented: &str) -> bool {
    match (Mailbox::read(own), Mailbox::read(presented)) {
        (Some(own), Some(presented)) => own.is_same(&presented),
        _ => false,
    }
}

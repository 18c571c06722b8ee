//! `rfc822Name`: a mailbox, a host, or what lies below a domain (RFC 5280 §4.2.1.10).

use super::host::Hosts;
use crate::mailbox::Mailbox;

/// `user@host` is that mailbox, `host` every mailbox at that host and no other, `.domain` every mailbox at a host below it.
/// The empty base holds every mailbox.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mailboxes<'a> {
    Only(Mailbox<'a>),
    At(Hosts<'a>),
}

impl<'a> Mailboxes<'a> {
    pub(super) fn read(base: &'a str) -> Option<Self> {
        if base.contains('@') { Mailbox::read(base).map(Self::Only) } else { Hosts::read(base).map(Self::At) }
    }

    pub(super) fn hold(&self, mailbox: &Mailbox<'_>) -> bool {
        match self {
            Self::Only(only) => mailbox.is_same(only),
            Self::At(hosts) => hosts.hold(mailbox.host()),
        }
    }
}

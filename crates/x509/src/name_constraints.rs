//! One name held against one subtree of a name constraint (RFC 5280 §4.2.1.10).

mod dns;
mod email;
pub(crate) mod host;
pub(crate) mod ip;
mod uri;

use self::{dns::DnsNames, email::Mailboxes, host::Hosts};
use crate::{
    GeneralName, Name,
    mailbox::Mailbox,
    name::{Likeness, prefix_likeness},
};

/// How a name stands to a subtree.
///
/// A permitted subtree admits a name only when it is [`Inside`](Self::Inside); an excluded one keeps out a name that is
/// [`Inside`](Self::Inside) or [`Overlapping`](Self::Overlapping). [`Unsupported`](Self::Unsupported) and
/// [`Malformed`](Self::Malformed) refuse the name under either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub enum SubtreeMatch {
    /// The name, and all that it stands for, is in the subtree.
    Inside,
    /// A part of what the name stands for is in the subtree: `*.example.com` and the subtree `a.example.com`.
    Overlapping,
    /// Nothing that the name stands for is in the subtree.
    Outside,
    /// The two are of different forms: the subtree says nothing about the name.
    OtherForm,
    /// Subtrees of this form have no meaning that this library knows, or the name holds a string whose characters it does
    /// not know.
    Unsupported,
    /// The name, or the base of the subtree, is not what its form demands.
    Malformed,
}

/// Holds one name against the base of one subtree.
///
/// ```
/// use countersign_x509::{GeneralName, SubtreeMatch, subtree_match};
///
/// let base = GeneralName::Dns("build.example.com");
/// assert_eq!(subtree_match(&GeneralName::Dns("a.build.example.com"), &base), SubtreeMatch::Inside);
/// assert_eq!(subtree_match(&GeneralName::Dns("*.example.com"), &base), SubtreeMatch::Overlapping);
/// assert_eq!(subtree_match(&GeneralName::Dns("rebuild.example.com"), &base), SubtreeMatch::Outside);
/// assert_eq!(subtree_match(&GeneralName::Email("a@build.example.com"), &base), SubtreeMatch::OtherForm);
/// ```
///
/// The time it takes grows with the shorter of the two at most linearly (times 64 for parts of a name with eight attributes).
pub fn subtree_match(name: &GeneralName<'_>, base: &GeneralName<'_>) -> SubtreeMatch {
    if name.form() == base.form() {
        ReadName::of(name).compare(&ReadBase::of(base))
    } else {
        SubtreeMatch::OtherForm
    }
}

/// A name as it is held against subtrees.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ReadName<'a> {
    Dns(DnsNames<'a>),
    Email(Mailbox<'a>),
    Uri(&'a str),
    Ip(&'a [u8]),
    Directory(Name<'a>),
    Uninterpreted,
    Malformed,
}

/// The base of a subtree as names are held against it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ReadBase<'a> {
    Dns(&'a str),
    Email(Mailboxes<'a>),
    Uri(Hosts<'a>),
    Ip(&'a [u8]),
    Directory(Name<'a>),
    Uninterpreted,
    Malformed,
}

impl<'a> ReadName<'a> {
    pub(crate) fn of(name: &GeneralName<'a>) -> Self {
        let read = match name {
            GeneralName::Dns(text) => DnsNames::read(text).map(Self::Dns),
            GeneralName::Email(text) => Mailbox::read(text).map(Self::Email),
            GeneralName::Uri(text) => uri::read_host(text).map(Self::Uri),
            GeneralName::Ip(octets) => Some(Self::Ip(octets)),
            GeneralName::Directory(name) => Some(Self::Directory(*name)),
            _ => Some(Self::Uninterpreted),
        };
        read.unwrap_or(Self::Malformed)
    }

    pub(crate) fn compare(&self, base: &ReadBase<'_>) -> SubtreeMatch {
        match (self, base) {
            (Self::Malformed, _) | (_, ReadBase::Malformed) => SubtreeMatch::Malformed,
            (Self::Dns(name), ReadBase::Dns(base)) => name.compare(base),
            (Self::Email(name), ReadBase::Email(base)) => inside(base.hold(name)),
            (Self::Uri(host), ReadBase::Uri(base)) => inside(base.hold(host)),
            (Self::Ip(name), ReadBase::Ip(base)) => ip::compare(name, base),
            (Self::Directory(name), ReadBase::Directory(base)) => directory(name, base),
            (Self::Uninterpreted, ReadBase::Uninterpreted) => SubtreeMatch::Unsupported,
            _ => SubtreeMatch::OtherForm,
        }
    }
}

impl<'a> ReadBase<'a> {
    pub(crate) fn of(base: &GeneralName<'a>) -> Self {
        let read = match base {
            GeneralName::Dns(text) => dns::read_base(text).map(Self::Dns),
            GeneralName::Email(text) => Mailboxes::read(text).map(Self::Email),
            GeneralName::Uri(text) => Hosts::read(text).map(Self::Uri),
            GeneralName::Ip(octets) => Some(Self::Ip(octets)),
            GeneralName::Directory(name) => Some(Self::Directory(*name)),
            _ => Some(Self::Uninterpreted),
        };
        read.unwrap_or(Self::Malformed)
    }
}

fn inside(inside: bool) -> SubtreeMatch {
    if inside { SubtreeMatch::Inside } else { SubtreeMatch::Outside }
}

fn directory(name: &Name<'_>, base: &Name<'_>) -> SubtreeMatch {
    match prefix_likeness(name, base) {
        Likeness::Same => SubtreeMatch::Inside,
        Likeness::Different => SubtreeMatch::Outside,
        Likeness::Unknown => SubtreeMatch::Unsupported,
    }
}

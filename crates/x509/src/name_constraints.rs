//! One name held against one subtree of a name constraint (RFC 5280 §4.2.1.10).

mod dns;
mod email;
pub(crate) mod host;
pub(crate) mod ip;
mod uri;

use crate::{
    GeneralName, Name,
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
    match (name, base) {
        (GeneralName::Dns(name), GeneralName::Dns(base)) => dns::compare(name, base),
        (GeneralName::Email(name), GeneralName::Email(base)) => email::compare(name, base),
        (GeneralName::Uri(name), GeneralName::Uri(base)) => uri::compare(name, base),
        (GeneralName::Ip(name), GeneralName::Ip(base)) => ip::compare(name, base),
        (GeneralName::Directory(name), GeneralName::Directory(base)) => directory(name, base),
        (name, base) if name.form() == base.form() => SubtreeMatch::Unsupported,
        _ => SubtreeMatch::OtherForm,
    }
}

fn directory(name: &Name<'_>, base: &Name<'_>) -> SubtreeMatch {
    match prefix_likeness(name, base) {
        Likeness::Same => SubtreeMatch::Inside,
        Likeness::Different => SubtreeMatch::Outside,
        Likeness::Unknown => SubtreeMatch::Unsupported,
    }
}

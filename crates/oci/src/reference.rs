//! Image references by the grammar of `github.com/distribution/reference`, which registries and runtimes share.
//!
//! ```text
//! reference   := name [ ":" tag ] [ "@" digest ]
//! name        := [ domain "/" ] remote-name          (at most 255 characters)
//! domain      := host [ ":" port-number ]
//! host        := domain-name | IPv4address | "[" IPv6address "]"
//! remote-name := path-component [ "/" path-component ]*
//! tag         := [A-Za-z0-9_][A-Za-z0-9_.-]{0,127}
//! ```

mod error;
mod grammar;

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use countersign_digest::Digest;

use crate::ManifestAt;
pub use error::ReferenceError;
use grammar::{check_path, check_tag, is_domain};

/// The longest repository name (domain and path together), in characters.
const MAX_REPOSITORY: usize = 255;
/// The longest tag, in characters.
const MAX_TAG: usize = 128;
/// The longest text that is looked at: a repository, a tag and a digest fit with room to spare.
const MAX_TEXT: usize = 1024;
/// Where Docker looks when a name says no domain.
const DOCKER_DOMAIN: &str = "docker.io";

/// The name of an image: where it is, and which one. A value fits the grammar; printing gives the text that was parsed.
///
/// A tag is a name that somebody may move; only the digest says which image is meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    domain: Option<String>,
    path: String,
    tag: Option<String>,
    digest: Option<Digest>,
}

impl Reference {
    /// Reads a reference exactly as it is written, without any registry's defaults.
    ///
    /// The first component is a domain only where a `/` follows and it fits the grammar of one: `test_com` and
    /// `foo_bar/baz` have none.
    ///
    /// # Errors
    /// A [`ReferenceError`] that says which part does not fit, and where.
    pub fn parse(text: &str) -> Result<Self, ReferenceError> {
        if text.is_empty() {
            return Err(ReferenceError::Empty);
        }
        if text.len() > MAX_TEXT {
            return Err(ReferenceError::TooLong { limit: MAX_TEXT, actual: text.len() });
        }
        let (named, digest) = match text.split_once('@') {
            Some((named, digest)) => (named, Some(Digest::parse(digest)?)),
            None => (text, None),
        };
        let (name, tag) = split_tag(named);
        let (domain, path) = read_name(name)?;
        if let Some(tag) = tag {
            read_tag(tag, name.len() + 1)?;
        }
        Ok(Self { domain, path, tag: tag.map(ToOwned::to_owned), digest })
    }

    /// Reads a reference as the `docker` command does: `ubuntu` is `docker.io/library/ubuntu`, `acme/app` is
    /// `docker.io/acme/app`, and `index.docker.io` is `docker.io`. No tag is invented.
    ///
    /// The first component is a domain when it holds a `.`, a `:` or a capital letter, or is `localhost`.
    ///
    /// # Errors
    /// As [`Reference::parse`], with offsets into the completed text; and [`ReferenceError::BareIdentifier`] for 64 hex
    /// digits, which `docker` reads as the identifier of a local image.
    pub fn parse_familiar(text: &str) -> Result<Self, ReferenceError> {
        if text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(ReferenceError::BareIdentifier);
        }
        if text.is_empty() {
            return Err(ReferenceError::Empty);
        }
        let (domain, rest) = split_familiar(text);
        let official = domain == DOCKER_DOMAIN && !rest.contains('/');
        let namespace = if official { "library/" } else { "" };
        let completed = Self::parse(&format!("{domain}/{namespace}{rest}"))?;
        match completed.domain {
            Some(_) => Ok(completed),
            // It looks like a host (`a.b_c`) and is none: read as a path it would name another repository.
            None => Err(ReferenceError::Domain),
        }
    }

    /// The registry's host and port, where the reference names one. Letters are kept as they were written.
    pub fn domain(&self) -> Option<&str> {
        self.domain.as_deref()
    }

    /// The repository within its registry.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Domain and path together, as a simple signing payload's `docker-reference` has it.
    pub fn repository(&self) -> String {
        match &self.domain {
            Some(domain) => format!("{domain}/{}", self.path),
            None => self.path.clone(),
        }
    }

    /// The tag, where the reference names one.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// The digest, where the reference names one.
    pub fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }

    /// The manifest that is meant: the digest where there is one, else the tag, else nothing.
    pub fn manifest_at(&self) -> Option<ManifestAt> {
        let by_tag = || self.tag.clone().map(ManifestAt::Tag);
        self.digest.map(ManifestAt::Digest).or_else(by_tag)
    }

    /// The same repository and digest under this tag.
    ///
    /// # Errors
    /// [`ReferenceError::Tag`] or [`ReferenceError::TagTooLong`].
    pub fn with_tag(mut self, tag: &str) -> Result<Self, ReferenceError> {
        read_tag(tag, 0)?;
        self.tag = Some(tag.to_owned());
        Ok(self)
    }

    /// The same repository and tag, pinned to this digest.
    #[must_use]
    pub fn with_digest(mut self, digest: Digest) -> Self {
        self.digest = Some(digest);
        self
    }
}

/// Cuts off the tag: what follows the last colon, unless a `/` follows it too (then it is a port).
fn split_tag(named: &str) -> (&str, Option<&str>) {
    match named.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        _ => (named, None),
    }
}

fn read_name(name: &str) -> Result<(Option<String>, String), ReferenceError> {
    if name.len() > MAX_REPOSITORY {
        return Err(ReferenceError::RepositoryTooLong { limit: MAX_REPOSITORY, actual: name.len() });
    }
    let (domain, path) = match name.split_once('/') {
        Some((domain, path)) if is_domain(domain) => (Some(domain), path),
        _ => (None, name),
    };
    let start = name.len() - path.len();
    check_path(path).map_err(|at| misfit(path, at, start))?;
    Ok((domain.map(ToOwned::to_owned), path.to_owned()))
}

/// Capital letters get an error of their own: they are the commonest slip.
fn misfit(path: &str, at: usize, start: usize) -> ReferenceError {
    let offset = start + at;
    match path.as_bytes().get(at) {
        Some(b) if b.is_ascii_uppercase() => ReferenceError::Uppercase { offset },
        _ => ReferenceError::Repository { offset },
    }
}

fn read_tag(tag: &str, start: usize) -> Result<(), ReferenceError> {
    check_tag(tag).map_err(|at| ReferenceError::Tag { offset: start + at })?;
    if tag.len() > MAX_TAG {
        return Err(ReferenceError::TagTooLong { limit: MAX_TAG, actual: tag.len() });
    }
    Ok(())
}

/// Docker's guess at what of a short name is a domain.
fn split_familiar(text: &str) -> (&str, &str) {
    match text.split_once('/') {
        Some(("index.docker.io", rest)) => (DOCKER_DOMAIN, rest),
        Some((first, rest)) if looks_like_domain(first) => (first, rest),
        _ => (DOCKER_DOMAIN, text),
    }
}

fn looks_like_domain(first: &str) -> bool {
    first == "localhost" || first.bytes().any(|b| b == b'.' || b == b':' || b.is_ascii_uppercase())
}

impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(domain) = &self.domain {
            write!(out, "{domain}/")?;
        }
        out.write_str(&self.path)?;
        if let Some(tag) = &self.tag {
            write!(out, ":{tag}")?;
        }
        match &self.digest {
            Some(digest) => write!(out, "@{digest}"),
            None => Ok(()),
        }
    }
}

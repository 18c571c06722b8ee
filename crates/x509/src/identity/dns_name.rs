//! Host names and what a certificate presents for them (RFC 9525 §6.3).

use alloc::string::String;
use core::{fmt, str::FromStr};

use super::{IdentityError, MatchedName, PresentedName};
use crate::{Certificate, GeneralName, name_constraints::host::is_host_name};

/// A host name that somebody means to reach: a reference identifier of RFC 9525.
///
/// ```
/// use countersign_x509::DnsName;
///
/// let host = DnsName::parse("tsa.Example.com")?;
/// assert!(host.is_presented_as("TSA.example.com"));
/// assert!(host.is_presented_as("*.example.com"));
/// assert!(!host.is_presented_as("t*.example.com"));
/// assert!(!host.is_presented_as("*.com"));
/// assert!(DnsName::parse("tsa.example.com.").is_err());
/// # Ok::<(), countersign_x509::IdentityError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DnsName {
    lower: String,
}

impl DnsName {
    /// Reads a host name and changes it to lower case. A name of another script is given by its A-labels.
    ///
    /// # Errors
    /// [`IdentityError::Dns`] where a label is empty, longer than 63 bytes, or holds anything but letters, digits, inner
    /// hyphens and underscores; where the last label is a number, as in an IP address; where the name is longer than 253
    /// bytes or ends in a dot.
    pub fn parse(name: &str) -> Result<Self, IdentityError> {
        is_host_name(name).then(|| Self { lower: name.to_ascii_lowercase() }).ok_or(IdentityError::Dns)
    }

    /// The name in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.lower
    }

    /// Whether a `dNSName` of a certificate stands for this host: the same without regard to case, or with `*` as its whole
    /// leftmost label, which stands for exactly one label and is followed by at least two. What is no host name, a trailing
    /// dot included, stands for nothing.
    #[must_use]
    pub fn is_presented_as(&self, presented: &str) -> bool {
        match presented.strip_prefix("*.") {
            None => self.is_exactly(presented),
            Some(parent) => {
                let own_parent = self.lower.split_once('.').map(|(_, parent)| parent);
                let same = own_parent.is_some_and(|own| own.eq_ignore_ascii_case(parent));
                same && parent.contains('.') && is_host_name(parent)
            }
        }
    }

    pub(super) fn is_exactly(&self, presented: &str) -> bool {
        self.lower.eq_ignore_ascii_case(presented)
    }

    /// The first `dNSName` of a certificate that stands for this host.
    #[must_use]
    pub fn find_in<'c>(&self, certificate: &'c Certificate<'_>) -> Option<MatchedName<'c>> {
        let mut names = certificate.identities();
        names
            .find(|name| matches!(name, PresentedName::Alternative(GeneralName::Dns(dns)) if self.is_presented_as(dns)))
            .map(MatchedName::new)
    }
}

impl fmt::Display for DnsName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lower)
    }
}

impl FromStr for DnsName {
    type Err = IdentityError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::parse(name)
    }
}

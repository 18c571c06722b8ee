//! What one search for paths may cost.

use core::fmt;

/// The limits of one search: they count over all paths that an iterator looks at, not for each anew. The defaults let
/// every honest chain through, and end a hostile one within a tenth of a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Budget {
    /// Certificates that come with the message, the leaf not counted.
    pub certificates: u32,
    /// Bytes of the certificates that come with the message, the leaf counted.
    pub bytes: u32,
    /// Certificates of one path, the anchor not counted.
    pub depth: u32,
    /// Signatures that are checked.
    pub signatures: u32,
    /// Pairs of a certificate and an issuer that are looked at.
    pub candidates: u32,
    /// Comparisons of a name with a name constraint.
    pub name_comparisons: u32,
    /// Paths that reach an anchor, valid or not.
    pub paths: u32,
    /// Nodes of one policy graph (RFC 9618 §5); all graphs of a search together get four times as many. Sixty-four mappings
    /// of a certificate count as one more.
    pub policy_nodes: u32,
}

impl Budget {
    /// The defaults: 64 certificates of 4 MiB together, paths of 40, 100 signatures, 5,000 candidates, 1,051,000 comparisons
    /// of names, 64 paths, 1,000 policy nodes.
    pub const DEFAULT: Self = Self {
        certificates: 64,
        bytes: 4 << 20,
        depth: 40,
        signatures: 100,
        candidates: 5_000,
        name_comparisons: 1_051_000,
        paths: 64,
        policy_nodes: 1_000,
    };

    /// The same with paths of at most so many certificates, the anchor not counted.
    #[must_use]
    pub const fn with_depth(self, depth: u32) -> Self {
        Self { depth, ..self }
    }

    /// The same with so many signature checks.
    #[must_use]
    pub const fn with_signatures(self, signatures: u32) -> Self {
        Self { signatures, ..self }
    }

    /// The same with so many certificates in a message.
    #[must_use]
    pub const fn with_certificates(self, certificates: u32) -> Self {
        Self { certificates, ..self }
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What a search ran out of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Resource {
    /// Certificates that come with the message.
    Certificates,
    /// Bytes of the certificates that come with the message.
    Bytes,
    /// Certificates of one path.
    Depth,
    /// Signature checks.
    Signatures,
    /// Pairs of a certificate and an issuer.
    Candidates,
    /// Comparisons of a name with a name constraint.
    NameComparisons,
    /// Paths that reach an anchor.
    Paths,
    /// Nodes of a policy graph.
    PolicyNodes,
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Certificates => "certificates in the message",
            Self::Bytes => "bytes of certificates in the message",
            Self::Depth => "certificates in a path",
            Self::Signatures => "signature checks",
            Self::Candidates => "possible issuers",
            Self::NameComparisons => "comparisons with name constraints",
            Self::Paths => "paths",
            Self::PolicyNodes => "policy nodes",
        })
    }
}

/// What is left of one limit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Left {
    left: u32,
    resource: Resource,
}

/// A limit was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Exhausted(pub(crate) Resource);

impl Left {
    pub(crate) const fn new(left: u32, resource: Resource) -> Self {
        Self { left, resource }
    }

    /// Takes one.
    pub(crate) fn take(&mut self) -> Result<(), Exhausted> {
        self.left = self.left.checked_sub(1).ok_or(Exhausted(self.resource))?;
        Ok(())
    }
}

//! Weaker than the default, by name. Each of these is listed under `weakened` in every report and enters the digest of
//! the configuration.

use core::fmt;

use crate::VerifierBuilder;

/// A check that was weakened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Weakening {
    /// Statements of any kind count as signatures.
    AnyPredicate,
    /// The verdict is of a time that has passed.
    PastTime,
    /// Where nothing says whether a certificate was revoked, it passes.
    RevocationIfAvailable,
    /// OCSP answers count by delegates of which nothing says whether they are revoked.
    SilentDelegates,
    /// The certificates of an authority may use what nobody should.
    Certificates(countersign_x509::Weakening),
}

impl Weakening {
    /// The name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AnyPredicate => "any-predicate",
            Self::PastTime => "past-time",
            Self::RevocationIfAvailable => "revocation-if-available",
            Self::SilentDelegates => "ocsp-silent-delegates",
            Self::Certificates(countersign_x509::Weakening::Sha1) => "certificates-sha1",
            Self::Certificates(countersign_x509::Weakening::Md5) => "certificates-md5",
            Self::Certificates(countersign_x509::Weakening::Rsa1024) => "certificates-rsa1024",
            Self::Certificates(_) => "certificates",
        }
    }
}

impl fmt::Display for Weakening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Lets an attestation of any kind about the image count as its signature, as `cosign verify` does with bundles: then
/// everybody whose key signs some attestation signs images too. For images that were only ever attested. An
/// attestation that is asked for is always of its type.
pub fn accept_any_predicate<S>(builder: VerifierBuilder<S>) -> VerifierBuilder<S> {
    builder.weaken(Weakening::AnyPredicate)
}

/// Says that the time of the verdict is one that has passed: a certificate that has expired since counts as it did then. For
/// looking back; whoever decides what may run now gives the present time, and needs nothing said.
pub fn at_a_past_time<S>(builder: VerifierBuilder<S>) -> VerifierBuilder<S> {
    builder.weaken(Weakening::PastTime)
}

//! A question to path building, as every corpus puts it: its words are turned into the library's.

use countersign::crypto::RustCrypto;
use countersign::x509::{
    Budget, Certificate, CertificateSet, PathBuilder, Profile, Times, TrustAnchors, VerifiedPath,
};

use crate::answer::Stop;

/// Whether there is a path from a certificate to an anchor.
pub struct Question {
    pub target: Vec<u8>,
    pub intermediates: CertificateSet,
    pub anchors: TrustAnchors,
    pub profile: Profile,
    pub times: Times,
    pub budget: Budget,
}

impl Question {
    /// The certificate that it is about.
    pub fn leaf(&self) -> Result<Certificate<'_>, Stop> {
        Ok(Certificate::from_der(&self.target)?)
    }

    /// The first path that the caller of the case takes too.
    pub fn path(&self, suits: impl Fn(&VerifiedPath<'_>) -> bool) -> Result<VerifiedPath<'static>, Stop> {
        let leaf = self.leaf()?;
        let builder = PathBuilder::new(&RustCrypto, &self.anchors, &self.profile)
            .intermediates(&self.intermediates)
            .budget(self.budget);
        for path in builder.paths(&leaf, &[], self.times) {
            let path = path?;
            if suits(&path) {
                return Ok(path.to_owned());
            }
        }
        Err(Stop::Refused("no path is one that the case asks for".into()))
    }
}

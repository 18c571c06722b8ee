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

    /// The first path that the caller of the case takes too. Where there is none, what the last one was refused for is told.
    pub fn path(
        &self,
        takes: impl Fn(&VerifiedPath<'_>) -> Result<(), Stop>,
    ) -> Result<VerifiedPath<'static>, Stop> {
        let leaf = self.leaf()?;
        let builder = PathBuilder::new(&RustCrypto, &self.anchors, &self.profile)
            .intermediates(&self.intermediates)
            .budget(self.budget);
        let mut refused = None;
        for path in builder.paths(&leaf, &[], self.times) {
            match path.map_err(Stop::from).and_then(|path| takes(&path).map(|()| path.to_owned())) {
                Ok(path) => return Ok(path),
                Err(why) => refused = Some(why),
            }
        }
        Err(refused.unwrap_or_else(|| Stop::Refused("there is no path".into())))
    }
}

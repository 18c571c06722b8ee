//! What a name stands for, as far as a verification has to know it.

use alloc::{sync::Arc, vec, vec::Vec};

use countersign_digest::Digest;
use countersign_oci::{Platform, Resolved, ResolvedTarget};

/// The digests that must be covered, and what was read of the manifest.
#[derive(Clone, Debug)]
pub(crate) struct Meant {
    named: Digest,
    run: Digest,
    targets: Vec<Target>,
    manifest: Option<Manifest>,
}

/// One manifest that must be covered, by a signature over one of these digests.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) digest: Digest,
    pub(crate) platform: Option<Platform>,
    pub(crate) covered_by: Vec<Digest>,
}

/// The manifest that was named.
#[derive(Clone, Debug)]
pub(crate) struct Manifest {
    pub(crate) media_type: Arc<str>,
    pub(crate) bytes: Arc<[u8]>,
}

impl Meant {
    /// A digest of which nothing was read yet.
    pub(crate) fn by_digest(digest: Digest) -> Self {
        let target = Target { digest, platform: None, covered_by: vec![digest] };
        Self { named: digest, run: digest, targets: vec![target], manifest: None }
    }

    pub(crate) fn named(&self) -> Digest {
        self.named
    }

    /// What is to be run.
    pub(crate) fn run(&self) -> Digest {
        self.run
    }

    /// At least one.
    pub(crate) fn targets(&self) -> &[Target] {
        &self.targets
    }

    pub(crate) fn manifest(&self) -> Option<&Manifest> {
        self.manifest.as_ref()
    }
}

impl From<&Resolved> for Meant {
    fn from(resolved: &Resolved) -> Self {
        let manifest =
            Manifest { media_type: resolved.named().media_type().into(), bytes: resolved.bytes().into() };
        Self {
            named: resolved.named().digest(),
            run: resolved.to_run().digest(),
            targets: resolved.targets().iter().map(Target::from).collect(),
            manifest: Some(manifest),
        }
    }
}

impl From<&ResolvedTarget> for Target {
    fn from(target: &ResolvedTarget) -> Self {
        Self {
            digest: target.descriptor().digest(),
            platform: target.platform().cloned(),
            covered_by: target.covered_by().to_vec(),
        }
    }
}

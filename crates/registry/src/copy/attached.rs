//! What is attached to one manifest at the source.

use std::collections::BTreeSet;

use countersign_digest::{Descriptor, Digest, Sha2};
use countersign_oci::{
    CosignTag, ListingError, Manifest, ManifestAt, ManifestDescriptor, SignatureArtifact, cosign_tag,
    fallback_tag,
};

use super::discover::Deep;
use super::report::{Skipped, SkippedReason};
use super::{CopyError, CopyOptions, Side};
use crate::{Store, StoreError, StoredManifest};

const TAGS: [CosignTag; 3] = [CosignTag::Signature, CosignTag::Attestation, CosignTag::Sbom];

#[derive(Default)]
pub(super) struct Attached {
    /// Each digest once; none of it is believed.
    pub(super) referrers: Vec<Descriptor>,
    pub(super) tagged: Vec<(SignatureArtifact, StoredManifest)>,
    pub(super) unusable: Vec<Skipped>,
}

pub(super) async fn attached(
    source: &dyn Store,
    to: &StoredManifest,
    deep: Deep,
) -> Result<Attached, CopyError> {
    let subject = to.digest();
    let mut attached = Attached { referrers: referrers(source, subject).await?, ..Attached::default() };
    // Cosign keeps signatures of images and indexes under tags, and of nothing that is attached to them.
    if deep.is_image() {
        for tag in TAGS {
            take_tagged(source, subject, tag, &mut attached).await?;
        }
    }
    Ok(attached)
}

/// What the store lists, and what stands in the index under the fallback tag.
async fn referrers(source: &dyn Store, subject: Digest) -> Result<Vec<Descriptor>, CopyError> {
    let limit = CopyOptions::MAX_REFERRERS;
    let what = || format!("the list of referrers of {subject}");
    let listed = source.referrers(&subject, limit).await.map_err(CopyError::at(Side::Source, what()))?;
    let fallback = fallback(source, subject).await.map_err(CopyError::at(Side::Source, what()))?;
    let mut seen = BTreeSet::new();
    let all = listed.descriptors().iter().chain(&fallback);
    let referrers: Vec<_> =
        all.filter(|listed| seen.insert(listed.digest())).map(ManifestDescriptor::core).collect();
    match listed.is_complete() && referrers.len() <= limit {
        true => Ok(referrers),
        false => {
            let limit = u64::try_from(limit).unwrap_or(u64::MAX);
            Err(CopyError::TooMany { what: "referrers of one manifest", limit })
        }
    }
}

async fn fallback(source: &dyn Store, subject: Digest) -> Result<Vec<ManifestDescriptor>, StoreError> {
    let at = ManifestAt::Tag(fallback_tag(&subject));
    match source.manifest(&at).await {
        Err(StoreError::Absent) => Ok(Vec::new()),
        Err(error) => Err(error),
        Ok(found) => match found.manifest() {
            Manifest::Index(index) => Ok(index.manifests().to_vec()),
            _ => Err(StoreError::Malformed(ListingError::NotAnIndex)),
        },
    }
}

async fn take_tagged(
    source: &dyn Store,
    subject: Digest,
    tag: CosignTag,
    attached: &mut Attached,
) -> Result<(), CopyError> {
    let name = cosign_tag(&subject, tag);
    match source.manifest(&ManifestAt::Tag(name.clone())).await {
        Err(StoreError::Absent) => {}
        Err(error) => return Err(CopyError::at(Side::Source, format!("the tag {name}"))(error)),
        Ok(found) => match SignatureArtifact::of_tagged(&Sha2, &subject, tag, found.bytes()) {
            Ok(artifact) => attached.tagged.push((artifact, found)),
            Err(_) => {
                let (digest, reason) = (found.digest(), SkippedReason::Unreadable);
                attached.unusable.push(Skipped { digest, subject, reason });
            }
        },
    }
    Ok(())
}

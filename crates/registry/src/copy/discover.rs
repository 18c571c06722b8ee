//! From a name to everything that belongs to it.

use std::collections::BTreeSet;

use countersign_digest::{Descriptor, Digest};
use countersign_oci::{ListingError, ManifestAt, ManifestError};

use super::attached::{Attached, attached};
use super::plan::{Plan, is_manifest};
use super::report::{Skipped, SkippedReason};
use super::room::Room;
use super::run::Runner;
use super::{CopyError, CopyOptions, CopyWhat, Side};
use crate::{BoxFuture, FailureClass, Store, StoreError, StoredManifest};

pub(super) async fn discover(
    source: &dyn Store,
    what: &CopyWhat,
    options: &CopyOptions,
    runner: Runner,
) -> Result<Plan, CopyError> {
    options.check()?;
    let root =
        source.manifest(what.at()).await.map_err(CopyError::at(Side::Source, "what is to be copied"))?;
    let mut search =
        Search { plan: Plan::new(root.clone()), asked: BTreeSet::new(), parts: 1, next: Vec::new(), options };
    let found = Found { attached: attached(source, &root, Deep::default()).await?, manifest: root };
    search.take(Wanted::root(found.manifest.digest()), found)?;
    while !search.next.is_empty() {
        options.check()?;
        let wanted = core::mem::take(&mut search.next);
        let room = Room::beside(search.plan.held(), options);
        let jobs = wanted.iter().map(|one| Box::pin(look(source, one, &room)) as BoxFuture<'_, _>).collect();
        let outcomes: Vec<Result<Outcome, CopyError>> = runner.all(options.concurrency(), jobs).await;
        for (wanted, outcome) in wanted.into_iter().zip(outcomes) {
            match outcome? {
                Outcome::Found(found) => search.take(wanted, *found)?,
                Outcome::Skipped(reason) => search.skip(&wanted, reason),
            }
        }
    }
    Ok(search.plan.finish())
}

/// A manifest that something names.
#[derive(Clone, Debug)]
struct Wanted {
    digest: Digest,
    said: Option<Descriptor>,
    /// What it is said to be about, where it was listed as an attachment.
    subject: Option<Digest>,
    deep: Deep,
}

/// How far from the root something is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Deep {
    nested: usize,
    attached: usize,
}

impl Deep {
    /// Whether it belongs to the image itself.
    pub(super) const fn is_image(self) -> bool {
        self.attached == 0
    }

    fn inside(self) -> Result<Self, CopyError> {
        let nested = self.nested + 1;
        let limit = CopyOptions::MAX_NESTED;
        if nested > limit {
            Err(CopyError::TooDeep { what: "indexes", limit })
        } else {
            Ok(Self { nested, ..self })
        }
    }

    fn attached(self) -> Result<Self, CopyError> {
        let attached = self.attached + 1;
        let limit = CopyOptions::MAX_ATTACHED;
        match attached > limit {
            true => Err(CopyError::TooDeep { what: "attachments", limit }),
            false => Ok(Self { attached, nested: 0 }),
        }
    }
}

impl Wanted {
    fn root(digest: Digest) -> Self {
        Self { digest, said: None, subject: None, deep: Deep::default() }
    }
}

struct Found {
    manifest: StoredManifest,
    attached: Attached,
}

enum Outcome {
    Found(Box<Found>),
    Skipped(SkippedReason),
}

async fn look(source: &dyn Store, wanted: &Wanted, room: &Room<'_>) -> Result<Outcome, CopyError> {
    room.check()?;
    let manifest = match (read(source, wanted).await, wanted.subject) {
        (Ok(manifest), _) => manifest,
        (Err(error), None) => return Err(error),
        // What is only listed is no reason not to copy the image.
        (Err(error), Some(_)) => {
            let reason = match error.class() {
                FailureClass::Absent => SkippedReason::Missing,
                FailureClass::Malformed | FailureClass::Limit => SkippedReason::Unreadable,
                _ => return Err(error),
            };
            return Ok(Outcome::Skipped(reason));
        }
    };
    if wanted.subject.is_some() && wanted.subject != manifest.subject() {
        return Ok(Outcome::Skipped(SkippedReason::OtherSubject));
    }
    room.take(&manifest)?;
    let attached = attached(source, &manifest, wanted.deep).await?;
    room.take_attached(&attached)?;
    Ok(Outcome::Found(Box::new(Found { manifest, attached })))
}

async fn read(source: &dyn Store, wanted: &Wanted) -> Result<StoredManifest, CopyError> {
    let at = ManifestAt::Digest(wanted.digest);
    let lost = |error| match error {
        // What an index lists and is not there is lost.
        StoreError::Absent if wanted.subject.is_none() => StoreError::Malformed(ListingError::BlobMissing),
        other => other,
    };
    let manifest = source.manifest(&at).await.map_err(lost);
    let what = format!("the manifest {}", wanted.digest);
    let manifest = manifest.map_err(CopyError::at(Side::Source, what))?;
    check_said(&manifest, wanted.said.as_ref())?;
    Ok(manifest)
}

/// What lists a manifest and what the manifest is must be one (CVE-2021-41190).
fn check_said(manifest: &StoredManifest, said: Option<&Descriptor>) -> Result<(), CopyError> {
    let (Some(said), found) = (said, manifest.descriptor()) else { return Ok(()) };
    let digest = || Box::new(found.digest());
    if said.media_type() != found.media_type() {
        let (declared, marked) = (said.media_type().to_owned(), found.media_type().to_owned());
        let error = ManifestError::MediaTypeMismatch { declared, marked };
        return Err(CopyError::Mismatch { digest: digest(), error });
    }
    match said.size() == found.size() {
        true => Ok(()),
        false => Err(CopyError::Size { digest: digest(), expected: said.size(), actual: found.size() }),
    }
}

struct Search<'o> {
    plan: Plan,
    /// What was looked for as a part of something, or as an attachment of this.
    asked: BTreeSet<(Digest, Option<Digest>)>,
    /// How many different manifests must be there: the root and what the indexes list.
    parts: usize,
    next: Vec<Wanted>,
    options: &'o CopyOptions,
}

impl Search<'_> {
    fn take(&mut self, wanted: Wanted, found: Found) -> Result<(), CopyError> {
        let (manifest, digest) = (found.manifest, wanted.digest);
        if let Some(subject) = &wanted.subject {
            self.plan.add_referrer(subject, digest);
        }
        if self.plan.has(&digest) {
            return Ok(());
        }
        if let Some(index) = manifest.manifest().as_index() {
            for child in index.manifests().iter().filter(|entry| is_manifest(entry)) {
                self.parts += usize::from(self.want(child.core(), None, wanted.deep.inside()?));
                self.options.check_room(self.parts, 0)?;
            }
        }
        self.plan.add(manifest, self.options)?;
        for referrer in found.attached.referrers {
            self.want(referrer, Some(digest), wanted.deep.attached()?);
        }
        for (artifact, tagged) in found.attached.tagged {
            if let Some(image) = tagged.manifest().as_image() {
                self.plan.add_tagged(artifact, image, self.options)?;
            }
        }
        found.attached.unusable.into_iter().for_each(|unusable| self.plan.skip(unusable));
        Ok(())
    }

    /// Whether nobody asked for it before.
    fn want(&mut self, said: Descriptor, subject: Option<Digest>, deep: Deep) -> bool {
        let digest = said.digest();
        let is_new = self.asked.insert((digest, subject));
        if is_new {
            self.next.push(Wanted { digest, said: Some(said), subject, deep });
        }
        is_new
    }

    fn skip(&mut self, wanted: &Wanted, reason: SkippedReason) {
        let subject = wanted.subject.unwrap_or(wanted.digest);
        self.plan.skip(Skipped { digest: wanted.digest, subject, reason });
    }
}

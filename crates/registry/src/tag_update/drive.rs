use std::error::Error;
use std::time::Instant;

use countersign_digest::{Descriptor, Digest};
use countersign_oci::ManifestAt;

use super::error::TagUpdateError;
use super::machine::{Action, Done, Machine, Mode, Only, Standing, Stopped, Written};
use super::merge::{MergedManifest, TagMerge};
use super::timing::TagUpdateOptions;
use crate::client::Repeat;
use crate::push::Setback;
use crate::read::MANIFEST_LIMIT;
use crate::{BlobSource, Precondition, PushError, ReadError, Repository};

/// An entity tag that nothing has: registries make theirs from digests.
const NO_ETAG: &str = "\"matches-nothing\"";

/// How an update of a tag came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagUpdated {
    manifest: Option<Digest>,
    by: UpdatedBy,
    writes: u32,
}

impl TagUpdated {
    /// The SHA-256 of what stood under the tag in the end, if anything did.
    #[must_use]
    pub fn manifest(&self) -> Option<Digest> {
        self.manifest
    }

    /// What kept other writers' changes.
    #[must_use]
    pub fn by(&self) -> UpdatedBy {
        self.by
    }

    /// How often the registry was asked to write, refusals included.
    #[must_use]
    pub fn writes(&self) -> u32 {
        self.writes
    }
}

/// What keeps other writers' changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UpdatedBy {
    /// Nothing had to be written.
    Nothing,
    /// The registry compares before it replaces.
    Precondition,
    /// It was looked at again after a wait.
    Settling,
}

impl Repository {
    /// Adds to what stands under a tag, and keeps what others add meanwhile.
    ///
    /// A registry that compares before it replaces is found out by a write under a condition that nothing meets: it refuses.
    /// One that does not takes the write, which is looked after as the options say: then this takes at least as long as
    /// their shortest wait.
    ///
    /// # Errors
    /// A [`TagUpdateError`].
    pub async fn update_tag<M>(
        &self,
        tag: &str,
        merge: M,
        options: &TagUpdateOptions,
    ) -> Result<TagUpdated, TagUpdateError<M::Error>>
    where
        M: TagMerge,
        M::Error: Error + 'static,
    {
        let retry = &self.inner().retry;
        let machine = Machine::new(merge, *options, || retry.random(), Instant::now());
        let origin = self.clone().at_origin();
        Update {
            repository: &origin,
            at: ManifestAt::Tag(tag.to_owned()),
            machine,
            standing: None,
            setbacks: 0,
        }
        .run()
        .await
    }
}

struct Update<'r, M, R> {
    repository: &'r Repository,
    at: ManifestAt,
    machine: Machine<M, R>,
    standing: Option<Digest>,
    /// How many writes in a row came to nothing that is known.
    setbacks: u32,
}

impl<M, R> Update<'_, M, R>
where
    M: TagMerge,
    M::Error: Error + 'static,
    R: FnMut() -> u64 + Send,
{
    async fn run(mut self) -> Result<TagUpdated, TagUpdateError<M::Error>> {
        let mut action = Action::Read;
        loop {
            action = match action {
                Action::Read => self.read().await?,
                Action::Check(digests) => {
                    let gone = self.gone(&digests).await?;
                    self.machine.checked(&gone)
                }
                Action::Push(blobs) => {
                    self.push(&blobs).await?;
                    self.machine.pushed().map_err(stopped)?
                }
                Action::Write { .. } if self.machine.is_late(Instant::now()) => self.machine.reconsider(),
                Action::Write { manifest, only } => self.write(&manifest, only).await?,
                Action::Pause(time) => {
                    self.repository.pause(time).await.map_err(PushError::from)?;
                    self.machine.paused()
                }
                Action::Done(done) => return Ok(self.outcome(done)),
            }
        }
    }

    async fn read(&mut self) -> Result<Action, TagUpdateError<M::Error>> {
        let sent = Instant::now();
        let standing = match self.repository.manifest(&self.at, MANIFEST_LIMIT).await {
            Ok(received) => {
                self.standing = Some(received.digest());
                let etag = received.etag().filter(|etag| is_strong(etag)).map(str::to_owned);
                Some(Standing { bytes: received.into_bytes(), etag })
            }
            Err(ReadError::Absent) => {
                self.standing = None;
                None
            }
            Err(error) => return Err(TagUpdateError::Read(error)),
        };
        self.machine.read(sent, standing).map_err(stopped)
    }

    async fn gone(&self, digests: &[Digest]) -> Result<Vec<Digest>, TagUpdateError<M::Error>> {
        let mut gone = Vec::new();
        for digest in digests {
            let is_there = self.repository.has_manifest(&ManifestAt::Digest(*digest)).await;
            if !is_there.map_err(TagUpdateError::Read)? {
                gone.push(*digest);
            }
        }
        Ok(gone)
    }

    async fn push(&self, blobs: &[(Descriptor, Vec<u8>)]) -> Result<(), PushError> {
        for (blob, bytes) in blobs {
            let source = BlobSource::bytes(bytes.as_slice());
            self.repository.put_blob(&blob.digest(), blob.size(), &source).await?;
        }
        Ok(())
    }

    async fn write(
        &mut self,
        manifest: &MergedManifest,
        only: Only,
    ) -> Result<Action, TagUpdateError<M::Error>> {
        let condition = precondition(only);
        let (bytes, media_type) = (manifest.bytes(), manifest.media_type());
        let sent = (&condition, Repeat::Never);
        let outcome = self.repository.send_manifest(&self.at, bytes, media_type, sent).await;
        let answered = Instant::now();
        if outcome.is_ok() {
            self.setbacks = 0;
        }
        let written = match outcome {
            Ok(_) => Written::Taken,
            Err(Setback { error: PushError::Precondition, .. }) if condition != Precondition::None => {
                Written::Refused
            }
            // It knows no conditions (RFC 9110 §15.6.2).
            Err(setback) if setback.status() == Some(501) && condition != Precondition::None => {
                Written::Unsupported
            }
            Err(setback) => self.unless_final(setback)?,
        };
        self.machine.written(answered, written).map_err(stopped)
    }

    /// A write that may stand there, or may come to, or may be taken later: that is seen by reading, not by writing again.
    fn unless_final(&mut self, setback: Setback) -> Result<Written, PushError> {
        let retry = &self.repository.inner().retry;
        self.setbacks = self.setbacks.saturating_add(1);
        let wait = retry.pause_after(self.setbacks, setback.retry_after.as_deref());
        match wait.is_some() && (setback.is_transient() || setback.lacks_parts()) {
            true => Ok(Written::Unknown { wait }),
            false => Err(setback.error),
        }
    }

    fn outcome(&self, done: Done) -> TagUpdated {
        let by = match done.mode {
            _ if done.writes == 0 => UpdatedBy::Nothing,
            Mode::Unknown => UpdatedBy::Nothing,
            Mode::Conditional => UpdatedBy::Precondition,
            Mode::Settling => UpdatedBy::Settling,
        };
        TagUpdated { manifest: self.standing, by, writes: done.writes }
    }
}

/// Whether this is one entity tag that can be compared (RFC 9110 §8.8.3, §13.1.1). A weak one never compares equal, and a list
/// or `*` would be met by what nobody has read.
fn is_strong(etag: &str) -> bool {
    let opaque = etag.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    opaque.is_some_and(|opaque| opaque.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"'))
}

fn precondition(only: Only) -> Precondition {
    match only {
        Only::Always => Precondition::None,
        Only::Never => Precondition::IfMatch(NO_ETAG.to_owned()),
        Only::IfMatch(etag) => Precondition::IfMatch(etag),
        Only::IfNone => Precondition::IfNoneMatch,
    }
}

fn stopped<E: Error + 'static>(stopped: Stopped<E>) -> TagUpdateError<E> {
    match stopped {
        Stopped::Merge(error) => TagUpdateError::Merge(error),
        Stopped::Rounds { limit } => TagUpdateError::Rounds { limit },
    }
}

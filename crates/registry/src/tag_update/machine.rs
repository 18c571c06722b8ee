//! The protocol of an update, without any network: what was read and when goes in, what to do next comes out.
//!
//! ```text
//! read ── merge ── complete ──────────────────────────────────────────────── done
//!          └─ write, If-Match that matches nothing
//!               ├─ 412: honoured ── write, If-Match: what was read ─┬─ 201 ── read again: still there ── done
//!               │                                                   └─ 412 ── pause ── read
//!               └─ 201: ignored ── wait ── read ─┬─ all there: done, or once more where others were seen
//!                                                └─ something is missing: merge, write, wait longer
//! ```

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use countersign_digest::{Descriptor, Digest};

use super::merge::{Merged, MergedManifest, TagMerge};
use super::timing::{Pace, TagUpdateOptions};

/// What stood under the tag when it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) bytes: Vec<u8>,
    pub(super) etag: Option<String>,
}

/// What to do next; each is answered by the method of [`Machine`] that is named.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Read the tag: [`Machine::read`].
    Read,
    /// Ask which of these manifests are gone: [`Machine::checked`].
    Check(Vec<Digest>),
    /// Bring these blobs into the repository: [`Machine::pushed`].
    Push(Vec<(Descriptor, Vec<u8>)>),
    /// Write the tag, once and without a retry: [`Machine::written`].
    Write { manifest: MergedManifest, only: Only },
    /// Let this time pass: [`Machine::paused`].
    Pause(Duration),
    /// It is done.
    Done(Done),
}

/// When the registry is to take a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Only {
    /// Whatever stands there.
    Always,
    /// Under a condition that nothing meets.
    Never,
    /// While this still stands there.
    IfMatch(String),
    /// While nothing stands there.
    IfNone,
}

/// How an update came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Done {
    pub(super) mode: Mode,
    pub(super) writes: u32,
}

/// What is known of the registry's preconditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Nothing yet.
    Unknown,
    /// It compares before it replaces.
    Conditional,
    /// It takes every write; the last one stands.
    Settling,
}

/// What came of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// It was taken.
    Taken,
    /// 412: the condition was not met.
    Refused,
    /// The registry takes nothing that has a condition.
    Unsupported,
    /// Nobody can say whether it was taken or will be; not to be tried again before this time has passed.
    Unknown { wait: Option<Duration> },
}

/// Why an update ends without success.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stopped<E> {
    /// There is nothing to merge into.
    Merge(E),
    /// As many writes as are allowed did not last.
    Rounds { limit: u32 },
}

/// A manifest is seen as settled after this many quiet looks where others were writing as well.
const QUIET_WHEN_CONTENDED: u32 = 2;
/// So many refusals with nothing changed in between: the condition cannot be met, whatever was said of it. But where nothing
/// is said to stand there, the refusal says that something does.
const MAX_STALE_REFUSALS: u32 = 3;
/// So many preparations in one round, each followed by another read; after them nothing is looked up any more, and what is
/// pushed is written at once.
const MAX_PREPARATIONS: u32 = 2;

/// So many times in a row what was read too long ago is read again before it is written.
const MAX_LATE: u32 = 3;

pub(super) struct Machine<M, R> {
    merge: M,
    random: R,
    limit: u32,
    pace: Pace,
    mode: Mode,
    read_at: Instant,
    standing: Option<Standing>,
    pending: Option<MergedManifest>,
    last_write: Option<Vec<u8>>,
    writes: u32,
    may_stand: bool,
    quiet: u32,
    contended: bool,
    stale: u32,
    refused: Option<Option<Vec<u8>>>,
    preparations: u32,
    late: u32,
    checked: BTreeSet<Digest>,
    pushed: BTreeSet<Digest>,
}

impl<M: TagMerge, R: FnMut() -> u64> Machine<M, R> {
    pub(super) fn new(merge: M, options: TagUpdateOptions, random: R, now: Instant) -> Self {
        Self {
            merge,
            random,
            limit: options.rounds(),
            pace: Pace::new(options),
            mode: Mode::Unknown,
            read_at: now,
            standing: None,
            pending: None,
            last_write: None,
            writes: 0,
            may_stand: false,
            quiet: 0,
            contended: false,
            stale: 0,
            refused: None,
            preparations: 0,
            late: 0,
            checked: BTreeSet::new(),
            pushed: BTreeSet::new(),
        }
    }

    /// The tag was read; `sent` is when that began.
    pub(super) fn read(
        &mut self,
        sent: Instant,
        standing: Option<Standing>,
    ) -> Result<Action, Stopped<M::Error>> {
        self.read_at = sent;
        self.standing = standing;
        let bytes = self.standing.as_ref().map(|standing| standing.bytes.as_slice());
        match self.merge.merge(bytes).map_err(Stopped::Merge)? {
            Merged::Complete => Ok(self.complete()),
            Merged::Write(manifest) => self.incomplete(manifest),
        }
    }

    /// These of the manifests asked about are gone. What stands there may have changed meanwhile.
    pub(super) fn checked(&mut self, gone: &[Digest]) -> Action {
        gone.iter().for_each(|digest| self.merge.forget(digest));
        Action::Read
    }

    /// The blobs are there. What stands under the tag may have changed meanwhile, and does so for as long as others are
    /// quicker: after a few such rounds what was pushed is written, and the condition or the next look shows whether it lasts.
    pub(super) fn pushed(&mut self) -> Result<Action, Stopped<M::Error>> {
        match self.preparations > MAX_PREPARATIONS {
            true => self.write(),
            false => Ok(Action::Read),
        }
    }

    /// Whether so much time has passed since the read that others may have stopped looking after what they wrote meanwhile.
    /// Asked right before a write is sent; [`Machine::reconsider`] takes its place.
    pub(super) fn is_late(&self, now: Instant) -> bool {
        let age = now.saturating_duration_since(self.read_at);
        self.mode != Mode::Conditional && self.late < MAX_LATE && age > self.pace.patience()
    }

    /// The write was not sent.
    pub(super) fn reconsider(&mut self) -> Action {
        self.late = self.late.saturating_add(1);
        self.writes = self.writes.saturating_sub(1);
        Action::Read
    }

    /// The write was answered at this time.
    pub(super) fn written(
        &mut self,
        answered: Instant,
        written: Written,
    ) -> Result<Action, Stopped<M::Error>> {
        self.pace.took(answered.saturating_duration_since(self.read_at));
        match written {
            Written::Taken => Ok(self.taken()),
            Written::Refused => self.refused(),
            Written::Unsupported => {
                self.mode = Mode::Settling;
                self.write()
            }
            Written::Unknown { wait } => {
                self.may_stand = true;
                Ok(self.try_again(wait))
            }
        }
    }

    /// The time has passed.
    pub(super) fn paused(&mut self) -> Action {
        Action::Read
    }

    fn complete(&mut self) -> Action {
        if self.may_stand && self.mode == Mode::Unknown {
            // A write whose answer never came went through, and with it the condition that nothing meets.
            self.mode = Mode::Settling;
        }
        if self.mode != Mode::Settling {
            return self.done();
        }
        self.quiet += 1;
        self.contended |= self.last_write.as_deref() != self.standing.as_ref().map(|s| s.bytes.as_slice());
        let needed = if self.contended { QUIET_WHEN_CONTENDED } else { 1 };
        match self.quiet >= needed {
            true => self.done(),
            false => self.settle(),
        }
    }

    fn incomplete(&mut self, manifest: MergedManifest) -> Result<Action, Stopped<M::Error>> {
        self.quiet = 0;
        if let Some(action) = self.prepare(&manifest) {
            self.preparations += 1;
            self.pending = Some(manifest);
            return Ok(action);
        }
        if self.last_write.is_some() {
            self.contended = true;
            self.pace.lost();
        }
        self.pending = Some(manifest);
        self.write()
    }

    /// What has to happen between reading and writing happens before another read, so that little time lies between.
    fn prepare(&mut self, manifest: &MergedManifest) -> Option<Action> {
        let doubtful: Vec<_> =
            manifest.doubtful().iter().copied().filter(|digest| self.checked.insert(*digest)).collect();
        if !doubtful.is_empty() && self.preparations < MAX_PREPARATIONS {
            return Some(Action::Check(doubtful));
        }
        let is_new = |blob: &&(Descriptor, Vec<u8>)| self.pushed.insert(blob.0.digest());
        let blobs: Vec<_> = manifest.blobs().iter().filter(is_new).cloned().collect();
        (!blobs.is_empty()).then_some(Action::Push(blobs))
    }

    fn write(&mut self) -> Result<Action, Stopped<M::Error>> {
        let Some(manifest) = self.pending.clone() else { return Ok(Action::Read) };
        if self.mode == Mode::Conditional {
            self.mode = self.conditions_or_not();
        }
        if self.writes >= self.limit {
            return Err(Stopped::Rounds { limit: self.limit });
        }
        self.writes += 1;
        self.preparations = 0;
        self.checked.clear();
        Ok(Action::Write { manifest, only: self.only() })
    }

    fn only(&self) -> Only {
        match (self.mode, &self.standing) {
            (Mode::Unknown, _) => Only::Never,
            (Mode::Settling, _) => Only::Always,
            (Mode::Conditional, None) => Only::IfNone,
            (Mode::Conditional, Some(standing)) => standing.etag.clone().map_or(Only::Always, Only::IfMatch),
        }
    }

    fn taken(&mut self) -> Action {
        self.late = 0;
        self.last_write = self.pending.take().map(|manifest| manifest.bytes().to_vec());
        if self.mode == Mode::Conditional {
            return Action::Read;
        }
        self.mode = Mode::Settling;
        self.settle()
    }

    fn refused(&mut self) -> Result<Action, Stopped<M::Error>> {
        if self.mode == Mode::Unknown {
            self.mode = self.conditions_or_not();
            return self.write();
        }
        // By the bytes: there are registries that make up another entity tag each time.
        let stood = self.standing.as_ref().map(|standing| standing.bytes.clone());
        let is_stale = self.refused.as_ref() == Some(&stood);
        self.stale = if is_stale { self.stale + 1 } else { 0 };
        // What stands there and is not shown would be lost for good.
        let is_known = stood.is_some();
        self.refused = Some(stood);
        if is_known && self.stale >= MAX_STALE_REFUSALS {
            self.mode = Mode::Settling;
        }
        Ok(self.try_again(None))
    }

    /// Whether what was read can be named in a condition: absence can, bytes without an entity tag cannot.
    fn conditions_or_not(&self) -> Mode {
        match self.standing.as_ref().is_some_and(|standing| standing.etag.is_none()) {
            true => Mode::Settling,
            false => Mode::Conditional,
        }
    }

    fn try_again(&mut self, wait: Option<Duration>) -> Action {
        self.pace.lost();
        let jitter = self.pace.back_off((self.random)());
        Action::Pause(wait.unwrap_or_default().saturating_add(jitter))
    }

    fn settle(&mut self) -> Action {
        Action::Pause(self.pace.settle((self.random)()))
    }

    fn done(&self) -> Action {
        Action::Done(Done { mode: self.mode, writes: self.writes })
    }
}

#[cfg(test)]
mod tests;

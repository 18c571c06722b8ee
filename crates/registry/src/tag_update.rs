//! Adding to what stands under a tag while others do the same.
//!
//! A registry lets a tag be replaced, not added to: of two writers who read the same and write one after the other, the second
//! undoes what the first did. Where the registry compares before it replaces (`If-Match`, RFC 9110 §13.1.1), a writer is told
//! that it came too late, and tries again. Few registries do.
//!
//! Elsewhere a writer waits after it has written, and looks whether everything that it knows still stands there: its own, and
//! what it saw of others. What is missing is written again. It is done when a look finds everything; where it saw others write,
//! when two looks in a row do.
//!
//! # What this rests on
//!
//! Every entry lasts if
//! - every writer's read-to-write time is shorter than the wait of each of the others: from when the registry reads the tag
//!   for it until the registry has replaced it. The wait is at least 500 ms, and at least four times what the writer itself
//!   has needed so far, up to 30 s: beside writers that need longer, nothing is promised;
//! - a read shows every write that was answered before the read began;
//! - whoever writes keeps what stood there. Writers that look no further, such as other clients, lose nothing of ours that
//!   lasts, and may lose what is theirs.
//!
//! Why that is enough: whoever wrote an entry last looks again once no write can be under way any more that was made without
//! seeing it. If the entry is gone then, it is written again; if it stands there, either nobody replaced it, or somebody put it
//! back, who saw it and looks again in turn.
//!
//! Nothing is locked, and nothing is kept on the machine. A writer that was held up after its read notices that before it
//! writes, and reads again. One that is held up longer than the others wait while its write is on the way can still undo what
//! others wrote, and is not told. No registry without preconditions can prevent that.

mod drive;
mod error;
mod index;
mod machine;
mod merge;
#[cfg(test)]
mod simulation;
mod tagged;
mod timing;

pub use drive::{TagUpdated, UpdatedBy};
pub use error::TagUpdateError;
pub use index::IndexMerge;
pub use merge::{Merged, MergedManifest, TagMerge};
pub(crate) use tagged::TaggedMerge;
pub use timing::TagUpdateOptions;

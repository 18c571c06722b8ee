//! Copies of images with everything that is attached to them.

mod attached;
mod discover;
mod error;
mod metered;
mod options;
mod order;
mod plan;
mod progress;
mod publish;
mod report;
mod room;
mod run;
mod transfer;

pub use error::{CopyError, Side};
pub use options::{CopyOptions, CopyWhat};
pub use progress::{CopyItem, Moved, Progress};
pub use report::{CopyReport, Skipped, SkippedReason};

use crate::Store;
use run::Runner;

/// Copies an image, or an index with the images of all its platforms, from one store to another, with everything that is
/// attached to any of them: what refers to it, and what refers to that; what stands under the fallback tag and under
/// Cosign's tags.
///
/// Every manifest arrives byte for byte, so that every digest stays, and every signature is over what it was over. What
/// stands under one of Cosign's tags at the destination, or is listed under the fallback tag there, is kept and added to.
/// Nothing is named before it is there, and the image's own tag comes last. What the destination has is not moved again: a
/// copy that broke off goes on where it was when it is run again. Blobs are moved a few at a time and piece by piece, so that
/// memory does not depend on their size; layers that may not be distributed are left where they are.
///
/// # Errors
/// A [`CopyError`]. What was copied until then stays.
pub async fn copy(
    source: &dyn Store,
    destination: &dyn Store,
    what: &CopyWhat,
    options: &CopyOptions,
) -> Result<CopyReport, CopyError> {
    run(source, destination, what, options, Runner::Futures).await
}

/// The same for stores whose futures wait instead of being woken: blobs are moved on threads of their own.
///
/// # Errors
/// As [`copy`].
pub fn copy_blocking(
    source: &dyn Store,
    destination: &dyn Store,
    what: &CopyWhat,
    options: &CopyOptions,
) -> Result<CopyReport, CopyError> {
    countersign_transport::block_on(run(source, destination, what, options, Runner::Threads))
}

async fn run(
    source: &dyn Store,
    destination: &dyn Store,
    what: &CopyWhat,
    options: &CopyOptions,
    runner: Runner,
) -> Result<CopyReport, CopyError> {
    let plan = discover::discover(source, what, options, runner).await?;
    options.progress().planned(plan.manifests().len(), plan.blobs().len(), plan.bytes());
    let mut report = CopyReport::of(&plan);
    transfer::transfer(source, destination, &plan, options, runner, &mut report).await?;
    publish::publish(destination, &plan, what, options, runner, &mut report).await?;
    Ok(report)
}

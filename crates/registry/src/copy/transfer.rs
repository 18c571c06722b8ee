//! The blobs.

use countersign_digest::Descriptor;

use super::metered::Meter;
use super::plan::Plan;
use super::run::Runner;
use super::{CopyError, CopyItem, CopyOptions, CopyReport, Moved};
use crate::{BoxFuture, Store};

pub(super) async fn transfer(
    source: &dyn Store,
    destination: &dyn Store,
    plan: &Plan,
    options: &CopyOptions,
    runner: Runner,
    report: &mut CopyReport,
) -> Result<(), CopyError> {
    let way = Way { source, destination, options, meter: Meter::new(options.progress(), options.until()) };
    // The largest first: then nobody waits at the end for one that was begun last.
    let mut blobs: Vec<_> = plan.blobs().iter().collect();
    blobs.sort_by_key(|blob| core::cmp::Reverse(blob.size()));
    let jobs = blobs.iter().map(|blob| Box::pin(way.carry(blob)) as BoxFuture<'_, _>).collect();
    let outcomes: Vec<Result<Moved, CopyError>> = runner.all(options.concurrency(), jobs).await;
    for (blob, outcome) in blobs.iter().zip(first_cause(outcomes)?) {
        report.count_blob(blob.size(), outcome);
    }
    Ok(())
}

/// The first failure that is not only the end of what others began.
fn first_cause(outcomes: Vec<Result<Moved, CopyError>>) -> Result<Vec<Moved>, CopyError> {
    let is_cause = |outcome: &Result<Moved, CopyError>| matches!(outcome, Err(error) if !matches!(error, CopyError::GivenUp(_)));
    match outcomes.iter().position(is_cause) {
        Some(at) => outcomes.into_iter().skip(at).take(1).collect(),
        None => outcomes.into_iter().collect(),
    }
}

struct Way<'w> {
    source: &'w dyn Store,
    destination: &'w dyn Store,
    options: &'w CopyOptions,
    meter: Meter,
}

impl Way<'_> {
    async fn carry(&self, blob: &Descriptor) -> Result<Moved, CopyError> {
        self.meter.check().map_err(CopyError::GivenUp)?;
        let (progress, item) = (self.options.progress(), CopyItem::Blob(blob.clone()));
        progress.begun(&item);
        let content = self.meter.source(self.source.blob(blob));
        let put = self.destination.put_blob(blob, &content, self.source).await;
        // A copy that was given up fails by its sources.
        let given_up = self.meter.check();
        let how = put.map_err(|error| match given_up {
            Err(reason) => CopyError::GivenUp(reason),
            Ok(()) => CopyError::at(error.side(), format!("the blob {}", blob.digest()))(error),
        });
        if how.is_err() {
            self.meter.stop();
        }
        progress.done(&item, *how.as_ref().map_err(Clone::clone)?);
        how
    }
}

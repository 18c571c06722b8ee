//! Sources that say how much was read of them, and end when the copy does.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use countersign_transport::{BoxFuture, ReadBody, TransportError, Until};

use super::Progress;
use crate::{BlobSource, OpenBlob};

/// What is shared by all that is under way.
#[derive(Clone, Debug)]
pub(super) struct Meter {
    progress: Arc<dyn Progress>,
    until: Until,
    is_over: Arc<AtomicBool>,
}

impl Meter {
    pub(super) fn new(progress: &Arc<dyn Progress>, until: &Until) -> Self {
        Self { progress: Arc::clone(progress), until: until.clone(), is_over: Arc::default() }
    }

    pub(super) fn source(&self, source: BlobSource) -> BlobSource {
        let vouched_for = source.vouched_for();
        let metered = BlobSource::reader(Metered { source, meter: self.clone() });
        match vouched_for {
            Some((digest, size)) => metered.vouching_for(digest, size),
            None => metered,
        }
    }

    /// Something went wrong: nothing more is read.
    pub(super) fn stop(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }

    pub(super) fn check(&self) -> Result<(), TransportError> {
        self.until.check()?;
        if self.is_over.load(Ordering::Relaxed) { Err(TransportError::Cancelled) } else { Ok(()) }
    }
}

struct Metered {
    source: BlobSource,
    meter: Meter,
}

impl OpenBlob for Metered {
    fn open(&self, offset: u64) -> BoxFuture<'_, Result<Box<dyn ReadBody>, TransportError>> {
        Box::pin(async move {
            let body = self.source.open(offset).await?;
            Ok(Box::new(MeteredBody { body, meter: self.meter.clone() }) as Box<dyn ReadBody>)
        })
    }
}

struct MeteredBody {
    body: Box<dyn ReadBody>,
    meter: Meter,
}

impl ReadBody for MeteredBody {
    fn read<'a>(&'a mut self, into: &'a mut [u8]) -> BoxFuture<'a, Result<usize, TransportError>> {
        Box::pin(async move {
            self.meter.check()?;
            let count = self.body.read(into).await?;
            self.meter.progress.moved(u64::try_from(count).unwrap_or(u64::MAX));
            Ok(count)
        })
    }
}

//! Bodies, in both directions.

use std::io::{self, Cursor, Read};
use std::sync::Arc;

use super::super::fault::late;
use super::super::upload::Metered;
use super::call::{self, Call};
use super::error::of_io;
use crate::{Body, BoxFuture, Limits, ReadBody, TransportError, Until, block_on};

/// A request's body as ureq reads it.
pub(super) struct Upload {
    left: u64,
    source: Source,
    fault: Option<TransportError>,
}

enum Source {
    Bytes(Cursor<Arc<[u8]>>),
    Stream(Metered),
}

impl Upload {
    pub(super) fn open(body: Body) -> Result<Self, TransportError> {
        let left = body.length();
        let source = match body {
            Body::Empty => Source::Bytes(Cursor::default()),
            Body::Bytes(bytes) => Source::Bytes(Cursor::new(bytes)),
            Body::Stream(stream) => Source::Stream(block_on(Metered::open(stream))?),
        };
        Ok(Self { left, source, fault: None })
    }

    /// What went wrong with the source, which ureq's own error may hide.
    pub(super) fn into_fault(self) -> Option<TransportError> {
        self.fault
    }

    /// What ureq still wants to send to a server that reads no more: nothing of it goes anywhere.
    fn fill(&self, into: &mut [u8]) -> usize {
        usize::try_from(self.left).unwrap_or(usize::MAX).min(into.len())
    }
}

impl Read for Upload {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.source {
            _ if call::is_cut() => Ok(self.fill(into)),
            Source::Bytes(bytes) => bytes.read(into),
            Source::Stream(source) => block_on(source.read(into)).map_err(|error| {
                self.fault = Some(error);
                io::ErrorKind::InvalidData.into()
            }),
        };
        read.inspect(|read| self.left = self.left.saturating_sub(*read as u64))
    }
}

/// An answer's body.
pub(super) struct Download {
    reader: ureq::BodyReader<'static>,
    limits: Limits,
    until: Until,
    failed: Option<TransportError>,
}

impl Download {
    pub(super) fn new(body: ureq::Body, limits: Limits, until: Until) -> Self {
        Self { reader: body.into_reader(), limits, until, failed: None }
    }

    fn advance(&mut self, into: &mut [u8]) -> Result<usize, TransportError> {
        self.failed.clone().map_or(Ok(()), Err)?;
        self.until.check()?;
        let time = self.until.at_most(self.limits.read_time());
        let (read, _) = Call::within(time, self.limits.connect_time()).run(|| self.reader.read(into));
        read.map_err(|error| {
            let error = late(of_io(&error, self.limits.max_header_bytes()), &self.until);
            self.failed = Some(error.clone());
            error
        })
    }
}

impl ReadBody for Download {
    fn read<'a>(&'a mut self, into: &'a mut [u8]) -> BoxFuture<'a, Result<usize, TransportError>> {
        Box::pin(async move { self.advance(into) })
    }
}

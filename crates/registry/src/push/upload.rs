//! The way of one blob into a repository (distribution-spec, end-4 to end-6 and end-13).

use countersign_digest::Digest;
use countersign_transport::{Body, BodyStream, Method, Next, Reply};

use super::answer::{Setback, accept, check_digest_header, location};
use super::error::PushError;
use super::guard::Guard;
use super::options::UploadOptions;
use super::range;
use super::source::BlobSource;
use crate::auth::Access;
use crate::client::{Call, Repeat, Target};
use crate::{ReadError, Repository};

/// An upload that breaks off more often than this is given up, however far it comes each time.
const MAX_BREAKS: u32 = 100;
/// After so many breaks without any progress a blob is not sent in one piece any more: whoever refuses it for its length may
/// close the connection before that can be read.
const BREAKS_UNTIL_CHUNKS: u32 = 2;
/// No chunk is made smaller than this because the registry finds it too large, in bytes.
const LEAST_CHUNK: u64 = 64 * 1024;
const CONTENT_TYPE: (&str, &str) = ("content-type", "application/octet-stream");

/// A blob on its way.
pub(super) struct Upload<'r> {
    repository: &'r Repository,
    digest: Digest,
    size: u64,
    source: &'r BlobSource,
    guard: Guard,
    way: Way,
    /// Whether the registry has refused the blob in one piece.
    refuses_whole: bool,
    /// Whether it has refused a chunk.
    refuses_chunks: bool,
    chunk: u64,
    least_chunk: u64,
    session: Option<Next>,
    /// How much the registry has.
    offset: u64,
    /// The most that it ever had.
    best: u64,
    breaks: u32,
    idle_breaks: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Whole,
    Chunks,
}

/// What came of looking after an upload that broke off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Resumed {
    Again,
    There,
}

impl<'r> Upload<'r> {
    pub(super) fn new(
        repository: &'r Repository,
        (digest, size): (Digest, u64),
        source: &'r BlobSource,
        options: &UploadOptions,
    ) -> Result<Self, PushError> {
        Ok(Self {
            repository,
            digest,
            size,
            source,
            guard: Guard::new(&*repository.inner().provider, (digest, size), source)?,
            way: if options.is_chunked(size) { Way::Chunks } else { Way::Whole },
            refuses_whole: false,
            refuses_chunks: false,
            chunk: options.chunk(),
            least_chunk: LEAST_CHUNK.min(options.chunk()),
            session: None,
            offset: 0,
            best: 0,
            breaks: 0,
            idle_breaks: 0,
        })
    }

    /// Goes on from the answer to the `POST` that began it, until the blob is there.
    pub(super) async fn run(mut self, begun: Reply) -> Result<(), PushError> {
        self.take_session(&begun)?;
        loop {
            let Err(setback) = self.go_on().await else { return Ok(()) };
            match self.recover(setback).await {
                Ok(Resumed::Again) => {}
                Ok(Resumed::There) => return Ok(()),
                Err(error) => {
                    self.abandon_if(true).await;
                    return Err(error);
                }
            }
        }
    }

    async fn go_on(&mut self) -> Result<(), Setback> {
        if self.session.is_none() {
            let begun = begin(self.repository, BEGIN, None).await?;
            let begun = accept(self.repository, begun, &[202]).await?;
            self.take_session(&begun)?;
        }
        if self.way == Way::Whole {
            return self.put(self.size).await;
        }
        while self.offset < self.size {
            self.patch().await?;
        }
        self.put(0).await
    }

    /// Where to go on from the start, and in pieces of what size at least.
    fn take_session(&mut self, reply: &Reply) -> Result<(), PushError> {
        self.session = Some(location(&self.repository.inner().client, reply)?);
        self.offset = 0;
        if let Some(least) = reply.header("oci-chunk-min-length").and_then(|value| value.parse().ok()) {
            self.least_chunk = self.least_chunk.max(least);
            self.chunk = self.chunk.max(least);
        }
        Ok(())
    }

    /// Closes the upload, with so many bytes in the same request: all, or none.
    async fn put(&mut self, length: u64) -> Result<(), Setback> {
        let session = self.session.as_ref().ok_or(PushError::NoLocation)?;
        let to = session.with_query_pair("digest", &self.digest.to_string());
        // One that has no room for the digest leads nowhere.
        let to = to.map_err(|_| PushError::NoLocation)?;
        let reply = self.send(Method::Put, &to, &[CONTENT_TYPE], length).await?;
        let reply = accept(self.repository, reply, &[201, 200, 204]).await?;
        Ok(check_digest_header(&reply, self.digest, |_| None)?)
    }

    async fn patch(&mut self) -> Result<(), Setback> {
        let session = self.session.clone().ok_or(PushError::NoLocation)?;
        let length = self.chunk.min(self.size.saturating_sub(self.offset));
        let part = range::content_range(self.offset, length);
        let headers = [CONTENT_TYPE, ("content-range", part.as_str())];
        let reply = self.send(Method::Patch, &session, &headers, length).await?;
        let reply = accept(self.repository, reply, &[202, 201, 204]).await?;
        let sent = self.offset.saturating_add(length);
        self.take_progress(&reply, sent)?;
        // Who takes a byte of each chunk would have the blob sent as often as it has bytes.
        match self.offset >= sent {
            true => Ok(()),
            false => Err(PushError::Stalled { received: self.offset }.into()),
        }
    }

    async fn send(
        &self,
        method: Method,
        to: &Next,
        headers: &[(&str, &str)],
        length: u64,
    ) -> Result<Reply, ReadError> {
        let body = || {
            let part = self.guard.part(self.source, self.offset, length);
            Ok(if length == 0 { Body::Empty } else { Body::Stream(BodyStream::new(length, Box::new(part))) })
        };
        let call = Call {
            body: Some(&body),
            headers,
            access: Access::Push,
            repeat: Repeat::Never,
            ..Call::read(method, Target::Next(to))
        };
        self.repository.exchange(call).await
    }

    /// What the registry has now; one that does not say has what was sent.
    fn take_progress(&mut self, reply: &Reply, sent: u64) -> Result<(), PushError> {
        let said = reply.header("range").and_then(range::received);
        // A single byte is reported as none is.
        let received = said.filter(|said| (*said, sent) != (0, 1)).unwrap_or(sent);
        if received > self.guard.read() {
            return Err(PushError::Range { received, sent: self.guard.read() });
        }
        if reply.header("location").is_some() {
            self.session = Some(location(&self.repository.inner().client, reply)?);
        }
        self.offset = received;
        Ok(())
    }

    /// Finds out how to go on after a setback.
    async fn recover(&mut self, setback: Setback) -> Result<Resumed, PushError> {
        let setback = self.guard.take_fault().map_or(setback, |fault| PushError::Source(fault).into());
        if self.changes_way(&setback) {
            return self.look_after().await;
        }
        if !setback.is_transient() && setback.status() != Some(416) {
            return Err(setback.error);
        }
        self.breaks = self.breaks.saturating_add(1);
        self.idle_breaks = self.idle_breaks.saturating_add(1);
        let pause =
            self.repository.inner().retry.pause_after(self.idle_breaks, setback.retry_after.as_deref());
        let Some(pause) = pause.filter(|_| self.breaks < MAX_BREAKS) else {
            return Err(PushError::Broken { breaks: self.breaks, last: Box::new(setback.error) });
        };
        self.repository.pause(pause).await?;
        self.look_after().await
    }

    /// Whether the registry wants the blob in other pieces, as far as they can be made.
    fn changes_way(&mut self, setback: &Setback) -> bool {
        let is_too_large = matches!(setback.error, PushError::TooLarge { .. });
        let is_unsupported = matches!(setback.status(), Some(405 | 411 | 501));
        match self.way {
            Way::Whole if (is_too_large || is_unsupported) && self.size > 0 && !self.refuses_chunks => {
                self.refuses_whole = true;
                self.way = Way::Chunks;
                self.chunk = if is_too_large { self.smaller(self.size) } else { self.chunk };
                true
            }
            Way::Chunks if is_too_large && self.chunk > self.least_chunk => {
                self.chunk = self.smaller(self.chunk);
                true
            }
            Way::Chunks if is_unsupported && !self.refuses_whole => {
                self.refuses_chunks = true;
                self.way = Way::Whole;
                true
            }
            _ => false,
        }
    }

    fn smaller(&self, refused: u64) -> u64 {
        (self.chunk.min(refused) / 4).max(self.least_chunk)
    }

    /// Asks how much of the upload the registry has (end-13), and goes on from there, or begins anew where that is nothing.
    async fn look_after(&mut self) -> Result<Resumed, PushError> {
        let Some(session) = self.session.clone() else { return Ok(Resumed::Again) };
        let call = Call { access: Access::Push, ..Call::read(Method::Get, Target::Next(&session)) };
        let reply = self.repository.exchange(call).await?;
        let is_known = matches!(reply.status(), 200 | 202 | 204);
        if is_known {
            self.take_progress(&reply, 0)?;
        }
        if !is_known || self.offset == 0 || self.refuses_chunks {
            return self.begin_anew(is_known).await;
        }
        self.way = Way::Chunks;
        if self.offset > self.best {
            (self.best, self.idle_breaks) = (self.offset, 0);
        }
        Ok(Resumed::Again)
    }

    /// Leaves the upload. One that the registry does not know any more was lost, or finished.
    async fn begin_anew(&mut self, is_known: bool) -> Result<Resumed, PushError> {
        self.abandon_if(is_known).await;
        self.offset = 0;
        if self.idle_breaks >= BREAKS_UNTIL_CHUNKS && !self.refuses_chunks {
            self.way = Way::Chunks;
        }
        let may_be_there = !is_known && self.guard.read() >= self.size;
        let is_there = may_be_there && self.repository.has_blob(&self.digest).await?;
        Ok(if is_there { Resumed::There } else { Resumed::Again })
    }

    /// Tells the registry that nothing more comes. Whether it listens changes nothing.
    async fn abandon_if(&mut self, is_known: bool) {
        if let Some(session) = self.session.take().filter(|_| is_known) {
            abandon(self.repository, &session).await;
        }
    }
}

/// What begins an upload.
pub(super) const BEGIN: &str = "blobs/uploads/";

/// Begins an upload; `mounted` names the other repository where the blob may be taken from. Beginning one twice does no harm.
pub(super) async fn begin(
    repository: &Repository,
    path: &str,
    mounted: Option<&str>,
) -> Result<Reply, ReadError> {
    let call = Call::read(Method::Post, Target::Path(path));
    repository.exchange(Call { access: Access::Push, mounted, ..call }).await
}

/// Ends an upload without a blob (distribution-spec: the registry may also time it out).
pub(super) async fn abandon(repository: &Repository, session: &Next) {
    let call = Call::read(Method::Delete, Target::Next(session));
    let call = Call { access: Access::Push, repeat: Repeat::Never, ..call };
    // The registry forgets it by itself some day.
    let _ = repository.exchange(call).await;
}

use std::fmt;
use std::sync::Arc;

use countersign_digest::{Digest, Hasher};
use countersign_oci::DigestMismatch;
use countersign_transport::{BoxFuture, Method, ReadBody, Reply, ReplyBody, TransportError};

use super::range::is_rest;
use crate::Repository;
use crate::client::{Call, Site, Target};
use crate::error::{Malformed, ReadError};

/// How much is read at once when everything is.
const CHUNK: usize = 64 * 1024;

/// A blob that is read piece by piece, and fails unless it has the length and the digest by which it was asked for.
///
/// The last byte is withheld until both are known to match: who has received all bytes has received the right ones. Bytes
/// that were given before are vouched for by nobody yet. A connection that breaks is made again, as often as the policy for
/// repeated requests allows, and goes on where it broke. After a failure every read fails again.
pub struct CheckedBlob {
    repository: Repository,
    site: Arc<Site>,
    digest: Digest,
    size: u64,
    /// How many bytes were taken and hashed.
    seen: u64,
    /// How many bytes are still to be passed over, because a registry began anew.
    to_skip: u64,
    withheld: Option<u8>,
    attempts: u32,
    body: ReplyBody,
    state: State,
}

enum State {
    Reading(Box<dyn Hasher>),
    Vouched,
    Failed(Box<ReadError>),
}

impl Repository {
    /// Begins to read a blob: `GET /v2/<name>/blobs/<digest>` (distribution-spec end-2). Foreign addresses that a descriptor
    /// may name (`urls`) are never asked.
    ///
    /// # Errors
    /// A [`ReadError`]; [`ReadError::Size`] at once where another length is announced.
    pub async fn blob(&self, digest: &Digest, size: u64) -> Result<CheckedBlob, ReadError> {
        self.first(|site| self.blob_at(site, *digest, size)).await
    }

    /// Reads a whole blob.
    ///
    /// # Errors
    /// A [`ReadError`]; [`ReadError::TooLarge`] before anything is asked, where the size is beyond the limit.
    pub async fn blob_bytes(&self, digest: &Digest, size: u64, limit: u64) -> Result<Vec<u8>, ReadError> {
        if size > limit {
            return Err(ReadError::TooLarge { limit, declared: Some(size) });
        }
        self.first(|site| async move { self.blob_at(site, *digest, size).await?.read_to_vec().await }).await
    }

    /// Whether the registry says that it has a blob: `HEAD /v2/<name>/blobs/<digest>`.
    ///
    /// # Errors
    /// A [`ReadError`]; that it is absent is none.
    pub async fn has_blob(&self, digest: &Digest) -> Result<bool, ReadError> {
        self.has(&format!("blobs/{digest}"), &[]).await
    }

    async fn blob_at(&self, site: Arc<Site>, digest: Digest, size: u64) -> Result<CheckedBlob, ReadError> {
        let reply = self.blob_reply(&site, &digest, 0).await?;
        if reply.status() != 200 {
            return Err(self.refusal(reply).await);
        }
        Ok(CheckedBlob {
            body: whole_body(reply, size)?,
            state: State::Reading(self.inner().provider.hasher(digest.algorithm())),
            repository: self.clone(),
            site,
            digest,
            size,
            seen: 0,
            to_skip: 0,
            withheld: None,
            attempts: 1,
        })
    }

    async fn blob_reply(&self, site: &Site, digest: &Digest, from: u64) -> Result<Reply, ReadError> {
        let path = format!("blobs/{digest}");
        let range = format!("bytes={from}-");
        let headers = [("range", range.as_str())];
        let headers = if from == 0 { &[] } else { headers.as_slice() };
        self.exchange_at(site, Call::read(Method::Get, Target::Path(&path)).with_headers(headers)).await
    }
}

fn whole_body(reply: Reply, size: u64) -> Result<ReplyBody, ReadError> {
    let body = reply.into_body()?;
    match body.declared() {
        Some(actual) if actual != size => Err(ReadError::Size { expected: size, actual }),
        _ => Ok(body),
    }
}

impl CheckedBlob {
    /// Reads at most as many bytes as fit, and says how many; 0 is the end, if there was room for any.
    ///
    /// # Errors
    /// A [`ReadError`].
    pub async fn read(&mut self, into: &mut [u8]) -> Result<usize, ReadError> {
        match &self.state {
            State::Failed(error) => return Err((**error).clone()),
            State::Vouched => return Ok(0),
            State::Reading(_) => {}
        }
        let outcome = self.next(into).await;
        if let Err(error) = &outcome {
            self.state = State::Failed(Box::new(error.clone()));
        }
        outcome
    }

    /// Reads everything. Memory grows as bytes arrive, not by what was promised.
    ///
    /// # Errors
    /// A [`ReadError`].
    pub async fn read_to_vec(mut self) -> Result<Vec<u8>, ReadError> {
        let (mut bytes, mut chunk) = (Vec::new(), vec![0; CHUNK]);
        loop {
            let count = self.read(&mut chunk).await?;
            match chunk.get(..count) {
                Some(piece) if !piece.is_empty() => bytes.extend_from_slice(piece),
                _ => return Ok(bytes),
            }
        }
    }

    /// The length of the blob, in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    async fn next(&mut self, into: &mut [u8]) -> Result<usize, ReadError> {
        let Some(first) = into.first_mut() else { return Ok(0) };
        let remaining = self.size.saturating_sub(self.seen);
        if remaining > 1 {
            let room = usize::try_from(remaining - 1).unwrap_or(usize::MAX).min(into.len());
            return self.take(into.get_mut(..room).unwrap_or_default()).await;
        }
        if remaining == 1 {
            let mut last = [0];
            self.take(&mut last).await?;
            self.withheld = last.first().copied();
        }
        self.vouch().await?;
        Ok(self.withheld.take().map_or(0, |last| {
            *first = last;
            1
        }))
    }

    /// Reads and hashes up to `into.len()` bytes, none of which may lie beyond the size.
    async fn take(&mut self, into: &mut [u8]) -> Result<usize, ReadError> {
        loop {
            match self.pull(into).await {
                Ok(0) => return Err(ReadError::Size { expected: self.size, actual: self.seen }),
                Ok(count) => return self.hash(into.get(..count).unwrap_or_default()),
                Err(TransportError::Closed | TransportError::Connect(_)) => self.resume().await?,
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// The next bytes that were not there before.
    async fn pull(&mut self, into: &mut [u8]) -> Result<usize, TransportError> {
        while self.to_skip > 0 {
            let room = usize::try_from(self.to_skip).unwrap_or(usize::MAX).min(into.len());
            let count = self.body.read(into.get_mut(..room).unwrap_or_default()).await?;
            if count == 0 {
                return Ok(0);
            }
            self.to_skip = self.to_skip.saturating_sub(to_u64(count));
        }
        self.body.read(into).await
    }

    fn hash(&mut self, piece: &[u8]) -> Result<usize, ReadError> {
        if let State::Reading(hasher) = &mut self.state {
            hasher.update(piece);
        }
        self.seen = self.seen.saturating_add(to_u64(piece.len()));
        Ok(piece.len())
    }

    /// Asks for the rest. A registry that has no ranges sends everything again; what is known is passed over, and the digest
    /// is over what was taken.
    async fn resume(&mut self) -> Result<(), ReadError> {
        let pause = self.repository.inner().retry.pause_after(self.attempts, None);
        let pause = pause.ok_or(ReadError::Transport(TransportError::Closed))?;
        self.attempts = self.attempts.saturating_add(1);
        self.repository.pause(pause).await?;
        let reply = self.repository.blob_reply(&self.site, &self.digest, self.seen).await?;
        match reply.status() {
            206 if is_rest(reply.header("content-range"), self.seen, self.size) => {
                (self.body, self.to_skip) = (reply.into_body()?, 0);
            }
            206 => return Err(Malformed::Range.into()),
            200 => (self.body, self.to_skip) = (whole_body(reply, self.size)?, self.seen),
            _ => return Err(self.repository.refusal(reply).await),
        }
        Ok(())
    }

    /// All bytes are hashed: looks for one too many and compares the digest.
    async fn vouch(&mut self) -> Result<(), ReadError> {
        match self.body.read(&mut [0]).await {
            // How the connection ends says nothing once everything is there.
            Ok(0) | Err(TransportError::Closed) => {}
            Ok(_) => {
                return Err(ReadError::Size { expected: self.size, actual: self.seen.saturating_add(1) });
            }
            Err(error) => return Err(error.into()),
        }
        match std::mem::replace(&mut self.state, State::Vouched) {
            State::Reading(hasher) => self.compare(hasher.finish()),
            other => {
                self.state = other;
                Ok(())
            }
        }
    }

    fn compare(&self, actual: Digest) -> Result<(), ReadError> {
        if actual == self.digest {
            return Ok(());
        }
        Err(ReadError::Digest(Box::new(DigestMismatch { expected: self.digest, actual })))
    }
}

impl ReadBody for CheckedBlob {
    fn read<'a>(&'a mut self, into: &'a mut [u8]) -> BoxFuture<'a, Result<usize, TransportError>> {
        Box::pin(async move { self.read(into).await.map_err(ReadError::into_transport) })
    }
}

impl fmt::Debug for CheckedBlob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CheckedBlob({}, {} of {} bytes)", self.digest, self.seen, self.size)
    }
}

fn to_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

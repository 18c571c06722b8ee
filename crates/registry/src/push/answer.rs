//! What a registry answers to a write.

use countersign_digest::Digest;
use countersign_transport::{Client, Next, Reply, TransportError};

use super::error::{PushError, SourceError};
use crate::client::complaint_of;
use crate::head::is_digest_of;
use crate::retry::is_transient;
use crate::{ReadError, Repository};

/// A write that did not succeed, and what the registry says about when to come back.
#[derive(Debug)]
pub(crate) struct Setback {
    pub(crate) error: PushError,
    pub(crate) retry_after: Option<String>,
}

impl Setback {
    /// Whether the same may succeed later, or has succeeded without anybody having been told.
    pub(crate) fn is_transient(&self) -> bool {
        match &self.error {
            PushError::Stalled { .. } => true,
            PushError::Exchange(ReadError::Status { status, .. }) => is_transient(*status),
            PushError::Exchange(ReadError::Transport(error))
            | PushError::Source(SourceError::Read(error)) => {
                use TransportError::{Closed, Connect, Timeout};
                matches!(error, Closed | Connect(_) | Timeout)
            }
            _ => false,
        }
    }

    /// Whether the registry says that something which the manifest lists is not there. One that shows what was written only
    /// after a moment says so too, as do those that rewrite a blob which several push at once.
    pub(crate) fn lacks_parts(&self) -> bool {
        match &self.error {
            PushError::Exchange(ReadError::Status { status: 400, complaint }) => {
                complaint.codes().any(|code| code == "MANIFEST_BLOB_UNKNOWN")
            }
            _ => false,
        }
    }

    /// The status with which the registry refused, where it says no more than that.
    pub(crate) fn status(&self) -> Option<u16> {
        match &self.error {
            PushError::Exchange(ReadError::Status { status, .. }) => Some(*status),
            _ => None,
        }
    }
}

impl From<PushError> for Setback {
    fn from(error: PushError) -> Self {
        Self { error, retry_after: None }
    }
}

impl From<ReadError> for Setback {
    fn from(error: ReadError) -> Self {
        PushError::from(error).into()
    }
}

impl From<Setback> for PushError {
    fn from(setback: Setback) -> Self {
        setback.error
    }
}

/// The answer, if its status is one of those that mean success.
pub(crate) async fn accept(repository: &Repository, reply: Reply, wanted: &[u16]) -> Result<Reply, Setback> {
    if wanted.contains(&reply.status()) {
        return Ok(reply);
    }
    let retry_after = reply.header("retry-after").map(str::to_owned);
    // What is not there for a write is the repository, or the upload: nothing that was looked for is absent.
    if reply.status() == 404 {
        let complaint = complaint_of(reply, repository.inner().auth.secrets()).await;
        return Err(Setback { error: ReadError::Status { status: 404, complaint }.into(), retry_after });
    }
    let error = match (reply.status(), repository.refusal(reply).await) {
        (412, _) => PushError::Precondition,
        (413, ReadError::Status { complaint, .. }) => PushError::TooLarge { complaint },
        (_, error) => PushError::Exchange(error),
    };
    Err(Setback { error, retry_after })
}

/// Where an upload goes on, by the one `Location` of an answer (RFC 9110 §10.2.2).
pub(super) fn location(client: &Client, reply: &Reply) -> Result<Next, PushError> {
    let mut locations = reply.headers().get_all("location");
    match (locations.next(), locations.next()) {
        (Some(location), None) => Ok(client.step(reply.hop(), location)?),
        _ => Err(PushError::NoLocation),
    }
}

/// What the registry says that it stored must be what was sent; `digest_by` computes a digest of that by another algorithm.
pub(super) fn check_digest_header(
    reply: &Reply,
    sent: Digest,
    digest_by: impl FnOnce(&Digest) -> Option<Digest>,
) -> Result<(), PushError> {
    let Some(header) = reply.header("docker-content-digest") else { return Ok(()) };
    match is_digest_of(header, sent, digest_by) {
        true => Ok(()),
        false => Err(PushError::DigestHeader { header: header.to_owned(), expected: sent.into() }),
    }
}

use std::sync::Arc;

use countersign_digest::{Algorithm, Digest};
use countersign_oci::ManifestAt;
use countersign_transport::{Body, Method, Reply};

use super::answer::{Setback, accept, check_digest_header};
use super::error::PushError;
use crate::auth::Access;
use crate::client::{Call, Repeat, Target};
use crate::read::MANIFEST_LIMIT;
use crate::{ReadError, Repository};

/// How often what was just pushed is looked for before it counts as not stored.
const LOOKS: u32 = 3;

/// When a registry is to take a manifest (RFC 9110 §13.1). Not every registry honours it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Precondition {
    /// Always.
    None,
    /// While what stands there has this entity tag: the value of an `ETag`, as it was received.
    IfMatch(String),
    /// While nothing stands there.
    IfNoneMatch,
}

impl Precondition {
    fn header(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::None => None,
            Self::IfMatch(etag) => Some(("if-match", etag)),
            Self::IfNoneMatch => Some(("if-none-match", "*")),
        }
    }
}

/// What a registry said when it took a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutManifest {
    digest: Digest,
    subject: Option<Digest>,
    etag: Option<String>,
}

impl PutManifest {
    /// The digest of the manifest: the one under which it was pushed, or its SHA-256.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// What `OCI-Subject` says: that the manifest is listed as referring to this one.
    #[must_use]
    pub fn subject(&self) -> Option<Digest> {
        self.subject
    }

    /// What `ETag` says; foreign text.
    #[must_use]
    pub fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

impl Repository {
    /// Pushes a manifest or an index, byte for byte (distribution-spec end-7). What it refers to must be there.
    ///
    /// With a precondition it is asked once: whoever does not hear the answer cannot tell whether it was met. Without one it
    /// is also asked again when it finds parts missing (`MANIFEST_BLOB_UNKNOWN`): they may have been pushed just now.
    ///
    /// # Errors
    /// A [`PushError`]; [`PushError::Precondition`] where the precondition was not met.
    pub async fn put_manifest(
        &self,
        at: &ManifestAt,
        bytes: &[u8],
        media_type: &str,
        precondition: &Precondition,
    ) -> Result<PutManifest, PushError> {
        let repeat = match precondition {
            Precondition::None => Repeat::Idempotent,
            _ => Repeat::Never,
        };
        let mut attempts = 0_u32;
        loop {
            attempts = attempts.saturating_add(1);
            let outcome = self.send_manifest(at, bytes, media_type, (precondition, repeat)).await;
            let may_come = repeat == Repeat::Idempotent && outcome.as_ref().is_err_and(Setback::lacks_parts);
            match self.inner().retry.pause_after(attempts, None).filter(|_| may_come) {
                Some(pause) => self.pause(pause).await?,
                None => return Ok(outcome?),
            }
        }
    }

    /// Deletes a manifest by its digest, or a tag by its name (distribution-spec end-9). What is not there is deleted.
    ///
    /// # Errors
    /// A [`PushError`].
    pub async fn delete_manifest(&self, at: &ManifestAt) -> Result<(), PushError> {
        let path = self.manifest_path(at)?;
        self.delete(&path).await
    }

    /// Reads back what was just pushed under its digest: what the registry says that it stored need not be what it was given.
    pub(crate) async fn verify_manifest(&self, digest: &Digest) -> Result<(), PushError> {
        let at = ManifestAt::Digest(*digest);
        let origin = self.clone().at_origin();
        for look in 1..LOOKS {
            match origin.manifest(&at, MANIFEST_LIMIT).await {
                Err(ReadError::Absent) => {}
                outcome => return outcome.map(|_| ()).map_err(not_stored),
            }
            // Storage behind it may need a moment to show what was written.
            let pause = self.inner().retry.pause_after(look, None);
            self.pause(pause.unwrap_or_default()).await?;
        }
        origin.manifest(&at, MANIFEST_LIMIT).await.map(|_| ()).map_err(not_stored)
    }

    pub(crate) async fn send_manifest(
        &self,
        at: &ManifestAt,
        bytes: &[u8],
        media_type: &str,
        (precondition, repeat): (&Precondition, Repeat),
    ) -> Result<PutManifest, Setback> {
        let digest = self.digest_to_push(at, bytes)?;
        let path = self.manifest_path(at)?;
        let headers: Vec<_> =
            [("content-type", media_type)].into_iter().chain(precondition.header()).collect();
        let content: Arc<[u8]> = bytes.into();
        let body = || Ok(Body::Bytes(Arc::clone(&content)));
        let call = Call {
            headers: &headers,
            body: Some(&body),
            access: Access::Push,
            repeat,
            ..Call::read(Method::Put, Target::Path(&path))
        };
        let reply = self.exchange(call).await?;
        let reply = accept(self, reply, &[201, 200, 202, 204]).await?;
        Ok(self.taken(&reply, digest, bytes)?)
    }

    fn digest_to_push(&self, at: &ManifestAt, bytes: &[u8]) -> Result<Digest, PushError> {
        let provider = &self.inner().provider;
        match at {
            ManifestAt::Tag(_) => Ok(provider.hash(Algorithm::Sha256, bytes)),
            ManifestAt::Digest(expected) => match provider.hash(expected.algorithm(), bytes) {
                actual if actual == *expected => Ok(actual),
                actual => Err(PushError::Digest { expected: (*expected).into(), actual: actual.into() }),
            },
        }
    }

    fn taken(&self, reply: &Reply, digest: Digest, bytes: &[u8]) -> Result<PutManifest, PushError> {
        let provider = &self.inner().provider;
        check_digest_header(reply, digest, |said| Some(provider.hash(said.algorithm(), bytes)))?;
        let subject = reply.header("oci-subject").and_then(|header| Digest::parse(header).ok());
        Ok(PutManifest { digest, subject, etag: reply.header("etag").map(str::to_owned) })
    }
}

fn not_stored(error: ReadError) -> PushError {
    match error {
        ReadError::Absent
        | ReadError::Digest(_)
        | ReadError::DigestHeader { .. }
        | ReadError::Size { .. } => PushError::NotStored(error),
        other => PushError::Exchange(other),
    }
}

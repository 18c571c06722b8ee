use countersign_digest::Digest;
use countersign_transport::{Method, Reply};

use super::answer::{accept, check_digest_header, location};
use super::error::PushError;
use super::options::UploadOptions;
use super::source::BlobSource;
use super::upload::{BEGIN, Upload, abandon, begin};
use crate::auth::Access;
use crate::client::{Call, Target};
use crate::{ReadError, Repository};

/// How a blob came to be in the repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pushed {
    /// It was there.
    Existed,
    /// The registry took it over from another of its repositories.
    Mounted,
    /// It was uploaded.
    Uploaded,
}

impl Repository {
    /// Brings a blob of this digest and length into the repository, where it is not there yet.
    ///
    /// What is sent is hashed: the registry never gets the last bytes of anything else. An upload that breaks off goes on
    /// from where the registry has it.
    ///
    /// # Errors
    /// A [`PushError`]. Nothing is in the repository then under this digest that was not there before.
    pub async fn put_blob(
        &self,
        digest: &Digest,
        size: u64,
        source: &BlobSource,
    ) -> Result<Pushed, PushError> {
        self.put_blob_with(digest, size, source, &UploadOptions::new()).await
    }

    /// The same, as the options say.
    ///
    /// # Errors
    /// As for [`Repository::put_blob`].
    pub async fn put_blob_with(
        &self,
        digest: &Digest,
        size: u64,
        source: &BlobSource,
        options: &UploadOptions,
    ) -> Result<Pushed, PushError> {
        let origin = self.clone().at_origin();
        if origin.has_blob(digest).await? {
            return Ok(Pushed::Existed);
        }
        let begun = origin.begin_or_mount(digest, options.mount_from()).await?;
        if begun.status() == 201 {
            check_digest_header(&begun, *digest, |_| None)?;
            return Ok(Pushed::Mounted);
        }
        Upload::new(&origin, (*digest, size), source, options)?.run(begun).await?;
        Ok(Pushed::Uploaded)
    }

    /// Lets the registry take over a blob from another of its repositories, and says whether it did (distribution-spec
    /// end-11). It does so only where it allows to read there.
    ///
    /// # Errors
    /// A [`PushError`].
    pub async fn mount_blob(&self, digest: &Digest, from: &Self) -> Result<bool, PushError> {
        let reply = self.begin_or_mount(digest, Some(from)).await?;
        if reply.status() == 201 {
            check_digest_header(&reply, *digest, |_| None)?;
            return Ok(true);
        }
        if let Ok(session) = location(&self.inner().client, &reply) {
            abandon(self, &session).await;
        }
        Ok(false)
    }

    /// Deletes a blob (distribution-spec end-10). One that is not there is deleted.
    ///
    /// # Errors
    /// A [`PushError`].
    pub async fn delete_blob(&self, digest: &Digest) -> Result<(), PushError> {
        self.delete(&format!("blobs/{digest}")).await
    }

    pub(super) async fn delete(&self, path: &str) -> Result<(), PushError> {
        let call = Call { access: Access::Delete, ..Call::read(Method::Delete, Target::Path(path)) };
        let reply = self.exchange(call).await?;
        accept(self, reply, &[202, 200, 204, 404]).await?;
        Ok(())
    }

    /// 201 where the blob was mounted, 202 where an upload has begun.
    async fn begin_or_mount(&self, digest: &Digest, from: Option<&Self>) -> Result<Reply, PushError> {
        let from = from.map(|from| from.origin());
        let from = from
            .filter(|from| from.origin() == self.origin().origin() && from.name() != self.origin().name());
        if let Some(name) = from.map(|from| from.name()) {
            let mount = format!("{BEGIN}?mount={digest}&from={name}");
            match begin(self, &mount, Some(name)).await {
                Ok(reply) if matches!(reply.status(), 201 | 202) => return Ok(reply),
                // Whoever may write here need not be allowed to read there.
                Ok(_) | Err(ReadError::Unauthorized { .. } | ReadError::TokenStatus { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let reply = begin(self, BEGIN, None).await?;
        Ok(accept(self, reply, &[202]).await?)
    }
}

use countersign_oci::{Fetched, Read};

use crate::Repository;
use crate::error::{FailureClass, ReadError};

impl Repository {
    /// Answers a read of a session. What a session is not told of a failure is kept for
    /// [`Registry::troubles`](crate::Registry::troubles).
    pub async fn read(&self, read: &Read) -> Fetched {
        match self.fetch(read).await {
            Ok(fetched) => fetched,
            Err(error) => {
                let fetched = Fetched::from(&error);
                if error.class() != FailureClass::Absent {
                    self.report(read, error);
                }
                fetched
            }
        }
    }

    async fn fetch(&self, read: &Read) -> Result<Fetched, ReadError> {
        match read {
            Read::Manifest { at, limit } => {
                let manifest = self.manifest(at, *limit).await?;
                let media_type = manifest.media_type().map(str::to_owned);
                Ok(Fetched::Bytes { bytes: manifest.into_bytes(), media_type })
            }
            Read::Blob { digest, size, limit } => {
                let bytes = self.blob_bytes(digest, *size, *limit).await?;
                Ok(Fetched::Bytes { bytes, media_type: None })
            }
            Read::Referrers { subject, limit_items } => self.listing(subject, None, *limit_items).await,
            Read::MoreReferrers { subject, page, limit_items } => {
                self.listing(subject, Some(page), *limit_items).await
            }
            _ => Err(ReadError::Address),
        }
    }
}

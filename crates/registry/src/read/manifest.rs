use std::sync::Arc;

use countersign_digest::{Algorithm, Digest, check_bytes};
use countersign_oci::{MAX_MANIFEST_BYTES, ManifestAt, Reference};
use countersign_transport::{Method, Reply};

use crate::Repository;
use crate::client::{Call, Site, Target};
use crate::error::{Malformed, ReadError};
use crate::head::{essence, is_digest_of};

/// The most bytes of a manifest that is read to be understood.
pub(crate) const MANIFEST_LIMIT: u64 = MAX_MANIFEST_BYTES as u64;

/// Everything that is read, so that a registry converts nothing (distribution-spec end-3).
const ACCEPT: &str = "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, \
    application/vnd.docker.distribution.manifest.v2+json, \
    application/vnd.docker.distribution.manifest.list.v2+json";

/// What pages for people are.
const PAGES: [&str; 2] = ["text/html", "application/xhtml+xml"];

/// A manifest or index as it came. Nothing but its digest is checked, and its digest only says which bytes these are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedManifest {
    bytes: Vec<u8>,
    media_type: Option<String>,
    digest: Digest,
    etag: Option<String>,
}

impl ReceivedManifest {
    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// What `Content-Type` says; foreign text.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// The digest of the bytes: the one that was asked for, or their SHA-256 where a tag was.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// What `ETag` says, for a conditional request (RFC 9110 §8.8.3); foreign text.
    #[must_use]
    pub fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

impl Repository {
    /// Reads a manifest or an index: `GET /v2/<name>/manifests/<at>` (distribution-spec end-3). What is asked by digest has
    /// that digest. `Docker-Content-Digest` decides nothing, and must be the digest of the bytes where it is sent.
    ///
    /// # Errors
    /// A [`ReadError`].
    pub async fn manifest(&self, at: &ManifestAt, limit: u64) -> Result<ReceivedManifest, ReadError> {
        let path = self.manifest_path(at)?;
        self.first(|site| self.manifest_at(site, &path, at, limit)).await
    }

    /// Which digest a tag stands for at this moment, found by reading what it names and hashing that.
    ///
    /// # Errors
    /// A [`ReadError`].
    pub async fn resolve(&self, tag: &str) -> Result<Digest, ReadError> {
        Ok(self.manifest(&ManifestAt::Tag(tag.to_owned()), MANIFEST_LIMIT).await?.digest())
    }

    /// Whether the registry says that it has a manifest: `HEAD /v2/<name>/manifests/<at>`.
    ///
    /// # Errors
    /// A [`ReadError`]; that it is absent is none.
    pub async fn has_manifest(&self, at: &ManifestAt) -> Result<bool, ReadError> {
        let path = self.manifest_path(at)?;
        self.has(&path, &[("accept", ACCEPT)]).await
    }

    /// `manifests/…`, with a tag that cannot leave its place.
    pub(crate) fn manifest_path(&self, at: &ManifestAt) -> Result<String, ReadError> {
        match at {
            ManifestAt::Digest(digest) => Ok(format!("manifests/{digest}")),
            ManifestAt::Tag(tag) => {
                // Any name will do: what is checked is the tag.
                Reference::parse("any")?.with_tag(tag)?;
                Ok(format!("manifests/{tag}"))
            }
        }
    }

    pub(super) async fn has(&self, path: &str, headers: &[(&str, &str)]) -> Result<bool, ReadError> {
        self.first(|site| async move {
            let call = Call::read(Method::Head, Target::Path(path)).with_headers(headers);
            let reply = self.exchange_at(&site, call).await?;
            match reply.status() {
                200 => Ok(true),
                404 => Ok(false),
                _ => Err(self.refusal(reply).await),
            }
        })
        .await
    }

    async fn manifest_at(
        &self,
        site: Arc<Site>,
        path: &str,
        at: &ManifestAt,
        limit: u64,
    ) -> Result<ReceivedManifest, ReadError> {
        let call = Call::read(Method::Get, Target::Path(path)).with_headers(&[("accept", ACCEPT)]);
        let reply = self.exchange_at(&site, call).await?;
        self.received_manifest(reply, at, limit).await
    }

    /// The manifest that an answer holds.
    pub(crate) async fn received_manifest(
        &self,
        reply: Reply,
        at: &ManifestAt,
        limit: u64,
    ) -> Result<ReceivedManifest, ReadError> {
        if reply.status() != 200 {
            return Err(self.refusal(reply).await);
        }
        let [media_type, etag, said] = ["content-type", "etag", "docker-content-digest"]
            .map(|name| reply.header(name).map(str::to_owned));
        refuse_pages(media_type.as_deref())?;
        let bytes = reply.read_all(limit).await?;
        let digest = self.digest_of(at, &bytes)?;
        self.cross_check(said, digest, &bytes)?;
        Ok(ReceivedManifest { bytes, media_type, digest, etag })
    }

    fn digest_of(&self, at: &ManifestAt, bytes: &[u8]) -> Result<Digest, ReadError> {
        let provider = &*self.inner().provider;
        match at {
            ManifestAt::Tag(_) => Ok(provider.hash(Algorithm::Sha256, bytes)),
            ManifestAt::Digest(expected) => {
                check_bytes(provider, bytes, expected, None)?;
                Ok(*expected)
            }
        }
    }

    /// A registry that says one digest and sends another content is not to be relied on, whichever is right.
    fn cross_check(&self, said: Option<String>, digest: Digest, bytes: &[u8]) -> Result<(), ReadError> {
        let Some(header) = said else { return Ok(()) };
        let digest_by = |said: &Digest| Some(self.inner().provider.hash(said.algorithm(), bytes));
        if is_digest_of(&header, digest, digest_by) {
            Ok(())
        } else {
            Err(ReadError::DigestHeader { header, actual: Box::new(digest) })
        }
    }
}

/// A page for people is no manifest: a proxy or a portal answered.
fn refuse_pages(content_type: Option<&str>) -> Result<(), ReadError> {
    let is_page = |text: &&str| PAGES.iter().any(|page| essence(text).eq_ignore_ascii_case(page));
    match content_type.filter(is_page) {
        Some(content_type) => Err(Malformed::ContentType { content_type: content_type.to_owned() }.into()),
        None => Ok(()),
    }
}

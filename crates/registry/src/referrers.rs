//! What refers to a manifest (distribution-spec end-12a, end-12b).

mod listing;
mod options;
mod page;

use std::sync::Arc;

use countersign_digest::Digest;
use countersign_oci::ManifestDescriptor;
use countersign_transport::{Method, Next, Reply};

pub use options::ReferrersOptions;

use crate::client::{Call, Site, Target};
use crate::error::{Malformed, ReadError};
use crate::{Link, Repository};
use page::Page;

/// The most bytes of all pages together.
const MAX_TOTAL: u64 = 16 * 1024 * 1024;

/// What a registry lists as referring to a manifest. Nothing in it is believed: whether a manifest refers to another one is
/// said by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Referrers {
    descriptors: Vec<ManifestDescriptor>,
    is_complete: bool,
    is_filtered: bool,
}

impl Referrers {
    /// The descriptors of all pages, in order.
    #[must_use]
    pub fn descriptors(&self) -> &[ManifestDescriptor] {
        &self.descriptors
    }

    /// The descriptors of all pages, in order.
    #[must_use]
    pub fn into_descriptors(self) -> Vec<ManifestDescriptor> {
        self.descriptors
    }

    /// `false` where the list was cut at a limit: of items, of pages, or of bytes.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Whether the registry says that it filtered by artifact type (`OCI-Filters-Applied`). Whatever it says, nothing of
    /// another type is in the list.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        self.is_filtered
    }
}

impl Repository {
    /// Lists what refers to a manifest: `GET /v2/<name>/referrers/<subject>`, page by page.
    ///
    /// # Errors
    /// A [`ReadError`]; [`ReadError::Absent`] where the registry has no such interface. Besides 404 that is 405 and 406
    /// (RFC 9110 §15.5.6, §15.5.7), which say that there is no such thing to get, as Artifactory answered before it had it.
    /// 400 may have other reasons.
    pub async fn referrers(
        &self,
        subject: &Digest,
        options: &ReferrersOptions,
    ) -> Result<Referrers, ReadError> {
        self.first(|site| self.referrers_at(site, subject, options)).await
    }

    async fn referrers_at(
        &self,
        site: Arc<Site>,
        subject: &Digest,
        options: &ReferrersOptions,
    ) -> Result<Referrers, ReadError> {
        let first = options.query(site.url(&format!("referrers/{subject}"))?)?;
        let mut walk = Walk::new(options, vec![first.as_str().to_owned()], 0);
        let mut next = self.page(&site, Target::Path(first.path_and_query()), &mut walk).await?;
        while let Some(page) = next.take() {
            next = self.page(&site, Target::Next(&page), &mut walk).await.map_err(not_absent)?;
        }
        Ok(walk.finish())
    }

    /// Reads one page, and says where the next one is that is to be read.
    async fn page(
        &self,
        site: &Site,
        target: Target<'_>,
        walk: &mut Walk<'_>,
    ) -> Result<Option<Next>, ReadError> {
        let call = Call::read(Method::Get, target).with_headers(&[("accept", page::ACCEPT)]);
        let reply = self.exchange_at(site, call).await?;
        match reply.status() {
            200 => {}
            405 | 406 => return Err(ReadError::Absent),
            _ => return Err(self.refusal(reply).await),
        }
        let next = self.next_page(site, &reply)?;
        let page = Page::read(reply, walk.options.max_page_bytes()).await?;
        walk.take(page, next.is_some());
        Ok(walk.onward(next)?)
    }

    fn next_page(&self, site: &Site, reply: &Reply) -> Result<Option<Next>, ReadError> {
        let link = Link::next(reply.headers().get_all("link")).map_err(|_| Malformed::Link)?;
        let Some(link) = link else { return Ok(None) };
        // What lies elsewhere does not say what to ask the registry for as who we are.
        site.check_page(reply.hop().url())?;
        let next = self.inner().client.step(reply.hop(), &link)?;
        site.check_page(next.url())?;
        Ok(Some(next))
    }
}

/// Only the first page can say that there is no such interface.
fn not_absent(error: ReadError) -> ReadError {
    if error == ReadError::Absent { Malformed::PageMissing.into() } else { error }
}

/// What was found so far, and how far to go.
struct Walk<'o> {
    options: &'o ReferrersOptions,
    /// The addresses of all pages, the one that is to be read next included.
    trail: Vec<String>,
    descriptors: Vec<ManifestDescriptor>,
    bytes: u64,
    is_filtered: bool,
    is_complete: bool,
}

impl<'o> Walk<'o> {
    /// To the last page of a trail, after so many bytes.
    fn new(options: &'o ReferrersOptions, trail: Vec<String>, bytes: u64) -> Self {
        Self { options, trail, descriptors: Vec::new(), bytes, is_filtered: true, is_complete: true }
    }

    fn take(&mut self, page: Page, has_next: bool) {
        self.bytes = self.bytes.saturating_add(page.bytes);
        self.is_filtered &= page.is_filtered;
        let room = self.options.limit_items().saturating_sub(self.descriptors.len());
        let mut fitting = page.descriptors.into_iter().filter(|listed| self.options.wants(listed));
        self.descriptors.extend(fitting.by_ref().take(room));
        let is_cut = fitting.next().is_some() || (has_next && !self.goes_on());
        self.is_complete &= !is_cut;
    }

    /// The next page, where it is to be read.
    fn onward(&mut self, next: Option<Next>) -> Result<Option<Next>, Malformed> {
        let Some(next) = next.filter(|_| self.goes_on()) else { return Ok(None) };
        let url = next.url().as_str().to_owned();
        if self.trail.contains(&url) {
            return Err(Malformed::PageTwice);
        }
        self.trail.push(url);
        Ok(Some(next))
    }

    /// Whether there is room for a page after those that were read.
    fn goes_on(&self) -> bool {
        self.descriptors.len() < self.options.limit_items()
            && self.trail.len() < self.options.max_pages()
            && self.bytes < MAX_TOTAL
    }

    fn finish(self) -> Referrers {
        let Self { descriptors, is_complete, is_filtered, .. } = self;
        Referrers { descriptors, is_complete, is_filtered }
    }
}

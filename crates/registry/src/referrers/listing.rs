//! The list of referrers as sessions read it: page by page, for the first may be enough.

use std::sync::Arc;

use countersign_digest::Digest;
use countersign_oci::{Fetched, ListingPage};

use super::{ReferrersOptions, Walk, not_absent};
use crate::Repository;
use crate::client::{Site, Target};
use crate::error::{Malformed, ReadError};

impl Repository {
    /// One page of what refers to a manifest: the first one, or the one that the page before led to.
    ///
    /// Where a place fails that has the page, the places after it are asked for their first one.
    pub(crate) async fn listing(
        &self,
        subject: &Digest,
        page: Option<&ListingPage>,
        limit_items: usize,
    ) -> Result<Fetched, ReadError> {
        let options = &ReferrersOptions::new().with_limit_items(limit_items);
        let Some(page) = page else {
            return self.first(|site| self.first_page(site, subject, options)).await;
        };
        let has_page = |site: &Site| {
            let first = first_of(site, subject);
            first.is_ok_and(|first| page.trail().first().is_some_and(|begun| *begun == first))
        };
        let skipped = self.places().iter().position(|site| has_page(site)).ok_or(Malformed::PageMissing)?;
        let read = |site: Arc<Site>| {
            let is_its = has_page(&site);
            async move {
                match is_its {
                    true => self.page_of(&site, page.clone(), options).await.map_err(not_absent),
                    false => self.first_page(site, subject, options).await,
                }
            }
        };
        self.first_after(skipped, read).await
    }

    async fn first_page(
        &self,
        site: Arc<Site>,
        subject: &Digest,
        options: &ReferrersOptions,
    ) -> Result<Fetched, ReadError> {
        let first = first_of(&site, subject)?;
        self.page_of(&site, ListingPage::new(vec![first], 0), options).await
    }

    async fn page_of(
        &self,
        site: &Site,
        page: ListingPage,
        options: &ReferrersOptions,
    ) -> Result<Fetched, ReadError> {
        let url = next_of(site, &page)?;
        let mut walk = Walk::new(options, page.trail().to_vec(), page.bytes());
        let next = self.page(site, Target::Path(&url), &mut walk).await?;
        let Walk { trail, descriptors, bytes, is_complete: complete, .. } = walk;
        Ok(match next {
            Some(_) => Fetched::Page { next: ListingPage::new(trail, bytes), descriptors },
            None => Fetched::Listing { descriptors, complete },
        })
    }
}

fn first_of(site: &Site, subject: &Digest) -> Result<String, ReadError> {
    Ok(site.url(&format!("referrers/{subject}"))?.as_str().to_owned())
}

/// The address of a page, which is at the registry that has the list.
fn next_of(site: &Site, page: &ListingPage) -> Result<String, ReadError> {
    let url = site.url(page.trail().last().map_or("", String::as_str))?;
    site.check_page(&url)?;
    Ok(url.as_str().to_owned())
}

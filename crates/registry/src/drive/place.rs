use countersign_oci::{Fetched, ReadPart, ReadRequest};

use super::flight::Reads;
use crate::{BoxFuture, Repository};

/// Where images are, and where what is attached to them is looked for.
#[derive(Clone, Debug)]
pub struct Place {
    images: Repository,
    attachments: Repository,
}

impl Place {
    /// A place where both are in one repository.
    #[must_use]
    pub fn new(repository: Repository) -> Self {
        Self { attachments: repository.clone(), images: repository }
    }

    /// The same, with signatures and everything else that is attached looked for in another repository (Cosign's
    /// `COSIGN_REPOSITORY`).
    #[must_use]
    pub fn with_attachments_in(mut self, repository: Repository) -> Self {
        self.attachments = repository;
        self
    }

    /// The repository of the images.
    #[must_use]
    pub fn images(&self) -> &Repository {
        &self.images
    }

    /// The repository of what is attached to them.
    #[must_use]
    pub fn attachments(&self) -> &Repository {
        &self.attachments
    }

    /// The repository that a read is for.
    #[must_use]
    pub fn repository_for(&self, part: ReadPart) -> &Repository {
        match part {
            ReadPart::Image => &self.images,
            ReadPart::Attachments => &self.attachments,
        }
    }
}

impl From<Repository> for Place {
    fn from(repository: Repository) -> Self {
        Self::new(repository)
    }
}

impl Reads for Place {
    fn read<'a>(&'a self, request: ReadRequest, _is_alone: bool) -> BoxFuture<'a, Fetched> {
        let repository = self.repository_for(request.part());
        Box::pin(async move { repository.read(request.read()).await })
    }
}

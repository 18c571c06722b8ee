//! From what the user named to the digests that are meant.

mod error;
mod resolved;
mod runtime;

use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use countersign_digest::{Algorithm, Descriptor, Digest, HashProvider};

use crate::session::{Fetched, ListingError, ManifestAt, Read, ReadId, ReadPart, ReadRequest};
use crate::{
    ImageIndex, MAX_MANIFEST_BYTES, Manifest, ManifestDescriptor, ManifestError, Platform, media_type,
    received,
};
pub use error::ResolveError;
use resolved::Tree;
pub use resolved::{Resolved, ResolvedTarget};

/// How many indexes may lie one inside the other: an index, and an index in it.
const MAX_DEPTH: usize = 2;
/// How many entries all indexes may have together.
const MAX_ENTRIES: usize = 1000;

/// Which of the images under a name are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlatformChoice {
    /// What the name stands for, image or index, as it is.
    Named,
    /// The image for this platform: the first entry of the index that fits. Runtimes do not agree on which entry fits where
    /// no variant or version is named, or a processor by another name (`x86_64` is `amd64` to some), so every entry that one of
    /// them could choose is meant too and must be covered. A
    /// name that stands for one image stands for that image, whatever its platform.
    One(Platform),
    /// Every manifest that the index lists, through the indexes in it, whatever its platform.
    All,
}

/// Finds out which digests are meant by a name: reads what the name stands for, the indexes inside it as far as the
/// choice of platforms wants them, and the manifest of every image that is to be run, which must be what its index says.
///
/// A tag is asked once, here; everything after goes by the digests that this gives.
#[derive(Clone, Debug)]
pub struct Resolver {
    provider: Arc<dyn HashProvider>,
    choice: PlatformChoice,
    part: ReadPart,
    next_id: u64,
    open: Option<(ReadRequest, Wanted)>,
    queue: VecDeque<Wanted>,
    named: Option<(ManifestDescriptor, Vec<u8>)>,
    tree: Tree,
    /// What is meant, once all indexes are read; the manifests to be run are read after that.
    targets: Option<Vec<ResolvedTarget>>,
    outcome: Option<Result<Resolved, ResolveError>>,
}

/// A manifest that is to be read.
#[derive(Clone, Debug)]
struct Wanted {
    at: ManifestAt,
    /// What the descriptor says that named it.
    media_type: Option<String>,
    size: Option<u64>,
    /// How many indexes it lies in.
    depth: usize,
}

impl Resolver {
    /// A resolution that has not begun. `media_type` is what is known of the type already, from a descriptor that names the
    /// manifest; the header may not contradict it. Reads are numbered from `first_id` on.
    pub fn new(
        provider: Arc<dyn HashProvider>,
        at: ManifestAt,
        media_type: Option<String>,
        choice: PlatformChoice,
        first_id: u64,
    ) -> Self {
        let mut resolver = Self {
            provider,
            choice,
            part: ReadPart::Image,
            next_id: first_id,
            open: None,
            queue: VecDeque::from([Wanted { at, media_type, size: None, depth: 0 }]),
            named: None,
            tree: Tree::default(),
            targets: None,
            outcome: None,
        };
        resolver.open_next();
        resolver
    }

    /// Says that what is named is an attachment of an image, such as what has one of Cosign's tags.
    #[must_use]
    pub fn of_attachment(mut self) -> Self {
        self.part = ReadPart::Attachments;
        if let Some((request, _)) = &mut self.open {
            request.for_part(self.part);
        }
        self
    }

    /// The reads that are wanted now: one, or none when there is an outcome.
    pub fn reads(&self) -> Vec<ReadRequest> {
        self.open.iter().map(|(request, _)| request.clone()).collect()
    }

    /// Takes an answer, when the read is the one that is wanted now. Says whether it was.
    pub fn answer(&mut self, id: ReadId, fetched: Fetched) -> bool {
        let Some((_, wanted)) = self.open.take_if(|(request, _)| request.id() == id) else {
            return false;
        };
        match self.take_manifest(&wanted, fetched) {
            Ok(()) => self.open_next(),
            Err(error) => self.outcome = Some(Err(error)),
        }
        true
    }

    /// What was found out, once nothing more is to be read.
    pub fn outcome(&self) -> Option<Result<Resolved, ResolveError>> {
        self.outcome.clone()
    }

    fn open_next(&mut self) {
        if self.outcome.is_some() {
            return;
        }
        match self.queue.pop_front() {
            Some(wanted) => {
                let read = Read::Manifest { at: wanted.at.clone(), limit: MAX_MANIFEST_BYTES as u64 };
                let id = ReadId::new(self.next_id);
                self.next_id = self.next_id.wrapping_add(1);
                self.open = Some((ReadRequest::new(id, self.part, read), wanted));
            }
            None => match self.choose() {
                Ok(true) => self.open_next(),
                Ok(false) => self.outcome = Some(self.conclude()),
                Err(error) => self.outcome = Some(Err(error)),
            },
        }
    }

    /// Chooses what is meant, and says whether there is more to read for it.
    fn choose(&mut self) -> Result<bool, ResolveError> {
        if self.targets.is_some() {
            return Ok(false);
        }
        let targets = self.chosen()?;
        let to_run = match self.choice {
            PlatformChoice::One(_) => targets.get(..1).unwrap_or_default(),
            _ => targets.as_slice(),
        };
        for target in to_run.iter().filter(|target| target.covered_by().len() > 1) {
            self.queue.push_back(Wanted::listed(target.descriptor(), MAX_DEPTH));
        }
        self.targets = Some(targets);
        Ok(!self.queue.is_empty())
    }

    fn chosen(&self) -> Result<Vec<ResolvedTarget>, ResolveError> {
        let (named, _) = self.named.as_ref().ok_or(ResolveError::UnexpectedAnswer)?;
        let is_index = media_type::is_image_index(named.media_type());
        let targets = match &self.choice {
            PlatformChoice::All if is_index => self.tree.every_image(),
            PlatformChoice::One(platform) if is_index => self.tree.images_for(platform)?,
            _ => [ResolvedTarget::named(named)].into(),
        };
        if targets.is_empty() { Err(ResolveError::EmptyIndex) } else { Ok(targets) }
    }

    fn take_manifest(&mut self, wanted: &Wanted, fetched: Fetched) -> Result<(), ResolveError> {
        let (bytes, header) = bytes_of(fetched, wanted)?;
        let digest = self.check(wanted, &bytes)?;
        let manifest = Manifest::parse_received(&bytes, wanted.media_type.as_deref(), header.as_deref())?;
        if self.named.is_none() {
            self.named = Some((describe(&manifest, digest, &bytes)?, bytes));
        }
        match manifest.as_index() {
            Some(index) if self.choice != PlatformChoice::Named => {
                self.take_index(index, digest, wanted.depth)
            }
            _ => Ok(()),
        }
    }

    /// The digest of the bytes, which for everything that was named by one is that one.
    fn check(&self, wanted: &Wanted, bytes: &[u8]) -> Result<Digest, ResolveError> {
        let ManifestAt::Digest(expected) = wanted.at else {
            return Ok(self.provider.hash(Algorithm::Sha256, bytes));
        };
        received::check(&*self.provider, bytes, expected, wanted.size)?;
        Ok(expected)
    }

    fn take_index(&mut self, index: &ImageIndex, digest: Digest, depth: usize) -> Result<(), ResolveError> {
        if depth >= MAX_DEPTH {
            return Err(ResolveError::TooDeep { limit: MAX_DEPTH });
        }
        if self.tree.len() + index.manifests().len() > MAX_ENTRIES {
            return Err(ResolveError::TooManyEntries { limit: MAX_ENTRIES });
        }
        for entry in index.manifests() {
            let is_new = self.tree.add(entry, digest)?;
            if is_new && media_type::is_image_index(entry.media_type()) {
                self.queue.push_back(Wanted::listed(entry, depth + 1));
            }
        }
        Ok(())
    }

    fn conclude(&mut self) -> Result<Resolved, ResolveError> {
        let (named, bytes) = self.named.take().ok_or(ResolveError::UnexpectedAnswer)?;
        let targets = self.targets.take().ok_or(ResolveError::UnexpectedAnswer)?;
        let is_one = matches!(self.choice, PlatformChoice::One(_));
        Ok(Resolved::new(named, bytes, targets, is_one, core::mem::take(&mut self.tree)))
    }
}

impl Wanted {
    /// A manifest that an index lists: it must be there, and be what the index says.
    fn listed(entry: &ManifestDescriptor, depth: usize) -> Self {
        Self {
            at: ManifestAt::Digest(entry.digest()),
            media_type: Some(entry.media_type().into()),
            size: Some(entry.size()),
            depth,
        }
    }
}

fn describe(manifest: &Manifest, digest: Digest, bytes: &[u8]) -> Result<ManifestDescriptor, ResolveError> {
    let unsupported = |_| ManifestError::UnsupportedMediaType { media_type: manifest.media_type().into() };
    let core =
        Descriptor::new(manifest.media_type(), digest, received::length(bytes)).map_err(unsupported)?;
    Ok(ManifestDescriptor::new(core))
}

fn bytes_of(fetched: Fetched, wanted: &Wanted) -> Result<(Vec<u8>, Option<String>), ResolveError> {
    match fetched {
        Fetched::Bytes { bytes, media_type } if bytes.len() <= MAX_MANIFEST_BYTES => Ok((bytes, media_type)),
        Fetched::Bytes { bytes, .. } => Err(ResolveError::TooLarge {
            limit: MAX_MANIFEST_BYTES as u64,
            actual: Some(received::length(&bytes)),
        }),
        // What an index lists and is not there is lost; what only the caller named is absent.
        Fetched::Absent if wanted.depth > 0 => Err(ResolveError::Malformed(ListingError::BlobMissing)),
        Fetched::Absent => Err(ResolveError::Absent { at: wanted.at.clone() }),
        Fetched::Unreachable(reason) => Err(ResolveError::Unreachable(reason)),
        Fetched::Rejected { status } => Err(ResolveError::Rejected { status }),
        Fetched::Oversize { limit, actual } => Err(ResolveError::TooLarge { limit, actual }),
        Fetched::Malformed(error) => Err(ResolveError::Malformed(error)),
        Fetched::Listing { .. } | Fetched::Page { .. } => Err(ResolveError::UnexpectedAnswer),
    }
}

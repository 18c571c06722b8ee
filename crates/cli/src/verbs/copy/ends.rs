//! The two places of a copy.

use countersign::{
    digest::Digest,
    oci::{ManifestAt, Reference},
};
use countersign_registry::{FolderError, LayoutFolder, Registry, Repository, Store};
use countersign_transport::Until;

use crate::{
    console::Console,
    failure::Failure,
    image::{Image, Kind, LayoutImage, RegistryImage, Which},
    layout::{self, LayoutStore},
    registry::{self, Logins, ReachOptions},
};

/// What is copied, and what it is called afterwards.
pub struct NamedCopy {
    pub at: ManifestAt,
    pub tag: Option<String>,
}

/// What of the source is meant, and under which tag it is to be at the destination.
pub fn named(source: &Image, destination: &Image) -> Result<NamedCopy, Failure> {
    let NamedCopy { at, tag: source_tag } = named_at_source(source)?;
    let (tag, digest) = match destination {
        Image::Registry(image) => {
            (image.reference().tag().map(str::to_owned), image.reference().digest().copied())
        }
        Image::Layout(image) => {
            layout::refuse_archive(image)?;
            match image.which() {
                Which::Only => (None, None),
                Which::Tag(tag) => (Some(tag.clone()), None),
                Which::Digest(digest) => (None, Some(*digest)),
            }
        }
    };
    refuse_digest(&at, digest, destination)?;
    let tag = tag.or(source_tag);
    refuse_tag(tag.as_deref(), destination)?;
    Ok(NamedCopy { at, tag })
}

fn named_at_source(source: &Image) -> Result<NamedCopy, Failure> {
    match source {
        Image::Registry(image) => {
            let at = image.manifest_at();
            let tag = match &at {
                ManifestAt::Tag(tag) => Some(tag.clone()),
                ManifestAt::Digest(_) => image.reference().tag().map(str::to_owned),
            };
            Ok(NamedCopy { at, tag })
        }
        Image::Layout(image) => {
            refuse_source_archive(image)?;
            let tag = match image.which() {
                Which::Tag(tag) => Some(tag.clone()),
                _ => None,
            };
            Ok(NamedCopy { at: LayoutStore::open(image)?.resolve()?, tag })
        }
    }
}

fn refuse_source_archive(image: &LayoutImage) -> Result<(), Failure> {
    match image.kind() {
        Kind::Folder => Ok(()),
        Kind::Archive => Err(Failure::usage(format!(
            "{} is an archive, which is read without the layers of its images",
            image.text()
        ))
        .next("unpack it: mkdir image && tar -xf FILE -C image, and copy oci:image")),
    }
}

/// The copy has the digest of its source, whatever the destination is called.
fn refuse_digest(at: &ManifestAt, digest: Option<Digest>, destination: &Image) -> Result<(), Failure> {
    match digest {
        Some(digest) if *at != ManifestAt::Digest(digest) => Err(Failure::usage(format!(
            "{} names a digest, and a copy has that of its source",
            destination.text()
        ))
        .next("name the digest of the source by SOURCE@DIGEST, and the destination without one")),
        _ => Ok(()),
    }
}

/// A layout has tags that a registry could not have.
fn refuse_tag(tag: Option<&str>, destination: &Image) -> Result<(), Failure> {
    let (Some(tag), Image::Registry(image)) = (tag, destination) else { return Ok(()) };
    let repository: Reference = image.reference().clone();
    repository.with_tag(tag).map(drop).map_err(|error| {
        Failure::usage(format!("{tag} is no tag that a registry can have"))
            .because(&error)
            .next("write the tag behind the destination: HOST/REPOSITORY:TAG")
    })
}

/// Both places, opened.
pub struct Ends {
    source: Box<dyn Store>,
    destination: Box<dyn Store>,
    registry: Option<Registry>,
}

impl Ends {
    pub fn open(
        source: &Image,
        destination: &Image,
        reach: &ReachOptions,
        logins: Logins,
        until: &Until,
    ) -> Result<Self, Failure> {
        let hosts: Vec<_> = [source, destination]
            .into_iter()
            .filter_map(|image| match image {
                Image::Registry(image) => Some(image.host()),
                Image::Layout(_) => None,
            })
            .collect();
        let registry = match hosts.is_empty() {
            true => None,
            false => Some(registry::connect(reach, &hosts, logins)?),
        };
        Ok(Self {
            source: source_store(source, registry.as_ref(), until)?,
            destination: destination_store(destination, registry.as_ref(), until)?,
            registry,
        })
    }

    pub fn source(&self) -> &dyn Store {
        &*self.source
    }

    pub fn destination(&self) -> &dyn Store {
        &*self.destination
    }

    /// Passes on what could not be checked, and what was not looked at.
    pub fn warn(&self, console: &mut Console) {
        let Some(registry) = &self.registry else { return };
        let lines = [registry::unchecked_line(registry), registry::not_elsewhere_line()];
        lines.iter().flatten().for_each(|line| console.warn(line));
    }
}

fn source_store(
    image: &Image,
    registry: Option<&Registry>,
    until: &Until,
) -> Result<Box<dyn Store>, Failure> {
    match image {
        Image::Layout(image) => folder(image, LayoutFolder::open(image.path())),
        Image::Registry(image) => Ok(Box::new(repository(image, registry, until)?)),
    }
}

/// What a mirror has says nothing of what the destination has.
fn destination_store(
    image: &Image,
    registry: Option<&Registry>,
    until: &Until,
) -> Result<Box<dyn Store>, Failure> {
    match image {
        Image::Layout(image) => folder(image, LayoutFolder::open_or_create(image.path())),
        Image::Registry(image) => Ok(Box::new(repository(image, registry, until)?.at_origin())),
    }
}

fn folder(image: &LayoutImage, folder: Result<LayoutFolder, FolderError>) -> Result<Box<dyn Store>, Failure> {
    folder.map(|folder| Box::new(folder) as _).map_err(|error| {
        Failure::new(registry::exit_of(error.class()), format!("{} cannot be used", image.store()))
            .because(&error)
            .next("give a folder that is new or empty, or that holds a layout, and that you may write to")
    })
}

fn repository(
    image: &RegistryImage,
    registry: Option<&Registry>,
    until: &Until,
) -> Result<Repository, Failure> {
    let registry = registry.ok_or_else(|| Failure::usage(format!("{} is in no registry", image.text())))?;
    Ok(registry::repository(registry, image.reference())?.until(until.clone()))
}

//! The IMAGE argument: `host[:port]/repo[:tag][@digest]` in a registry, `oci:PATH[:TAG|@DIGEST]` in a layout, or
//! `oci-archive:FILE[:TAG|@DIGEST]` in the archive of one.

mod layout;
mod registry;

use std::path::Path;

use countersign::{digest::Digest, oci::Reference};

pub use self::{
    layout::{Kind, LayoutImage, Which},
    registry::RegistryImage,
};
use crate::failure::Failure;

/// An image, as the caller names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Image {
    Layout(LayoutImage),
    Registry(RegistryImage),
}

impl Image {
    /// Reads the argument.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        if let Some(image) = LayoutImage::parse(text) {
            return image.map(Self::Layout);
        }
        if is_folder(text) {
            return Err(Failure::usage(format!("{text} is a folder, not an image name"))
                .next(format!("write oci:{text}")));
        }
        RegistryImage::parse(text).map(Self::Registry).ok_or_else(|| no_image(text))
    }

    /// Whether this is meant as an image, and not as a file. A name that fits both is a file where one is there, or where
    /// the folder is in which it would be.
    pub fn is_named(text: &str) -> bool {
        let is_at = |path: &str| Path::new(path).exists();
        match LayoutImage::parse(text) {
            Some(_) => true,
            None if is_at(text) || text.split('/').next().is_some_and(is_at) => false,
            None => RegistryImage::parse(text).is_some(),
        }
    }

    pub fn text(&self) -> &str {
        match self {
            Self::Layout(image) => image.text(),
            Self::Registry(image) => image.text(),
        }
    }

    /// The repository, folder or file as images are named in it.
    pub fn store(&self) -> String {
        match self {
            Self::Layout(image) => image.store(),
            Self::Registry(image) => image.reference().repository(),
        }
    }

    /// The same image by its digest, in the caller's spelling of the rest.
    pub fn pinned(&self, digest: Digest) -> String {
        match self {
            Self::Layout(image) => image.pinned(digest),
            Self::Registry(image) => image.pinned(digest),
        }
    }
}

fn is_folder(text: &str) -> bool {
    Path::new(text.split('@').next().unwrap_or(text)).is_dir()
}

/// How other places begin where other tools find images.
const TRANSPORTS: [&str; 6] =
    ["docker://", "docker-archive:", "docker-daemon:", "containers-storage:", "dir:", "oci-layout://"];

fn no_image(text: &str) -> Failure {
    if let Some(name) = text.strip_prefix("docker://") {
        return Failure::usage(format!("{text}: an image in a registry is named without docker://")).next(
            format!("write {}", Reference::parse_familiar(name).map_or(name.into(), |it| it.to_string())),
        );
    }
    if let Some(scheme) = ["http://", "https://"].iter().find(|scheme| text.starts_with(**scheme)) {
        return Failure::usage(format!("{text}: an image in a registry is named without {scheme}"))
            .next("write HOST/REPOSITORY:TAG; --plain-http speaks http");
    }
    if let Some(transport) = TRANSPORTS.iter().find(|transport| text.starts_with(**transport)) {
        return Failure::usage(format!(
            "{text}: images are named HOST/REPOSITORY:TAG, oci:… or oci-archive:… here, not {transport}…"
        ))
        .next(format!("copy it here: skopeo copy {text} oci:image, then use oci:image"));
    }
    match Reference::parse_familiar(text) {
        Ok(reference) => Failure::usage(format!(
            "{text} is a short name, and what it stands for differs from tool to tool; its full form is {reference}"
        ))
        .next(format!("write {reference}, or oci:{text} if it is a layout")),
        Err(error) => Failure::usage(format!("{text} is no image name"))
            .because(&error)
            .next("write HOST/REPOSITORY[:TAG][@DIGEST], or oci:PATH[:TAG|@DIGEST], such as oci:./image:1.0"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layout_is_told_from_a_registry_by_its_prefix() {
        assert!(matches!(Image::parse("oci:a/b:1.0"), Ok(Image::Layout(_))));
        assert!(matches!(Image::parse("registry.example/b:1.0"), Ok(Image::Registry(_))));
    }

    #[test]
    fn refuses_what_names_no_image_and_says_what_would() {
        let said = |text: &str| {
            let failure = Image::parse(text).unwrap_err();
            format!("{} next: {}", failure.what(), failure.next_step().unwrap())
        };
        assert!(said("nginx:1").contains("docker.io/library/nginx:1"));
        assert!(said("acme/app").contains("docker.io/acme/app"));
        assert!(said("docker://nginx").contains("write docker.io/library/nginx"));
        assert!(said("https://registry.example/app").contains("without https://"));
        assert!(said("docker-archive:a.tar").contains("not docker-archive:"));
        assert!(said("No Image").contains("no image name"));
        assert!(said(env!("CARGO_MANIFEST_DIR")).contains("is a folder"));
    }

    #[test]
    fn a_file_that_is_there_is_no_image() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        assert!(!Image::is_named(file));
        assert!(!Image::is_named("src/none.json"), "its folder is there");
        assert!(!Image::is_named("release.pub"));
        assert!(Image::is_named("registry.example/app:1"));
        assert!(Image::is_named("oci:app"));
    }
}

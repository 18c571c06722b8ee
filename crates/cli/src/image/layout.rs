//! An image in an OCI image layout: `oci:PATH[:TAG|@DIGEST]`, or `oci-archive:FILE[:TAG|@DIGEST]`.

use std::path::{Path, PathBuf};

use countersign::digest::Digest;

use crate::failure::Failure;

/// An image in a layout, as the caller names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutImage {
    text: String,
    store: Kind,
    path: PathBuf,
    which: Which,
}

/// What holds the layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A folder.
    Folder,
    /// A tar archive.
    Archive,
}

impl Kind {
    const ALL: [Self; 2] = [Self::Folder, Self::Archive];

    /// How the name of an image in it begins.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Folder => "oci:",
            Self::Archive => "oci-archive:",
        }
    }

    const fn noun(self) -> &'static str {
        match self {
            Self::Folder => "folder",
            Self::Archive => "file",
        }
    }

    fn is_at(self, path: &Path) -> bool {
        match self {
            Self::Folder => path.is_dir(),
            // Whatever can be read through, such as a pipe.
            Self::Archive => path.exists() && !path.is_dir(),
        }
    }
}

/// Which image of the layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// The only one there is.
    Only,
    /// The one of this name.
    Tag(String),
    /// The one with this digest.
    Digest(Digest),
}

impl LayoutImage {
    /// Reads the argument; `None` where it does not name a layout. The tag follows the last `:` that no `/` follows; a
    /// digest follows `@` and decides.
    pub fn parse(text: &str) -> Option<Result<Self, Failure>> {
        let mut kinds = Kind::ALL.iter();
        let (store, rest) = kinds.find_map(|kind| Some((*kind, text.strip_prefix(kind.prefix())?)))?;
        Some(Self::read(text, store, rest))
    }

    fn read(text: &str, store: Kind, rest: &str) -> Result<Self, Failure> {
        let (named, digest) = split_digest(rest)?;
        let (path, tag) = split_at_store(store, named);
        if path.is_empty() {
            return Err(Failure::usage(format!("{text} names no {}", store.noun())).next(
                "write oci:PATH[:TAG|@DIGEST], such as oci:./image:1.0, or oci-archive:FILE[:TAG|@DIGEST]",
            ));
        }
        let which = match (digest, tag) {
            (Some(digest), _) => Which::Digest(digest),
            (None, Some("")) => {
                return Err(Failure::usage(format!("{text} ends in an empty tag"))
                    .next("write the tag after the colon, or leave the colon out"));
            }
            (None, Some(tag)) => Which::Tag(tag.to_owned()),
            (None, None) => Which::Only,
        };
        Ok(Self { text: text.to_owned(), store, path: path.into(), which })
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The folder or file that holds it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn kind(&self) -> Kind {
        self.store
    }

    /// The folder or file as an image is named in it.
    pub fn store(&self) -> String {
        format!("{}{}", self.store.prefix(), self.path.display())
    }

    pub fn which(&self) -> &Which {
        &self.which
    }

    /// The same image by its digest, in the caller's spelling of the rest.
    pub fn pinned(&self, digest: Digest) -> String {
        format!("{}@{digest}", self.store())
    }
}

fn split_digest(rest: &str) -> Result<(&str, Option<Digest>), Failure> {
    match rest.rsplit_once('@') {
        Some((named, digest)) if is_meant_as_digest(digest) => {
            let wrong = |error| {
                Failure::usage(format!("{digest} is no digest"))
                    .because(&error)
                    .next("write ALGORITHM:HEX as countersign list shows it, or name the image by its tag")
            };
            Ok((named, Some(Digest::parse(digest).map_err(wrong)?)))
        }
        _ => Ok((rest, None)),
    }
}

/// An algorithm's name with something after it. Folders may have `@` and `:` in their names too, but a digest has no `/`.
fn is_meant_as_digest(text: &str) -> bool {
    text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("sha"))
        && text.contains(':')
        && !text.contains('/')
}

/// A tag may hold `/` and `:` itself, as tools write them that keep an image's whole name: where the usual split leads to
/// no layout, the first `:` behind one is taken.
fn split_at_store(kind: Kind, named: &str) -> (&str, Option<&str>) {
    let (path, tag) = split_tag(named);
    if kind.is_at(Path::new(path)) {
        return (path, tag);
    }
    let colons = named.match_indices(':').map(|(at, _)| at);
    let mut splits = colons.filter_map(|at| Some((named.get(..at)?, named.get(at + 1..)?)));
    match splits.find(|(path, _)| kind.is_at(Path::new(path))) {
        Some((path, tag)) => (path, Some(tag)),
        None => (path, tag),
    }
}

fn split_tag(named: &str) -> (&str, Option<&str>) {
    match named.rsplit_once(':') {
        Some((path, tag)) if !tag.contains('/') => (path, Some(tag)),
        _ => (named, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn parsed(text: &str) -> (PathBuf, Which) {
        let image = LayoutImage::parse(text).unwrap().unwrap();
        (image.path, image.which)
    }

    #[test]
    fn the_tag_follows_the_last_colon_that_no_slash_follows() {
        assert_eq!(parsed("oci:a/b"), ("a/b".into(), Which::Only));
        assert_eq!(parsed("oci:a/b:1.0"), ("a/b".into(), Which::Tag("1.0".into())));
        assert_eq!(parsed("oci:/a:b/c"), ("/a:b/c".into(), Which::Only));
        assert_eq!(parsed("oci:/a:b/:c"), ("/a:b/".into(), Which::Tag("c".into())));
    }

    #[test]
    fn a_tag_may_be_the_whole_name_of_an_image_where_a_folder_stands_before_it() {
        let folder = env!("CARGO_MANIFEST_DIR");
        let named = |tag: &str| parsed(&format!("oci:{folder}:{tag}"));
        for tag in ["docker.io/library/busybox:1", "127.0.0.1:5000/app:multi", "1.0"] {
            assert_eq!(named(tag), (folder.into(), Which::Tag(tag.to_owned())));
        }
    }

    #[test]
    fn an_archive_is_named_like_a_folder() {
        let archive = LayoutImage::parse("oci-archive:a.tar:1.0").unwrap().unwrap();
        assert_eq!((archive.kind(), archive.path()), (Kind::Archive, Path::new("a.tar")));
        assert_eq!(archive.which(), &Which::Tag("1.0".into()));
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        let named =
            LayoutImage::parse(&format!("oci-archive:{file}:docker.io/library/busybox:1")).unwrap().unwrap();
        assert_eq!(
            (named.path(), named.which()),
            (Path::new(file), &Which::Tag("docker.io/library/busybox:1".into()))
        );
        let digest = Digest::parse(DIGEST).unwrap();
        assert_eq!(archive.pinned(digest), format!("oci-archive:a.tar@{DIGEST}"));
    }

    #[test]
    fn a_digest_decides_over_a_tag() {
        let digest = Which::Digest(Digest::parse(DIGEST).unwrap());
        assert_eq!(parsed(&format!("oci:a@{DIGEST}")), ("a".into(), digest.clone()));
        assert_eq!(parsed(&format!("oci:a:1.0@{DIGEST}")), ("a".into(), digest.clone()));
        assert_eq!(parsed(&format!("oci:me@home/a@{DIGEST}")), ("me@home/a".into(), digest));
        assert_eq!(parsed("oci:me@home/a"), ("me@home/a".into(), Which::Only));
        assert_eq!(parsed("oci:me@sha/a:1.0"), ("me@sha/a".into(), Which::Tag("1.0".into())));
    }

    #[test]
    fn refuses_what_names_no_image_in_a_layout_and_says_what_would() {
        let said = |text: &str| LayoutImage::parse(text).unwrap().unwrap_err().what().to_owned();
        assert!(said("oci-archive:").contains("no file"));
        assert!(said("oci:").contains("no folder"));
        assert!(said("oci:a:").contains("empty tag"));
        assert!(said("oci:a@sha256:123").contains("no digest"));
        assert!(said(&format!("oci:a@{}", DIGEST.replace("sha", "SHA"))).contains("no digest"));
        assert!(LayoutImage::parse("registry.example/app:1").is_none());
    }
}

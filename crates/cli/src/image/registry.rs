//! An image in a registry: `host[:port]/repo[:tag][@digest]`.

use countersign::{
    digest::Digest,
    oci::{ManifestAt, Reference},
};

/// An image in a registry, as the caller names it: always with the registry's host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryImage {
    text: String,
    reference: Reference,
}

impl RegistryImage {
    /// The image of this text, where it is a full name. A short name (`nginx:1`) is none: what it stands for differs from
    /// tool to tool.
    pub fn parse(text: &str) -> Option<Self> {
        let reference = Reference::parse_familiar(text).ok()?;
        let is_full = reference.to_string() == text && reference.domain().is_some();
        is_full.then(|| Self { text: text.to_owned(), reference })
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn reference(&self) -> &Reference {
        &self.reference
    }

    /// The manifest that is meant: by its digest, or else under its tag, or else under `latest`.
    pub fn manifest_at(&self) -> ManifestAt {
        self.reference.manifest_at().unwrap_or_else(|| ManifestAt::Tag("latest".into()))
    }

    /// The registry's host and port, as they were written.
    pub fn host(&self) -> &str {
        self.reference.domain().unwrap_or_default()
    }

    /// The same image by its digest alone.
    pub fn pinned(&self, digest: Digest) -> String {
        format!("{}@{digest}", self.reference.repository())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn a_full_name_has_a_host_and_the_digest_decides() {
        for (text, host) in [
            ("registry.example/app", "registry.example"),
            ("registry.example:5000/team/app:1.0", "registry.example:5000"),
            ("localhost/app:1", "localhost"),
            ("127.0.0.1:5000/app", "127.0.0.1:5000"),
            ("[::1]:5000/app", "[::1]:5000"),
            ("docker.io/library/nginx:1", "docker.io"),
        ] {
            let image = RegistryImage::parse(text).unwrap();
            assert_eq!((image.host(), image.text()), (host, text));
        }
        let image = RegistryImage::parse(&format!("registry.example/app:1@{DIGEST}")).unwrap();
        let digest = *image.reference().digest().unwrap();
        assert_eq!(image.pinned(digest), format!("registry.example/app@{DIGEST}"));
    }

    #[test]
    fn a_short_name_is_no_image() {
        for text in ["nginx", "nginx:1", "acme/app:1", "docker.io/nginx", "index.docker.io/library/nginx"] {
            assert_eq!(RegistryImage::parse(text), None, "{text}");
        }
    }
}

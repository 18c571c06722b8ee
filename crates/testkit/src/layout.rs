use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// The files of an OCI image layout: relative path with `/`, content.
pub type LayoutFiles = BTreeMap<String, Vec<u8>>;

/// Reads the folder `root` with everything in it. Symbolic links are refused: a fixture has none.
///
/// # Errors
///
/// When a file or folder cannot be read or is neither.
pub fn load_layout(root: &Path) -> io::Result<LayoutFiles> {
    let mut files = LayoutFiles::new();
    collect_files(root, "", &mut files)?;
    Ok(files)
}

fn collect_files(folder: &Path, prefix: &str, files: &mut LayoutFiles) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name =
            entry.file_name().into_string().map_err(|_| io::Error::other("a file name is not UTF-8"))?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            collect_files(&entry.path(), &format!("{prefix}{name}/"), files)?;
        } else if kind.is_file() {
            files.insert(format!("{prefix}{name}"), std::fs::read(entry.path())?);
        } else {
            return Err(io::Error::other(format!("{} is not a plain file", entry.path().display())));
        }
    }
    Ok(())
}

/// Writes `files` below `root`, which is made where it is missing.
///
/// # Errors
///
/// When a folder or file cannot be written.
pub fn write_layout(files: &LayoutFiles, root: &Path) -> io::Result<()> {
    std::fs::create_dir_all(root)?;
    for (path, bytes) in files {
        let path = root.join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, bytes)?;
    }
    Ok(())
}

/// The SHA-256 digest of `bytes` as OCI writes it: `sha256:` and 64 lowercase hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

/// A blob of a layout under construction, as a descriptor says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    media_type: String,
    digest: String,
    size: usize,
}

impl Stored {
    /// `sha256:…`.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Length in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// The file of the blob in the layout.
    #[must_use]
    pub fn path(&self) -> String {
        blob_path(&self.digest)
    }

    /// The descriptor; a test may change what it says before it uses it.
    #[must_use]
    pub fn descriptor(&self) -> Value {
        json!({"mediaType": self.media_type, "digest": self.digest, "size": self.size})
    }
}

fn blob_path(digest: &str) -> String {
    format!("blobs/{}", digest.replacen(':', "/", 1))
}

/// Builds an OCI image layout in memory, honest or not: every document is the caller's bytes.
#[derive(Clone, Debug, Default)]
pub struct LayoutBuilder {
    blobs: LayoutFiles,
    entries: Vec<Value>,
}

impl LayoutBuilder {
    /// A layout with nothing in it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Stores `bytes` under their digest.
    pub fn blob(&mut self, media_type: &str, bytes: impl Into<Vec<u8>>) -> Stored {
        let bytes = bytes.into();
        let stored = Stored { media_type: media_type.to_owned(), digest: sha256(&bytes), size: bytes.len() };
        self.blobs.insert(stored.path(), bytes);
        stored
    }

    /// Stores `document` compactly, members in their order.
    pub fn json(&mut self, media_type: &str, document: &Value) -> Stored {
        self.blob(media_type, document.to_string())
    }

    /// Stores a one-layer image for linux/amd64 whose content is `text`.
    pub fn image(&mut self, text: &str) -> Stored {
        let layer = self.blob("application/vnd.oci.image.layer.v1.tar", text);
        let config = self.json(
            "application/vnd.oci.image.config.v1+json",
            &json!({"architecture": "amd64", "os": "linux", "config": {},
                "rootfs": {"type": "layers", "diff_ids": [layer.digest()]}}),
        );
        self.manifest(&json!({"schemaVersion": 2, "mediaType": IMAGE_MANIFEST,
            "config": config.descriptor(), "layers": [layer.descriptor()]}))
    }

    /// Stores an image manifest.
    pub fn manifest(&mut self, document: &Value) -> Stored {
        self.json(IMAGE_MANIFEST, document)
    }

    /// Stores an index of `children`, all of them for the given `os/architecture`.
    pub fn index(&mut self, children: &[(&Stored, &str)]) -> Stored {
        let manifests: Vec<Value> = children
            .iter()
            .map(|(child, platform)| {
                let (os, architecture) = platform.split_once('/').unwrap_or((platform, ""));
                let mut descriptor = child.descriptor();
                descriptor["platform"] = json!({"architecture": architecture, "os": os});
                descriptor
            })
            .collect();
        self.json(IMAGE_INDEX, &json!({"schemaVersion": 2, "mediaType": IMAGE_INDEX, "manifests": manifests}))
    }

    /// Lists `stored` in `index.json` under a name.
    pub fn tag(&mut self, stored: &Stored, name: &str) -> &mut Self {
        let mut descriptor = stored.descriptor();
        descriptor["annotations"] = json!({"org.opencontainers.image.ref.name": name});
        self.entry(descriptor)
    }

    /// Adds a descriptor to `index.json` as it is.
    pub fn entry(&mut self, descriptor: Value) -> &mut Self {
        self.entries.push(descriptor);
        self
    }

    /// The whole layout as files.
    #[must_use]
    pub fn files(&self) -> LayoutFiles {
        let index = json!({"schemaVersion": 2, "mediaType": IMAGE_INDEX, "manifests": self.entries});
        let mut files = self.blobs.clone();
        files.insert("index.json".to_owned(), index.to_string().into_bytes());
        files
            .insert("oci-layout".to_owned(), json!({"imageLayoutVersion": "1.0.0"}).to_string().into_bytes());
        files
    }
}

const IMAGE_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const IMAGE_INDEX: &str = "application/vnd.oci.image.index.v1+json";

#[cfg(test)]
mod tests {
    use super::{LayoutBuilder, load_layout, sha256, write_layout};
    use serde_json::Value;

    #[test]
    fn digests_are_written_as_oci_writes_them() {
        assert_eq!(sha256(b""), "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn every_blob_lies_under_its_digest_and_is_reachable_from_the_index() {
        let mut builder = LayoutBuilder::new();
        let image = builder.image("hello");
        let index = builder.index(&[(&image, "linux/amd64")]);
        builder.tag(&index, "v1");
        let files = builder.files();
        for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with("blobs/")) {
            assert_eq!(path.strip_prefix("blobs/sha256/"), sha256(bytes).strip_prefix("sha256:"));
        }
        let listed: Value = serde_json::from_slice(&files["index.json"]).unwrap();
        assert_eq!(listed["manifests"][0]["digest"], index.digest());
        let nested: Value = serde_json::from_slice(&files[&index.path()]).unwrap();
        assert_eq!(nested["manifests"][0]["digest"], image.digest());
    }

    #[test]
    fn what_is_written_is_what_is_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let mut builder = LayoutBuilder::new();
        let image = builder.image("hello");
        builder.tag(&image, "v1");
        write_layout(&builder.files(), &folder.path().join("layout")).unwrap();
        assert_eq!(load_layout(&folder.path().join("layout")).unwrap(), builder.files());
    }
}

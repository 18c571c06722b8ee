use std::{io, path::Path};

use countersign::{
    digest::{Algorithm, Digest, HashProvider as _, Sha2},
    encoding::json::{Object, Value},
    oci::{CosignTag, annotation, cosign_tag, media_type},
};

use crate::durable;

const LAYER: &str = "application/vnd.oci.image.layer.v1.tar";
/// Tar's unit of length, in bytes.
const BLOCK: usize = 512;

/// A small image for linux/amd64 whose one layer holds one file.
pub struct DemoImage {
    version: &'static str,
    layer: Vec<u8>,
    config: Vec<u8>,
    manifest: Vec<u8>,
}

impl DemoImage {
    pub fn new(version: &'static str) -> Self {
        let layer = tar("hello.txt", format!("Hello from version {version}.\n").as_bytes());
        let config = config(&layer);
        let manifest = Object::new()
            .with("schemaVersion", 2u64)
            .with("mediaType", media_type::IMAGE_MANIFEST)
            .with("config", descriptor(media_type::IMAGE_CONFIG, &config))
            .with("layers", vec![Value::from(descriptor(LAYER, &layer))]);
        Self { version, layer, config, manifest: bytes(manifest) }
    }

    fn digest(&self) -> Digest {
        sha256(&self.manifest)
    }

    /// Where its manifest is in a layout.
    pub fn manifest_path(&self) -> String {
        blob_path(&self.manifest)
    }

    /// The tag of its signatures of the older form.
    pub fn signature_tag(&self) -> String {
        cosign_tag(&self.digest(), CosignTag::Signature)
    }

    /// A place in its manifest, the last digit of the layer's digest, and another digit for that place.
    pub fn tampering(&self) -> (usize, char) {
        let text = String::from_utf8_lossy(&self.manifest);
        let hex = sha256(&self.layer).hex();
        let at = text.find(hex.as_str()).unwrap_or_default() + hex.len() - 1;
        (at, if hex.ends_with('0') { '1' } else { '0' })
    }
}

/// Writes a layout with these images, each named by its version.
pub fn write_layout(folder: &Path, images: &[&DemoImage]) -> io::Result<()> {
    std::fs::create_dir_all(folder.join("blobs/sha256"))?;
    let write = |path: &str, bytes: &[u8]| durable::replace(&folder.join(path), bytes);
    for image in images {
        for blob in [&image.layer, &image.config, &image.manifest] {
            write(&blob_path(blob), blob)?;
        }
    }
    let entry = |image: &&DemoImage| {
        let name = Object::new().with(annotation::REF_NAME, image.version);
        Value::from(descriptor(media_type::IMAGE_MANIFEST, &image.manifest).with("annotations", name))
    };
    let index = Object::new()
        .with("schemaVersion", 2u64)
        .with("mediaType", media_type::IMAGE_INDEX)
        .with("manifests", images.iter().map(entry).collect::<Vec<_>>());
    write("index.json", &bytes(index))?;
    write("oci-layout", &bytes(Object::new().with("imageLayoutVersion", "1.0.0")))
}

fn config(layer: &[u8]) -> Vec<u8> {
    let rootfs =
        Object::new().with("type", "layers").with("diff_ids", vec![Value::from(sha256(layer).to_string())]);
    bytes(
        Object::new()
            .with("architecture", "amd64")
            .with("os", "linux")
            .with("config", Object::new())
            .with("rootfs", rootfs),
    )
}

fn descriptor(media_type: &'static str, content: &[u8]) -> Object<'static> {
    Object::new()
        .with("mediaType", media_type)
        .with("digest", sha256(content).to_string())
        .with("size", u64::try_from(content.len()).unwrap_or(u64::MAX))
}

fn bytes(object: Object<'_>) -> Vec<u8> {
    Value::from(object).to_json().into_bytes()
}

fn sha256(bytes: &[u8]) -> Digest {
    Sha2.hash(Algorithm::Sha256, bytes)
}

fn blob_path(bytes: &[u8]) -> String {
    format!("blobs/sha256/{}", sha256(bytes).hex())
}

/// A tar file with one file (POSIX.1-1988 `ustar`): a header block, the content in whole blocks, two empty blocks.
fn tar(name: &str, content: &[u8]) -> Vec<u8> {
    let fields: [(usize, String); 8] = [
        (0, name.into()),
        (100, "0000644\0".into()),
        (108, "0000000\0".into()),
        (116, "0000000\0".into()),
        (124, format!("{:011o}\0", content.len())),
        (136, "00000000000\0".into()),
        (156, "0".into()),
        (257, "ustar\x0000".into()),
    ];
    let mut header = [0u8; BLOCK];
    for (at, text) in &fields {
        put(&mut header, *at, text);
    }
    // The sum is over the header with its own field filled with spaces.
    put(&mut header, 148, "        ");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    put(&mut header, 148, &format!("{sum:06o}\0 "));
    let mut tar = header.to_vec();
    tar.extend_from_slice(content);
    tar.resize(tar.len().next_multiple_of(BLOCK) + 2 * BLOCK, 0);
    tar
}

fn put(header: &mut [u8; BLOCK], at: usize, text: &str) {
    header.iter_mut().skip(at).zip(text.bytes()).for_each(|(place, byte)| *place = byte);
}

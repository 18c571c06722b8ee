//! What the examples share: an image in a layout in memory.
//!
//! ```
//! let (files, digest) = countersign_examples::image("hello")?;
//! assert!(files.contains_key("index.json"));
//! assert!(files.contains_key(&format!("blobs/sha256/{}", digest.hex())));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::collections::BTreeMap;
use std::error::Error;

use countersign::digest::{Algorithm, Descriptor, Digest, HashProvider, Sha2};
use countersign::encoding::json::{Object, Value};
use countersign::oci::{FileWrite, media_type};

/// The files of an image layout, by path.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A layout with an image of one layer, tagged `v1`, and the image's digest. The layer's content is `text`.
///
/// # Errors
/// Never, unless a media type is none.
pub fn image(text: &str) -> Result<(Files, Digest), Box<dyn Error>> {
    let mut files = Files::new();
    let layer = blob(&mut files, "application/vnd.oci.image.layer.v1.tar", text.as_bytes())?;
    let config = blob(&mut files, media_type::IMAGE_CONFIG, br#"{"os":"linux","architecture":"amd64"}"#)?;
    let manifest = Object::new()
        .with("schemaVersion", 2_u64)
        .with("mediaType", media_type::IMAGE_MANIFEST)
        .with("config", describe(&config))
        .with("layers", vec![Value::from(describe(&layer))]);
    let manifest = blob(&mut files, media_type::IMAGE_MANIFEST, Value::from(manifest).to_json().as_bytes())?;

    let name = Object::new().with("org.opencontainers.image.ref.name", "v1");
    let entry = describe(&manifest).with("annotations", name);
    let index = Object::new()
        .with("schemaVersion", 2_u64)
        .with("mediaType", media_type::IMAGE_INDEX)
        .with("manifests", vec![Value::from(entry)]);
    files.insert("index.json".into(), Value::from(index).to_json().into_bytes());
    files.insert("oci-layout".into(), br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec());
    Ok((files, manifest.digest()))
}

/// Writes what attaching a signature gave.
pub fn write(files: &mut Files, writes: Vec<FileWrite>) {
    for write in writes {
        files.insert(write.path().to_owned(), write.bytes().to_vec());
    }
}

fn blob(files: &mut Files, media_type: &str, bytes: &[u8]) -> Result<Descriptor, Box<dyn Error>> {
    let digest = Sha2.hash(Algorithm::Sha256, bytes);
    files.insert(format!("blobs/sha256/{}", digest.hex()), bytes.to_vec());
    Ok(Descriptor::new(media_type, digest, u64::try_from(bytes.len())?)?)
}

fn describe(descriptor: &Descriptor) -> Object<'static> {
    Object::new()
        .with("mediaType", descriptor.media_type().to_owned())
        .with("digest", descriptor.digest().to_string())
        .with("size", descriptor.size())
}

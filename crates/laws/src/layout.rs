use std::sync::{Arc, LazyLock};

use countersign::time::UnixTime;
use countersign::{ImageName, Verdict, Verifier};
use countersign_crypto::RustCrypto;
use countersign_digest::{Digest, HashProvider, Sha2};
use countersign_oci::{AttachmentListing, FileRead, Layout, LayoutFiles, ListingOptions, PlatformChoice};

use crate::vectors::{VECTORS, public_key};

/// The blobs of the vectors under an index that anybody may have written.
struct Under<'d> {
    index: &'d [u8],
}

impl LayoutFiles for Under<'_> {
    fn read(&self, path: &str, limit: u64) -> FileRead {
        let bytes = match path {
            "oci-layout" => Some(&br#"{"imageLayoutVersion":"1.0.0"}"#[..]),
            "index.json" => Some(self.index),
            _ => VECTORS.blobs.get(path).map(Vec::as_slice),
        };
        let Some(bytes) = bytes else { return FileRead::Absent };
        match u64::try_from(bytes.len()) {
            Ok(length) if length <= limit => FileRead::Bytes(bytes.to_vec()),
            length => FileRead::TooLarge { actual: length.unwrap_or(u64::MAX) },
        }
    }
}

static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| verifier("p256.pub"));
static OTHER_VERIFIER: LazyLock<Verifier> = LazyLock::new(|| verifier("other.pub"));

fn verifier(key: &str) -> Verifier {
    Verifier::builder(RustCrypto).key(public_key(key)).build().expect("one key is a configuration")
}

/// Two images by digest, one signed in each form; whatever has a tag; all platforms of an index.
static NAMES: LazyLock<Vec<ImageName>> = LazyLock::new(|| {
    let digest = |text| ImageName::digest(Digest::parse(text).expect("a digest"));
    vec![
        digest("sha256:ddda624b522421d3ed1d058b229b5525086fde465278686d7aeba12d29085640"),
        digest("sha256:2cfc7ba4744adc691da0fb706d09a2d709fd6ec067753a6004097b57cd422ab5"),
        ImageName::tag("v1"),
        ImageName::tag("v1").platform(PlatformChoice::All),
    ]
});

/// Whatever the index of a layout says, a verification ends, accepts no manifest that was not signed, and nothing under
/// a key that signed nothing; and a listing ends and shows no other bytes than those that its layers name.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn layout_index(data: &[u8]) {
    let Ok(layout) = Layout::open(Under { index: data }, Arc::new(Sha2)) else { return };
    assert_eq!(layout.index().bytes(), data, "the bytes are not those that arrived");
    listed(&layout);
    for name in NAMES.iter() {
        if let Ok(image) = verdict(&layout, &VERIFIER, name) {
            assert!(VECTORS.signed.contains(&image.digest().to_string()), "accepted what was never signed");
            assert!(!image.targets().is_empty(), "accepted nothing");
        }
        assert!(verdict(&layout, &OTHER_VERIFIER, name).is_err(), "accepted under a key that signed nothing");
    }
}

fn listed(layout: &Layout<Under<'_>>) {
    let Some(first) = layout.index().manifests().first() else { return };
    let listing = AttachmentListing::new(Arc::new(Sha2), first.digest(), ListingOptions::default(), 0);
    let attachments = layout.drive(listing).expect("a listing ends, and needs no network");
    for attachment in attachments.found() {
        let (Some(content), Some(layer)) = (attachment.content(), attachment.layer()) else { continue };
        assert_eq!(Sha2.hash(layer.digest().algorithm(), content), layer.digest(), "other bytes");
    }
}

fn verdict(layout: &Layout<Under<'_>>, verifier: &Verifier, name: &ImageName) -> Verdict {
    let now = UnixTime::from_seconds(1_795_000_000).expect("a time");
    layout.drive(verifier.verify(name.clone(), now)).expect("a verification ends, and needs no network")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::seed;

    #[test]
    fn the_law_sees_acceptances() {
        for image in ["bundle-p256", "legacy-p256", "both-families", "bundle-index", "legacy-index"] {
            let index = seed(&format!("layout_index/{image}"));
            let layout = Layout::open(Under { index: &index }, Arc::new(Sha2)).unwrap();
            assert!(verdict(&layout, &VERIFIER, &ImageName::tag("v1")).is_ok(), "{image}");
        }
    }
}

//! The tags under which signatures are found where a registry lists no referrers.

use alloc::format;
use alloc::string::String;

use countersign_digest::Digest;

/// What Cosign keeps under a tag of its own beside an image (`SIGNATURE_SPEC.md`, tag-based discovery).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CosignTag {
    /// Signatures, suffix `.sig`.
    Signature,
    /// Attestations, suffix `.att`.
    Attestation,
    /// A software bill of materials, suffix `.sbom`.
    Sbom,
}

impl CosignTag {
    const ALL: [Self; 3] = [Self::Signature, Self::Attestation, Self::Sbom];

    const fn suffix(self) -> &'static str {
        match self {
            Self::Signature => "sig",
            Self::Attestation => "att",
            Self::Sbom => "sbom",
        }
    }
}

/// The tag of what Cosign keeps for a manifest, such as `sha256-<64 hex digits>.sig`.
pub fn cosign_tag(digest: &Digest, kind: CosignTag) -> String {
    format!("{}-{}.{}", digest.algorithm().name(), digest.hex(), kind.suffix())
}

/// The tag under which clients keep the list of referrers of a manifest where the registry has no referrers API:
/// `sha256-<64 hex digits>`. The algorithm is cut to 32 characters and the hex digits to 64 (distribution-spec,
/// "Referrers Tag Schema").
pub fn fallback_tag(digest: &Digest) -> String {
    let algorithm: String = digest.algorithm().name().chars().take(32).collect();
    let encoded: String = digest.hex().chars().take(64).collect();
    format!("{algorithm}-{encoded}")
}

/// Whether a tag has the form of one of the above, whatever it names.
pub(crate) fn is_companion_tag(tag: &str) -> bool {
    let stem = CosignTag::ALL
        .into_iter()
        .find_map(|kind| tag.strip_suffix(kind.suffix())?.strip_suffix('.'))
        .unwrap_or(tag);
    stem.split_once('-').is_some_and(|(algorithm, encoded)| {
        countersign_digest::Algorithm::from_name(algorithm).is_some()
            && encoded.len() >= 64
            && encoded.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    const HEX: &str = "ddda624b522421d3ed1d058b229b5525086fde465278686d7aeba12d29085640";

    fn digest() -> Digest {
        Digest::parse(&format!("sha256:{HEX}")).unwrap()
    }

    #[test]
    fn names_the_companions_of_a_manifest() {
        assert_eq!(cosign_tag(&digest(), CosignTag::Signature), format!("sha256-{HEX}.sig"));
        assert_eq!(cosign_tag(&digest(), CosignTag::Attestation), format!("sha256-{HEX}.att"));
        assert_eq!(cosign_tag(&digest(), CosignTag::Sbom), format!("sha256-{HEX}.sbom"));
        assert_eq!(fallback_tag(&digest()), format!("sha256-{HEX}"));
    }

    #[test]
    fn cuts_the_fallback_tag_of_a_long_digest() {
        let long = Digest::parse(&format!("sha512:{HEX}{HEX}")).unwrap();
        assert_eq!(fallback_tag(&long), format!("sha512-{HEX}"));
    }

    #[test]
    fn knows_a_companion_tag_by_its_form() {
        for suffix in ["", ".sig", ".att", ".sbom"] {
            assert!(is_companion_tag(&format!("sha256-{HEX}{suffix}")));
        }
        for tag in
            ["v1.sig".to_string(), format!("sha1-{HEX}"), format!("sha256-{HEX}.sih"), "latest".to_string()]
        {
            assert!(!is_companion_tag(&tag), "{tag}");
        }
    }
}

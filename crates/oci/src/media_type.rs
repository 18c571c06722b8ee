//! The media types that image signing meets, and the sets they form.

/// An OCI image manifest (image-spec `manifest.md`).
pub const IMAGE_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// An OCI image index (image-spec `image-index.md`).
pub const IMAGE_INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// A Docker image manifest, version 2 schema 2.
pub const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
/// A Docker manifest list, the index of version 2 schema 2.
pub const DOCKER_MANIFEST_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
/// An OCI image configuration.
pub const IMAGE_CONFIG: &str = "application/vnd.oci.image.config.v1+json";
/// A Docker image configuration.
pub const DOCKER_IMAGE_CONFIG: &str = "application/vnd.docker.container.image.v1+json";
/// The two bytes `{}` that stand where an artifact has no configuration (image-spec `manifest.md`).
pub const EMPTY_JSON: &str = "application/vnd.oci.empty.v1+json";
/// A simple signing payload, the layer of a Cosign `.sig` manifest.
pub const SIMPLE_SIGNING: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
/// A DSSE envelope, the layer of a Cosign `.att` manifest.
pub const DSSE_ENVELOPE: &str = "application/vnd.dsse.envelope.v1+json";
/// A sigstore bundle of version 0.1.
pub const SIGSTORE_BUNDLE_V01: &str = "application/vnd.dev.sigstore.bundle+json;version=0.1";
/// A sigstore bundle of version 0.2.
pub const SIGSTORE_BUNDLE_V02: &str = "application/vnd.dev.sigstore.bundle+json;version=0.2";
/// A sigstore bundle of version 0.3 in the older spelling of its type.
pub const SIGSTORE_BUNDLE_V03_PARAMETER: &str = "application/vnd.dev.sigstore.bundle+json;version=0.3";
/// A sigstore bundle of version 0.3, as Cosign writes it.
pub const SIGSTORE_BUNDLE_V03: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
/// The artifact type of signatures as Cosign's experimental referrers keep them: layers as under the `.sig` tag.
pub const COSIGN_SIGNATURES: &str = "application/vnd.dev.cosign.artifact.sig.v1+json";
/// The artifact type of attestations as Cosign's experimental referrers keep them: layers as under the `.att` tag.
pub const COSIGN_ATTESTATIONS: &str = "application/vnd.dev.cosign.artifact.att.v1+json";
/// The artifact type of a bill of materials as Cosign's experimental referrers keep it.
pub const COSIGN_SBOM: &str = "application/vnd.dev.cosign.artifact.sbom.v1+json";
/// An in-toto statement, and the artifact type under which Cosign refers to layers as under the `.att` tag.
pub const IN_TOTO: &str = "application/vnd.in-toto+json";
/// The artifact type of a Notation signature.
pub const NOTATION_SIGNATURE: &str = "application/vnd.cncf.notary.signature";

/// Whether this names a sigstore bundle: one of the four published types, compared whole.
///
/// The three spellings with a `version` parameter appear as artifact types only; a descriptor's `mediaType` carries
/// no parameters (RFC 6838 §4.2).
pub fn is_sigstore_bundle(media_type: &str) -> bool {
    [SIGSTORE_BUNDLE_V03, SIGSTORE_BUNDLE_V03_PARAMETER, SIGSTORE_BUNDLE_V02, SIGSTORE_BUNDLE_V01]
        .contains(&media_type)
}

/// Whether this names a bill of materials: the types that Cosign, Syft and Trivy attach.
pub fn is_sbom(media_type: &str) -> bool {
    [
        COSIGN_SBOM,
        "application/spdx+json",
        "application/vnd.cyclonedx",
        "application/vnd.cyclonedx+json",
        "application/vnd.cyclonedx+xml",
        "application/vnd.syft+json",
        "text/spdx",
        "text/spdx+json",
        "text/spdx+xml",
    ]
    .contains(&media_type)
}

/// Whether this names a manifest of one image or artifact, OCI or Docker.
pub fn is_image_manifest(media_type: &str) -> bool {
    [IMAGE_MANIFEST, DOCKER_MANIFEST].contains(&media_type)
}

/// Whether this names an index over manifests, OCI or Docker.
pub fn is_image_index(media_type: &str) -> bool {
    [IMAGE_INDEX, DOCKER_MANIFEST_LIST].contains(&media_type)
}

/// Whether this names the configuration of a runnable image, OCI or Docker.
pub fn is_image_config(media_type: &str) -> bool {
    [IMAGE_CONFIG, DOCKER_IMAGE_CONFIG].contains(&media_type)
}

//! The annotation keys that image signing reads and writes. Every value found under them is a hint and no more.

/// The name of an entry in an image layout's `index.json` (image-spec `annotations.md`).
pub const REF_NAME: &str = "org.opencontainers.image.ref.name";
/// When an artifact was made, as RFC 3339 text (image-spec `annotations.md`).
pub const CREATED: &str = "org.opencontainers.image.created";
/// What a sigstore bundle wraps: `dsse-envelope` or `message-signature` (Cosign `BUNDLE_SPEC.md`).
pub const BUNDLE_CONTENT: &str = "dev.sigstore.bundle.content";
/// The predicate type of the statement in a sigstore bundle (Cosign `BUNDLE_SPEC.md`).
pub const BUNDLE_PREDICATE_TYPE: &str = "dev.sigstore.bundle.predicateType";
/// The signature over a simple signing layer, standard base64 (Cosign `SIGNATURE_SPEC.md`).
pub const COSIGN_SIGNATURE: &str = "dev.cosignproject.cosign/signature";
/// The RFC 3161 timestamp of a layer under one of Cosign's tags, as JSON (Cosign `pkg/oci/static`).
pub const COSIGN_TIMESTAMP: &str = "dev.sigstore.cosign/rfc3161timestamp";
/// The predicate type of the statement in a layer under the `.att` tag (Cosign `pkg/oci/static`).
pub const PREDICATE_TYPE: &str = "predicateType";

/// The predicate type by which Cosign marks a bundle as a signature of the image, and not an attestation about it.
pub const COSIGN_SIGN_V1: &str = "https://sigstore.dev/cosign/sign/v1";

//! Cosign's simple signing (cosign `specs/SIGNATURE_SPEC.md`; containers `containers-signature(5)`).
//!
//! ```text
//! {"critical":{"identity":{"docker-reference":<repository>},
//!              "image":{"docker-manifest-digest":<digest>},
//!              "type":"cosign container image signature"},
//!  "optional":null | {<annotation>:<text>, …}}
//! ```

use alloc::{collections::BTreeMap, string::String, vec, vec::Vec};

use countersign_crypto::VerifyingKey;
use countersign_digest::{Digest, DigestError};
use countersign_encoding::{
    base64::{self, Base64Error},
    json::{self, FieldError, FieldProblem, JsonError, Object, Value},
};

use crate::{
    Claimed, SignatureError, SignedSubject, VerifiedPayload,
    annotations::{text_members, to_object},
    payload_class::{ATOMIC_TYPE, COSIGN_TYPE},
    signature::verify_any,
};

/// The longest payload in bytes; Cosign writes some 250. Known to those who look whether a blob is one.
pub(crate) const MAX_PAYLOAD: usize = 64 << 10;

/// `critical.type`: what the payload says it is. Cosign does not check it; this crate does, so that no other signed
/// JSON passes for an image signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PayloadClass {
    /// `cosign container image signature`.
    Cosign,
    /// `atomic container signature`, as GPG simple signing writes it.
    Atomic,
}

/// The content of a simple-signing payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimpleSigning {
    docker_reference: String,
    digest: Digest,
    class: PayloadClass,
    annotations: BTreeMap<String, String>,
}

impl SimpleSigning {
    /// A payload about the image with `digest`, called `docker_reference` by its signer. `annotations` are what
    /// `cosign sign -a key=value` adds.
    #[must_use]
    pub fn new(docker_reference: &str, digest: Digest, annotations: BTreeMap<String, String>) -> Self {
        Self { docker_reference: docker_reference.into(), digest, class: PayloadClass::Cosign, annotations }
    }

    /// Reads a payload of at most 64 KiB. `Docker-manifest-digest`, the spelling of Cosign's specification, is read too; no member that
    /// is read may stand there in a second spelling. Other members are ignored.
    ///
    /// # Errors
    /// [`SimpleSigningError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, SimpleSigningError> {
        let value = json::parse(bytes, &json::Limits::default().with_max_bytes(MAX_PAYLOAD))?;
        let root = value.as_object().ok_or(SimpleSigningError::NotAnObject)?;
        one_spelling(root, &["critical", "optional"])?;
        let critical = root.required_object("critical")?;
        one_spelling(critical, &["identity", "image", "type"])?;
        let within = |error: FieldError| error.at("critical");
        let class = match critical.required_str("type").map_err(within)? {
            COSIGN_TYPE => PayloadClass::Cosign,
            ATOMIC_TYPE => PayloadClass::Atomic,
            _ => return Err(SimpleSigningError::UnknownType),
        };
        let identity = critical.required_object("identity").map_err(within)?;
        one_spelling(identity, &["docker-reference"])?;
        let image = critical.required_object("image").map_err(within)?;
        Ok(Self {
            docker_reference: identity
                .required_str("docker-reference")
                .map_err(|error| error.at("critical.identity"))?
                .into(),
            digest: Digest::parse(manifest_digest(image)?)?,
            class,
            annotations: annotations(root)?,
        })
    }

    /// What the signer called the image; not checked against anything here.
    #[must_use]
    pub fn docker_reference(&self) -> &str {
        &self.docker_reference
    }

    /// The digest of the image manifest or index.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// What the payload says it is.
    #[must_use]
    pub fn class(&self) -> PayloadClass {
        self.class
    }

    /// The entries of `optional` whose values are text.
    #[must_use]
    pub fn annotations(&self) -> &BTreeMap<String, String> {
        &self.annotations
    }

    /// The payload, byte for byte as Cosign writes it: Go's member order and escaping, `null` for no annotations. What
    /// parsing ignores is not written again.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let class = match self.class {
            PayloadClass::Cosign => COSIGN_TYPE,
            PayloadClass::Atomic => ATOMIC_TYPE,
        };
        let critical = Object::new()
            .with("identity", Object::new().with("docker-reference", self.docker_reference.as_str()))
            .with("image", Object::new().with("docker-manifest-digest", alloc::format!("{}", self.digest)))
            .with("type", class);
        let root = Object::new().with("critical", critical).with("optional", self.optional());
        Value::from(root).to_json_go().into_bytes()
    }

    fn optional(&self) -> Value<'_> {
        if self.annotations.is_empty() { Value::Null } else { Value::from(to_object(&self.annotations)) }
    }
}

fn manifest_digest<'v>(image: &'v Object<'_>) -> Result<&'v str, SimpleSigningError> {
    const NAMES: [&str; 2] = ["docker-manifest-digest", "Docker-manifest-digest"];
    if spellings(image, NAMES[0]) > 1 {
        return Err(SimpleSigningError::TwoDigests);
    }
    let name = NAMES.into_iter().find(|name| image.get(name).is_some()).unwrap_or(NAMES[0]);
    Ok(image.required_str(name).map_err(|error| error.at("critical.image"))?)
}

/// Go matches member names without regard to case and lets the last one win: with two spellings Cosign would read
/// something else than this crate.
fn one_spelling(object: &Object<'_>, names: &[&'static str]) -> Result<(), SimpleSigningError> {
    match names.iter().find(|name| spellings(object, name) > 1) {
        None => Ok(()),
        Some(field) => Err(SimpleSigningError::TwoSpellings { field }),
    }
}

fn spellings(object: &Object<'_>, name: &str) -> usize {
    object.iter().filter(|(own, _)| folded(own).eq(folded(name))).count()
}

/// Upper case first, so that the long s and the Kelvin sign, which Go folds too, become letters.
fn folded(name: &str) -> impl Iterator<Item = char> + '_ {
    name.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase)
}

fn annotations(root: &Object<'_>) -> Result<BTreeMap<String, String>, SimpleSigningError> {
    let Some(optional) = root.optional_object("optional")? else {
        return Ok(BTreeMap::new());
    };
    Ok(text_members(optional))
}

/// A payload and its signature, as they arrived. Nothing in it is believed.
#[derive(Clone, Debug)]
pub struct UntrustedSimpleSigning {
    payload: Vec<u8>,
    signature: Vec<u8>,
}

impl UntrustedSimpleSigning {
    /// Takes the layer's bytes and the value of its annotation `dev.cosignproject.cosign/signature`.
    ///
    /// # Errors
    /// [`SimpleSigningVerifyError::Base64`] unless the annotation is canonical standard base64.
    pub fn new(payload: Vec<u8>, signature_base64: &str) -> Result<Self, SimpleSigningVerifyError> {
        let signature = base64::decode_standard(signature_base64.as_bytes())?;
        Ok(Self { payload, signature })
    }

    /// What the payload says about itself.
    ///
    /// # Errors
    /// [`SimpleSigningError`] if it is no simple-signing payload.
    pub fn inspect(&self) -> Result<Claimed<SimpleSigning>, SimpleSigningError> {
        SimpleSigning::parse(&self.payload).map(Claimed::new)
    }

    /// The bytes of the signature: what a timestamp is over.
    #[must_use]
    pub fn signature(&self) -> Claimed<&[u8]> {
        Claimed::new(&self.signature)
    }

    /// Verifies the signature over the payload bytes under one of `keys`, then reads the payload.
    ///
    /// # Errors
    /// [`SimpleSigningVerifyError`]; a payload that cannot be read is an error even when its signature is right.
    pub fn verify(&self, keys: &[&dyn VerifyingKey]) -> Result<VerifiedPayload, SimpleSigningVerifyError> {
        let signer = verify_any(keys, &self.payload, &self.signature)?;
        let content = SimpleSigning::parse(&self.payload)?;
        let subject = SignedSubject::new(vec![content.digest], None, Some(content.annotations));
        Ok(VerifiedPayload::of_simple_signing(&self.payload, subject, content.docker_reference, signer))
    }
}

/// Why bytes are no simple-signing payload.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SimpleSigningError {
    /// Not strict JSON.
    #[error("the payload is not JSON: {0}")]
    Json(#[from] JsonError),
    /// JSON, but no object.
    #[error("the payload is not a JSON object")]
    NotAnObject,
    /// A member is missing or of another type.
    #[error("the payload: {0}")]
    Field(#[from] FieldError),
    /// `critical.type` is neither of the two that name a container signature.
    #[error("critical.type does not say that this is a container image signature")]
    UnknownType,
    /// `docker-manifest-digest` is there in more than one spelling.
    #[error("critical.image names two digests")]
    TwoDigests,
    /// Another member is there in more than one spelling, told apart only by case.
    #[error("the payload has {field} in more than one spelling")]
    TwoSpellings {
        /// The member.
        field: &'static str,
    },
    /// The digest is none.
    #[error("critical.image.docker-manifest-digest: {0}")]
    Digest(#[from] DigestError),
}

/// Why a simple-signing signature was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SimpleSigningVerifyError {
    /// The signature annotation is not canonical standard base64.
    #[error("the signature annotation is not base64: {0}")]
    Base64(#[from] Base64Error),
    /// The signature was accepted under none of the keys.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// The signature is right, but what was signed is no simple-signing payload.
    #[error(transparent)]
    Payload(#[from] SimpleSigningError),
}

impl SimpleSigningError {
    /// Whether the payload is readable but of another kind than an image signature.
    #[must_use]
    pub fn is_other_type(&self) -> bool {
        match self {
            Self::UnknownType => true,
            Self::Field(error) => {
                error.problem() == &FieldProblem::Missing
                    && matches!(error.path(), "critical" | "critical.type")
            }
            _ => false,
        }
    }
}

//! The Sigstore bundle, versions 0.1 to 0.3 (sigstore/protobuf-specs `sigstore_bundle.proto`, protobuf JSON).
//!
//! ```text
//! {"mediaType":<one of four>,
//!  "verificationMaterial":{"publicKey":{"hint":…} | "certificate":{…} | "x509CertificateChain":{…},
//!                          "tlogEntries":[…],"timestampVerificationData":{"rfc3161Timestamps":[…]}},
//!  "dsseEnvelope":{…} | "messageSignature":{…}}
//! ```

use alloc::{string::String, vec::Vec};
use core::num::NonZeroUsize;

use countersign_crypto::VerifyingKey;
use countersign_encoding::{
    base64::{self, Base64Error},
    json::{self, FieldError, FieldProblem, JsonError, Object, Value},
};

use crate::{
    Claimed, DsseEnvelope, DsseError, DsseVerifyError, IN_TOTO_PAYLOAD_TYPE, Statement, StatementError,
    VerifiedPayload,
};

/// Log entries and timestamps that one bundle may carry; counted before any is read.
const MAX_LOG_ENTRIES: usize = 8;
const MAX_TIMESTAMPS: usize = 8;
/// Certificates that a chain may hold; counted before any is read.
const MAX_CERTIFICATES: usize = 64;

const V0_3: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";

/// The version that `mediaType` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum BundleVersion {
    /// `application/vnd.dev.sigstore.bundle+json;version=0.1`.
    V0_1,
    /// `application/vnd.dev.sigstore.bundle+json;version=0.2`.
    V0_2,
    /// `application/vnd.dev.sigstore.bundle.v0.3+json` or `application/vnd.dev.sigstore.bundle+json;version=0.3`.
    V0_3,
}

impl BundleVersion {
    /// The version of a media type, compared exactly.
    #[must_use]
    pub fn from_media_type(media_type: &str) -> Option<Self> {
        match media_type {
            "application/vnd.dev.sigstore.bundle+json;version=0.1" => Some(Self::V0_1),
            "application/vnd.dev.sigstore.bundle+json;version=0.2" => Some(Self::V0_2),
            "application/vnd.dev.sigstore.bundle+json;version=0.3" | V0_3 => Some(Self::V0_3),
            _ => None,
        }
    }
}

/// What a bundle offers to verify its signature with; never a source of trust.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Material {
    /// A key that the verifier has; the hint may say which.
    PublicKey {
        /// For Cosign the base64 of SHA-256 of the SubjectPublicKeyInfo; may be empty.
        hint: String,
    },
    /// A leaf certificate, DER as received.
    Certificate(Vec<u8>),
    /// A certificate chain, leaf first, each DER as received.
    CertificateChain(Vec<Vec<u8>>),
}

/// What a bundle holds a signature of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// A DSSE envelope; in a bundle with exactly one signature.
    Dsse(DsseEnvelope),
    /// A signature over an artefact that is not in the bundle.
    MessageSignature,
}

/// What a bundle says about itself.
#[derive(Clone, Debug)]
pub struct BundleClaims {
    /// The version.
    pub version: BundleVersion,
    /// What it offers to verify with.
    pub material: Material,
    /// The in-toto statement inside, where there is one that reads.
    pub statement: Option<Statement>,
    /// How many transparency-log entries it carries.
    pub log_entries: usize,
    /// How many RFC 3161 timestamps it carries.
    pub timestamps: usize,
}

/// A bundle as it arrived. Nothing in it is believed.
#[derive(Clone, Debug)]
pub struct Bundle {
    version: BundleVersion,
    material: Material,
    content: Content,
    log_entries: usize,
    timestamps: usize,
}

impl Bundle {
    /// Reads a bundle strictly: unknown members are refused, of alternatives exactly one must be there, names are
    /// read in lowerCamelCase and snake_case (never both), default-valued members may be left out.
    ///
    /// # Errors
    /// [`BundleError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, BundleError> {
        let value = json::parse(bytes, &json::Limits::default())?;
        let root = Message::of(&value, "")?;
        root.only(&["mediaType", "verificationMaterial", "dsseEnvelope", "messageSignature"])?;
        let version = root.text("mediaType")?.and_then(BundleVersion::from_media_type);
        let version = version.ok_or(BundleError::MediaType)?;
        let material =
            root.message("verificationMaterial")?.ok_or_else(|| missing("verificationMaterial"))?;
        material.only(&[
            "publicKey",
            "certificate",
            "x509CertificateChain",
            "tlogEntries",
            "timestampVerificationData",
        ])?;
        Ok(Self {
            version,
            log_entries: count(&material, "tlogEntries", MAX_LOG_ENTRIES)?,
            timestamps: count_timestamps(&material)?,
            content: read_content(&root)?,
            material: read_material(&material)?,
        })
    }

    /// What the bundle says about itself.
    #[must_use]
    pub fn inspect(&self) -> Claimed<BundleClaims> {
        let statement = match &self.content {
            Content::Dsse(envelope) => Statement::parse(envelope.unverified_payload()).ok(),
            Content::MessageSignature => None,
        };
        Claimed::new(BundleClaims {
            version: self.version,
            material: self.material.clone(),
            statement,
            log_entries: self.log_entries,
            timestamps: self.timestamps,
        })
    }

    /// The hint which key signed. It may choose the order in which keys are tried, and nothing else.
    #[must_use]
    pub fn key_hint(&self) -> Option<&str> {
        match &self.material {
            Material::PublicKey { hint } if !hint.is_empty() => Some(hint),
            _ => None,
        }
    }

    /// How many log entries the bundle carries, none of which is verified here.
    #[must_use]
    pub fn log_entries(&self) -> usize {
        self.log_entries
    }

    /// How many timestamps the bundle carries, none of which is verified here.
    #[must_use]
    pub fn timestamps(&self) -> usize {
        self.timestamps
    }

    /// Verifies the one signature over the in-toto statement under one of `keys`, then reads the statement.
    ///
    /// # Errors
    /// [`BundleVerifyError`]; a statement that cannot be read is an error even when its signature is right.
    pub fn verify(&self, keys: &[&dyn VerifyingKey]) -> Result<VerifiedPayload, BundleVerifyError> {
        let Content::Dsse(envelope) = &self.content else {
            return Err(BundleVerifyError::NotAStatement);
        };
        if !matches!(self.material, Material::PublicKey { .. }) {
            return Err(BundleVerifyError::CertificateMaterial);
        }
        let verified = envelope.verify(IN_TOTO_PAYLOAD_TYPE, keys, NonZeroUsize::MIN)?;
        let statement = Statement::parse(verified.payload())?;
        let (signer, scheme) = verified
            .signers()
            .first()
            .ok_or(BundleVerifyError::Dsse(DsseVerifyError::Threshold { required: 1, found: 0 }))?;
        Ok(VerifiedPayload::statement(verified.payload(), &statement, signer.clone(), *scheme))
    }
}

/// Writes a version 0.3 bundle for a signature by a key, every default-valued member present: some readers refuse
/// bundles that leave them out.
#[must_use]
pub fn write_key_bundle(hint: &str, payload_type: &str, payload: &[u8], signature: &[u8]) -> Vec<u8> {
    let timestamps = Object::new().with("rfc3161Timestamps", Vec::new());
    let material = Object::new()
        .with("publicKey", Object::new().with("hint", hint))
        .with("tlogEntries", Vec::new())
        .with("timestampVerificationData", timestamps);
    let signature = Object::new().with("sig", base64::encode_standard(signature)).with("keyid", "");
    let envelope = Object::new()
        .with("payload", base64::encode_standard(payload))
        .with("payloadType", payload_type)
        .with("signatures", alloc::vec![Value::from(signature)]);
    let root = Object::new()
        .with("mediaType", V0_3)
        .with("verificationMaterial", material)
        .with("dsseEnvelope", envelope);
    Value::from(root).to_json().into_bytes()
}

fn read_material(material: &Message<'_, '_>) -> Result<Material, BundleError> {
    let key = material.message("publicKey")?;
    let certificate = material.message("certificate")?;
    let chain = material.message("x509CertificateChain")?;
    match (key, certificate, chain) {
        (Some(key), None, None) => {
            key.only(&["hint"])?;
            Ok(Material::PublicKey { hint: key.text("hint")?.unwrap_or_default().into() })
        }
        (None, Some(certificate), None) => Ok(Material::Certificate(read_certificate(&certificate)?)),
        (None, None, Some(chain)) => read_chain(&chain),
        (None, None, None) => Err(BundleError::NoMaterial),
        _ => Err(BundleError::SeveralMaterials),
    }
}

fn read_certificate(certificate: &Message<'_, '_>) -> Result<Vec<u8>, BundleError> {
    certificate.only(&["rawBytes"])?;
    let text = certificate.text("rawBytes")?.unwrap_or_default();
    Ok(base64::decode_either(text.as_bytes())?)
}

fn read_chain(chain: &Message<'_, '_>) -> Result<Material, BundleError> {
    chain.only(&["certificates"])?;
    count(chain, "certificates", MAX_CERTIFICATES)?;
    let certificates = chain.array("certificates")?.unwrap_or_default();
    let read = |value| read_certificate(&Message::of(value, "certificates")?);
    let certificates: Vec<_> = certificates.iter().map(read).collect::<Result<_, BundleError>>()?;
    if certificates.is_empty() {
        Err(BundleError::NoMaterial)
    } else {
        Ok(Material::CertificateChain(certificates))
    }
}

fn read_content(root: &Message<'_, '_>) -> Result<Content, BundleError> {
    match (root.message("dsseEnvelope")?, root.message("messageSignature")?) {
        (Some(envelope), None) => {
            envelope.only(&["payload", "payloadType", "signatures"])?;
            let envelope = DsseEnvelope::from_object(&envelope.camel_case())?;
            match envelope.signatures().len() {
                1 => Ok(Content::Dsse(envelope)),
                actual => Err(BundleError::SignatureCount { actual }),
            }
        }
        (None, Some(_)) => Ok(Content::MessageSignature),
        (None, None) => Err(BundleError::NoContent),
        (Some(_), Some(_)) => Err(BundleError::SeveralContents),
    }
}

fn count(message: &Message<'_, '_>, name: &'static str, limit: usize) -> Result<usize, BundleError> {
    let actual = message.array(name)?.map_or(0, <[_]>::len);
    if actual > limit { Err(BundleError::TooMany { field: name, limit, actual }) } else { Ok(actual) }
}

fn count_timestamps(material: &Message<'_, '_>) -> Result<usize, BundleError> {
    let Some(data) = material.message("timestampVerificationData")? else {
        return Ok(0);
    };
    data.only(&["rfc3161Timestamps"])?;
    count(&data, "rfc3161Timestamps", MAX_TIMESTAMPS)
}

fn missing(path: &str) -> BundleError {
    BundleError::Field(FieldError::new(path, FieldProblem::Missing))
}

/// A protobuf message in its JSON form: two spellings of each name, and `null` is absence.
struct Message<'v, 'a> {
    object: &'v Object<'a>,
    place: &'static str,
}

impl<'v, 'a> Message<'v, 'a> {
    fn of(value: &'v Value<'a>, place: &'static str) -> Result<Self, BundleError> {
        value
            .as_object()
            .map(|object| Self { object, place })
            .ok_or(BundleError::NotAnObject { field: place })
    }

    fn only(&self, names: &[&'static str]) -> Result<(), BundleError> {
        for (name, _) in self.object.iter() {
            if !names.iter().any(|known| *known == name || is_snake_case_of(name, known)) {
                return Err(BundleError::UnknownMember { within: self.place });
            }
        }
        Ok(())
    }

    fn get(&self, name: &'static str) -> Result<Option<&'v Value<'a>>, BundleError> {
        let mut found = None;
        for (key, value) in self.object.iter() {
            if key == name || is_snake_case_of(key, name) {
                if found.is_some() {
                    return Err(BundleError::TwoSpellings { field: name });
                }
                found = Some(value);
            }
        }
        Ok(found.filter(|value| !value.is_null()))
    }

    fn text(&self, name: &'static str) -> Result<Option<&'v str>, BundleError> {
        let wrong = BundleError::WrongType { field: name };
        self.get(name)?.map(|value| value.as_str().ok_or(wrong)).transpose()
    }

    fn array(&self, name: &'static str) -> Result<Option<&'v [Value<'a>]>, BundleError> {
        let wrong = BundleError::WrongType { field: name };
        self.get(name)?.map(|value| value.as_array().ok_or(wrong)).transpose()
    }

    fn message(&self, name: &'static str) -> Result<Option<Message<'v, 'a>>, BundleError> {
        self.get(name)?.map(|value| Message::of(value, name)).transpose()
    }

    /// The same members, `payload_type` as `payloadType`: DSSE itself knows one spelling only.
    fn camel_case(&self) -> Object<'a> {
        self.object.iter().fold(Object::new(), |object, (name, value)| {
            let name = if name == "payload_type" { "payloadType" } else { name };
            object.with(String::from(name), value.clone())
        })
    }
}

/// Whether `name` is the snake_case spelling of a lowerCamelCase name.
fn is_snake_case_of(name: &str, camel: &str) -> bool {
    let mut letters = name.chars();
    camel.chars().all(|expected| {
        if expected.is_ascii_uppercase() {
            letters.next() == Some('_') && letters.next() == Some(expected.to_ascii_lowercase())
        } else {
            letters.next() == Some(expected)
        }
    }) && letters.next().is_none()
}

/// Why bytes are no bundle that this version reads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// Not strict JSON.
    #[error("the bundle is not JSON: {0}")]
    Json(#[from] JsonError),
    /// A value that should be an object is none.
    #[error("the bundle: {} is not an object", if field.is_empty() { "the document" } else { field })]
    NotAnObject {
        /// The member; empty for the whole document.
        field: &'static str,
    },
    /// A member is missing.
    #[error("the bundle: {0}")]
    Field(#[from] FieldError),
    /// A member has another JSON type than the protobuf field.
    #[error("the bundle: {field} has the wrong type")]
    WrongType {
        /// The member.
        field: &'static str,
    },
    /// `mediaType` is missing or names no version from 0.1 to 0.3.
    #[error("mediaType names no Sigstore bundle of version 0.1, 0.2 or 0.3")]
    MediaType,
    /// A member that the message does not have.
    #[error("the bundle has an unknown member in {}", if within.is_empty() { "the document" } else { within })]
    UnknownMember {
        /// The message that it stands in; empty for the whole document.
        within: &'static str,
    },
    /// One member in both spellings.
    #[error("the bundle names {field} twice, in two spellings")]
    TwoSpellings {
        /// The member.
        field: &'static str,
    },
    /// None of `publicKey`, `certificate` and `x509CertificateChain`, or an empty chain.
    #[error("the bundle names no key and no certificate")]
    NoMaterial,
    /// More than one of them.
    #[error("the bundle names more than one of publicKey, certificate and x509CertificateChain")]
    SeveralMaterials,
    /// Neither a DSSE envelope nor a message signature.
    #[error("the bundle holds no signature")]
    NoContent,
    /// Both of them.
    #[error("the bundle holds both a DSSE envelope and a message signature")]
    SeveralContents,
    /// The envelope does not carry exactly one signature.
    #[error("the bundle's envelope carries {actual} signatures, exactly one is allowed")]
    SignatureCount {
        /// How many there are.
        actual: usize,
    },
    /// More of a repeated member than are read.
    #[error("the bundle carries {actual} {field}, at most {limit} are read")]
    TooMany {
        /// The member.
        field: &'static str,
        /// The limit.
        limit: usize,
        /// How many there are.
        actual: usize,
    },
    /// A certificate is not base64.
    #[error("the bundle: a certificate is not base64: {0}")]
    Base64(#[from] Base64Error),
    /// The DSSE envelope is refused.
    #[error("the bundle: {0}")]
    Dsse(#[from] DsseError),
}

/// Why a bundle was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BundleVerifyError {
    /// It holds a signature over a blob, not a statement about an image.
    #[error("the bundle signs a blob, not a statement about an image")]
    NotAStatement,
    /// It names a certificate, and was verified with keys.
    #[error("the bundle names a certificate; this version verifies signatures by keys")]
    CertificateMaterial,
    /// The envelope was not accepted.
    #[error(transparent)]
    Dsse(#[from] DsseVerifyError),
    /// The signature is right, but what was signed is no statement.
    #[error(transparent)]
    Statement(#[from] StatementError),
}

impl BundleVerifyError {
    /// The place in a report: whether what was signed was unreadable, rather than not accepted.
    #[must_use]
    pub fn is_malformed_payload(&self) -> bool {
        matches!(self, Self::Statement(_))
    }
}

#[cfg(test)]
mod tests {
    use super::is_snake_case_of;

    #[test]
    fn a_snake_case_name_is_recognised_and_nothing_near_it() {
        assert!(is_snake_case_of("verification_material", "verificationMaterial"));
        assert!(is_snake_case_of("tlog_entries", "tlogEntries"));
        for name in [
            "verification_Material",
            "verificationmaterial",
            "verification_materia",
            "verification__material",
        ] {
            assert!(!is_snake_case_of(name, "verificationMaterial"), "{name}");
        }
    }

    #[test]
    fn a_place_is_shown_escaped() {
        assert_eq!(
            alloc::format!("{}", super::BundleError::UnknownMember { within: "" }),
            "the bundle has an unknown member in the document"
        );
    }
}

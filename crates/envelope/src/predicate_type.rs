//! The kinds of attestation that have names, as `cosign attest --type` has them.

use alloc::string::String;
use core::fmt;

use countersign_encoding::json::{self, JsonError, Object, Value};
use countersign_time::UnixTime;

use crate::{COSIGN_SIGN_PREDICATE, limits};

const CUSTOM: &str = "https://cosign.sigstore.dev/attestation/v1";
/// The longest URI of a predicate type, in bytes.
const MAX_URI: usize = 2048;

/// What kind of attestation: one of Cosign's names, or a URI. An image signature is none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PredicateType {
    /// `slsaprovenance` and `slsaprovenance02`: SLSA provenance v0.2.
    SlsaProvenance02,
    /// `slsaprovenance1`: SLSA provenance v1.
    SlsaProvenance1,
    /// `spdx`: an SPDX document in any format, kept as one JSON string.
    Spdx,
    /// `spdxjson`: an SPDX document in its JSON format.
    SpdxJson,
    /// `cyclonedx`: a CycloneDX bill of materials in its JSON format.
    CycloneDx,
    /// `link`: an in-toto link.
    Link,
    /// `vuln`: Cosign's vulnerability scan record.
    Vuln,
    /// `openvex`: an OpenVEX document.
    OpenVex,
    /// `custom`: any text, wrapped in an object with its time.
    Custom,
    /// Anything else by its URI.
    Uri(PredicateUri),
}

/// The URI of a predicate type: a scheme and something behind it, printable ASCII, at most 2048 bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PredicateUri(String);

impl PredicateUri {
    /// Reads a URI.
    ///
    /// # Errors
    /// [`PredicateTypeError`].
    pub fn parse(uri: &str) -> Result<Self, PredicateTypeError> {
        if uri.len() > MAX_URI {
            return Err(PredicateTypeError::TooLong { limit: MAX_URI, actual: uri.len() });
        }
        if uri == COSIGN_SIGN_PREDICATE {
            return Err(PredicateTypeError::ImageSignature);
        }
        let (scheme, rest) = uri.split_once(':').ok_or(PredicateTypeError::Unknown)?;
        let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
        let is_text = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_graphic());
        if is_scheme && is_text { Ok(Self(uri.into())) } else { Err(PredicateTypeError::Unknown) }
    }

    /// The URI.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PredicateType {
    /// Reads a name as `cosign attest --type` knows it, or a URI, which then means exactly itself.
    ///
    /// # Errors
    /// [`PredicateTypeError`].
    pub fn from_name(name: &str) -> Result<Self, PredicateTypeError> {
        Ok(match name {
            "slsaprovenance" | "slsaprovenance02" => Self::SlsaProvenance02,
            "slsaprovenance1" => Self::SlsaProvenance1,
            "spdx" => Self::Spdx,
            "spdxjson" => Self::SpdxJson,
            "cyclonedx" => Self::CycloneDx,
            "link" => Self::Link,
            "vuln" => Self::Vuln,
            "openvex" => Self::OpenVex,
            "custom" => Self::Custom,
            uri => Self::Uri(PredicateUri::parse(uri)?),
        })
    }

    /// The URI that is written.
    #[must_use]
    pub fn uri(&self) -> &str {
        match self {
            Self::Uri(uri) => uri.as_str(),
            named => named.known_uris().first().copied().unwrap_or_default(),
        }
    }

    /// Every URI that is read as this kind, the one that is written first. The lists are closed.
    pub fn uris(&self) -> impl Iterator<Item = &str> {
        core::iter::once(self.uri()).chain(self.known_uris().iter().skip(1).copied())
    }

    /// Whether a statement with this predicate type is of this kind; compared byte for byte.
    #[must_use]
    pub fn accepts(&self, uri: &str) -> bool {
        self.uris().any(|known| known == uri)
    }

    const fn known_uris(&self) -> &'static [&'static str] {
        match self {
            Self::SlsaProvenance02 => &["https://slsa.dev/provenance/v0.2"],
            Self::SlsaProvenance1 => &["https://slsa.dev/provenance/v1"],
            // Written with the version of the document by GitHub and by the predicate's own specification.
            Self::Spdx | Self::SpdxJson => &[
                "https://spdx.dev/Document",
                "https://spdx.dev/Document/v2.2",
                "https://spdx.dev/Document/v2.3",
                "https://spdx.dev/Document/v3.0",
            ],
            Self::CycloneDx => &[
                "https://cyclonedx.org/bom",
                "https://cyclonedx.org/bom/v1.4",
                "https://cyclonedx.org/bom/v1.5",
                "https://cyclonedx.org/bom/v1.6",
            ],
            Self::Link => &["https://in-toto.io/Link/v1", "https://in-toto.io/attestation/link/v0.3"],
            Self::Vuln => &["https://cosign.sigstore.dev/attestation/vuln/v1"],
            Self::OpenVex => &["https://openvex.dev/ns", "https://openvex.dev/ns/v0.2.0"],
            Self::Custom => &[CUSTOM],
            Self::Uri(_) => &[],
        }
    }

    /// The predicate that Cosign makes of a file: `custom` becomes an object with the text and the time, `spdx` one
    /// JSON string; every other kind must be a JSON object, of which nothing is dropped or reordered.
    ///
    /// # Errors
    /// [`PredicateError`].
    pub fn wrap<'f>(&self, file: &'f [u8], now: UnixTime) -> Result<Value<'f>, PredicateError> {
        match self {
            Self::Spdx => text(file).map(Value::from),
            kind if kind.uri() == CUSTOM => {
                let timestamp = now.truncated_to_seconds().to_rfc3339();
                Ok(Object::new().with("Data", text(file)?).with("Timestamp", timestamp).into())
            }
            _ => {
                let value = json::parse(file, &limits::document())?;
                if value.as_object().is_some() { Ok(value) } else { Err(PredicateError::NotAnObject) }
            }
        }
    }
}

/// The URI that is written.
impl fmt::Display for PredicateType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.uri())
    }
}

fn text(file: &[u8]) -> Result<&str, PredicateError> {
    core::str::from_utf8(file).map_err(|error| PredicateError::Utf8 { offset: error.valid_up_to() })
}

/// Why a text names no predicate type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PredicateTypeError {
    /// Neither one of the names nor a URI.
    #[error("neither a known predicate type nor a URI")]
    Unknown,
    /// A URI that is too long.
    #[error("the predicate type is {actual} bytes long, at most {limit} are read")]
    TooLong {
        /// The limit, in bytes.
        limit: usize,
        /// The length, in bytes.
        actual: usize,
    },
    /// The predicate type of image signatures: an attestation of that kind would be one.
    #[error("this predicate type is that of image signatures; sign the image, or verify its signature")]
    ImageSignature,
}

/// Why a file is no predicate of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PredicateError {
    /// A kind that is kept as text, and the file is not UTF-8.
    #[error("the predicate is not UTF-8 at byte {offset}")]
    Utf8 {
        /// Where the first malformed sequence starts.
        offset: usize,
    },
    /// A kind that is JSON, and the file is not.
    #[error("the predicate is not JSON: {0}")]
    Json(#[from] JsonError),
    /// JSON, but no object.
    #[error("the predicate is not a JSON object")]
    NotAnObject,
}

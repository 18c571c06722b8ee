//! A draft as bytes, for the way to a key on another machine and back.
//!
//! ```text
//! {"schema":"countersign/draft/v1","payloadKind":"simple-signing"|"statement","algorithm":<name>,
//!  "signatureEncoding":"der"|"fixed","publicKey":<base64 SubjectPublicKeyInfo>,"payload":<base64>,
//!  "envelope":"dsse" where a statement goes into a bare DSSE envelope, absent otherwise}
//! ```

use alloc::vec::Vec;

use countersign_crypto::{
    CryptoProvider, Format, PublicKey, PublicKeyError, Scheme, SignatureEncoding, allowed_schemes,
};
use countersign_encoding::{
    base64::{self, Base64Error},
    json::{self, FieldError, JsonError, Object, Value},
};

use crate::{
    Draft, DraftPayload, EnvelopeForm, SignerDescription, SimpleSigning, SimpleSigningError, Statement,
    StatementError, limits,
};

const SCHEMA: &str = "countersign/draft/v1";
const MEMBERS: [&str; 7] =
    ["schema", "payloadKind", "algorithm", "signatureEncoding", "publicKey", "payload", "envelope"];

impl Draft {
    /// The draft as JSON. It holds no secret.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let kind = match self.payload {
            DraftPayload::SimpleSigning(_) => "simple-signing",
            DraftPayload::Statement(_) => "statement",
        };
        let scheme = self.signer.scheme();
        let root = Object::new()
            .with("schema", SCHEMA)
            .with("payloadKind", kind)
            .with("algorithm", scheme.algorithm().name())
            .with("signatureEncoding", encoding_name(scheme.encoding()))
            .with("publicKey", base64::encode_standard(self.signer.public_key().spki_der()))
            .with("payload", base64::encode_standard(&self.bytes));
        let root = if self.form == EnvelopeForm::Dsse { root.with("envelope", "dsse") } else { root };
        Value::from(root).to_json().into_bytes()
    }

    /// Reads a draft back. The payload must be, byte for byte, what this crate writes for what [`Draft::payload`] shows,
    /// so that nobody is made to sign something else in its guise.
    ///
    /// # Errors
    /// [`DraftFormError`].
    pub fn from_bytes(bytes: &[u8], provider: &dyn CryptoProvider) -> Result<Self, DraftFormError> {
        let value = json::parse(bytes, &limits::document())?;
        let root = value.as_object().ok_or(DraftFormError::NotAnObject)?;
        root.only(&MEMBERS)?;
        if root.required_str("schema")? != SCHEMA {
            return Err(DraftFormError::Schema);
        }
        let key = base64::decode_standard(root.required_str("publicKey")?.as_bytes())?;
        let key = PublicKey::from_spki_der(&key, provider)?;
        let scheme = read_scheme(root, &key)?;
        let signer = SignerDescription::new(key, scheme);
        let payload_bytes = base64::decode_standard(root.required_str("payload")?.as_bytes())?;
        let payload = match root.required_str("payloadKind")? {
            "simple-signing" => DraftPayload::SimpleSigning(SimpleSigning::parse(&payload_bytes)?),
            "statement" => DraftPayload::Statement(Statement::parse(&payload_bytes)?),
            _ => return Err(DraftFormError::PayloadKind),
        };
        let draft = match root.get("envelope").map(Value::as_str) {
            None => Self::new(payload, &signer),
            Some(Some("dsse")) => Self::new_in(payload, EnvelopeForm::Dsse, &signer)
                .map_err(|_| DraftFormError::EnvelopeForm)?,
            Some(_) => return Err(DraftFormError::EnvelopeForm),
        };
        if draft.bytes == payload_bytes { Ok(draft) } else { Err(DraftFormError::ForeignPayload) }
    }
}

fn encoding_name(encoding: SignatureEncoding) -> &'static str {
    if encoding == SignatureEncoding::Fixed { "fixed" } else { "der" }
}

fn read_scheme(root: &Object<'_>, key: &PublicKey) -> Result<Scheme, DraftFormError> {
    let algorithm = root.required_str("algorithm")?;
    let encoding = root.required_str("signatureEncoding")?;
    let fits = |scheme: &&Scheme| {
        scheme.algorithm().name() == algorithm && encoding_name(scheme.encoding()) == encoding
    };
    allowed_schemes(key, Format::CosignImage).iter().find(fits).copied().ok_or(DraftFormError::Scheme)
}

/// Why bytes are no draft.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DraftFormError {
    /// Not strict JSON.
    #[error("the draft is not JSON: {0}")]
    Json(#[from] JsonError),
    /// JSON, but no object.
    #[error("the draft is not a JSON object")]
    NotAnObject,
    /// A member is missing, unknown or of another type.
    #[error("the draft: {0}")]
    Field(#[from] FieldError),
    /// `schema` is not `countersign/draft/v1`.
    #[error("the draft is not of schema countersign/draft/v1")]
    Schema,
    /// The algorithm and encoding are none with which this version signs images under such a key.
    #[error("the draft asks for a signature algorithm that its key and format do not have")]
    Scheme,
    /// `payloadKind` is neither `simple-signing` nor `statement`.
    #[error("the draft holds a payload of a kind that this version does not know")]
    PayloadKind,
    /// `envelope` is not `dsse`, or the payload is none that goes into a DSSE envelope.
    #[error("the draft asks for an envelope that its payload is not put into")]
    EnvelopeForm,
    /// A value is not canonical standard base64.
    #[error("the draft: {0}")]
    Base64(#[from] Base64Error),
    /// The public key is refused.
    #[error(transparent)]
    Key(#[from] PublicKeyError),
    /// The payload reads, but is not as this crate writes it: it holds something that nobody would be shown.
    #[error("the draft's payload is not in the form that this version writes")]
    ForeignPayload,
    /// The payload is no simple-signing payload.
    #[error(transparent)]
    SimpleSigning(#[from] SimpleSigningError),
    /// The payload is no statement.
    #[error(transparent)]
    Statement(#[from] StatementError),
}

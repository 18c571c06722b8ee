//! DSSE, the Dead Simple Signing Envelope (secure-systems-lab/dsse, `envelope.md` and `protocol.md`, v1.0).
//!
//! ```text
//! {"payload":<base64>,"payloadType":<type>,"signatures":[{"keyid":<text, optional>,"sig":<base64>}, …]}
//! PAE(type, body) = "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body      LEN in decimal ASCII
//! ```

use alloc::{format, string::String, sync::Arc, vec::Vec};
use core::num::NonZeroUsize;

use countersign_crypto::{PublicKey, Scheme, VerifyingKey};
use countersign_encoding::{
    base64,
    json::{self, Object},
};

use crate::{
    Claimed, SignatureError, Statement, StatementError, VerifiedPayload, limits, signature::verify_any,
    statement::IN_TOTO_PAYLOAD_TYPE,
};

mod error;

pub use error::{DsseError, DsseVerifyError, StatementVerifyError};

/// Signatures that one envelope may carry; counted before any is read.
pub(crate) const MAX_SIGNATURES: usize = 64;
/// Pairs of a signature and a key that one envelope with several signatures may cost; counted before any is tried.
const MAX_CHECKS: usize = 1024;

/// The bytes that a DSSE signature is over: type and payload, each with its length, so that neither can be taken
/// for the other.
#[must_use]
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len());
    [head.as_bytes(), payload].concat()
}

/// Writes an envelope with one signature, as Cosign writes it into the layers of an `.att` tag.
#[must_use]
pub fn write_dsse(payload_type: &str, payload: &[u8], signature: &[u8]) -> Vec<u8> {
    write_dsse_signatures(payload_type, payload, [(None, signature)])
}

/// Writes an envelope with several signatures, each with the hint which key made it, if there is one.
#[must_use]
pub fn write_dsse_signatures<'s>(
    payload_type: &str,
    payload: &[u8],
    signatures: impl IntoIterator<Item = (Option<&'s str>, &'s [u8])>,
) -> Vec<u8> {
    let signature = |(key_id, signature): (Option<&'s str>, &[u8])| {
        let object = key_id.map_or_else(Object::new, |key_id| Object::new().with("keyid", key_id));
        json::Value::from(object.with("sig", base64::encode_standard(signature)))
    };
    let signatures: Vec<_> = signatures.into_iter().map(signature).collect();
    let envelope = Object::new()
        .with("payload", base64::encode_standard(payload))
        .with("payloadType", payload_type)
        .with("signatures", signatures);
    json::Value::from(envelope).to_json().into_bytes()
}

/// One signature of an envelope, as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DsseSignature {
    signature: Vec<u8>,
    key_id: Option<String>,
}

impl DsseSignature {
    /// The signature's bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.signature
    }

    /// The signer's hint which key it was; never trusted, never needed.
    #[must_use]
    pub fn key_id(&self) -> Option<Claimed<&str>> {
        self.key_id.as_deref().map(Claimed::new)
    }
}

/// What an envelope says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DsseClaims {
    /// The payload's type.
    pub payload_type: String,
    /// The payload.
    pub payload: Arc<[u8]>,
    /// How many signatures there are.
    pub signatures: usize,
}

/// An envelope as it arrived. Nothing in it is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DsseEnvelope {
    payload_type: String,
    payload: Arc<[u8]>,
    signatures: Vec<DsseSignature>,
}

impl DsseEnvelope {
    /// Reads an envelope of at most 32 MiB. Unknown members are ignored and both base64 alphabets are read, as the specification asks.
    ///
    /// # Errors
    /// [`DsseError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, DsseError> {
        let value = json::parse(bytes, &limits::document())?;
        Self::from_object(value.as_object().ok_or(DsseError::NotAnObject)?)
    }

    pub(crate) fn from_object(object: &Object<'_>) -> Result<Self, DsseError> {
        let signatures = object.required_array("signatures")?;
        if signatures.len() > MAX_SIGNATURES {
            return Err(DsseError::TooManySignatures { limit: MAX_SIGNATURES, actual: signatures.len() });
        }
        if signatures.is_empty() {
            return Err(DsseError::NoSignatures);
        }
        let signatures: Vec<_> = signatures
            .iter()
            .enumerate()
            .map(|(index, value)| read_signature(value, index))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            payload_type: object.required_str("payloadType")?.into(),
            payload: decode(object, "payload", "payload")?.into(),
            signatures,
        })
    }

    /// What the envelope says about itself.
    #[must_use]
    pub fn inspect(&self) -> Claimed<DsseClaims> {
        Claimed::new(DsseClaims {
            payload_type: self.payload_type.clone(),
            payload: self.payload.clone(),
            signatures: self.signatures.len(),
        })
    }

    /// The signatures as they arrived.
    #[must_use]
    pub fn signatures(&self) -> &[DsseSignature] {
        &self.signatures
    }

    #[cfg(feature = "bundle")]
    pub(crate) fn unverified_payload(&self) -> &Arc<[u8]> {
        &self.payload
    }

    #[cfg(feature = "bundle")]
    pub(crate) fn payload_type(&self) -> &str {
        &self.payload_type
    }

    /// Verifies the one signature over an in-toto statement under one of `keys`, then reads the statement: the envelope
    /// as it stands in a layer of an `.att` tag, or in a file of its own.
    ///
    /// # Errors
    /// [`StatementVerifyError`]; a statement that cannot be read is an error even when its signature is right.
    pub fn verify_statement(
        &self,
        keys: &[&dyn VerifyingKey],
    ) -> Result<VerifiedPayload, StatementVerifyError> {
        match self.signatures.as_slice() {
            [signature] => self.verify_by(signature, keys),
            several => Err(StatementVerifyError::SignatureCount { actual: several.len() }),
        }
    }

    /// The one signature over a statement, whichever envelope it came in.
    pub(crate) fn verify_by<E: From<DsseVerifyError> + From<StatementError>>(
        &self,
        signature: &DsseSignature,
        keys: &[&dyn VerifyingKey],
    ) -> Result<VerifiedPayload, E> {
        if self.payload_type != IN_TOTO_PAYLOAD_TYPE {
            return Err(DsseVerifyError::PayloadType.into());
        }
        let signed = pae(&self.payload_type, &self.payload);
        let signer = verify_any(keys, &signed, &signature.signature).map_err(DsseVerifyError::from)?;
        let statement = Statement::parse_shared(&self.payload)?;
        let (key, scheme) = (signer.public_key().clone(), signer.scheme());
        Ok(VerifiedPayload::of_statement(Arc::clone(&self.payload), statement, key, scheme))
    }

    /// Verifies that at least `threshold` *distinct* keys signed, and that the payload is of `payload_type`. The same
    /// key never counts twice, however often it signed and under however many key ids.
    ///
    /// # Errors
    /// [`DsseVerifyError`].
    pub fn verify(
        &self,
        payload_type: &str,
        keys: &[&dyn VerifyingKey],
        threshold: NonZeroUsize,
    ) -> Result<VerifiedDsse, DsseVerifyError> {
        if self.payload_type != payload_type {
            return Err(DsseVerifyError::PayloadType);
        }
        let needed = self.signatures.len().saturating_mul(keys.len());
        if self.signatures.len() > 1 && needed > MAX_CHECKS {
            return Err(DsseVerifyError::TooMuchWork { limit: MAX_CHECKS, needed });
        }
        let signed = pae(&self.payload_type, &self.payload);
        let mut signers: Vec<(PublicKey, Scheme)> = Vec::new();
        let mut reason = SignatureError::NoKeys;
        for signature in &self.signatures {
            match verify_any(keys, &signed, &signature.signature) {
                Ok(key) if signers.iter().any(|(known, _)| known == key.public_key()) => {}
                Ok(key) => signers.push((key.public_key().clone(), key.scheme())),
                Err(error) => reason = reason.most_telling(error),
            }
        }
        match signers.len() {
            0 => Err(DsseVerifyError::Signature(reason)),
            found if found < threshold.get() => {
                Err(DsseVerifyError::Threshold { required: threshold.get(), found })
            }
            _ => Ok(VerifiedDsse {
                payload_type: self.payload_type.clone(),
                payload: self.payload.clone(),
                signers,
            }),
        }
    }
}

fn read_signature(value: &json::Value<'_>, index: usize) -> Result<DsseSignature, DsseError> {
    let place = format!("signatures[{index}]");
    let object = value.as_object().ok_or(DsseError::SignatureNotAnObject { index })?;
    let signature = decode(object, "sig", &place)?;
    let key_id = object.optional_str("keyid").map_err(|error| error.at(&place))?;
    Ok(DsseSignature { signature, key_id: key_id.map(Into::into) })
}

fn decode(object: &Object<'_>, name: &'static str, place: &str) -> Result<Vec<u8>, DsseError> {
    let text =
        object.required_str(name).map_err(|error| if place == name { error } else { error.at(place) })?;
    base64::decode_either(text.as_bytes()).map_err(|source| DsseError::Base64 { field: name, source })
}

/// An envelope that enough distinct keys signed. The payload here is the one that was verified; the envelope is not
/// read again.
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifiedDsse {
    payload_type: String,
    payload: Arc<[u8]>,
    signers: Vec<(PublicKey, Scheme)>,
}

impl VerifiedDsse {
    /// The payload's type, as required.
    #[must_use]
    pub fn payload_type(&self) -> &str {
        &self.payload_type
    }

    /// The payload.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The distinct keys that signed, with the scheme of each, in the order of their signatures.
    #[must_use]
    pub fn signers(&self) -> &[(PublicKey, Scheme)] {
        &self.signers
    }
}

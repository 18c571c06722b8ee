//! Taking a JWS apart, strictly.

use alloc::{string::String, vec::Vec};

use countersign_encoding::{
    base64,
    json::{self, Limits, Object, Value},
};

use super::{Jws, JwsError};

/// The longest JWS in bytes; checked before anything is decoded.
const MAX_TEXT: usize = 4 << 20;
/// The longest header in characters: with the dot behind it within the first 64 KiB, by which a blob is known that is
/// the signing input of a JWS.
const MAX_HEADER: usize = (64 << 10) - 1;
/// How deep headers nest; certificates in them are one list.
const MAX_DEPTH: usize = 16;

impl Jws {
    /// Reads the compact form: exactly three parts.
    ///
    /// # Errors
    /// [`JwsError`].
    pub fn parse_compact(text: &str) -> Result<Self, JwsError> {
        check_length(text.as_bytes())?;
        // Never more than four pieces are looked for, however many dots there are.
        let mut parts = text.splitn(4, '.');
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(protected), Some(payload), Some(signature), None) => {
                Self::from_parts(protected, payload, signature, Object::new())
            }
            _ => Err(JwsError::Parts),
        }
    }

    /// Reads the flattened JSON form (RFC 7515 §7.2.2). The general form with its list of signatures is refused;
    /// members that the form does not have are ignored, as RFC 7515 §7.2.1 asks.
    ///
    /// # Errors
    /// [`JwsError`].
    pub fn parse_flattened(bytes: &[u8]) -> Result<Self, JwsError> {
        check_length(bytes)?;
        let value = json::parse(bytes, &Limits::default())?;
        let root = value.as_object().ok_or(JwsError::NotAnObject)?;
        if root.get("signatures").is_some() {
            return Err(JwsError::SeveralSignatures);
        }
        let unprotected = match root.get("header") {
            None => Object::new(),
            Some(_) => owned(Value::from(root.required_object("header")?.clone())),
        };
        let payload = if root.get("payload").is_some() { root.required_str("payload")? } else { "" };
        Self::from_parts(
            root.required_str("protected")?,
            payload,
            root.required_str("signature")?,
            unprotected,
        )
    }

    fn from_parts(
        protected_text: &str,
        payload_text: &str,
        signature: &str,
        unprotected: Object<'static>,
    ) -> Result<Self, JwsError> {
        if protected_text.len() > MAX_HEADER {
            return Err(JwsError::HeaderTooLong { limit: MAX_HEADER, actual: protected_text.len() });
        }
        let protected = decode(protected_text, "protected")?;
        let protected = json::parse(&protected, &Limits::default().with_max_depth(MAX_DEPTH))
            .map_err(JwsError::Header)?;
        if protected.as_object().is_none() {
            return Err(JwsError::HeaderNotAnObject);
        }
        let protected = owned(protected);
        check_unprotected(&unprotected, &protected)?;
        Ok(Self {
            payload: decode(payload_text, "payload")?,
            signature: decode(signature, "signature")?,
            protected_text: protected_text.into(),
            payload_text: String::from(payload_text),
            protected,
            unprotected,
        })
    }
}

/// What decides must be signed (RFC 7515 §4.1.11), and no name may mean two things (§7.2.1).
fn check_unprotected(unprotected: &Object<'_>, protected: &Object<'_>) -> Result<(), JwsError> {
    for name in ["alg", "crit", "b64"] {
        if unprotected.get(name).is_some() {
            return Err(JwsError::Unprotected { name });
        }
    }
    if unprotected.iter().any(|(name, _)| protected.get(name).is_some()) {
        return Err(JwsError::RepeatedName);
    }
    Ok(())
}

fn check_length(text: &[u8]) -> Result<(), JwsError> {
    if text.len() > MAX_TEXT {
        return Err(JwsError::TooLong { limit: MAX_TEXT, actual: text.len() });
    }
    Ok(())
}

fn decode(text: &str, part: &'static str) -> Result<Vec<u8>, JwsError> {
    base64::decode_url(text.as_bytes()).map_err(|source| JwsError::Base64 { part, source })
}

/// Only called with objects.
fn owned(value: Value<'_>) -> Object<'static> {
    match value.into_owned() {
        Value::Object(object) => object,
        _ => Object::new(),
    }
}

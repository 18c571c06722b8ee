//! JSON web signatures (RFC 7515), compact and flattened, verified and never written.
//!
//! ```text
//! compact   = BASE64URL(protected) "." BASE64URL(payload) "." BASE64URL(signature)
//! flattened = {"protected":<base64url>,"payload":<base64url>,"signature":<base64url>,"header":{…} optional}
//! signed    = BASE64URL(protected) "." BASE64URL(payload), as they arrived
//! ```
//!
//! The header says which algorithm was used, and that is only compared: the key decides. Of the members that offer a
//! key (`jwk`, `jku`, `x5c`, `x5u`, `kid`) none is looked at.

use alloc::{format, string::String, vec::Vec};

use countersign_crypto::{PublicKey, Scheme, VerifyingKey};
use countersign_encoding::json::{Object, Value};

use crate::{Claimed, SignatureError, signature::verify_any};

mod error;
mod header;
mod read;
mod rules;

pub use error::{JwsError, JwsVerifyError};
pub use rules::JwsRules;

/// What a JWS says about itself.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct JwsClaims {
    /// The protected header.
    pub protected: Object<'static>,
    /// The payload; empty where it is detached.
    pub payload: Vec<u8>,
}

/// A JWS as it arrived. Nothing in it is believed.
#[derive(Clone, Debug, PartialEq)]
pub struct Jws {
    protected_text: String,
    protected: Object<'static>,
    unprotected: Object<'static>,
    payload_text: String,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

impl Jws {
    /// What the JWS says about itself.
    #[must_use]
    pub fn inspect(&self) -> Claimed<JwsClaims> {
        Claimed::new(JwsClaims { protected: self.protected.clone(), payload: self.payload.clone() })
    }

    /// The unprotected header of the flattened form, which nobody signed; empty in the compact one.
    #[must_use]
    pub fn unprotected(&self) -> Claimed<&Object<'static>> {
        Claimed::new(&self.unprotected)
    }

    /// Verifies the signature under one of `keys`. A key is tried only if the algorithm of its scheme is the one that
    /// the protected header names.
    ///
    /// # Errors
    /// [`JwsVerifyError`].
    pub fn verify(
        &self,
        keys: &[&dyn VerifyingKey],
        rules: &JwsRules<'_>,
    ) -> Result<VerifiedJws, JwsVerifyError> {
        let algorithm = header::check(&self.protected, rules)?;
        let payload = rules.payload(self)?;
        if keys.is_empty() {
            return Err(SignatureError::NoKeys.into());
        }
        let fitting: Vec<&dyn VerifyingKey> =
            keys.iter().copied().filter(|key| key.scheme().jose_name() == Some(algorithm)).collect();
        if fitting.is_empty() {
            return Err(JwsVerifyError::Algorithm);
        }
        let signed = format!("{}.{}", self.protected_text, payload.text);
        let signer = verify_any(&fitting, signed.as_bytes(), &self.signature)?;
        Ok(VerifiedJws {
            protected: self.protected.clone(),
            payload: payload.bytes.into(),
            signer: signer.public_key().clone(),
            scheme: signer.scheme(),
        })
    }
}

/// A JWS whose signature was verified.
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifiedJws {
    protected: Object<'static>,
    payload: Vec<u8>,
    signer: PublicKey,
    scheme: Scheme,
}

impl VerifiedJws {
    /// The protected header, which was signed.
    #[must_use]
    pub fn protected(&self) -> &Object<'static> {
        &self.protected
    }

    /// A member of the protected header.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value<'static>> {
        self.protected.get(name)
    }

    /// The payload, exactly as it was signed.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The key under which the signature verified.
    #[must_use]
    pub fn signer(&self) -> &PublicKey {
        &self.signer
    }

    /// The scheme with which it verified.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }
}

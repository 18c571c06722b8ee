//! JSON Web Keys, alone or as a set, and compact or flattened JSON Web Signatures under them.

use countersign::crypto::{CryptoProvider, Format, KeyLimits, RustCrypto, VerifyingKey, allowed_schemes};
use countersign::envelope::{Jws, JwsRules};
use countersign::keys::Jwk;
use serde_json::Value;

use super::{key_use, text};
use crate::answer::Stop;

/// The keys of a group, each bound to the schemes that JWS has for it. The public half, where it is given.
pub fn keys(group: &Value) -> Result<Vec<Box<dyn VerifyingKey>>, Stop> {
    let given = group.get("public").or_else(|| group.get("private")).unwrap_or(&Value::Null);
    let jwks =
        given.get("keys").and_then(Value::as_array).map_or(core::slice::from_ref(given), Vec::as_slice);
    if jwks.iter().any(|jwk| text(jwk, "kty") == "oct") {
        return Err(Stop::Unsupported("HMAC and other symmetric keys".into()));
    }
    let keys: Vec<Vec<_>> = jwks.iter().map(bound).collect::<Result<_, _>>()?;
    Ok(keys.into_iter().flatten().collect())
}

/// One test under the keys of its group.
pub fn verify(keys: &Result<Vec<Box<dyn VerifyingKey>>, Stop>, test: &Value) -> Result<(), Stop> {
    if test.get("jwe").is_some() {
        return Err(Stop::Unsupported("JWE".into()));
    }
    let keys = keys.as_ref().map_err(Clone::clone)?;
    let keys: Vec<&dyn VerifyingKey> = keys.iter().map(AsRef::as_ref).collect();
    let jws = match test.get("jws").unwrap_or(&Value::Null) {
        Value::String(compact) => Jws::parse_compact(compact)?,
        other => Jws::parse_flattened(other.to_string().as_bytes())?,
    };
    let _ = jws.verify(&keys, &rules(&jws))?;
    Ok(())
}

/// No test names a use or keeps its payload elsewhere, so where the payload is empty it is the empty one.
fn rules(jws: &Jws) -> JwsRules<'static> {
    let rules = JwsRules::new(None, None);
    if jws.inspect().claimed().payload.is_empty() { rules.with_detached_payload(&[]) } else { rules }
}

/// A key with the schemes that JWS has for it, or with the one algorithm that it names (RFC 7517 §4.4).
fn bound(jwk: &Value) -> Result<Vec<Box<dyn VerifyingKey>>, Stop> {
    let jwk = Jwk::parse(jwk.to_string().as_bytes(), &KeyLimits::default(), &RustCrypto)?;
    let key = jwk.public_key();
    let named = |algorithm| jwk.algorithm().is_none_or(|name| name == algorithm);
    let schemes = allowed_schemes(key, Format::Jws).iter().filter(|scheme| named(scheme.algorithm()));
    schemes.map(|scheme| RustCrypto.verifying_key(key, *scheme).map_err(key_use)).collect()
}

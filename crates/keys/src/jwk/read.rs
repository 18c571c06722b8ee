//! Reading a key.

use alloc::{borrow::ToOwned, string::String, vec::Vec};
use core::fmt;

use countersign_crypto::{
    CryptoProvider, KeyLimits, KeyType, PrivateKey, PublicKey, RsaPrivateParts, SignatureAlgorithm,
};
use countersign_encoding::json::{self, Object, Value};

use super::{JwkError, algorithm, members};
use crate::{file::MAX_LEN, rsa_pss};

/// A JSON Web Key with what it says about its use.
///
/// `use`, `key_ops` and `alg` are honoured; certificates (`x5c`, `x5u`) and unknown members are passed over (RFC 7517 §4).
/// A public RSA key whose `alg` is `PS256`, `PS384` or `PS512` becomes one that is restricted to it; whoever takes keys
/// with another `alg` looks at [`Jwk::algorithm`].
#[derive(Clone)]
pub struct Jwk {
    public: PublicKey,
    private: Option<PrivateKey>,
    algorithm: Option<SignatureAlgorithm>,
    key_id: Option<String>,
}

impl Jwk {
    /// Reads one key.
    ///
    /// # Errors
    /// [`JwkError`].
    pub fn parse(bytes: &[u8], limits: &KeyLimits, provider: &dyn CryptoProvider) -> Result<Self, JwkError> {
        let value = json::parse(bytes, &json::Limits::default().with_max_bytes(MAX_LEN))?;
        Self::from_value(&value, limits, provider)
    }

    /// Reads one key that is part of another text, such as a set of keys.
    ///
    /// # Errors
    /// [`JwkError`].
    pub fn from_value(
        value: &Value<'_>,
        limits: &KeyLimits,
        provider: &dyn CryptoProvider,
    ) -> Result<Self, JwkError> {
        let key = value.as_object().ok_or(JwkError::NotAnObject)?;
        if key.get("keys").is_some() && key.get("kty").is_none() {
            return Err(JwkError::KeySet);
        }
        let key_type = read_key_type(key)?;
        algorithm::check_use(key, key.get("d").is_some())?;
        let algorithm = algorithm::read(key, key_type)?;
        let (public, private) = match key_type {
            KeyType::Rsa => read_rsa(key, algorithm, limits, provider)?,
            _ => read_curve(key, key_type, provider)?,
        };
        if private.as_ref().is_some_and(|private| private.public_key().id() != public.id()) {
            return Err(JwkError::PublicKeyMismatch);
        }
        let key_id = key.optional_str("kid")?.map(ToOwned::to_owned);
        Ok(Self { public, private, algorithm, key_id })
    }

    /// The public key; for a private one, the key that belongs to it.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// The private key, if it is one.
    #[must_use]
    pub fn private_key(&self) -> Option<&PrivateKey> {
        self.private.as_ref()
    }

    /// The private key, if it is one, taken out.
    #[must_use]
    pub fn into_private_key(self) -> Option<PrivateKey> {
        self.private
    }

    /// The only algorithm that the key says it is for (`alg`, RFC 7517 §4.4).
    #[must_use]
    pub fn algorithm(&self) -> Option<SignatureAlgorithm> {
        self.algorithm
    }

    /// The name that the key gives itself (`kid`, RFC 7517 §4.5). Anybody can claim any name.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }
}

impl fmt::Debug for Jwk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let private = if self.private.is_some() { "private, secret withheld" } else { "public" };
        write!(f, "Jwk({:?}, {private}, {:?}, {:?})", self.public, self.algorithm, self.key_id)
    }
}

fn read_key_type(key: &Object<'_>) -> Result<KeyType, JwkError> {
    match key.required_str("kty")? {
        "EC" => match key.required_str("crv")? {
            "P-256" => Ok(KeyType::EcdsaP256),
            "P-384" => Ok(KeyType::EcdsaP384),
            "P-521" => Ok(KeyType::EcdsaP521),
            _ => Err(JwkError::UnsupportedCurve),
        },
        "OKP" if key.required_str("crv")? == "Ed25519" => Ok(KeyType::Ed25519),
        "OKP" => Err(JwkError::UnsupportedCurve),
        "RSA" => Ok(KeyType::Rsa),
        "oct" => Err(JwkError::Symmetric),
        _ => Err(JwkError::UnsupportedKeyType),
    }
}

type Pair = (PublicKey, Option<PrivateKey>);

fn read_curve(key: &Object<'_>, key_type: KeyType, provider: &dyn CryptoProvider) -> Result<Pair, JwkError> {
    let length = key_type.secret_len().unwrap_or_default();
    let mut point = Vec::with_capacity(1 + 2 * length);
    let x = members::fixed(key, "x", length)?;
    if key_type == KeyType::Ed25519 {
        point.extend_from_slice(&x);
    } else {
        point.push(0x04);
        point.extend_from_slice(&x);
        point.extend_from_slice(&members::fixed(key, "y", length)?);
    }
    let public = PublicKey::from_point(key_type, &point, provider)?;
    if key.get("d").is_none() {
        return Ok((public, None));
    }
    let secret = members::fixed(key, "d", length)?;
    Ok((public, Some(PrivateKey::from_scalar(key_type, &secret, provider)?)))
}

fn read_rsa(
    key: &Object<'_>,
    algorithm: Option<SignatureAlgorithm>,
    limits: &KeyLimits,
    provider: &dyn CryptoProvider,
) -> Result<Pair, JwkError> {
    let (modulus, exponent) = (members::number(key, "n")?, members::number(key, "e")?);
    let public = PublicKey::from_rsa(&modulus, &exponent, limits, provider)?;
    if key.get("d").is_some() {
        return read_rsa_private(key, &modulus, &exponent, limits, provider).map(|key| (public, Some(key)));
    }
    let restricted = match algorithm {
        Some(SignatureAlgorithm::RsaPss { digest, salt_len }) => rsa_pss::spki(&public, digest, salt_len),
        _ => None,
    };
    match restricted {
        Some(spki) => Ok((PublicKey::from_spki_der_with(&spki, limits, provider)?, None)),
        None => Ok((public, None)),
    }
}

fn read_rsa_private(
    key: &Object<'_>,
    modulus: &[u8],
    public_exponent: &[u8],
    limits: &KeyLimits,
    provider: &dyn CryptoProvider,
) -> Result<PrivateKey, JwkError> {
    if key.get("oth").is_some() {
        return Err(JwkError::MultiPrime);
    }
    if let Some(field) = ["p", "q", "dp", "dq", "qi"].into_iter().find(|field| key.get(field).is_none()) {
        return Err(JwkError::Incomplete { field });
    }
    let number = |field| members::number(key, field);
    let (private_exponent, prime1, prime2) = (number("d")?, number("p")?, number("q")?);
    let (exponent1, exponent2, coefficient) = (number("dp")?, number("dq")?, number("qi")?);
    let parts = RsaPrivateParts {
        modulus,
        public_exponent,
        private_exponent: &private_exponent,
        prime1: &prime1,
        prime2: &prime2,
        exponent1: &exponent1,
        exponent2: &exponent2,
        coefficient: &coefficient,
    };
    Ok(PrivateKey::from_rsa(parts, limits, provider)?)
}

//! A public key as it stands in a certificate: read, and not computed with.

use crate::{
    CryptoProvider, KeyLimits, KeyType, KeyUseError, PointError, PublicKey, PublicKeyError,
    RsaPssRestriction, RsaPublic, Scheme, rsa_key,
    scheme::check_use,
    spki::{self, Parsed},
};

/// A SubjectPublicKeyInfo whose structure was read: an RSA key within limits, or a point in a form that has the length of
/// its curve. Whether the point is on the curve is known only once something is verified with it
/// ([`CryptoProvider::verify_with`]) or it became a [`PublicKey`]. It has no identity and is not compared.
#[derive(Clone, Copy, Debug)]
pub struct SubjectPublicKey<'a> {
    der: &'a [u8],
    parsed: Parsed<'a>,
}

impl<'a> SubjectPublicKey<'a> {
    /// Reads a DER SubjectPublicKeyInfo. Nothing is computed that takes longer the larger the key is, before the limits
    /// say that it may be so large.
    ///
    /// # Errors
    /// [`PublicKeyError`] as [`PublicKey::from_spki_der`]; never `PointError::NonCanonical` or `SmallOrder`.
    pub fn parse(der: &'a [u8], limits: &KeyLimits) -> Result<Self, PublicKeyError> {
        let parsed = spki::parse(der)?;
        match parsed {
            Parsed::Point { key_type, octets } => check_form(key_type, octets)?,
            Parsed::Rsa { modulus, exponent, .. } => {
                rsa_key::check(modulus, exponent, limits)?;
            }
        }
        Ok(Self { der, parsed })
    }

    /// The bytes that arrived.
    #[must_use]
    pub fn der(&self) -> &'a [u8] {
        self.der
    }

    /// The kind of key.
    #[must_use]
    pub fn key_type(&self) -> KeyType {
        match self.parsed {
            Parsed::Point { key_type, .. } => key_type,
            Parsed::Rsa { .. } => KeyType::Rsa,
        }
    }

    /// The point as it arrived: SEC1 (SEC 1 §2.3.3), compressed or not, or the 32 octets of Ed25519. Empty for RSA.
    #[must_use]
    pub fn point(&self) -> &'a [u8] {
        match self.parsed {
            Parsed::Point { octets, .. } => octets,
            Parsed::Rsa { .. } => &[],
        }
    }

    /// The numbers of an RSA key; `None` for every other.
    #[must_use]
    pub fn rsa(&self) -> Option<RsaPublic<'a>> {
        match self.parsed {
            Parsed::Point { .. } => None,
            Parsed::Rsa { modulus, exponent, .. } => Some(RsaPublic { modulus, exponent }),
        }
    }

    /// What the encoding restricts the key to; `None` for a key that nothing restricts.
    #[must_use]
    pub fn rsa_pss_restriction(&self) -> Option<RsaPssRestriction> {
        match self.parsed {
            Parsed::Point { .. } => None,
            Parsed::Rsa { restriction, .. } => restriction,
        }
    }

    /// Whether the key is within other limits than those that it was read with.
    ///
    /// # Errors
    /// [`PublicKeyError::Rsa`] where it is not.
    pub fn check_limits(&self, limits: &KeyLimits) -> Result<(), PublicKeyError> {
        match self.rsa() {
            Some(numbers) => Ok(rsa_key::check_limits(&numbers, limits)?),
            None => Ok(()),
        }
    }

    /// Whether the key's type and its own restriction admit a scheme.
    ///
    /// # Errors
    /// [`KeyUseError::WrongKeyType`] or [`KeyUseError::Restricted`].
    pub fn check_use(&self, scheme: Scheme) -> Result<(), KeyUseError> {
        check_use(self.key_type(), self.rsa_pss_restriction(), scheme)
    }

    /// The same key in its canonical form, with its identity.
    ///
    /// # Errors
    /// [`PublicKeyError::Point`] unless the point is on the curve.
    pub fn to_public_key(
        &self,
        provider: &(impl CryptoProvider + ?Sized),
    ) -> Result<PublicKey, PublicKeyError> {
        match self.parsed {
            Parsed::Point { key_type, octets } => PublicKey::of_point(key_type, octets, provider),
            Parsed::Rsa { modulus, exponent, restriction } => {
                PublicKey::of_rsa(RsaPublic { modulus, exponent }, restriction, provider)
            }
        }
    }
}

/// SEC1 also names the identity (00) and hybrid forms (06, 07), which some back ends read; only the forms of RFC 5480 §2.2
/// are keys.
pub(crate) fn check_form(key_type: KeyType, octets: &[u8]) -> Result<(), PointError> {
    let Some(full) = key_type.point_len() else { return Err(PointError::NoPoints { key_type }) };
    let fits = match (key_type, octets.first()) {
        (KeyType::Ed25519, _) | (_, Some(0x04)) => octets.len() == full,
        (_, Some(0x02 | 0x03)) => octets.len() == full.div_ceil(2),
        _ => false,
    };
    if fits { Ok(()) } else { Err(PointError::Invalid) }
}

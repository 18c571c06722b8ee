//! RSA keys (RFC 8017 appendix A.1), alone or inside PKCS#8.
//!
//! ```text
//! RSAPublicKey  ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }
//! RSAPrivateKey ::= SEQUENCE { version INTEGER { two-prime(0), multi(1) }, modulus INTEGER, publicExponent INTEGER,
//!                              privateExponent INTEGER, prime1 INTEGER, prime2 INTEGER, exponent1 INTEGER,
//!                              exponent2 INTEGER, coefficient INTEGER, otherPrimeInfos OtherPrimeInfos OPTIONAL }
//! ```

use countersign_crypto::{CryptoProvider, KeyLimits, PrivateKey, PublicKey, PublicKeyError, RsaPrivateParts};
use der::{
    Decode, Reader, SliceReader,
    asn1::{AnyRef, UintRef},
};

use super::{PrivateDerError, check_len};

/// Reads a DER `RSAPrivateKey` of two primes. All its numbers must belong together.
///
/// # Errors
/// [`PrivateDerError`].
pub fn read_pkcs1_der(
    der: &[u8],
    limits: &KeyLimits,
    provider: &dyn CryptoProvider,
) -> Result<PrivateKey, PrivateDerError> {
    check_len(der)?;
    let (version, numbers) = read_private(der).map_err(|_| PrivateDerError::Encoding)?;
    match version {
        0 => {}
        1 => return Err(PrivateDerError::MultiPrime),
        _ => return Err(PrivateDerError::Encoding),
    }
    let [modulus, public_exponent, private_exponent, prime1, prime2, exponent1, exponent2, coefficient] =
        numbers.map(|number| number.as_bytes());
    let parts = RsaPrivateParts {
        modulus,
        public_exponent,
        private_exponent,
        prime1,
        prime2,
        exponent1,
        exponent2,
        coefficient,
    };
    Ok(PrivateKey::from_rsa(parts, limits, provider)?)
}

type Numbers<'a> = [UintRef<'a>; 8];

fn read_private(der: &[u8]) -> Result<(u8, Numbers<'_>), der::Error> {
    let mut reader = SliceReader::new(der)?;
    let key = reader.sequence(|key| {
        let version = u8::decode(key)?;
        let mut next = || UintRef::decode(key);
        let numbers = [next()?, next()?, next()?, next()?, next()?, next()?, next()?, next()?];
        // RFC 8017 appendix A.1.2: otherPrimeInfos stands in version 1 only.
        let others = Option::<AnyRef<'_>>::decode(key)?;
        if others.is_some() != (version == 1) {
            return Err(der::Tag::Integer.value_error().into());
        }
        Ok::<_, der::Error>((version, numbers))
    })?;
    reader.finish()?;
    Ok(key)
}

/// A public key in DER `RSAPublicKey`.
pub(crate) fn public_key(
    der: &[u8],
    limits: &KeyLimits,
    provider: &dyn CryptoProvider,
) -> Result<PublicKey, PublicKeyError> {
    let (modulus, exponent) = read_public(der).map_err(|_| PublicKeyError::Encoding)?;
    PublicKey::from_rsa(modulus, exponent, limits, provider)
}

/// Modulus and exponent.
fn read_public(der: &[u8]) -> Result<(&[u8], &[u8]), der::Error> {
    let mut reader = SliceReader::new(der)?;
    let numbers = reader.sequence(|key| {
        Ok::<_, der::Error>((UintRef::decode(key)?.as_bytes(), UintRef::decode(key)?.as_bytes()))
    })?;
    reader.finish()?;
    Ok(numbers)
}

//! RSA (RFC 8017 §8).

use aws_lc_rs::{
    encoding::AsDer,
    rand::SystemRandom,
    rsa::{KeyPair, KeyPairComponents},
    signature::{
        RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
        RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PKCS1_SHA256,
        RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384,
        RSA_PSS_2048_8192_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaParameters,
        RsaPssSaltLength, RsaPublicKeyComponents, RsaSignatureEncoding, VerificationAlgorithm,
    },
};
use countersign_crypto::{
    DigestAlgorithm, KeyUseError, Message, PrivateKey, PublicKey, RsaPrivateKeyError, RsaPrivateParts,
    RsaPublic, Scheme, SignError, SignatureAlgorithm, SigningKey, VerifyError, VerifyWithError, VerifyingKey,
    bound::{Bound, Sign, Verify},
};

use crate::input::{Input, failed};

/// The library checks all numbers at once and does not say which one is wrong.
pub(crate) fn check_private(parts: &RsaPrivateParts<'_>) -> Result<(), RsaPrivateKeyError> {
    let components = KeyPairComponents {
        public_key: RsaPublicKeyComponents { n: parts.modulus, e: parts.public_exponent },
        d: parts.private_exponent,
        p: parts.prime1,
        q: parts.prime2,
        dP: parts.exponent1,
        dQ: parts.exponent2,
        qInv: parts.coefficient,
    };
    let reduced =
        is_below(parts.private_exponent, parts.modulus) && is_below(parts.coefficient, parts.prime1);
    // The library takes numbers that are right and not reduced.
    if !reduced {
        return Err(RsaPrivateKeyError::Inconsistent);
    }
    KeyPair::from_components(&components).map(|_| ()).map_err(|_| RsaPrivateKeyError::Inconsistent)
}

/// Of two numbers without leading zeros, as the caller hands them over.
fn is_below(number: &[u8], other: &[u8]) -> bool {
    (number.len(), number) < (other.len(), other)
}

pub(crate) fn verifying_key(
    public: &PublicKey,
    scheme: Scheme,
) -> Result<Box<dyn VerifyingKey>, KeyUseError> {
    let numbers = public.rsa().ok_or(KeyUseError::Refused)?;
    let parameters = parameters(scheme, &numbers)?;
    let key = Public { parameters, modulus: numbers.modulus().to_vec(), spki: public.spki_der().to_vec() };
    Ok(Box::new(Bound::new(public.clone(), scheme, key)))
}

/// What the library calls a scheme. The length of the salt is the scheme's, whatever the signature has. For keys below 2048
/// bits, which only `danger` of the crypto crate lets through, the library has two algorithms.
fn parameters(scheme: Scheme, numbers: &RsaPublic<'_>) -> Result<RsaParameters, KeyUseError> {
    if numbers.bits() < 2048 {
        return match scheme.algorithm() {
            SignatureAlgorithm::RsaPkcs1Sha256 => Ok(RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY),
            SignatureAlgorithm::RsaPkcs1Sha512 => Ok(RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY),
            _ => Err(KeyUseError::Unsupported { scheme }),
        };
    }
    match scheme.algorithm() {
        SignatureAlgorithm::RsaPkcs1Sha256 => Ok(RSA_PKCS1_2048_8192_SHA256),
        SignatureAlgorithm::RsaPkcs1Sha384 => Ok(RSA_PKCS1_2048_8192_SHA384),
        SignatureAlgorithm::RsaPkcs1Sha512 => Ok(RSA_PKCS1_2048_8192_SHA512),
        SignatureAlgorithm::RsaPss { digest, salt_len } => pss(digest)
            .map(|parameters| parameters.with_pss_salt_length(RsaPssSaltLength::Custom(salt_len)))
            .ok_or(KeyUseError::Unsupported { scheme }),
        _ => Err(KeyUseError::Unsupported { scheme }),
    }
}

fn pss(digest: DigestAlgorithm) -> Option<RsaParameters> {
    match digest {
        DigestAlgorithm::Sha256 => Some(RSA_PSS_2048_8192_SHA256),
        DigestAlgorithm::Sha384 => Some(RSA_PSS_2048_8192_SHA384),
        DigestAlgorithm::Sha512 => Some(RSA_PSS_2048_8192_SHA512),
        _ => None,
    }
}

/// The library reads the key with each signature, which is a few per cent of the work.
struct Public {
    parameters: RsaParameters,
    modulus: Vec<u8>,
    spki: Vec<u8>,
}

impl Verify for Public {
    fn verify(&self, scheme: Scheme, message: Message<'_>, signature: &[u8]) -> Result<(), VerifyError> {
        let input = Input::new(scheme, message)?;
        check_form(signature, &self.modulus)?;
        match input {
            Input::Bytes(bytes) => self.parameters.verify_sig(&self.spki, bytes, signature),
            Input::Digest(digest) => self.parameters.verify_digest_sig(&self.spki, &digest, signature),
        }
        .map_err(|_| VerifyError::Mismatch)
    }
}

/// As long as the modulus and below it (RFC 8017 §8.1.2, §8.2.2, steps 1 and 2).
fn check_form(signature: &[u8], modulus: &[u8]) -> Result<(), VerifyError> {
    let fits = signature.len() == modulus.len() && signature < modulus;
    if fits { Ok(()) } else { Err(VerifyError::Malformed) }
}

/// The numbers go in as they arrived, and nothing is encoded for it.
pub(crate) fn verify_with(
    numbers: RsaPublic<'_>,
    scheme: Scheme,
    message: Message<'_>,
    signature: &[u8],
) -> Result<(), VerifyWithError> {
    let parameters = parameters(scheme, &numbers)?;
    let input = Input::new(scheme, message).map_err(VerifyError::from)?;
    check_form(signature, numbers.modulus())?;
    let key = RsaPublicKeyComponents { n: numbers.modulus(), e: numbers.exponent() };
    let verified = match input {
        Input::Bytes(bytes) => key.verify(&parameters, bytes, signature),
        Input::Digest(digest) => {
            key.as_der().and_then(|spki| parameters.verify_digest_sig(spki.as_ref(), &digest, signature))
        }
    };
    Ok(verified.map_err(|_| VerifyError::Mismatch)?)
}

pub(crate) fn signing_key(private: &PrivateKey, scheme: Scheme) -> Result<Box<dyn SigningKey>, KeyUseError> {
    let encoding = encoding(scheme.algorithm()).ok_or(KeyUseError::Unsupported { scheme })?;
    let der = private.rsa_pkcs1_der().ok_or(KeyUseError::Refused)?;
    let pair = KeyPair::from_der(der).map_err(|_| KeyUseError::Refused)?;
    Ok(Box::new(Bound::new(private.public_key().clone(), scheme, Secret { encoding, pair })))
}

/// What the library calls an algorithm that it signs by: of RSASSA-PSS those with a salt as long as the digest.
fn encoding(algorithm: SignatureAlgorithm) -> Option<&'static RsaSignatureEncoding> {
    match algorithm {
        SignatureAlgorithm::RsaPkcs1Sha256 => Some(&RSA_PKCS1_SHA256),
        SignatureAlgorithm::RsaPkcs1Sha384 => Some(&RSA_PKCS1_SHA384),
        SignatureAlgorithm::RsaPkcs1Sha512 => Some(&RSA_PKCS1_SHA512),
        SignatureAlgorithm::RsaPss { digest: DigestAlgorithm::Sha256, salt_len: 32 } => Some(&RSA_PSS_SHA256),
        SignatureAlgorithm::RsaPss { digest: DigestAlgorithm::Sha384, salt_len: 48 } => Some(&RSA_PSS_SHA384),
        SignatureAlgorithm::RsaPss { digest: DigestAlgorithm::Sha512, salt_len: 64 } => Some(&RSA_PSS_SHA512),
        _ => None,
    }
}

struct Secret {
    encoding: &'static RsaSignatureEncoding,
    pair: KeyPair,
}

impl Sign for Secret {
    fn sign(&self, scheme: Scheme, message: Message<'_>) -> Result<Vec<u8>, SignError> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        match Input::new(scheme, message)? {
            Input::Bytes(bytes) => self.pair.sign(self.encoding, &SystemRandom::new(), bytes, &mut signature),
            Input::Digest(digest) => self.pair.sign_digest(self.encoding, &digest, &mut signature),
        }
        .map_err(failed)?;
        Ok(signature)
    }
}

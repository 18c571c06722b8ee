//! The same calls without this project in between.

use countersign::crypto::{PublicKey, Scheme, SignatureAlgorithm};
use countersign_benches::{Failure, secret};
use ed25519_dalek::Digest as _;
use p256::ecdsa::signature::{Signer, Verifier};
use rsa::pkcs8::DecodePublicKey;
use sha2::{Sha256, Sha512};

pub type Verify = Box<dyn Fn(&[u8], &[u8]) -> Result<(), Failure>>;
pub type Sign = Box<dyn Fn(&[u8]) -> Vec<u8>>;

macro_rules! ecdsa {
    ($name:ident, $module:ident) => {
        mod $name {
            use super::*;

            pub fn verify(key: &PublicKey) -> Result<Verify, Failure> {
                let key = $module::ecdsa::VerifyingKey::from_sec1_bytes(key.point())?;
                Ok(Box::new(move |message, signature| {
                    Ok(key.verify(message, &$module::ecdsa::Signature::from_der(signature)?)?)
                }))
            }

            pub fn sign(secret: &[u8]) -> Result<Sign, Failure> {
                let key = $module::ecdsa::SigningKey::from_slice(secret)?;
                Ok(Box::new(move |message| {
                    let signature: $module::ecdsa::Signature = key.sign(message);
                    signature.to_der().as_bytes().to_vec()
                }))
            }
        }
    };
}

ecdsa!(curve256, p256);
ecdsa!(curve384, p384);
ecdsa!(curve521, p521);

pub fn verify(key: &PublicKey, algorithm: SignatureAlgorithm) -> Result<Verify, Failure> {
    match algorithm {
        SignatureAlgorithm::EcdsaP256Sha256 => curve256::verify(key),
        SignatureAlgorithm::EcdsaP384Sha384 => curve384::verify(key),
        SignatureAlgorithm::EcdsaP521Sha512 => curve521::verify(key),
        SignatureAlgorithm::Ed25519 => ed25519(key),
        SignatureAlgorithm::Ed25519ph => ed25519ph(key),
        SignatureAlgorithm::RsaPkcs1Sha256 => pkcs1(key),
        SignatureAlgorithm::RsaPss { .. } => pss(key),
        other => Err(format!("{other} is not compared").into()),
    }
}

pub fn sign(scheme: Scheme) -> Result<Sign, Failure> {
    let secret = secret(scheme)?;
    match scheme.algorithm() {
        SignatureAlgorithm::EcdsaP256Sha256 => curve256::sign(&secret),
        SignatureAlgorithm::EcdsaP384Sha384 => curve384::sign(&secret),
        SignatureAlgorithm::EcdsaP521Sha512 => curve521::sign(&secret),
        SignatureAlgorithm::Ed25519 => {
            let key = ed25519_dalek::SigningKey::try_from(secret.as_slice())?;
            Ok(Box::new(move |message| key.sign(message).to_bytes().to_vec()))
        }
        SignatureAlgorithm::Ed25519ph => {
            let key = ed25519_dalek::SigningKey::try_from(secret.as_slice())?;
            Ok(Box::new(move |message| {
                let hash = Sha512::new().chain_update(message);
                // An empty context is never too long.
                key.sign_prehashed(hash, None)
                    .map_or_else(|_| Vec::new(), |signature| signature.to_bytes().to_vec())
            }))
        }
        other => Err(format!("{other} is not compared").into()),
    }
}

fn ed25519(key: &PublicKey) -> Result<Verify, Failure> {
    let key = ed25519_dalek::VerifyingKey::try_from(key.point())?;
    Ok(Box::new(move |message, signature| {
        Ok(key.verify_strict(message, &ed25519_dalek::Signature::from_slice(signature)?)?)
    }))
}

fn ed25519ph(key: &PublicKey) -> Result<Verify, Failure> {
    let key = ed25519_dalek::VerifyingKey::try_from(key.point())?;
    Ok(Box::new(move |message, signature| {
        let hash = Sha512::new().chain_update(message);
        Ok(key.verify_prehashed_strict(hash, None, &ed25519_dalek::Signature::from_slice(signature)?)?)
    }))
}

fn pkcs1(key: &PublicKey) -> Result<Verify, Failure> {
    let key = rsa::RsaPublicKey::from_public_key_der(key.spki_der())?;
    let key = rsa::pkcs1v15::VerifyingKey::<Sha256>::new(key);
    Ok(Box::new(move |message, signature| {
        Ok(key.verify(message, &rsa::pkcs1v15::Signature::try_from(signature)?)?)
    }))
}

fn pss(key: &PublicKey) -> Result<Verify, Failure> {
    let key = rsa::RsaPublicKey::from_public_key_der(key.spki_der())?;
    let key = rsa::pss::VerifyingKey::<Sha256>::new(key);
    Ok(Box::new(move |message, signature| {
        Ok(key.verify(message, &rsa::pss::Signature::try_from(signature)?)?)
    }))
}

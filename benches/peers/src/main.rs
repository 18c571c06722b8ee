//! The same signatures verified by this project and by `rsa`, `ring` and `aws-lc-rs`, in turns of one run. The columns:
//! the shortest time of a call, that as a multiple of the last line's, and the median of the multiples of the rounds.
//! Each is given the key as it likes it best, ready where it has such a form; `ring` reads an RSA key at each call.

use std::hint::black_box;

use countersign::crypto::{Message, PublicKey, SignatureAlgorithm};
use countersign_benches::{Failure, MESSAGE, Race, Signed};
use rsa::pkcs8::DecodePublicKey;
use rsa::signature::Verifier;
use sha2::Sha256;

type Verify = Box<dyn Fn(&[u8], &[u8]) -> Result<(), Failure>>;

fn main() -> Result<(), Failure> {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    for signed in Signed::all()?.iter().filter(|signed| signed.name.contains(&wanted)) {
        let (key, algorithm) = (signed.key.public_key(), signed.key.scheme().algorithm());
        let peers = [
            ("rsa", rsa(key, algorithm)?),
            ("aws-lc-rs", aws(key, algorithm)?),
            ("ring", ring(key, algorithm)?),
        ];
        let mut race = Race::new(format!("verify {}", signed.name));
        for (name, verify) in peers {
            if let Some(verify) = verify {
                race = race.with(name, move || verify(black_box(&MESSAGE), black_box(&signed.signature)));
            }
        }
        race = race.with("countersign", || {
            Ok(signed.key.verify(Message::Bytes(black_box(&MESSAGE)), black_box(&signed.signature))?)
        });
        println!("{}", race.run()?);
    }
    Ok(())
}

fn rsa(key: &PublicKey, algorithm: SignatureAlgorithm) -> Result<Option<Verify>, Failure> {
    if key.rsa().is_none() {
        return Ok(None);
    }
    let key = rsa::RsaPublicKey::from_public_key_der(key.spki_der())?;
    Ok(match algorithm {
        SignatureAlgorithm::RsaPkcs1Sha256 => {
            let key = rsa::pkcs1v15::VerifyingKey::<Sha256>::new(key);
            Some(Box::new(move |message, signature| {
                Ok(key.verify(message, &rsa::pkcs1v15::Signature::try_from(signature)?)?)
            }))
        }
        SignatureAlgorithm::RsaPss { .. } => {
            let key = rsa::pss::VerifyingKey::<Sha256>::new(key);
            Some(Box::new(move |message, signature| {
                Ok(key.verify(message, &rsa::pss::Signature::try_from(signature)?)?)
            }))
        }
        _ => None,
    })
}

fn ring(key: &PublicKey, algorithm: SignatureAlgorithm) -> Result<Option<Verify>, Failure> {
    use ring::signature as peer;
    if let Some(numbers) = key.rsa() {
        let parameters = match algorithm {
            SignatureAlgorithm::RsaPkcs1Sha256 => &peer::RSA_PKCS1_2048_8192_SHA256,
            _ => &peer::RSA_PSS_2048_8192_SHA256,
        };
        let components =
            peer::RsaPublicKeyComponents { n: numbers.modulus().to_vec(), e: numbers.exponent().to_vec() };
        return Ok(Some(Box::new(move |message, signature| {
            Ok(components.verify(parameters, message, signature).map_err(|_| "ring refuses")?)
        })));
    }
    let parameters: &'static dyn peer::VerificationAlgorithm = match algorithm {
        SignatureAlgorithm::EcdsaP256Sha256 => &peer::ECDSA_P256_SHA256_ASN1,
        SignatureAlgorithm::EcdsaP384Sha384 => &peer::ECDSA_P384_SHA384_ASN1,
        SignatureAlgorithm::Ed25519 => &peer::ED25519,
        _ => return Ok(None),
    };
    let key = peer::UnparsedPublicKey::new(parameters, key.point().to_vec());
    Ok(Some(Box::new(move |message, signature| {
        Ok(key.verify(message, signature).map_err(|_| "ring refuses")?)
    })))
}

fn aws(key: &PublicKey, algorithm: SignatureAlgorithm) -> Result<Option<Verify>, Failure> {
    use aws_lc_rs::signature as peer;
    let parameters: &'static dyn peer::VerificationAlgorithm = match algorithm {
        SignatureAlgorithm::EcdsaP256Sha256 => &peer::ECDSA_P256_SHA256_ASN1,
        SignatureAlgorithm::EcdsaP384Sha384 => &peer::ECDSA_P384_SHA384_ASN1,
        SignatureAlgorithm::EcdsaP521Sha512 => &peer::ECDSA_P521_SHA512_ASN1,
        SignatureAlgorithm::Ed25519 => &peer::ED25519,
        SignatureAlgorithm::RsaPkcs1Sha256 => &peer::RSA_PKCS1_2048_8192_SHA256,
        SignatureAlgorithm::RsaPss { .. } => &peer::RSA_PSS_2048_8192_SHA256,
        _ => return Ok(None),
    };
    let key =
        peer::ParsedPublicKey::new(parameters, key.spki_der()).map_err(|_| "aws-lc-rs refuses the key")?;
    Ok(Some(Box::new(move |message, signature| {
        Ok(key.verify_sig(message, signature).map_err(|_| "aws-lc-rs refuses")?)
    })))
}

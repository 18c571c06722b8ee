//! `sig.verify`.

use countersign::crypto::{PublicKeyError, RustCrypto, SubjectPublicKey};
use countersign::encoding::der::Reader;
use countersign::x509::{AlgorithmRules, Signed, verify_signature};

use crate::answer::Stop;
use crate::case::Input;

pub fn signature(input: Input<'_>) -> Result<(), Stop> {
    let rules = AlgorithmRules::DEFAULT;
    let (spki, algorithm) = (input.bytes("spki")?, input.bytes("algorithm")?);
    let (data, signature) = (input.bytes("data")?, input.bytes("signature_bitstring")?);
    let mut reader = Reader::new(&signature);
    let bits = reader.bit_string()?;
    reader.finish()?;
    let signed = Signed::from_bits(&data, &algorithm, bits)?;
    let key = SubjectPublicKey::parse(&spki, &rules.key_limits()).map_err(unread)?;
    Ok(verify_signature(&signed, &key, &rules, &RustCrypto)?)
}

/// A key of an algorithm that is not built yet says nothing of the signature.
fn unread(error: PublicKeyError) -> Stop {
    match error {
        PublicKeyError::UnsupportedAlgorithm => Stop::Unsupported("keys of other algorithms".into()),
        other => other.into(),
    }
}

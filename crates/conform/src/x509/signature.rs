//! `sig.verify`.

use countersign::crypto::{RustCrypto, SubjectPublicKey};
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
    let key = SubjectPublicKey::parse(&spki, &rules.key_limits())?;
    Ok(verify_signature(&signed, &key, &rules, &RustCrypto)?)
}

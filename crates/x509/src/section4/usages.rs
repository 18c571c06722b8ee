//! Key usage (RFC 5280 §4.2.1.3; RFC 3279 §2.3.1, RFC 8813 §3, RFC 8410 §5).

use countersign_crypto::KeyType;

use super::{Issues, is_ca};
use crate::{
    Certificate, ExtensionKind, KeyUsage, key_form,
    rule::{Rule, Sink, Violation},
    told::{Told, extension},
};

pub(super) fn examine(
    certificate: &Certificate<'_>,
    issues: Issues,
    sink: &mut impl Sink,
) -> Result<(), Violation> {
    let kind = ExtensionKind::KeyUsage;
    let ca = is_ca(certificate);
    let mut told = Told::of(certificate, extension(kind), sink);
    let (needed, rule) = match issues {
        Issues::Yes => (true, Rule::KeyUsageMissingIssuer),
        // A CA may have a key that signs neither certificates nor lists.
        Issues::Unknown => (ca, Rule::KeyUsageMissingCa),
    };
    told.unless(!needed || certificate.has(kind), rule)?;
    let Some(usage) = certificate.key_usage() else { return Ok(()) };
    let signs = usage.contains(KeyUsage::KEY_CERT_SIGN);
    told.unless(!usage.is_empty(), Rule::KeyUsageEmpty)?;
    told.unless(ca || !signs, Rule::KeyUsageCertSign)?;
    let agrees = usage.contains(KeyUsage::KEY_AGREEMENT);
    told.unless(agrees || usage.without(ONE_WAY) == usage, Rule::KeyUsageAgreement)?;
    let possible = key_form::key_type(certificate.spki()).map_or(KeyUsage::ALL, uses_of);
    told.unless(possible.contains(usage), Rule::KeyUsageKeyType)
}

const ONE_WAY: KeyUsage = KeyUsage::ENCIPHER_ONLY.with(KeyUsage::DECIPHER_ONLY);
const SIGNATURES: KeyUsage = KeyUsage::DIGITAL_SIGNATURE
    .with(KeyUsage::NON_REPUDIATION)
    .with(KeyUsage::KEY_CERT_SIGN)
    .with(KeyUsage::CRL_SIGN);
const ENCIPHERMENT: KeyUsage = KeyUsage::KEY_ENCIPHERMENT.with(KeyUsage::DATA_ENCIPHERMENT);
const AGREEMENT: KeyUsage = KeyUsage::KEY_AGREEMENT.with(ONE_WAY);

/// What keys of a type can be used for.
fn uses_of(key_type: KeyType) -> KeyUsage {
    match key_type {
        KeyType::Rsa => SIGNATURES.with(ENCIPHERMENT),
        KeyType::Ed25519 => SIGNATURES,
        KeyType::EcdsaP256 | KeyType::EcdsaP384 | KeyType::EcdsaP521 => SIGNATURES.with(AGREEMENT),
        _ => KeyUsage::ALL,
    }
}

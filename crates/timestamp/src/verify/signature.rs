//! The digest that is signed, and the signature over it (RFC 5652 §5.4).

use countersign_crypto::{CryptoProvider, DigestAlgorithm};
use countersign_encoding::der::{Reader, Tag};
use countersign_x509::{
    AlgorithmRules, Certificate, SignatureAlgorithm, SignatureError, Signed, verify_signature,
};

use crate::{
    TimestampToken, TokenError,
    oids::{RSA_ENCRYPTION, digest_algorithm},
    parse::attributes,
};

/// Checks the signed digest of the content, and gives its algorithm.
pub(super) fn check_message_digest(
    token: &TimestampToken<'_>,
    provider: &dyn CryptoProvider,
) -> Result<DigestAlgorithm, TokenError> {
    let oid = token.inspect().digest_algorithm();
    let algorithm = digest_algorithm(oid);
    let algorithm = algorithm.ok_or_else(|| TokenError::DigestAlgorithm { algorithm: oid.to_owned() })?;
    let computed = provider.hash(algorithm, token.layout().content.slice(token.der()));
    let signed = token.layout().signer.message_digest.slice(token.der());
    if computed.as_bytes() == signed { Ok(algorithm) } else { Err(TokenError::MessageDigest) }
}

/// Checks the signature with the key of the signer's certificate, the very one whose path was found.
pub(super) fn check(
    token: &TimestampToken<'_>,
    (leaf, digest): (&Certificate<'_>, DigestAlgorithm),
    rules: &AlgorithmRules,
    provider: &dyn CryptoProvider,
) -> Result<(), TokenError> {
    let signer = &token.layout().signer;
    let identifier = effective(signer.signature_algorithm.slice(token.der()), digest);
    check_digest(identifier, digest, rules)?;
    let message = attributes::under(Tag::SET, signer.attributes.slice(token.der()));
    let signature = signer.signature.slice(token.der());
    let signed = Signed::new(&message, identifier, signature).with_optional_null();
    let key = rules.read_key(leaf.spki()).map_err(SignatureError::Key).map_err(TokenError::Signature)?;
    verify_signature(&signed, &key, rules, provider).map_err(TokenError::Signature)
}

/// The signature is over a digest by the algorithm of the signer, or it is Ed25519, which comes with SHA-512 (RFC 8419 §3.1).
/// A retired algorithm has another digest than any signer may have, however much the rules were weakened.
fn check_digest(
    identifier: &[u8],
    digest: DigestAlgorithm,
    rules: &AlgorithmRules,
) -> Result<(), TokenError> {
    let algorithm = SignatureAlgorithm::read_with_optional_null(identifier);
    let algorithm = algorithm.map_err(SignatureError::Algorithm).map_err(TokenError::Signature)?;
    rules.check_signature(algorithm).map_err(TokenError::Signature)?;
    let expected = match algorithm {
        SignatureAlgorithm::Ed25519 => Some(DigestAlgorithm::Sha512),
        other => other.digest(),
    };
    if expected == Some(digest) { Ok(()) } else { Err(TokenError::SignatureDigest) }
}

/// The identifier that says all: `rsaEncryption` leaves the digest to the field of the signer (RFC 3370 §3.2).
fn effective(identifier: &[u8], digest: DigestAlgorithm) -> &[u8] {
    if !is_rsa_encryption(identifier) {
        return identifier;
    }
    match digest {
        DigestAlgorithm::Sha256 => &[0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11, 5, 0],
        DigestAlgorithm::Sha384 => &[0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 12, 5, 0],
        DigestAlgorithm::Sha512 => &[0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 13, 5, 0],
        _ => identifier,
    }
}

/// Its parameters are NULL (RFC 3370 §3.2), and some leave them out.
fn is_rsa_encryption(identifier: &[u8]) -> bool {
    let read = || {
        let mut fields = Reader::new(identifier).sequence().ok()?;
        let oid = fields.oid().ok()?;
        if !fields.is_empty() {
            fields.null().ok()?;
        }
        fields.finish().ok()?;
        Some(oid == RSA_ENCRYPTION)
    };
    read().unwrap_or(false)
}

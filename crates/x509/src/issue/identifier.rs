//! AlgorithmIdentifiers of signatures that are written.

use alloc::vec::Vec;

use countersign_crypto::{DigestAlgorithm, KeyType, Scheme, SignatureAlgorithm, SignatureEncoding};
use countersign_encoding::der::{Oid, Tag, unsigned_integer, write};

use super::encode::oid;

const ECDSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
const ECDSA_SHA384: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];
const ECDSA_SHA512: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
const MGF1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8];
const RSASSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];
const RSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11];
const RSA_SHA384: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 12];
const RSA_SHA512: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 13];
const SHA256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
const SHA384: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2];
const SHA512: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3];
/// `saltLength [2] INTEGER DEFAULT 20` (RFC 4055 §3.1)
const DEFAULT_SALT: u16 = 20;

/// The AlgorithmIdentifier of a scheme (RFC 5758 §3.2, RFC 8410 §3, RFC 4055 §3.1, §5); `None` where X.509 has none: fixed
/// encodings of ECDSA, and Ed25519 over digests.
pub(super) fn identifier(scheme: Scheme) -> Option<Vec<u8>> {
    let algorithm = scheme.algorithm();
    match (algorithm.key_type(), scheme.encoding(), algorithm) {
        (_, _, SignatureAlgorithm::Ed25519) => Some(sequence(ED25519, &[])),
        (_, _, SignatureAlgorithm::RsaPkcs1Sha256) => Some(sequence(RSA_SHA256, &null())),
        (_, _, SignatureAlgorithm::RsaPkcs1Sha384) => Some(sequence(RSA_SHA384, &null())),
        (_, _, SignatureAlgorithm::RsaPkcs1Sha512) => Some(sequence(RSA_SHA512, &null())),
        (_, _, SignatureAlgorithm::RsaPss { digest, salt_len }) => pss(digest, salt_len),
        (KeyType::EcdsaP256 | KeyType::EcdsaP384 | KeyType::EcdsaP521, SignatureEncoding::Der, _) => {
            ecdsa(algorithm.digest_algorithm()?).map(|oid| sequence(oid, &[]))
        }
        _ => None,
    }
}

fn ecdsa(digest: DigestAlgorithm) -> Option<&'static [u8]> {
    match digest {
        DigestAlgorithm::Sha256 => Some(ECDSA_SHA256),
        DigestAlgorithm::Sha384 => Some(ECDSA_SHA384),
        DigestAlgorithm::Sha512 => Some(ECDSA_SHA512),
        _ => None,
    }
}

/// ```text
/// RSASSA-PSS-params ::= SEQUENCE {
///     hashAlgorithm    [0] HashAlgorithm DEFAULT sha1,
///     maskGenAlgorithm [1] MaskGenAlgorithm DEFAULT mgf1SHA1,
///     saltLength       [2] INTEGER DEFAULT 20 }
/// ```
fn pss(digest: DigestAlgorithm, salt_len: u16) -> Option<Vec<u8>> {
    let hash = sequence(hash(digest)?, &null());
    let mask = sequence(MGF1, &hash);
    let salt = salt_len.to_be_bytes();
    let significant = salt.strip_prefix(&[0]).unwrap_or(&salt);
    let salt = write(Tag::context_constructed(2), &[&unsigned_integer(significant)]);
    let parameters = write(
        Tag::SEQUENCE,
        &[
            &write(Tag::context_constructed(0), &[&hash]),
            &write(Tag::context_constructed(1), &[&mask]),
            if salt_len == DEFAULT_SALT { &[] } else { &salt },
        ],
    );
    Some(sequence(RSASSA_PSS, &parameters))
}

fn hash(digest: DigestAlgorithm) -> Option<&'static [u8]> {
    match digest {
        DigestAlgorithm::Sha256 => Some(SHA256),
        DigestAlgorithm::Sha384 => Some(SHA384),
        DigestAlgorithm::Sha512 => Some(SHA512),
        _ => None,
    }
}

fn null() -> Vec<u8> {
    write(Tag::NULL, &[])
}

fn sequence(contents: &[u8], parameters: &[u8]) -> Vec<u8> {
    write(Tag::SEQUENCE, &[&oid(Oid::from_contents(contents)), parameters])
}

//! AlgorithmIdentifiers of signatures that are written.

use alloc::vec::Vec;

use countersign_crypto::{DigestAlgorithm, KeyType, Scheme, SignatureAlgorithm as Bound, SignatureEncoding};
use countersign_encoding::der::{Oid, Tag, unsigned_integer, write};

use super::encode::oid;
use crate::{SignatureAlgorithm, algorithm::RSASSA_PSS};

const MGF1: Oid<'_> = Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8]);
const SHA256: Oid<'_> = Oid::from_contents(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1]);
const SHA384: Oid<'_> = Oid::from_contents(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2]);
const SHA512: Oid<'_> = Oid::from_contents(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3]);
/// `saltLength [2] INTEGER DEFAULT 20` (RFC 4055 §3.1)
const DEFAULT_SALT: u16 = 20;

/// The AlgorithmIdentifier of signatures by a scheme, in DER (RFC 5758 §3.2, RFC 8410 §3, RFC 4055 §3.1, §5); `None` where
/// X.509 has none: fixed encodings of ECDSA, and Ed25519 over digests.
#[must_use]
pub fn signature_identifier(scheme: Scheme) -> Option<Vec<u8>> {
    let bound = scheme.algorithm();
    let algorithm = match (bound, bound.key_type(), scheme.encoding()) {
        (Bound::RsaPss { digest, salt_len }, ..) => return pss(digest, salt_len),
        (Bound::Ed25519, ..) => SignatureAlgorithm::Ed25519,
        (_, KeyType::Rsa, _) => SignatureAlgorithm::RsaPkcs1(bound.digest_algorithm()?),
        (_, KeyType::EcdsaP256 | KeyType::EcdsaP384 | KeyType::EcdsaP521, SignatureEncoding::Der) => {
            SignatureAlgorithm::Ecdsa(bound.digest_algorithm()?)
        }
        _ => return None,
    };
    algorithm.written().map(|(oid, parameters)| sequence(oid, parameters))
}

/// ```text
/// RSASSA-PSS-params ::= SEQUENCE {
///     hashAlgorithm    [0] HashAlgorithm DEFAULT sha1,
///     maskGenAlgorithm [1] MaskGenAlgorithm DEFAULT mgf1SHA1,
///     saltLength       [2] INTEGER DEFAULT 20 }
/// ```
fn pss(digest: DigestAlgorithm, salt_len: u16) -> Option<Vec<u8>> {
    let hash = sequence(hash(digest)?, &write(Tag::NULL, &[]));
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

fn hash(digest: DigestAlgorithm) -> Option<Oid<'static>> {
    match digest {
        DigestAlgorithm::Sha256 => Some(SHA256),
        DigestAlgorithm::Sha384 => Some(SHA384),
        DigestAlgorithm::Sha512 => Some(SHA512),
        _ => None,
    }
}

fn sequence(algorithm: Oid<'_>, parameters: &[u8]) -> Vec<u8> {
    write(Tag::SEQUENCE, &[&oid(algorithm), parameters])
}

//! The SubjectPublicKeyInfo of an RSA key that is restricted to RSASSA-PSS.
//!
//! ```text
//! RSASSA-PSS-params ::= SEQUENCE { hashAlgorithm [0] AlgorithmIdentifier, maskGenAlgorithm [1] AlgorithmIdentifier,
//!                                  saltLength [2] INTEGER }                                          -- RFC 4055 §3.1
//! ```

use alloc::vec::Vec;

use countersign_crypto::{DigestAlgorithm, PublicKey};
use der::asn1::ObjectIdentifier;

use crate::asn1::{BIT_STRING, INTEGER, NULL, Node, OBJECT_IDENTIFIER, SEQUENCE};

const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");
const CONTEXT: [u8; 3] = [0xa0, 0xa1, 0xa2];

const fn digest_oid(digest: DigestAlgorithm) -> Option<ObjectIdentifier> {
    match digest {
        DigestAlgorithm::Sha256 => Some(ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1")),
        DigestAlgorithm::Sha384 => Some(ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2")),
        DigestAlgorithm::Sha512 => Some(ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3")),
        _ => None,
    }
}

/// The structure for an RSA key, MGF1 with the same digest. `None` for other keys and digests.
pub(crate) fn spki(key: &PublicKey, digest: DigestAlgorithm, salt_len: u16) -> Option<Vec<u8>> {
    let rsa = key.rsa()?;
    let digest = digest_oid(digest)?;
    let salt_len = [u8::try_from(salt_len).ok().filter(|len| *len < 0x80)?];
    let [pss, mgf1, digest] = [&RSASSA_PSS, &MGF1, &digest].map(|oid| [Node::Octets(oid.as_bytes())]);
    let hash = [Node::Element(OBJECT_IDENTIFIER, &digest), NULL];
    let hash_id = [Node::Element(SEQUENCE, &hash)];
    let mask = [Node::Element(OBJECT_IDENTIFIER, &mgf1), Node::Element(SEQUENCE, &hash)];
    let mask_id = [Node::Element(SEQUENCE, &mask)];
    let salt = [Node::Octets(&salt_len)];
    let salt = [Node::Element(INTEGER, &salt)];
    let [hash_tag, mask_tag, salt_tag] = CONTEXT;
    let parameters = [
        Node::Element(hash_tag, &hash_id),
        Node::Element(mask_tag, &mask_id),
        Node::Element(salt_tag, &salt),
    ];
    let algorithm = [Node::Element(OBJECT_IDENTIFIER, &pss), Node::Element(SEQUENCE, &parameters)];
    let (modulus, exponent) = (integer(rsa.modulus()), integer(rsa.exponent()));
    let numbers = [Node::Element(INTEGER, &modulus), Node::Element(INTEGER, &exponent)];
    let bits = [Node::Octets(&[0]), Node::Element(SEQUENCE, &numbers)];
    let info = [Node::Element(SEQUENCE, &algorithm), Node::Element(BIT_STRING, &bits)];
    Some(Node::Element(SEQUENCE, &info).to_der().to_vec())
}

/// The content of a positive INTEGER: a zero octet keeps it positive where the first bit is set.
fn integer(number: &[u8]) -> [Node<'_>; 2] {
    let sign: &[u8] = if number.first().is_some_and(|first| *first >= 0x80) { &[0] } else { &[] };
    [Node::Octets(sign), Node::Octets(number)]
}

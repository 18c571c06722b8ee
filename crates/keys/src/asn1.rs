//! Object identifiers, and DER written from the inside out without leaving copies of secrets behind.

use alloc::vec::Vec;

use countersign_crypto::KeyType;
use der::asn1::ObjectIdentifier;
use zeroize::Zeroizing;

/// RFC 5480 §2.1.1.
pub(crate) const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// RFC 8410 §3.
pub(crate) const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
/// RFC 8017 appendix A.1.
pub(crate) const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// The named curves (RFC 5480 §2.1.1.1).
const CURVES: [(KeyType, ObjectIdentifier); 3] = [
    (KeyType::EcdsaP256, ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7")),
    (KeyType::EcdsaP384, ObjectIdentifier::new_unwrap("1.3.132.0.34")),
    (KeyType::EcdsaP521, ObjectIdentifier::new_unwrap("1.3.132.0.35")),
];

/// The key type of a named curve.
pub(crate) fn key_type_of(curve: ObjectIdentifier) -> Option<KeyType> {
    CURVES.iter().find(|(_, known)| *known == curve).map(|(key_type, _)| *key_type)
}

/// The named curve of a key type; `None` for keys that are on none.
pub(crate) fn curve_of(key_type: KeyType) -> Option<ObjectIdentifier> {
    CURVES.iter().find(|(known, _)| *known == key_type).map(|(_, curve)| *curve)
}

/// Octets that stand in DER as they are.
pub(crate) const VERSION_0: Node<'_> = Node::Octets(&[0x02, 0x01, 0x00]);
pub(crate) const VERSION_1: Node<'_> = Node::Octets(&[0x02, 0x01, 0x01]);
pub(crate) const NULL: Node<'_> = Node::Octets(&[0x05, 0x00]);

#[cfg(any(feature = "jwk", feature = "sealed-keys"))]
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(crate) const SEQUENCE: u8 = 0x30;
/// `[1]`, constructed.
pub(crate) const CONTEXT_1: u8 = 0xa1;

/// A piece of DER to be written.
pub(crate) enum Node<'a> {
    /// Octets as they are.
    Octets(&'a [u8]),
    /// A tag, and what stands inside.
    Element(u8, &'a [Node<'a>]),
}

impl Node<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Octets(octets) => octets.len(),
            Self::Element(_, inside) => {
                let content = inside.iter().map(Self::len).sum();
                1 + length(content).1 + content
            }
        }
    }

    fn push(&self, out: &mut Vec<u8>) {
        match self {
            Self::Octets(octets) => out.extend_from_slice(octets),
            Self::Element(tag, inside) => {
                let (octets, count) = length(inside.iter().map(Self::len).sum());
                out.push(*tag);
                out.extend(octets.iter().take(count));
                inside.iter().for_each(|node| node.push(out));
            }
        }
    }

    /// Sized at once: growing would leave copies of a secret behind.
    pub(crate) fn to_der(&self) -> Zeroizing<Vec<u8>> {
        let mut out = Zeroizing::new(Vec::with_capacity(self.len()));
        self.push(&mut out);
        out
    }
}

/// The length octets of X.690 §10.1 and how many of them count. No key has more than three.
fn length(content: usize) -> ([u8; 3], usize) {
    let [.., high, low] = content.to_be_bytes();
    match content {
        0..0x80 => ([low, 0, 0], 1),
        0x80..0x100 => ([0x81, low, 0], 2),
        _ => ([0x82, high, low], 3),
    }
}

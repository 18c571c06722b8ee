//! Whether two encoded keys go with one secret.

use countersign_crypto::{KeyLimits, SubjectPublicKey};

/// The keys that are compared were read before, within limits of their own.
const LIMITS: KeyLimits = KeyLimits::DEFAULT.with_max_rsa_bits(8192).danger_with_rsa_exponent_3();

/// What every encoding of a key that goes with the same secret has: of RSA the modulus, whatever the exponent and the padding
/// that the key is restricted to; of a point on a curve its first coordinate, for the secret of a point gives that of the point
/// opposite to it, and compressed points are keys too; else all of it.
pub(crate) fn of(spki: &[u8]) -> &[u8] {
    let Ok(key) = SubjectPublicKey::parse(spki, &LIMITS) else { return spki };
    match key.rsa() {
        Some(numbers) => numbers.modulus(),
        None => first_coordinate(key.point()),
    }
}

/// SEC 1 §2.3.3: `02 ‖ x`, `03 ‖ x` or `04 ‖ x ‖ y`. Any other point is of Ed25519, and has 32 octets.
fn first_coordinate(point: &[u8]) -> &[u8] {
    match point.split_first() {
        Some((0x02 | 0x03, x)) if point.len() != 32 => x,
        Some((0x04, both)) if point.len() != 32 => both.get(..both.len() / 2).unwrap_or(both),
        _ => point,
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use countersign_encoding::der::{Reader, Tag, write};
    use testkit::x509::Key;

    use super::*;

    #[test]
    fn a_key_is_the_same_in_every_encoding() {
        let (full, compressed) = (Key::P256(1).spki(), Key::CompressedP256(1).spki());
        assert_ne!(full, compressed);
        assert_eq!(of(&full), of(&compressed));
        assert_eq!(of(&full).len(), 32);
        assert_ne!(of(&full), of(&Key::P256(2).spki()));
        assert_eq!(of(&Key::Ed25519(1).spki()).len(), 32);
        assert_ne!(of(&Key::Ed25519(1).spki()), of(&Key::Ed25519(2).spki()));
    }

    #[test]
    fn an_rsa_key_is_its_modulus_whatever_it_is_restricted_to() {
        let spki = Key::Rsa2048.spki();
        let mut fields = Reader::new(&spki).sequence().unwrap();
        fields.element().unwrap();
        let bits = fields.element().unwrap().bytes();
        let pss = write(Tag::OBJECT_IDENTIFIER, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 0x0a]]);
        let restricted: Vec<u8> = write(Tag::SEQUENCE, &[&write(Tag::SEQUENCE, &[&pss]), bits]);
        assert_eq!(of(&spki).len(), 256);
        assert_eq!(of(&restricted), of(&spki));
    }

    #[test]
    fn what_is_no_key_is_all_of_it() {
        for bytes in [&b""[..], b"no key", &Key::P256(1).spki()[1..]] {
            assert_eq!(of(bytes), bytes);
        }
    }
}

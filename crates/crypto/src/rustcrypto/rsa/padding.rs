//! The two ways of encoding a digest for RSA (RFC 8017 §9).

use alloc::vec::Vec;

use countersign_digest::{Algorithm, Digest, HashProvider as _, Sha2};
#[cfg(feature = "legacy")]
use countersign_digest::{LegacyHash, LegacyOutput};

/// `DigestInfo` up to the digest, with the NULL that RFC 8017 §9.2 note 1 asks for.
const SHA256_PREFIX: &[u8] = &[
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];
const SHA384_PREFIX: &[u8] = &[
    0x30, 0x41, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0x00,
    0x04, 0x30,
];
const SHA512_PREFIX: &[u8] = &[
    0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03, 0x05, 0x00,
    0x04, 0x40,
];

#[cfg(feature = "legacy")]
const SHA1_PREFIX: &[u8] =
    &[0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14];
#[cfg(feature = "legacy")]
const MD5_PREFIX: &[u8] = &[
    0x30, 0x20, 0x30, 0x0c, 0x06, 0x08, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x05, 0x05, 0x00, 0x04,
    0x10,
];

/// EMSA-PKCS1-v1_5 (RFC 8017 §9.2): the one encoding of the digest is made and compared, never the given one read.
pub(super) fn is_pkcs1(encoded: &[u8], digest: &Digest) -> bool {
    let prefix = match digest.algorithm() {
        Algorithm::Sha256 => SHA256_PREFIX,
        Algorithm::Sha384 => SHA384_PREFIX,
        Algorithm::Sha512 => SHA512_PREFIX,
        _ => return false,
    };
    pkcs1(encoded.len(), prefix, digest.as_bytes()).is_some_and(|expected| expected == encoded)
}

/// The same with a broken hash.
#[cfg(feature = "legacy")]
pub(super) fn is_legacy_pkcs1(encoded: &[u8], hash: LegacyHash, output: &LegacyOutput) -> bool {
    let prefix = match hash {
        LegacyHash::Sha1 => SHA1_PREFIX,
        LegacyHash::Md5 => MD5_PREFIX,
        _ => return false,
    };
    pkcs1(encoded.len(), prefix, output.as_bytes()).is_some_and(|expected| expected == encoded)
}

fn pkcs1(len: usize, prefix: &[u8], digest: &[u8]) -> Option<Vec<u8>> {
    let info = [prefix, digest].concat();
    let start = len.checked_sub(info.len())?;
    let mut expected = alloc::vec![0xff; len];
    expected.get_mut(..2)?.copy_from_slice(&[0, 1]);
    *expected.get_mut(start.checked_sub(1)?)? = 0;
    expected.get_mut(start..)?.copy_from_slice(&info);
    // At least eight bytes of padding (step 3).
    (start >= 11).then_some(expected)
}

/// EMSA-PSS-VERIFY (RFC 8017 §9.1.2) with MGF1 over the same hash. `encoded` is as long as the modulus; `em_bits` is one
/// less than the bits of the modulus.
pub(super) fn is_pss(encoded: &[u8], em_bits: usize, digest: &Digest, salt_len: usize) -> bool {
    pss_hashes(encoded, em_bits, digest, salt_len).is_some_and(|(expected, found)| expected == found)
}

/// The hash that the encoding should hold and the one it does; `None` where its form is wrong.
fn pss_hashes(encoded: &[u8], em_bits: usize, digest: &Digest, salt_len: usize) -> Option<(Digest, Digest)> {
    let algorithm = digest.algorithm();
    // Where em_bits is a multiple of eight the encoded message is a byte shorter than the modulus, and that byte zero.
    let (above, encoded) = encoded.split_at_checked(encoded.len().checked_sub(em_bits.div_ceil(8))?)?;
    let (rest, trailer) = encoded.split_at_checked(encoded.len().checked_sub(1)?)?;
    let (masked, hash) = rest.split_at_checked(rest.len().checked_sub(algorithm.output_len())?)?;
    let unused = unused_bits(em_bits);
    if trailer != [0xbc] || above.iter().any(|byte| *byte != 0) || masked.first()? & unused != 0 {
        return None;
    }
    let mut block = unmask(masked, algorithm, hash);
    *block.first_mut()? &= !unused;
    let (padding, salt) = block.split_at_checked(block.len().checked_sub(salt_len)?)?;
    let (one, zeros) = padding.split_last()?;
    if *one != 1 || zeros.iter().any(|byte| *byte != 0) {
        return None;
    }
    let expected = Sha2.hash(algorithm, &[&[0; 8], digest.as_bytes(), salt].concat());
    Some((expected, Digest::from_bytes(algorithm, hash).ok()?))
}

/// The bits of the first byte that an encoded message of `em_bits` bits leaves zero.
fn unused_bits(em_bits: usize) -> u8 {
    match em_bits % 8 {
        0 => 0,
        used => 0xff << used,
    }
}

/// `masked` XOR MGF1 of the hash (RFC 8017 §B.2.1).
fn unmask(masked: &[u8], algorithm: Algorithm, hash: &[u8]) -> Vec<u8> {
    let mut seed = [hash, &[0; 4]].concat();
    let mut block = masked.to_vec();
    for (counter, octets) in (0u32..).zip(block.chunks_mut(algorithm.output_len())) {
        seed.truncate(hash.len());
        seed.extend_from_slice(&counter.to_be_bytes());
        let mask = Sha2.hash(algorithm, &seed);
        octets.iter_mut().zip(mask.as_bytes()).for_each(|(octet, mask)| *octet ^= mask);
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_eight_bytes_of_padding_or_none_is_made() {
        let digest = Sha2.hash(Algorithm::Sha256, b"");
        let info = SHA256_PREFIX.len() + 32;
        assert!(
            pkcs1(info + 11, SHA256_PREFIX, digest.as_bytes())
                .unwrap()
                .starts_with(&[0, 1, 255, 255, 255, 255, 255, 255, 255, 255, 0])
        );
        for len in 0..info + 11 {
            assert_eq!(pkcs1(len, SHA256_PREFIX, digest.as_bytes()), None, "{len}");
        }
    }
}

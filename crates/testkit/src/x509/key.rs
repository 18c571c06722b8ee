use std::sync::OnceLock;

use ed25519_dalek::Signer as _;
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use sha2::Digest as _;

use super::der::{oid, tlv};
use crate::Prng;

/// A key of a small pool that is the same on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// ECDSA on P-256, by a number.
    P256(u8),
    /// The same key as [`Key::P256`] of that number, whose point is written in its compressed form.
    CompressedP256(u8),
    /// Ed25519, by a number.
    Ed25519(u8),
    /// One RSA key of 1024 bits, which only is certified: it signs nothing.
    Rsa1024,
    /// One RSA key of 2048 bits, which only is certified: it signs nothing.
    Rsa2048,
}

/// What a key signs with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureKind {
    /// SHA-256 for P-256; Ed25519 has no choice.
    Usual,
    /// SHA-1 for P-256.
    Sha1,
}

impl Key {
    /// The SubjectPublicKeyInfo.
    #[must_use]
    pub fn spki(self) -> Vec<u8> {
        match self {
            Self::P256(number) | Self::CompressedP256(number) => {
                let compressed = matches!(self, Self::CompressedP256(_));
                let point = p256(number).verifying_key().to_sec1_point(compressed);
                let algorithm = tlv(0x30, &[&oid("1.2.840.10045.2.1"), &oid("1.2.840.10045.3.1.7")]);
                tlv(0x30, &[&algorithm, &tlv(3, &[&[0], point.as_bytes()])])
            }
            Self::Ed25519(number) => {
                let point = ed25519(number).verifying_key().to_bytes();
                tlv(0x30, &[&tlv(0x30, &[&oid("1.3.101.112")]), &tlv(3, &[&[0], &point])])
            }
            Self::Rsa1024 => unhex(include_str!("rsa1024.hex")),
            Self::Rsa2048 => unhex(include_str!("rsa2048.hex")),
        }
    }

    /// The bits of the key, which its identifier is computed from.
    #[must_use]
    pub fn identifier(self) -> Vec<u8> {
        sha2::Sha256::digest(self.spki()).iter().take(20).copied().collect()
    }

    /// The AlgorithmIdentifier of its signatures.
    #[must_use]
    pub fn algorithm(self, kind: SignatureKind) -> Vec<u8> {
        match (self, kind) {
            (Self::P256(_) | Self::CompressedP256(_), SignatureKind::Usual) => {
                tlv(0x30, &[&oid("1.2.840.10045.4.3.2")])
            }
            (Self::P256(_) | Self::CompressedP256(_), SignatureKind::Sha1) => {
                tlv(0x30, &[&oid("1.2.840.10045.4.1")])
            }
            _ => tlv(0x30, &[&oid("1.3.101.112")]),
        }
    }

    /// A signature.
    ///
    /// # Panics
    ///
    /// For the RSA keys.
    #[must_use]
    pub fn sign(self, kind: SignatureKind, message: &[u8]) -> Vec<u8> {
        match self {
            Self::P256(number) | Self::CompressedP256(number) => {
                let digest = match kind {
                    SignatureKind::Usual => sha2::Sha256::digest(message).to_vec(),
                    SignatureKind::Sha1 => sha1::Sha1::digest(message).to_vec(),
                };
                let signature: p256::ecdsa::Signature =
                    p256(number).sign_prehash(&digest).expect("a long hash");
                signature.to_der().as_bytes().to_vec()
            }
            Self::Ed25519(number) => ed25519(number).sign(message).to_bytes().to_vec(),
            Self::Rsa1024 | Self::Rsa2048 => panic!("the RSA keys sign nothing"),
        }
    }
}

fn p256(number: u8) -> &'static p256::ecdsa::SigningKey {
    static POOL: OnceLock<Vec<p256::ecdsa::SigningKey>> = OnceLock::new();
    let pool = POOL.get_or_init(|| (0..=u8::MAX).map(p256_of).collect());
    &pool[usize::from(number)]
}

fn p256_of(number: u8) -> p256::ecdsa::SigningKey {
    let secret = Prng::new(0x5032_3536 + u64::from(number)).bytes(32);
    p256::ecdsa::SigningKey::from_slice(&secret).expect("nearly every number is a scalar")
}

fn ed25519(number: u8) -> ed25519_dalek::SigningKey {
    let mut secret = [0; 32];
    Prng::new(0x4564_3235 + u64::from(number)).fill(&mut secret);
    ed25519_dalek::SigningKey::from_bytes(&secret)
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text.trim().chars().map(|digit| digit.to_digit(16).expect("a digit")).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).expect("a byte")).collect()
}

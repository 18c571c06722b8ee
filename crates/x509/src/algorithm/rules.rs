//! Which algorithms and keys a verifier takes.

use core::fmt;

use countersign_crypto::{KeyLimits, KeyType, PublicKeyError, RetiredAlgorithm, SubjectPublicKey};

use super::{SignatureAlgorithm, SignatureKind};
use crate::SignatureError;

/// The signature algorithms, keys and lengths of RSA keys that a verifier takes: data that a profile holds.
///
/// ```
/// use countersign_x509::{AlgorithmRules, KeyKind, SignatureKind};
///
/// const RULES: AlgorithmRules = AlgorithmRules::new(
///     &[SignatureKind::EcdsaSha384, SignatureKind::RsaPssSha256],
///     &[KeyKind::EcdsaP384, KeyKind::Rsa],
/// )
/// .with_min_rsa_bits(3072);
/// assert_eq!(RULES.signatures().count(), 2);
/// assert!(RULES.weakened().next().is_none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AlgorithmRules {
    signatures: u16,
    keys: u8,
    limits: KeyLimits,
    weakened: u8,
}

/// A kind of key, as lists of allowed keys name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum KeyKind {
    /// `id-ecPublicKey` on P-256 (RFC 5480 §2.1.1)
    EcdsaP256,
    /// `id-ecPublicKey` on P-384
    EcdsaP384,
    /// `id-ecPublicKey` on P-521
    EcdsaP521,
    /// `id-Ed25519` (RFC 8410 §3)
    Ed25519,
    /// `rsaEncryption` (RFC 3279 §2.3.1)
    Rsa,
    /// `id-RSASSA-PSS` (RFC 4055 §3.1): an RSA key that its issuer restricts to that padding
    RsaPss,
}

/// What makes rules weaker than any this library would choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Weakening {
    /// Signatures over SHA-1.
    Sha1,
    /// Signatures over MD5.
    Md5,
    /// RSA keys of 1024 bits.
    Rsa1024,
}

/// Why a key is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The key does not parse, is of an algorithm or curve that this version does not know, or is an RSA key whose numbers
    /// are refused, among them those that are too short or too long.
    #[error(transparent)]
    Refused(#[from] PublicKeyError),
    /// The rules do not list the kind of key.
    #[error("{kind} keys are not allowed")]
    NotAllowed {
        /// The kind.
        kind: KeyKind,
    },
}

impl AlgorithmRules {
    /// Every signature algorithm that is sound, and every kind of key but `id-RSASSA-PSS`, which no public PKI issues and
    /// Go and BoringSSL do not read.
    ///
    /// RSA keys have 2048 to 4096 bits. Their public exponent is any odd number from 3 (RFC 8017 §3.1) to 2^32: roots of
    /// the last decades have 3, and what is feared of it, a verifier that reads padding instead of comparing it, is not
    /// here.
    pub const DEFAULT: Self = Self::new(
        SignatureKind::ALL,
        &[KeyKind::EcdsaP256, KeyKind::EcdsaP384, KeyKind::EcdsaP521, KeyKind::Ed25519, KeyKind::Rsa],
    );

    /// The algorithms and keys that are named, RSA keys as in [`AlgorithmRules::DEFAULT`].
    #[must_use]
    pub const fn new(signatures: &[SignatureKind], keys: &[KeyKind]) -> Self {
        Self {
            signatures: signature_set(signatures),
            keys: key_set(keys),
            limits: KeyLimits::DEFAULT.danger_with_rsa_exponent_3(),
            weakened: 0,
        }
    }

    /// The same with RSA keys of at least that many bits. It never lowers what is asked for already.
    #[must_use]
    pub const fn with_min_rsa_bits(mut self, bits: u16) -> Self {
        self.limits = self.limits.with_min_rsa_bits(bits);
        self
    }

    /// The same with RSA keys of up to that many bits; 8192 is the most, 2048 the least.
    #[must_use]
    pub const fn with_max_rsa_bits(mut self, bits: u16) -> Self {
        self.limits = self.limits.with_max_rsa_bits(bits);
        self
    }

    /// The signature algorithms that are taken.
    pub fn signatures(&self) -> impl Iterator<Item = SignatureKind> {
        let set = self.signatures;
        SignatureKind::ALL.iter().copied().filter(move |kind| set & kind.bit() != 0)
    }

    /// The kinds of keys that are taken.
    pub fn keys(&self) -> impl Iterator<Item = KeyKind> {
        let set = self.keys;
        KeyKind::ALL.iter().copied().filter(move |kind| set & kind.bit() != 0)
    }

    /// The limits of the keys that are taken.
    #[must_use]
    pub const fn key_limits(&self) -> KeyLimits {
        self.limits
    }

    /// How the rules were weakened; nothing for rules that were not.
    pub fn weakened(&self) -> impl Iterator<Item = Weakening> {
        let set = self.weakened;
        Weakening::ALL.iter().copied().filter(move |weakening| set & weakening.bit() != 0)
    }

    #[cfg(feature = "legacy")]
    pub(crate) const fn weaken(mut self, weakening: Weakening) -> Self {
        self.weakened |= weakening.bit();
        if matches!(weakening, Weakening::Rsa1024) {
            self.limits = countersign_crypto::danger::allow_rsa_1024(self.limits);
        }
        self
    }

    /// Reads a DER SubjectPublicKeyInfo that the rules take. Nothing is computed with the key.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn read_key<'a>(&self, spki: &'a [u8]) -> Result<SubjectPublicKey<'a>, KeyError> {
        let key = SubjectPublicKey::parse(spki, &self.limits)?;
        self.check_kind(&key)?;
        Ok(key)
    }

    /// Whether the rules take a key, whatever it was read with.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn check_key(&self, key: &SubjectPublicKey<'_>) -> Result<(), KeyError> {
        self.check_kind(key)?;
        Ok(key.check_limits(&self.limits)?)
    }

    fn check_kind(&self, key: &SubjectPublicKey<'_>) -> Result<(), KeyError> {
        match KeyKind::of(key) {
            Some(kind) if self.keys & kind.bit() != 0 => Ok(()),
            Some(kind) => Err(KeyError::NotAllowed { kind }),
            None => Err(PublicKeyError::UnsupportedAlgorithm.into()),
        }
    }

    /// Whether the rules take signatures of an algorithm.
    ///
    /// # Errors
    /// [`SignatureError::Retired`] or [`SignatureError::NotAllowed`].
    pub fn check_signature(&self, algorithm: SignatureAlgorithm) -> Result<(), SignatureError> {
        match (algorithm, algorithm.kind()) {
            (SignatureAlgorithm::Retired(retired), _) => {
                let taken = self.weakened().any(|weakening| weakening.admits(retired));
                if taken { Ok(()) } else { Err(SignatureError::Retired { algorithm: retired }) }
            }
            (_, Some(kind)) if self.signatures & kind.bit() != 0 => Ok(()),
            _ => Err(SignatureError::NotAllowed { algorithm }),
        }
    }
}

const fn signature_set(mut kinds: &[SignatureKind]) -> u16 {
    let mut set = 0;
    while let [first, rest @ ..] = kinds {
        set |= first.bit();
        kinds = rest;
    }
    set
}

const fn key_set(mut kinds: &[KeyKind]) -> u8 {
    let mut set = 0;
    while let [first, rest @ ..] = kinds {
        set |= first.bit();
        kinds = rest;
    }
    set
}

impl KeyKind {
    /// Every kind that this version knows.
    pub const ALL: &'static [Self] =
        &[Self::EcdsaP256, Self::EcdsaP384, Self::EcdsaP521, Self::Ed25519, Self::Rsa, Self::RsaPss];

    /// The kind of a key; `None` for one that this version has no name for.
    #[must_use]
    pub fn of(key: &SubjectPublicKey<'_>) -> Option<Self> {
        match key.key_type() {
            KeyType::EcdsaP256 => Some(Self::EcdsaP256),
            KeyType::EcdsaP384 => Some(Self::EcdsaP384),
            KeyType::EcdsaP521 => Some(Self::EcdsaP521),
            KeyType::Ed25519 => Some(Self::Ed25519),
            KeyType::Rsa if key.rsa_pss_restriction().is_some() => Some(Self::RsaPss),
            KeyType::Rsa => Some(Self::Rsa),
            _ => None,
        }
    }

    /// The name used in reports, such as `ecdsa-p256`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EcdsaP256 => "ecdsa-p256",
            Self::EcdsaP384 => "ecdsa-p384",
            Self::EcdsaP521 => "ecdsa-p521",
            Self::Ed25519 => "ed25519",
            Self::Rsa => "rsa",
            Self::RsaPss => "rsa-pss",
        }
    }

    /// Its bit in a set.
    const fn bit(self) -> u8 {
        match self {
            Self::EcdsaP256 => 1,
            Self::EcdsaP384 => 1 << 1,
            Self::EcdsaP521 => 1 << 2,
            Self::Ed25519 => 1 << 3,
            Self::Rsa => 1 << 4,
            Self::RsaPss => 1 << 5,
        }
    }
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Weakening {
    /// Every weakening that this version knows.
    pub const ALL: &'static [Self] = &[Self::Sha1, Self::Md5, Self::Rsa1024];

    /// The name used in reports, such as `sha1`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1",
            Self::Md5 => "md5",
            Self::Rsa1024 => "rsa1024",
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Sha1 => 1,
            Self::Md5 => 1 << 1,
            Self::Rsa1024 => 1 << 2,
        }
    }

    fn admits(self, algorithm: RetiredAlgorithm) -> bool {
        match self {
            Self::Sha1 => matches!(algorithm, RetiredAlgorithm::EcdsaSha1 | RetiredAlgorithm::RsaPkcs1Sha1),
            Self::Md5 => algorithm == RetiredAlgorithm::RsaPkcs1Md5,
            Self::Rsa1024 => false,
        }
    }
}

impl fmt::Display for Weakening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

//! Key types and signature algorithms.

use core::fmt;

use countersign_digest::Algorithm as DigestAlgorithm;

/// What kind of key it is. Named curves only; explicit parameters are never read (RFC 5480 §2.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum KeyType {
    /// An elliptic-curve key on NIST P-256 (secp256r1, prime256v1).
    EcdsaP256,
    /// An elliptic-curve key on NIST P-384 (secp384r1).
    EcdsaP384,
    /// An elliptic-curve key on NIST P-521 (secp521r1).
    EcdsaP521,
    /// An Ed25519 key (RFC 8032 §5.1).
    Ed25519,
    /// An RSA key (RFC 8017 §3.1).
    Rsa,
}

impl KeyType {
    /// Every key type that this version knows.
    pub const ALL: &'static [Self] =
        &[Self::EcdsaP256, Self::EcdsaP384, Self::EcdsaP521, Self::Ed25519, Self::Rsa];

    /// The name used on command lines and in reports, such as `ecdsa-p256`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EcdsaP256 => "ecdsa-p256",
            Self::EcdsaP384 => "ecdsa-p384",
            Self::EcdsaP521 => "ecdsa-p521",
            Self::Ed25519 => "ed25519",
            Self::Rsa => "rsa",
        }
    }

    /// The key type of that name, compared exactly, if this version knows it.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key_type| key_type.name() == name)
    }

    /// Length in bytes of the secret: a scalar of the curve, or the seed of Ed25519. RSA has no such form.
    #[must_use]
    pub const fn secret_len(self) -> Option<usize> {
        match self {
            Self::EcdsaP256 | Self::Ed25519 => Some(32),
            Self::EcdsaP384 => Some(48),
            Self::EcdsaP521 => Some(66),
            Self::Rsa => None,
        }
    }

    /// Length in bytes of the canonical public point: uncompressed SEC1, or the 32 octets of Ed25519.
    pub(crate) const fn point_len(self) -> Option<usize> {
        match self {
            Self::EcdsaP256 => Some(65),
            Self::EcdsaP384 => Some(97),
            Self::EcdsaP521 => Some(133),
            Self::Ed25519 => Some(32),
            Self::Rsa => None,
        }
    }
}

impl fmt::Display for KeyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A signature algorithm, hash included: nothing is left for a message to choose. ECDSA (FIPS 186-5 §6) over another
/// hash than the curve's own is computed where it is named, and stands in no row of the table of formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// ECDSA on P-256 over a SHA-256 digest.
    EcdsaP256Sha256,
    /// ECDSA on P-256 over a SHA-384 digest, of which the leftmost 256 bits count.
    EcdsaP256Sha384,
    /// ECDSA on P-256 over a SHA-512 digest, of which the leftmost 256 bits count.
    EcdsaP256Sha512,
    /// ECDSA on P-384 over a SHA-256 digest.
    EcdsaP384Sha256,
    /// ECDSA on P-384 over a SHA-384 digest.
    EcdsaP384Sha384,
    /// ECDSA on P-384 over a SHA-512 digest, of which the leftmost 384 bits count.
    EcdsaP384Sha512,
    /// ECDSA on P-521 over a SHA-256 digest.
    EcdsaP521Sha256,
    /// ECDSA on P-521 over a SHA-384 digest.
    EcdsaP521Sha384,
    /// ECDSA on P-521 over a SHA-512 digest.
    EcdsaP521Sha512,
    /// Ed25519 over the whole message (RFC 8032 §5.1, "PureEdDSA").
    Ed25519,
    /// Ed25519 over a SHA-512 digest, with the empty context (RFC 8032 §5.1, "HashEdDSA").
    Ed25519ph,
    /// RSASSA-PKCS1-v1_5 over a SHA-256 digest (RFC 8017 §8.2).
    RsaPkcs1Sha256,
    /// RSASSA-PKCS1-v1_5 over a SHA-384 digest (RFC 8017 §8.2).
    RsaPkcs1Sha384,
    /// RSASSA-PKCS1-v1_5 over a SHA-512 digest (RFC 8017 §8.2).
    RsaPkcs1Sha512,
    /// RSASSA-PSS (RFC 8017 §8.1) with MGF1 over the same digest algorithm.
    RsaPss {
        /// The digest that is signed, and the one of the mask generation.
        digest: DigestAlgorithm,
        /// The length of the salt in bytes: exactly this, never read from a signature.
        salt_len: u16,
    },
}

impl SignatureAlgorithm {
    /// Every algorithm that this version knows; RSASSA-PSS with salts as long as the digest.
    pub const ALL: &'static [Self] = &[
        Self::EcdsaP256Sha256,
        Self::EcdsaP256Sha384,
        Self::EcdsaP256Sha512,
        Self::EcdsaP384Sha256,
        Self::EcdsaP384Sha384,
        Self::EcdsaP384Sha512,
        Self::EcdsaP521Sha256,
        Self::EcdsaP521Sha384,
        Self::EcdsaP521Sha512,
        Self::Ed25519,
        Self::Ed25519ph,
        Self::RsaPkcs1Sha256,
        Self::RsaPkcs1Sha384,
        Self::RsaPkcs1Sha512,
        Self::RsaPss { digest: DigestAlgorithm::Sha256, salt_len: 32 },
        Self::RsaPss { digest: DigestAlgorithm::Sha384, salt_len: 48 },
        Self::RsaPss { digest: DigestAlgorithm::Sha512, salt_len: 64 },
    ];

    /// The name used in reports, such as `ecdsa-p256-sha256`. Of RSASSA-PSS it does not say the length of the
    /// salt, which what is displayed does.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EcdsaP256Sha256 => "ecdsa-p256-sha256",
            Self::EcdsaP256Sha384 => "ecdsa-p256-sha384",
            Self::EcdsaP256Sha512 => "ecdsa-p256-sha512",
            Self::EcdsaP384Sha256 => "ecdsa-p384-sha256",
            Self::EcdsaP384Sha384 => "ecdsa-p384-sha384",
            Self::EcdsaP384Sha512 => "ecdsa-p384-sha512",
            Self::EcdsaP521Sha256 => "ecdsa-p521-sha256",
            Self::EcdsaP521Sha384 => "ecdsa-p521-sha384",
            Self::EcdsaP521Sha512 => "ecdsa-p521-sha512",
            Self::Ed25519 => "ed25519",
            Self::Ed25519ph => "ed25519ph",
            Self::RsaPkcs1Sha256 => "rsa-pkcs1-sha256",
            Self::RsaPkcs1Sha384 => "rsa-pkcs1-sha384",
            Self::RsaPkcs1Sha512 => "rsa-pkcs1-sha512",
            Self::RsaPss { digest: DigestAlgorithm::Sha256, .. } => "rsa-pss-sha256",
            Self::RsaPss { digest: DigestAlgorithm::Sha384, .. } => "rsa-pss-sha384",
            Self::RsaPss { digest: DigestAlgorithm::Sha512, .. } => "rsa-pss-sha512",
            Self::RsaPss { .. } => "rsa-pss",
        }
    }

    /// The algorithm of that name, compared exactly; RSASSA-PSS with a salt as long as the digest.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|algorithm| algorithm.name() == name)
    }

    /// The key type that this algorithm works with.
    #[must_use]
    pub const fn key_type(self) -> KeyType {
        match self {
            Self::EcdsaP256Sha256 | Self::EcdsaP256Sha384 | Self::EcdsaP256Sha512 => KeyType::EcdsaP256,
            Self::EcdsaP384Sha256 | Self::EcdsaP384Sha384 | Self::EcdsaP384Sha512 => KeyType::EcdsaP384,
            Self::EcdsaP521Sha256 | Self::EcdsaP521Sha384 | Self::EcdsaP521Sha512 => KeyType::EcdsaP521,
            Self::Ed25519 | Self::Ed25519ph => KeyType::Ed25519,
            Self::RsaPkcs1Sha256 | Self::RsaPkcs1Sha384 | Self::RsaPkcs1Sha512 | Self::RsaPss { .. } => {
                KeyType::Rsa
            }
        }
    }

    /// The digest that is signed, or `None` for pure Ed25519, which needs the whole message.
    #[must_use]
    pub const fn digest_algorithm(self) -> Option<DigestAlgorithm> {
        match self {
            Self::EcdsaP256Sha256 | Self::EcdsaP384Sha256 | Self::EcdsaP521Sha256 | Self::RsaPkcs1Sha256 => {
                Some(DigestAlgorithm::Sha256)
            }
            Self::EcdsaP256Sha384 | Self::EcdsaP384Sha384 | Self::EcdsaP521Sha384 | Self::RsaPkcs1Sha384 => {
                Some(DigestAlgorithm::Sha384)
            }
            Self::EcdsaP256Sha512
            | Self::EcdsaP384Sha512
            | Self::EcdsaP521Sha512
            | Self::Ed25519ph
            | Self::RsaPkcs1Sha512 => Some(DigestAlgorithm::Sha512),
            Self::RsaPss { digest, .. } => Some(digest),
            Self::Ed25519 => None,
        }
    }
}

/// The name, and of RSASSA-PSS the length of a salt that is not as long as the digest: `rsa-pss-sha256-salt-20`.
impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RsaPss { digest, salt_len } if usize::from(*salt_len) != digest.output_len() => {
                write!(f, "{}-salt-{salt_len}", self.name())
            }
            _ => f.write_str(self.name()),
        }
    }
}

/// A signature algorithm whose hash is broken. Such algorithms are named so that they can be told and refused; no
/// [`Scheme`](crate::Scheme) is made of them, and no [`VerifyingKey`](crate::VerifyingKey).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RetiredAlgorithm {
    /// ECDSA on any curve over a SHA-1 digest.
    EcdsaSha1,
    /// RSASSA-PKCS1-v1_5 over a SHA-1 digest.
    RsaPkcs1Sha1,
    /// RSASSA-PKCS1-v1_5 over an MD5 digest.
    RsaPkcs1Md5,
}

impl RetiredAlgorithm {
    /// Every retired algorithm that this version can name.
    pub const ALL: &'static [Self] = &[Self::EcdsaSha1, Self::RsaPkcs1Sha1, Self::RsaPkcs1Md5];

    /// The name used in reports, such as `rsa-pkcs1-sha1`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EcdsaSha1 => "ecdsa-sha1",
            Self::RsaPkcs1Sha1 => "rsa-pkcs1-sha1",
            Self::RsaPkcs1Md5 => "rsa-pkcs1-md5",
        }
    }

    /// Whether signatures of this algorithm are made with keys of a type.
    #[must_use]
    pub const fn fits(self, key_type: KeyType) -> bool {
        let elliptic = matches!(key_type, KeyType::EcdsaP256 | KeyType::EcdsaP384 | KeyType::EcdsaP521);
        match self {
            Self::EcdsaSha1 => elliptic,
            Self::RsaPkcs1Sha1 | Self::RsaPkcs1Md5 => matches!(key_type, KeyType::Rsa),
        }
    }
}

impl fmt::Display for RetiredAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_as_what_they_name() {
        for key_type in KeyType::ALL {
            assert_eq!(KeyType::from_name(key_type.name()), Some(*key_type));
        }
        for algorithm in SignatureAlgorithm::ALL {
            assert_eq!(SignatureAlgorithm::from_name(algorithm.name()), Some(*algorithm));
        }
        assert_eq!(KeyType::from_name("ECDSA-P256"), None);
        assert_eq!(SignatureAlgorithm::from_name("none"), None);
    }

    #[test]
    fn only_pure_ed25519_needs_the_whole_message() {
        for algorithm in SignatureAlgorithm::ALL {
            let whole = algorithm.digest_algorithm().is_none();
            assert_eq!(whole, *algorithm == SignatureAlgorithm::Ed25519, "{algorithm}");
        }
    }
}

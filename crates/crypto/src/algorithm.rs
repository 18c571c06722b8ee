//! The algorithm table: a key type and a format decide, a message never does.

use core::fmt;

use countersign_digest::Algorithm as DigestAlgorithm;

/// What kind of key it is. Named curves only; explicit parameters are never read (RFC 5480 §2.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum KeyType {
    /// An elliptic-curve key on NIST P-256 (secp256r1, prime256v1).
    EcdsaP256,
}

impl KeyType {
    /// The name used on command lines and in reports, such as `ecdsa-p256`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EcdsaP256 => "ecdsa-p256",
        }
    }

    /// The key type of that name, if this version knows it.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        (name == Self::EcdsaP256.name()).then_some(Self::EcdsaP256)
    }

    /// Length in bytes of a private scalar.
    #[must_use]
    pub const fn scalar_len(self) -> usize {
        match self {
            Self::EcdsaP256 => 32,
        }
    }
}

impl fmt::Display for KeyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A signature algorithm, hash included: nothing is left for a message to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// ECDSA on P-256 over a SHA-256 digest (FIPS 186-5 §6).
    EcdsaP256Sha256,
}

impl SignatureAlgorithm {
    /// The name used in reports, such as `ecdsa-p256-sha256`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EcdsaP256Sha256 => "ecdsa-p256-sha256",
        }
    }

    /// The key type that this algorithm works with.
    #[must_use]
    pub const fn key_type(self) -> KeyType {
        match self {
            Self::EcdsaP256Sha256 => KeyType::EcdsaP256,
        }
    }

    /// The digest that is signed, or `None` for an algorithm that needs the whole message.
    #[must_use]
    pub const fn digest_algorithm(self) -> Option<DigestAlgorithm> {
        match self {
            Self::EcdsaP256Sha256 => Some(DigestAlgorithm::Sha256),
        }
    }
}

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How the bytes of a signature are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SignatureEncoding {
    /// `ECDSA-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }` in DER (RFC 3279 §2.2.3).
    Der,
    /// The two integers as big-endian octets of the curve's length, one after the other (IEEE P1363; RFC 7518
    /// §3.4).
    Fixed,
}

/// An algorithm together with the encoding of its signatures: all that is needed to verify one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scheme {
    algorithm: SignatureAlgorithm,
    encoding: SignatureEncoding,
}

impl Scheme {
    /// ECDSA P-256 with SHA-256, signatures in DER: what Cosign, X.509 and RFC 3161 use.
    pub const ECDSA_P256_SHA256_DER: Self =
        Self { algorithm: SignatureAlgorithm::EcdsaP256Sha256, encoding: SignatureEncoding::Der };
    /// ECDSA P-256 with SHA-256, signatures as `r ‖ s`: what JOSE (`ES256`) and COSE use.
    pub const ECDSA_P256_SHA256_FIXED: Self =
        Self { algorithm: SignatureAlgorithm::EcdsaP256Sha256, encoding: SignatureEncoding::Fixed };

    /// The algorithm.
    #[must_use]
    pub const fn algorithm(self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// The encoding of a signature's bytes.
    #[must_use]
    pub const fn encoding(self) -> SignatureEncoding {
        self.encoding
    }
}

/// The signature formats that the table knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// A signature on an image as Cosign makes it: simple signing, or DSSE in a Sigstore bundle.
    CosignImage,
}

/// What may verify a signature of `format` under a key of `key_type`, preferred for writing first. Empty where the
/// format has no algorithm for such a key.
#[must_use]
pub const fn allowed_schemes(key_type: KeyType, format: Format) -> &'static [Scheme] {
    match (key_type, format) {
        (KeyType::EcdsaP256, Format::CosignImage) => &[Scheme::ECDSA_P256_SHA256_DER],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_as_the_key_type_they_name() {
        assert_eq!(KeyType::from_name("ecdsa-p256"), Some(KeyType::EcdsaP256));
        assert_eq!(KeyType::from_name("ECDSA-P256"), None);
    }

    #[test]
    fn every_scheme_in_the_table_belongs_to_its_key_type() {
        for scheme in allowed_schemes(KeyType::EcdsaP256, Format::CosignImage) {
            assert_eq!(scheme.algorithm().key_type(), KeyType::EcdsaP256);
        }
    }
}

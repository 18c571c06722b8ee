//! Signatures by the digest of their bytes.

use alloc::vec::Vec;
use core::fmt;

use countersign_crypto::{KeyType, Scheme, SignatureEncoding, strict::EcdsaSignature};
use countersign_digest::{Algorithm, Digest, DigestError, HashProvider};

/// SHA-256 of the bytes of a signature, as the format carries them once base64 is decoded. Written as `sha256:` and 64
/// lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SignatureDigest(Digest);

impl SignatureDigest {
    /// The digest of a signature's bytes.
    #[must_use]
    pub fn of(signature: &[u8], hasher: &dyn HashProvider) -> Self {
        Self(hasher.hash(Algorithm::Sha256, signature))
    }

    /// Reads the text form.
    ///
    /// # Errors
    /// [`SignatureDigestError`].
    pub fn parse(text: &str) -> Result<Self, SignatureDigestError> {
        let digest = Digest::parse(text)?;
        if digest.algorithm() == Algorithm::Sha256 {
            Ok(Self(digest))
        } else {
            Err(SignatureDigestError::Algorithm { actual: digest.algorithm() })
        }
    }

    /// The digest.
    #[must_use]
    pub fn digest(&self) -> &Digest {
        &self.0
    }

    /// The digests of all signatures that anybody can make of this one. Of an ECDSA signature `(r, s)` that is `(r, n - s)`,
    /// which verifies as well: whoever stores a revoked signature could swap the two.
    pub(super) fn of_all_forms(signature: &[u8], scheme: Scheme, hasher: &dyn HashProvider) -> Vec<Self> {
        let other = Self::of_other_s(signature, scheme.algorithm().key_type(), scheme.encoding(), hasher);
        core::iter::once(Self::of(signature, hasher)).chain(other).collect()
    }

    /// The same for every scheme by which it may verify.
    pub(super) fn of_any_scheme(signature: &[u8], hasher: &dyn HashProvider) -> Vec<Self> {
        let encodings = [SignatureEncoding::Der, SignatureEncoding::Fixed];
        let schemes = KeyType::ALL.iter().flat_map(|key| encodings.map(|encoding| (*key, encoding)));
        let others = schemes.filter_map(|(key, encoding)| Self::of_other_s(signature, key, encoding, hasher));
        core::iter::once(Self::of(signature, hasher)).chain(others).collect()
    }

    fn of_other_s(
        signature: &[u8],
        key_type: KeyType,
        encoding: SignatureEncoding,
        hasher: &dyn HashProvider,
    ) -> Option<Self> {
        let ecdsa = EcdsaSignature::read(key_type, encoding, signature).ok()?;
        Some(Self::of(&ecdsa.write_other_s(encoding), hasher))
    }
}

impl fmt::Display for SignatureDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why a text is no digest of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureDigestError {
    /// It is no digest.
    #[error(transparent)]
    Digest(#[from] DigestError),
    /// It is a digest by another algorithm: signatures are looked up by SHA-256 alone.
    #[error("signatures are listed by their sha256 digest, not by {actual}")]
    Algorithm {
        /// The algorithm named.
        actual: Algorithm,
    },
}

//! What a verifier accepts at all.

use alloc::collections::BTreeSet;
use core::fmt;

use crate::{KeyType, PublicKey, SignatureAlgorithm};

/// A verifier's list of acceptable algorithms, beyond what the table of formats already rules out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedAlgorithms {
    set: Set,
    min_rsa_bits: u16,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Set {
    All,
    Nist,
    Only(BTreeSet<SignatureAlgorithm>),
}

impl AllowedAlgorithms {
    /// Every algorithm that this crate knows.
    #[must_use]
    pub fn all() -> Self {
        Self { set: Set::All, min_rsa_bits: 0 }
    }

    /// What NIST SP 800-131A Rev. 2 §3 names acceptable for digital signatures: ECDSA on P-256, P-384 and P-521, and
    /// RSA of at least 2048 bits, with SHA-2; of RSASSA-PSS with a salt no longer than the digest (FIPS 186-5 §5.4).
    /// EdDSA came to FIPS 186-5 after that revision and is not in it.
    #[must_use]
    pub fn nist_sp_800_131a() -> Self {
        Self { set: Set::Nist, min_rsa_bits: 2048 }
    }

    /// Only the algorithms that are named.
    #[must_use]
    pub fn only(algorithms: impl IntoIterator<Item = SignatureAlgorithm>) -> Self {
        Self { set: Set::Only(algorithms.into_iter().collect()), min_rsa_bits: 0 }
    }

    /// The same list, with RSA keys of at least that many bits. It never lowers what the list asks for already.
    #[must_use]
    pub fn with_min_rsa_bits(mut self, bits: u16) -> Self {
        self.min_rsa_bits = self.min_rsa_bits.max(bits);
        self
    }

    /// What reports call the list: `all`, `nist-sp-800-131a` or `custom`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match (&self.set, self.min_rsa_bits) {
            (Set::All, 0) => "all",
            (Set::Nist, 2048) => "nist-sp-800-131a",
            _ => "custom",
        }
    }

    /// Whether signatures by `algorithm` under `key` are accepted.
    ///
    /// # Errors
    /// [`AlgorithmRefusal`] says what the list lacks, or what the key does.
    pub fn check(&self, key: &PublicKey, algorithm: SignatureAlgorithm) -> Result<(), AlgorithmRefusal> {
        let (expected, actual) = (algorithm.key_type(), key.key_type());
        if expected != actual {
            return Err(AlgorithmRefusal::WrongKeyType { expected, actual });
        }
        if !self.set.contains(algorithm) {
            return Err(AlgorithmRefusal::NotAllowed { algorithm, list: self.name() });
        }
        if key.rsa_pss_restriction().is_some_and(|restriction| !restriction.admits(algorithm)) {
            return Err(AlgorithmRefusal::Restricted { algorithm });
        }
        match key.rsa() {
            Some(rsa) if rsa.bits() < usize::from(self.min_rsa_bits) => {
                Err(AlgorithmRefusal::RsaTooShort { bits: rsa.bits(), least: self.min_rsa_bits })
            }
            _ => Ok(()),
        }
    }
}

impl Set {
    fn contains(&self, algorithm: SignatureAlgorithm) -> bool {
        match (self, algorithm) {
            (Self::All, _) => true,
            (Self::Only(algorithms), _) => algorithms.contains(&algorithm),
            (Self::Nist, SignatureAlgorithm::RsaPss { digest, salt_len }) => {
                usize::from(salt_len) <= digest.output_len()
            }
            (Self::Nist, _) => algorithm.key_type() != KeyType::Ed25519,
        }
    }
}

/// Two lists that are not equal are never shown alike: this text stands for the list where a configuration is compared.
impl fmt::Display for AllowedAlgorithms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.set {
            Set::All => f.write_str("all")?,
            Set::Nist => f.write_str("nist-sp-800-131a")?,
            Set::Only(algorithms) => {
                f.write_str("only")?;
                algorithms.iter().try_for_each(|algorithm| write!(f, " {algorithm}"))?;
            }
        }
        if self.min_rsa_bits == 0 {
            Ok(())
        } else {
            write!(f, ", rsa of at least {} bits", self.min_rsa_bits)
        }
    }
}

/// Why a verifier's list refuses an algorithm under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AlgorithmRefusal {
    /// The algorithm is not on the list.
    #[error("{algorithm} is not among the allowed algorithms ({list})")]
    NotAllowed {
        /// The algorithm asked for.
        algorithm: SignatureAlgorithm,
        /// The name of the list.
        list: &'static str,
    },
    /// The list asks for longer RSA keys.
    #[error("the RSA key has {bits} bits, the allowed algorithms ask for at least {least}")]
    RsaTooShort {
        /// The bits of the key.
        bits: usize,
        /// The bits asked for.
        least: u16,
    },
    /// The key's own parameters restrict it to another algorithm (RFC 4055 §3.3).
    #[error("the key's own parameters do not admit {algorithm}")]
    Restricted {
        /// The algorithm asked for.
        algorithm: SignatureAlgorithm,
    },
    /// The algorithm is for keys of another type.
    #[error("a {actual} key cannot be used where {expected} is signed with")]
    WrongKeyType {
        /// The key type of the algorithm.
        expected: KeyType,
        /// The key type given.
        actual: KeyType,
    },
}

//! What weakens verification, for old data whose reader knows what it is. Feature `legacy`.
//!
//! Rules that were weakened say so: [`AlgorithmRules::weakened`].

use crate::{AlgorithmRules, Weakening};

/// Takes signatures over SHA-1: `sha1WithRSAEncryption` and `ecdsa-with-SHA1`. Whoever can have a certificate signed can
/// have another one with the same signature ("SHA-1 is a Shambles", 2020).
#[must_use]
pub const fn allow_sha1(rules: AlgorithmRules) -> AlgorithmRules {
    rules.weaken(Weakening::Sha1)
}

/// Takes signatures over MD5: `md5WithRSAEncryption`. An intermediate CA was forged with it in 2008.
#[must_use]
pub const fn allow_md5(rules: AlgorithmRules) -> AlgorithmRules {
    rules.weaken(Weakening::Md5)
}

/// Takes RSA keys of 1024 bits and more, whose factors are within reach of whoever pays for the computation.
#[must_use]
pub const fn allow_rsa_1024(rules: AlgorithmRules) -> AlgorithmRules {
    rules.weaken(Weakening::Rsa1024)
}

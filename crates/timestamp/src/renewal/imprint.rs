//! What a token is over that renews others.
//!
//! ```text
//! renewed = H( "countersign-timestamp-renewal-v1" 00
//!              u64(len(H(evidence))) H(evidence)
//!              u64(number of tokens) { u64(len(token)) token } )
//! ```
//!
//! `H` is the hash of the new token's imprint; `u64` is big-endian; a token is its bytes as they arrived. The first 33 octets
//! set it apart from whatever else is stamped, the lengths one list of tokens from another.

use countersign_crypto::{Digest, DigestAlgorithm, HashProvider, WrongDigest};

use crate::{Imprinted, TimestampToken};

const DOMAIN: &[u8] = b"countersign-timestamp-renewal-v1\0";

/// The digest that the next token is over.
///
/// # Errors
/// [`WrongDigest`] where a digest of the evidence by another algorithm was given.
pub(super) fn renewed(
    evidence: Imprinted<'_>,
    tokens: &[TimestampToken<'_>],
    algorithm: DigestAlgorithm,
    hasher: &dyn HashProvider,
) -> Result<Digest, WrongDigest> {
    let evidence = evidence.message().to_digest(algorithm, hasher)?;
    let mut state = hasher.hasher(algorithm);
    state.update(DOMAIN);
    state.update(&length(evidence.as_bytes().len()));
    state.update(evidence.as_bytes());
    state.update(&length(tokens.len()));
    for token in tokens {
        state.update(&length(token.der().len()));
        state.update(token.der());
    }
    Ok(state.finish())
}

fn length(length: usize) -> [u8; 8] {
    u64::try_from(length).unwrap_or(u64::MAX).to_be_bytes()
}

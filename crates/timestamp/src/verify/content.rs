//! What the token is about.

use countersign_crypto::{CryptoProvider, Digest, Message};
use countersign_x509::Extension;

use crate::{TokenClaims, TokenError, oids::digest_algorithm};

/// None is interpreted, so that a critical one refuses the token.
pub(super) fn check_extensions(claims: &TokenClaims<'_>) -> Result<(), TokenError> {
    let critical = claims.extensions().find(Extension::is_critical);
    critical.map_or(Ok(()), |critical| Err(TokenError::CriticalExtension { oid: critical.oid().to_owned() }))
}

/// The imprint, which is that of a message.
pub(super) fn check_imprint(
    claims: &TokenClaims<'_>,
    message: Message<'_>,
    provider: &dyn CryptoProvider,
) -> Result<Digest, TokenError> {
    let imprint = read_imprint(claims)?;
    let computed = message.to_digest(imprint.algorithm(), provider);
    let computed = computed
        .map_err(|wrong| TokenError::OtherDigest { expected: wrong.expected(), actual: wrong.actual() })?;
    if computed == imprint { Ok(imprint) } else { Err(TokenError::Imprint) }
}

/// Whether a token says that it is about what has this digest.
pub(crate) fn has_imprint(claims: &TokenClaims<'_>, digest: &Digest) -> bool {
    read_imprint(claims).is_ok_and(|imprint| imprint == *digest)
}

fn read_imprint(claims: &TokenClaims<'_>) -> Result<Digest, TokenError> {
    let oid = claims.imprint_algorithm();
    let algorithm = digest_algorithm(oid);
    let algorithm = algorithm.ok_or_else(|| TokenError::ImprintAlgorithm { algorithm: oid.to_owned() })?;
    let actual = claims.imprint().len();
    Digest::from_bytes(algorithm, claims.imprint())
        .map_err(|_| TokenError::ImprintLength { algorithm, actual })
}

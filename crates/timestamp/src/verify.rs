//! Whether a token is proof of a time, in the order of the variants of [`TokenError`].

mod content;
mod signature;
mod signer;
mod window;

use alloc::vec::Vec;

use countersign_crypto::{CryptoProvider, Digest, Message};
use countersign_time::UnixTime;
use countersign_x509::{Certificate, PathBuilder, Times, VerifiedPath};

use crate::{TimestampToken, TokenClaims, TokenError, TrustedTsa, VerifiedTimestamp};
pub(crate) use content::has_imprint;
pub(crate) use signer::find as find_signer;

/// What a timestamp is about.
#[derive(Clone, Copy, Debug)]
pub enum Imprinted<'a> {
    /// The bytes themselves, which are hashed by the algorithm of the token.
    Bytes(&'a [u8]),
    /// A digest of them; it must be by the algorithm of the token.
    Digest(&'a Digest),
}

impl<'a> Imprinted<'a> {
    pub(crate) fn message(self) -> Message<'a> {
        match self {
            Self::Bytes(bytes) => Message::Bytes(bytes),
            Self::Digest(digest) => Message::Digest(digest),
        }
    }
}

/// Verifies a token. What costs little stands first, and what an attacker can make anybody compute last.
pub(crate) fn verify(
    token: &TimestampToken<'_>,
    imprinted: &Imprinted<'_>,
    authority: &TrustedTsa,
    now: UnixTime,
    provider: &dyn CryptoProvider,
) -> Result<VerifiedTimestamp, TokenError> {
    let claims = token.inspect();
    content::check_extensions(&claims)?;
    let imprint = content::check_imprint(&claims, imprinted.message(), provider)?;
    let times = window::check(&claims, authority, now)?;
    let digest = signature::check_message_digest(token, provider)?;
    let certificates = certificates(&claims);
    let leaf = signer::choose(token, &certificates, authority, provider)?;
    signer::check_name(&claims, leaf)?;
    let path = path(leaf, &certificates, (authority, times), provider)?;
    signature::check(token, (leaf, digest), authority.path_profile().algorithms(), provider)?;
    Ok(verified(&claims, (times, imprint), &path, authority))
}

/// The certificates of a token: one that cannot be read serves no path, and hinders none.
fn certificates<'t>(claims: &TokenClaims<'t>) -> Vec<Certificate<'t>> {
    claims.certificates().filter_map(|der| Certificate::from_der(der).ok()).collect()
}

fn path<'c>(
    leaf: &Certificate<'c>,
    certificates: &[Certificate<'c>],
    (authority, times): (&TrustedTsa, Times),
    provider: &dyn CryptoProvider,
) -> Result<VerifiedPath<'c>, TokenError> {
    PathBuilder::new(provider, authority.anchors(), authority.path_profile())
        .intermediates(authority.further_certificates())
        .verify(leaf, certificates, times)
        .map_err(TokenError::Path)
}

fn verified(
    claims: &TokenClaims<'_>,
    (times, imprint): (Times, Digest),
    path: &VerifiedPath<'_>,
    authority: &TrustedTsa,
) -> VerifiedTimestamp {
    VerifiedTimestamp {
        times,
        gen_time: claims.gen_time(),
        accuracy: claims.accuracy(),
        policy: claims.policy().to_owned(),
        serial: claims.serial().map_or_else(Default::default, |serial| serial.as_bytes().into()),
        nonce: claims.nonce(),
        imprint,
        path: path.to_owned(),
        authority: authority.shared_id(),
    }
}

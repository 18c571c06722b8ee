//! A request that is granted, before it has a time and a number.

use super::{Rejection, TimestampAuthority, TokenDraft, TokenSerial, cms, tst_info};
use crate::{TimestampRequest, digest::HashProvider, encoding::der::Oid, time::UnixTime};

/// A request that keeps every rule of the authority.
#[derive(Clone, Debug)]
#[must_use = "an accepted request is no token yet"]
pub struct AcceptedRequest<'a> {
    pub(super) authority: &'a TimestampAuthority,
    pub(super) request: TimestampRequest,
    pub(super) policy: &'a [u8],
}

impl<'a> AcceptedRequest<'a> {
    /// The policy under which the token will be.
    #[must_use]
    pub const fn policy(&self) -> Oid<'a> {
        Oid::from_contents(self.policy)
    }

    /// The token, but for its signature. `clock` is rounded down to the authority's precision.
    ///
    /// # Errors
    /// [`Rejection::Time`] where a certificate of the authority is not valid then, accuracy included.
    pub fn draft(
        self,
        clock: UnixTime,
        serial: TokenSerial,
        hasher: &dyn HashProvider,
    ) -> Result<TokenDraft<'a>, Rejection> {
        let time = self.authority.terms.time(clock).ok_or(Rejection::Time)?;
        let info = tst_info::encode(&self.authority.terms, self.policy, &self.request, time, serial);
        let certified = &self.authority.certified;
        let attributes = cms::attributes([
            certified.content_type.clone(),
            cms::signing_time(time),
            cms::message_digest(hasher.hash(certified.digest, &info).as_bytes()),
            certified.signing_certificate.clone(),
        ]);
        let certificates: &[u8] =
            if self.request.wants_certificates() { &certified.certificates } else { &[] };
        Ok(TokenDraft { authority: self.authority, info, attributes, certificates })
    }
}

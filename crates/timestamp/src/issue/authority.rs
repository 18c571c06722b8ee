//! Who answers.

use alloc::{boxed::Box, vec::Vec};
use core::time::Duration;

use super::{
    AcceptedRequest, Rejection, TimePrecision, TimestampAnswer, TimestampAuthorityBuilder, TokenSerial, cms,
};
use crate::{
    TimestampRequest,
    crypto::{PublicKey, Scheme, SigningKey},
    digest::{Algorithm, HashProvider},
    encoding::der::Oid,
    time::{UnixTime, Validity},
    x509::Certificate,
};

/// The public half of a timestamping authority: its certificates, and what it grants.
///
/// ```
/// use countersign_timestamp::{
///     crypto::SigningKey, digest::HashProvider, issue::{TimestampAuthority, TokenSerial}, time::UnixTime,
/// };
///
/// /// The body of an answer over HTTP, to whatever came as the body of a request.
/// fn answer(
///     authority: &TimestampAuthority,
///     body: &[u8],
///     now: UnixTime,         // your clock
///     serial: TokenSerial,   // given to nobody else, ever
///     key: &dyn SigningKey,
///     hasher: &dyn HashProvider,
/// ) -> Vec<u8> {
///     authority.respond(body, now, serial, key, hasher).into_der()
/// }
/// ```
#[derive(Clone, Debug)]
pub struct TimestampAuthority {
    pub(super) key: PublicKey,
    pub(super) scheme: Scheme,
    pub(super) policies: Policies,
    pub(super) terms: Terms,
    pub(super) certified: Certified,
}

impl TimestampAuthority {
    /// An authority of a certificate chain, leaf first and each issued by the next one; of the scheme that its key signs by;
    /// and of the policy of tokens whose request names none.
    pub fn builder<'c>(
        chain: &'c [Certificate<'c>],
        scheme: Scheme,
        policy: Oid<'_>,
    ) -> TimestampAuthorityBuilder<'c> {
        TimestampAuthorityBuilder::new(chain, scheme, policy)
    }

    /// Reads a request.
    ///
    /// # Errors
    /// [`Rejection`], which is an answer too: [`Rejection::to_response_der`].
    pub fn read(&self, request: &[u8]) -> Result<AcceptedRequest<'_>, Rejection> {
        if request.len() > self.terms.max_request {
            return Err(Rejection::TooLong);
        }
        let request = TimestampRequest::parse(request)?;
        // None is known, critical or not.
        if request.extensions().is_some() {
            return Err(Rejection::Extension);
        }
        let policy = self.policies.choose(request.requested_policy()).ok_or(Rejection::Policy)?;
        Ok(AcceptedRequest { authority: self, request, policy })
    }

    /// Answers any bytes with a response, by a key at hand. The serial number is used up where a token is granted alone.
    pub fn respond(
        &self,
        request: &[u8],
        clock: UnixTime,
        serial: TokenSerial,
        key: &dyn SigningKey,
        hasher: &dyn HashProvider,
    ) -> TimestampAnswer {
        let draft = self.read(request).and_then(|accepted| accepted.draft(clock, serial, hasher));
        let signed = draft.and_then(|draft| draft.sign(key).map_err(|_| Rejection::Failed));
        match signed {
            Ok(response) => TimestampAnswer::granted(response),
            Err(rejection) => rejection.into(),
        }
    }

    /// The key of the certificate.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.key
    }

    /// The scheme that it signs by.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Whether a token may be granted at this time of the clock: every certificate of the chain is valid at both ends of the
    /// token's interval. With certificates that were made just now that begins a moment later.
    #[must_use]
    pub fn grants_at(&self, clock: UnixTime) -> bool {
        self.terms.time(clock).is_some()
    }

    /// When every certificate of the chain is valid. Outside of it no token is granted.
    #[must_use]
    pub const fn validity(&self) -> Validity {
        self.terms.window
    }
}

/// What is granted, as object identifiers' contents.
#[derive(Clone, Debug)]
pub(super) struct Policies {
    pub(super) default: Box<[u8]>,
    pub(super) further: Vec<Box<[u8]>>,
}

impl Policies {
    fn choose<'p>(&'p self, asked: Option<Oid<'_>>) -> Option<&'p [u8]> {
        let Some(asked) = asked else { return Some(&self.default) };
        let mut known = core::iter::once(&self.default).chain(&self.further);
        known.find(|known| known.as_ref() == asked.as_bytes()).map(AsRef::as_ref)
    }
}

/// What every token of an authority has in common.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    pub(super) window: Validity,
    pub(super) margin: Duration,
    /// `Accuracy` in DER, or nothing.
    pub(super) accuracy: Vec<u8>,
    pub(super) precision: TimePrecision,
    /// `ordering` in DER, or nothing.
    pub(super) ordering: &'static [u8],
    pub(super) max_request: usize,
}

impl Terms {
    /// The time of a token, where every certificate is valid at both ends of its interval.
    pub(super) fn time(&self, clock: UnixTime) -> Option<UnixTime> {
        let time = self.precision.round(clock);
        let ends = [time.checked_sub(self.margin)?, time.checked_add(self.margin)?];
        ends.iter().all(|end| self.window.contains(*end)).then_some(time)
    }
}

/// The parts of a token that its certificate and scheme decide, encoded once.
#[derive(Clone, Debug)]
pub(super) struct Certified {
    pub(super) digest: Algorithm,
    pub(super) digest_identifier: Vec<u8>,
    pub(super) signature_identifier: Vec<u8>,
    pub(super) signer: Vec<u8>,
    pub(super) content_type: Vec<u8>,
    pub(super) signing_certificate: Vec<u8>,
    pub(super) certificates: Vec<u8>,
}

impl Certified {
    /// `None` for a scheme that CMS has no identifier for.
    pub(super) fn new(
        leaf: &Certificate<'_>,
        chain: &[Certificate<'_>],
        scheme: Scheme,
        hasher: &dyn HashProvider,
    ) -> Option<Self> {
        let digest = cms::digest_of(scheme);
        // Whoever verifies has the root already, or does not believe this one.
        let told = chain.iter().filter(|one| *one == leaf || !one.is_self_issued()).collect::<Vec<_>>();
        Some(Self {
            digest,
            digest_identifier: cms::digest_identifier(digest)?,
            signature_identifier: cms::signature_algorithm(scheme)?,
            signer: cms::signer_identifier(leaf),
            content_type: cms::content_type(),
            signing_certificate: cms::signing_certificate(leaf, hasher),
            certificates: cms::certificate_set(&told),
        })
    }
}

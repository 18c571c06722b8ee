//! How an authority is made.

use alloc::vec::Vec;

use super::{
    AuthorityError, TimestampAuthority,
    authority::{Certified, Policies, Terms},
};
use crate::{
    Accuracy,
    crypto::{CryptoProvider, PublicKey, Scheme},
    encoding::der::Oid,
    request::MAX_LEN as MAX_REQUEST_LEN,
    time::{UnixTime, Validity},
    x509::{AnchorLimits, Certificate, PathBuilder, Profile, Role, TrustAnchors},
};

/// The most certificates of a chain.
const MAX_CERTIFICATES: usize = 16;

/// How fine the times of tokens are. The clock is rounded down.
///
/// Many readers take whole seconds alone: Go's, and with it Cosign and Notation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimePrecision {
    /// Whole seconds.
    Seconds,
    /// Three digits behind the point.
    Milliseconds,
    /// Six digits behind the point.
    Microseconds,
}

impl TimePrecision {
    /// The clock, rounded down.
    pub(super) fn round(self, clock: UnixTime) -> UnixTime {
        let step = match self {
            Self::Seconds => return clock.truncated_to_seconds(),
            Self::Milliseconds => 1_000_000,
            Self::Microseconds => 1_000,
        };
        let nanoseconds = clock.nanoseconds();
        // Fewer nanoseconds than there were are no error.
        UnixTime::new(clock.seconds(), nanoseconds.saturating_sub(nanoseconds % step)).unwrap_or(clock)
    }
}

/// What an authority is to be. Made by [`TimestampAuthority::builder`].
#[derive(Clone, Debug)]
#[must_use = "a builder is no authority until it is built"]
pub struct TimestampAuthorityBuilder<'c> {
    chain: &'c [Certificate<'c>],
    scheme: Scheme,
    policies: Policies,
    accuracy: Option<Accuracy>,
    precision: TimePrecision,
    ordering: &'static [u8],
    max_request: usize,
}

impl<'c> TimestampAuthorityBuilder<'c> {
    pub(super) fn new(chain: &'c [Certificate<'c>], scheme: Scheme, policy: Oid<'_>) -> Self {
        Self {
            chain,
            scheme,
            policies: Policies { default: policy.as_bytes().into(), further: Vec::new() },
            accuracy: None,
            precision: TimePrecision::Seconds,
            ordering: &[],
            max_request: MAX_REQUEST_LEN,
        }
    }

    /// Grants requests that name this policy, besides the default one.
    pub fn accept_policy(mut self, policy: Oid<'_>) -> Self {
        self.policies.further.push(policy.as_bytes().into());
        self
    }

    /// Says by how much the time of a token may be wrong, in either direction. Without this tokens say nothing about it.
    pub fn accuracy(self, accuracy: Accuracy) -> Self {
        Self { accuracy: Some(accuracy), ..self }
    }

    /// Sets how fine the times of tokens are: whole seconds without this.
    pub fn precision(self, precision: TimePrecision) -> Self {
        Self { precision, ..self }
    }

    /// Promises that the times of any two tokens tell which came first (`ordering`, RFC 3161 §2.4.2). The caller then must
    /// give each draft a clock that is later than that of the one before, by at least the precision.
    pub fn promise_ordering(self) -> Self {
        Self { ordering: &[1, 1, 0xff], ..self }
    }

    /// Lowers the length of the longest request that is read, in bytes: 64 KiB without this, and never more.
    pub fn max_request_len(self, bytes: usize) -> Self {
        Self { max_request: bytes, ..self }
    }

    /// The authority. Its chain must be valid at `now`; the provider checks the signatures of the chain and that the key goes
    /// with the scheme.
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn build(
        self,
        now: UnixTime,
        provider: &dyn CryptoProvider,
    ) -> Result<TimestampAuthority, AuthorityError> {
        let leaf = self.leaf()?;
        Profile::RFC3161_TSA.check(Role::Leaf, leaf).map_err(AuthorityError::Leaf)?;
        check_path(self.chain, now, provider)?;
        let key = PublicKey::from_spki_der(leaf.spki(), provider).map_err(AuthorityError::Key)?;
        provider.verifying_key(&key, self.scheme).map_err(AuthorityError::KeyUse)?;
        let certified = Certified::new(leaf, self.chain, self.scheme, provider)
            .ok_or(AuthorityError::Scheme { scheme: self.scheme })?;
        let terms = Terms {
            window: common_validity(self.chain)?,
            margin: self.accuracy.map(Accuracy::to_duration).unwrap_or_default(),
            accuracy: self.accuracy.map(Accuracy::to_der).unwrap_or_default(),
            precision: self.precision,
            ordering: self.ordering,
            max_request: self.max_request,
        };
        Ok(TimestampAuthority { key, scheme: self.scheme, policies: self.policies, terms, certified })
    }

    fn leaf(&self) -> Result<&'c Certificate<'c>, AuthorityError> {
        let actual = self.chain.len();
        if actual > MAX_CERTIFICATES {
            return Err(AuthorityError::TooManyCertificates { actual, limit: MAX_CERTIFICATES });
        }
        self.chain.first().ok_or(AuthorityError::NoCertificate)
    }
}

/// The chain is one path, in order and whole, whose end is believed: it is the caller's own.
fn check_path(
    chain: &[Certificate<'_>],
    now: UnixTime,
    provider: &dyn CryptoProvider,
) -> Result<(), AuthorityError> {
    let (Some((leaf, above)), Some(last)) = (chain.split_first(), chain.last()) else {
        return Err(AuthorityError::NoCertificate);
    };
    let anchors = TrustAnchors::from_ders([last.der()], AnchorLimits::OwnLimits);
    let builder = PathBuilder::new(provider, &anchors, Profile::RFC3161_TSA);
    let path = builder.verify(leaf, above, now).map_err(AuthorityError::Path)?;
    let below = path.certificates().iter().map(Certificate::der);
    let top = (path.certificates().last() != Some(last)).then(|| last.der());
    if below.chain(top).eq(chain.iter().map(Certificate::der)) { Ok(()) } else { Err(AuthorityError::Order) }
}

/// When every certificate of the chain is valid.
fn common_validity(chain: &[Certificate<'_>]) -> Result<Validity, AuthorityError> {
    let windows = || chain.iter().map(Certificate::validity);
    let start = windows().map(|window| window.not_before()).max();
    let end = windows().map(|window| window.not_after()).min();
    let (Some(start), Some(end)) = (start, end) else { return Err(AuthorityError::NoCertificate) };
    Validity::new(start, end).map_err(|_| AuthorityError::NoCommonValidity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_rounded_down() {
        let clock = UnixTime::new(5, 123_456_789).unwrap_or(UnixTime::MIN);
        let rounded = |precision: TimePrecision| precision.round(clock).nanoseconds();
        assert_eq!(rounded(TimePrecision::Seconds), 0);
        assert_eq!(rounded(TimePrecision::Milliseconds), 123_000_000);
        assert_eq!(rounded(TimePrecision::Microseconds), 123_456_000);
    }
}

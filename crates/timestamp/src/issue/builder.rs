//! How an authority is made.

use alloc::vec::Vec;
use core::time::Duration;

use super::{
    AuthorityError, TimestampAuthority,
    authority::{Certified, Policies, Terms},
    cms,
};
use crate::{
    crypto::{CryptoProvider, PublicKey, Scheme},
    encoding::der::{Oid, Tag, unsigned_integer, write},
    time::{UnixTime, Validity},
    x509::{AnchorLimits, Certificate, PathBuilder, Profile, Role, TrustAnchors},
};

/// The most certificates of a chain.
const MAX_CERTIFICATES: usize = 16;
/// The longest request that is read, in bytes.
const MAX_REQUEST: usize = 64 * 1024;

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
    accuracy: Option<Duration>,
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
            max_request: MAX_REQUEST,
        }
    }

    /// Grants requests that name this policy, besides the default one.
    pub fn accept_policy(mut self, policy: Oid<'_>) -> Self {
        self.policies.further.push(policy.as_bytes().into());
        self
    }

    /// Says by how much the time of a token may be wrong, in either direction. Without this tokens say nothing about it.
    pub fn accuracy(self, accuracy: Duration) -> Self {
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

    /// Sets the longest request that is read, in bytes: 64 KiB without this.
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
            margin: self.accuracy.unwrap_or_default(),
            accuracy: self.accuracy.map(encode_accuracy).transpose()?.unwrap_or_default(),
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

/// ```text
/// Accuracy ::= SEQUENCE { seconds INTEGER OPTIONAL, millis [0] INTEGER (1..999) OPTIONAL, micros [1] INTEGER (1..999) OPTIONAL }
/// ```
fn encode_accuracy(accuracy: Duration) -> Result<Vec<u8>, AuthorityError> {
    let micros = accuracy.subsec_micros();
    if !accuracy.subsec_nanos().is_multiple_of(1000) || accuracy > MAX_ACCURACY || accuracy.is_zero() {
        return Err(AuthorityError::Accuracy);
    }
    let seconds = number(Tag::INTEGER, accuracy.as_secs());
    let millis = number(Tag::context(0), u64::from(micros / 1000));
    let micros = number(Tag::context(1), u64::from(micros % 1000));
    Ok(cms::sequence(&[&seconds, &millis, &micros]))
}

/// What is off by more than a day certifies nothing.
const MAX_ACCURACY: Duration = Duration::from_secs(24 * 60 * 60);

/// Nothing for zero.
fn number(tag: Tag, number: u64) -> Vec<u8> {
    if number == 0 {
        return Vec::new();
    }
    let octets = number.to_be_bytes();
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    let integer = unsigned_integer(octets.get(zeros..).unwrap_or_default());
    write(tag, &[integer.get(2..).unwrap_or_default()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accuracy_is_whole_microseconds_above_zero_and_no_more_than_a_day() {
        let of = |nanoseconds| encode_accuracy(Duration::from_nanos(nanoseconds));
        assert_eq!(of(1_000_000_000).as_deref(), Ok(&[0x30, 3, 2, 1, 1][..]));
        assert_eq!(of(500_000_000).as_deref(), Ok(&[0x30, 4, 0x80, 2, 1, 0xf4][..]));
        assert_eq!(of(2_001_200_000).as_deref(), Ok(&[0x30, 10, 2, 1, 2, 0x80, 1, 1, 0x81, 2, 0, 0xc8][..]));
        assert_eq!(of(1), Err(AuthorityError::Accuracy));
        assert_eq!(of(0), Err(AuthorityError::Accuracy));
        assert_eq!(encode_accuracy(Duration::from_secs(86_401)), Err(AuthorityError::Accuracy));
    }

    #[test]
    fn a_clock_is_rounded_down() {
        let clock = UnixTime::new(5, 123_456_789).unwrap_or(UnixTime::MIN);
        let rounded = |precision: TimePrecision| precision.round(clock).nanoseconds();
        assert_eq!(rounded(TimePrecision::Seconds), 0);
        assert_eq!(rounded(TimePrecision::Milliseconds), 123_000_000);
        assert_eq!(rounded(TimePrecision::Microseconds), 123_456_000);
    }
}

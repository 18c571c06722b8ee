//! Several tokens about one thing.

use alloc::{boxed::Box, vec::Vec};
use core::num::NonZeroUsize;

use countersign_crypto::CryptoProvider;
use countersign_time::UnixTime;
use countersign_x509::Times;

use crate::{
    Imprinted, QuorumError, ResponseError, TimestampToken, TokenError, TrustedTsa, VerifiedTimestamp,
};

/// The most tokens that are looked at.
pub const MAX_TOKENS: usize = 8;

/// A token as it arrived, in one of its two forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncodedToken<'a> {
    /// A bare token: [`TimestampToken::from_der`].
    Bare(&'a [u8]),
    /// A whole answer: [`TimestampToken::from_response_der`].
    Response(&'a [u8]),
}

impl<'a> EncodedToken<'a> {
    /// Reads it.
    ///
    /// # Errors
    /// [`ResponseError`].
    pub fn parse(self) -> Result<TimestampToken<'a>, ResponseError> {
        match self {
            Self::Bare(der) => Ok(TimestampToken::from_der(der)?),
            Self::Response(der) => TimestampToken::from_response_der(der),
        }
    }
}

/// How many of the presented tokens must be valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threshold {
    /// Every one, and there must be one.
    EveryToken,
    /// At least one of each of so many distinct authorities ([`VerifiedTimestamp::is_independent_of`]); others are reported.
    Authorities(NonZeroUsize),
}

/// Why one token does not count.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenRefusal {
    /// It is no token.
    #[error(transparent)]
    Malformed(#[from] ResponseError),
    /// No authority made it: what the one says under which the checks got furthest.
    #[error(transparent)]
    Untrusted(#[from] TokenError),
}

impl TokenRefusal {
    /// A stable name of the reason, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(reason) => reason.code(),
            Self::Untrusted(reason) => reason.code(),
        }
    }
}

/// A token that does not count, where others did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedToken {
    at: usize,
    reason: TokenRefusal,
}

impl RefusedToken {
    /// Its place among those given, from 0.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// Why it does not count.
    #[must_use]
    pub fn reason(&self) -> &TokenRefusal {
        &self.reason
    }
}

/// Verifies all tokens about one thing.
#[derive(Clone, Copy, Debug)]
pub struct TimestampVerifier<'s> {
    provider: &'s dyn CryptoProvider,
    authorities: &'s [TrustedTsa],
    threshold: Threshold,
}

impl<'s> TimestampVerifier<'s> {
    /// Believes these authorities. Every token that is presented must be valid under one of them.
    #[must_use]
    pub fn new(provider: &'s dyn CryptoProvider, authorities: &'s [TrustedTsa]) -> Self {
        Self { provider, authorities, threshold: Threshold::EveryToken }
    }

    /// How many must be valid.
    #[must_use]
    pub fn threshold(self, threshold: Threshold) -> Self {
        Self { threshold, ..self }
    }

    /// Verifies tokens, which are counted before any of them is read.
    ///
    /// # Errors
    /// [`QuorumError`].
    pub fn verify_all(
        &self,
        tokens: &[EncodedToken<'_>],
        imprinted: &Imprinted<'_>,
        now: UnixTime,
    ) -> Result<VerifiedTimestamps, QuorumError> {
        self.check_counts(tokens.len())?;
        let (mut each, mut refused) = (Vec::new(), Vec::new());
        for (at, token) in tokens.iter().enumerate() {
            match (self.verify(*token, imprinted, now), self.threshold) {
                (Ok(timestamp), _) => each.push(timestamp),
                (Err(reason), Threshold::EveryToken) => return Err(QuorumError::Refused { at, reason }),
                (Err(reason), Threshold::Authorities(_)) => refused.push(RefusedToken { at, reason }),
            }
        }
        self.conclude(each, refused)
    }

    fn check_counts(&self, actual: usize) -> Result<(), QuorumError> {
        match actual {
            0 => Err(QuorumError::NoTokens),
            _ if actual > MAX_TOKENS => Err(QuorumError::TooManyTokens { limit: MAX_TOKENS, actual }),
            _ if self.authorities.is_empty() => Err(QuorumError::NoAuthorities),
            _ => Ok(()),
        }
    }

    /// Verifies one token under the first authority that made it.
    fn verify(
        &self,
        token: EncodedToken<'_>,
        imprinted: &Imprinted<'_>,
        now: UnixTime,
    ) -> Result<VerifiedTimestamp, TokenRefusal> {
        Ok(self.verify_token(&token.parse()?, imprinted, now)?)
    }

    /// The same of a token that was read.
    pub(crate) fn verify_token(
        &self,
        token: &TimestampToken<'_>,
        imprinted: &Imprinted<'_>,
        now: UnixTime,
    ) -> Result<VerifiedTimestamp, TokenError> {
        let mut furthest: Option<TokenError> = None;
        for authority in self.authorities {
            match token.verify(imprinted, authority, now, self.provider) {
                Ok(timestamp) => return Ok(timestamp),
                Err(error) if furthest.as_ref().is_none_or(|other| error.stage() > other.stage()) => {
                    furthest = Some(error);
                }
                Err(_) => {}
            }
        }
        // There is at least one authority, which was checked before.
        Err(furthest.unwrap_or(TokenError::NoSigner))
    }

    fn conclude(
        &self,
        each: Vec<VerifiedTimestamp>,
        refused: Vec<RefusedToken>,
    ) -> Result<VerifiedTimestamps, QuorumError> {
        let distinct = distinct(&each);
        if let Threshold::Authorities(required) = self.threshold
            && distinct < required.get()
        {
            let first = refused.into_iter().next().map(|refused| (refused.at, refused.reason));
            return Err(QuorumError::TooFew {
                required: required.get(),
                distinct,
                first: first.map(Box::new),
            });
        }
        let times = times(&each).ok_or(QuorumError::NoTokens)?;
        Ok(VerifiedTimestamps { times, each, refused, distinct })
    }
}

fn times(each: &[VerifiedTimestamp]) -> Option<Times> {
    Times::all(each.iter().flat_map(|timestamp| [timestamp.earliest(), timestamp.latest()]))
}

/// The most tokens of which no two are of one authority: of every set of such tokens the greatest, for there are at most
/// [`MAX_TOKENS`]. Each pair is compared once, since that reads the keys of both paths.
fn distinct(each: &[VerifiedTimestamp]) -> usize {
    let bits = || core::iter::successors(Some(1u32), |bit| bit.checked_mul(2));
    let mut sets = alloc::vec![0u32];
    for (at, (one, bit)) in each.iter().zip(bits()).enumerate() {
        let rivals = each.iter().zip(bits()).take(at).filter(|(other, _)| !one.is_independent_of(other));
        let rivals = rivals.fold(0, |rivals, (_, bit)| rivals | bit);
        let grown: Vec<u32> = sets.iter().filter(|set| **set & rivals == 0).map(|set| set | bit).collect();
        sets.extend(grown);
    }
    let most = sets.into_iter().map(u32::count_ones).max();
    most.and_then(|most| usize::try_from(most).ok()).unwrap_or_default()
}

/// Proof that something existed at several times.
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifiedTimestamps {
    times: Times,
    each: Vec<VerifiedTimestamp>,
    refused: Vec<RefusedToken>,
    distinct: usize,
}

impl VerifiedTimestamps {
    /// The earliest and the latest of all times that the valid tokens can mean: what a certificate is held against must be
    /// valid at both.
    #[must_use]
    pub fn times(&self) -> Times {
        self.times
    }

    /// The same without the tokens at these places of [`VerifiedTimestamps::each`], such as those of an authority that was
    /// revoked; `None` where fewer distinct authorities than required made the others.
    #[must_use]
    pub fn without(&self, places: &[usize], required: NonZeroUsize) -> Option<Self> {
        let left = self.each.iter().enumerate().filter(|(at, _)| !places.contains(at));
        let each: Vec<VerifiedTimestamp> = left.map(|(_, one)| one.clone()).collect();
        let (times, distinct) = (times(&each)?, distinct(&each));
        (distinct >= required.get()).then(|| Self { times, each, refused: self.refused.clone(), distinct })
    }

    /// Every valid token, in the order in which they were given.
    pub fn each(&self) -> &[VerifiedTimestamp] {
        &self.each
    }

    /// The tokens that do not count; there are none where every one must be valid.
    #[must_use]
    pub fn refused(&self) -> &[RefusedToken] {
        &self.refused
    }

    /// How many distinct authorities made them.
    #[must_use]
    pub fn distinct(&self) -> usize {
        self.distinct
    }
}

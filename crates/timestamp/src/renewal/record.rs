//! A token and those that renew it.

use alloc::vec::Vec;

use countersign_crypto::{Digest, DigestAlgorithm, HashProvider, WrongDigest};
use countersign_encoding::der::{Reader, Tag, write};

use super::{RecordParseError, RenewError, imprint};
use crate::{Imprinted, TimestampToken, oids::digest_algorithm, verify::has_imprint};

/// A token over evidence, and the tokens that renew it, each over the evidence and all tokens before. Not verified:
/// [`EvidenceRecord::verify`].
///
/// ```text
/// EvidenceRecord ::= SEQUENCE {
///     version INTEGER (1),
///     tokens  SEQUENCE SIZE (1..16) OF TimeStampToken }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceRecord<'a> {
    /// At least one.
    tokens: Vec<TimestampToken<'a>>,
}

impl<'a> EvidenceRecord<'a> {
    /// The most tokens of a record: a renewal every year outlasts most keys.
    pub const MAX_TOKENS: usize = 16;
    /// The longest record that is read, in bytes.
    pub const MAX_LEN: usize = Self::MAX_TOKENS * TimestampToken::MAX_LEN;

    /// The record of a token that was not renewed yet.
    #[must_use]
    pub fn begin(token: TimestampToken<'a>) -> Self {
        Self { tokens: alloc::vec![token] }
    }

    /// Reads a record, strictly.
    ///
    /// # Errors
    /// [`RecordParseError`]: the first fault that is found.
    pub fn from_der(der: &'a [u8]) -> Result<Self, RecordParseError> {
        if der.len() > Self::MAX_LEN {
            return Err(RecordParseError::TooLong { limit: Self::MAX_LEN, actual: der.len() });
        }
        let mut outer = Reader::new(der);
        let mut fields = outer.sequence()?;
        outer.finish()?;
        if fields.integer()?.to_u64() != Some(1) {
            return Err(RecordParseError::Version);
        }
        let elements = elements(fields.sequence()?)?;
        fields.finish()?;
        let read = |(at, der): (usize, &&'a [u8])| {
            TimestampToken::from_der(der).map_err(|reason| RecordParseError::Token { at, reason })
        };
        let tokens = elements.iter().enumerate().map(read).collect::<Result<Vec<_>, _>>()?;
        if tokens.is_empty() { Err(RecordParseError::NoTokens) } else { Ok(Self { tokens }) }
    }

    /// The encoded record, which holds its tokens as they arrived.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        let tokens: Vec<&[u8]> = self.tokens.iter().map(TimestampToken::der).collect();
        write(Tag::SEQUENCE, &[&[0x02, 1, 1], &write(Tag::SEQUENCE, &tokens)])
    }

    /// The same record with bytes of its own.
    #[must_use]
    pub fn into_owned(self) -> EvidenceRecord<'static> {
        EvidenceRecord { tokens: self.tokens.into_iter().map(TimestampToken::into_owned).collect() }
    }

    /// The tokens, in the order in which each renews those before.
    #[must_use]
    pub fn tokens(&self) -> &[TimestampToken<'a>] {
        &self.tokens
    }

    /// The digest over which the token must be that renews the record: what a [`crate::TimestampRequest`] asks for.
    ///
    /// # Errors
    /// [`RenewError::OtherDigest`] where a digest of the evidence by another algorithm is given.
    pub fn renewal_imprint(
        &self,
        evidence: &Imprinted<'_>,
        algorithm: DigestAlgorithm,
        hasher: &dyn HashProvider,
    ) -> Result<Digest, RenewError> {
        imprint::renewed(*evidence, &self.tokens, algorithm, hasher).map_err(other_digest)
    }

    /// Adds a token over [`EvidenceRecord::renewal_imprint`]. The token is not verified.
    ///
    /// # Errors
    /// [`RenewError`].
    pub fn renew(
        mut self,
        token: TimestampToken<'a>,
        evidence: &Imprinted<'_>,
        hasher: &dyn HashProvider,
    ) -> Result<Self, RenewError> {
        if self.tokens.len() >= Self::MAX_TOKENS {
            return Err(RenewError::TooManyTokens { limit: Self::MAX_TOKENS });
        }
        let claims = token.inspect();
        let algorithm = digest_algorithm(claims.imprint_algorithm()).ok_or(RenewError::Imprint)?;
        let expected = self.renewal_imprint(evidence, algorithm, hasher)?;
        if !has_imprint(&claims, &expected) {
            return Err(RenewError::Imprint);
        }
        self.tokens.push(token);
        Ok(self)
    }
}

/// The tokens, counted before any is read.
fn elements(mut list: Reader<'_>) -> Result<Vec<&[u8]>, RecordParseError> {
    let mut elements = Vec::new();
    while !list.is_empty() {
        if elements.len() >= EvidenceRecord::MAX_TOKENS {
            return Err(RecordParseError::TooManyTokens { limit: EvidenceRecord::MAX_TOKENS });
        }
        elements.push(list.element()?.bytes());
    }
    Ok(elements)
}

fn other_digest(wrong: WrongDigest) -> RenewError {
    RenewError::OtherDigest { expected: wrong.expected(), actual: wrong.actual() }
}

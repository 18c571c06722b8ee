//! Whether a record is proof of the time of its first token.

use alloc::vec::Vec;

use countersign_crypto::CryptoProvider;
use countersign_time::UnixTime;
use countersign_x509::Times;

use super::{EvidenceRecord, VerifyRecordError, imprint};
use crate::{
    Imprinted, TimestampToken, TimestampVerifier, TokenError, TrustedTsa, VerifiedTimestamp,
    oids::digest_algorithm,
};

/// Proof that evidence existed at the time of the first token of a record, as every token was renewed in time.
///
/// It says nothing about revocation: whoever asks, asks about the path of each token, at
/// [`RenewedTimestamp::relied_on`].
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifiedRecord {
    first: RenewedTimestamp,
    further: Vec<RenewedTimestamp>,
}

impl VerifiedRecord {
    /// The time at which the evidence existed.
    pub fn timestamp(&self) -> &VerifiedTimestamp {
        &self.first.timestamp
    }

    /// Every token, in its order.
    pub fn each(&self) -> impl Iterator<Item = &RenewedTimestamp> {
        core::iter::once(&self.first).chain(&self.further)
    }

    /// Until when the record holds without a further renewal: the certificates of its last token end then.
    #[must_use]
    pub fn renew_before(&self) -> UnixTime {
        self.further.last().unwrap_or(&self.first).timestamp.path().valid_until()
    }
}

/// A verified token of a record, and how long it alone vouches.
#[derive(Clone, Debug)]
#[must_use]
pub struct RenewedTimestamp {
    timestamp: VerifiedTimestamp,
    relied_until: UnixTime,
}

impl RenewedTimestamp {
    /// What the token proves.
    pub fn timestamp(&self) -> &VerifiedTimestamp {
        &self.timestamp
    }

    /// From the earliest time that it can mean, to when the next token took over, or to the time of the verdict: through all
    /// of it the certificates of its path must have been valid, and not revoked.
    #[must_use]
    pub fn relied_on(&self) -> Times {
        self.timestamp.times().and(self.relied_until)
    }
}

impl EvidenceRecord<'_> {
    /// Verifies that the first token is over the evidence, each further one over it and all before, each by one of the
    /// authorities; that each was made after the one before; and that the certificates of each lasted until the next one had
    /// taken over, and those of the last until `now`.
    ///
    /// # Errors
    /// [`VerifyRecordError`]: the first check that fails. Each token is held against its authority, then its order against
    /// the token before, then how long that one lasted.
    pub fn verify(
        &self,
        evidence: &Imprinted<'_>,
        authorities: &[TrustedTsa],
        now: UnixTime,
        provider: &dyn CryptoProvider,
    ) -> Result<VerifiedRecord, VerifyRecordError> {
        if authorities.is_empty() {
            return Err(VerifyRecordError::NoAuthorities);
        }
        let verifier = TimestampVerifier::new(provider, authorities);
        let mut verified: Vec<RenewedTimestamp> = Vec::new();
        for (at, token) in self.tokens().iter().enumerate() {
            let timestamp = self.verify_token((at, token), evidence, (&verifier, now), provider)?;
            if let Some(before) = verified.last_mut() {
                before.take_over(at, &timestamp)?;
            }
            verified.push(RenewedTimestamp { timestamp, relied_until: now });
        }
        conclude(verified, now)
    }

    fn verify_token(
        &self,
        (at, token): (usize, &TimestampToken<'_>),
        evidence: &Imprinted<'_>,
        (verifier, now): (&TimestampVerifier<'_>, UnixTime),
        provider: &dyn CryptoProvider,
    ) -> Result<VerifiedTimestamp, VerifyRecordError> {
        let refused = |reason| VerifyRecordError::Token { at, reason };
        let before = self.tokens().get(..at).unwrap_or_default();
        if before.is_empty() {
            return verifier.verify_token(token, evidence, now).map_err(refused);
        }
        let oid = token.inspect().imprint_algorithm();
        let unknown = || refused(TokenError::ImprintAlgorithm { algorithm: oid.to_owned() });
        let algorithm = digest_algorithm(oid).ok_or_else(unknown)?;
        let expected = imprint::renewed(*evidence, before, algorithm, provider).map_err(|wrong| {
            refused(TokenError::OtherDigest { expected: wrong.expected(), actual: wrong.actual() })
        })?;
        verifier.verify_token(token, &Imprinted::Digest(&expected), now).map_err(refused)
    }
}

impl RenewedTimestamp {
    /// The next token takes over: after this one, and before the certificates of this one ended.
    fn take_over(&mut self, at: usize, next: &VerifiedTimestamp) -> Result<(), VerifyRecordError> {
        let (earliest, latest) = (next.earliest(), self.timestamp.latest());
        if earliest < latest {
            return Err(VerifyRecordError::Order { at, earliest, latest });
        }
        let (ended, renewed) = (self.timestamp.path().valid_until(), next.latest());
        if ended < renewed {
            return Err(VerifyRecordError::Gap { at: at.saturating_sub(1), ended, renewed });
        }
        self.relied_until = renewed;
        Ok(())
    }
}

fn conclude(verified: Vec<RenewedTimestamp>, now: UnixTime) -> Result<VerifiedRecord, VerifyRecordError> {
    let ended = verified.last().map(|last| last.timestamp.path().valid_until());
    if let Some(ended) = ended.filter(|ended| *ended < now) {
        return Err(VerifyRecordError::Ended { ended });
    }
    let mut verified = verified.into_iter();
    match verified.next() {
        Some(first) => Ok(VerifiedRecord { first, further: verified.collect() }),
        // A record has at least one token.
        None => Err(VerifyRecordError::Token { at: 0, reason: TokenError::NoSigner }),
    }
}

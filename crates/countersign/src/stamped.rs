//! The timestamps that come with a signature: from bytes that arrived to times that are trusted.

use alloc::{
    borrow::ToOwned,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::num::NonZeroUsize;

use countersign_crypto::{CryptoProvider, DigestAlgorithm, PublicKey};
use countersign_encoding::json::{Object, Value};
use countersign_time::UnixTime;
use countersign_timestamp::{
    EncodedToken, Imprinted, QuorumError, Threshold, TimestampVerifier, TokenError, TokenRefusal, TrustedTsa,
    VerifiedTimestamp, VerifiedTimestamps,
};
use countersign_x509::Times;

use crate::{Code, authority::describe as describe_anchor, examine::Request, untrusted::Rejected};

/// What is asked of the timestamps of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Those that are there must be valid.
    IfThere,
    /// There must be one, and all must be valid.
    One,
    /// There must be valid ones of so many distinct authorities; others do not count.
    Authorities(NonZeroUsize),
}

impl Asked {
    /// Of how many authorities timestamps are enough, whatever the others are.
    const fn enough(self) -> Option<NonZeroUsize> {
        match self {
            Self::IfThere | Self::One => None,
            Self::Authorities(count) => Some(count),
        }
    }
}

/// Who is believed about time, and what is asked.
#[derive(Clone, Debug)]
pub(crate) struct TimestampRules {
    pub(crate) authorities: Vec<TrustedTsa>,
    pub(crate) asked: Asked,
}

impl TimestampRules {
    /// Everything of it that a verdict depends on.
    pub(crate) fn to_json(&self, provider: &dyn CryptoProvider) -> Value<'static> {
        let authorities = self.authorities.iter().map(|one| describe(one, provider));
        Value::from(
            Object::new()
                .with("asked", format!("{:?}", self.asked))
                .with("authorities", authorities.collect::<Vec<_>>()),
        )
    }
}

fn describe(authority: &TrustedTsa, provider: &dyn CryptoProvider) -> Value<'static> {
    let digest = |bytes: &[u8]| Value::from(provider.hash(DigestAlgorithm::Sha256, bytes).to_string());
    let anchors = authority.anchors().iter().map(|anchor| digest(&describe_anchor(anchor)));
    let certificates = authority.further_certificates().iter().map(|one| digest(one.der()));
    let policies = authority.accepted_policies().map(|policies| {
        Value::from(policies.iter().map(|policy| Value::from(policy.to_string())).collect::<Vec<_>>())
    });
    let time = |time: Option<UnixTime>| time.map_or(Value::Null, |time| Value::from(time.to_string()));
    Value::from(
        Object::new()
            .with("id", authority.id().to_owned())
            .with("anchors", anchors.collect::<Vec<_>>())
            .with("certificates", certificates.collect::<Vec<_>>())
            .with("signer", authority.pinned_signer().map_or(Value::Null, |one| digest(one.der())))
            .with("start", time(authority.start()))
            .with("end", time(authority.end()))
            .with("policies", policies.unwrap_or(Value::Null))
            .with("profile", digest(format!("{:?}", authority.path_profile()).as_bytes()))
            .with("skew", format!("{:?}", authority.allowed_skew())),
    )
}

/// Timestamps as they came with a signature. Nothing of them is believed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tokens {
    /// DER `TimeStampResp`s, as they should be.
    pub(crate) responses: Vec<Vec<u8>>,
    /// What they may be over: any of these, each of which holds the whole signature.
    pub(crate) imprinted: Vec<Vec<u8>>,
}

/// An authenticated time of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticatedTime {
    earliest: UnixTime,
    latest: UnixTime,
    authority: String,
}

impl AuthenticatedTime {
    /// The signature was there at this time at the latest, and certainly not counted from before [`Self::earliest`].
    #[must_use]
    pub fn latest(&self) -> UnixTime {
        self.latest
    }

    /// The earliest time that the timestamp can mean.
    #[must_use]
    pub fn earliest(&self) -> UnixTime {
        self.earliest
    }

    /// The authority that says so, by the name under which it is believed.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// What kind of thing says so: an RFC 3161 timestamp.
    #[must_use]
    pub fn source(&self) -> &'static str {
        "rfc3161"
    }
}

/// The trusted times of a signature; none where it has no timestamps, or nobody is believed about time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stamped {
    verified: Option<VerifiedTimestamps>,
    /// Of so many distinct authorities they must be, where others do not count.
    enough: Option<NonZeroUsize>,
}

impl Stamped {
    /// Verifies what came with a signature.
    pub(crate) fn judge(request: Request<'_>, tokens: &Result<Tokens, Rejected>) -> Result<Self, Rejected> {
        let Some(rules) = request.configuration.timestamps() else { return Ok(Self::default()) };
        let tokens = tokens.as_ref().map_err(Clone::clone)?;
        if tokens.responses.is_empty() && rules.asked == Asked::IfThere {
            return Ok(Self::default());
        }
        let mut refusal = None;
        for imprinted in &tokens.imprinted {
            match verify(request, rules, &tokens.responses, imprinted) {
                Ok(verified) => return Ok(Self { verified: Some(verified), enough: rules.asked.enough() }),
                Err(error) => refusal = Some(telling(refusal, error)),
            }
        }
        let refusal = refusal.unwrap_or(QuorumError::NoTokens);
        Err(Rejected::new(code(&refusal), &refusal))
    }

    /// Nobody is a witness of its own times: with one key it could be signed today and timestamped as of any day, also by
    /// an authority that the key certifies for that.
    pub(crate) fn check_witnesses(&self, signer: &PublicKey) -> Result<(), Rejected> {
        match self.each().iter().find(|one| one.path().rests_on_key(signer.spki_der())) {
            None => Ok(()),
            Some(one) => {
                let authority = one.authority();
                let reason = format!("the timestamp of {authority} rests on the key of the signature itself");
                Err(Rejected { code: Code::TimestampUntrusted, reason })
            }
        }
    }

    /// The times that somebody other than the signer vouches for.
    pub(crate) fn trusted(&self) -> Option<Times> {
        self.verified.as_ref().map(VerifiedTimestamps::times)
    }

    /// When a path must be valid: at all trusted times, or else now.
    pub(crate) fn times(&self, now: UnixTime) -> Times {
        self.trusted().unwrap_or(Times::at(now))
    }

    /// The timestamps that count.
    pub(crate) fn each(&self) -> &[VerifiedTimestamp] {
        self.verified.as_ref().map(VerifiedTimestamps::each).unwrap_or_default()
    }

    /// The same for reports.
    pub(crate) fn authenticated(&self) -> Vec<AuthenticatedTime> {
        let time = |one: &VerifiedTimestamp| {
            let (earliest, latest, authority) = (one.earliest(), one.latest(), one.authority().to_owned());
            AuthenticatedTime { earliest, latest, authority }
        };
        self.each().iter().map(time).collect()
    }

    /// The same without the timestamps at these places; none where they must count as well.
    pub(crate) fn without(&self, places: &[usize]) -> Option<Self> {
        if places.is_empty() {
            return Some(self.clone());
        }
        let verified = self.verified.as_ref()?.without(places, self.enough?)?;
        Some(Self { verified: Some(verified), ..*self })
    }
}

/// Of the refusals over several things that may be timestamped the first that says more than that it is another one.
fn telling(before: Option<QuorumError>, error: QuorumError) -> QuorumError {
    let is_other = |error: &QuorumError| {
        matches!(error, QuorumError::Refused { reason: TokenRefusal::Untrusted(TokenError::Imprint), .. })
    };
    before.filter(|before| !is_other(before)).unwrap_or(error)
}

fn verify(
    request: Request<'_>,
    rules: &TimestampRules,
    responses: &[Vec<u8>],
    imprinted: &[u8],
) -> Result<VerifiedTimestamps, QuorumError> {
    let threshold = rules.asked.enough().map_or(Threshold::EveryToken, Threshold::Authorities);
    let provider = request.configuration.provider().as_ref();
    let verifier = TimestampVerifier::new(provider, &rules.authorities).threshold(threshold);
    let tokens: Vec<EncodedToken<'_>> =
        responses.iter().map(|response| EncodedToken::Response(response)).collect();
    verifier.verify_all(&tokens, &Imprinted::Bytes(imprinted), request.now)
}

fn code(error: &QuorumError) -> Code {
    match error {
        QuorumError::NoTokens | QuorumError::TooFew { .. } => Code::TimestampMissing,
        QuorumError::Refused { reason: TokenRefusal::Untrusted(error), .. } => token_code(error),
        QuorumError::Refused { .. } | QuorumError::TooManyTokens { .. } => Code::TimestampMalformed,
        _ => Code::TimestampUntrusted,
    }
}

fn token_code(error: &TokenError) -> Code {
    match error {
        TokenError::Future { .. } => Code::TimestampInFuture,
        TokenError::NoSigner
        | TokenError::OtherSigner
        | TokenError::OutsideWindow { .. }
        | TokenError::Path(_)
        | TokenError::Policy { .. }
        | TokenError::TsaName => Code::TimestampUntrusted,
        _ => Code::TimestampInvalid,
    }
}

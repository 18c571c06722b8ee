//! Timestamps for signatures that are made: asked for, and verified before anything is done with them.

use alloc::{sync::Arc, vec::Vec};
use core::fmt;

use countersign_crypto::{CryptoProvider, DigestAlgorithm, Random, RandomError};
use countersign_envelope::{AddTimestampError, add_timestamp_to_bundle};
use countersign_need::{Answer, Need, NeedError, Unreachable};
use countersign_time::UnixTime;
use countersign_timestamp::{
    FinishError, Imprinted, MAX_CLOCK_SKEW, Nonce, TimestampRequest, TokenError, TrustedTsa, TrustedTsaError,
};

/// The octets of a nonce: as many as every authority takes.
const NONCE_LEN: usize = 8;

/// Where a signature is timestamped, and by whom: what the authority answers is attached only if it is a timestamp of this
/// authority over this signature.
///
/// It holds randomness that is used for one signing only; make another one for the next.
#[derive(Clone)]
pub struct Timestamping {
    url: Arc<str>,
    authority: TrustedTsa,
    seed: Arc<[u8; 32]>,
}

impl Timestamping {
    /// Timestamps of the authority that answers at this URL, `http` or `https`.
    ///
    /// # Errors
    /// [`TimestampingError::Url`], [`TimestampingError::Random`].
    pub fn new(
        url: &str,
        authority: TrustedTsa,
        random: &mut impl Random,
    ) -> Result<Self, TimestampingError> {
        countersign_need::Url::parse(url)?;
        let mut seed = [0; 32];
        random.fill(&mut seed)?;
        Ok(Self { url: url.into(), authority, seed: seed.into() })
    }

    /// Where the authority answers.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The authority as it is believed while something is signed: what it answers is of a time after that at which the signing
    /// began.
    pub(crate) fn believed(&self) -> Result<TrustedTsa, TimestampingError> {
        Ok(self.authority.clone().clock_skew(MAX_CLOCK_SKEW)?)
    }

    /// Whether this is the authority that a report calls so.
    pub(crate) fn is_called(&self, authority: &str) -> bool {
        self.authority.id() == authority
    }

    /// A request for what is to be timestamped, and the need that carries it.
    fn request(
        &self,
        imprinted: &[u8],
        provider: &dyn CryptoProvider,
    ) -> Result<(TimestampRequest, Need), TimestampingError> {
        let imprint = provider.hash(DigestAlgorithm::Sha256, imprinted);
        // Another one for everything that is timestamped; nobody but the one who drew the seed can tell it beforehand.
        let secret = [&self.seed[..], imprint.as_bytes()].concat();
        let digest = provider.hash(DigestAlgorithm::Sha256, &secret);
        let nonce = Nonce::from_unsigned(digest.as_bytes().get(..NONCE_LEN).unwrap_or_default());
        let request = TimestampRequest::new(imprint).nonce(nonce.map_err(|_| TimestampingError::Nonce)?);
        let need = request.need(&self.url)?;
        Ok((request, need))
    }
}

/// Without the seed: it is secret until the timestamp is there.
impl fmt::Debug for Timestamping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timestamping").field("url", &self.url).field("authority", &self.authority).finish()
    }
}

/// Timestamps that are awaited for one signature, in the order in which authorities were named.
#[derive(Clone, Debug)]
pub(crate) struct Awaited {
    imprinted: Arc<[u8]>,
    waiting: Vec<Waiting>,
}

#[derive(Clone, Debug)]
struct Waiting {
    need: Need,
    request: TimestampRequest,
    authority: TrustedTsa,
    /// The response, once it is there and its token was verified.
    response: Option<Vec<u8>>,
}

impl Awaited {
    pub(crate) fn new(
        imprinted: &[u8],
        authorities: &[Timestamping],
        provider: &dyn CryptoProvider,
    ) -> Result<Self, TimestampingError> {
        let waiting = |one: &Timestamping| {
            let (request, need) = one.request(imprinted, provider)?;
            Ok(Waiting { need, request, authority: one.believed()?, response: None })
        };
        let waiting = authorities.iter().map(waiting).collect::<Result<_, TimestampingError>>()?;
        Ok(Self { imprinted: imprinted.into(), waiting })
    }

    /// Whether every timestamp is there.
    pub(crate) fn is_complete(&self) -> bool {
        self.waiting.iter().all(|one| one.response.is_some())
    }

    /// What is asked for, in an order that stays.
    pub(crate) fn needs(&self) -> impl ExactSizeIterator<Item = &Need> {
        self.waiting.iter().map(|one| &one.need)
    }

    /// Takes the answer to the need at this place; of several the first counts.
    pub(crate) fn fulfil(
        &mut self,
        index: usize,
        answer: Answer,
        now: UnixTime,
        provider: &dyn CryptoProvider,
    ) -> Result<(), TimestampingError> {
        let one = self.waiting.get_mut(index).filter(|one| one.response.is_none());
        let Some(one) = one else { return Ok(()) };
        let response = bytes(answer)?;
        let token = one.request.clone().finish(&response)?;
        let imprinted = Imprinted::Bytes(&self.imprinted);
        // What it says of the time is not used here: it is only seen that others will be able to.
        let _ = token.verify(&imprinted, &one.authority, now, provider)?;
        one.response = Some(response);
        Ok(())
    }

    /// The responses, once nothing is awaited any more.
    pub(crate) fn responses(&self) -> impl Iterator<Item = &[u8]> {
        self.waiting.iter().filter_map(|one| one.response.as_deref())
    }
}

/// A bundle with all timestamps that came for it.
pub(crate) fn with_timestamps(bundle: &[u8], awaited: &Awaited) -> Result<Vec<u8>, AddTimestampError> {
    awaited
        .responses()
        .try_fold(bundle.to_vec(), |bundle, response| add_timestamp_to_bundle(&bundle, response))
}

fn bytes(answer: Answer) -> Result<Vec<u8>, TimestampingError> {
    match answer {
        Answer::Bytes(bytes) => Ok(bytes),
        Answer::Absent => Err(TimestampingError::Status { status: 404 }),
        Answer::Unreachable(why) => Err(TimestampingError::Unreachable(why)),
        Answer::Rejected(rejection) => Err(TimestampingError::Status { status: rejection.status() }),
        _ => Err(TimestampingError::Unreachable(Unreachable::Protocol)),
    }
}

/// Why something was not timestamped. Nothing was attached then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimestampingError {
    /// The URL is none that can be fetched from.
    #[error("the URL of the timestamping authority: {0}")]
    Url(#[from] NeedError),
    /// No randomness was to be had.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// A nonce that is none: a defect of the build.
    #[error("no nonce could be made")]
    Nonce,
    /// The authority is none that can be believed: a defect of the build.
    #[error(transparent)]
    Authority(#[from] TrustedTsaError),
    /// What is written has no place for a timestamp.
    #[error("{form} has no place for a timestamp")]
    NoPlace {
        /// What is written.
        form: &'static str,
    },
    /// What is written has a place for one timestamp only.
    #[error("{form} has a place for one timestamp only")]
    OnePlace {
        /// What is written.
        form: &'static str,
    },
    /// The bundle that was made takes no timestamp: it would have more than are read.
    #[error("the bundle takes no timestamp: {0}")]
    Bundle(#[from] AddTimestampError),
    /// No answer was to be had.
    #[error("the timestamping authority gave no answer: {0}")]
    Unreachable(Unreachable),
    /// The server answered with an error of its own.
    #[error("the timestamping authority's server answered with status {status}")]
    Status {
        /// The HTTP status.
        status: u16,
    },
    /// The answer is none to the request, or the authority grants no timestamp.
    #[error("the timestamping authority's answer: {0}")]
    Answer(#[from] FinishError),
    /// The timestamp is not one of the authority that is believed, over the signature.
    #[error("the timestamp does not verify: {0}")]
    Token(#[from] TokenError),
}

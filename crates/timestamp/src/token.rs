//! Tokens as they arrived.

use alloc::sync::Arc;
use core::fmt;

use countersign_crypto::CryptoProvider;
use countersign_time::UnixTime;

use crate::{
    Imprinted, ResponseError, TimestampResponse, TokenClaims, TokenError, TokenParseError, TrustedTsa,
    VerifiedTimestamp, layout::Layout, parse, verify,
};

#[derive(Clone)]
enum Bytes<'a> {
    Borrowed(&'a [u8]),
    Shared(Arc<[u8]>),
}

/// A timestamp token (RFC 3161 §2.4.2): parsed once, and not verified. It borrows the bytes that arrived, or shares them.
///
/// What it says is shown by [`TimestampToken::inspect`], and proven by [`TimestampToken::verify`] alone.
#[derive(Clone)]
pub struct TimestampToken<'a> {
    bytes: Bytes<'a>,
    layout: Layout,
}

impl<'a> TimestampToken<'a> {
    /// The longest token or response that is read, in bytes.
    pub const MAX_LEN: usize = parse::MAX_LEN;
    /// The most certificates that a token may carry.
    pub const MAX_CERTIFICATES: usize = parse::MAX_CERTIFICATES;

    /// Reads a bare token: a CMS `ContentInfo`, as Notation and PDF carry it.
    ///
    /// # Errors
    /// [`TokenParseError`]: the first fault that is found.
    pub fn from_der(der: &'a [u8]) -> Result<Self, TokenParseError> {
        Ok(Self { bytes: Bytes::Borrowed(der), layout: parse::token(der)? })
    }

    /// Reads the token in an authority's answer, a `TimeStampResp`, as Sigstore carries it.
    ///
    /// # Errors
    /// [`ResponseError`]; an answer that grants nothing is [`ResponseError::NoToken`].
    pub fn from_response_der(der: &'a [u8]) -> Result<Self, ResponseError> {
        let response = TimestampResponse::parse(der)?;
        let status = response.status();
        response.into_token().ok_or(ResponseError::NoToken { status })
    }

    /// The same token with bytes of its own, which copies share.
    #[must_use]
    pub fn into_owned(self) -> TimestampToken<'static> {
        let bytes = match self.bytes {
            Bytes::Borrowed(bytes) => Bytes::Shared(bytes.into()),
            Bytes::Shared(bytes) => Bytes::Shared(bytes),
        };
        TimestampToken { bytes, layout: self.layout }
    }

    /// The bytes of the bare token, as they arrived.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Borrowed(bytes) => bytes,
            Bytes::Shared(bytes) => bytes,
        }
    }

    /// What the token claims, for showing: nothing of it is verified, and no verifier takes it.
    #[must_use]
    pub fn inspect(&self) -> TokenClaims<'_> {
        TokenClaims::new(self.der(), &self.layout)
    }

    /// Verifies that an authority made the token over these bytes, or over bytes of this digest.
    ///
    /// The path of the signer must be valid at the earliest and at the latest time that the token can mean; it need not be
    /// valid `now`. The time of the token must not lie after `now`.
    ///
    /// # Errors
    /// [`TokenError`]: the first check that fails, in the order of its variants.
    pub fn verify(
        &self,
        imprinted: &Imprinted<'_>,
        authority: &TrustedTsa,
        now: UnixTime,
        provider: &dyn CryptoProvider,
    ) -> Result<VerifiedTimestamp, TokenError> {
        verify::verify(self, imprinted, authority, now, provider)
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }
}

impl PartialEq for TimestampToken<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.der() == other.der()
    }
}

impl Eq for TimestampToken<'_> {}

impl fmt::Debug for TimestampToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TimestampToken({} bytes)", self.der().len())
    }
}

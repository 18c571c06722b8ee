//! Answers of authorities (RFC 3161 §2.4.2).

use countersign_encoding::der::{DerErrorKind, Reader, Tag};

use crate::{FailureInfo, PkiStatus, ResponseError, StatusTexts, TimestampToken};

/// An answer of an authority, as it arrived.
///
/// ```text
/// TimeStampResp ::= SEQUENCE { status PKIStatusInfo, timeStampToken ContentInfo OPTIONAL }
/// ```
#[derive(Clone, Debug)]
pub struct TimestampResponse<'a> {
    status: PkiStatus,
    texts: StatusTexts<'a>,
    failures: FailureInfo,
    token: Option<TimestampToken<'a>>,
}

impl<'a> TimestampResponse<'a> {
    /// Reads an answer. There is a token exactly if the request was granted.
    ///
    /// # Errors
    /// [`ResponseError`].
    pub fn parse(der: &'a [u8]) -> Result<Self, ResponseError> {
        let limit = TimestampToken::MAX_LEN;
        if der.len() > limit {
            return Err(ResponseError::TooLong { limit, actual: der.len() });
        }
        let mut outer = Reader::new(der);
        let mut fields = outer.sequence()?;
        outer.finish()?;
        let (status, texts, failures) = status_info(fields.sequence()?)?;
        let token = fields.optional(Tag::SEQUENCE)?;
        fields.finish()?;
        match (status.is_granted(), &token) {
            (true, None) => return Err(ResponseError::NoToken { status }),
            (false, Some(_)) => return Err(ResponseError::UnexpectedToken { status }),
            _ => {}
        }
        let token = token.map(|token| TimestampToken::from_der(token.bytes())).transpose()?;
        Ok(Self { status, texts, failures, token })
    }

    /// Whether the request was granted.
    #[must_use]
    pub fn status(&self) -> PkiStatus {
        self.status
    }

    /// What the authority says besides: foreign text.
    #[must_use]
    pub fn texts(&self) -> StatusTexts<'a> {
        self.texts
    }

    /// Why it was not granted.
    #[must_use]
    pub fn failures(&self) -> FailureInfo {
        self.failures
    }

    /// The token, not verified.
    #[must_use]
    pub fn token(&self) -> Option<&TimestampToken<'a>> {
        self.token.as_ref()
    }

    /// The token, not verified.
    #[must_use]
    pub fn into_token(self) -> Option<TimestampToken<'a>> {
        self.token
    }
}

type StatusInfo<'a> = (PkiStatus, StatusTexts<'a>, FailureInfo);

fn status_info(mut fields: Reader<'_>) -> Result<StatusInfo<'_>, ResponseError> {
    let number = fields.integer()?.to_u64();
    let status = number.and_then(PkiStatus::from_number).ok_or(ResponseError::UnknownStatus)?;
    let texts = match fields.optional(Tag::SEQUENCE)? {
        None => StatusTexts::NONE,
        Some(texts) => StatusTexts::read(texts.reader())?,
    };
    let failures = match fields.peek() {
        None => None,
        Some(_) => Some(failures(&mut fields)?),
    };
    fields.finish()?;
    if status.is_granted() && failures.is_some() {
        return Err(ResponseError::UnexpectedFailure { status });
    }
    Ok((status, texts, failures.unwrap_or_default()))
}

fn failures(fields: &mut Reader<'_>) -> Result<FailureInfo, ResponseError> {
    let before = *fields;
    let bits = fields.bit_string()?;
    if !bits.is_named_bits() {
        return Err(before.error(DerErrorKind::NamedBits).into());
    }
    Ok(FailureInfo::read(bits, before.offset())?)
}

//! Responses (RFC 6960 §4.2.1).

use alloc::vec::Vec;

use countersign_encoding::der::{Element, Integer, Reader, Tag};
use countersign_time::UnixTime;
use countersign_x509::{Certificate, Extensions, Signed};

use super::{
    OcspError, OcspList, ResponderId, SingleResponse,
    extensions::{BASIC, MessageExtensions},
    fields,
};

/// What a responder sent.
///
/// ```text
/// OCSPResponse  ::= SEQUENCE {
///     responseStatus ENUMERATED { successful (0), malformedRequest (1), internalError (2), tryLater (3),
///                                 sigRequired (5), unauthorized (6) },
///     responseBytes  [0] EXPLICIT ResponseBytes OPTIONAL }
/// ResponseBytes ::= SEQUENCE { responseType OBJECT IDENTIFIER, response OCTET STRING }
/// ```
#[derive(Clone, Debug)]
pub enum OcspResponse<'a> {
    /// An answer, of which nothing was verified.
    Answer(BasicResponse<'a>),
    /// An error, which nobody signed.
    Error(ResponderError),
}

/// Why a responder does not answer (RFC 6960 §2.3). Nobody signed it: whoever stands between can say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum ResponderError {
    /// `malformedRequest`
    #[error("the responder calls the request malformed")]
    MalformedRequest,
    /// `internalError`
    #[error("the responder had an internal error")]
    InternalError,
    /// `tryLater`
    #[error("the responder asks to try later")]
    TryLater,
    /// `sigRequired`
    #[error("the responder takes signed requests only")]
    SignatureRequired,
    /// `unauthorized`: to this client, or about this certificate (RFC 5019 §2.2.3).
    #[error("the responder does not answer for this certificate or to this client")]
    Unauthorized,
}

impl ResponderError {
    fn from_code(code: u64) -> Option<Self> {
        Some(match code {
            1 => Self::MalformedRequest,
            2 => Self::InternalError,
            3 => Self::TryLater,
            5 => Self::SignatureRequired,
            6 => Self::Unauthorized,
            _ => return None,
        })
    }

    /// A stable name of the reason, for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::MalformedRequest => "CSG-OCSP-RESPONDER-MALFORMED-REQUEST",
            Self::InternalError => "CSG-OCSP-RESPONDER-INTERNAL-ERROR",
            Self::TryLater => "CSG-OCSP-RESPONDER-TRY-LATER",
            Self::SignatureRequired => "CSG-OCSP-RESPONDER-SIGNATURE-REQUIRED",
            Self::Unauthorized => "CSG-OCSP-RESPONDER-UNAUTHORIZED",
        }
    }
}

impl<'a> OcspResponse<'a> {
    /// The longest response that is read, in bytes.
    pub const MAX_LEN: usize = 64 * 1024;

    /// Reads one response, and nothing behind it.
    ///
    /// # Errors
    /// [`OcspError`]: it is not DER of a response, breaks a rule of RFC 6960, or is beyond a limit.
    pub fn parse(der: &'a [u8]) -> Result<Self, OcspError> {
        if der.len() > Self::MAX_LEN {
            return Err(OcspError::TooLong { limit: Self::MAX_LEN, actual: der.len() });
        }
        let mut outer = Reader::new(der);
        let mut fields = outer.sequence()?;
        outer.finish()?;
        let status = fields.expect(Tag::ENUMERATED)?;
        let answer = fields.optional(Tag::context_constructed(0))?;
        fields.finish()?;
        Self::of(&status, answer.as_ref())
    }

    fn of(status: &Element<'a>, answer: Option<&Element<'a>>) -> Result<Self, OcspError> {
        let offset = status.offset();
        let code = Integer::of(status)?.to_u64().ok_or(OcspError::Status { offset })?;
        match (code, answer) {
            (0, Some(answer)) => fields::within(answer, response_bytes).map(Self::Answer),
            (0, None) => Err(OcspError::AnswerMissing { offset }),
            (code, answer) => {
                let error = ResponderError::from_code(code).ok_or(OcspError::Status { offset })?;
                let unexpected = answer.map(|answer| OcspError::AnswerUnexpected { offset: answer.offset() });
                unexpected.map_or(Ok(Self::Error(error)), Err)
            }
        }
    }

    /// The answer.
    ///
    /// # Errors
    /// [`ResponderError`] where there is none.
    pub fn answer(&self) -> Result<&BasicResponse<'a>, ResponderError> {
        match self {
            Self::Answer(answer) => Ok(answer),
            Self::Error(error) => Err(*error),
        }
    }
}

fn response_bytes<'a>(reader: &mut Reader<'a>) -> Result<BasicResponse<'a>, OcspError> {
    let mut fields = reader.sequence()?;
    let offset = fields.offset();
    if fields.oid()? != BASIC {
        return Err(OcspError::AnswerType { offset });
    }
    let response = fields.expect(Tag::OCTET_STRING)?;
    fields.finish()?;
    fields::within(&response, BasicResponse::read)
}

/// An answer that nobody has verified: [`super::OcspVerifier`] does. What it claims is readable by [`BasicResponse::inspect`].
///
/// ```text
/// BasicOCSPResponse ::= SEQUENCE {
///     tbsResponseData ResponseData, signatureAlgorithm AlgorithmIdentifier, signature BIT STRING,
///     certs [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL }
/// ResponseData      ::= SEQUENCE {
///     version [0] EXPLICIT Version DEFAULT v1, responderID ResponderID, producedAt GeneralizedTime,
///     responses SEQUENCE OF SingleResponse, responseExtensions [1] EXPLICIT Extensions OPTIONAL }
/// ```
#[derive(Clone, Debug)]
pub struct BasicResponse<'a> {
    tbs: &'a [u8],
    data: ResponseData<'a>,
    algorithm: &'a [u8],
    signature: &'a [u8],
    certificates: Vec<&'a [u8]>,
}

#[derive(Clone, Debug)]
pub(super) struct ResponseData<'a> {
    pub(super) responder: ResponderId<'a>,
    pub(super) produced_at: UnixTime,
    pub(super) responses: Vec<SingleResponse<'a>>,
    pub(super) extensions: MessageExtensions<'a>,
}

impl<'a> BasicResponse<'a> {
    /// The most answers of one response.
    pub const MAX_RESPONSES: usize = 256;
    /// The most certificates of one response.
    pub const MAX_CERTIFICATES: usize = 32;

    fn read(reader: &mut Reader<'a>) -> Result<Self, OcspError> {
        let mut fields = reader.sequence()?;
        let tbs = fields.expect(Tag::SEQUENCE)?;
        let algorithm = fields.expect(Tag::SEQUENCE)?.bytes();
        let offset = fields.offset();
        let signature = fields.bit_string()?.octets().ok_or(OcspError::UnusedBits { offset })?;
        let certificates = fields::optional(&mut fields, 0, certificates)?.unwrap_or_default();
        fields.finish()?;
        let data = fields::within(&tbs, ResponseData::read)?;
        Ok(Self { tbs: tbs.bytes(), data, algorithm, signature, certificates })
    }

    /// What it says, unverified: for showing.
    #[must_use]
    pub fn inspect(&self) -> OcspClaims<'_, 'a> {
        OcspClaims(self)
    }

    pub(super) fn data(&self) -> &ResponseData<'a> {
        &self.data
    }

    /// The signed bytes as they arrived.
    pub(super) fn signed(&self) -> Signed<'a> {
        Signed::new(self.tbs, self.algorithm, self.signature).with_optional_null()
    }

    /// The certificates that can be read; one that cannot serves no answer, and hinders none.
    pub(super) fn certificates(&self) -> impl Iterator<Item = Certificate<'a>> {
        self.certificates.iter().filter_map(|der| Certificate::from_der_without_alt_names(der).ok())
    }
}

impl<'a> ResponseData<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, OcspError> {
        fields::version(reader)?;
        let responder = ResponderId::read(reader)?;
        let produced_at = fields::time(reader)?;
        let responses = responses(reader.sequence()?)?;
        let extensions = fields::optional(reader, 1, MessageExtensions::of_response)?.unwrap_or_default();
        Ok(Self { responder, produced_at, responses, extensions })
    }
}

fn responses<'a>(mut list: Reader<'a>) -> Result<Vec<SingleResponse<'a>>, OcspError> {
    let mut responses = Vec::new();
    while !list.is_empty() {
        check_room(&list, responses.len(), OcspList::Responses, BasicResponse::MAX_RESPONSES)?;
        responses.push(SingleResponse::read(&mut list)?);
    }
    Ok(responses)
}

fn certificates<'a>(reader: &mut Reader<'a>) -> Result<Vec<&'a [u8]>, OcspError> {
    let mut list = reader.sequence()?;
    let mut certificates = Vec::new();
    while !list.is_empty() {
        check_room(&list, certificates.len(), OcspList::Certificates, BasicResponse::MAX_CERTIFICATES)?;
        certificates.push(list.expect(Tag::SEQUENCE)?.bytes());
    }
    Ok(certificates)
}

/// Says that a list that has `count` members may have another one.
pub(super) fn check_room(
    list: &Reader<'_>,
    count: usize,
    what: OcspList,
    limit: usize,
) -> Result<(), OcspError> {
    if count < limit { Ok(()) } else { Err(OcspError::TooMany { what, limit, offset: list.offset() }) }
}

/// What an answer says of itself: nobody has verified it, and no verifier takes it.
#[derive(Clone, Copy, Debug)]
pub struct OcspClaims<'r, 'a>(&'r BasicResponse<'a>);

impl<'r, 'a> OcspClaims<'r, 'a> {
    /// Who answers.
    #[must_use]
    pub fn responder(&self) -> ResponderId<'a> {
        self.0.data.responder
    }

    /// When the answer was signed.
    #[must_use]
    pub fn produced_at(&self) -> UnixTime {
        self.0.data.produced_at
    }

    /// The answers, about one certificate each.
    #[must_use]
    pub fn responses(&self) -> &'r [SingleResponse<'a>] {
        &self.0.data.responses
    }

    /// The bytes of the nonce.
    #[must_use]
    pub fn nonce(&self) -> Option<&'a [u8]> {
        self.0.data.extensions.nonce
    }

    /// The extensions of the whole answer, in the order in which they arrived.
    #[must_use]
    pub fn extensions(&self) -> Option<Extensions<'a>> {
        self.0.data.extensions.all
    }

    /// The encoded AlgorithmIdentifier of the signature.
    #[must_use]
    pub fn signature_algorithm(&self) -> &'a [u8] {
        self.0.algorithm
    }

    /// The encoded certificates that came along.
    #[must_use]
    pub fn certificates(&self) -> &'r [&'a [u8]] {
        &self.0.certificates
    }
}

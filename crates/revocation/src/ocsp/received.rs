//! Requests that arrive.

use alloc::vec::Vec;

use countersign_encoding::der::{Oid, Reader, Tag};
use countersign_x509::{Extensions, GeneralName};

use super::{
    CertId, OcspError, OcspList, OcspRequest,
    extensions::{MessageExtensions, SERVICE_LOCATOR},
    fields,
    response::check_room,
};

/// A request as it arrived. Its signature, if it has one, is read and not checked: nothing here depends on who asks.
#[derive(Clone, Debug)]
pub struct ReceivedOcspRequest<'a> {
    requestor: Option<GeneralName<'a>>,
    requests: Vec<RequestedCertificate<'a>>,
    extensions: MessageExtensions<'a>,
    signed: Signature,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signature {
    Present,
    Absent,
}

/// One certificate that is asked about.
#[derive(Clone, Copy, Debug)]
pub struct RequestedCertificate<'a> {
    id: CertId<'a>,
    extensions: Option<Extensions<'a>>,
    unknown_critical: Option<Oid<'a>>,
}

impl OcspRequest {
    /// The longest request that is read, in bytes.
    pub const MAX_LEN: usize = 64 * 1024;

    /// Reads one request, and nothing behind it: for responders, and for requests that others wrote.
    ///
    /// # Errors
    /// [`OcspError`]: it is not DER of a request, breaks a rule of RFC 6960, or is beyond a limit.
    pub fn parse(der: &[u8]) -> Result<ReceivedOcspRequest<'_>, OcspError> {
        if der.len() > Self::MAX_LEN {
            return Err(OcspError::TooLong { limit: Self::MAX_LEN, actual: der.len() });
        }
        let mut outer = Reader::new(der);
        let mut fields = outer.sequence()?;
        outer.finish()?;
        let tbs = fields.expect(Tag::SEQUENCE)?;
        let signature = fields::optional(&mut fields, 0, signature)?;
        fields.finish()?;
        let signed = signature.map_or(Signature::Absent, |()| Signature::Present);
        fields::within(&tbs, |tbs| ReceivedOcspRequest::read(tbs, signed))
    }
}

impl<'a> ReceivedOcspRequest<'a> {
    fn read(tbs: &mut Reader<'a>, signed: Signature) -> Result<Self, OcspError> {
        fields::version(tbs)?;
        let requestor = fields::optional(tbs, 1, |name| Ok(GeneralName::read(name)?))?;
        let requests = requests(tbs)?;
        let extensions = fields::optional(tbs, 2, MessageExtensions::of_request)?.unwrap_or_default();
        Ok(Self { requestor, requests, extensions, signed })
    }

    /// Whom the request says that it is from.
    #[must_use]
    pub fn requestor(&self) -> Option<&GeneralName<'a>> {
        self.requestor.as_ref()
    }

    /// The certificates that are asked about: at least one.
    #[must_use]
    pub fn requests(&self) -> &[RequestedCertificate<'a>] {
        &self.requests
    }

    /// The bytes of the nonce, which the answer is to repeat.
    #[must_use]
    pub fn nonce(&self) -> Option<&'a [u8]> {
        self.extensions.nonce
    }

    /// The extensions of the whole request, in the order in which they arrived.
    #[must_use]
    pub fn extensions(&self) -> Option<Extensions<'a>> {
        self.extensions.all
    }

    /// The first critical extension of the request, or of one of its parts, that is not known here: a responder must not
    /// answer (RFC 6960 §4.4).
    #[must_use]
    pub fn unknown_critical_extension(&self) -> Option<Oid<'a>> {
        let part = || self.requests.iter().find_map(|request| request.unknown_critical);
        self.extensions.unknown_critical.or_else(part)
    }

    /// Whether it carries a signature, which was not checked.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        self.signed == Signature::Present
    }
}

impl<'a> RequestedCertificate<'a> {
    fn read(list: &mut Reader<'a>) -> Result<Self, OcspError> {
        let mut fields = list.sequence()?;
        let id = CertId::read(&mut fields)?;
        let extensions = fields::optional(&mut fields, 0, |list| Ok(Extensions::read_list(list)?))?;
        fields.finish()?;
        let unknown =
            |one: &countersign_x509::Extension<'_>| one.is_critical() && one.oid() != SERVICE_LOCATOR;
        let unknown_critical = extensions.and_then(|mut all| all.find(unknown)).map(|one| one.oid());
        Ok(Self { id, extensions, unknown_critical })
    }

    /// Which certificate.
    #[must_use]
    pub fn cert_id(&self) -> &CertId<'a> {
        &self.id
    }

    /// The extensions, in the order in which they arrived.
    #[must_use]
    pub fn extensions(&self) -> Option<Extensions<'a>> {
        self.extensions
    }
}

fn requests<'a>(tbs: &mut Reader<'a>) -> Result<Vec<RequestedCertificate<'a>>, OcspError> {
    let list = tbs.expect(Tag::SEQUENCE)?;
    let mut members = list.reader();
    let mut requests = Vec::new();
    while !members.is_empty() {
        check_room(&members, requests.len(), OcspList::Requests, OcspRequest::MAX_REQUESTS)?;
        requests.push(RequestedCertificate::read(&mut members)?);
    }
    if requests.is_empty() {
        return Err(OcspError::NoMembers { what: OcspList::Requests, offset: list.offset() });
    }
    Ok(requests)
}

/// ```text
/// Signature ::= SEQUENCE {
///     signatureAlgorithm AlgorithmIdentifier, signature BIT STRING, certs [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL }
/// ```
fn signature(reader: &mut Reader<'_>) -> Result<(), OcspError> {
    let mut fields = reader.sequence()?;
    fields.sequence()?;
    fields.bit_string()?;
    fields::optional(&mut fields, 0, |certificates| {
        let mut list = certificates.sequence()?;
        while !list.is_empty() {
            list.expect(Tag::SEQUENCE)?;
        }
        Ok(())
    })?;
    Ok(fields.finish()?)
}

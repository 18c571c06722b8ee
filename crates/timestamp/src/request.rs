//! Requests for timestamps (RFC 3161 §2.4.1).

use alloc::{string::ToString, vec::Vec};

use countersign_crypto::Digest;
use countersign_encoding::der::{Oid, OwnedOid, Reader, Tag, write};
use countersign_need::{Need, NeedError, Purpose};
use countersign_x509::{Certificate, Extension, Extensions};

use crate::{
    FinishError, Nonce, RequestError, TimestampResponse, TimestampToken,
    oids::{digest_algorithm, digest_oid},
    parse::digest_identifier,
    verify::{find_signer, has_imprint},
};

/// The longest request that is read, in bytes.
pub(crate) const MAX_LEN: usize = 64 * 1024;

/// A request for a timestamp over a digest.
///
/// ```text
/// TimeStampReq ::= SEQUENCE {
///     version        INTEGER { v1(1) },
///     messageImprint SEQUENCE { hashAlgorithm AlgorithmIdentifier, hashedMessage OCTET STRING },
///     reqPolicy      OBJECT IDENTIFIER       OPTIONAL,
///     nonce          INTEGER                 OPTIONAL,
///     certReq        BOOLEAN                 DEFAULT FALSE,
///     extensions     [0] IMPLICIT Extensions OPTIONAL }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct TimestampRequest {
    imprint: Digest,
    /// As it was read; written where it was not.
    imprint_der: Vec<u8>,
    policy: Option<OwnedOid>,
    nonce: Option<Nonce>,
    certificates: bool,
    /// The field as it was read, or nothing.
    extensions: Vec<u8>,
}

impl TimestampRequest {
    /// Asks for a timestamp over what has this digest, with the certificate of the signer, under any policy.
    pub fn new(imprint: Digest) -> Self {
        let imprint_der = imprint_der(&imprint);
        let (policy, nonce, extensions) = (None, None, Vec::new());
        Self { imprint, imprint_der, policy, nonce, certificates: true, extensions }
    }

    /// The answer must hold this nonce: an answer to another request is none to this one.
    pub fn nonce(self, nonce: Nonce) -> Self {
        Self { nonce: Some(nonce), ..self }
    }

    /// The token must be issued under this policy.
    pub fn policy(self, policy: Oid<'_>) -> Self {
        Self { policy: Some(policy.to_owned()), ..self }
    }

    /// The token must carry no certificates.
    pub fn without_certificates(self) -> Self {
        Self { certificates: false, ..self }
    }

    /// Reads a request, as an authority does, or whoever holds one against an answer.
    ///
    /// # Errors
    /// [`RequestError`], which says what an authority answers. Extensions that are not critical are kept and not
    /// interpreted.
    pub fn parse(der: &[u8]) -> Result<Self, RequestError> {
        if der.len() > MAX_LEN {
            return Err(RequestError::TooLong { limit: MAX_LEN, actual: der.len() });
        }
        let mut outer = Reader::new(der);
        let mut fields = outer.sequence()?;
        outer.finish()?;
        if fields.integer()?.to_u64() != Some(1) {
            return Err(RequestError::Version);
        }
        let imprint_element = fields.expect(Tag::SEQUENCE)?;
        let imprint = read_imprint(imprint_element.reader())?;
        let policy = match fields.peek() {
            Some(Tag::OBJECT_IDENTIFIER) => Some(fields.oid()?.to_owned()),
            _ => None,
        };
        let nonce = read_nonce(&mut fields)?;
        let certificates = fields.default_false()?;
        let extensions = read_extensions(&mut fields)?;
        fields.finish()?;
        Ok(Self {
            imprint,
            imprint_der: imprint_element.bytes().to_vec(),
            policy,
            nonce,
            certificates,
            extensions,
        })
    }

    /// The encoded request.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        let policy =
            self.policy.as_ref().map(|policy| write(Tag::OBJECT_IDENTIFIER, &[policy.as_oid().as_bytes()]));
        let nonce = self.nonce.map(|nonce| write(Tag::INTEGER, &[nonce.as_bytes()]));
        let certificates: &[u8] = if self.certificates { &[0x01, 1, 0xff] } else { &[] };
        write(
            Tag::SEQUENCE,
            &[
                &[0x02, 1, 1],
                &self.imprint_der,
                policy.as_deref().unwrap_or_default(),
                nonce.as_deref().unwrap_or_default(),
                certificates,
                &self.extensions,
            ],
        )
    }

    /// The request as something to fetch: a `POST` (RFC 3161 §3.4).
    ///
    /// # Errors
    /// [`NeedError`] for a URL that cannot be fetched.
    pub fn need(&self, url: &str) -> Result<Need, NeedError> {
        let limit = u64::try_from(TimestampToken::MAX_LEN).unwrap_or(u64::MAX);
        let post = Need::post(Purpose::Timestamp, url, "application/timestamp-query", self.to_der(), limit)?;
        post.accept("application/timestamp-reply")
    }

    /// Takes the answer, which must be one to this very request. Its token is not verified.
    ///
    /// # Errors
    /// [`FinishError`].
    pub fn finish(self, response: &[u8]) -> Result<TimestampToken<'static>, FinishError> {
        let response = TimestampResponse::parse(response)?;
        let (status, failures, texts) = (response.status(), response.failures(), response.texts());
        let Some(token) = response.into_token() else {
            return Err(FinishError::NotGranted { status, failures, text: texts.to_string() });
        };
        self.check(&token)?;
        Ok(token.into_owned())
    }

    /// Says whether a token answers this request; it is not verified by that.
    ///
    /// # Errors
    /// [`FinishError`], but for those of the answer around the token.
    pub fn check(&self, token: &TimestampToken<'_>) -> Result<(), FinishError> {
        let claims = token.inspect();
        if !has_imprint(&claims, &self.imprint) {
            return Err(FinishError::Imprint);
        }
        match (self.nonce, claims.nonce()) {
            (Some(_), None) => return Err(FinishError::NonceMissing),
            (Some(asked), Some(found)) if asked != found => return Err(FinishError::Nonce),
            _ => {}
        }
        let asked = self.policy.as_ref().map(OwnedOid::as_oid);
        if asked.is_some_and(|asked| asked != claims.policy()) {
            return Err(FinishError::Policy { policy: claims.policy().to_owned() });
        }
        self.check_certificates(token)
    }

    fn check_certificates(&self, token: &TimestampToken<'_>) -> Result<(), FinishError> {
        let mut ders = token.inspect().certificates();
        if !self.certificates {
            return ders.next().map_or(Ok(()), |_| Err(FinishError::CertificatesUnasked));
        }
        let certificates: Vec<_> = ders.filter_map(|der| Certificate::from_der(der).ok()).collect();
        match find_signer(token, certificates.iter()) {
            Some(_) => Ok(()),
            None => Err(FinishError::CertificatesMissing),
        }
    }

    /// The digest of what the timestamp is to be about.
    #[must_use]
    pub fn imprint(&self) -> &Digest {
        &self.imprint
    }

    /// The encoded `MessageImprint`, as it arrived where the request was read: what an authority puts into the token.
    #[must_use]
    pub fn imprint_der(&self) -> &[u8] {
        &self.imprint_der
    }

    /// The policy that is asked for.
    #[must_use]
    pub fn requested_policy(&self) -> Option<Oid<'_>> {
        self.policy.as_ref().map(OwnedOid::as_oid)
    }

    /// The nonce.
    #[must_use]
    pub fn requested_nonce(&self) -> Option<Nonce> {
        self.nonce
    }

    /// Whether the certificate of the signer is asked for.
    #[must_use]
    pub fn wants_certificates(&self) -> bool {
        self.certificates
    }

    /// The extensions of a request that was read, where there are any; none of them is critical.
    #[must_use]
    pub fn extensions(&self) -> Option<Extensions<'_>> {
        Extensions::of(&Reader::new(&self.extensions).element().ok()?).ok()
    }
}

fn imprint_der(imprint: &Digest) -> Vec<u8> {
    let oid = digest_oid(imprint.algorithm()).map_or(&[][..], |oid| oid.as_bytes());
    let oid = write(Tag::OBJECT_IDENTIFIER, &[oid]);
    // NULL, as OpenSSL and Go write it; absent would be as good (RFC 5754 §2).
    let algorithm = write(Tag::SEQUENCE, &[&oid, &[0x05, 0]]);
    let hashed = write(Tag::OCTET_STRING, &[imprint.as_bytes()]);
    write(Tag::SEQUENCE, &[&algorithm, &hashed])
}

fn read_imprint(mut fields: Reader<'_>) -> Result<Digest, RequestError> {
    let mut again = fields;
    let identifier = digest_identifier(&mut fields)?;
    let Some((oid, _)) = identifier else {
        return Err(RequestError::ImprintAlgorithm { algorithm: again.sequence()?.oid()?.to_owned() });
    };
    let hashed = fields.octet_string()?;
    fields.finish()?;
    let algorithm = digest_algorithm(oid);
    let algorithm = algorithm.ok_or_else(|| RequestError::ImprintAlgorithm { algorithm: oid.to_owned() })?;
    let actual = hashed.len();
    Digest::from_bytes(algorithm, hashed).map_err(|_| RequestError::ImprintLength { algorithm, actual })
}

fn read_nonce(fields: &mut Reader<'_>) -> Result<Option<Nonce>, RequestError> {
    if fields.peek() != Some(Tag::INTEGER) {
        return Ok(None);
    }
    let nonce = Nonce::of_integer(&fields.integer()?);
    Ok(Some(nonce.map_err(|_| RequestError::NonceTooLong { limit: Nonce::MAX_LEN })?))
}

/// The whole field, whose members are none that must be interpreted.
fn read_extensions(fields: &mut Reader<'_>) -> Result<Vec<u8>, RequestError> {
    let Some(list) = fields.optional(Tag::context_constructed(0))? else { return Ok(Vec::new()) };
    if let Some(critical) = Extensions::of(&list)?.find(Extension::is_critical) {
        return Err(RequestError::CriticalExtension { oid: critical.oid().to_owned() });
    }
    Ok(list.bytes().to_vec())
}

//! What an authority takes of a request.
//!
//! ```text
//! TimeStampReq ::= SEQUENCE {                                          -- RFC 3161 §2.4.1
//!     version        INTEGER { v1(1) },
//!     messageImprint MessageImprint,
//!     reqPolicy      TSAPolicyId OPTIONAL,
//!     nonce          INTEGER OPTIONAL,
//!     certReq        BOOLEAN DEFAULT FALSE,
//!     extensions [0] IMPLICIT Extensions OPTIONAL }
//! MessageImprint ::= SEQUENCE { hashAlgorithm AlgorithmIdentifier, hashedMessage OCTET STRING }
//! ```

use super::Rejection;
use crate::{
    digest::Algorithm,
    encoding::der::{DerError, Element, Oid, Reader, Tag},
};

/// The longest nonce, in octets of its INTEGER.
const NONCE_OCTETS: usize = 64;
const EXTENSIONS: Tag = Tag::context_constructed(0);

#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    /// `MessageImprint` as it arrived: it comes back in the token.
    pub(super) imprint: &'a [u8],
    pub(super) policy: Option<Oid<'a>>,
    /// The INTEGER as it arrived.
    pub(super) nonce: Option<&'a [u8]>,
    pub(super) certificates: bool,
}

impl<'a> Asked<'a> {
    pub(super) fn read(der: &'a [u8]) -> Result<Self, Rejection> {
        let fields = Fields::read(der).map_err(|_| Rejection::Malformed)?;
        if fields.version.to_u64() != Some(1) {
            return Err(Rejection::Version);
        }
        check_imprint(fields.imprint)?;
        if fields.nonce.is_some_and(|nonce| nonce.contents().len() > NONCE_OCTETS) {
            return Err(Rejection::Nonce);
        }
        if fields.has_extensions {
            return Err(Rejection::Extension);
        }
        Ok(Self {
            imprint: fields.imprint.bytes(),
            policy: fields.policy,
            nonce: fields.nonce.map(|nonce| nonce.bytes()),
            certificates: fields.certificates,
        })
    }
}

struct Fields<'a> {
    version: crate::encoding::der::Integer<'a>,
    imprint: Element<'a>,
    policy: Option<Oid<'a>>,
    nonce: Option<Element<'a>>,
    certificates: bool,
    has_extensions: bool,
}

impl<'a> Fields<'a> {
    fn read(der: &'a [u8]) -> Result<Self, DerError> {
        let mut outer = Reader::new(der);
        let mut fields = outer.sequence()?;
        outer.finish()?;
        let version = fields.integer()?;
        let imprint = fields.expect(Tag::SEQUENCE)?;
        let policy = fields.optional(Tag::OBJECT_IDENTIFIER)?;
        let policy = policy.map(|element| Oid::of(&element)).transpose()?;
        let nonce = fields.optional(Tag::INTEGER)?;
        nonce.map(|nonce| crate::encoding::der::Integer::of(&nonce)).transpose()?;
        let certificates = fields.default_false()?;
        let has_extensions = fields.optional(EXTENSIONS)?.is_some();
        fields.finish()?;
        Ok(Self { version, imprint, policy, nonce, certificates, has_extensions })
    }
}

/// SHA-2 alone, with NULL for parameters or none (RFC 5754 §2), and a digest of its length.
fn check_imprint(imprint: Element<'_>) -> Result<(), Rejection> {
    let (algorithm, has_parameters, digest) = imprint_parts(imprint).map_err(|_| Rejection::Malformed)?;
    let known = super::cms::DIGESTS.iter().find(|(_, contents)| *contents == algorithm.as_bytes());
    let (known, _) = known.ok_or(Rejection::ImprintAlgorithm)?;
    if has_parameters {
        return Err(Rejection::ImprintAlgorithm);
    }
    if digest.len() == Algorithm::output_len(*known) { Ok(()) } else { Err(Rejection::ImprintLength) }
}

fn imprint_parts(imprint: Element<'_>) -> Result<(Oid<'_>, bool, &[u8]), DerError> {
    let mut fields = imprint.reader();
    let mut algorithm = fields.sequence()?;
    let digest = fields.octet_string()?;
    fields.finish()?;
    let oid = algorithm.oid()?;
    if algorithm.peek() == Some(Tag::NULL) {
        algorithm.null()?;
    }
    Ok((oid, !algorithm.is_empty(), digest))
}

//! One timestamping authority.

use alloc::{string::String, vec::Vec};
use core::iter;

use countersign_encoding::{
    base64,
    json::{Object, Value},
};
use countersign_x509::{AnchorLimits, Certificate, CertificateSet, TrustAnchor, TrustAnchors};

use crate::{AuthorityError, ValidFor, shape};

/// A timestamping authority as a trusted root names it.
///
/// ```text
/// message CertificateAuthority {              // sigstore_trustroot.proto
///     DistinguishedName subject = 1;  string uri = 2;  X509CertificateChain cert_chain = 3;
///     TimeRange valid_for = 4;        string operator = 5;
/// }
/// ```
///
/// Its certificates are issued each in the name of the next; that they are signed by it as well is found when a path is built.
#[derive(Clone, Debug)]
pub struct TimestampAuthorityEntry {
    position: usize,
    subject: AuthoritySubject,
    uri: Option<String>,
    operator: Option<String>,
    certificates: Vec<Certificate<'static>>,
    valid_for: ValidFor,
}

/// What a trusted root calls an authority: for showing. Certificates are compared with their own names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AuthoritySubject {
    organization: Option<String>,
    common_name: Option<String>,
}

impl AuthoritySubject {
    /// The organization, foreign text.
    #[must_use]
    pub fn organization(&self) -> Option<&str> {
        self.organization.as_deref()
    }

    /// The common name, foreign text.
    #[must_use]
    pub fn common_name(&self) -> Option<&str> {
        self.common_name.as_deref()
    }
}

impl TimestampAuthorityEntry {
    /// Its place among the authorities of the document, from 0.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// What the document calls it.
    #[must_use]
    pub fn subject(&self) -> &AuthoritySubject {
        &self.subject
    }

    /// Where it answers, foreign text that need not be a URL. Not compared with anything.
    #[must_use]
    pub fn uri(&self) -> Option<&str> {
        self.uri.as_deref()
    }

    /// Who runs it, foreign text.
    #[must_use]
    pub fn operator(&self) -> Option<&str> {
        self.operator.as_deref()
    }

    /// All its certificates, as the document has them: its own first, the anchor last. At least one.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate<'static>] {
        &self.certificates
    }

    /// When it is believed: the times of a timestamp must lie inside.
    #[must_use]
    pub fn valid_for(&self) -> ValidFor {
        self.valid_for
    }

    /// The authority's own certificate: the first, where it is no CA. Where it is none, the document names the authority by
    /// its CAs alone.
    #[must_use]
    pub fn leaf(&self) -> Option<&Certificate<'static>> {
        self.certificates.first().filter(|first| !is_ca(first))
    }

    /// The certificates between its own and the anchor. None of them is an anchor.
    #[must_use]
    pub fn intermediates(&self) -> CertificateSet {
        let own = usize::from(self.leaf().is_some());
        let between = self.certificates.split_last().map(|(_, below)| below.iter()).unwrap_or_default();
        CertificateSet::from_certificates(between.skip(own).cloned())
    }

    /// The one anchor, the last certificate, with what of it counts besides name and key.
    #[must_use]
    pub fn anchors(&self, limits: AnchorLimits) -> TrustAnchors {
        let anchor = self.certificates.last();
        TrustAnchors::new(anchor.map(|anchor| TrustAnchor::from_certificate(anchor, limits)))
    }

    pub(crate) fn read(position: usize, entry: &Object<'_>) -> Result<Self, AuthorityError> {
        let owned = |object: Option<&Object<'_>>, name| Some(shape::text(object?, name)?.into());
        let subject = shape::message(entry, "subject");
        let (organization, common_name) = (owned(subject, "organization"), owned(subject, "commonName"));
        let window = shape::message(entry, "validFor").ok_or(AuthorityError::NoStart);
        Ok(Self {
            position,
            subject: AuthoritySubject { organization, common_name },
            uri: owned(Some(entry), "uri"),
            operator: owned(Some(entry), "operator"),
            certificates: read_chain(shape::message(entry, "certChain"))?,
            valid_for: ValidFor::read(window?)?,
        })
    }
}

fn read_chain(chain: Option<&Object<'_>>) -> Result<Vec<Certificate<'static>>, AuthorityError> {
    let entries = chain.map(|chain| shape::entries(chain, "certificates")).unwrap_or_default();
    let objects = entries.iter().filter_map(Value::as_object).enumerate();
    let chain = objects.map(|(at, entry)| read_certificate(at, entry)).collect::<Result<Vec<_>, _>>()?;
    check_chain(&chain).map(|()| chain)
}

fn read_certificate(at: usize, entry: &Object<'_>) -> Result<Certificate<'static>, AuthorityError> {
    let text = shape::text(entry, "rawBytes").filter(|text| !text.is_empty());
    let text = text.ok_or(AuthorityError::Base64 { at, reason: None })?;
    let der = base64::decode_either(text.as_bytes());
    let der = der.map_err(|reason| AuthorityError::Base64 { at, reason: Some(reason) })?;
    let certificate = Certificate::from_der(&der);
    certificate.map(|read| read.to_owned()).map_err(|violation| AuthorityError::Certificate { at, violation })
}

/// The last is the anchor, and the first alone need not be a CA.
fn check_chain(chain: &[Certificate<'static>]) -> Result<(), AuthorityError> {
    let Some(last) = chain.len().checked_sub(1) else { return Err(AuthorityError::NoCertificates) };
    let above = chain.iter().skip(1).map(Some).chain(iter::once(None));
    for (at, (certificate, next)) in chain.iter().zip(above).enumerate() {
        if !is_ca(certificate) && (at > 0 || at == last) {
            return Err(AuthorityError::NotCa { at });
        }
        if next.is_some_and(|next| !certificate.issuer().matches(&next.subject())) {
            return Err(AuthorityError::NotAChain { at });
        }
    }
    Ok(())
}

fn is_ca(certificate: &Certificate<'_>) -> bool {
    certificate.basic_constraints().is_some_and(|constraints| constraints.is_ca())
}

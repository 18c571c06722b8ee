//! Certificates (RFC 5280 §4.1).

mod extensions;
pub(crate) mod fields;
mod offsets;
pub(crate) mod outline;
mod parse;
mod pem;
mod self_issued;
mod serial;

pub use outline::{CertificateOutline, TbsOutline};
pub use pem::{CertificatePemError, PemLimits};
pub use serial::SerialNumber;

use alloc::{sync::Arc, vec::Vec};
use core::fmt;

use countersign_encoding::der::{Oid, Reader};
use countersign_time::Validity;

use crate::{
    AuthorityKeyIdentifier, BasicConstraints, CA_ISSUERS, CertificatePolicies, DirectoryAttributes,
    DistributionPoint, DistributionPoints, ExtendedKeyUsage, Extension, ExtensionKind, Extensions,
    GeneralNames, InfoAccess, KeyUsage, Name, NameConstraints, OCSP, PolicyConstraints, PolicyMappings,
    SignedCertificateTimestamps,
    extension::{read_alt_names, read_inhibit_any_policy, read_octets},
    rule::{Rule, Sink, Tolerant, Violation},
};
use fields::{Fields, Span};
use self_issued::SelfIssued;

/// The version of the format (RFC 5280 §4.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// No extensions, no unique identifiers.
    V1,
    /// Unique identifiers, no extensions.
    V2,
    /// Extensions.
    V3,
}

#[derive(Clone)]
enum Bytes<'a> {
    Borrowed(&'a [u8]),
    Shared(Arc<[u8]>),
}

/// A certificate, parsed once; it borrows the bytes that arrived, or shares them.
#[derive(Clone)]
pub struct Certificate<'a> {
    bytes: Bytes<'a>,
    fields: Fields,
    tolerated: Vec<Violation>,
    self_issued: SelfIssued,
}

impl<'a> Certificate<'a> {
    /// The longest certificate that is read, in bytes.
    pub const MAX_LEN: usize = 1 << 20;
    /// The most extensions that a certificate may have.
    pub const MAX_EXTENSIONS: usize = 64;

    /// What roots that are still trusted do, of which only name and key count.
    const TOLERATED_IN_ANCHORS: &'static [Rule] =
        &[Rule::TimeForm, Rule::SerialNotPositive, Rule::SerialTooLong, Rule::NamedBits];

    /// Reads one certificate.
    ///
    /// # Errors
    /// The first [`Violation`] of the encoding or of the rules for fields (RFC 5280 §4.1, §4.2). A GeneralizedTime before
    /// 2050 ([`Rule::TimeForm`]) is no error here, and is among [`Certificate::tolerated`].
    pub fn from_der(der: &'a [u8]) -> Result<Self, Violation> {
        Self::with(der, tolerant())
    }

    /// Reads the certificate of a key whose alternative names count for nothing, such as that of an OCSP responder: that there
    /// are none in an extension for them ([`Rule::AltNamesEmpty`]), as CAs have issued it, is no error here, and is among
    /// [`Certificate::tolerated`].
    ///
    /// # Errors
    /// As [`Certificate::from_der`].
    pub fn from_der_without_alt_names(der: &'a [u8]) -> Result<Self, Violation> {
        Self::with(der, Tolerant::new(&[Rule::TimeForm, Rule::AltNamesEmpty]))
    }

    /// Reads the certificate of a trust anchor that is taken for its name and key: also a serial number that is zero,
    /// negative or too long is tolerated, and a key usage that ends in zeros.
    pub(crate) fn read_tolerant(der: &'a [u8]) -> Result<Self, Violation> {
        Self::with(der, Tolerant::new(Self::TOLERATED_IN_ANCHORS))
    }

    fn with(der: &'a [u8], mut sink: Tolerant) -> Result<Self, Violation> {
        let mut certificate = Self::read(der, &mut sink)?;
        certificate.tolerated = sink.violations;
        Ok(certificate)
    }

    /// Reads as far as the structure can be read, and tells what it finds.
    pub(crate) fn read(der: &'a [u8], sink: &mut impl Sink) -> Result<Self, Violation> {
        let fields = parse::parse(der, sink)?;
        Ok(Self {
            bytes: Bytes::Borrowed(der),
            fields,
            tolerated: Vec::new(),
            self_issued: SelfIssued::default(),
        })
    }

    /// The rules that the certificate breaks and that reading it tolerated: a profile that demands all of RFC 5280 §4 refuses
    /// for the first one.
    #[must_use]
    pub fn tolerated(&self) -> &[Violation] {
        &self.tolerated
    }

    /// The same certificate with bytes of its own, which copies share.
    #[must_use]
    pub fn to_owned(&self) -> Certificate<'static> {
        let bytes = match &self.bytes {
            Bytes::Borrowed(bytes) => Bytes::Shared((*bytes).into()),
            Bytes::Shared(bytes) => Bytes::Shared(bytes.clone()),
        };
        Certificate {
            bytes,
            fields: self.fields.clone(),
            tolerated: self.tolerated.clone(),
            self_issued: self.self_issued.clone(),
        }
    }

    /// The bytes that arrived.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Borrowed(bytes) => bytes,
            Bytes::Shared(bytes) => bytes,
        }
    }

    fn slice(&self, span: Span) -> &[u8] {
        span.of(self.der())
    }

    /// `tbsCertificate`: the bytes that are signed.
    #[must_use]
    pub fn tbs(&self) -> &[u8] {
        self.slice(self.fields.tbs)
    }

    /// The version.
    #[must_use]
    pub fn version(&self) -> Version {
        self.fields.version
    }

    /// The serial number.
    #[must_use]
    pub fn serial(&self) -> SerialNumber<'_> {
        SerialNumber::from_contents(self.slice(self.fields.serial))
    }

    /// The encoded AlgorithmIdentifier of the signature, the same inside and outside of the signed part.
    #[must_use]
    pub fn signature_algorithm(&self) -> &[u8] {
        self.slice(self.fields.algorithm)
    }

    /// The issuer's name.
    #[must_use]
    pub fn issuer(&self) -> Name<'_> {
        Name { bytes: self.slice(self.fields.issuer) }
    }

    /// The subject's name.
    #[must_use]
    pub fn subject(&self) -> Name<'_> {
        Name { bytes: self.slice(self.fields.subject) }
    }

    /// Whether issuer and subject have the same name (RFC 5280 §3.2). It need not be signed by its own key.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.self_issued.get_or(|| self.issuer().matches(&self.subject()))
    }

    /// From when to when it is valid, both ends included.
    #[must_use]
    pub fn validity(&self) -> Validity {
        self.fields.validity
    }

    /// The encoded SubjectPublicKeyInfo.
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        self.slice(self.fields.spki)
    }

    /// The signature: the octets of the BIT STRING.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        self.slice(self.fields.signature)
    }

    /// Every extension, in the order in which they arrived.
    #[must_use]
    pub fn extensions(&self) -> Extensions<'_> {
        Extensions {
            reader: Reader::within(self.slice(self.fields.extensions), self.fields.extensions.start()),
        }
    }

    /// The critical extensions that this library does not interpret: what RFC 5280 §4.2 refuses a certificate for, unless
    /// whoever asked processes them.
    pub(crate) fn unknown_critical_extensions(&self) -> impl Iterator<Item = Extension<'_>> {
        let extensions = self.fields.unknown_critical.then(|| self.extensions());
        let unknown = |extension: &Extension<'_>| extension.is_critical() && extension.kind().is_none();
        extensions.into_iter().flatten().filter(unknown)
    }

    /// The extension with an identifier.
    #[must_use]
    pub fn extension(&self, oid: Oid<'_>) -> Option<Extension<'_>> {
        self.extensions().find(|extension| extension.oid() == oid)
    }

    /// Whether an extension that this library interprets is there.
    #[must_use]
    pub fn has(&self, kind: ExtensionKind) -> bool {
        self.fields.known.get(kind).is_some()
    }

    /// Basic constraints (RFC 5280 §4.2.1.9).
    #[must_use]
    pub fn basic_constraints(&self) -> Option<BasicConstraints> {
        self.fields.basic_constraints
    }

    /// Key usage (RFC 5280 §4.2.1.3).
    #[must_use]
    pub fn key_usage(&self) -> Option<KeyUsage> {
        self.fields.key_usage
    }

    /// The value of an extension, which was read as its type once already.
    fn value(&self, kind: ExtensionKind) -> Option<Reader<'_>> {
        let (span, _) = self.fields.known.get(kind)?;
        Some(Reader::within(self.slice(span), span.start()))
    }

    /// Whether an extension that this library interprets is there and critical.
    #[must_use]
    pub fn is_critical(&self, kind: ExtensionKind) -> bool {
        self.fields.known.get(kind).is_some_and(|(_, critical)| critical)
    }

    /// Authority key identifier (RFC 5280 §4.2.1.1).
    #[must_use]
    pub fn authority_key_identifier(&self) -> Option<AuthorityKeyIdentifier<'_>> {
        AuthorityKeyIdentifier::read(self.value(ExtensionKind::AuthorityKeyIdentifier)?).ok()
    }

    /// Subject key identifier (RFC 5280 §4.2.1.2).
    #[must_use]
    pub fn subject_key_identifier(&self) -> Option<&[u8]> {
        read_octets(self.value(ExtensionKind::SubjectKeyIdentifier)?).ok()
    }

    /// Certificate policies (RFC 5280 §4.2.1.4).
    #[must_use]
    pub fn certificate_policies(&self) -> Option<CertificatePolicies<'_>> {
        CertificatePolicies::read_again(self.value(ExtensionKind::CertificatePolicies)?).ok()
    }

    /// Policy mappings (RFC 5280 §4.2.1.5).
    #[must_use]
    pub fn policy_mappings(&self) -> Option<PolicyMappings<'_>> {
        PolicyMappings::read(self.value(ExtensionKind::PolicyMappings)?).ok()
    }

    /// Subject alternative names (RFC 5280 §4.2.1.6).
    #[must_use]
    pub fn subject_alt_names(&self) -> Option<GeneralNames<'_>> {
        read_alt_names(self.value(ExtensionKind::SubjectAltName)?).ok()
    }

    /// Issuer alternative names (RFC 5280 §4.2.1.7).
    #[must_use]
    pub fn issuer_alt_names(&self) -> Option<GeneralNames<'_>> {
        read_alt_names(self.value(ExtensionKind::IssuerAltName)?).ok()
    }

    /// Subject directory attributes (RFC 5280 §4.2.1.8).
    #[must_use]
    pub fn subject_directory_attributes(&self) -> Option<DirectoryAttributes<'_>> {
        DirectoryAttributes::read(self.value(ExtensionKind::SubjectDirectoryAttributes)?).ok()
    }

    /// Name constraints (RFC 5280 §4.2.1.10).
    #[must_use]
    pub fn name_constraints(&self) -> Option<NameConstraints<'_>> {
        NameConstraints::read(self.value(ExtensionKind::NameConstraints)?).ok()
    }

    /// Policy constraints (RFC 5280 §4.2.1.11).
    #[must_use]
    pub fn policy_constraints(&self) -> Option<PolicyConstraints> {
        PolicyConstraints::read(self.value(ExtensionKind::PolicyConstraints)?).ok()
    }

    /// Extended key usage (RFC 5280 §4.2.1.12).
    #[must_use]
    pub fn extended_key_usage(&self) -> Option<ExtendedKeyUsage<'_>> {
        ExtendedKeyUsage::read(self.value(ExtensionKind::ExtendedKeyUsage)?).ok()
    }

    /// CRL distribution points (RFC 5280 §4.2.1.13).
    #[must_use]
    pub fn crl_distribution_points(&self) -> Option<DistributionPoints<'_>> {
        DistributionPoints::read(self.value(ExtensionKind::CrlDistributionPoints)?).ok()
    }

    /// Inhibit anyPolicy (RFC 5280 §4.2.1.14).
    #[must_use]
    pub fn inhibit_any_policy(&self) -> Option<u32> {
        read_inhibit_any_policy(self.value(ExtensionKind::InhibitAnyPolicy)?).ok()
    }

    /// Freshest CRL (RFC 5280 §4.2.1.15).
    #[must_use]
    pub fn freshest_crl(&self) -> Option<DistributionPoints<'_>> {
        DistributionPoints::read(self.value(ExtensionKind::FreshestCrl)?).ok()
    }

    /// Authority information access (RFC 5280 §4.2.2.1).
    #[must_use]
    pub fn authority_info_access(&self) -> Option<InfoAccess<'_>> {
        InfoAccess::read(self.value(ExtensionKind::AuthorityInfoAccess)?).ok()
    }

    /// Subject information access (RFC 5280 §4.2.2.2).
    #[must_use]
    pub fn subject_info_access(&self) -> Option<InfoAccess<'_>> {
        InfoAccess::read(self.value(ExtensionKind::SubjectInfoAccess)?).ok()
    }

    /// Signed certificate timestamps (RFC 6962 §3.3).
    #[must_use]
    pub fn signed_certificate_timestamps(&self) -> Option<SignedCertificateTimestamps<'_>> {
        SignedCertificateTimestamps::read(self.value(ExtensionKind::SignedCertificateTimestamps)?).ok()
    }

    /// Where OCSP responders answer for the certificate (RFC 5280 §4.2.2.1): foreign text.
    pub fn ocsp_locations(&self) -> impl Iterator<Item = &str> {
        self.authority_info_access().into_iter().flat_map(|access| access.uris(OCSP))
    }

    /// Where certificates of the issuer are (RFC 5280 §4.2.2.1): foreign text.
    pub fn ca_issuers(&self) -> impl Iterator<Item = &str> {
        self.authority_info_access().into_iter().flat_map(|access| access.uris(CA_ISSUERS))
    }

    /// Where revocation lists are (RFC 5280 §4.2.1.13): foreign text.
    pub fn crl_locations(&self) -> impl Iterator<Item = &str> {
        self.crl_distribution_points().into_iter().flatten().flat_map(|point| DistributionPoint::uris(&point))
    }

    /// `issuerUniqueID`, encoded (RFC 5280 §4.1.2.8).
    #[must_use]
    pub fn issuer_unique_id(&self) -> Option<&[u8]> {
        self.fields.issuer_unique_id.map(|span| self.slice(span))
    }

    /// `subjectUniqueID`, encoded (RFC 5280 §4.1.2.8).
    #[must_use]
    pub fn subject_unique_id(&self) -> Option<&[u8]> {
        self.fields.subject_unique_id.map(|span| self.slice(span))
    }
}

/// Tolerates what many certificates in use do and no reader is misled by.
fn tolerant() -> Tolerant {
    Tolerant::new(&[Rule::TimeForm])
}

impl PartialEq for Certificate<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.der() == other.der()
    }
}

impl Eq for Certificate<'_> {}

impl fmt::Debug for Certificate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({} bytes)", self.der().len())
    }
}

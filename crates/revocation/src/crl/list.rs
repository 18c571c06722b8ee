//! A list that was read (RFC 5280 §5.1).

use core::fmt;

use countersign_encoding::der::{Oid, Reader};
use countersign_time::UnixTime;
use countersign_x509::{AuthorityKeyIdentifier, DistributionPoints, GeneralNames, InfoAccess, Name, Signed};

use super::{
    CrlEntries, CrlError, CrlLimits, CrlNumber, IssuingDistributionPoint, ReasonSet,
    extensions::CrlExtensions, parse, scan::Facts,
};

/// A revocation list: read strictly and whole, borrowed, and believed by nobody yet. What it claims can be looked at;
/// statuses come from [`crate::CrlChecker`] and [`crate::VerifiedCrl`].
///
/// ```text
/// TBSCertList ::= SEQUENCE {
///     version             INTEGER OPTIONAL,                                -- v2 if it is there
///     signature           AlgorithmIdentifier,
///     issuer              Name,
///     thisUpdate          Time,
///     nextUpdate          Time OPTIONAL,
///     revokedCertificates SEQUENCE SIZE (1..MAX) OF Entry OPTIONAL,
///     crlExtensions   [0] EXPLICIT SEQUENCE SIZE (1..MAX) OF Extension OPTIONAL }   -- v2
/// ```
///
/// Its entries are checked one by one when it is read, and never copied: what is asked later is read from the bytes that
/// arrived. It is read when all of it is there, not as it arrives: its signature covers it whole, and the bytes are held for
/// the answers anyway.
#[derive(Clone)]
pub struct CertificateList<'a> {
    pub(super) der: &'a [u8],
    pub(super) tbs: &'a [u8],
    pub(super) algorithm: &'a [u8],
    pub(super) issuer: Name<'a>,
    pub(super) this_update: UnixTime,
    pub(super) next_update: Option<UnixTime>,
    pub(super) entries: Reader<'a>,
    pub(super) facts: Facts<'a>,
    pub(super) extensions: CrlExtensions<'a>,
    pub(super) signature: &'a [u8],
}

impl<'a> CertificateList<'a> {
    /// The most extensions that a list, or an entry of it, may have.
    pub const MAX_EXTENSIONS: usize = 64;

    /// Reads one list.
    ///
    /// # Errors
    /// [`CrlError`]. A critical extension that is not known is none: the list can be looked at, but is never believed.
    pub fn from_der(der: &'a [u8], limits: CrlLimits) -> Result<Self, CrlError> {
        parse::parse(der, limits)
    }

    /// The bytes that arrived.
    #[must_use]
    pub fn der(&self) -> &'a [u8] {
        self.der
    }

    /// `tbsCertList`: the bytes that are signed.
    #[must_use]
    pub fn tbs(&self) -> &'a [u8] {
        self.tbs
    }

    /// The encoded AlgorithmIdentifier of the signature, the same inside and outside of the signed part.
    #[must_use]
    pub fn signature_algorithm(&self) -> &'a [u8] {
        self.algorithm
    }

    /// The signature: the octets of the BIT STRING.
    #[must_use]
    pub fn signature(&self) -> &'a [u8] {
        self.signature
    }

    pub(super) fn signed(&self) -> Signed<'a> {
        Signed::new(self.tbs, self.algorithm, self.signature)
    }

    /// Who issued the list.
    #[must_use]
    pub fn issuer(&self) -> Name<'a> {
        self.issuer
    }

    /// As of when it speaks.
    #[must_use]
    pub fn this_update(&self) -> UnixTime {
        self.this_update
    }

    /// By when the next one is due, where that is told.
    #[must_use]
    pub fn next_update(&self) -> Option<UnixTime> {
        self.next_update
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.facts.count
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.facts.count == 0
    }

    /// Every entry, in the order in which they arrived.
    #[must_use]
    pub fn entries(&self) -> CrlEntries<'a> {
        CrlEntries { reader: self.entries, issuer: None }
    }

    /// The number (RFC 5280 §5.2.3).
    #[must_use]
    pub fn number(&self) -> Option<CrlNumber> {
        self.extensions.number
    }

    /// Of a delta, the number of the complete list that it starts from (RFC 5280 §5.2.4).
    #[must_use]
    pub fn base_number(&self) -> Option<CrlNumber> {
        self.extensions.base_number
    }

    /// Whether it tells only what changed since another list, and answers for nothing alone.
    #[must_use]
    pub fn is_delta(&self) -> bool {
        self.extensions.base_number.is_some()
    }

    /// Which certificates it is about (RFC 5280 §5.2.5).
    #[must_use]
    pub fn issuing_distribution_point(&self) -> Option<&IssuingDistributionPoint<'a>> {
        self.extensions.issuing_point.as_ref()
    }

    /// The encoded [`IssuingDistributionPoint`], as it arrived.
    #[must_use]
    pub fn scope(&self) -> Option<&'a [u8]> {
        self.extensions.scope
    }

    /// For which reasons certificates are on it.
    #[must_use]
    pub fn reasons(&self) -> ReasonSet {
        self.extensions.issuing_point.map_or(ReasonSet::ALL, |point| point.reasons())
    }

    /// Whether it is also about certificates that others than its issuer issued.
    #[must_use]
    pub fn is_indirect(&self) -> bool {
        self.extensions.issuing_point.is_some_and(|point| point.is_indirect())
    }

    /// Which key signed it, as it says itself (RFC 5280 §5.2.1).
    #[must_use]
    pub fn authority_key_identifier(&self) -> Option<AuthorityKeyIdentifier<'a>> {
        self.extensions.authority_key_identifier
    }

    /// Other names of its issuer (RFC 5280 §5.2.2).
    #[must_use]
    pub fn issuer_alt_names(&self) -> Option<GeneralNames<'a>> {
        self.extensions.issuer_alt_names
    }

    /// Where delta lists are (RFC 5280 §5.2.6).
    #[must_use]
    pub fn freshest_crl(&self) -> Option<DistributionPoints<'a>> {
        self.extensions.freshest
    }

    /// Where certificates of its issuer are (RFC 5280 §5.2.7).
    #[must_use]
    pub fn authority_info_access(&self) -> Option<InfoAccess<'a>> {
        self.extensions.info_access
    }

    /// Since when it keeps the entries of certificates that expired (`expiredCertsOnCRL`, X.509 §9.5.2.8).
    #[must_use]
    pub fn keeps_expired_since(&self) -> Option<UnixTime> {
        self.extensions.expired_since
    }

    /// The first critical extension, of the list or of an entry, that this library does not interpret: with it, the list
    /// must not be used (RFC 5280 §5.2, §5.3).
    #[must_use]
    pub fn unknown_critical_extension(&self) -> Option<Oid<'a>> {
        self.extensions.unknown_critical.or(self.facts.unknown_critical)
    }
}

impl fmt::Debug for CertificateList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CertificateList({} bytes, {} entries)", self.der.len(), self.facts.count)
    }
}

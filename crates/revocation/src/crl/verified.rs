//! Lists whose signature was verified (RFC 5280 §6.3.3 (f), (g)).

use countersign_crypto::CryptoProvider;
use countersign_encoding::der::OwnedOid;
use countersign_x509::{
    AlgorithmRules, Certificate, KeyError, KeyUsage, Name, SerialNumber, SignatureError, TrustAnchor,
    verify_signature,
};

use super::{CertificateList, CrlEntry, IndexedCrl, lookup::lookup};

/// A list that the key of a certificate signed, whose holder may sign lists. Whether that certificate is to be believed, and
/// whether the list is about a certificate and fresh, is another question: [`crate::CrlChecker`] answers all of them.
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifiedCrl<'a> {
    list: CertificateList<'a>,
}

impl<'a> VerifiedCrl<'a> {
    /// The list.
    #[must_use]
    pub fn list(&self) -> &CertificateList<'a> {
        &self.list
    }

    /// The entry of a certificate, by its serial number and the name of its issuer: one pass over the entries. Of several
    /// entries it is the one that says most against the certificate.
    #[must_use]
    pub fn find(&self, serial: SerialNumber<'_>, issuer: &Name<'_>) -> Option<CrlEntry<'a>> {
        lookup(&self.list, None, serial.as_bytes(), issuer)
    }

    /// The same list with an index by serial number, for whoever asks more than once.
    #[must_use]
    pub fn indexed(self) -> IndexedCrl<'a> {
        IndexedCrl::new(self)
    }
}

impl<'a> CertificateList<'a> {
    /// Checks that the key of a certificate signed the list, that the list names it as its issuer, and that it may sign
    /// lists (`cRLSign`, where there is a key usage). Nothing else of the certificate is looked at.
    ///
    /// # Errors
    /// [`CrlVerifyError`].
    pub fn verify(
        &self,
        issuer: &Certificate<'_>,
        rules: &AlgorithmRules,
        provider: &dyn CryptoProvider,
    ) -> Result<VerifiedCrl<'a>, CrlVerifyError> {
        let signer = Signer::Certificate(issuer);
        signer.may_sign(self)?;
        signer.signed(self, rules, provider)?;
        Ok(VerifiedCrl { list: self.clone() })
    }
}

/// Who may have signed a list.
#[derive(Clone, Copy)]
pub(super) enum Signer<'x> {
    Certificate(&'x Certificate<'x>),
    Anchor(&'x TrustAnchor),
}

impl<'x> Signer<'x> {
    pub(super) fn name(self) -> Name<'x> {
        match self {
            Self::Certificate(certificate) => certificate.subject(),
            Self::Anchor(anchor) => anchor.subject(),
        }
    }

    pub(super) fn spki(self) -> &'x [u8] {
        match self {
            Self::Certificate(certificate) => certificate.spki(),
            Self::Anchor(anchor) => anchor.spki(),
        }
    }

    fn certificate(self) -> Option<&'x Certificate<'x>> {
        match self {
            Self::Certificate(certificate) => Some(certificate),
            Self::Anchor(anchor) => anchor.certificate(),
        }
    }

    /// Whether it is the issuer that the list names and may sign lists, and nothing in the list forbids to use it.
    pub(super) fn may_sign(self, list: &CertificateList<'_>) -> Result<(), CrlVerifyError> {
        if let Some(oid) = list.unknown_critical_extension() {
            return Err(CrlVerifyError::UnknownCriticalExtension { oid: oid.to_owned() });
        }
        if !self.name().matches(&list.issuer) {
            return Err(CrlVerifyError::Issuer);
        }
        let Some(certificate) = self.certificate() else { return Ok(()) };
        let named = list.extensions.authority_key_identifier.and_then(|identifier| identifier.key_id());
        if let (Some(named), Some(own)) = (named, certificate.subject_key_identifier())
            && named != own
        {
            return Err(CrlVerifyError::KeyIdentifier);
        }
        match certificate.key_usage() {
            Some(usage) if !usage.contains(KeyUsage::CRL_SIGN) => Err(CrlVerifyError::KeyUsage),
            _ => Ok(()),
        }
    }

    /// Whether its key signed the list.
    pub(super) fn signed(
        self,
        list: &CertificateList<'_>,
        rules: &AlgorithmRules,
        provider: &dyn CryptoProvider,
    ) -> Result<(), CrlVerifyError> {
        let key = rules.read_key(self.spki())?;
        Ok(verify_signature(&list.signed(), &key, rules, provider)?)
    }
}

/// Why a certificate does not vouch for a list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CrlVerifyError {
    /// The list, or an entry of it, has a critical extension that is not known (RFC 5280 §5.2, §5.3).
    #[error("the list has a critical extension that is not known: {oid}")]
    UnknownCriticalExtension {
        /// Its identifier.
        oid: OwnedOid,
    },
    /// The list names another issuer (RFC 5280 §5.1.2.3).
    #[error("the list names another issuer")]
    Issuer,
    /// The list names another key of the issuer (RFC 5280 §5.2.1).
    #[error("the list names another key of the issuer")]
    KeyIdentifier,
    /// The issuer's key usage lacks `cRLSign` (RFC 5280 §6.3.3 (f)).
    #[error("the issuer may not sign lists: its key usage lacks cRLSign")]
    KeyUsage,
    /// The issuer's key is refused.
    #[error("the issuer's key is refused: {0}")]
    Key(#[from] KeyError),
    /// The signature is refused (RFC 5280 §6.3.3 (g)).
    #[error("the signature of the list is refused: {0}")]
    Signature(#[from] SignatureError),
    /// More keys of that name were tried than the limit.
    #[error("more keys have the name of the list's issuer than are tried")]
    TooManyKeys,
}

impl CrlVerifyError {
    /// A stable name of the reason, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownCriticalExtension { .. } => "CSG-CRL-UNKNOWN-CRITICAL-EXTENSION",
            Self::Issuer => "CSG-CRL-ISSUER",
            Self::KeyIdentifier => "CSG-CRL-KEY-IDENTIFIER",
            Self::KeyUsage => "CSG-CRL-KEY-USAGE",
            Self::Key(_) => "CSG-CRL-KEY",
            Self::Signature(_) => "CSG-CRL-SIGNATURE",
            Self::TooManyKeys => "CSG-CRL-TOO-MANY-KEYS",
        }
    }
}

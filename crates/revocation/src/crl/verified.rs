//! Lists whose signature was verified (RFC 5280 §6.3.3 (f), (g)).

use countersign_crypto::CryptoProvider;
use countersign_encoding::der::OwnedOid;
use countersign_x509::{
    AlgorithmRules, Certificate, KeyError, KeyUsage, Name, SerialNumber, SignatureError, verify_signature,
};

use super::{CertificateList, CrlEntry, IndexedCrl, lookup::lookup};
use crate::Issuer;

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
        let signer = Issuer::from_certificate(issuer);
        self.check_signer(&signer)?;
        self.check_signature(&signer, rules, provider)?;
        Ok(VerifiedCrl { list: self.clone() })
    }

    /// Whether this is the issuer that the list names and may sign lists, and nothing in the list forbids to use it.
    pub(super) fn check_signer(&self, signer: &Issuer<'_>) -> Result<(), CrlVerifyError> {
        if let Some(oid) = self.unknown_critical_extension() {
            return Err(CrlVerifyError::UnknownCriticalExtension { oid: oid.to_owned() });
        }
        if !signer.name().matches(&self.issuer) {
            return Err(CrlVerifyError::Issuer);
        }
        let Some(certificate) = signer.certificate() else { return Ok(()) };
        let named = self.extensions.authority_key_identifier.and_then(|identifier| identifier.key_id());
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

    /// Whether the key of this issuer signed the list.
    pub(super) fn check_signature(
        &self,
        signer: &Issuer<'_>,
        rules: &AlgorithmRules,
        provider: &dyn CryptoProvider,
    ) -> Result<(), CrlVerifyError> {
        let key = rules.read_key(signer.spki())?;
        Ok(verify_signature(&self.signed(), &key, rules, provider)?)
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

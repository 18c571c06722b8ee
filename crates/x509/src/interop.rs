//! Conversions from and to the types of crate `x509-cert`.

use x509_cert::der::{Decode, Encode};

use crate::{Certificate, Violation};

/// Why a certificate has no counterpart on the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum X509CertError {
    /// `x509-cert` does not read it.
    #[error("x509-cert does not read the certificate")]
    Unreadable,
    /// `x509-cert` would write other bytes than those that arrived and are signed: it sorts sets, for one.
    #[error("x509-cert would write the certificate in other bytes than those that are signed")]
    Rewritten,
    /// This library does not read what `x509-cert` writes.
    #[error("the certificate breaks a rule that readers enforce")]
    Violation(#[from] Violation),
}

/// Reads the bytes that arrived once more. `x509-cert` keeps values, not bytes: what it would write again in other bytes is
/// no certificate any more, and is refused.
impl TryFrom<&Certificate<'_>> for x509_cert::Certificate {
    type Error = X509CertError;

    fn try_from(certificate: &Certificate<'_>) -> Result<Self, Self::Error> {
        let read = Self::from_der(certificate.der()).map_err(|_| X509CertError::Unreadable)?;
        match read.to_der() {
            Ok(written) if written == certificate.der() => Ok(read),
            _ => Err(X509CertError::Rewritten),
        }
    }
}

/// Writes the certificate and reads it by this library's rules.
impl TryFrom<&x509_cert::Certificate> for Certificate<'static> {
    type Error = X509CertError;

    fn try_from(certificate: &x509_cert::Certificate) -> Result<Self, Self::Error> {
        let der = certificate.to_der().map_err(|_| X509CertError::Unreadable)?;
        Ok(Certificate::from_der(&der)?.to_owned())
    }
}

//! Who issues.

use alloc::vec::Vec;

use countersign_crypto::{CryptoProvider, HashProvider, PublicKey, Scheme};

use super::{
    CertificateDraft, CertificateTemplate, IssueError, VerifiedRequest, draft::Signer, encode,
    template::Issuer,
};
use crate::{Certificate, KeyUsage};

/// The public half of a CA: what its certificate says, and the scheme that its key signs by.
#[derive(Clone, Debug)]
pub struct CertificateAuthority {
    name: Vec<u8>,
    key_identifier: Vec<u8>,
    path_len: Option<u32>,
    signer: Signer,
}

impl CertificateAuthority {
    /// The CA of a certificate, which the caller trusts to be its own.
    ///
    /// # Errors
    /// [`IssueError`] where the certificate is no CA's, its key usage has no keyCertSign, its key is refused, or the scheme
    /// is not the key's or X.509's.
    pub fn new(
        certificate: &Certificate<'_>,
        scheme: Scheme,
        provider: &dyn CryptoProvider,
    ) -> Result<Self, IssueError> {
        let constraints = certificate.basic_constraints().filter(|constraints| constraints.is_ca());
        let constraints = constraints.ok_or(IssueError::IssuerNotCa)?;
        if certificate.key_usage().is_some_and(|usage| !usage.contains(KeyUsage::KEY_CERT_SIGN)) {
            return Err(IssueError::IssuerKeyUsage);
        }
        let key = PublicKey::from_spki_der(certificate.spki(), provider).map_err(IssueError::IssuerKey)?;
        let key_identifier = certificate
            .subject_key_identifier()
            .map_or_else(|| encode::key_identifier(certificate.spki(), provider), <[u8]>::to_vec);
        Ok(Self {
            name: certificate.subject().der().into(),
            key_identifier,
            path_len: constraints.path_len(),
            signer: Signer::new(&key, scheme)?,
        })
    }

    /// A certificate for a key whose owner the caller knows to hold it: its own, or that of an existing certificate.
    ///
    /// # Errors
    /// [`IssueError`] where the CA's path length does not admit a CA, or the template contradicts itself.
    pub fn draft(
        &self,
        template: &CertificateTemplate,
        key: &PublicKey,
        hasher: &dyn HashProvider,
    ) -> Result<CertificateDraft, IssueError> {
        self.admit(template)?;
        let issuer = Issuer {
            name: &self.name,
            key_identifier: Some(&self.key_identifier),
            signer: self.signer.clone(),
        };
        template.draft(issuer, key, hasher)
    }

    /// A certificate for the key of a request, whose sender has shown that it holds the key. Nothing else of the request
    /// is taken over: the template says what is certified.
    ///
    /// # Errors
    /// As [`CertificateAuthority::draft`].
    pub fn draft_for_request(
        &self,
        template: &CertificateTemplate,
        request: &VerifiedRequest,
        hasher: &dyn HashProvider,
    ) -> Result<CertificateDraft, IssueError> {
        self.draft(template, request.public_key(), hasher)
    }

    /// A CA below needs room, and no more room than is left (RFC 5280 §4.2.1.9).
    fn admit(&self, template: &CertificateTemplate) -> Result<(), IssueError> {
        let Some(limit) = self.path_len.filter(|_| template.is_ca()) else { return Ok(()) };
        let fits = template.path_len_asked().is_none_or(|asked| u32::from(asked) < limit);
        if limit > 0 && fits { Ok(()) } else { Err(IssueError::PathLength) }
    }
}

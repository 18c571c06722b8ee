//! Whom a TLS connection trusts, and who it says it is.

use std::fmt;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::RootCertStore;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// The trust anchors and the client certificate of TLS connections, from which an adapter's configuration is made.
///
/// No provider that was installed for the process is read, and none is installed: the provider is an argument.
/// Certificates are verified for the name that was asked for; there is no way to switch that off here.
pub struct TlsSettings {
    system: bool,
    roots: Vec<CertificateDer<'static>>,
    client: Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>,
}

/// Why TLS settings are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TlsSettingsError {
    /// The text holds no PEM certificate, or a broken one.
    #[error("no certificate in PEM form")]
    Certificate,
    /// The text holds no PEM private key that the provider can use, or one that is not the certificate's.
    #[error("no private key in PEM form that fits the certificate")]
    PrivateKey,
    /// The system has no trust anchors that can be read, and none were given.
    #[error("no trust anchors: the system's store cannot be read, and no CA was given")]
    NoRoots,
    /// The provider has no cipher suite for TLS 1.2 or 1.3.
    #[error("the provider supports neither TLS 1.2 nor TLS 1.3")]
    Provider,
}

impl TlsSettings {
    /// The trust anchors of the system (`SSL_CERT_FILE` and `SSL_CERT_DIR` replace them).
    #[must_use]
    pub fn system() -> Self {
        Self { system: true, roots: Vec::new(), client: None }
    }

    /// The CA certificates of a PEM text, and no others.
    ///
    /// # Errors
    ///
    /// [`TlsSettingsError::Certificate`] where the text holds no certificate, or one that is no trust anchor.
    pub fn only_ca_pem(pem: &[u8]) -> Result<Self, TlsSettingsError> {
        Ok(Self { system: false, roots: anchors(pem)?, client: None })
    }

    /// The CA certificates of a PEM text as well.
    ///
    /// # Errors
    ///
    /// [`TlsSettingsError::Certificate`] where the text holds no certificate, or one that is no trust anchor.
    pub fn with_ca_pem(mut self, pem: &[u8]) -> Result<Self, TlsSettingsError> {
        self.roots.extend(anchors(pem)?);
        Ok(self)
    }

    /// A client certificate with its chain, and its private key (PKCS#8, PKCS#1 or SEC 1), for servers that ask: any that is
    /// spoken to, also one that an answer led to. What it proves cannot be used by whoever sees it.
    ///
    /// # Errors
    ///
    /// [`TlsSettingsError::Certificate`] and [`TlsSettingsError::PrivateKey`] where a text holds none.
    pub fn with_client_pem(mut self, chain: &[u8], key: &[u8]) -> Result<Self, TlsSettingsError> {
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| TlsSettingsError::PrivateKey)?;
        self.client = Some((certificates(chain)?, key));
        Ok(self)
    }

    /// The configuration that both adapters take, with the cryptography of `provider`.
    ///
    /// # Errors
    ///
    /// [`TlsSettingsError`] where there are no trust anchors, or where the provider cannot use the client's key.
    pub fn client_config(self, provider: Arc<CryptoProvider>) -> Result<ClientConfig, TlsSettingsError> {
        let system = if self.system { rustls_native_certs::load_native_certs().certs } else { Vec::new() };
        let roots = root_store(system, &self.roots)?;
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| TlsSettingsError::Provider)?
            .with_root_certificates(roots);
        match self.client {
            None => Ok(builder.with_no_client_auth()),
            Some((chain, key)) => {
                builder.with_client_auth_cert(chain, key).map_err(|_| TlsSettingsError::PrivateKey)
            }
        }
    }

    /// [`client_config`](Self::client_config) with ring's cryptography.
    ///
    /// # Errors
    ///
    /// As [`client_config`](Self::client_config).
    #[cfg(feature = "tls-ring")]
    pub fn with_ring(self) -> Result<ClientConfig, TlsSettingsError> {
        self.client_config(Arc::new(rustls::crypto::ring::default_provider()))
    }

    /// [`client_config`](Self::client_config) with the cryptography of aws-lc.
    ///
    /// # Errors
    ///
    /// As [`client_config`](Self::client_config).
    #[cfg(feature = "tls-aws-lc")]
    pub fn with_aws_lc(self) -> Result<ClientConfig, TlsSettingsError> {
        self.client_config(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
    }
}

/// Stores of real systems hold certificates that are no anchors by today's rules: those are passed over. One that the
/// caller named is not.
fn root_store(
    system: Vec<CertificateDer<'static>>,
    named: &[CertificateDer<'static>],
) -> Result<RootCertStore, TlsSettingsError> {
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(system);
    for root in named {
        store.add(root.clone()).map_err(|_| TlsSettingsError::Certificate)?;
    }
    if store.is_empty() { Err(TlsSettingsError::NoRoots) } else { Ok(store) }
}

impl fmt::Debug for TlsSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsSettings")
            .field("system", &self.system)
            .field("roots", &self.roots.len())
            .field("client", &self.client.is_some())
            .finish()
    }
}

fn anchors(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, TlsSettingsError> {
    let found = certificates(pem)?;
    root_store(Vec::new(), &found).map(|_| found)
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, TlsSettingsError> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        _ => Err(TlsSettingsError::Certificate),
    }
}

/// HTTP/1.1 is what both adapters speak, whatever else the caller's configuration offers.
pub(crate) fn http1_only(mut config: ClientConfig) -> ClientConfig {
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config
}

#[cfg(test)]
mod tests {
    use super::*;

    const CA: &[u8] = include_bytes!("../../tests/adapters/tls/ca.pem");
    const CLIENT: &[u8] = include_bytes!("../../tests/adapters/tls/client.pem");
    const CLIENT_KEY: &[u8] = include_bytes!("../../tests/adapters/tls/client.key.pem");

    #[test]
    fn a_text_without_a_certificate_is_refused() {
        let broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for text in [b"".as_slice(), b"nothing", broken, CLIENT_KEY] {
            let refused = TlsSettings::only_ca_pem(text).err();
            assert_eq!(refused, Some(TlsSettingsError::Certificate));
            assert_eq!(TlsSettings::system().with_ca_pem(text).err(), refused);
        }
    }

    #[test]
    fn a_text_without_a_private_key_is_refused() {
        let settings = TlsSettings::only_ca_pem(CA).unwrap();
        let refused = settings.with_client_pem(CLIENT, CA).err();
        assert_eq!(refused, Some(TlsSettingsError::PrivateKey));
        let settings = TlsSettings::only_ca_pem(CA).unwrap();
        assert_eq!(settings.with_client_pem(b"", CLIENT_KEY).err(), Some(TlsSettingsError::Certificate));
    }

    #[test]
    fn no_trust_anchors_at_all_are_an_error() {
        assert_eq!(root_store(Vec::new(), &[]).err(), Some(TlsSettingsError::NoRoots));
    }

    #[test]
    fn a_certificate_of_the_system_that_is_none_is_passed_over() {
        let system = vec![CertificateDer::from(vec![1, 2, 3])];
        assert_eq!(root_store(system.clone(), &[]).err(), Some(TlsSettingsError::NoRoots));
        let named = certificates(CA).unwrap();
        assert_eq!(root_store(system, &named).unwrap().len(), 1);
    }

    #[test]
    fn keys_are_not_shown() {
        let settings = TlsSettings::only_ca_pem(CA).unwrap().with_client_pem(CLIENT, CLIENT_KEY).unwrap();
        assert_eq!(format!("{settings:?}"), "TlsSettings { system: false, roots: 1, client: true }");
    }

    #[cfg(feature = "tls-ring")]
    #[test]
    fn a_key_that_is_not_the_certificates_is_refused() {
        let key = include_bytes!("../../tests/adapters/tls/server.key.pem");
        let settings = TlsSettings::only_ca_pem(CA).unwrap().with_client_pem(CLIENT, key).unwrap();
        assert_eq!(settings.with_ring().err(), Some(TlsSettingsError::PrivateKey));
    }

    #[cfg(feature = "tls-ring")]
    #[test]
    fn a_provider_without_cipher_suites_is_refused() {
        let provider =
            CryptoProvider { cipher_suites: Vec::new(), ..rustls::crypto::ring::default_provider() };
        let settings = TlsSettings::only_ca_pem(CA).unwrap();
        assert_eq!(settings.client_config(Arc::new(provider)).err(), Some(TlsSettingsError::Provider));
    }
}

//! Keys, names and times that the tests share.

use countersign_crypto::{CryptoProvider, KeyType, PrivateKey, RandomError, RustCrypto, Scheme, SigningKey};
use countersign_time::{UnixTime, Validity};
use countersign_x509::{
    Certificate, Name,
    issue::{CertificateAuthority, CertificateTemplate, SerialNumber},
};
use testkit::{
    Prng,
    x509::{Form, name},
};

pub(crate) const SCHEMES: [Scheme; 4] = [
    Scheme::ECDSA_P256_SHA256_DER,
    Scheme::ECDSA_P384_SHA384_DER,
    Scheme::ECDSA_P521_SHA512_DER,
    Scheme::ED25519,
];

pub(crate) fn random(seed: u64) -> impl FnMut(&mut [u8]) -> Result<(), RandomError> {
    let mut prng = Prng::new(seed);
    move |out: &mut [u8]| {
        prng.fill(out);
        Ok(())
    }
}

pub(crate) fn key(scheme: Scheme, seed: u64) -> Box<dyn SigningKey> {
    let key_type: KeyType = scheme.algorithm().key_type();
    let private = PrivateKey::generate(key_type, &mut random(seed), &RustCrypto).unwrap();
    RustCrypto.signing_key(&private, scheme).unwrap()
}

pub(crate) fn p256(seed: u64) -> Box<dyn SigningKey> {
    key(Scheme::ECDSA_P256_SHA256_DER, seed)
}

pub(crate) fn subject(common_name: &str) -> Vec<u8> {
    name(&[
        ("2.5.4.6", Form::Printable, "DE"),
        ("2.5.4.8", Form::Utf8, "Berlin"),
        ("2.5.4.10", Form::Utf8, "Example Works"),
        ("2.5.4.3", Form::Utf8, common_name),
    ])
}

pub(crate) fn at(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).unwrap()
}

pub(crate) fn validity() -> Validity {
    Validity::new(at("2025-01-01T00:00:00Z"), at("2055-01-01T00:00:00Z")).unwrap()
}

pub(crate) fn serial(seed: u64) -> SerialNumber {
    SerialNumber::random(&mut random(seed)).unwrap()
}

type Constructor = fn(&Name<'_>, Validity, SerialNumber) -> CertificateTemplate;

pub(crate) fn template(make: Constructor, common_name: &str) -> CertificateTemplate {
    let subject = subject(common_name);
    make(&Name::from_der(&subject).unwrap(), validity(), serial(common_name.len() as u64))
}

pub(crate) fn root(key: &dyn SigningKey) -> Certificate<'static> {
    let template = template(CertificateTemplate::ca, "Root");
    template.self_signed(key.public_key(), key.scheme(), &RustCrypto).unwrap().sign(key).unwrap()
}

pub(crate) fn authority(certificate: &Certificate<'_>, key: &dyn SigningKey) -> CertificateAuthority {
    CertificateAuthority::new(certificate, key.scheme(), &RustCrypto).unwrap()
}

/// A certificate for `subject`, issued by the CA of `issuer`.
pub(crate) fn issue(
    issuer: (&Certificate<'_>, &dyn SigningKey),
    template: &CertificateTemplate,
    subject: &dyn SigningKey,
) -> Certificate<'static> {
    let authority = authority(issuer.0, issuer.1);
    authority.draft(template, subject.public_key(), &RustCrypto).unwrap().sign(issuer.1).unwrap()
}

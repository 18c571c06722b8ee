//! Which certificate is the signer's.

use countersign_crypto::CryptoProvider;
use countersign_crypto::DigestAlgorithm;
use countersign_digest::LegacyHash;
use countersign_x509::{Certificate, GeneralName, Name};

use crate::{
    TimestampToken, TokenClaims, TokenError, TokenPart, TrustedTsa,
    layout::IdLayout,
    oids::digest_algorithm,
    parse::ess::{self, CertId},
    span::Span,
};

/// The certificate that the signer names, and that it signed to have used (RFC 5035 §3): one of the token's, or one of those
/// that are configured for the authority.
pub(super) fn choose<'c, 't: 'c>(
    token: &TimestampToken<'_>,
    embedded: &'c [Certificate<'t>],
    authority: &'c TrustedTsa,
    provider: &dyn CryptoProvider,
) -> Result<&'c Certificate<'t>, TokenError> {
    let binding = Binding::read(token)?;
    let configured = authority.possible_signers().map(|certificate| -> &'c Certificate<'t> { certificate });
    let mut refusal = TokenError::NoSigner;
    for certificate in embedded.iter().chain(configured) {
        if !is_named(token, certificate) {
            continue;
        }
        if !binding.admits(certificate, provider) {
            refusal = TokenError::SigningCertificate;
        } else if !authority.admits_signer(certificate) {
            return Err(TokenError::OtherSigner);
        } else {
            return Ok(certificate);
        }
    }
    Err(refusal)
}

/// The certificate that the signer names, of some.
pub(crate) fn find<'c, 't: 'c>(
    token: &TimestampToken<'_>,
    mut certificates: impl Iterator<Item = &'c Certificate<'t>>,
) -> Option<&'c Certificate<'t>> {
    certificates.find(|certificate| is_named(token, certificate))
}

/// Whether the signer names a certificate (RFC 5652 §5.3). This is not signed, so that names are compared byte by byte.
fn is_named(token: &TimestampToken<'_>, certificate: &Certificate<'_>) -> bool {
    match token.layout().signer.id {
        IdLayout::KeyIdentifier(key) => certificate.subject_key_identifier() == Some(key.slice(token.der())),
        IdLayout::IssuerAndSerial { issuer, serial } => {
            let serial = serial.reader(token.der()).integer();
            certificate.issuer().der() == issuer.slice(token.der())
                && serial.is_ok_and(|serial| serial.as_bytes() == certificate.serial().as_bytes())
        }
    }
}

/// What the signer signed about its certificate: at least one of the two.
struct Binding<'t> {
    v1: Option<CertId<'t>>,
    v2: Option<(CertId<'t>, DigestAlgorithm)>,
}

impl<'t> Binding<'t> {
    fn read(token: &'t TimestampToken<'_>) -> Result<Self, TokenError> {
        let signer = &token.layout().signer;
        let encoding = |attribute| move |reason| TokenError::SigningCertificateEncoding { attribute, reason };
        let reader = |span: Span| span.reader(token.der());
        let v1 = signer.certificate.map(|value| ess::read(reader(value))).transpose();
        let v1 = v1.map_err(encoding(TokenPart::SigningCertificate))?;
        let v2 = signer.certificate_v2.map(|value| ess::read_v2(reader(value))).transpose();
        let v2 = v2.map_err(encoding(TokenPart::SigningCertificateV2))?;
        let v2 = v2.map(with_algorithm).transpose()?;
        if v1.is_none() && v2.is_none() {
            return Err(TokenError::NoSigningCertificate);
        }
        Ok(Self { v1, v2 })
    }

    fn admits(&self, certificate: &Certificate<'_>, provider: &dyn CryptoProvider) -> bool {
        let v2 = self.v2.as_ref().is_none_or(|(id, algorithm)| {
            provider.hash(*algorithm, certificate.der()).as_bytes() == id.hash
                && has_issuer_and_serial(id, certificate)
        });
        v2 && self.v1.as_ref().is_none_or(|id| {
            LegacyHash::Sha1.hash(certificate.der()).as_bytes() == id.hash
                && has_issuer_and_serial(id, certificate)
        })
    }
}

/// SHA-256 is the default; SHA-1 has an attribute of its own, which it must not leave.
fn with_algorithm(id: CertId<'_>) -> Result<(CertId<'_>, DigestAlgorithm), TokenError> {
    let Some(oid) = id.algorithm else { return Ok((id, DigestAlgorithm::Sha256)) };
    match digest_algorithm(oid) {
        Some(algorithm) => Ok((id, algorithm)),
        None => Err(TokenError::SigningCertificateAlgorithm { algorithm: oid.to_owned() }),
    }
}

fn has_issuer_and_serial(id: &CertId<'_>, certificate: &Certificate<'_>) -> bool {
    id.issuer_serial.is_none_or(|(issuer, serial)| {
        issuer.matches(&certificate.issuer()) && serial.as_bytes() == certificate.serial().as_bytes()
    })
}

/// A token that names its authority names it by a name of the signer's certificate (RFC 3161 §2.4.2 `tsa`).
pub(super) fn check_name(claims: &TokenClaims<'_>, leaf: &Certificate<'_>) -> Result<(), TokenError> {
    let Some(name) = claims.tsa() else { return Ok(()) };
    let subject = GeneralName::Directory(leaf.subject());
    let mut names = leaf.subject_alt_names().into_iter().flatten();
    if is_same(&name, &subject) || names.any(|other| is_same(&name, &other)) {
        Ok(())
    } else {
        Err(TokenError::TsaName)
    }
}

fn is_same(one: &GeneralName<'_>, other: &GeneralName<'_>) -> bool {
    let same_directory = |one: &Name<'_>, other: &Name<'_>| one.matches(other);
    match (one, other) {
        (GeneralName::Directory(one), GeneralName::Directory(other)) => same_directory(one, other),
        (GeneralName::Email(one), GeneralName::Email(other))
        | (GeneralName::Dns(one), GeneralName::Dns(other))
        | (GeneralName::Uri(one), GeneralName::Uri(other)) => one == other,
        (GeneralName::Ip(one), GeneralName::Ip(other)) => one == other,
        (GeneralName::RegisteredId(one), GeneralName::RegisteredId(other)) => one == other,
        (GeneralName::Other(id, one), GeneralName::Other(other_id, other)) => id == other_id && one == other,
        _ => false,
    }
}

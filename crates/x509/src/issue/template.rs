//! What a certificate is to say.

use alloc::vec::Vec;

use countersign_crypto::{HashProvider, PublicKey, Scheme};
use countersign_encoding::der::{Oid, Reader, Tag, write};
use countersign_time::Validity;

use super::{
    AltName, CertificateDraft, IssueError, SerialNumber, Subtree, VerifiedRequest,
    draft::Signer,
    encode::{self, Criticality},
    purpose::Purpose,
};
use crate::{ExtensionKind, KeyUsage, Name, Rule};

/// What a certificate says of its subject. Each purpose begins with the extensions that its specification asks for.
#[derive(Clone, Debug)]
pub struct CertificateTemplate {
    purpose: Purpose,
    subject: Vec<u8>,
    validity: Validity,
    serial: SerialNumber,
    key_usage: KeyUsage,
    purposes: Vec<Vec<u8>>,
    alt_names: Vec<AltName>,
    permitted: Vec<Subtree>,
    excluded: Vec<Subtree>,
    /// The identifier, and the extension.
    extensions: Vec<(Vec<u8>, Criticality, Vec<u8>)>,
}

impl CertificateTemplate {
    /// A CA: `cA` critical; keyCertSign and cRLSign critical (RFC 5280 §4.2.1.3, §4.2.1.9).
    #[must_use]
    pub fn ca(subject: &Name<'_>, validity: Validity, serial: SerialNumber) -> Self {
        Self::of(Purpose::Ca { path_len: None }, subject, validity, serial)
    }

    /// A signer of code: digitalSignature alone, critical; codeSigning alone (Notation's certificate requirements,
    /// CA/Browser Forum Code Signing §7.1.2.3).
    #[must_use]
    pub fn code_signing(subject: &Name<'_>, validity: Validity, serial: SerialNumber) -> Self {
        Self::of(Purpose::CodeSigning, subject, validity, serial)
    }

    /// A timestamping authority: digitalSignature alone, critical; timeStamping alone, critical (RFC 3161 §2.3).
    #[must_use]
    pub fn timestamping(subject: &Name<'_>, validity: Validity, serial: SerialNumber) -> Self {
        Self::of(Purpose::Timestamping, subject, validity, serial)
    }

    /// An OCSP responder: digitalSignature, critical; OCSPSigning; ocsp-nocheck (RFC 6960 §4.2.2.2).
    #[must_use]
    pub fn ocsp_responder(subject: &Name<'_>, validity: Validity, serial: SerialNumber) -> Self {
        Self::of(Purpose::OcspResponder, subject, validity, serial)
    }

    /// An end entity of the caller's own kind: digitalSignature, critical, and no extended key usage.
    #[must_use]
    pub fn end_entity(subject: &Name<'_>, validity: Validity, serial: SerialNumber) -> Self {
        Self::of(Purpose::EndEntity, subject, validity, serial)
    }

    fn of(purpose: Purpose, subject: &Name<'_>, validity: Validity, serial: SerialNumber) -> Self {
        Self {
            purpose,
            subject: subject.der().into(),
            validity,
            serial,
            key_usage: purpose.key_usage(),
            purposes: purpose.extended_key_usage(),
            alt_names: Vec::new(),
            permitted: Vec::new(),
            excluded: Vec::new(),
            extensions: Vec::new(),
        }
    }

    /// How many CAs may stand between this one and an end entity (RFC 5280 §4.2.1.9).
    ///
    /// # Errors
    /// [`IssueError::NotForLeaf`] where this is no CA.
    pub fn path_len(mut self, limit: u8) -> Result<Self, IssueError> {
        if !self.purpose.is_ca() {
            return Err(IssueError::NotForLeaf);
        }
        self.purpose = Purpose::Ca { path_len: Some(limit) };
        Ok(self)
    }

    /// Other key usage bits than the purpose's own.
    #[must_use]
    pub fn key_usage(mut self, usage: KeyUsage) -> Self {
        self.key_usage = usage;
        self
    }

    /// One more purpose of the key; for a CA, one that certificates below it may have (RFC 5280 §4.2.1.12).
    #[must_use]
    pub fn extended_key_usage(mut self, purpose: Oid<'_>) -> Self {
        self.purposes.push(purpose.as_bytes().into());
        self
    }

    /// One more name of the subject. They are critical where the subject is empty (RFC 5280 §4.2.1.6).
    #[must_use]
    pub fn alt_name(mut self, name: AltName) -> Self {
        self.alt_names.push(name);
        self
    }

    /// The names that a request asks for. Whether its sender may have them is for the caller to know; where one is not of the
    /// syntax of its form there is no draft.
    #[must_use]
    pub fn alt_names_of(mut self, request: &VerifiedRequest) -> Self {
        self.alt_names.extend(request.alt_names());
        self
    }

    /// A subtree within which all names of its form must be.
    #[must_use]
    pub fn permit(mut self, subtree: Subtree) -> Self {
        self.permitted.push(subtree);
        self
    }

    /// A subtree in which no name may be.
    #[must_use]
    pub fn exclude(mut self, subtree: Subtree) -> Self {
        self.excluded.push(subtree);
        self
    }

    /// One more extension, which whoever does not know it may ignore. The value is its type in DER.
    #[must_use]
    pub fn extension(self, oid: Oid<'_>, value: &[u8]) -> Self {
        self.with(oid, Criticality::NonCritical, value)
    }

    /// One more extension, on account of which whoever does not know it refuses the certificate.
    #[must_use]
    pub fn critical_extension(self, oid: Oid<'_>, value: &[u8]) -> Self {
        self.with(oid, Criticality::Critical, value)
    }

    fn with(mut self, oid: Oid<'_>, criticality: Criticality, value: &[u8]) -> Self {
        self.extensions.push((oid.as_bytes().into(), criticality, value.into()));
        self
    }

    /// A certificate that the subject's own key signs: a root, or a lone leaf.
    ///
    /// # Errors
    /// [`IssueError`] where the scheme is not the key's or X.509's, or the template contradicts itself.
    pub fn self_signed(
        &self,
        key: &PublicKey,
        scheme: Scheme,
        hasher: &dyn HashProvider,
    ) -> Result<CertificateDraft, IssueError> {
        let issuer = Issuer { name: &self.subject, key_identifier: None, signer: Signer::new(key, scheme)? };
        self.draft(issuer, key, hasher)
    }

    pub(super) fn is_ca(&self) -> bool {
        self.purpose.is_ca()
    }

    pub(super) fn path_len_asked(&self) -> Option<u8> {
        match self.purpose {
            Purpose::Ca { path_len } => path_len,
            _ => None,
        }
    }

    pub(super) fn draft(
        &self,
        issuer: Issuer<'_>,
        key: &PublicKey,
        hasher: &dyn HashProvider,
    ) -> Result<CertificateDraft, IssueError> {
        self.check()?;
        let extensions =
            self.extensions(issuer.key_identifier, &encode::key_identifier(key.spki_der(), hasher));
        let tbs = write(
            Tag::SEQUENCE,
            &[
                V3,
                &self.serial.to_der(),
                issuer.signer.identifier(),
                issuer.name,
                &encode::validity(self.validity),
                &self.subject,
                key.spki_der(),
                &write(Tag::context_constructed(3), &[&encode::sequence_of(extensions.iter())]),
            ],
        );
        CertificateDraft::new(tbs, issuer.signer).map_err(|violation| match violation.rule() {
            Rule::ExtensionTwice => IssueError::ExtensionTwice,
            _ => violation.into(),
        })
    }

    fn check(&self) -> Result<(), IssueError> {
        let nameless = self.subject == EMPTY_NAME;
        let constrained = !self.permitted.is_empty() || !self.excluded.is_empty();
        match self.purpose.is_ca() {
            true if nameless => return Err(IssueError::CaWithoutSubject),
            false if nameless && self.alt_names.is_empty() => return Err(IssueError::NoName),
            false if constrained => return Err(IssueError::NotForLeaf),
            _ => {}
        }
        if !self.alt_names.iter().all(AltName::is_well_formed) {
            return Err(IssueError::AltName);
        }
        let whole = |value: &[u8]| {
            let mut reader = Reader::new(value);
            reader.element().and_then(|_| reader.finish()).is_ok()
        };
        let all = self.extensions.iter().all(|(_, _, value)| whole(value));
        if all { Ok(()) } else { Err(IssueError::ExtensionValue) }
    }

    fn extensions(&self, issuer: Option<&[u8]>, subject: &[u8]) -> Vec<Vec<u8>> {
        let mut all = Vec::from_iter(self.purpose.extensions());
        all.extend(self.usages());
        all.extend(self.names());
        let identifier = encode::subject_key_identifier(subject);
        all.push(encode::known(ExtensionKind::SubjectKeyIdentifier, Criticality::NonCritical, &identifier));
        all.extend(issuer.map(|issuer| {
            let identifier = encode::authority_key_identifier(issuer);
            encode::known(ExtensionKind::AuthorityKeyIdentifier, Criticality::NonCritical, &identifier)
        }));
        let own = self.extensions.iter();
        all.extend(own.map(|(oid, criticality, value)| {
            encode::extension(Oid::from_contents(oid), *criticality, value)
        }));
        all
    }

    fn usages(&self) -> impl Iterator<Item = Vec<u8>> {
        let usage = (!self.key_usage.is_empty()).then(|| {
            encode::known(ExtensionKind::KeyUsage, Criticality::Critical, &encode::key_usage(self.key_usage))
        });
        let purposes = (!self.purposes.is_empty()).then(|| {
            let value = encode::extended_key_usage(&self.purposes);
            let criticality = self.purpose.extended_key_usage_criticality();
            encode::known(ExtensionKind::ExtendedKeyUsage, criticality, &value)
        });
        usage.into_iter().chain(purposes)
    }

    fn names(&self) -> impl Iterator<Item = Vec<u8>> {
        let alone = if self.subject == EMPTY_NAME { Criticality::Critical } else { Criticality::NonCritical };
        let names = (!self.alt_names.is_empty()).then(|| {
            encode::known(ExtensionKind::SubjectAltName, alone, &encode::alt_names(&self.alt_names))
        });
        let constrained = !self.permitted.is_empty() || !self.excluded.is_empty();
        let constraints = constrained.then(|| {
            let value = encode::name_constraints(&self.permitted, &self.excluded);
            encode::known(ExtensionKind::NameConstraints, Criticality::Critical, &value)
        });
        names.into_iter().chain(constraints)
    }
}

/// Who signs.
pub(super) struct Issuer<'a> {
    pub(super) name: &'a [u8],
    /// Left out of certificates that are signed by their own key (RFC 5280 §4.2.1.1).
    pub(super) key_identifier: Option<&'a [u8]>,
    pub(super) signer: Signer,
}

/// `version [0] EXPLICIT INTEGER { v3(2) }`
const V3: &[u8] = &[0xa0, 3, 2, 1, 2];
const EMPTY_NAME: &[u8] = &[0x30, 0];

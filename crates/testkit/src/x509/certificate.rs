use super::{
    der::tlv,
    extension::ExtensionSpec,
    key::{Key, SignatureKind},
};

/// A time as it is written: the tag and the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Time(u8, String);

impl Time {
    /// A `UTCTime` of any text.
    #[must_use]
    pub fn utc(text: &str) -> Self {
        Self(0x17, text.to_owned())
    }

    /// A `GeneralizedTime` of any text.
    #[must_use]
    pub fn generalized(text: &str) -> Self {
        Self(0x18, text.to_owned())
    }

    /// The same moment as a `GeneralizedTime`, for times of this century.
    #[must_use]
    pub fn long(&self) -> Self {
        if self.0 == 0x18 { self.clone() } else { Self(0x18, format!("20{}", self.1)) }
    }

    /// The encoded time.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        tlv(self.0, &[self.1.as_bytes()])
    }
}

/// A certificate as it is to be written, however wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateSpec {
    /// The number of the version; `None` leaves it out, which is version 1.
    pub version: Option<u8>,
    /// The contents of the INTEGER.
    pub serial: Vec<u8>,
    /// The encoded name of the issuer.
    pub issuer: Vec<u8>,
    /// The encoded name of the subject.
    pub subject: Vec<u8>,
    /// `notBefore`
    pub not_before: Time,
    /// `notAfter`
    pub not_after: Time,
    /// The subject's key.
    pub key: Key,
    /// Bytes between the key and the extensions, where unique identifiers stand.
    pub unique_ids: Vec<u8>,
    /// The extensions; with none the list is left out.
    pub extensions: Vec<ExtensionSpec>,
    /// Whether the list is written though there is none.
    pub empty_extensions: bool,
    /// The key that signs.
    pub signer: Key,
    /// What it signs with.
    pub signature: SignatureKind,
    /// Another identifier inside the signed part than the signer's.
    pub inner_algorithm: Option<Vec<u8>>,
    /// Another identifier outside the signed part than the signer's.
    pub outer_algorithm: Option<Vec<u8>>,
}

impl CertificateSpec {
    /// A certificate of version 3 with nothing wrong, valid from 2025 to 2030: by an encoded name and a key, for another
    /// name and key.
    #[must_use]
    pub fn new(
        serial: &[u8],
        (issuer, signer): (&[u8], Key),
        (subject, key): (&[u8], Key),
        extensions: Vec<ExtensionSpec>,
    ) -> Self {
        Self {
            version: Some(2),
            serial: serial.to_vec(),
            issuer: issuer.to_vec(),
            subject: subject.to_vec(),
            not_before: Time::utc("250101000000Z"),
            not_after: Time::utc("300101000000Z"),
            key,
            unique_ids: Vec::new(),
            extensions,
            empty_extensions: false,
            signer,
            signature: SignatureKind::Usual,
            inner_algorithm: None,
            outer_algorithm: None,
        }
    }

    /// The encoded signed part.
    #[must_use]
    pub fn tbs(&self) -> Vec<u8> {
        let version = self.version.map(|version| tlv(0xa0, &[&tlv(2, &[&[version]])])).unwrap_or_default();
        let inner = self.inner_algorithm.clone().unwrap_or_else(|| self.signer.algorithm(self.signature));
        tlv(
            0x30,
            &[
                &version,
                &tlv(2, &[&self.serial]),
                &inner,
                &self.issuer,
                &tlv(0x30, &[&self.not_before.der(), &self.not_after.der()]),
                &self.subject,
                &self.key.spki(),
                &self.unique_ids,
                &ExtensionSpec::tagged_list(0xa3, &self.extensions, self.empty_extensions),
            ],
        )
    }

    /// The encoded certificate.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        self.sign(&self.tbs())
    }

    /// A certificate of another signed part, with a signature that fits it.
    #[must_use]
    pub fn sign(&self, tbs: &[u8]) -> Vec<u8> {
        let outer = self.outer_algorithm.clone().unwrap_or_else(|| self.signer.algorithm(self.signature));
        tlv(0x30, &[tbs, &outer, &tlv(3, &[&[0], &self.signer.sign(self.signature, tbs)])])
    }

    /// Takes out the extension of that identifier, and puts in another one where one is given.
    pub fn replace(&mut self, oid: &str, extension: Option<ExtensionSpec>) {
        ExtensionSpec::replace(&mut self.extensions, oid, extension);
    }

    /// The extension of that identifier.
    pub fn extension(&mut self, oid: &str) -> Option<&mut ExtensionSpec> {
        self.extensions.iter_mut().find(|extension| extension.oid == oid)
    }
}

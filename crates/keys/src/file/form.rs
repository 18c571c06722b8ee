//! The forms of key files, and how they are told apart.

use core::fmt;

use countersign_crypto::KeyType;
use countersign_encoding::pem;
use der::{Decode, Reader, SliceReader, Tag, Tagged, asn1::AnyRef};

use super::{
    COSIGN_LABEL, KeyFileError, MAX_LEN, OPENSSH_LABEL, PBES2_LABEL, PKCS1_LABEL, PKCS1_PUBLIC_LABEL,
    PKCS8_LABEL, PUBLIC_LABEL, SEC1_LABEL, SIGSTORE_LABEL, foreign, pem_blocks,
};

/// The forms of key files. Those of ASN.1 stand in PEM or in DER.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyForm {
    /// SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
    PublicSpki,
    /// `RSAPublicKey` (RFC 8017 appendix A.1.1).
    Pkcs1Public,
    /// A line with a public key of OpenSSH (RFC 4253 §6.6).
    OpenSshPublic,
    /// A JSON Web Key (RFC 7517), public or private.
    Jwk,
    /// PKCS#8, not encrypted (RFC 5958).
    Pkcs8,
    /// PKCS#8 under a password (RFC 8018 §6.2).
    Pbes2,
    /// `ECPrivateKey` (RFC 5915).
    Sec1,
    /// `RSAPrivateKey` (RFC 8017 appendix A.1.2).
    Pkcs1,
    /// A private key of OpenSSH, encrypted or not.
    OpenSsh,
    /// Cosign's encrypted key box.
    CosignBox,
}

/// Labels of PEM and what stands under them.
const LABELS: [(&str, KeyForm); 9] = [
    (PUBLIC_LABEL, KeyForm::PublicSpki),
    (PKCS1_PUBLIC_LABEL, KeyForm::Pkcs1Public),
    (PKCS8_LABEL, KeyForm::Pkcs8),
    (PBES2_LABEL, KeyForm::Pbes2),
    (SEC1_LABEL, KeyForm::Sec1),
    (PKCS1_LABEL, KeyForm::Pkcs1),
    (OPENSSH_LABEL, KeyForm::OpenSsh),
    (SIGSTORE_LABEL, KeyForm::CosignBox),
    (COSIGN_LABEL, KeyForm::CosignBox),
];

impl KeyForm {
    /// The form that a file says it has: its label, its first bytes, or the outline of its DER. Whether it keeps that
    /// promise is what [`KeyFile::parse`](crate::KeyFile::parse) finds out.
    ///
    /// # Errors
    /// [`KeyFileError`] where no form can be told.
    pub fn of(bytes: &[u8]) -> Result<Self, KeyFileError> {
        locate(bytes).map(|located| located.form)
    }

    /// The name used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PublicSpki => "spki",
            Self::Pkcs1Public => "pkcs1-public",
            Self::OpenSshPublic => "openssh-public",
            Self::Jwk => "jwk",
            Self::Pkcs8 => "pkcs8",
            Self::Pbes2 => "pkcs8-encrypted",
            Self::Sec1 => "sec1",
            Self::Pkcs1 => "pkcs1",
            Self::OpenSsh => "openssh",
            Self::CosignBox => "cosign",
        }
    }

    /// Refuses a form that this build cannot read.
    pub(super) fn check_feature(self) -> Result<(), KeyFileError> {
        let (there, feature) = match self {
            Self::CosignBox | Self::Pbes2 => (cfg!(feature = "sealed-keys"), "sealed-keys"),
            Self::Jwk => (cfg!(feature = "jwk"), "jwk"),
            Self::OpenSsh | Self::OpenSshPublic => (cfg!(feature = "openssh"), "openssh"),
            _ => (true, ""),
        };
        if there { Ok(()) } else { Err(KeyFileError::FeatureMissing { form: self, feature }) }
    }
}

impl fmt::Display for KeyForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A form and the bytes that should be of it.
pub(super) struct Located<'a> {
    pub(super) form: KeyForm,
    pub(super) content: Content<'a>,
}

pub(super) enum Content<'a> {
    /// As they stand in the file.
    Bytes(&'a [u8]),
    /// Out of a PEM block.
    Block(pem::Block),
    /// A SEC1 key out of a PEM block after one that names its curve, if it is one that is known.
    EcPair { block: pem::Block, curve: Option<KeyType> },
}

impl Content<'_> {
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Block(block) | Self::EcPair { block, .. } => block.data(),
        }
    }
}

pub(super) fn locate(bytes: &[u8]) -> Result<Located<'_>, KeyFileError> {
    if bytes.len() > MAX_LEN {
        return Err(KeyFileError::TooLong { limit: MAX_LEN, actual: bytes.len() });
    }
    if let Some(file) = foreign::of(bytes) {
        return Err(KeyFileError::Foreign(file));
    }
    let whole = |form| Ok(Located { form, content: Content::Bytes(bytes) });
    match bytes {
        [0x30, ..] => whole(outline(bytes).ok_or(KeyFileError::UnknownForm)?),
        _ if bytes.trim_ascii_start().starts_with(b"{") => whole(KeyForm::Jwk),
        _ if is_openssh_line(bytes) => whole(KeyForm::OpenSshPublic),
        _ => pem_blocks::locate(bytes),
    }
}

/// How lines with a public key of OpenSSH begin, those that are refused included.
fn is_openssh_line(text: &[u8]) -> bool {
    [&b"ssh-"[..], b"ecdsa-sha2-", b"sk-ssh-", b"sk-ecdsa-"].iter().any(|prefix| text.starts_with(prefix))
}

/// The form under a label.
pub(super) fn of_label(label: &str) -> Option<KeyForm> {
    LABELS.iter().find(|(known, _)| *known == label).map(|(_, form)| *form)
}

/// The form of DER by the tags of its first elements, which no two forms share.
fn outline(der: &[u8]) -> Option<KeyForm> {
    match first_elements(der).ok()?.map(|element| element.map(|element| element.tag())) {
        [Some(Tag::Sequence), Some(Tag::BitString), _] => Some(KeyForm::PublicSpki),
        [Some(Tag::Sequence), Some(Tag::OctetString), _] => Some(KeyForm::Pbes2),
        [Some(Tag::Integer), Some(Tag::Sequence), _] => Some(KeyForm::Pkcs8),
        [Some(Tag::Integer), Some(Tag::OctetString), _] => Some(KeyForm::Sec1),
        [Some(Tag::Integer), Some(Tag::Integer), None] => Some(KeyForm::Pkcs1Public),
        [Some(Tag::Integer), Some(Tag::Integer), Some(Tag::Integer)] => Some(KeyForm::Pkcs1),
        _ => None,
    }
}

/// The first elements inside the only one.
pub(super) fn first_elements(der: &[u8]) -> Result<[Option<AnyRef<'_>>; 3], der::Error> {
    let mut reader = SliceReader::new(der)?;
    let content = AnyRef::decode(&mut reader)?;
    reader.finish()?;
    let mut inside = SliceReader::new(content.value())?;
    let mut elements = [None; 3];
    for element in &mut elements {
        if !inside.is_finished() {
            *element = Some(AnyRef::decode(&mut inside)?);
        }
    }
    Ok(elements)
}

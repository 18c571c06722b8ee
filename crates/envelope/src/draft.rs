//! Signing in two phases: what is to be signed, and what becomes of the signature.

use alloc::{string::String, vec::Vec};

use countersign_crypto::{
    CryptoProvider, Digest, Format, HashProvider, KeyUseError, Message, PublicKey, Scheme, SignError,
    SigningKey, VerifyError, allowed_schemes,
};
use countersign_encoding::base64::{self, Base64Error};

use crate::{
    Bundle, BundleError, IN_TOTO_PAYLOAD_TYPE, SimpleSigning, Statement, pae, simple_signing::MAX_PAYLOAD,
    write_dsse, write_key_bundle,
};

/// Who will sign: the public key and the scheme. Formats sign some of it too, so it is said before, not after.
#[derive(Clone, Debug)]
pub struct SignerDescription {
    public_key: PublicKey,
    scheme: Scheme,
}

impl SignerDescription {
    /// Describes a signer by its parts, for keys that are elsewhere.
    #[must_use]
    pub fn new(public_key: PublicKey, scheme: Scheme) -> Self {
        Self { public_key, scheme }
    }

    /// Describes a signing key.
    #[must_use]
    pub fn of(key: &dyn SigningKey) -> Self {
        Self::new(key.public_key().clone(), key.scheme())
    }

    /// The public key.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// The scheme.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }
}

/// What is signed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum DraftPayload {
    /// Cosign's older form: the payload itself is signed.
    SimpleSigning(SimpleSigning),
    /// An in-toto statement of any kind, in DSSE.
    Statement(Statement),
}

/// What the signature is put into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EnvelopeForm {
    /// A payload and a signature beside it.
    SimpleSigning,
    /// A Sigstore bundle.
    Bundle,
    /// A DSSE envelope by itself, as in the layers of an `.att` tag.
    Dsse,
}

/// An envelope without its signature. It may travel: [`Draft::to_bytes`] and [`Draft::from_bytes`] carry it to the
/// machine that holds the key and back.
#[derive(Clone, Debug)]
pub struct Draft {
    pub(crate) payload: DraftPayload,
    pub(crate) bytes: Vec<u8>,
    pub(crate) signer: SignerDescription,
    pub(crate) form: EnvelopeForm,
    to_be_signed: Vec<u8>,
}

impl Draft {
    /// Drafts an envelope for the signer described: simple signing for its payload, a Sigstore bundle for a statement.
    #[must_use]
    pub fn new(payload: DraftPayload, signer: &SignerDescription) -> Self {
        let (bytes, form) = match &payload {
            DraftPayload::SimpleSigning(content) => (content.to_bytes(), EnvelopeForm::SimpleSigning),
            DraftPayload::Statement(statement) => (statement.to_bytes(), EnvelopeForm::Bundle),
        };
        let to_be_signed = match &payload {
            DraftPayload::SimpleSigning(_) => bytes.clone(),
            DraftPayload::Statement(_) => pae(IN_TOTO_PAYLOAD_TYPE, &bytes),
        };
        Self { payload, bytes, signer: signer.clone(), form, to_be_signed }
    }

    /// Drafts an envelope of the form given.
    ///
    /// # Errors
    /// [`EnvelopeFormError`] where the form does not hold such a payload.
    pub fn new_in(
        payload: DraftPayload,
        form: EnvelopeForm,
        signer: &SignerDescription,
    ) -> Result<Self, EnvelopeFormError> {
        match (&payload, form) {
            (DraftPayload::SimpleSigning(_), EnvelopeForm::SimpleSigning)
            | (DraftPayload::Statement(_), EnvelopeForm::Bundle | EnvelopeForm::Dsse) => {
                Ok(Self { form, ..Self::new(payload, signer) })
            }
            _ => Err(EnvelopeFormError { form }),
        }
    }

    /// What the signature will be put into.
    #[must_use]
    pub fn form(&self) -> EnvelopeForm {
        self.form
    }

    /// What is drafted.
    #[must_use]
    pub fn payload(&self) -> &DraftPayload {
        &self.payload
    }

    /// Who is to sign.
    #[must_use]
    pub fn signer(&self) -> &SignerDescription {
        &self.signer
    }

    /// The bytes to sign, and their digest for devices that take only that.
    #[must_use]
    pub fn to_be_signed(&self) -> ToBeSigned<'_> {
        ToBeSigned { bytes: &self.to_be_signed, scheme: self.signer.scheme }
    }

    /// Signs with `key` and assembles.
    ///
    /// # Errors
    /// [`DraftSignError`].
    pub fn sign(
        &self,
        key: &dyn SigningKey,
        provider: &dyn CryptoProvider,
    ) -> Result<Envelope, DraftSignError> {
        self.check_length()?;
        let signature = key.sign(Message::Bytes(&self.to_be_signed))?;
        Ok(self.assemble(&signature, provider)?)
    }

    /// Puts the signature in. It is verified under the described key first: what a device or a colleague returned
    /// is foreign input too.
    ///
    /// # Errors
    /// [`AssembleError`].
    pub fn assemble(
        &self,
        signature: &[u8],
        provider: &dyn CryptoProvider,
    ) -> Result<Envelope, AssembleError> {
        self.check_length()?;
        let allowed = allowed_schemes(&self.signer.public_key, Format::CosignImage);
        if !allowed.contains(&self.signer.scheme) {
            return Err(AssembleError::Scheme);
        }
        let key = provider.verifying_key(&self.signer.public_key, self.signer.scheme)?;
        key.verify(Message::Bytes(&self.to_be_signed), signature)?;
        Ok(self.envelope(signature))
    }

    /// Of what is drafted only a simple-signing payload was not read back before.
    fn check_length(&self) -> Result<(), AssembleError> {
        let actual = self.bytes.len();
        match self.payload {
            DraftPayload::SimpleSigning(_) if actual > MAX_PAYLOAD => {
                Err(AssembleError::TooLong { limit: MAX_PAYLOAD, actual })
            }
            _ => Ok(()),
        }
    }

    fn envelope(&self, signature: &[u8]) -> Envelope {
        match self.form {
            EnvelopeForm::SimpleSigning => Envelope::SimpleSigning {
                payload: self.bytes.clone(),
                signature_base64: base64::encode_standard(signature),
            },
            EnvelopeForm::Bundle => {
                let hint = self.signer.public_key.id().to_hint();
                Envelope::Bundle(write_key_bundle(&hint, IN_TOTO_PAYLOAD_TYPE, &self.bytes, signature))
            }
            EnvelopeForm::Dsse => Envelope::Dsse(write_dsse(IN_TOTO_PAYLOAD_TYPE, &self.bytes, signature)),
        }
    }
}

/// The bytes that a signature is to be over.
#[derive(Clone, Copy, Debug)]
pub struct ToBeSigned<'d> {
    bytes: &'d [u8],
    scheme: Scheme,
}

impl<'d> ToBeSigned<'d> {
    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &'d [u8] {
        self.bytes
    }

    /// The digest that the scheme signs, or `None` for a scheme that needs the whole message.
    #[must_use]
    pub fn digest(&self, hasher: &dyn HashProvider) -> Option<Digest> {
        Some(hasher.hash(self.scheme.algorithm().digest_algorithm()?, self.bytes))
    }
}

/// A signed envelope, ready to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Envelope {
    /// The layer's bytes and the value of its signature annotation.
    SimpleSigning {
        /// The payload.
        payload: Vec<u8>,
        /// Standard base64 of the signature.
        signature_base64: String,
    },
    /// A Sigstore bundle as JSON.
    Bundle(Vec<u8>),
    /// A DSSE envelope as JSON.
    Dsse(Vec<u8>),
}

impl Envelope {
    /// What a timestamp of it is over: the bytes of its signature; of a DSSE envelope alone those of the envelope, which is
    /// what Cosign verifies under an `.att` tag (cosign v3.1.3 `pkg/cosign/verify.go`, `VerifyRFC3161Timestamp`).
    ///
    /// # Errors
    /// [`SignatureBytesError`], of an envelope that was not made by a [`Draft`].
    pub fn timestamped_bytes(&self) -> Result<Vec<u8>, SignatureBytesError> {
        Ok(match self {
            Self::SimpleSigning { signature_base64, .. } => {
                base64::decode_standard(signature_base64.as_bytes())?
            }
            Self::Bundle(bytes) => Bundle::parse(bytes)?.signature().claimed().to_vec(),
            Self::Dsse(bytes) => bytes.clone(),
        })
    }
}

/// Why the signature of an envelope cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureBytesError {
    /// It is not base64.
    #[error("the signature is not base64: {0}")]
    Base64(#[from] Base64Error),
    /// The bundle cannot be read.
    #[error(transparent)]
    Bundle(#[from] BundleError),
}

/// A form was asked for that does not hold such a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this payload is not put into a {}", match form {
    EnvelopeForm::SimpleSigning => "simple-signing layer",
    EnvelopeForm::Bundle => "Sigstore bundle",
    EnvelopeForm::Dsse => "DSSE envelope",
})]
pub struct EnvelopeFormError {
    form: EnvelopeForm,
}

impl EnvelopeFormError {
    /// The form asked for.
    #[must_use]
    pub fn form(&self) -> EnvelopeForm {
        self.form
    }
}

/// Why a signature was not put into a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AssembleError {
    /// The scheme described is none that the format has for such a key, so that no verifier would accept it.
    #[error("signatures on images are not made with this scheme")]
    Scheme,
    /// A simple-signing payload that is longer than is read, so that no verifier would accept it.
    #[error("the payload is {actual} bytes long, at most {limit} are read")]
    TooLong {
        /// The limit, in bytes.
        limit: usize,
        /// The length, in bytes.
        actual: usize,
    },
    /// The provider cannot verify under the described key.
    #[error(transparent)]
    Key(#[from] KeyUseError),
    /// The signature is not the described key's over this draft.
    #[error("the signature does not fit the draft: {0}")]
    Signature(#[from] VerifyError),
}

/// Why a draft was not signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DraftSignError {
    /// The key failed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The key's signature is not its own: another key than described, or a defective device.
    #[error(transparent)]
    Assemble(#[from] AssembleError),
}

//! What is said about an image when it is signed or attested, besides its digest.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    sync::Arc,
};

use countersign_digest::Digest;
use countersign_encoding::json::Value;
use countersign_envelope::{
    COSIGN_SIGN_PREDICATE, Draft, DraftPayload, EnvelopeForm, PredicateError, PredicateType, PredicateUri,
    SignerDescription, SimpleSigning, Statement,
};
use countersign_oci::CosignTag;
use countersign_policy::BoundSignature;
use countersign_time::UnixTime;

use crate::{SignImageError, SignatureFormat, SubjectKind, WriteFormat, asked::Asked};

/// A predicate as a file has it, and its type.
#[derive(Clone, Debug)]
pub struct Attestation {
    predicate_type: PredicateType,
    predicate: Arc<[u8]>,
}

impl Attestation {
    /// What is to be attested: the bytes of the predicate as the user has them. How they are wrapped is the type's rule, as
    /// Cosign has it: `custom` becomes an object with the text and the time, `spdx` a JSON string, all others must be a JSON
    /// object already.
    #[must_use]
    pub fn new(predicate_type: PredicateType, predicate: &[u8]) -> Self {
        Self { predicate_type, predicate: predicate.into() }
    }

    /// The type.
    #[must_use]
    pub fn predicate_type(&self) -> &PredicateType {
        &self.predicate_type
    }

    pub(crate) fn wrapped(&self, now: UnixTime) -> Result<Value<'_>, PredicateError> {
        self.predicate_type.wrap(&self.predicate, now)
    }
}

/// What is said about each manifest.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    said: Said,
    /// What the image is called in it.
    name: String,
}

#[derive(Clone, Debug)]
enum Said {
    Signature(BTreeMap<String, String>),
    Predicate(PredicateType, Arc<Value<'static>>),
}

impl Content {
    pub(crate) fn signature(annotations: BTreeMap<String, String>, name: &str) -> Self {
        Self { said: Said::Signature(annotations), name: name.into() }
    }

    pub(crate) fn attestation(
        attestation: &Attestation,
        name: &str,
        now: UnixTime,
    ) -> Result<Self, PredicateError> {
        let predicate = Arc::new(attestation.wrapped(now)?.into_owned());
        Ok(Self { said: Said::Predicate(attestation.predicate_type.clone(), predicate), name: name.into() })
    }

    /// What a draft says, and about which digest.
    pub(crate) fn of_draft(draft: &Draft) -> Result<(Self, Digest), SignImageError> {
        let (statement, digest) = match draft.payload() {
            DraftPayload::SimpleSigning(content) => {
                let said = Said::Signature(content.annotations().clone());
                return Ok((Self { said, name: content.docker_reference().into() }, content.digest()));
            }
            DraftPayload::Statement(statement) => match statement.subjects() {
                [subject] => match subject.digests() {
                    [digest] => (statement, *digest),
                    _ => return Err(SignImageError::ForeignDraft),
                },
                _ => return Err(SignImageError::ForeignDraft),
            },
            _ => return Err(SignImageError::ForeignDraft),
        };
        let subject = statement.subjects().first();
        let name = subject.and_then(|subject| subject.name()).unwrap_or_default().to_string();
        let said = if statement.predicate_type() == COSIGN_SIGN_PREDICATE {
            Said::Signature(subject.map(|subject| subject.annotations().clone()).unwrap_or_default())
        } else {
            let predicate_type = PredicateType::Uri(PredicateUri::parse(statement.predicate_type())?);
            let predicate = statement.predicate().unwrap_or(Value::Null).into_owned();
            Said::Predicate(predicate_type, Arc::new(predicate))
        };
        Ok((Self { said, name }, digest))
    }

    pub(crate) fn asked(&self) -> Asked {
        match &self.said {
            Said::Signature(_) => Asked::signature(SubjectKind::Image),
            Said::Predicate(predicate_type, _) => {
                Asked::attestation(SubjectKind::Image, predicate_type.clone())
            }
        }
    }

    /// The type that annotations tell.
    pub(crate) fn predicate_uri(&self) -> &str {
        match &self.said {
            Said::Signature(_) => COSIGN_SIGN_PREDICATE,
            Said::Predicate(predicate_type, _) => predicate_type.uri(),
        }
    }

    /// The draft of an envelope about one digest.
    pub(crate) fn draft(
        &self,
        digest: Digest,
        format: WriteFormat,
        signer: &SignerDescription,
    ) -> Result<Draft, SignImageError> {
        Ok(Draft::new_in(self.payload(digest, format)?, self.envelope_form(format), signer)?)
    }

    fn envelope_form(&self, format: WriteFormat) -> EnvelopeForm {
        match (format, &self.said) {
            (WriteFormat::Cosign, _) => EnvelopeForm::Bundle,
            (WriteFormat::CosignLegacy, Said::Signature(_)) => EnvelopeForm::SimpleSigning,
            (WriteFormat::CosignLegacy, Said::Predicate(..)) => EnvelopeForm::Dsse,
        }
    }

    /// The tag under which the older form is kept, and how reports call that form.
    pub(crate) fn legacy_form(&self) -> (CosignTag, SignatureFormat) {
        match &self.said {
            Said::Signature(_) => (CosignTag::Signature, SignatureFormat::CosignLegacy),
            Said::Predicate(..) => (CosignTag::Attestation, SignatureFormat::CosignAttestation),
        }
    }

    fn payload(&self, digest: Digest, format: WriteFormat) -> Result<DraftPayload, SignImageError> {
        Ok(match (&self.said, format) {
            (Said::Signature(annotations), WriteFormat::Cosign) => {
                DraftPayload::Statement(Statement::cosign_signature(digest, annotations.clone()))
            }
            (Said::Signature(annotations), WriteFormat::CosignLegacy) => {
                DraftPayload::SimpleSigning(SimpleSigning::new(&self.name, digest, annotations.clone()))
            }
            (Said::Predicate(predicate_type, predicate), _) => {
                let predicate = Value::clone(predicate);
                DraftPayload::Statement(Statement::attestation(
                    digest,
                    &self.name,
                    predicate_type,
                    predicate,
                )?)
            }
        })
    }

    /// Whether something that is there already says the same.
    pub(crate) fn is_said_by(&self, bound: &BoundSignature) -> bool {
        match &self.said {
            Said::Signature(annotations) => bound.annotations() == annotations,
            Said::Predicate(predicate_type, predicate) => {
                // An alias is read as the same type, and is still not the type that would be written.
                let statement = bound.payload().statement();
                let statement = statement.filter(|one| one.predicate_type() == predicate_type.uri());
                let said = statement.and_then(Statement::predicate);
                said.is_some_and(|said| is_same_predicate(predicate_type, predicate, &said))
            }
        }
    }
}

/// A custom predicate carries the time at which it was wrapped; what it says is its text.
fn is_same_predicate(predicate_type: &PredicateType, one: &Value<'_>, other: &Value<'_>) -> bool {
    let data =
        |value: &Value<'_>| -> Option<String> { Some(value.as_object()?.get("Data")?.as_str()?.to_string()) };
    match predicate_type.uri() == PredicateType::Custom.uri() {
        true => data(one).is_some_and(|text| data(other) == Some(text)),
        false => one == other,
    }
}

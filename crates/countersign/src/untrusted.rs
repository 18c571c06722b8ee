//! From the bytes of one piece of evidence to a form that can be verified, and from there to what was signed.

use alloc::{boxed::Box, collections::BTreeMap, string::String, vec::Vec};

use countersign_crypto::VerifyingKey;
use countersign_digest::Algorithm;
use countersign_envelope::{
    Artifact, Bundle, BundleContent, DetachedSignature, DsseEnvelope, LegacyBlobBundle, Statement,
    UntrustedSimpleSigning, VerifiedPayload, VerifyMessageError, read_timestamp_note,
};
use countersign_oci::{Candidate, CandidateForm, annotation};

use crate::{
    BlobEvidence, Code, RefusedSignature, SignatureFormat,
    certified::Certified,
    finding::Place,
    mapping::{bundle_code, legacy_code, message_code, simple_signing_code, statement_code},
    presented::{CERTIFICATE, CHAIN, Presented},
    stamped::Tokens,
};

/// Why a piece of evidence proves nothing.
#[derive(Clone, Debug)]
pub(crate) struct Rejected {
    pub(crate) code: Code,
    pub(crate) reason: String,
}

impl Rejected {
    pub(crate) fn new(code: Code, error: &dyn core::error::Error) -> Self {
        Self { code, reason: crate::finding::reason(error) }
    }

    /// The refusal of what was found at a place.
    pub(crate) fn at(self, place: Place) -> RefusedSignature {
        let Self { code, reason } = self;
        RefusedSignature { place, code, reason }
    }

    /// Nobody is believed by a key, and nothing names the signer by a certificate.
    pub(crate) fn without_certificate() -> Self {
        Self { code: Code::NoCertificate, reason: "the signature carries no certificate".into() }
    }
}

/// Evidence that reads. Nothing in it is believed.
#[derive(Debug)]
pub(crate) enum Untrusted {
    Bundle(Box<Bundle>),
    Dsse(DsseEnvelope),
    SimpleSigning(UntrustedSimpleSigning),
    LegacyBundle(LegacyBlobBundle),
    Detached(DetachedSignature),
}

impl Untrusted {
    pub(crate) fn of_candidate(candidate: &Candidate) -> Result<Self, Rejected> {
        match candidate.form() {
            CandidateForm::SimpleSigning { signature_base64 } => {
                UntrustedSimpleSigning::new(candidate.bytes().to_vec(), signature_base64)
                    .map(Self::SimpleSigning)
                    .map_err(|error| Rejected::new(Code::SignatureMalformed, &error))
            }
            CandidateForm::Dsse => Self::dsse(candidate.bytes()),
            _ => Self::bundle(candidate.bytes()),
        }
    }

    pub(crate) fn of_blob(evidence: &BlobEvidence) -> Result<Self, Rejected> {
        match evidence.format {
            SignatureFormat::CosignAttestation => Self::dsse(&evidence.bytes),
            SignatureFormat::CosignLegacyBundle => LegacyBlobBundle::parse(&evidence.bytes)
                .map(Self::LegacyBundle)
                .map_err(|error| Rejected::new(Code::BundleMalformed, &error)),
            SignatureFormat::DetachedSignature => DetachedSignature::parse(&evidence.bytes)
                .map(Self::Detached)
                .map_err(|error| Rejected::new(Code::BundleMalformed, &error)),
            _ => Self::bundle(&evidence.bytes),
        }
    }

    fn bundle(bytes: &[u8]) -> Result<Self, Rejected> {
        let bundle = Bundle::parse(bytes).map_err(|error| Rejected::new(Code::BundleMalformed, &error))?;
        Ok(Self::Bundle(Box::new(bundle)))
    }

    fn dsse(bytes: &[u8]) -> Result<Self, Rejected> {
        DsseEnvelope::parse(bytes)
            .map(Self::Dsse)
            .map_err(|error| Rejected::new(Code::EnvelopeMalformed, &error))
    }

    /// Verifies a signature over a payload that is inside.
    fn verify(&self, keys: &[&dyn VerifyingKey]) -> Result<VerifiedPayload, Rejected> {
        match self {
            Self::Bundle(bundle) => {
                bundle.verify(keys).map_err(|error| Rejected::new(bundle_code(&error), &error))
            }
            Self::Dsse(envelope) => {
                envelope.verify_statement(keys).map_err(|error| Rejected::new(statement_code(&error), &error))
            }
            Self::SimpleSigning(payload) => {
                payload.verify(keys).map_err(|error| Rejected::new(simple_signing_code(&error), &error))
            }
            Self::LegacyBundle(bundle) => {
                bundle.verify_statement(keys).map_err(|error| Rejected::new(legacy_code(&error), &error))
            }
            Self::Detached(_) => Err(Rejected {
                code: Code::PayloadType,
                reason: "a signature over a blob itself is no attestation".into(),
            }),
        }
    }

    /// Verifies a signature over a blob that is not inside.
    fn verify_message(
        &self,
        keys: &[&dyn VerifyingKey],
        artifact: &Artifact<'_>,
    ) -> Result<VerifiedPayload, Rejected> {
        let message = |error: VerifyMessageError| Rejected::new(message_code(&error), &error);
        let verified = match self {
            Self::Bundle(bundle) => bundle
                .verify_message(keys, artifact)
                .map_err(|error| Rejected::new(bundle_code(&error), &error))?,
            Self::LegacyBundle(bundle) => bundle.verify_message(keys, artifact).map_err(message)?,
            Self::Detached(signature) => signature.verify_message(keys, artifact).map_err(message)?,
            Self::Dsse(_) | Self::SimpleSigning(_) => {
                return Err(Rejected {
                    code: Code::PayloadType,
                    reason: "a statement about a blob is no signature of it".into(),
                });
            }
        };
        Ok(verified.into())
    }

    /// The statement inside, where there is one that reads.
    fn claimed_statement(&self) -> Option<Statement> {
        match self {
            Self::Bundle(bundle) => bundle.inspect().claimed().statement.clone(),
            Self::Dsse(envelope) => statement_in(envelope),
            Self::LegacyBundle(bundle) => statement_in(&bundle.envelope().ok()?),
            _ => None,
        }
    }

    /// The type of the statement inside, as it claims.
    pub(crate) fn claimed_predicate_type(&self) -> Option<String> {
        self.claimed_statement().map(|statement| statement.predicate_type().into())
    }

    /// Whether it claims to state the digest of the blob beside its signature.
    pub(crate) fn states_a_digest(&self) -> bool {
        self.stated_digest().is_some()
    }

    fn stated_digest(&self) -> Option<countersign_digest::Digest> {
        let Self::Bundle(bundle) = self else { return None };
        match bundle.content_kind().claimed() {
            BundleContent::Message { digest } => *digest,
            _ => None,
        }
    }

    /// The algorithms by which it names a blob. They only decide which digests are computed.
    pub(crate) fn named_algorithms(&self, of_statement: bool) -> Vec<Algorithm> {
        if !of_statement {
            return self.stated_digest().iter().map(|digest| digest.algorithm()).collect();
        }
        let statement = self.claimed_statement();
        let subjects = statement.iter().flat_map(Statement::subjects);
        subjects.flat_map(|subject| subject.digests()).map(|digest| digest.algorithm()).collect()
    }

    /// Verifies a signature over the payload that is inside, or over an artifact that is not.
    pub(crate) fn open(
        &self,
        keys: &[&dyn VerifyingKey],
        artifact: Option<&Artifact<'_>>,
    ) -> Result<VerifiedPayload, Rejected> {
        match artifact {
            Some(artifact) => self.verify_message(keys, artifact),
            None => self.verify(keys),
        }
    }

    /// The same under the key of the certificate that it presents.
    pub(crate) fn open_certified(
        &self,
        certified: &Certified,
        artifact: Option<&Artifact<'_>>,
    ) -> Result<VerifiedPayload, Rejected> {
        let (leaf, keys) = (certified.leaf(), certified.keys());
        let Self::Bundle(bundle) = self else { return self.open(&keys, artifact) };
        let verified = match artifact {
            Some(artifact) => bundle.verify_message_certified(leaf, &keys, artifact).map(Into::into),
            None => bundle.verify_certified(leaf, &keys),
        };
        verified.map_err(|error| Rejected::new(bundle_code(&error), &error))
    }

    /// The certificate that it presents as its signer's; annotations are those of a layer.
    pub(crate) fn presented(
        &self,
        annotations: &BTreeMap<String, String>,
    ) -> Option<Result<Presented, Rejected>> {
        match self {
            Self::Bundle(bundle) => Presented::of_list(bundle.certificates().claimed()).map(Ok),
            Self::LegacyBundle(bundle) => {
                bundle.certificate().map(|text| Presented::of_text(text.claimed(), b""))
            }
            Self::SimpleSigning(_) | Self::Dsse(_) => {
                let chain = annotations.get(CHAIN).map(String::as_bytes).unwrap_or_default();
                annotations.get(CERTIFICATE).map(|leaf| Presented::of_text(leaf.as_bytes(), chain))
            }
            Self::Detached(_) => None,
        }
    }

    /// The bytes of its one signature; of several in an envelope, which is not accepted, those of the first.
    pub(crate) fn signature(&self) -> Vec<u8> {
        match self {
            Self::Bundle(bundle) => bundle.signature().claimed().to_vec(),
            Self::Dsse(envelope) => signature_in(envelope),
            Self::SimpleSigning(payload) => payload.signature().claimed().to_vec(),
            // Of an attestation it holds the whole envelope.
            Self::LegacyBundle(bundle) => bundle
                .envelope()
                .map_or_else(|_| bundle.signature().to_vec(), |envelope| signature_in(&envelope)),
            Self::Detached(signature) => signature.bytes().to_vec(),
        }
    }

    /// The timestamps that it carries, and what they may be over; annotations are those of a layer, `bytes` its content.
    /// Cosign's older forms for blobs carry none.
    pub(crate) fn tokens(
        &self,
        annotations: &BTreeMap<String, String>,
        bytes: &[u8],
    ) -> Result<Tokens, Rejected> {
        let mut imprinted = Vec::from([self.signature()]);
        let responses = match self {
            Self::Bundle(bundle) => bundle.signed_timestamps().claimed().to_vec(),
            Self::SimpleSigning(_) | Self::Dsse(_) => {
                let note = annotations.get(annotation::COSIGN_TIMESTAMP);
                let response = note.map(|note| read_timestamp_note(note)).transpose();
                let response = response.map_err(|error| Rejected::new(Code::TimestampMalformed, &error))?;
                response.into_iter().collect()
            }
            Self::LegacyBundle(_) | Self::Detached(_) => Vec::new(),
        };
        if matches!(self, Self::Dsse(_)) {
            // Cosign timestamps the signature of an attestation and verifies a timestamp of its envelope (v3.1.3).
            imprinted.push(bytes.to_vec());
        }
        Ok(Tokens { responses, imprinted })
    }

    /// What it carries beside its signature and nobody checks; annotations are those of a layer.
    pub(crate) fn carried(&self, annotations: &BTreeMap<String, String>) -> Vec<&'static str> {
        const ANNOTATIONS: [(&str, &str); 3] = [
            ("dev.sigstore.cosign/bundle", "log-entry"),
            (CERTIFICATE, "certificate"),
            (annotation::COSIGN_TIMESTAMP, "timestamp"),
        ];
        let by_annotation = ANNOTATIONS.iter().filter(|(key, _)| annotations.contains_key(*key));
        let mut carried: Vec<_> = by_annotation.map(|(_, name)| *name).collect();
        if let Self::Bundle(bundle) = self {
            carried.extend((*bundle.log_entries().claimed() > 0).then_some("log-entry"));
            carried.extend((*bundle.timestamps().claimed() > 0).then_some("timestamp"));
        }
        if let Self::LegacyBundle(bundle) = self {
            carried.extend(bundle.certificate().map(|_| "certificate"));
            carried.extend(bundle.has_log_entry().claimed().then_some("log-entry"));
        }
        carried.sort_unstable();
        carried
    }
}

fn signature_in(envelope: &DsseEnvelope) -> Vec<u8> {
    envelope.signatures().first().map(|signature| signature.bytes().to_vec()).unwrap_or_default()
}

fn statement_in(envelope: &DsseEnvelope) -> Option<Statement> {
    Statement::parse(&envelope.inspect().claimed().payload).ok()
}

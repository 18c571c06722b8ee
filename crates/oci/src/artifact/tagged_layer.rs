/// A signature or an attestation to be put under one of Cosign's tags, with what is noted beside it.
#[derive(Clone, Copy, Debug)]
pub struct TaggedLayer<'l> {
    pub(super) content: &'l [u8],
    pub(super) said: Said<'l>,
    pub(super) timestamp: Option<&'l str>,
}

/// What the layer holds, and what is noted of that.
#[derive(Clone, Copy, Debug)]
pub(super) enum Said<'l> {
    /// A payload; its signature, standard base64.
    Signature(&'l str),
    /// An envelope; the predicate type in it.
    Attestation(&'l str),
}

impl<'l> TaggedLayer<'l> {
    /// A simple signing payload and its signature, standard base64 with padding, for the `.sig` tag.
    pub const fn simple_signing(payload: &'l [u8], signature_base64: &'l str) -> Self {
        Self { content: payload, said: Said::Signature(signature_base64), timestamp: None }
    }

    /// A DSSE envelope and the type of the predicate in it, for the `.att` tag.
    pub const fn attestation(envelope: &'l [u8], predicate_type: &'l str) -> Self {
        Self { content: envelope, said: Said::Attestation(predicate_type), timestamp: None }
    }

    /// The same with the text of its annotation
    /// [`annotation::COSIGN_TIMESTAMP`](crate::annotation::COSIGN_TIMESTAMP).
    pub const fn timestamped(self, note: &'l str) -> Self {
        Self { timestamp: Some(note), ..self }
    }
}

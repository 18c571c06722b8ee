//! Timestamps for a blob that was signed.

use alloc::{boxed::Box, sync::Arc};

use countersign_crypto::CryptoProvider;
use countersign_envelope::{AddTimestampError, Bundle};
use countersign_need::{Answer, Need};
use countersign_oci::{Fetched, ReadId, Session, Step};
use countersign_time::UnixTime;

use crate::{
    SignedBlob, Timestamping, TimestampingError,
    blob_signing::BlobForm,
    timestamping::{Awaited, with_timestamps},
};

/// Timestamps that are awaited for a signed blob, as a [`Session`] that reads nothing. It ends in the blob's bundle with all of
/// them.
#[derive(Clone, Debug)]
#[must_use]
pub struct BlobTimestamping {
    provider: Arc<dyn CryptoProvider>,
    now: UnixTime,
    signed: SignedBlob,
    awaited: Result<Awaited, Box<TimestampingError>>,
}

impl BlobTimestamping {
    pub(crate) fn new(
        signed: SignedBlob,
        authorities: &[Timestamping],
        provider: Arc<dyn CryptoProvider>,
        now: UnixTime,
    ) -> Result<Self, TimestampingError> {
        if let BlobForm::Other(form) = signed.form() {
            return Err(TimestampingError::NoPlace { form });
        }
        let bundle = Bundle::parse(signed.bytes()).map_err(AddTimestampError::from)?;
        let awaited = Awaited::new(bundle.signature().claimed(), authorities, provider.as_ref())?;
        Ok(Self { provider, now, signed, awaited: Ok(awaited) })
    }

    fn result(&self, awaited: &Awaited) -> Result<SignedBlob, TimestampingError> {
        let bytes = with_timestamps(self.signed.bytes(), awaited)?;
        Ok(self.signed.clone().rewritten(bytes))
    }
}

impl Session for BlobTimestamping {
    type Need = Need;
    type Answer = Answer;
    type Output = Result<SignedBlob, TimestampingError>;

    fn step(&mut self) -> Step<Need, Self::Output> {
        match &self.awaited {
            Err(error) => Step::Done(Err(TimestampingError::clone(error))),
            Ok(awaited) if awaited.is_complete() => Step::Done(self.result(awaited)),
            Ok(awaited) => Step::Need(awaited.needs().cloned().collect()),
        }
    }

    /// Nothing is read for it.
    fn answer(&mut self, _id: ReadId, _fetched: Fetched) {}

    fn fulfil(&mut self, index: usize, answer: Answer) {
        let Ok(awaited) = &mut self.awaited else { return };
        if let Err(error) = awaited.fulfil(index, answer, self.now, self.provider.as_ref()) {
            self.awaited = Err(error.into());
        }
    }
}

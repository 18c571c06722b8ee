//! A list in its envelope.

use alloc::{
    string::{String, ToString as _},
    sync::Arc,
    vec::Vec,
};

use countersign_crypto::{CryptoProvider, KeyId, Message, PublicKey, VerifyingKey};
use countersign_digest::Algorithm;
use countersign_envelope::{Claimed, DsseEnvelope, DsseVerifyError, pae, write_dsse_signatures};
use countersign_time::UnixTime;

use super::{
    ListAuthority, ListError, ListLimits, ListMark, ListVerifyError, REVOCATION_LIST_PAYLOAD_TYPE,
    RevocationList, Seen, SignListError, VerifiedRevocationList, authority::scheme_of,
};
use crate::Status;

/// Signatures that are read in one envelope.
const MAX_SIGNATURES: usize = 64;

/// A list as it arrived, in its envelope. Nothing in it is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedRevocationList {
    envelope: DsseEnvelope,
    /// The envelope's payload.
    payload: Arc<[u8]>,
    /// What the payload says.
    list: Arc<RevocationList>,
}

impl SignedRevocationList {
    /// Reads an envelope with a list in it.
    ///
    /// # Errors
    /// [`ListError`].
    pub fn parse(bytes: &[u8], limits: &ListLimits) -> Result<Self, ListError> {
        if bytes.len() > limits.max_bytes() {
            return Err(ListError::TooLarge { limit: limits.max_bytes(), actual: bytes.len() });
        }
        let envelope = DsseEnvelope::parse(bytes)?;
        let claims = envelope.inspect();
        let claims = claims.claimed();
        if claims.payload_type != REVOCATION_LIST_PAYLOAD_TYPE {
            return Err(ListError::PayloadType);
        }
        let payload = Arc::clone(&claims.payload);
        let list = Arc::new(super::read::payload(&payload, limits)?);
        Ok(Self { envelope, payload, list })
    }

    /// What the list says of itself.
    #[must_use]
    pub fn inspect(&self) -> Claimed<Arc<RevocationList>> {
        self.envelope.inspect().map(|_| Arc::clone(&self.list))
    }

    /// How many signatures it carries, good or bad.
    #[must_use]
    pub fn signatures(&self) -> usize {
        self.envelope.signatures().len()
    }

    /// The hints by which its signatures name their keys; never trusted.
    pub fn key_ids(&self) -> impl Iterator<Item = Option<Claimed<&str>>> {
        self.envelope.signatures().iter().map(countersign_envelope::DsseSignature::key_id)
    }

    /// The bytes that every signature is over.
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        pae(REVOCATION_LIST_PAYLOAD_TYPE, &self.payload)
    }

    /// The envelope as JSON.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let signatures = self.envelope.signatures().iter();
        let signatures = signatures.map(|one| (one.key_id().map(|id| *id.claimed()), one.bytes()));
        write_dsse_signatures(REVOCATION_LIST_PAYLOAD_TYPE, &self.payload, signatures)
    }

    /// The same list with one more signature, which is checked. What it carried is kept and not looked at.
    ///
    /// # Errors
    /// [`SignListError`].
    pub fn with_signature(
        &self,
        key: &PublicKey,
        signature: &[u8],
        provider: &dyn CryptoProvider,
    ) -> Result<Self, SignListError> {
        let verifier = verifier(key, provider)?;
        let message = self.to_be_signed();
        let verifies = |signature: &[u8]| verifier.verify(Message::Bytes(&message), signature).is_ok();
        if self.envelope.signatures().iter().any(|known| verifies(known.bytes())) {
            return Err(SignListError::SignedAlready { key: key.id() });
        }
        if self.signatures() >= MAX_SIGNATURES {
            return Err(SignListError::TooManySignatures { limit: MAX_SIGNATURES });
        }
        if !verifies(signature) {
            return Err(SignListError::Signature { key: key.id() });
        }
        let known = self.envelope.signatures().iter();
        let known = known.map(|one| (one.key_id().map(|id| id.claimed().to_string()), one.bytes()));
        let all: Vec<_> = known.chain([(Some(key.id().to_string()), signature)]).collect();
        Self::of(Arc::clone(&self.payload), Arc::clone(&self.list), &all)
    }

    /// A list with its first signature.
    pub(super) fn first(
        list: RevocationList,
        key: &PublicKey,
        signature: &[u8],
        provider: &dyn CryptoProvider,
    ) -> Result<Self, SignListError> {
        let payload = list.to_payload();
        let message = pae(REVOCATION_LIST_PAYLOAD_TYPE, &payload);
        let verified = verifier(key, provider)?.verify(Message::Bytes(&message), signature);
        verified.map_err(|_| SignListError::Signature { key: key.id() })?;
        Self::of(payload.into(), Arc::new(list), &[(Some(key.id().to_string()), signature)])
    }

    fn of(
        payload: Arc<[u8]>,
        list: Arc<RevocationList>,
        signatures: &[(Option<String>, &[u8])],
    ) -> Result<Self, SignListError> {
        let each = signatures.iter().map(|(id, signature)| (id.as_deref(), *signature));
        let written = write_dsse_signatures(REVOCATION_LIST_PAYLOAD_TYPE, &payload, each);
        let envelope = DsseEnvelope::parse(&written).map_err(|_| SignListError::TooLarge)?;
        Ok(Self { envelope, payload, list })
    }

    /// Verifies the list: that a threshold of distinct keys of the authority signed it, that it is the authority's list,
    /// that it is no older edition than one that was seen, and that it holds at `now`.
    ///
    /// A list that is not accepted says nothing: its answer is the error, never that nothing is revoked.
    ///
    /// # Errors
    /// [`ListVerifyError`], in this order: keys, signatures, id, number, times.
    pub fn verify(
        &self,
        authority: &ListAuthority,
        seen: &Seen,
        now: UnixTime,
        provider: &dyn CryptoProvider,
    ) -> Result<VerifiedRevocationList, ListVerifyError> {
        let signers = self.signers(authority, provider)?;
        if self.list.id() != authority.list() {
            let (expected, found) = (authority.list().clone(), self.list.id().clone());
            return Err(ListVerifyError::OtherList { expected, found });
        }
        let digest = provider.hash(Algorithm::Sha256, &self.payload);
        let mark = ListMark::new(self.list.id().clone(), self.list.number(), digest);
        seen.admits(&mark)?;
        let list = VerifiedRevocationList::new(Arc::clone(&self.list), mark, signers, *authority.freshness());
        match list.freshness_at(now) {
            Ok(_) => Ok(list),
            Err(Status::Stale { since, .. }) => {
                Err(ListVerifyError::Stale { until: since.unwrap_or_else(|| self.list.next_update()) })
            }
            Err(_) => Err(ListVerifyError::NotYet { issued_at: self.list.issued_at() }),
        }
    }

    /// The distinct keys of the authority that signed: at least as many as must.
    fn signers(
        &self,
        authority: &ListAuthority,
        provider: &dyn CryptoProvider,
    ) -> Result<Vec<KeyId>, ListVerifyError> {
        let keys = authority.verifying_keys(provider)?;
        let keys: Vec<&dyn VerifyingKey> = keys.iter().map(|key| key.as_ref()).collect();
        let verified = self.envelope.verify(REVOCATION_LIST_PAYLOAD_TYPE, &keys, authority.threshold());
        let verified = verified.map_err(refusal)?;
        Ok(verified.signers().iter().map(|(key, _)| key.id()).collect())
    }
}

fn refusal(error: DsseVerifyError) -> ListVerifyError {
    match error {
        DsseVerifyError::Signature(reason) => ListVerifyError::Signature(reason),
        DsseVerifyError::Threshold { required, found } => ListVerifyError::Threshold { required, found },
        _ => ListVerifyError::TooMuchWork,
    }
}

fn verifier(
    key: &PublicKey,
    provider: &dyn CryptoProvider,
) -> Result<alloc::boxed::Box<dyn VerifyingKey>, SignListError> {
    let scheme = scheme_of(key).ok_or(SignListError::UnusableKey { key: key.id() })?;
    provider.verifying_key(key, scheme).map_err(|source| SignListError::Key { key: key.id(), source })
}

//! Who may answer for an issuer (RFC 6960 §2.6, §4.2.2.2).

use countersign_crypto::CryptoProvider;
use countersign_time::UnixTime;
use countersign_x509::{AlgorithmRules, Certificate, Profile, Role, Signed, verify_signature};

use super::{BasicResponse, OcspRefusal, Responder, cert_id::Asked};
use crate::Issuer;

/// The key of an issuer, which answers itself or through holders of certificates that it issued for that.
pub(super) struct Authority<'s> {
    pub(super) provider: &'s dyn CryptoProvider,
    pub(super) rules: &'s AlgorithmRules,
    pub(super) issuer: Issuer<'s>,
    pub(super) now: UnixTime,
}

/// Certificates of one name or key that are looked at.
const MAX_CANDIDATES: usize = 4;

impl Authority<'_> {
    /// Finds whoever signed an answer and may do so.
    pub(super) fn responder<'a>(
        &self,
        answer: &BasicResponse<'a>,
        target: &Certificate<'_>,
        asked: &Asked<'_>,
    ) -> Result<Responder<'a>, OcspRefusal> {
        let id = answer.data().responder;
        let mut refusal = OcspRefusal::ResponderUnknown;
        if id.is_issuer(&self.issuer, asked) {
            match self.check_answer(answer, self.issuer.spki()) {
                Ok(()) => return Ok(Responder::Issuer),
                Err(error) => refusal = error,
            }
        }
        let named = answer.certificates().filter(|certificate| id.is_subject(certificate));
        for (count, certificate) in named.enumerate() {
            if count == MAX_CANDIDATES {
                return Err(OcspRefusal::TooManyResponders { limit: MAX_CANDIDATES });
            }
            match self.check_delegate(answer, &certificate, target) {
                Ok(()) => return Ok(Responder::Delegate(certificate)),
                Err(error) => refusal = error,
            }
        }
        Err(refusal)
    }

    /// The issuer's key itself must have signed the certificate: no chain may stand between. Its name constraints do not
    /// count, as it could have signed the answer itself.
    fn check_delegate(
        &self,
        answer: &BasicResponse<'_>,
        delegate: &Certificate<'_>,
        target: &Certificate<'_>,
    ) -> Result<(), OcspRefusal> {
        if !delegate.issuer().matches(&self.issuer.name()) {
            return Err(OcspRefusal::ResponderIssuer);
        }
        if delegate.spki() == target.spki() {
            return Err(OcspRefusal::ResponderItself);
        }
        check_validity(delegate, answer.data().produced_at)?;
        check_validity(delegate, self.now)?;
        Profile::OCSP_RESPONDER.check(Role::Leaf, delegate).map_err(OcspRefusal::ResponderProfile)?;
        let issuer = self.rules.read_key(self.issuer.spki()).map_err(OcspRefusal::Key)?;
        verify_signature(&Signed::from(delegate), &issuer, self.rules, self.provider)
            .map_err(OcspRefusal::ResponderSignature)?;
        self.check_answer(answer, delegate.spki())
    }

    fn check_answer(&self, answer: &BasicResponse<'_>, spki: &[u8]) -> Result<(), OcspRefusal> {
        let key = self.rules.read_key(spki).map_err(OcspRefusal::Key)?;
        verify_signature(&answer.signed(), &key, self.rules, self.provider).map_err(OcspRefusal::Signature)
    }
}

fn check_validity(delegate: &Certificate<'_>, time: UnixTime) -> Result<(), OcspRefusal> {
    let validity = delegate.validity();
    if validity.contains(time) {
        return Ok(());
    }
    let (not_before, not_after) = (validity.not_before(), validity.not_after());
    Err(OcspRefusal::ResponderValidity { time, not_before, not_after })
}

impl Responder<'_> {
    /// Until when it may answer.
    pub(super) fn valid_until(&self) -> UnixTime {
        match self {
            Self::Issuer => UnixTime::MAX,
            Self::Delegate(certificate) => certificate.validity().not_after(),
        }
    }
}

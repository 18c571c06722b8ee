//! Says whether an answer is to be believed, and what it says (RFC 6960 §3.2).

use countersign_crypto::CryptoProvider;
use countersign_time::UnixTime;
use countersign_x509::{AlgorithmRules, Certificate};

use super::{
    BasicResponse, CertIdHash, CertStatus, NonceRule, OcspRefusal, SingleResponse, VerifiedOcsp,
    authority::Authority,
    cert_id::Asked,
    verified::{Signer, Standing},
};
use crate::{
    Freshness, FreshnessRules, Issuer, Reason, Retroactivity, Revocation, Source, Status, freshness::Memory,
};

/// Verifies answers. It is cheap to copy.
///
/// The issuer is the one of a path that was found valid: its key is believed here, whatever the answer says of it.
#[derive(Clone, Copy, Debug)]
pub struct OcspVerifier<'s> {
    provider: &'s dyn CryptoProvider,
    algorithms: AlgorithmRules,
    freshness: FreshnessRules,
    nonce: NonceRule<'s>,
    hash: Option<CertIdHash>,
}

impl<'s> OcspVerifier<'s> {
    /// A verifier of answers to no request in particular: without a nonce, of either hash. They are fresh until they say that
    /// newer ones are due.
    #[must_use]
    pub fn new(provider: &'s dyn CryptoProvider) -> Self {
        let (algorithms, freshness) = (AlgorithmRules::DEFAULT, FreshnessRules::STRICT);
        Self { provider, algorithms, freshness, nonce: NonceRule::NotSent, hash: None }
    }

    /// The algorithms and keys that sign answers and the certificates of delegates.
    #[must_use]
    pub fn algorithms(self, algorithms: AlgorithmRules) -> Self {
        Self { algorithms, ..self }
    }

    /// How old an answer may be.
    #[must_use]
    pub fn freshness(self, freshness: FreshnessRules) -> Self {
        Self { freshness, ..self }
    }

    /// What is asked of its nonce.
    #[must_use]
    pub fn nonce(self, nonce: NonceRule<'s>) -> Self {
        Self { nonce, ..self }
    }

    /// Only answers that name the certificate by this hash count: the one of the request.
    #[must_use]
    pub fn hash(self, hash: CertIdHash) -> Self {
        Self { hash: Some(hash), ..self }
    }

    /// Says what an answer says of a certificate that `issuer` issued.
    ///
    /// Of several answers about it, one that it is revoked counts before one that it is unknown, and that before one that it
    /// is good; of several revocations the one that counts for most. What is signed rightly to be revoked is so also where the
    /// answer is stale, lacks the nonce or is of before the certificate became valid: none of that undoes a revocation,
    /// unless it is only a hold.
    ///
    /// # Errors
    /// [`OcspRefusal`]. Whether it is about the certificate comes first, then whether its responder may answer and signed it;
    /// what is refused for another reason is what the responder said.
    pub fn verify<'a>(
        &self,
        answer: &BasicResponse<'a>,
        target: &Certificate<'_>,
        issuer: Issuer<'_>,
        now: UnixTime,
    ) -> Result<VerifiedOcsp<'a>, OcspRefusal> {
        if !target.issuer().matches(&issuer.name()) {
            return Err(OcspRefusal::OtherCertificate);
        }
        let asked = Asked::new(target, issuer, self.provider);
        let worst = self.worst(answer, &asked)?;
        let authority = Authority { provider: self.provider, rules: &self.algorithms, issuer, now };
        let responder = authority.responder(answer, target, &asked)?;
        self.check_extensions(answer, &asked)?;
        let scene = Scene { answer, target, now, freshness: self.freshness };
        let revoked = self.ours(answer, &asked).filter_map(|single| self.revoked(single, &scene));
        let (single, standing) = match revoked.reduce(stricter) {
            Some((single, revocation)) => (single, Standing::Revoked(revocation)),
            None => (worst, self.standing(worst, &scene, responder.valid_until())?),
        };
        Ok(VerifiedOcsp {
            standing,
            produced_at: answer.data().produced_at,
            this_update: single.this_update(),
            next_update: single.next_update(),
            signer: Signer::of(&responder),
            responder,
            algorithms: self.algorithms,
        })
    }

    /// The answers about the certificate.
    fn ours<'r, 'a>(
        &self,
        answer: &'r BasicResponse<'a>,
        asked: &Asked<'_>,
    ) -> impl Iterator<Item = &'r SingleResponse<'a>> {
        let hashed = move |single: &&SingleResponse<'_>| {
            let hash = single.cert_id().hash();
            self.hash.is_none() || hash == self.hash
        };
        answer.data().responses.iter().filter(hashed).filter(|single| asked.is(single.cert_id()))
    }

    /// The one that decides where none says that a revocation counts: the worst, and of several the newest.
    fn worst<'r, 'a>(
        &self,
        answer: &'r BasicResponse<'a>,
        asked: &Asked<'_>,
    ) -> Result<&'r SingleResponse<'a>, OcspRefusal> {
        let key = |single: &&SingleResponse<'_>| (severity(single.status()), single.this_update());
        self.ours(answer, asked).max_by_key(key).ok_or(OcspRefusal::OtherCertificate)
    }

    /// RFC 6960 §4.4: a critical extension that is not known refuses what it belongs to.
    fn check_extensions(&self, answer: &BasicResponse<'_>, asked: &Asked<'_>) -> Result<(), OcspRefusal> {
        let singles = || self.ours(answer, asked).find_map(SingleResponse::unknown_critical);
        match answer.data().extensions.unknown_critical.or_else(singles) {
            Some(oid) => Err(OcspRefusal::CriticalExtension { oid: oid.to_owned() }),
            None => Ok(()),
        }
    }

    /// How long the answer is fresh at most, by what is asked of its nonce.
    fn check_nonce(
        &self,
        answer: &BasicResponse<'_>,
        single: &SingleResponse<'_>,
        now: UnixTime,
    ) -> Result<UnixTime, OcspRefusal> {
        let sent = match self.nonce {
            NonceRule::NotSent => return Ok(UnixTime::MAX),
            NonceRule::Required(nonce) | NonceRule::RequiredUnlessYoung(nonce, _) => nonce,
        };
        match (answer.data().extensions.nonce, self.nonce) {
            (Some(nonce), _) if nonce == sent.as_bytes() => Ok(UnixTime::MAX),
            (Some(_), _) => Err(OcspRefusal::NonceDifferent),
            (None, NonceRule::RequiredUnlessYoung(_, age)) => {
                let until = single.this_update().checked_add(age);
                until.filter(|until| now <= *until).ok_or(OcspRefusal::NonceMissing)
            }
            (None, _) => Err(OcspRefusal::NonceMissing),
        }
    }

    /// The revocation that an answer tells, where it counts.
    fn revoked<'r, 'a>(&self, single: &'r SingleResponse<'a>, scene: &Scene<'_, '_>) -> Option<Told<'r, 'a>> {
        let CertStatus::Revoked(revocation) = single.status() else { return None };
        scene.check_possible(single).ok()?;
        let is_hold = revocation.reason() == Some(Reason::CertificateHold);
        let counts = !is_hold || self.current(single, scene).is_ok();
        counts.then_some((single, revocation))
    }

    /// What is said, where it is not that the certificate is revoked.
    fn standing(
        &self,
        single: &SingleResponse<'_>,
        scene: &Scene<'_, '_>,
        until: UnixTime,
    ) -> Result<Standing, OcspRefusal> {
        let freshness = self.current(single, scene)?.at_most(until);
        Ok(match single.status() {
            CertStatus::Good if self.remembers(single, scene.target) => Standing::Good(freshness),
            CertStatus::Good => Standing::Forgotten,
            CertStatus::Revoked(_) | CertStatus::Unknown => Standing::Unknown,
        })
    }

    /// Whether it is an answer to what is asked now.
    fn current(&self, single: &SingleResponse<'_>, scene: &Scene<'_, '_>) -> Result<Freshness, OcspRefusal> {
        let limit = self.check_nonce(scene.answer, single, scene.now)?;
        scene.check_possible(single)?;
        scene.check_certificate()?;
        let (this_update, next_update) = (single.this_update(), single.next_update());
        let fresh = self.freshness.judge(Source::Ocsp, this_update, next_update, scene.now);
        fresh.map(|fresh| fresh.at_most(limit)).map_err(|status| match status {
            Status::Stale { since, .. } => OcspRefusal::Stale { since },
            _ => OcspRefusal::NotYet { time: this_update },
        })
    }

    /// A responder may have forgotten a certificate that expired before the answer.
    fn remembers(&self, single: &SingleResponse<'_>, target: &Certificate<'_>) -> bool {
        let (this_update, kept_since) = (single.this_update(), single.archive_cutoff());
        let memory = Memory { this_update, next_list: None, kept_since };
        self.freshness.remembers(target.validity().not_after(), &memory)
    }
}

fn severity(status: CertStatus) -> u8 {
    match status {
        CertStatus::Good => 0,
        CertStatus::Unknown => 1,
        CertStatus::Revoked(_) => 2,
    }
}

/// The revocation that counts for more, with what the other one adds to it.
fn stricter<'r, 'a>(one: Told<'r, 'a>, other: Told<'r, 'a>) -> Told<'r, 'a> {
    let weight = |(_, revocation): &Told<'_, '_>| (revocation.onset(Retroactivity::ByReason), *revocation);
    let (first, second) = if weight(&one) <= weight(&other) { (one, other) } else { (other, one) };
    (first.0, first.1.beside(&second.1))
}

/// An answer that tells of a revocation.
type Told<'r, 'a> = (&'r SingleResponse<'a>, Revocation);

/// An answer, and what it is held against.
struct Scene<'r, 'a> {
    answer: &'r BasicResponse<'a>,
    target: &'r Certificate<'r>,
    now: UnixTime,
    freshness: FreshnessRules,
}

impl Scene<'_, '_> {
    /// The times of an answer must be possible ones.
    fn check_possible(&self, single: &SingleResponse<'_>) -> Result<(), OcspRefusal> {
        let (produced_at, this_update) = (self.answer.data().produced_at, single.this_update());
        if produced_at < this_update {
            return Err(OcspRefusal::ProducedEarly { produced_at, this_update });
        }
        if self.freshness.is_future(produced_at, self.now) {
            return Err(OcspRefusal::NotYet { time: produced_at });
        }
        Ok(())
    }

    /// What was produced before the certificate became valid knows nothing good of it.
    fn check_certificate(&self) -> Result<(), OcspRefusal> {
        let (produced_at, not_before) = (self.answer.data().produced_at, self.target.validity().not_before());
        if produced_at < not_before {
            return Err(OcspRefusal::ProducedBeforeCertificate { produced_at, not_before });
        }
        Ok(())
    }
}

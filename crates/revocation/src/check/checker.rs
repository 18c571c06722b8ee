//! The checker: what it is told, what it asks for, and what it knows.

mod alone;

use alloc::{borrow::Cow, vec::Vec};
use core::{fmt, time::Duration};

use countersign_crypto::CryptoProvider;
use countersign_need::{Answer, Need};
use countersign_time::UnixTime;
use countersign_x509::{AlgorithmRules, Certificate, CertificateSet, Profile, TrustAnchors, VerifiedPath};

use super::{
    Report, SilentDelegates, TooMuchEvidence, evaluation,
    evaluation::Known,
    evidence::{MAX_PIECES, Piece},
    need::{self, Asked, MAX_NEEDS},
};
use crate::{
    CrlChecker, CrlLimits, FreshnessRules, HighestSeen, Issuer, Reason, Source, Status,
    ocsp::{CertIdHash, Nonce, NonceRule},
};

/// Judges the certificates of a path by evidence: lists and OCSP answers, given or fetched, in any order.
///
/// Evidence that is foreign, cannot be read or is by nobody who may is passed over, and listed. A revocation wins whatever else
/// is there.
pub struct RevocationChecker<'p> {
    pub(super) path: &'p VerifiedPath<'p>,
    pub(super) anchors: TrustAnchors,
    pub(super) helpers: CertificateSet,
    pub(super) now: UnixTime,
    pub(super) freshness: FreshnessRules,
    pub(super) algorithms: AlgorithmRules,
    pub(super) limits: CrlLimits,
    pub(super) provider: &'p dyn CryptoProvider,
    crl_profile: Cow<'static, Profile>,
    crl_issuers: Option<&'p TrustAnchors>,
    seen: Option<&'p HighestSeen>,
    pub(super) silent: SilentDelegates,
    hash: CertIdHash,
    nonce: Option<Nonce>,
    pre_signed: Option<Duration>,
    pub(super) pieces: Vec<Piece<'p>>,
    asked: Vec<Asked>,
    known: Option<Known>,
}

/// An answer that cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProvideError {
    /// Nothing was asked for at this place.
    #[error("nothing was asked for at place {index}")]
    NotAsked {
        /// The place.
        index: usize,
    },
    /// It was answered before.
    #[error("place {index} was answered before")]
    Answered {
        /// The place.
        index: usize,
    },
    /// There is more evidence than is taken.
    #[error(transparent)]
    TooMuch(#[from] TooMuchEvidence),
}

impl<'p> RevocationChecker<'p> {
    /// Judges `path` by evidence that is fresh at `now`: the time of the verdict, which is not that of the signature.
    #[must_use]
    pub fn new(path: &'p VerifiedPath<'p>, now: UnixTime, provider: &'p dyn CryptoProvider) -> Self {
        Self {
            path,
            anchors: TrustAnchors::new([path.anchor().clone()]),
            helpers: CertificateSet::from_certificates(path.certificates().iter().cloned()),
            now,
            freshness: FreshnessRules::STRICT,
            algorithms: AlgorithmRules::DEFAULT,
            limits: CrlLimits::DEFAULT,
            provider,
            crl_profile: Cow::Borrowed(Profile::CRL_ISSUER),
            crl_issuers: None,
            seen: None,
            silent: SilentDelegates::Checked,
            hash: CertIdHash::Sha1,
            nonce: None,
            pre_signed: None,
            pieces: Vec::new(),
            asked: Vec::new(),
            known: None,
        }
    }

    /// The path whose certificates are judged.
    pub fn path(&self) -> &'p VerifiedPath<'p> {
        self.path
    }

    /// The time of the verdict.
    #[must_use]
    pub fn now(&self) -> UnixTime {
        self.now
    }

    /// How old evidence may be, and what it says of certificates that expired.
    #[must_use]
    pub fn freshness(self, freshness: FreshnessRules) -> Self {
        Self { freshness, known: None, ..self }
    }

    /// By which algorithms evidence may be signed.
    #[must_use]
    pub fn algorithms(self, algorithms: AlgorithmRules) -> Self {
        let crl_profile = Profile::CRL_ISSUER.with_algorithms(algorithms);
        Self { algorithms, crl_profile: Cow::Owned(crl_profile), known: None, ..self }
    }

    /// Certificates that may be those of signers of lists and answers, or stand on the paths to them. None is trusted. The
    /// path's own are always among them.
    #[must_use]
    pub fn certificates(self, certificates: &CertificateSet) -> Self {
        let own = self.path.certificates().iter().map(Certificate::to_owned);
        let helpers = CertificateSet::from_certificates(own.chain(certificates.iter().cloned()));
        Self { helpers, known: None, ..self }
    }

    /// Keys that the caller itself believes as those of issuers of lists, for the lists of their name. No path to them is asked
    /// for, and nothing of whether they are revoked: the first key of a CA that changed it, say.
    #[must_use]
    pub fn crl_issuers(self, crl_issuers: &'p TrustAnchors) -> Self {
        Self { crl_issuers: Some(crl_issuers), known: None, ..self }
    }

    /// The newest lists that were seen before: older ones make nothing good, whatever they still say of themselves. What is seen
    /// now is [`Report::seen`].
    #[must_use]
    pub fn seen(self, seen: &'p HighestSeen) -> Self {
        Self { seen: Some(seen), known: None, ..self }
    }

    /// What becomes of OCSP answers by delegates that name no way to learn whether they are revoked.
    #[must_use]
    pub fn silent_delegates(self, silent: SilentDelegates) -> Self {
        Self { silent, known: None, ..self }
    }

    /// How large lists may be.
    #[must_use]
    pub fn crl_limits(self, limits: CrlLimits) -> Self {
        Self { limits, known: None, ..self }
    }

    /// By which hash OCSP requests name the issuer. SHA-1 is what responders know (RFC 5019 §2.1.1), and harms nothing
    /// here: the answer is compared with the certificate's own issuer.
    #[must_use]
    pub fn cert_id_hash(self, hash: CertIdHash) -> Self {
        Self { hash, ..self }
    }

    /// Sends a nonce, fresh and random, and takes only answers that repeat it.
    #[must_use]
    pub fn nonce(self, nonce: Nonce) -> Self {
        Self { nonce: Some(nonce), pre_signed: None, known: None, ..self }
    }

    /// Sends a nonce, and takes answers that repeat it, or that have none and are no older than `age`: of responders that sign
    /// beforehand.
    #[must_use]
    pub fn nonce_unless_young(self, nonce: Nonce, age: Duration) -> Self {
        Self { nonce: Some(nonce), pre_signed: Some(age), known: None, ..self }
    }

    /// A revocation list, in DER.
    ///
    /// # Errors
    /// [`TooMuchEvidence`]. One that cannot be read is none: it is listed in the report.
    pub fn crl(&mut self, der: &'p [u8]) -> Result<(), TooMuchEvidence> {
        self.push(Piece { source: Source::Crl, body: Ok(Cow::Borrowed(der)), asked: None })
    }

    /// An OCSP response, in DER.
    ///
    /// # Errors
    /// [`TooMuchEvidence`]. One that cannot be read is none: it is listed in the report.
    pub fn ocsp(&mut self, der: &'p [u8]) -> Result<(), TooMuchEvidence> {
        self.push(Piece { source: Source::Ocsp, body: Ok(Cow::Borrowed(der)), asked: None })
    }

    /// What would close what is still open, each with its place for [`RevocationChecker::provide`]: first the responders that
    /// a certificate names, and only where they did not answer, or told of a revocation and not why, the lists. What was not answered yet is told again; an
    /// empty list says that nothing more can be asked.
    pub fn needs(&mut self) -> Vec<(usize, &Need)> {
        let next = self.next();
        next.into_iter().for_each(|asked| self.ask(asked));
        let waiting = self.asked.iter().enumerate().filter(|(_, asked)| !asked.is_answered);
        waiting.map(|(index, asked)| (index, &asked.need)).collect()
    }

    /// What came back for the need of a place. The body of a refusal is not looked at.
    ///
    /// # Errors
    /// [`ProvideError`].
    pub fn provide(&mut self, index: usize, answer: Answer) -> Result<(), ProvideError> {
        let asked = self.asked.get_mut(index).ok_or(ProvideError::NotAsked { index })?;
        if core::mem::replace(&mut asked.is_answered, true) {
            return Err(ProvideError::Answered { index });
        }
        let body = need::body(answer, asked.need.limit()).map(Cow::Owned);
        let piece = Piece { source: asked.source, body, asked: Some(index) };
        Ok(self.push(piece)?)
    }

    /// What is known now.
    pub fn report(&mut self) -> &Report {
        &self.known().report
    }

    /// What an answer's nonce must be.
    pub(super) fn nonce_rule<'s>(&self, sent: Option<&'s Nonce>) -> NonceRule<'s> {
        match (sent, self.pre_signed) {
            (None, _) => NonceRule::NotSent,
            (Some(nonce), None) => NonceRule::Required(nonce),
            (Some(nonce), Some(age)) => NonceRule::RequiredUnlessYoung(nonce, age),
        }
    }

    /// How lists are judged.
    pub(super) fn lists<'q>(&'q self) -> CrlChecker<'q> {
        let lists = CrlChecker::new(self.provider, self.now)
            .profile(&self.crl_profile)
            .freshness(self.freshness)
            .certificates(&self.helpers);
        let lists = self.crl_issuers.map_or(lists, |issuers| lists.crl_issuers(issuers));
        self.seen.map_or(lists, |seen| lists.seen(seen))
    }

    /// What asked for a piece.
    pub(super) fn asked(&self, piece: &Piece<'_>) -> Option<&Asked> {
        piece.asked.and_then(|index| self.asked.get(index))
    }

    fn known(&mut self) -> &Known {
        let known = self.known.take().unwrap_or_else(|| evaluation::evaluate(self));
        self.known.insert(known)
    }

    fn push(&mut self, piece: Piece<'p>) -> Result<(), TooMuchEvidence> {
        if self.pieces.len() >= MAX_PIECES {
            return Err(TooMuchEvidence { limit: MAX_PIECES });
        }
        self.known = None;
        self.pieces.push(piece);
        Ok(())
    }

    /// What is to be asked next about each certificate of which not enough is known.
    fn next(&mut self) -> Vec<Asked> {
        let path = self.path;
        let known = self.known().clone();
        let own = known.report.certificates().iter().enumerate();
        let own = own.filter(|(_, told)| is_open(&told.status())).map(|(at, _)| (path, at));
        let others = known.signers.iter().filter(|signer| !signer.status.is_settled());
        let others = others.map(|signer| (&signer.path, signer.at));
        own.chain(others).flat_map(|(path, at)| self.next_of(path, at)).collect()
    }

    fn next_of(&self, path: &VerifiedPath<'_>, at: usize) -> Vec<Asked> {
        let Some(certificate) = path.certificates().get(at) else { return Vec::new() };
        let of = |source| {
            let of_it = move |asked: &&Asked| asked.source == source && asked.is_for(certificate.der());
            self.asked.iter().filter(of_it)
        };
        if of(Source::Ocsp).next().is_none() {
            let first =
                need::ocsp(certificate, Issuer::on(path, at), self.hash, self.nonce.as_ref(), self.provider);
            if !first.is_empty() {
                return first;
            }
        }
        let is_silent = of(Source::Ocsp).all(|asked| asked.is_answered) && of(Source::Crl).next().is_none();
        if is_silent { need::crls(certificate, self.limits) } else { Vec::new() }
    }

    /// Asks once for what several certificates need.
    fn ask(&mut self, asked: Asked) {
        let room = self.asked.len() < MAX_NEEDS;
        match self.asked.iter_mut().find(|known| known.is_same(&asked)) {
            Some(known) => {
                known.certificates.extend(asked.certificates);
                self.known = None;
            }
            None if room => self.asked.push(asked),
            None => {}
        }
    }
}

/// Whether more is to be learnt of a certificate. A revocation without a reason may be a compromise, which counts for more: answers
/// that are signed beforehand leave the reason out, and lists tell it.
fn is_open(status: &Status) -> bool {
    match status {
        Status::Revoked(revocation) => matches!(revocation.reason(), None | Some(Reason::Unspecified)),
        other => !other.is_settled(),
    }
}

impl fmt::Debug for RevocationChecker<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, now) = (self.path, self.now);
        let counts = (self.pieces.len(), self.asked.len());
        write!(f, "RevocationChecker({path:?} at {now}, {} pieces, {} fetches)", counts.0, counts.1)
    }
}

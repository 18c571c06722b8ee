//! What one answer is worth by itself, for those who keep answers.

use alloc::{borrow::Cow, vec::Vec};

use countersign_need::{Need, Purpose};
use countersign_x509::Certificate;

use super::{super::evidence::Piece, RevocationChecker, need};
use crate::{Issuer, Source};

impl<'p> RevocationChecker<'p> {
    /// Whether these bytes, as the answer to a need, by themselves make known whether each certificate that has this need was
    /// revoked: by the rules of this checker, and by nothing else that is at hand. Only then is what was fetched worth keeping,
    /// and what somebody kept as good as what would be fetched. With a nonce no answer of a responder is.
    #[must_use]
    pub fn settles(&self, need: &Need, bytes: &[u8]) -> bool {
        let source = match need.purpose() {
            Purpose::CertificateRevocationList => Source::Crl,
            Purpose::OcspResponse if self.nonce.is_none() => Source::Ocsp,
            _ => return false,
        };
        if u64::try_from(bytes.len()).is_ok_and(|length| length > need.limit()) {
            return false;
        }
        let mut alone = self.with_only(Piece { source, body: Ok(Cow::Borrowed(bytes)), asked: None });
        let report = alone.report();
        let is_settled = |certificate: &Certificate<'_>| {
            let mut told = report.certificates().iter();
            told.any(|one| one.certificate().der() == certificate.der() && one.status().is_settled())
        };
        // A list that settles another certificate would keep this need from being asked.
        let mut concerned = self.concerned(need).peekable();
        concerned.peek().is_some() && concerned.all(is_settled)
    }

    /// The certificates of the path that have a need.
    fn concerned(&self, need: &Need) -> impl Iterator<Item = &Certificate<'p>> {
        let certificates = self.path.certificates().iter().enumerate();
        let has_it = move |(at, certificate): &(usize, &Certificate<'p>)| {
            let asked = match need.purpose() {
                Purpose::OcspResponse => need::ocsp(
                    certificate,
                    Issuer::on(self.path, *at),
                    self.hash,
                    self.nonce.as_ref(),
                    self.provider,
                ),
                _ => need::crls(certificate, self.limits),
            };
            asked.iter().any(|asked| asked.need == *need)
        };
        certificates.filter(has_it).map(|(_, certificate)| certificate)
    }

    /// The same rules, and one piece of evidence.
    fn with_only<'s>(&'s self, piece: Piece<'s>) -> RevocationChecker<'s> {
        RevocationChecker {
            path: self.path,
            anchors: self.anchors.clone(),
            helpers: self.helpers.clone(),
            now: self.now,
            freshness: self.freshness,
            algorithms: self.algorithms,
            limits: self.limits,
            provider: self.provider,
            crl_profile: self.crl_profile.clone(),
            crl_issuers: self.crl_issuers,
            seen: self.seen,
            silent: self.silent,
            hash: self.hash,
            nonce: None,
            pre_signed: None,
            pieces: Vec::from([piece]),
            asked: Vec::new(),
            known: None,
        }
    }
}

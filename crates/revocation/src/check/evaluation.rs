//! What the evidence at hand says, all of it together.

use alloc::{boxed::Box, string::ToString, vec::Vec};
use core::cell::RefCell;

use countersign_x509::{Certificate, VerifiedPath};

use super::{
    CertificateReport, EvidenceReport, Finding, Report, RevocationChecker, Unreadable,
    evidence::Piece,
    rules::names_a_place,
    signers::{Signer, Signers},
};
use crate::{
    CertificateList, CrlChecker, CrlSet, HighestSeen, Issuer, Judged, Question, Source, Status, WhyUnknown,
    WhyUnreachable,
    ocsp::{self, OcspResponse},
};

/// What is known where nothing speaks.
const NOTHING: Status = Status::Unknown(WhyUnknown::NoEvidence);

/// What is known, and of whom besides the path's own certificates.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) report: Report,
    pub(super) signers: Vec<Signer>,
}

pub(super) fn evaluate(checker: &RevocationChecker<'_>) -> Known {
    let read: Vec<Read<'_>> = checker.pieces.iter().map(|piece| read(checker, piece)).collect();
    Evaluation::new(checker, &read).run()
}

/// One piece, read.
enum Read<'e> {
    List(Box<CertificateList<'e>>),
    Answer(OcspResponse<'e>),
    Unreadable(Unreadable),
    Unreachable(WhyUnreachable),
}

fn read<'e>(checker: &RevocationChecker<'_>, piece: &'e Piece<'_>) -> Read<'e> {
    let body = match &piece.body {
        Ok(body) => body,
        Err(why) => return Read::Unreachable(*why),
    };
    match piece.source {
        Source::Ocsp => OcspResponse::parse(body)
            .map_or_else(|error| Read::Unreadable(Unreadable::Ocsp(error)), Read::Answer),
        _ => CertificateList::from_der(body, checker.limits)
            .map_or_else(|error| Read::Unreadable(Unreadable::Crl(error)), |list| Read::List(Box::new(list))),
    }
}

struct Evaluation<'e> {
    checker: &'e RevocationChecker<'e>,
    read: &'e [Read<'e>],
    /// The lists, which remember what was verified.
    set: RefCell<CrlSet<'e>>,
    /// Which piece each list of the set is.
    lists: Vec<usize>,
    signers: Signers,
    /// How new the lists were by which all was judged the last time.
    seen: RefCell<HighestSeen>,
}

impl<'e> Evaluation<'e> {
    fn new(checker: &'e RevocationChecker<'e>, read: &'e [Read<'e>]) -> Self {
        let (mut set, mut lists) = (CrlSet::new(), Vec::new());
        for (index, read) in read.iter().enumerate() {
            if let Read::List(list) = read {
                set.add(CertificateList::clone(list));
                lists.push(index);
            }
        }
        let (set, seen) = (RefCell::new(set), RefCell::new(HighestSeen::new()));
        Self { checker, read, set, lists, signers: Signers::default(), seen }
    }

    /// Judges until nothing changes. Signers of lists only fall and responders only rise, so that it ends.
    fn run(&self) -> Known {
        loop {
            let own = self.settle();
            if !self.signers.promote(self.checker.silent) {
                return Known { report: self.report(own), signers: self.signers.all() };
            }
        }
    }

    fn settle(&self) -> Vec<Judged> {
        loop {
            let met = self.signers.len();
            // A signer of lists may have fallen since, and what it signed was not seen.
            self.seen.take();
            let path = self.checker.path;
            let own = 0..path.certificates().len();
            let own = own.map(|at| self.judge(self.checker.lists(), path, at)).collect();
            let others = self.signers.all();
            let others = others.iter().map(|signer| self.judge_signer(signer).status);
            let fell = self.signers.note(&others.collect::<Vec<_>>());
            if !fell && self.signers.len() == met {
                return own;
            }
        }
    }
}

impl<'e> Evaluation<'e> {
    fn judge_signer(&self, signer: &Signer) -> Judged {
        self.judge(self.checker.lists().of_signers(), &signer.path, signer.at)
    }

    /// What is known of one certificate of a path.
    fn judge(&self, lists: CrlChecker<'_>, path: &VerifiedPath<'_>, at: usize) -> Judged {
        let mut judged = self.by_lists(lists, path, at);
        for (index, read) in self.read.iter().enumerate() {
            let told = self.by_piece(path, at, index, read);
            judged.status = judged.status.or(told.status);
            judged.speaks.extend(told.speaks.iter().map(|_| index));
        }
        if let (NOTHING, Some(certificate)) = (judged.status, path.certificates().get(at))
            && !names_a_place(certificate)
        {
            judged.status = Status::Unknown(WhyUnknown::NoPointer);
        }
        judged
    }

    /// What all lists together say.
    fn by_lists(&self, lists: CrlChecker<'_>, path: &VerifiedPath<'_>, at: usize) -> Judged {
        let own = self.checker.path.certificates();
        let signers = |by, signer: &VerifiedPath<'_>| self.signers.check(by, signer, own);
        let verdict = lists.signers(&signers).status(path, at, &mut self.set.borrow_mut());
        self.seen.borrow_mut().extend(verdict.seen());
        let speaks = verdict.speaks().iter().filter_map(|place| self.lists.get(*place).copied());
        Judged { status: verdict.status(), speaks: speaks.collect() }
    }

    /// What one other piece says.
    fn by_piece(&self, path: &VerifiedPath<'_>, at: usize, index: usize, read: &Read<'_>) -> Judged {
        let silent = |status| Judged { status, speaks: Vec::new() };
        let (Some(certificate), Some(piece)) = (path.certificates().get(at), self.checker.pieces.get(index))
        else {
            return silent(NOTHING);
        };
        let by = piece.source;
        let was_for = self.checker.asked(piece).is_none_or(|asked| asked.is_for(certificate.der()));
        match read {
            Read::Answer(answer) if was_for || answer.answer().is_ok() => {
                self.by_answer(certificate, Issuer::on(path, at), piece, answer)
            }
            Read::Unreadable(_) if was_for => silent(Status::Malformed { by }),
            Read::Unreachable(why) if was_for => silent(Status::Unreachable { by, why: *why }),
            _ => silent(NOTHING),
        }
    }

    fn by_answer(
        &self,
        certificate: &Certificate<'_>,
        issuer: Issuer<'_>,
        piece: &Piece<'_>,
        answer: &OcspResponse<'_>,
    ) -> Judged {
        let (checker, own) = (self.checker, self.checker.path.certificates());
        let signers = |by, signer: &VerifiedPath<'_>| self.signers.check(by, signer, own);
        let (anchors, helpers) = (&checker.anchors, &checker.helpers);
        let question = Question::new(certificate, issuer, anchors, helpers, checker.now, checker.provider)
            .freshness(checker.freshness)
            .algorithms(checker.algorithms)
            .signers(&signers);
        let nonce = checker.asked(piece).and_then(|asked| asked.nonce.as_ref());
        ocsp::status(&question, answer, checker.nonce_rule(nonce))
    }

    fn report(&self, own: Vec<Judged>) -> Report {
        let (checker, signers) = (self.checker, self.signers.all());
        let path = checker.path.certificates().iter();
        let own: Vec<_> = path.zip(own).filter(|(certificate, _)| !self.is_anchor(certificate)).collect();
        let others: Vec<_> = signers
            .iter()
            .filter_map(|signer| Some((signer.certificate()?, self.judge_signer(signer))))
            .collect();
        let spoken: Vec<usize> =
            own.iter().chain(&others).flat_map(|(_, told)| told.speaks.clone()).collect();
        Report {
            now: checker.now,
            evidence: self.evidence(&spoken),
            certificates: own.into_iter().map(certificate).collect(),
            signers: others.into_iter().map(certificate).collect(),
            seen: self.seen.take(),
            weakened: checker.algorithms.weakened().collect(),
        }
    }

    /// A leaf can be the anchor itself: it is believed, and nobody could revoke it.
    fn is_anchor(&self, certificate: &Certificate<'_>) -> bool {
        let anchor = self.checker.path.anchor().certificate();
        anchor.is_some_and(|anchor| anchor.der() == certificate.der())
    }

    fn evidence(&self, spoken: &[usize]) -> Vec<EvidenceReport> {
        let pieces = self.checker.pieces.iter().zip(self.read).enumerate();
        let told = pieces.map(|(index, (piece, read))| EvidenceReport {
            source: piece.source,
            url: self.checker.asked(piece).map(|asked| asked.need.url().to_string()),
            finding: match read {
                Read::Unreadable(why) => Finding::Unreadable(*why),
                Read::Unreachable(why) => Finding::Unreachable(*why),
                _ if spoken.contains(&index) => Finding::Speaks,
                _ => Finding::Unused,
            },
        });
        told.collect()
    }
}

fn certificate((certificate, judged): (&Certificate<'_>, Judged)) -> CertificateReport {
    CertificateReport { certificate: certificate.to_owned(), status: judged.status, speaks: judged.speaks }
}

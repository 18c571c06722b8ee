//! What is said of a check.

use countersign::{
    Code, TOOL,
    encoding::json::{Object, Value},
    revocation::{
        EvidenceReport, Finding, NotRevoked, Report, RevocationRefusal, Source, Status, WhyUnknown,
        WhyUntrusted,
    },
    time::UnixTime,
};

use super::listed::Answers;
use crate::{
    console::{bad, good, quiet},
    evidence::EvidencePiece,
    exit::Exit,
    failure::escaped_once,
    moment::Moment,
    verbs::inspect::revocation::dated,
};

type Verdict = Result<NotRevoked, RevocationRefusal>;

/// What was asked, and what came of it.
pub struct Told<'a> {
    pub moment: Moment,
    pub signed_at: Option<&'a str>,
    /// What was given, in the order in which the checker was told of it: before all that was fetched.
    pub given: &'a [EvidencePiece],
    pub is_fetching: bool,
    pub answers: &'a Answers,
    /// What is known of the certificates, where any is asked about.
    pub certificates: Option<(&'a Report, &'a Verdict)>,
}

impl Told<'_> {
    pub fn exit(&self) -> Exit {
        match self.name() {
            "good" => Exit::Done,
            "revoked" => Exit::Refused,
            "stale" | "unreachable" => Exit::Unreachable,
            "malformed" => Exit::Malformed,
            _ => Exit::Absent,
        }
    }

    fn name(&self) -> &'static str {
        match self.refusal() {
            _ if self.answers.revoked().is_some() => "revoked",
            None => "good",
            Some(RevocationRefusal::Revoked { .. }) => "revoked",
            Some(RevocationRefusal::NotKnown { status, .. }) => status.name(),
            Some(_) => "unknown",
        }
    }

    /// Why the certificates are not known to be good.
    fn refusal(&self) -> Option<&RevocationRefusal> {
        self.certificates.and_then(|(_, verdict)| verdict.as_ref().err())
    }

    /// Until when all that is good is.
    fn valid_until(&self) -> Option<UnixTime> {
        let verdict = self.certificates.and_then(|(_, verdict)| verdict.as_ref().ok());
        let until = verdict.and_then(NotRevoked::fresh_until);
        let both = until.into_iter().chain(self.answers.fresh_until()).min();
        both.filter(|_| self.name() == "good")
    }

    fn pieces(&self) -> impl Iterator<Item = (usize, &EvidenceReport)> {
        self.certificates.into_iter().flat_map(|(report, _)| report.evidence().iter().enumerate())
    }

    /// Schema `countersign/revocation-check/v1`.
    pub fn json(&self) -> Object<'static> {
        let weakened = if self.moment.is_past() { vec![Value::from("past-time")] } else { Vec::new() };
        let until = self.valid_until();
        let object = Object::new()
            .with("schema", "countersign/revocation-check/v1")
            .with("tool", TOOL)
            .with("verdict", self.name())
            .with("at", self.moment.time().to_rfc3339())
            .with("signedAt", self.signed_at.map_or(Value::Null, |time| Value::from(time.to_owned())))
            .with("validUntil", until.map_or(Value::Null, |until| Value::from(until.to_string())))
            .with("weakened", weakened);
        let object = match (self.answers.revoked(), self.refusal()) {
            (Some((code, reason)), _) => {
                object.with("code", code.as_str()).with("reason", reason).with("next", code.next())
            }
            (None, Some(refusal)) => self.refused(object, refusal),
            (None, None) => object,
        };
        let object = object
            .with("certificates", self.certificates().collect::<Vec<_>>())
            .with("signers", self.certificates.map(|(report, _)| signers(report)).unwrap_or_default())
            .with("evidence", self.pieces().map(|(at, one)| self.evidence(at, one)).collect::<Vec<_>>());
        self.answers.json(object)
    }

    fn refused(&self, object: Object<'static>, refusal: &RevocationRefusal) -> Object<'static> {
        let object = object.with("code", Code::of_revocation(refusal).as_str());
        let object = match refused_at(refusal) {
            Some((position, status)) => object
                .with("certificate", u64::try_from(position).unwrap_or(u64::MAX))
                .with("reason", status.detail().to_string()),
            None => object.with("reason", refusal.to_string()),
        };
        object.with("next", self.next(refusal))
    }

    /// What is known of each certificate; where the verdict says more, what that says.
    fn statuses(&self) -> impl Iterator<Item = (usize, String, String, Status)> {
        let refused = self.refusal().and_then(refused_at);
        let certificates = self.certificates.map_or(&[][..], |(report, _)| report.certificates());
        certificates.iter().enumerate().map(move |(position, one)| {
            let status = refused.filter(|(at, _)| *at == position).map_or(one.status(), |(_, status)| status);
            let certificate = one.certificate();
            (position, certificate.subject().to_string(), certificate.serial().to_string(), status)
        })
    }

    fn certificates(&self) -> impl Iterator<Item = Value<'static>> {
        self.statuses().map(|(_, subject, serial, status)| Value::from(described(subject, serial, &status)))
    }

    fn evidence(&self, at: usize, one: &EvidenceReport) -> Value<'static> {
        let given = self.given.get(at);
        let file = given.map_or(Value::Null, |piece| Value::from(piece.file.clone()));
        let object = Object::new().with("source", one.source().to_string()).with("file", file);
        let object = match given.and_then(|piece| piece.block) {
            Some(block) => object.with("block", block),
            None => object,
        };
        let url = one.url().map_or(Value::Null, |url| Value::from(url.to_owned()));
        let object = object.with("url", url).with("finding", finding(one));
        let object = match one.finding() {
            Finding::Unreadable(why) => object.with("code", why.code()),
            _ => object,
        };
        Value::from(match self.why(at, one) {
            Some(why) => object.with("reason", why),
            None => object,
        })
    }

    /// Why a piece of evidence says nothing.
    fn why(&self, at: usize, one: &EvidenceReport) -> Option<String> {
        let damage = || self.given.get(at).and_then(|piece| piece.damage.clone());
        match one.finding() {
            Finding::Unreadable(why) => Some(damage().unwrap_or_else(|| why.to_string())),
            Finding::Unreachable(why) => Some(why.to_string()),
            Finding::Unused => Some("it speaks of none of the certificates, or is by nobody who may".into()),
            _ => None,
        }
    }

    pub fn text(&self) -> String {
        let mut text = self.headline();
        for (position, subject, serial, status) in self.statuses() {
            let later = if self.is_later(&status) { ", after it was signed" } else { "" };
            let subject = escaped_once(&subject);
            text.push_str(&format!("  {position}  {subject}, serial {serial}: {status}{later}\n"));
        }
        for (about, told) in self.answers.lines() {
            text.push_str(&format!("  {}: {}\n", escaped_once(&about), escaped_once(&told)));
        }
        for (at, one) in self.pieces() {
            let why = self.why(at, one).map(|why| format!(": {}", escaped_once(&why))).unwrap_or_default();
            let (source, from) = (one.source(), escaped_once(&self.from(at, one)));
            text.push_str(&quiet(&format!("  {source} {from}: {}{why}\n", finding(one))));
        }
        match (self.answers.revoked(), self.refusal()) {
            (Some((code, _)), _) => format!("{text}  next: {}\n", code.next()),
            (None, Some(refusal)) => format!("{text}  next: {}\n", escaped_once(&self.next(refusal))),
            (None, None) => text,
        }
    }

    /// Whether it is a revocation that does not count for what was signed before.
    fn is_later(&self, status: &Status) -> bool {
        self.refusal().is_none() && matches!(status, Status::Revoked(_))
    }

    fn headline(&self) -> String {
        let (name, at) = (self.name(), self.moment.time().to_rfc3339());
        let signed = self.signed_at.map(|time| format!(", signed at {}", escaped_once(time)));
        let signed = signed.unwrap_or_default();
        if self.answers.revoked().is_some() {
            return format!("{} as of {at}{signed}\n", bad(name));
        }
        match self.refusal() {
            None => format!("{} at {at}{signed}\n", good(name)),
            Some(refusal) => match refused_at(refusal) {
                Some((position, _)) => {
                    format!("{}: certificate {position} of the path, as of {at}{signed}\n", bad(name))
                }
                None => format!("{}: {refusal}\n", bad(name)),
            },
        }
    }

    /// The file, and which one in it, or the URL.
    fn from(&self, at: usize, one: &EvidenceReport) -> String {
        match (self.given.get(at), one.url()) {
            (Some(EvidencePiece { file, block: Some(block), .. }), _) => format!("{block} of {file}"),
            (Some(piece), _) => piece.file.clone(),
            (None, Some(url)) => url.to_owned(),
            (None, None) => String::new(),
        }
    }

    fn next(&self, refusal: &RevocationRefusal) -> String {
        let next = match refused_at(refusal).map(|(_, status)| status) {
            Some(Status::Revoked(_)) if self.signed_at.is_none() => {
                "believe nothing that it signs; what was signed before may count where a timestamp says when: \
                 --signed-at TIME"
            }
            Some(Status::Revoked(_)) => "have it signed again with a certificate that is not revoked",
            Some(Status::Unknown(WhyUnknown::NoEvidence)) if !self.is_fetching => {
                "give a CRL or an OCSP response of its issuer: --crl FILE, --ocsp FILE; or add --fetch"
            }
            Some(Status::Unknown(WhyUnknown::NoEvidence | WhyUnknown::NoPointer)) => {
                "give a CRL or an OCSP response of its issuer: --crl FILE, --ocsp FILE"
            }
            Some(Status::Unknown(WhyUnknown::ExpiredBeforeList { .. })) => {
                "give a CRL or an OCSP response from before it expired, or from right after"
            }
            Some(Status::Unknown(WhyUnknown::NotYet { .. })) => "check the clock, and --at",
            Some(Status::Unknown(WhyUnknown::SignerUnchecked { .. })) => {
                "give what says whether the signer of the evidence was revoked, or a CRL by the issuer itself"
            }
            Some(Status::Untrusted { why: WhyUntrusted::Rollback, .. }) => {
                "get the current CRL: this one is older than one that was seen"
            }
            Some(Status::Malformed { by: Source::Crl }) => "get the CRL again, in DER or PEM",
            Some(Status::Malformed { by: Source::Ocsp }) => "get the OCSP response again, in DER or PEM",
            _ => Code::of_revocation(refusal).next(),
        };
        next.to_owned()
    }
}

/// The place of the certificate, 0 for the leaf, and what is known of it.
fn refused_at(refusal: &RevocationRefusal) -> Option<(usize, Status)> {
    match refusal {
        RevocationRefusal::Revoked { position, revocation } => {
            Some((*position, Status::Revoked(*revocation)))
        }
        RevocationRefusal::NotKnown { position, status } => Some((*position, *status)),
        _ => None,
    }
}

/// Those who signed evidence without being the issuer.
fn signers(report: &Report) -> Vec<Value<'static>> {
    let each = report.signers().iter().map(|one| {
        let certificate = one.certificate();
        described(certificate.subject().to_string(), certificate.serial().to_string(), &one.status())
    });
    each.map(Value::from).collect()
}

fn described(subject: String, serial: String, status: &Status) -> Object<'static> {
    let object = Object::new().with("subject", subject).with("serial", serial).with("status", status.name());
    match status {
        Status::Good(freshness) => object.with("freshUntil", freshness.until().to_string()),
        Status::Revoked(revocation) => {
            dated(object, revocation.date(), revocation.reason(), revocation.invalidity_date())
        }
        other => object.with("reason", other.detail().to_string()),
    }
}

fn finding(evidence: &EvidenceReport) -> &'static str {
    match evidence.finding() {
        Finding::Speaks => "used",
        Finding::Unused => "unused",
        Finding::Unreadable(_) => "unreadable",
        Finding::Unreachable(_) => "unreachable",
        _ => "passed over",
    }
}

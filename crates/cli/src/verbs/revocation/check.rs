use clap::Args;
use countersign::{
    TOOL,
    encoding::json::{Object, Value},
    revocation::{
        EvidenceReport, Finding, FreshnessRules, NotRevoked, Report, RevocationChecker, RevocationRefusal,
        RevocationRules, Status,
    },
    x509::{CertificateSet, PathBuilder, Profile, Times, VerifiedPath},
};

use super::fetching::close;
use crate::{
    certificates, certified,
    console::{Console, bad, good, quiet},
    evidence::{Cache, EvidenceKind, Services, crl_limits, read_evidence},
    exit::Exit,
    failure::{Failure, escaped_once},
    moment::{self, AtOption, Moment},
    options::OutputOption,
    provider::Provider,
};

const EXAMPLES: &str = "\
Examples:
  countersign key generate --out ca --format pkcs8 --unencrypted
  countersign key generate --out ana --format pkcs8 --unencrypted
  countersign certificate issue --profile ca --self-signed --key ca.key --subject dn:CN=Root \\
    --out ca.pem
  countersign certificate issue --profile code-signing --ca ca.pem --ca-key ca.key \\
    --public-key ana.pub --subject dn:CN=Ana --san email:ana@example.com --out ana.pem
  countersign revocation check ana.pem --certificate-root ca.pem || echo \"exit $?: nothing is known\"";

const EXITS: &str = "\
Exit codes:
  0   good: neither the certificate nor one above it was revoked; with --signed-at, not by then
  1   revoked
  2   usage: told too little, or contradictory; a file of yours is unreadable
  3   unknown: nothing that was given or fetched says so, or nobody who may
  4   unreachable, or what is known is stale
  5   malformed: the certificate, a CRL or an OCSP response cannot be parsed";

/// Ask whether a certificate was revoked
///
/// FILE holds the certificate and those that came with it, leaf first. Every certificate of its path is
/// asked about but the root, by CRLs and OCSP responses that you give, and with --fetch by those that
/// the certificates name. --signed-at says when something was signed, as a timestamp proves: what was
/// revoked later counts only if the key was compromised.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_help = EXITS, verbatim_doc_comment)]
pub struct Arguments {
    /// The certificate, PEM or DER, and after it those that came with it; - for standard input
    #[arg(value_name = "FILE")]
    file: String,
    /// Believe certificates of the authority whose root is in this file; repeatable
    #[arg(long, value_name = "FILE", required = true)]
    certificate_root: Vec<String>,
    /// Certificates that may stand between, or be those of signers of evidence; repeatable
    #[arg(long, value_name = "FILE")]
    intermediate: Vec<String>,
    /// Judge by this CRL, DER or PEM; repeatable
    #[arg(long, value_name = "FILE")]
    crl: Vec<String>,
    /// Judge by this OCSP response, DER or PEM; repeatable
    #[arg(long, value_name = "FILE")]
    ocsp: Vec<String>,
    /// Fetch what the certificates name and is missing
    #[arg(long)]
    fetch: bool,
    /// This host, which a certificate names, may be at a private address; repeatable
    #[arg(long, value_name = "HOST[:PORT]", requires = "fetch")]
    private_host: Vec<String>,
    /// Keep nothing that is fetched for the next time, and fetch what was kept
    #[arg(long, requires = "fetch")]
    no_cache: bool,
    /// When something was signed (RFC 3339), as somebody says whom you believe
    #[arg(long, value_name = "TIME")]
    signed_at: Option<String>,
    /// Believe nothing that is older, such as 12h or 7d
    #[arg(long, value_name = "TIME")]
    max_age: Option<String>,
    #[command(flatten)]
    at: AtOption,
    #[command(flatten)]
    output: OutputOption,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let moment = arguments.at.moment()?;
    let signed_at =
        arguments.signed_at.as_deref().map(|text| moment::parse("--signed-at", text)).transpose()?;
    let trusted = signed_at.map(Times::at);
    let between = certified::between("--intermediate", &arguments.intermediate, console)?;
    let ders = certificates::looked_at(&arguments.file, console)?;
    let path = arguments.path(&ders, &between, trusted.unwrap_or(Times::at(moment.time())), console)?;
    let (crls, answers) = (arguments.evidence(EvidenceKind::Crl)?, arguments.evidence(EvidenceKind::Ocsp)?);
    let mut checker = RevocationChecker::new(&path, moment.time(), &Provider)
        .freshness(arguments.freshness()?)
        .crl_limits(crl_limits(crls.iter().map(Vec::as_slice)))
        .certificates(&between);
    for der in &crls {
        checker.crl(der).map_err(|error| too_much(&error))?;
    }
    for der in &answers {
        checker.ocsp(der).map_err(|error| too_much(&error))?;
    }
    if arguments.fetch {
        let services = Services::network(&arguments.private_host)?;
        let cache = Cache::of_user(console).filter(|_| !arguments.no_cache);
        close(&mut checker, &services, cache.as_ref())?;
    }
    let report = checker.report();
    let verdict = report.verdict(&RevocationRules::REQUIRED, trusted);
    let told = Told { moment, signed_at: arguments.signed_at.as_deref(), report, verdict: &verdict };
    arguments.output.print(console, told.json(), told.text());
    Ok(exit_of(&verdict))
}

impl Arguments {
    /// The path whose certificates are asked about: to a root that is believed, at the time that counts.
    fn path(
        &self,
        ders: &[Vec<u8>],
        between: &CertificateSet,
        times: Times,
        console: &mut Console,
    ) -> Result<VerifiedPath<'static>, Failure> {
        let anchors = certified::anchors("--certificate-root", &self.certificate_root, console)?;
        let (leaf, chain) = certified::presented(ders, console)?;
        let builder = PathBuilder::new(&Provider, &anchors, Profile::RFC5280).intermediates(between);
        builder.verify(&leaf, &chain, times).map(|path| path.to_owned()).map_err(|error| {
            Failure::usage(format!("{} leads to no root that is believed", self.file)).because(&error).next(
                "give the root of its authority, those between, and --signed-at or --at where it has expired",
            )
        })
    }

    fn evidence(&self, kind: EvidenceKind) -> Result<Vec<Vec<u8>>, Failure> {
        let files = if kind == EvidenceKind::Crl { &self.crl } else { &self.ocsp };
        let read = files.iter().map(|file| read_evidence(kind, file)).collect::<Result<Vec<_>, _>>()?;
        Ok(read.into_iter().flatten().collect())
    }

    fn freshness(&self) -> Result<FreshnessRules, Failure> {
        let age = self.max_age.as_deref().map(|text| moment::duration("--max-age", text)).transpose()?;
        let rules = age.map_or(FreshnessRules::STRICT, |age| FreshnessRules::STRICT.max_age(age));
        Ok(if self.fetch { rules.fetching() } else { rules })
    }
}

fn too_much(error: &dyn std::error::Error) -> Failure {
    Failure::usage("there is too much evidence")
        .because(error)
        .next("give what is about this certificate only")
}

type Verdict = Result<NotRevoked, RevocationRefusal>;

fn exit_of(verdict: &Verdict) -> Exit {
    match verdict {
        Ok(_) => Exit::Done,
        Err(RevocationRefusal::Revoked { .. }) => Exit::Refused,
        Err(RevocationRefusal::NotKnown { status, .. }) => match status {
            Status::Stale { .. } | Status::Unreachable { .. } => Exit::Unreachable,
            Status::Malformed { .. } => Exit::Malformed,
            _ => Exit::Absent,
        },
        Err(_) => Exit::Absent,
    }
}

fn name_of(verdict: &Verdict) -> &'static str {
    match verdict {
        Ok(_) => "good",
        Err(RevocationRefusal::Revoked { .. }) => "revoked",
        Err(RevocationRefusal::NotKnown { status, .. }) => status_name(status),
        Err(_) => "unknown",
    }
}

fn status_name(status: &Status) -> &'static str {
    match status {
        Status::Good(_) => "good",
        Status::Revoked(_) => "revoked",
        Status::Stale { .. } => "stale",
        Status::Unreachable { .. } => "unreachable",
        Status::Malformed { .. } => "malformed",
        Status::Untrusted { .. } => "untrusted",
        _ => "unknown",
    }
}

/// What is said.
struct Told<'a> {
    moment: Moment,
    signed_at: Option<&'a str>,
    report: &'a Report,
    verdict: &'a Verdict,
}

impl Told<'_> {
    /// Schema `countersign/revocation-check/v1`.
    fn json(&self) -> Object<'static> {
        let weakened = if self.moment.is_past() { vec![Value::from("past-time")] } else { Vec::new() };
        let certificates = self.report.certificates().iter().map(|one| {
            let object = Object::new()
                .with("subject", one.certificate().subject().to_string())
                .with("serial", one.certificate().serial().to_string())
                .with("status", status_name(&one.status()))
                .with("reason", one.status().to_string());
            Value::from(match one.fresh_until() {
                Some(until) => object.with("freshUntil", until.to_string()),
                None => object,
            })
        });
        let evidence = self.report.evidence().iter().map(|one| {
            let url = one.url().map_or(Value::Null, |url| Value::from(url.to_owned()));
            Value::from(
                Object::new()
                    .with("source", one.source().to_string())
                    .with("url", url)
                    .with("finding", finding(one)),
            )
        });
        let until = self.verdict.as_ref().ok().and_then(NotRevoked::fresh_until);
        let object = Object::new()
            .with("schema", "countersign/revocation-check/v1")
            .with("tool", TOOL)
            .with("verdict", name_of(self.verdict))
            .with("at", self.moment.time().to_rfc3339())
            .with("signedAt", self.signed_at.map_or(Value::Null, |time| Value::from(time.to_owned())))
            .with("validUntil", until.map_or(Value::Null, |until| Value::from(until.to_string())))
            .with("weakened", weakened)
            .with("certificates", certificates.collect::<Vec<_>>())
            .with("evidence", evidence.collect::<Vec<_>>());
        match self.verdict {
            Ok(_) => object,
            Err(refusal) => object.with("reason", refusal.to_string()),
        }
    }

    fn text(&self) -> String {
        let name = name_of(self.verdict);
        let painted = if self.verdict.is_ok() { good(name) } else { bad(name) };
        let mut text = match self.verdict {
            Ok(_) => format!("{painted} at {}\n", self.moment.time().to_rfc3339()),
            Err(refusal) => format!("{painted}: {}\n", escaped_once(&refusal.to_string())),
        };
        for one in self.report.certificates() {
            let (subject, serial) = (one.certificate().subject().to_string(), one.certificate().serial());
            text.push_str(&format!("  {}, serial {serial}: {}\n", escaped_once(&subject), one.status()));
        }
        for one in self.report.evidence() {
            let url = one.url().map(|url| format!(" of {}", escaped_once(url))).unwrap_or_default();
            text.push_str(&quiet(&format!("  {}{url}: {}\n", one.source(), escaped_once(&finding(one)))));
        }
        text
    }
}

fn finding(evidence: &EvidenceReport) -> String {
    match evidence.finding() {
        Finding::Speaks => "speaks of a certificate".into(),
        Finding::Unused => "speaks of none, or is by nobody who may".into(),
        Finding::Unreadable(why) => format!("cannot be read: {why}"),
        Finding::Unreachable(why) => format!("not fetched: {why}"),
        _ => "passed over".into(),
    }
}

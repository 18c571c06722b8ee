//! Whether a certificate, a key, a signature or an image was revoked.

mod listed;
mod told;
mod witness;

use std::path::PathBuf;

use clap::Args;
use countersign::{
    CrlMemory as _,
    revocation::{FreshnessRules, Report, RevocationChecker, RevocationRules},
    x509::{CertificateSet, PathBuilder, Profile, Times, VerifiedPath},
};

use self::{listed::ListedOptions, told::Told};
use super::fetching::close;
use crate::{
    certificates, certified,
    console::Console,
    evidence::{Cache, CrlState, EvidenceKind, EvidencePiece, Services, crl_limits, read_evidence},
    exit::Exit,
    failure::Failure,
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
  countersign revocation check ana.pem --certificate-root ca.pem || echo \"exit $?: nothing is known\"
  countersign key generate --out lists --format pkcs8 --unencrypted
  countersign revocation list create --id release-keys --valid-for 30d --key ana.pub \\
    --reason keyCompromise --out list.json
  countersign revocation list sign list.json --key lists.key
  countersign revocation check --key ana.pub --revocation-list list.json \\
    --revocation-list-key lists.pub || echo \"exit $?: revoked\"";

const EXITS: &str = "\
Exit codes:
  0   good: neither the certificate nor one above it was revoked, and what is asked of lists is on
      none; with --signed-at, not by then
  1   revoked
  2   usage: told too little, or contradictory; a file of yours is unreadable
  3   unknown: nothing that was given or fetched says so, or nobody who may; a revocation list that
      is not believed
  4   unreachable, or what is known is stale
  5   malformed: the certificate, a CRL or an OCSP response cannot be parsed";

/// Ask whether a certificate, a key, a signature or an image was revoked
///
/// FILE holds the certificate and those that came with it, leaf first. Every certificate of its path is
/// asked about but the root, by CRLs and OCSP responses that you give, and with --fetch by those that
/// the certificates name. --signed-at says when something was signed, as a timestamp proves: what was
/// revoked later counts only if the key was compromised. Of a certificate for timestamps a revocation
/// without a reason counts always, and a compromise whatever its invalidity date.
///
/// Keys, signatures and images that --key, --signature and --image name are asked about by signed
/// revocation lists, and so are the certificate's keys and names where any list is given.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_help = EXITS, verbatim_doc_comment)]
pub struct Arguments {
    /// The certificate, PEM or DER, and after it those that came with it; - for standard input
    #[arg(
        value_name = "FILE",
        required_unless_present_any = ["key", "signature", "image"],
        requires = "certificate_root"
    )]
    file: Option<String>,
    /// Believe certificates of the authority whose root is in this file; repeatable
    #[arg(long, value_name = "FILE", requires = "file")]
    certificate_root: Vec<String>,
    /// Certificates that may stand between, or be those of signers of evidence; repeatable
    #[arg(long, value_name = "FILE", requires = "file")]
    intermediate: Vec<String>,
    /// Judge by this CRL, DER or PEM; repeatable
    #[arg(long, value_name = "FILE", requires = "file")]
    crl: Vec<String>,
    /// Judge by this OCSP response, DER or PEM; repeatable
    #[arg(long, value_name = "FILE", requires = "file")]
    ocsp: Vec<String>,
    /// Fetch what the certificates name and is missing
    #[arg(long, requires = "file")]
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
    #[arg(long, value_name = "TIME", requires = "file")]
    max_age: Option<String>,
    /// Keep in this file how new the newest CRLs were that were seen, and let none that is older
    /// make anything good
    #[arg(long, value_name = "FILE", requires = "file", verbatim_doc_comment)]
    crl_state: Option<PathBuf>,
    #[command(flatten)]
    listed: ListedOptions,
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
    let times = trusted.unwrap_or(Times::at(moment.time()));
    let path = match &arguments.file {
        Some(file) => Some(arguments.path(file, &between, times, console)?),
        None => None,
    };
    let answers = arguments.listed.ask(path.as_ref(), trusted, moment.time(), console)?;
    let given = arguments.given()?;
    let report = match &path {
        Some(path) => Some(arguments.report(path, &between, &given, moment, console)?),
        None => None,
    };
    let verdict = report.as_ref().zip(path.as_ref()).map(|(report, path)| {
        let rules = RevocationRules::REQUIRED.retroactivity(witness::retroactivity(path.leaf()));
        report.verdict(&rules, trusted)
    });
    let (signed_at, is_fetching) = (arguments.signed_at.as_deref(), arguments.fetch);
    let certificates = report.as_ref().zip(verdict.as_ref());
    let told = Told { moment, signed_at, given: &given, is_fetching, answers: &answers, certificates };
    arguments.output.print(console, told.json(), told.text());
    Ok(told.exit())
}

impl Arguments {
    /// The path whose certificates are asked about: to a root that is believed, at the time that counts.
    fn path(
        &self,
        file: &str,
        between: &CertificateSet,
        times: Times,
        console: &mut Console,
    ) -> Result<VerifiedPath<'static>, Failure> {
        let anchors = certified::anchors("--certificate-root", &self.certificate_root, console)?;
        let ders = certificates::looked_at(file, console)?;
        let (leaf, chain) = certified::presented(&ders, console)?;
        let builder = PathBuilder::new(&Provider, &anchors, Profile::RFC5280).intermediates(between);
        builder.verify(&leaf, &chain, times).map(|path| path.to_owned()).map_err(|error| {
            Failure::usage(format!("{file} leads to no root that is believed")).because(&error).next(
                "give the root of its authority, those between, and --signed-at or --at where it has expired",
            )
        })
    }

    /// What is known of the certificates of a path.
    fn report(
        &self,
        path: &VerifiedPath<'_>,
        between: &CertificateSet,
        given: &[EvidencePiece],
        moment: Moment,
        console: &Console,
    ) -> Result<Report, Failure> {
        let state = match &self.crl_state {
            Some(file) => Some(CrlState::open(file, console)?),
            None => None,
        };
        let seen = state.as_ref().map(CrlState::seen).unwrap_or_default();
        let mut checker = RevocationChecker::new(path, moment.time(), &Provider)
            .freshness(self.freshness()?)
            .crl_limits(crl_limits(given))
            .seen(&seen)
            .certificates(between);
        for piece in given {
            let taken = match piece.kind {
                EvidenceKind::Crl => checker.crl(&piece.bytes),
                EvidenceKind::Ocsp => checker.ocsp(&piece.bytes),
            };
            taken.map_err(|error| too_much(&error))?;
        }
        if self.fetch {
            let services = Services::network(&self.private_host)?;
            let cache = Cache::of_user(console).filter(|_| !self.no_cache);
            close(&mut checker, &services, cache.as_ref())?;
        }
        let report = checker.report();
        if let Some(state) = state {
            state.take(report.seen());
        }
        Ok(report.clone())
    }

    /// The lists, then the answers.
    fn given(&self) -> Result<Vec<EvidencePiece>, Failure> {
        let mut given = read_evidence(EvidenceKind::Crl, &self.crl)?;
        given.extend(read_evidence(EvidenceKind::Ocsp, &self.ocsp)?);
        Ok(given)
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

//! A verdict, for people and for programs.

use countersign::{
    Code, Refusal, Report, VerifiedAttestation, VerifiedBlob, VerifiedImage, VerifiedStatement,
    digest::Digest,
    encoding::{json::Value, text},
};

use crate::{
    blob::Ending,
    console::{Console, bad, good},
    document,
    exit::Exit,
    failure::Failure,
    image::Image,
    input::Input,
    options::OutputOption,
    registry::NetworkReport,
};

/// What met a requirement, as far as it is shown.
pub trait Judged {
    /// Everything that the verdict rests on.
    fn report(&self) -> &Report;

    /// The statements that were verified, in the order of the report's accepted entries.
    fn statements(&self) -> Vec<&[u8]> {
        Vec::new()
    }

    /// The digest to run, where it is about an image.
    fn run_digest(&self) -> Option<Digest> {
        None
    }
}

impl Judged for VerifiedImage {
    fn report(&self) -> &Report {
        self.report()
    }

    fn run_digest(&self) -> Option<Digest> {
        Some(self.digest())
    }
}

impl Judged for VerifiedBlob {
    fn report(&self) -> &Report {
        self.report()
    }
}

impl Judged for VerifiedAttestation {
    fn report(&self) -> &Report {
        self.report()
    }

    fn statements(&self) -> Vec<&[u8]> {
        self.statements().iter().map(VerifiedStatement::bytes).collect()
    }

    fn run_digest(&self) -> Option<Digest> {
        Some(self.digest())
    }
}

/// The digests of images that may be run.
fn run_digests(judged: &impl Judged) -> Vec<Digest> {
    let Some(digest) = judged.run_digest() else { return Vec::new() };
    let targets = judged.report().targets();
    // All platforms were asked for: each has a digest of its own.
    match targets.iter().all(|target| target.digest() != digest) {
        true => targets.iter().map(|target| target.digest()).collect(),
        false => vec![digest],
    }
}

/// What a verdict is about, as the caller named it.
#[derive(Clone, Copy)]
pub enum About<'a> {
    /// An image, and what there is to say of the network where it is in a registry.
    Image(&'a Image, Option<&'a NetworkReport>),
    Blob(&'a Input),
}

impl About<'_> {
    fn name(&self) -> &str {
        match self {
            Self::Image(image, _) => image.text(),
            Self::Blob(file) => file.name(),
        }
    }

    fn network(&self) -> Option<&NetworkReport> {
        match self {
            Self::Image(_, network) => *network,
            Self::Blob(_) => None,
        }
    }

    /// The failure, with what the network had to do with it.
    fn explain(&self, failure: Failure) -> Failure {
        match self.network().filter(|_| is_of_network(failure.exit())) {
            Some(network) => network.explain(failure),
            None => failure,
        }
    }

    /// What to try next after a verdict.
    fn next(&self, code: Code) -> String {
        match (self, code) {
            (Self::Blob(_), Code::NoSignature | Code::NoAttestation) => format!(
                "name what proves it: --bundle FILE or --signature FILE (nothing is named {}{})",
                self.name(),
                Ending::Bundle.text()
            ),
            _ => code.next().to_owned(),
        }
    }
}

/// Shows a verdict and says how the program ends.
pub fn show<T: Judged>(
    output: &OutputOption,
    console: &mut Console,
    about: About<'_>,
    verdict: &Result<T, Refusal>,
) -> Exit {
    let report = match verdict {
        Ok(judged) => judged.report(),
        Err(refusal) => refusal.report(),
    };
    if output.is_json() {
        let statements = verdict.as_ref().map(Judged::statements).unwrap_or_default();
        let report = with_network(report.to_json(), about.network());
        console.line(with_statements(report, &statements));
    } else {
        let shown = report.to_string();
        let (first, rest) = shown.split_once(':').unwrap_or((&shown, ""));
        let painted = if verdict.is_ok() { good(first) } else { bad(first) };
        console.styled(format!("{painted}:{rest}"));
        if let (Ok(judged), About::Image(image, _)) = (verdict, about) {
            run_digests(judged).iter().for_each(|digest| {
                console.line(format!("  run       {}", text::escape(&image.pinned(*digest), 1024)))
            });
        }
        if let Some(line) = about.network().and_then(NetworkReport::unchecked_line) {
            console.line(format!("  network   {}", text::escape(&line, 1024)));
        }
    }
    if let Err(refusal) = verdict {
        let failure = Failure::new(Exit::of(report.verdict()), about.name()).because(refusal);
        let failure = match report.code() {
            Some(code) => failure.next(about.next(code)),
            None => failure,
        };
        console.fail(&about.explain(failure));
    }
    Exit::of(report.verdict())
}

/// Whether such an end may be the network's doing.
fn is_of_network(exit: Exit) -> bool {
    matches!(exit, Exit::Unreachable | Exit::Malformed)
}

/// The report with every request that was sent, and with what is to be said of the network.
fn with_network(report: String, network: Option<&NetworkReport>) -> String {
    let (Some(network), Ok(Value::Object(root))) = (network, document::parse(report.as_bytes())) else {
        return report;
    };
    let root = root.with("requests", network.requests);
    Value::from(match network.json() {
        Some(object) => root.with("network", object),
        None => root,
    })
    .to_json()
}

/// The report with each statement in its entry, and the first one beside the verdict.
fn with_statements(report: String, statements: &[&[u8]]) -> String {
    let statements: Vec<_> = statements.iter().filter_map(|bytes| document::parse(bytes).ok()).collect();
    let (Some(first), Ok(Value::Object(root))) = (statements.first(), document::parse(report.as_bytes()))
    else {
        return report;
    };
    let entries = root.get("accepted").and_then(Value::as_array).unwrap_or_default();
    let told = entries.iter().enumerate().map(|(place, entry)| match (entry, statements.get(place)) {
        (Value::Object(entry), Some(statement)) => {
            Value::from(entry.clone().with("statement", statement.clone()))
        }
        (entry, _) => entry.clone(),
    });
    let told: Vec<_> = told.collect();
    Value::from(root.clone().with("accepted", told).with("statement", first.clone())).to_json()
}

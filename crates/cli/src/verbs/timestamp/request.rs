use std::path::PathBuf;

use clap::Args;
use countersign::{
    TOOL,
    digest::Digest,
    encoding::json::{Object, Value},
    need::Answer,
    timestamp::{Imprinted, MAX_CLOCK_SKEW, Nonce, TimestampRequest, TimestampToken},
};

use super::digest::{self, HashOption};
use crate::{
    ambient,
    console::Console,
    evidence::{self, Services},
    exit::Exit,
    failure::Failure,
    options::OutputOption,
    output,
    provider::Provider,
};

const EXAMPLES: &str = "\
Examples:
  echo hello > file
  countersign timestamp request file --out file.tsq
  countersign timestamp inspect file.tsq

With an authority at a URL:
  countersign timestamp request file --url https://tsa.example/ --timestamp-root tsa.pem \\
    --out file.tsr";

/// Ask for a timestamp of a file, or write the request
///
/// Without --url the request is written, for another way to an authority. With it the authority is
/// asked, and its whole answer written: only if it answers this request and, where --timestamp-root
/// says whose it must be, verifies.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    /// The file, or - for standard input
    #[arg(value_name = "FILE", required_unless_present = "digest", conflicts_with = "digest")]
    file: Option<String>,
    /// Instead of a file its digest: sha256:HEX, sha384:HEX or sha512:HEX
    #[arg(long, value_name = "DIGEST")]
    digest: Option<String>,
    #[command(flatten)]
    hash: HashOption,
    /// Ask for a timestamp of this policy, an object identifier
    #[arg(long, value_name = "OID")]
    policy: Option<String>,
    /// Send no nonce: an old answer could then be given for a new one
    #[arg(long)]
    no_nonce: bool,
    /// Do not ask for the authority's certificates
    #[arg(long)]
    no_certificate: bool,
    /// Ask the authority that answers here
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// The certificates of that authority: PEM with its root and those between, or a Sigstore
    /// trusted_root.json
    #[arg(long, value_name = "FILE", requires = "url", verbatim_doc_comment)]
    timestamp_root: Option<String>,
    /// Write the request, or with --url the answer, to this file
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Replace what is there with other content
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    output: OutputOption,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let imprint = arguments.imprint()?;
    let request = arguments.request(imprint)?;
    let (bytes, what, time) = match &arguments.url {
        None => (request.to_der(), "request", None),
        Some(url) => {
            let (response, time) = arguments.ask(request, &imprint, url, console)?;
            (response, "response", Some(time))
        }
    };
    output::write(&arguments.out, &bytes, arguments.again)?;
    let json = Object::new()
        .with("schema", "countersign/timestamp-request/v1")
        .with("tool", TOOL)
        .with("imprint", imprint.to_string())
        .with("written", what)
        .with("file", arguments.out.display().to_string())
        .with("verified", arguments.timestamp_root.is_some())
        .with("time", time.as_ref().map_or(Value::Null, |time| Value::from(time.clone())));
    let stamped = time.map(|time| format!("  timestamped   {time}\n")).unwrap_or_default();
    let text = format!("{what:<15} {}\n  about         {imprint}\n{stamped}", arguments.out.display());
    arguments.output.print(console, json, text);
    Ok(Exit::Done)
}

impl Arguments {
    fn imprint(&self) -> Result<Digest, Failure> {
        match (&self.digest, &self.file) {
            (Some(text), _) => digest::parse(text),
            (None, Some(file)) => digest::of_file(file, self.hash.algorithm()?),
            (None, None) => Err(Failure::usage("nothing is named that could be timestamped")),
        }
    }

    fn request(&self, imprint: Digest) -> Result<TimestampRequest, Failure> {
        let mut request = TimestampRequest::new(imprint);
        if !self.no_nonce {
            let nonce = Nonce::generate(&mut ambient::random);
            request = request.nonce(nonce.map_err(|error| {
                Failure::new(Exit::Defect, "the system gave no randomness").because(&error)
            })?);
        }
        if self.no_certificate {
            request = request.without_certificates();
        }
        match &self.policy {
            None => Ok(request),
            Some(text) => {
                let policy = digest::policy("--policy", text)?;
                Ok(request.policy(policy.as_oid()))
            }
        }
    }

    /// The answer, whole, and the time that its token says.
    fn ask(
        &self,
        request: TimestampRequest,
        imprint: &Digest,
        url: &str,
        console: &mut Console,
    ) -> Result<(Vec<u8>, String), Failure> {
        let authority = match &self.timestamp_root {
            Some(file) => Some(evidence::authority("--timestamp-root", file, console)?),
            None => None,
        };
        let need = request.need(url).map_err(|error| {
            Failure::usage(format!("--url {url} cannot be used"))
                .because(&error)
                .next("write --url https://HOST/PATH")
        })?;
        let response = match Services::at(&[url.to_owned()])?.answer(&need) {
            Some(Answer::Bytes(bytes)) => bytes,
            other => return Err(unanswered(url, other)),
        };
        let token = request.finish(&response).map_err(|error| {
            Failure::new(Exit::Refused, format!("{url} gave no timestamp")).because(&error)
        })?;
        let time = token.inspect().gen_time().to_string();
        if let Some(authority) = authority {
            let authority = authority.clock_skew(MAX_CLOCK_SKEW).map_err(|error| {
                Failure::new(Exit::Defect, "the authority cannot be used").because(&error)
            })?;
            verified(&token, imprint, &authority)?;
        } else {
            console.warn(
                "the timestamp answers the request, and was not verified: no --timestamp-root is named",
            );
        }
        Ok((response, time))
    }
}

fn verified(
    token: &TimestampToken<'_>,
    imprint: &Digest,
    authority: &countersign::timestamp::TrustedTsa,
) -> Result<(), Failure> {
    let verified = token.verify(&Imprinted::Digest(imprint), authority, ambient::now()?, &Provider);
    verified.map(drop).map_err(|error| {
        Failure::new(Exit::Refused, "the timestamp does not verify")
            .because(&error)
            .next("give --timestamp-root the certificates of the authority that answers at the URL")
    })
}

fn unanswered(url: &str, answer: Option<Answer>) -> Failure {
    let failure = Failure::new(Exit::Unreachable, format!("{url} gave no timestamp"));
    let failure = match answer {
        Some(Answer::Unreachable(why)) => failure.because(&why),
        Some(Answer::Rejected(rejection)) => failure.adding(&format!("status {}", rejection.status())),
        Some(Answer::Absent) => failure.adding("nothing is there"),
        _ => failure,
    };
    failure.next("try again; if it stays, check the URL of the authority")
}

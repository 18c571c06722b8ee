use std::path::Path;

use clap::{ArgGroup, Args};
use countersign::{
    TOOL,
    crypto::DigestAlgorithm,
    digest::Digest,
    encoding::{
        der::OwnedOid,
        json::{Object, Value},
    },
    timestamp::{
        Imprinted, ResponseError, TimestampRequest, TimestampToken, TokenError, TrustedTsa, VerifiedTimestamp,
    },
};

use super::digest;
use crate::{
    console::{Console, bad, good},
    evidence,
    exit::Exit,
    failure::{Failure, chain, escaped_once},
    input::{Input, read_file},
    moment::{AtOption, Moment},
    options::OutputOption,
    provider::Provider,
};

const EXAMPLES: &str = "\
Examples:
  countersign timestamp verify --help

With an authority at a URL:
  countersign timestamp request file --url https://tsa.example/ --timestamp-root tsa.pem \\
    --out file.tsr
  countersign timestamp verify file.tsr --data file --timestamp-root tsa.pem
  countersign timestamp verify file.tsr --data file --timestamp-root tsa.pem --output json";

const EXITS: &str = "\
Exit codes:
  0   valid: the file was there at that time, says an authority that you believe
  1   refused: about something else, altered, or of nobody whom you believe
  2   usage: told too little, or contradictory; a file of yours is unreadable
  5   malformed: the timestamp cannot be parsed";

/// The longest token or request that is read, in bytes.
const MAX_LEN: u64 = 1 << 20;

/// Verify a timestamp of a file
///
/// TOKEN is a bare token or an authority's whole answer. The authority's certificates must have been
/// valid at the time that it says, and need not be any more.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_help = EXITS, verbatim_doc_comment)]
#[command(group = ArgGroup::new("about").required(true).args(["data", "digest"]))]
#[command(
    override_usage = "countersign timestamp verify [OPTIONS] --timestamp-root <FILE> --data <FILE> <TOKEN>"
)]
pub struct Arguments {
    /// The timestamp, DER; - for standard input
    #[arg(value_name = "TOKEN")]
    token: String,
    /// The file that it must be about
    #[arg(long, value_name = "FILE")]
    data: Option<String>,
    /// Instead of the file its digest: sha256:HEX, sha384:HEX or sha512:HEX
    #[arg(long, value_name = "DIGEST")]
    digest: Option<String>,
    /// Believe this timestamping authority; repeatable: PEM with its root, those between, and its
    /// own if the token lacks it, or that alone where it issued itself; or a Sigstore
    /// trusted_root.json
    #[arg(long, value_name = "FILE", required = true, verbatim_doc_comment)]
    timestamp_root: Vec<String>,
    /// The request that it must answer
    #[arg(long, value_name = "FILE")]
    request: Option<String>,
    /// Accept timestamps of this policy only, an object identifier; repeatable
    #[arg(long, value_name = "OID")]
    policy: Vec<String>,
    #[command(flatten)]
    at: AtOption,
    #[command(flatten)]
    output: OutputOption,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let moment = arguments.at.moment()?;
    let authorities = arguments.authorities(console)?;
    let bytes = Input::parse(&arguments.token).read("the timestamp", MAX_LEN)?;
    let token = token(&bytes).map_err(|error| {
        Failure::new(Exit::Malformed, format!("{} is no timestamp", arguments.token))
            .because(&error)
            .next("give a token or an authority's answer, in DER: countersign timestamp inspect FILE")
    })?;
    let imprint = arguments.imprint(&token)?;
    let verdict = arguments.judge(&token, &imprint, &authorities, moment)?;
    let (json, text) = match &verdict {
        Ok(timestamp) => accepted(moment, timestamp),
        Err(refusal) => refused(moment, refusal, &arguments.token),
    };
    arguments.output.print(console, json, text);
    Ok(if verdict.is_ok() { Exit::Done } else { Exit::Refused })
}

/// Why a token is refused.
struct Refusal {
    code: &'static str,
    reason: String,
}

impl Arguments {
    fn authorities(&self, console: &mut Console) -> Result<Vec<TrustedTsa>, Failure> {
        let mut authorities = Vec::new();
        for file in &self.timestamp_root {
            authorities.extend(evidence::authorities("--timestamp-root", file, console)?);
        }
        if self.policy.is_empty() {
            return Ok(authorities);
        }
        let read = |text: &String| digest::policy("--policy", text);
        let policies = self.policy.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let with = |authority: TrustedTsa| authority.policies(policies.iter().map(OwnedOid::as_oid));
        authorities
            .into_iter()
            .map(with)
            .collect::<Result<_, _>>()
            .map_err(|error| Failure::usage("--policy names no policy").because(&error))
    }

    /// The digest of what it must be about, by the algorithm that it says.
    fn imprint(&self, token: &TimestampToken<'_>) -> Result<Digest, Failure> {
        match (&self.digest, &self.data) {
            (Some(text), _) => digest::parse(text),
            (None, Some(file)) => digest::of_file(file, algorithm(token)),
            (None, None) => Err(Failure::usage("nothing says what the timestamp must be about")),
        }
    }

    fn judge(
        &self,
        token: &TimestampToken<'_>,
        imprint: &Digest,
        authorities: &[TrustedTsa],
        moment: Moment,
    ) -> Result<Result<VerifiedTimestamp, Refusal>, Failure> {
        if let Some(file) = &self.request {
            let der = read_file("--request", Path::new(file), MAX_LEN)?;
            let request = TimestampRequest::parse(&der)
                .map_err(|error| Failure::usage(format!("--request {file} is no request")).because(&error))?;
            if let Err(error) = request.check(token) {
                return Ok(Err(Refusal { code: error.code(), reason: chain(&error) }));
            }
        }
        let mut furthest: Option<TokenError> = None;
        for authority in authorities {
            match token.verify(&Imprinted::Digest(imprint), authority, moment.time(), &Provider) {
                Ok(timestamp) => return Ok(Ok(timestamp)),
                Err(error) => furthest = Some(furthest.map_or(error.clone(), |other| telling(other, error))),
            }
        }
        let error = furthest.ok_or_else(|| Failure::usage("no authority is believed"))?;
        Ok(Err(Refusal { code: error.code(), reason: chain(&error) }))
    }
}

/// Of the reasons of two authorities the one that says more: that a token is of somebody else says least.
fn telling(one: TokenError, other: TokenError) -> TokenError {
    match (&one, &other) {
        (TokenError::Path(_) | TokenError::NoSigner, _) => other,
        _ => one,
    }
}

fn token(bytes: &[u8]) -> Result<TimestampToken<'_>, ResponseError> {
    match TimestampToken::from_der(bytes) {
        Ok(token) => Ok(token),
        Err(_) => TimestampToken::from_response_der(bytes),
    }
}

/// What the file is hashed by; of a token by none that is known, the comparison fails.
fn algorithm(token: &TimestampToken<'_>) -> DigestAlgorithm {
    match token.inspect().imprint().len() {
        48 => DigestAlgorithm::Sha384,
        64 => DigestAlgorithm::Sha512,
        _ => DigestAlgorithm::Sha256,
    }
}

fn document(moment: Moment, verdict: &'static str) -> Object<'static> {
    let weakened = if moment.is_past() { vec![Value::from("past-time")] } else { Vec::new() };
    Object::new()
        .with("schema", "countersign/timestamp-verdict/v1")
        .with("verdict", verdict)
        .with("tool", TOOL)
        .with("at", moment.time().to_rfc3339())
        .with("weakened", weakened)
}

fn accepted(moment: Moment, timestamp: &VerifiedTimestamp) -> (Object<'static>, String) {
    let signer = timestamp.path().leaf().subject().to_string();
    let serial = countersign::encoding::hex::encode(timestamp.serial());
    let json = document(moment, "accepted")
        .with("earliest", timestamp.earliest().to_string())
        .with("latest", timestamp.latest().to_string())
        .with("authority", timestamp.authority().to_owned())
        .with("signer", signer.clone())
        .with("policy", timestamp.policy().to_string())
        .with("serial", serial.clone())
        .with("imprint", timestamp.imprint().to_string());
    let text = format!(
        "{} {}\n  between       {} and {}\n  signer        {}\n  policy        {}, serial {serial}\n",
        good("timestamped"),
        timestamp.imprint(),
        timestamp.earliest(),
        timestamp.latest(),
        escaped_once(&signer),
        timestamp.policy(),
    );
    (json, text)
}

fn refused(moment: Moment, refusal: &Refusal, token: &str) -> (Object<'static>, String) {
    let next = format!("countersign timestamp inspect {token} shows what it says of itself");
    let text = format!(
        "{} {}: {}\n  next: {}\n",
        bad("refused"),
        refusal.code,
        escaped_once(&refusal.reason),
        escaped_once(&next)
    );
    let json = document(moment, "refused").with("code", refusal.code).with("reason", refusal.reason.clone());
    let json = json.with("next", next);
    (json, text)
}

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;

use crate::{console::Console, exit::Exit, failure::Failure, password::PasswordOption};

const EXAMPLES: &str = "\
Examples:
  countersign key generate --out tsa --format pkcs8 --unencrypted
  countersign certificate issue --profile tsa --self-signed --key tsa.key --subject dn:CN=TSA \\
    --out tsa.pem
  countersign timestamp serve --key tsa.key --certificate-chain tsa.pem --serial-file serials \\
    --policy 1.3.6.1.4.1.32473.1 --check";

/// Answer requests for timestamps (RFC 3161) over HTTP
///
/// POST / and POST /api/v1/timestamp take a request (application/timestamp-query); GET
/// /api/v1/timestamp/certchain gives the certificates. SIGTERM and SIGINT stop the server once what
/// has begun is answered. There is no TLS and no login: put a proxy before it that has them.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    /// The private key of the authority: FILE, or env://VARIABLE
    #[arg(long, value_name = "KEY")]
    key: String,
    #[command(flatten)]
    password: PasswordOption,
    /// The authority's certificate, PEM, and behind it those above it, each issued by the next
    #[arg(long, value_name = "FILE")]
    certificate_chain: String,
    /// The file that keeps the serial numbers; made where it is missing, and no two servers may share it
    #[arg(long, value_name = "FILE")]
    serial_file: PathBuf,
    /// The policy of tokens whose request names none
    #[arg(long, value_name = "OID")]
    policy: String,
    /// A policy that requests may name too; repeatable
    #[arg(long, value_name = "OID")]
    accept_policy: Vec<String>,
    /// By how much the clock may be wrong: whole seconds, milliseconds or microseconds (1s, 500ms, 20us)
    #[arg(long, value_name = "SPAN", default_value = "1s")]
    accuracy: String,
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3180")]
    listen: SocketAddr,
    /// The most connections at a time; further ones wait
    #[arg(long, value_name = "NUMBER", default_value_t = 512)]
    max_connections: usize,
    /// The longest that one request may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    request_timeout: u64,
    /// Look at everything, and do not serve
    #[arg(long)]
    check: bool,
}

pub fn run(arguments: &Arguments, _console: &mut Console) -> Result<Exit, Failure> {
    Err(Failure::usage(format!("this build cannot serve at {}", arguments.listen)))
}

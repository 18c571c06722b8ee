//! Answers requests for timestamps over HTTP.

mod account;
mod authority;
mod reply;
mod serials;
mod server;
mod stop;

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use clap::{Args, value_parser};

use self::{account::Account, authority::Authority, reply::Service, serials::SerialFile, server::Limits};
use crate::{ambient, console::Console, exit::Exit, failure::Failure, password::PasswordOption};

const EXAMPLES: &str = "\
Examples:
  countersign key generate --out root --format pkcs8 --unencrypted
  countersign certificate issue --profile ca --self-signed --key root.key --subject dn:CN=Root \\
    --out root.pem
  countersign key generate --out tsa --format pkcs8 --unencrypted
  countersign certificate issue --profile timestamping --ca root.pem --ca-key root.key \\
    --public-key tsa.pub --subject dn:CN=TSA --out tsa.pem
  countersign timestamp serve --key tsa.key --certificate-chain tsa.pem --serial-file serials \\
    --policy 1.3.6.1.4.1.32473.1 --check
  countersign timestamp serve --key tsa.key --certificate-chain tsa.pem --serial-file serials \\
    --policy 1.3.6.1.4.1.32473.1 --listen 127.0.0.1:3180

Whoever believes it names its root, from another shell:
  countersign timestamp request file --url http://127.0.0.1:3180/ --timestamp-root root.pem \\
    --out file.tsr
  countersign timestamp verify file.tsr --data file --timestamp-root root.pem";

/// Answer requests for timestamps (RFC 3161) over HTTP
///
/// POST / and POST /api/v1/timestamp take a request (application/timestamp-query); GET
/// /api/v1/timestamp/certchain gives the certificates. SIGTERM and SIGINT stop the server once what
/// has begun is answered; a second one stops it at once. There is no TLS and no login: what serves
/// others than this machine has a proxy before it that brings them.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
#[command(override_usage = "countersign timestamp serve --key <KEY> --certificate-chain <FILE> [OPTIONS]")]
pub struct Arguments {
    /// The private key of the authority: FILE, or env://VARIABLE
    #[arg(long, value_name = "KEY")]
    key: String,
    #[command(flatten)]
    password: PasswordOption,
    /// The authority's certificate, PEM, and behind it those above it, each issued by the next
    #[arg(long, value_name = "FILE")]
    certificate_chain: String,
    /// The file of the serial numbers, made where it is missing; one server alone may use it
    #[arg(long, value_name = "FILE")]
    serial_file: PathBuf,
    /// The policy of tokens whose request names none
    #[arg(long, value_name = "OID")]
    policy: String,
    /// A policy that requests may name too; repeatable
    #[arg(long, value_name = "OID")]
    accept_policy: Vec<String>,
    /// By how much the clock may be wrong, as 1s, 500ms or 20us
    #[arg(long, value_name = "SPAN", default_value = "1s")]
    accuracy: String,
    /// Where to listen; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3180")]
    listen: SocketAddr,
    /// The most connections at a time; further ones wait
    #[arg(long, value_name = "NUMBER", default_value_t = 512, value_parser = value_parser!(u32).range(1..=65_536))]
    max_connections: u32,
    /// The longest that a request may take to arrive, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = value_parser!(u64).range(1..=600))]
    request_timeout: u64,
    /// Look at everything, and do not serve
    #[arg(long)]
    check: bool,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let authority = Authority::read(arguments, ambient::now()?, console)?;
    let serials = SerialFile::open(&arguments.serial_file)?;
    if arguments.check {
        console.line(format!("ready: {}", authority.described()));
        console.line(format!("next serial number: {}", serials.next_reserved()));
        return Ok(Exit::Done);
    }
    let account = Arc::new(Account::default());
    let service = Service::new(authority, serials, Arc::clone(&account));
    server::serve(service, &arguments.limits())?;
    account.tell(console);
    Ok(Exit::Done)
}

impl Arguments {
    fn limits(&self) -> Limits {
        Limits {
            listen: self.listen,
            connections: self.max_connections,
            request: Duration::from_secs(self.request_timeout),
        }
    }
}

use clap::{Parser, Subcommand};

use crate::{console::Console, exit::Exit, failure::Failure, provider::VERSION, verbs};

const EXAMPLES: &str = "\
Examples:
  countersign demo
  countersign demo --keep demo
  countersign verify oci:demo/image:1.0 --key demo/signer.pub";

const EXITS: &str = "\
Exit codes:
  0   done; for a verification: accepted
  1   refused: signatures are there, none is acceptable
  2   usage: told too little, or contradictory; a file of yours is unreadable
  3   absent: nothing of the kind asked for is attached
  4   unreachable: no answer that can be trusted to mean absent
  5   malformed: what was found cannot be parsed, or is not what its digest says
  70  a defect of this program";

/// Signs container images and proves who signed them.
#[derive(Debug, Parser)]
#[command(name = "countersign", version = VERSION, before_help = EXAMPLES, after_help = EXITS)]
#[command(max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Demo(verbs::demo::Arguments),
    #[command(subcommand)]
    Key(KeyVerb),
    #[command(subcommand)]
    Certificate(CertificateVerb),
    #[command(subcommand)]
    Timestamp(TimestampVerb),
    #[command(subcommand)]
    Revocation(RevocationVerb),
    Sign(verbs::sign::Arguments),
    Attach(verbs::attach::Arguments),
    #[command(after_help = EXITS)]
    Verify(verbs::verify::Arguments),
    Attest(verbs::attest::Arguments),
    #[command(after_help = EXITS)]
    VerifyAttestation(verbs::verify_attestation::Arguments),
    SignBlob(verbs::sign_blob::Arguments),
    #[command(after_help = EXITS)]
    VerifyBlob(verbs::verify_blob::Arguments),
    AttestBlob(verbs::attest_blob::Arguments),
    #[command(after_help = EXITS)]
    VerifyBlobAttestation(verbs::verify_blob_attestation::Arguments),
    List(verbs::list::Arguments),
    Copy(verbs::copy::Arguments),
    Inspect(verbs::inspect::Arguments),
    Completions(verbs::completions::Arguments),
    Manual(verbs::manual::Arguments),
}

const KEY_EXAMPLES: &str = "\
Examples:
  countersign key generate --out plain --format pkcs8 --unencrypted
  countersign key inspect plain.key
  countersign key public plain.key";

/// Makes keys, takes them over and shows them.
#[derive(Debug, Subcommand)]
#[command(before_help = KEY_EXAMPLES)]
enum KeyVerb {
    Generate(verbs::key_generate::Arguments),
    Import(verbs::key_import::Arguments),
    Convert(verbs::key_convert::Arguments),
    Public(verbs::key_public::Arguments),
    Inspect(verbs::key_inspect::Arguments),
}

const CERTIFICATE_EXAMPLES: &str = "\
Examples:
  countersign key generate --out ca --format pkcs8 --unencrypted
  countersign certificate issue --profile ca --self-signed --key ca.key --subject dn:CN=Root \\
    --out ca.pem
  countersign certificate inspect ca.pem
  countersign certificate lint ca.pem --profile rfc5280-strict";

/// Verifies, shows, checks and issues X.509 certificates.
#[derive(Debug, Subcommand)]
#[command(before_help = CERTIFICATE_EXAMPLES)]
enum CertificateVerb {
    Lint(verbs::certificate::lint::Arguments),
    Verify(verbs::certificate::verify::Arguments),
    Inspect(verbs::certificate::inspect::Arguments),
    Request(verbs::certificate::request::Arguments),
    Issue(verbs::certificate::issue::Arguments),
}

const TIMESTAMP_EXAMPLES: &str = "\
Examples:
  echo hello > file
  countersign timestamp request file --out file.tsq
  countersign timestamp inspect file.tsq
  countersign key generate --out tsa --format pkcs8 --unencrypted
  countersign certificate issue --profile timestamping --self-signed --key tsa.key \\
    --subject dn:CN=TSA --out tsa.pem
  countersign timestamp serve --key tsa.key --certificate-chain tsa.pem --serial-file serials \\
    --policy 1.3.6.1.4.1.32473.1 --check";

/// Asks for timestamps of RFC 3161, verifies, shows and gives them.
#[derive(Debug, Subcommand)]
#[command(before_help = TIMESTAMP_EXAMPLES)]
enum TimestampVerb {
    Request(verbs::timestamp::request::Arguments),
    Verify(verbs::timestamp::verify::Arguments),
    Inspect(verbs::timestamp::inspect::Arguments),
    Serve(verbs::timestamp::serve::Arguments),
}

const REVOCATION_EXAMPLES: &str = "\
Examples:
  countersign revocation check --help
  countersign revocation inspect --help
  countersign revocation list --help";

/// Asks what was revoked, and makes lists of what was.
#[derive(Debug, Subcommand)]
#[command(before_help = REVOCATION_EXAMPLES)]
enum RevocationVerb {
    Check(Box<verbs::revocation::check::Arguments>),
    Inspect(verbs::revocation::inspect::Arguments),
    #[command(subcommand)]
    List(RevocationListVerb),
}

const REVOCATION_LIST_EXAMPLES: &str = "\
Examples:
  countersign key generate --out lists --format pkcs8 --unencrypted
  countersign revocation list create --id release-keys --valid-for 30d --out list.json
  countersign revocation list sign list.json --key lists.key";

/// Makes and signs lists of keys, signatures, images and identities that are revoked.
#[derive(Debug, Subcommand)]
#[command(before_help = REVOCATION_LIST_EXAMPLES)]
#[allow(clippy::large_enum_variant, reason = "there is one of it in a run")]
enum RevocationListVerb {
    Create(Box<verbs::revocation::list::create::Arguments>),
    Sign(verbs::revocation::list::sign::Arguments),
}

impl Cli {
    /// Does what the command line says.
    pub fn run(&self, console: &mut Console) -> Result<Exit, Failure> {
        match &self.verb {
            Verb::Demo(arguments) => verbs::demo::run(arguments, console),
            Verb::Key(verb) => verb.run(console),
            Verb::Certificate(verb) => verb.run(console),
            Verb::Timestamp(verb) => verb.run(console),
            Verb::Revocation(verb) => verb.run(console),
            Verb::Sign(arguments) => verbs::sign::run(arguments, console),
            Verb::Attach(arguments) => verbs::attach::run(arguments, console),
            Verb::Verify(arguments) => verbs::verify::run(arguments, console),
            Verb::Attest(arguments) => verbs::attest::run(arguments, console),
            Verb::VerifyAttestation(arguments) => verbs::verify_attestation::run(arguments, console),
            Verb::SignBlob(arguments) => verbs::sign_blob::run(arguments, console),
            Verb::VerifyBlob(arguments) => verbs::verify_blob::run(arguments, console),
            Verb::AttestBlob(arguments) => verbs::attest_blob::run(arguments, console),
            Verb::VerifyBlobAttestation(arguments) => verbs::verify_blob_attestation::run(arguments, console),
            Verb::List(arguments) => verbs::list::run(arguments, console),
            Verb::Copy(arguments) => verbs::copy::run(arguments, console),
            Verb::Inspect(arguments) => verbs::inspect::run(arguments, console),
            Verb::Completions(arguments) => verbs::completions::run(arguments, console),
            Verb::Manual(arguments) => verbs::manual::run(arguments, console),
        }
    }
}

impl KeyVerb {
    fn run(&self, console: &mut Console) -> Result<Exit, Failure> {
        match self {
            Self::Generate(arguments) => verbs::key_generate::run(arguments, console),
            Self::Import(arguments) => verbs::key_import::run(arguments, console),
            Self::Convert(arguments) => verbs::key_convert::run(arguments, console),
            Self::Public(arguments) => verbs::key_public::run(arguments, console),
            Self::Inspect(arguments) => verbs::key_inspect::run(arguments, console),
        }
    }
}

impl CertificateVerb {
    fn run(&self, console: &mut Console) -> Result<Exit, Failure> {
        match self {
            Self::Lint(arguments) => verbs::certificate::lint::run(arguments, console),
            Self::Verify(arguments) => verbs::certificate::verify::run(arguments, console),
            Self::Inspect(arguments) => verbs::certificate::inspect::run(arguments, console),
            Self::Request(arguments) => verbs::certificate::request::run(arguments, console),
            Self::Issue(arguments) => verbs::certificate::issue::run(arguments, console),
        }
    }
}

impl TimestampVerb {
    fn run(&self, console: &mut Console) -> Result<Exit, Failure> {
        match self {
            Self::Request(arguments) => verbs::timestamp::request::run(arguments, console),
            Self::Verify(arguments) => verbs::timestamp::verify::run(arguments, console),
            Self::Inspect(arguments) => verbs::timestamp::inspect::run(arguments, console),
            Self::Serve(arguments) => verbs::timestamp::serve::run(arguments, console),
        }
    }
}

impl RevocationVerb {
    fn run(&self, console: &mut Console) -> Result<Exit, Failure> {
        match self {
            Self::Check(arguments) => verbs::revocation::check::run(arguments, console),
            Self::Inspect(arguments) => verbs::revocation::inspect::run(arguments, console),
            Self::List(verb) => verb.run(console),
        }
    }
}

impl RevocationListVerb {
    fn run(&self, console: &mut Console) -> Result<Exit, Failure> {
        match self {
            Self::Create(arguments) => verbs::revocation::list::create::run(arguments, console),
            Self::Sign(arguments) => verbs::revocation::list::sign::run(arguments, console),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}

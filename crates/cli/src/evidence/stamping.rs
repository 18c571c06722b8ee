//! Timestamps for what is signed.

use clap::Args;
use countersign::{Timestamping, TimestampingError, need::Unreachable};

use super::{Services, authority};
use crate::{ambient, console::Console, exit::Exit, failure::Failure};

#[derive(Clone, Debug, Default, Args)]
pub struct StampingOptions {
    /// Add a timestamp of the authority that answers here; repeatable
    #[arg(long, value_name = "URL")]
    timestamp_url: Vec<String>,
    /// The certificates of that authority: PEM with its root and those between, or a Sigstore
    /// trusted_root.json; nothing is attached that is not its timestamp
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    timestamp_root: Vec<String>,
}

impl StampingOptions {
    /// The authorities, in the order in which they were named; none where none is.
    pub fn authorities(&self, console: &mut Console) -> Result<Vec<Timestamping>, Failure> {
        if self.timestamp_url.len() != self.timestamp_root.len() {
            return Err(Failure::usage(
                "each --timestamp-url goes with one --timestamp-root, in the same order",
            )
            .next("write --timestamp-url URL --timestamp-root FILE"));
        }
        let pairs = self.timestamp_url.iter().zip(&self.timestamp_root);
        let each = pairs.map(|(url, file)| {
            let authority = authority::read_one("--timestamp-root", file, console)?;
            Timestamping::new(url, authority, &mut ambient::random).map_err(|error| not_timestamped(&error))
        });
        each.collect()
    }

    /// Whether any is named.
    pub fn is_given(&self) -> bool {
        !self.timestamp_url.is_empty() || !self.timestamp_root.is_empty()
    }

    /// Who is asked.
    pub fn services(&self) -> Result<Services, Failure> {
        match self.timestamp_url.is_empty() {
            true => Ok(Services::None),
            false => Services::at(&self.timestamp_url),
        }
    }
}

/// Why nothing was timestamped, and so nothing was signed.
pub fn not_timestamped(error: &TimestampingError) -> Failure {
    let failure = |exit| Failure::new(exit, "no timestamp").because(error);
    match error {
        TimestampingError::Url(_) => failure(Exit::Usage).next("write --timestamp-url https://HOST/PATH"),
        TimestampingError::NoPlace { .. } => {
            failure(Exit::Usage).next("leave --format and --signature out: a bundle takes timestamps")
        }
        TimestampingError::OnePlace { .. } => {
            failure(Exit::Usage).next("name one --timestamp-url, or leave --format out")
        }
        TimestampingError::Unreachable(Unreachable::Forbidden) => {
            failure(Exit::Unreachable).next("the authority leads to a host that may not be asked")
        }
        TimestampingError::Unreachable(_) | TimestampingError::Status { .. } => {
            failure(Exit::Unreachable).next("try again; if it stays, check the URL of the authority")
        }
        TimestampingError::Answer(_) => failure(Exit::Refused)
            .next("check the URL: countersign timestamp request FILE --url URL --out TOKEN"),
        TimestampingError::Token(_) => failure(Exit::Refused)
            .next("give --timestamp-root the certificates of the authority that answers at the URL"),
        _ => failure(Exit::Defect),
    }
}

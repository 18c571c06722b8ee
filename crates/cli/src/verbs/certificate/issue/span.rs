//! From when until when.

use std::time::Duration;

use clap::{Args, value_parser};
use countersign::time::{UnixTime, Validity};

use super::Purpose;
use crate::{ambient, failure::Failure, moment};

#[derive(Clone, Debug, Args)]
pub struct SpanOptions {
    /// How long it is valid; 365 if nothing is said, of a CA 3650, and never beyond its authority
    #[arg(long, value_name = "N", conflicts_with = "not_after", value_parser = value_parser!(u32).range(1..))]
    days: Option<u32>,
    /// From when it is valid, RFC 3339; from now if nothing is said
    #[arg(long, value_name = "TIME")]
    not_before: Option<String>,
    /// Until when it is valid, RFC 3339
    #[arg(long, value_name = "TIME")]
    not_after: Option<String>,
}

const DAY: u64 = 86_400;

impl SpanOptions {
    /// What was said, or the default, which ends with the authority where that ends first.
    pub fn validity(&self, purpose: Purpose, issuer: Option<UnixTime>) -> Result<Validity, Failure> {
        let begin = match &self.not_before {
            Some(text) => moment::parse("--not-before", text)?.truncated_to_seconds(),
            None => ambient::now()?,
        };
        let end = match (&self.not_after, self.days) {
            (Some(text), _) => moment::parse("--not-after", text)?.truncated_to_seconds(),
            (None, Some(days)) => after(begin, days)?,
            (None, None) => {
                let end = after(begin, default_days(purpose))?;
                issuer.map_or(end, |issuer| issuer.min(end))
            }
        };
        Validity::new(begin, end).map_err(|error| {
            Failure::usage(format!("nothing is valid from {begin} to {end}"))
                .because(&error)
                .next("name an end that lies behind the beginning, and an authority that has not expired")
        })
    }
}

fn default_days(purpose: Purpose) -> u32 {
    if purpose == Purpose::Ca { 3650 } else { 365 }
}

fn after(begin: UnixTime, days: u32) -> Result<UnixTime, Failure> {
    let span = Duration::from_secs(u64::from(days).saturating_mul(DAY));
    begin
        .checked_add(span)
        .ok_or_else(|| Failure::usage(format!("--days {days} ends behind all time")).next("name fewer days"))
}

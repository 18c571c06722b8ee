//! What a verb may be told of the network between it and a registry.

use std::{path::PathBuf, time::Duration};

use clap::Args;
use countersign_transport::HostPattern;
use zeroize::Zeroizing;

use super::{
    client,
    login::{asked, from_stdin},
};
use crate::{failure::Failure, image::LayoutImage};

/// Under what these options stand in the help.
pub const HEADING: &str = "Options for images in a registry";
/// How long a verb that verifies or signs may take in all, where it is not told.
const DEFAULT_TIME: Duration = Duration::from_secs(300);
/// The longest time that can be said, a week in seconds.
const LONGEST: u64 = 7 * 24 * 3600;
/// More realms, beside those of `--realm`.
const REALMS: &str = "COUNTERSIGN_REALMS";

/// Options of every verb that takes the image of a registry.
#[derive(Clone, Debug, Default, Args)]
pub struct NetworkOptions {
    #[command(flatten)]
    pub reach: ReachOptions,
    #[command(flatten)]
    login: LoginOptions,
}

/// How registries are reached.
#[derive(Clone, Debug, Default, Args)]
pub struct ReachOptions {
    /// Speak http with the registry: whoever is on the way can read and change what is said
    #[arg(long, help_heading = HEADING)]
    plain_http: bool,
    /// Believe the certificates of this authority too (PEM), also on localhost
    #[arg(long, help_heading = HEADING, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// Let this token server be told the registry's credentials too; also COUNTERSIGN_REALMS
    #[arg(long, help_heading = HEADING, value_name = "REGISTRY=HOST")]
    realm: Vec<String>,
    /// Read from a mirror; the image keeps its name
    #[arg(long, help_heading = HEADING, value_name = "HOST[/PREFIX]=HOST[/PREFIX]")]
    mirror: Vec<String>,
    /// Give up after so long, such as 30s or 5m
    #[arg(long, help_heading = HEADING, value_name = "TIME")]
    timeout: Option<String>,
}

/// Who the registry is told that asks.
#[derive(Clone, Debug, Default, Args)]
pub struct LoginOptions {
    /// Log in with this name; otherwise with what docker login has left
    #[arg(long, help_heading = HEADING, value_name = "NAME")]
    username: Option<String>,
    /// Read the password of --username from standard input
    #[arg(long, help_heading = HEADING, requires = "username")]
    password_stdin: bool,
}

impl NetworkOptions {
    /// A layout has no network: an option for one is a mistake, or a hope that would not come true.
    pub fn refuse_for(&self, image: &LayoutImage) -> Result<(), Failure> {
        self.refuse(&format!("{} is in a layout", image.text()))
    }

    /// The same for a file.
    pub fn refuse_for_file(&self, file: &str) -> Result<(), Failure> {
        self.refuse(&format!("{file} is a file"))
    }

    fn refuse(&self, because: &str) -> Result<(), Failure> {
        match self.login.given().or(self.reach.given()) {
            None => Ok(()),
            Some(flag) => Err(Failure::usage(format!("{flag} is for images in a registry, and {because}"))
                .next(format!("leave {flag} out, or name the image in its registry: HOST/REPOSITORY:TAG"))),
        }
    }

    pub fn login(&self) -> &LoginOptions {
        &self.login
    }
}

impl LoginOptions {
    pub fn username(&self) -> Option<&str> {
        self.username.as_deref()
    }

    pub fn reads_stdin(&self) -> bool {
        self.password_stdin
    }

    /// The password of this name at a registry: the one on standard input, or what somebody types.
    pub fn password(&self, username: &str, host: &str) -> Result<Zeroizing<String>, Failure> {
        if self.password_stdin { from_stdin() } else { asked(username, host, "--password-stdin") }
    }

    /// The first of these options that was said.
    pub fn given(&self) -> Option<&'static str> {
        let given = [("--username", self.username.is_some()), ("--password-stdin", self.password_stdin)];
        first(&given)
    }
}

impl ReachOptions {
    /// The first of these options that was said.
    pub fn given(&self) -> Option<&'static str> {
        first(&[
            ("--plain-http", self.plain_http),
            ("--ca-file", self.ca_file.is_some()),
            ("--realm", !self.realm.is_empty()),
            ("--mirror", !self.mirror.is_empty()),
            ("--timeout", self.timeout.is_some()),
        ])
    }

    pub fn is_plain_http(&self) -> bool {
        self.plain_http
    }

    pub fn ca_file(&self) -> Option<&PathBuf> {
        self.ca_file.as_ref()
    }

    pub fn mirrors(&self) -> &[String] {
        &self.mirror
    }

    /// The hosts that are read instead of those that images name.
    pub fn mirror_hosts(&self) -> impl Iterator<Item = &str> {
        self.mirror.iter().filter_map(|pair| pair.split_once('=')?.1.split('/').next())
    }

    /// The pairs of `--realm` and of the variable.
    pub fn realms(&self) -> Result<Vec<(HostPattern, HostPattern)>, Failure> {
        let from_variable = client::variable(REALMS).unwrap_or_default();
        let from_variable = pairs(&from_variable).map(|text| (REALMS, text));
        let named = self.realm.iter().map(|text| ("--realm", text.as_str()));
        named.chain(from_variable).map(|(source, text)| realm(source, text)).collect()
    }

    /// How long everything may take.
    pub fn time(&self) -> Result<Duration, Failure> {
        Ok(self.said_time()?.unwrap_or(DEFAULT_TIME))
    }

    /// How long everything may take, if that was said.
    pub fn said_time(&self) -> Result<Option<Duration>, Failure> {
        let wrong = |text: &String| {
            Failure::usage(format!("--timeout {text} is no time")).next("write --timeout 30s, or 5m, or 1h")
        };
        self.timeout.as_ref().map(|text| duration(text).ok_or_else(|| wrong(text))).transpose()
    }
}

fn first(given: &[(&'static str, bool)]) -> Option<&'static str> {
    given.iter().find(|(_, is_given)| *is_given).map(|(flag, _)| *flag)
}

/// Pairs with commas or space between them.
fn pairs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c == ',' || c.is_ascii_whitespace()).filter(|pair| !pair.is_empty())
}

fn realm(source: &str, text: &str) -> Result<(HostPattern, HostPattern), Failure> {
    let pair = text.split_once('=');
    let pair = pair.and_then(|(registry, host)| Some((registry.parse().ok()?, host.parse().ok()?)));
    pair.ok_or_else(|| {
        Failure::usage(format!("{source}: {text} is not written REGISTRY=HOST"))
            .next("write two hosts, each with its port if it has one: registry.example=auth.example")
    })
}

/// `90`, `90s`, `5m` or `1h`, from a second on.
fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = match text.char_indices().next_back()? {
        (at, 's') => (text.get(..at)?, 1),
        (at, 'm') => (text.get(..at)?, 60),
        (at, 'h') => (text.get(..at)?, 3600),
        _ => (text, 1),
    };
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = number.parse::<u64>().ok().filter(|_| is_number)?.checked_mul(unit)?;
    (1..=LONGEST).contains(&seconds).then(|| Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_a_unit_or_is_in_seconds() {
        for (text, seconds) in [("90", 90), ("90s", 90), ("5m", 300), ("1h", 3600)] {
            assert_eq!(duration(text), Some(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "0", "s", "-1s", "+5", "1d", "1.5m", "99999999999999999999", "9999999h"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }

    #[test]
    fn realms_are_pairs_of_hosts() {
        let both: Vec<_> = pairs("a=b, c:1=d\te=f,").collect();
        assert_eq!(both, ["a=b", "c:1=d", "e=f"]);
        let (registry, host) = realm("--realm", "a.example:5000=b").unwrap();
        assert_eq!((registry.to_string(), host.to_string()), ("a.example:5000".into(), "b".into()));
        for text in
            ["", "a", "=b", "a=", "a=https://b", "a=b/c", "a=b=c", "a=b:99999", "a=[::1", "0x7f.1=b", "a=b:"]
        {
            assert!(realm("--realm", text).unwrap_err().what().contains("REGISTRY=HOST"), "{text}");
        }
    }
}

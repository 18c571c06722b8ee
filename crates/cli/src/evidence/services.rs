//! Timestamps, OCSP answers and CRLs over the network.

use std::sync::Arc;

use countersign::{
    need::{Answer, Need, Origin, Url},
    oci::{Session, Step},
};
use countersign_fetch::Fetcher;
use countersign_registry::{BoxFuture, Fulfil};
use countersign_transport::HostPattern;

use crate::{exit::Exit, failure::Failure, registry};

/// Who answers what a verification needs from elsewhere than where the image is.
#[derive(Clone, Debug)]
pub enum Services {
    /// Nobody: nothing is fetched.
    None,
    /// The hosts that certificates and options name.
    Network(Fetcher),
}

impl Services {
    /// Those at public addresses, and those that the caller named: `HOST`, or `HOST:PORT`.
    pub fn network(private: &[String]) -> Result<Self, Failure> {
        let hosts = private.iter().map(|host| pattern(host)).collect::<Result<Vec<_>, _>>()?;
        Self::over(hosts)
    }

    /// The one that is asked for timestamps at these URLs, wherever that is.
    pub fn at(urls: &[String]) -> Result<Self, Failure> {
        let host = |url: &String| {
            let parsed = Url::parse(url).map_err(|error| {
                Failure::usage(format!("--timestamp-url {url} cannot be used"))
                    .because(&error)
                    .next("write --timestamp-url https://HOST/PATH, or http://…")
            })?;
            let origin = Origin::from(&parsed);
            pattern(&format!("{}:{}", origin.host(), origin.port()))
        };
        Self::over(urls.iter().map(host).collect::<Result<Vec<_>, _>>()?)
    }

    fn over(hosts: Vec<HostPattern>) -> Result<Self, Failure> {
        let builder = Fetcher::builder(Arc::new(registry::transport()?));
        Ok(Self::Network(
            hosts.into_iter().fold(builder, |builder, host| builder.allow_destination(host)).build(),
        ))
    }

    /// The answer to a need; none where nothing is fetched.
    pub fn answer(&self, need: &Need) -> Option<Answer> {
        match self {
            Self::None => None,
            Self::Network(fetcher) => Some(fetcher.answer_blocking(need)),
        }
    }

    /// Runs a session that reads nothing.
    pub fn run<S: Session<Need = Need, Answer = Answer>>(
        &self,
        mut session: S,
    ) -> Result<S::Output, Failure> {
        let stuck = || Failure::new(Exit::Defect, "what is needed from elsewhere cannot be had");
        loop {
            match session.step() {
                Step::Done(output) => return Ok(output),
                Step::Need(needs) if !needs.is_empty() => {
                    for (index, need) in needs.iter().enumerate() {
                        session.fulfil(index, self.answer(need).ok_or_else(stuck)?);
                    }
                }
                _ => return Err(stuck()),
            }
        }
    }
}

impl Fulfil<Need, Answer> for Services {
    fn fulfil<'a>(&'a self, need: &'a Need) -> BoxFuture<'a, Option<Answer>> {
        match self {
            Self::None => Box::pin(async { None }),
            Self::Network(fetcher) => fetcher.fulfil(need),
        }
    }
}

fn pattern(host: &str) -> Result<HostPattern, Failure> {
    host.parse().map_err(|error| {
        Failure::usage(format!("{host} is no host")).because(&error).next("write HOST or HOST:PORT")
    })
}

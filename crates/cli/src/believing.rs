//! Whom to believe, and how many of them.

use std::num::NonZeroUsize;

use clap::Args;
use countersign::{
    ConfigurationError, Ready, Verifier, VerifierBuilder, crypto::PublicKey, danger::at_a_past_time,
    time::UnixTime,
};

use crate::{
    certified::CertifiedOptions,
    console::Console,
    evidence::{Services, TrustingOptions},
    failure::Failure,
    keys::FoundKey,
    moment::AtOption,
    provider::Provider,
};

/// What every verb is told that verifies something.
#[derive(Clone, Debug, Args)]
pub struct BelievingOptions {
    /// Believe whoever holds this public key: a file, or env://VARIABLE; several: any of them
    #[arg(long, value_name = "PUB")]
    key: Vec<String>,
    /// Believe this signer: [name=NAME,]key=FILE[,key=FILE…]; with several keys it is one signer
    #[arg(long, value_name = "SIGNER", conflicts_with = "key")]
    signer: Vec<String>,
    #[command(flatten)]
    certified: CertifiedOptions,
    #[command(flatten)]
    at: AtOption,
    /// Require so many distinct signers
    #[arg(long, value_name = "N")]
    threshold: Option<String>,
    /// Ask nobody but the registry of the image
    #[arg(long)]
    offline: bool,
    #[command(flatten)]
    evidence: TrustingOptions,
}

impl BelievingOptions {
    /// A verifier that believes whom these options name, to be told what else it requires.
    pub fn builder(&self, console: &mut Console) -> Result<VerifierBuilder<Ready>, Failure> {
        let threshold = self.required()?;
        let builder = match self.certified.signer(console)? {
            Some(_) if !self.key.is_empty() || !self.signer.is_empty() => return Err(mixed()),
            Some((identity, authority)) => Verifier::builder(Provider).certified(identity, &authority),
            None => self.signers(console)?,
        };
        let moment = self.at.moment()?;
        if moment.is_to_come() {
            let time = moment.time().to_rfc3339();
            console
                .warn(format!("judged as of {time}, which has not come yet: what is not valid yet counts"));
        }
        let builder = if moment.is_past() { at_a_past_time(builder) } else { builder };
        let builder = builder.threshold(threshold);
        self.evidence.add_to(builder, self.believes_certificates(), moment.time(), self.offline, console)
    }

    /// Who is asked for what says whether certificates were revoked.
    pub fn services(&self) -> Result<Services, Failure> {
        self.evidence.services(self.believes_certificates(), self.offline)
    }

    fn believes_certificates(&self) -> bool {
        self.certified.is_given()
    }

    /// The time of the verdict.
    pub fn now(&self) -> Result<UnixTime, Failure> {
        Ok(self.at.moment()?.time())
    }

    fn required(&self) -> Result<NonZeroUsize, Failure> {
        let Some(text) = &self.threshold else { return Ok(NonZeroUsize::MIN) };
        if self.signer.is_empty() {
            return Err(Failure::usage("--threshold counts signers, and no --signer is named")
                .next("name each signer: --signer key=FILE"));
        }
        text.parse().map_err(|_| {
            Failure::usage(format!("--threshold {text} is no number from 1 on")).next("write --threshold 2")
        })
    }

    fn signers(&self, console: &mut Console) -> Result<VerifierBuilder<Ready>, Failure> {
        let mut named: Vec<(Option<String>, Vec<PublicKey>)> = Vec::new();
        for key in &self.key {
            let key = FoundKey::read(key, console)?.into_public()?;
            // The same key twice is still any of them.
            if named.iter().all(|(_, known)| !known.contains(&key)) {
                named.push((None, vec![key]));
            }
        }
        for text in &self.signer {
            named.push(signer(text, console)?);
        }
        let mut builder = None;
        for (name, keys) in named {
            let name = name.or_else(|| keys.first().map(|key| key.id().to_string())).unwrap_or_default();
            builder = Some(match builder {
                None => Verifier::builder(Provider).signer(&name, keys),
                Some(builder) => VerifierBuilder::<Ready>::signer(builder, &name, keys),
            });
        }
        builder.ok_or_else(|| {
            Failure::usage("nothing says who is believed to have signed, and there is no default").next(
                "add --key PUB for a public key, --certificate-root FILE --subject email:NAME for an \
                     authority's certificates, or --signer name=NAME,key=PUB with --threshold N",
            )
        })
    }
}

fn mixed() -> Failure {
    Failure::usage("--certificate-root does not go with --key and --signer")
        .next("verify once by the certificate, and once by the key")
}

/// The verifier, once everything is said.
pub fn build(builder: VerifierBuilder<Ready>) -> Result<Verifier, Failure> {
    builder.build().map_err(|error| match error {
        ConfigurationError::NoScheme { .. } => {
            Failure::usage("a key that was given signs no image and no file")
                .because(&error)
                .next("give another key; one for RSA-PSS alone signs JSON web signatures only")
        }
        ConfigurationError::TooFewTimestampAuthorities { .. } => Failure::usage(
            "what is required contradicts itself",
        )
        .because(&error)
        .next(
            "name more authorities, each by --timestamp-root FILE, or require fewer: --require-timestamp=N",
        ),
        ConfigurationError::TooMuchEvidence { .. } => Failure::usage("there is too much evidence")
            .because(&error)
            .next("give the CRLs and OCSP responses of these certificates only"),
        _ => Failure::usage("what is required contradicts itself")
            .because(&error)
            .next("name each signer once, with keys of its own, and at least as many as --threshold"),
    })
}

/// A requirement that cannot be checked is never ignored.
pub fn only_off(flag: &str, value: Option<&str>) -> Result<(), Failure> {
    match value {
        None | Some("off") => Ok(()),
        Some(other) => Err(Failure::usage(format!("{flag} {other} cannot be checked by this build"))
            .next(format!("leave it out, or say {flag} off"))),
    }
}

/// `[name=NAME,]key=FILE[,key=FILE…]`.
fn signer(text: &str, console: &mut Console) -> Result<(Option<String>, Vec<PublicKey>), Failure> {
    let (mut name, mut keys) = (None, Vec::new());
    for part in text.split(',') {
        match part.split_once('=') {
            Some(("name", value)) if name.is_none() && !value.is_empty() => name = Some(value.to_owned()),
            Some(("key", file)) if !file.is_empty() => {
                keys.push(FoundKey::read(file, console)?.into_public()?);
            }
            Some((member @ ("identity" | "issuer" | "identity-regexp" | "issuer-regexp" | "subject"), _)) => {
                return Err(Failure::usage(format!(
                    "--signer {text}: {member} cannot be checked by this build"
                ))
                .next("name the signer by a key: --signer key=FILE"));
            }
            _ => return Err(malformed_signer(text)),
        }
    }
    if keys.is_empty() { Err(malformed_signer(text)) } else { Ok((name, keys)) }
}

fn malformed_signer(text: &str) -> Failure {
    Failure::usage(format!("--signer {text} names no signer"))
        .next("write --signer key=FILE or --signer name=NAME,key=FILE")
}

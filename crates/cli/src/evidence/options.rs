//! The options of every verb that verifies.

use std::{num::NonZeroUsize, path::PathBuf, sync::Arc, time::Duration};

use clap::{Args, ValueEnum};
use countersign::{Ready, RevocationPolicy, VerifierBuilder, revocation::FreshnessRules, time::UnixTime};

use super::{
    Services, authority,
    cache::Cache,
    crl_state::CrlState,
    files::{self, Kind},
    lists::ListOptions,
};
use crate::{certified, console::Console, failure::Failure, moment};

/// Under what these options stand in the help.
const HEADING: &str = "Timestamps and revocation";

#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = HEADING)]
pub struct TrustingOptions {
    /// Believe this timestamping authority; repeatable: PEM with its root, those between, and its
    /// own if timestamps lack it, or that alone where it issued itself; or a Sigstore
    /// trusted_root.json
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    timestamp_root: Vec<String>,
    /// Require a timestamp on each signature that counts; =N: of so many distinct authorities
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true)]
    require_timestamp: Option<Option<NonZeroUsize>>,
    /// Judge certificates by this CRL, DER or PEM; repeatable
    #[arg(long, value_name = "FILE")]
    crl: Vec<String>,
    /// Judge certificates by this OCSP response, DER or PEM; repeatable
    #[arg(long, value_name = "FILE")]
    ocsp: Vec<String>,
    /// Certificates of those who sign CRLs or OCSP responses for an authority and are not in
    /// them; not believed by that; repeatable
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    revocation_signer: Vec<String>,
    /// Whether certificates must be known not to be revoked [default: required with --crl, --ocsp
    /// or --revocation-list, else off]; what is missing is fetched, unless --offline is said
    #[arg(long, value_enum, value_name = "WHEN", verbatim_doc_comment)]
    revocation: Option<When>,
    /// Believe no CRL and no OCSP response that is older, such as 12h or 7d
    #[arg(long, value_name = "TIME")]
    max_age: Option<String>,
    /// This host, which certificates name, may be at a private address; repeatable
    #[arg(long, value_name = "HOST[:PORT]")]
    private_host: Vec<String>,
    /// Keep nothing that is fetched for the next time, and fetch what was kept
    #[arg(long)]
    no_cache: bool,
    /// Keep in this file how new the newest CRLs were that were seen, and let none that is older
    /// make anything good: for verifications of now
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    crl_state: Option<PathBuf>,
    #[command(flatten)]
    lists: ListOptions,
}

/// Whether it must be known that certificates were not revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum When {
    /// It must be known of every one
    Required,
    /// What is known counts, and what is not passes; the report says so
    IfAvailable,
    /// Nothing is asked
    Off,
}

impl TrustingOptions {
    /// The builder with all that was said here. `believes_certificates` is whether any signer is believed by a certificate.
    pub fn add_to(
        &self,
        builder: VerifierBuilder<Ready>,
        believes_certificates: bool,
        now: UnixTime,
        is_offline: bool,
        console: &mut Console,
    ) -> Result<VerifierBuilder<Ready>, Failure> {
        let mut builder = builder;
        let mut is_any_revocable = believes_certificates;
        for file in &self.timestamp_root {
            let authorities = authority::read("--timestamp-root", file, console)?;
            is_any_revocable |= authorities.iter().any(|authority| !authority.is_pinned());
            builder = builder.timestamp_authorities(authorities);
        }
        builder = match self.require_timestamp {
            Some(_) if self.timestamp_root.is_empty() => return Err(no_authority()),
            Some(Some(count)) => builder.require_timestamps(count),
            Some(None) => builder.require_timestamp(),
            None => builder,
        };
        // A list alone asks about certificates where anybody above them could revoke them.
        let is_said = self.revocation.is_some() || !self.crl.is_empty() || !self.ocsp.is_empty();
        let policy = if is_said || is_any_revocable {
            self.policy(believes_certificates, is_offline, console)?
        } else {
            self.without_questions()?
        };
        builder = policy.into_iter().fold(builder, VerifierBuilder::revocation);
        let lists = self.lists.read(now, console)?;
        Ok(lists.into_iter().fold(builder, VerifierBuilder::revocation_list))
    }

    /// Who is asked for what is missing.
    pub fn services(&self, believes_certificates: bool, is_offline: bool) -> Result<Services, Failure> {
        match self.when(believes_certificates)? {
            When::Off => Ok(Services::None),
            _ if is_offline => Ok(Services::None),
            _ => Services::network(&self.private_host),
        }
    }

    fn policy(
        &self,
        believes_certificates: bool,
        is_offline: bool,
        console: &mut Console,
    ) -> Result<Option<RevocationPolicy>, Failure> {
        let policy = match self.when(believes_certificates)? {
            When::Off => return self.without_questions(),
            When::Required => RevocationPolicy::required(),
            When::IfAvailable => RevocationPolicy::if_available(),
        };
        let signers = certified::between("--revocation-signer", &self.revocation_signer, console)?;
        let mut policy = policy.freshness(self.freshness()?).certificates(signers);
        let (crls, answers) = (files::read(Kind::Crl, &self.crl)?, files::read(Kind::Ocsp, &self.ocsp)?);
        for piece in crls.iter().chain(&answers) {
            if let Some(damage) = &piece.damage {
                console.warn(format!("{} cannot be read: {damage}", piece.file));
            }
        }
        policy = policy.crl_limits(files::crl_limits(&crls));
        policy = crls.into_iter().map(|piece| piece.bytes).fold(policy, RevocationPolicy::crl);
        policy = answers.into_iter().map(|piece| piece.bytes).fold(policy, RevocationPolicy::ocsp);
        if let Some(path) = &self.crl_state {
            policy = policy.crl_memory(Arc::new(CrlState::open(path, console)?));
        }
        if is_offline {
            return Ok(Some(policy));
        }
        Ok(Some(match Cache::of_user(console).filter(|_| !self.no_cache) {
            Some(cache) => policy.fetching().cache(Arc::new(cache)),
            None => policy.fetching(),
        }))
    }

    /// Nothing is asked; what is about questions is told.
    fn without_questions(&self) -> Result<Option<RevocationPolicy>, Failure> {
        let given = [
            ("--max-age", self.max_age.is_some()),
            ("--crl-state", self.crl_state.is_some()),
            ("--revocation-signer", !self.revocation_signer.is_empty()),
            ("--private-host", !self.private_host.is_empty()),
            ("--no-cache", self.no_cache),
        ];
        match given.iter().find(|(_, is_given)| *is_given) {
            None => Ok(None),
            Some((flag, _)) => Err(Failure::usage(format!(
                "{flag} is about the revocation of certificates, which is not asked"
            ))
            .next(format!("add --revocation required, or --crl FILE; or leave {flag} out"))),
        }
    }

    /// When it is asked. What contradicts itself, or could be about nothing, is told.
    fn when(&self, believes_certificates: bool) -> Result<When, Failure> {
        let file = [("--crl", !self.crl.is_empty()), ("--ocsp", !self.ocsp.is_empty())];
        let file = file.iter().find(|(_, is_given)| *is_given).map(|(flag, _)| *flag);
        let has_certificates = believes_certificates || !self.timestamp_root.is_empty();
        match (self.revocation, file) {
            (Some(When::Off), Some(flag)) => Err(Failure::usage(format!(
                "{flag} says that a certificate was revoked or not, and --revocation off asks nothing"
            ))
            .next(format!("leave {flag} out, or --revocation off"))),
            (Some(When::Off), None) => Ok(When::Off),
            (Some(_), _) | (None, Some(_)) if !has_certificates => {
                let flag = file.unwrap_or("--revocation");
                Err(Failure::usage(format!(
                    "{flag} is about certificates, and nobody is believed by one: keys have no authority that revokes them"
                ))
                .next("name whom to believe by certificate, or give a list that covers keys: --revocation-list FILE"))
            }
            (Some(when), _) => Ok(when),
            (None, Some(_)) => Ok(When::Required),
            // A list covers keys by itself; certificates are asked about where there are any.
            (None, None) if self.lists.is_given() && has_certificates => Ok(When::Required),
            (None, None) => Ok(When::Off),
        }
    }

    fn freshness(&self) -> Result<FreshnessRules, Failure> {
        let age: Option<Duration> =
            self.max_age.as_deref().map(|text| moment::duration("--max-age", text)).transpose()?;
        Ok(age.map_or(FreshnessRules::STRICT, |age| FreshnessRules::STRICT.max_age(age)))
    }
}

fn no_authority() -> Failure {
    Failure::usage(
        "--require-timestamp asks for a timestamp, and no authority is believed that could make one",
    )
    .next("add --timestamp-root FILE")
}

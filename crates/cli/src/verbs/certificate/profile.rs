//! The profile that certificates are held against.

use clap::Args;
use countersign::x509::Profile;

use crate::failure::Failure;

#[derive(Clone, Debug, Args)]
pub struct ProfileOption {
    /// The profile: rfc5280, rfc5280-strict, code-signing, notation-code-signing,
    /// notation-timestamping, rfc3161-tsa, ocsp-responder, crl-issuer, fulcio-leaf, fulcio-ca
    #[arg(long, value_name = "NAME", default_value = "rfc5280", verbatim_doc_comment)]
    profile: String,
}

impl ProfileOption {
    pub fn profile(&self) -> Result<&'static Profile, Failure> {
        Profile::by_name(&self.profile).ok_or_else(|| {
            let names: Vec<&str> = Profile::ALL.iter().map(|profile| profile.name()).collect();
            Failure::usage(format!("there is no profile {}", self.profile))
                .next(format!("write one of {}", names.join(", ")))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_names_every_profile() {
        use clap::{Args as _, Command};
        let command = ProfileOption::augment_args(Command::new("certificate"));
        let help = command.clone().render_long_help().to_string();
        for profile in Profile::ALL {
            assert!(help.contains(profile.name()), "{} is not in {help}", profile.name());
        }
    }
}

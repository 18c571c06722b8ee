//! What the verbs are told that look at certificates and believe none.

use clap::Args;
use countersign::x509::Profile;

use super::profile::ProfileOption;
use crate::{certificates, console::Console, failure::Failure, options::OutputOption};

#[derive(Clone, Debug, Args)]
pub struct LookingOptions {
    /// A file of one certificate in DER, or of any number in PEM; - for standard input
    #[arg(value_name = "FILE")]
    pub file: String,
    #[command(flatten)]
    profile: ProfileOption,
    #[command(flatten)]
    pub output: OutputOption,
}

impl LookingOptions {
    /// The encodings of the certificates, well formed or not, and the profile that they are held against.
    pub fn read(&self, console: &mut Console) -> Result<(Vec<Vec<u8>>, &'static Profile), Failure> {
        let profile = self.profile.profile()?;
        Ok((certificates::looked_at(&self.file, console)?, profile))
    }
}

//! Which kind of statement is meant.

use std::path::Path;

use clap::Args;
use countersign::envelope::PredicateType;

use crate::{failure::Failure, input::Input};

/// The longest predicate that is read, in bytes: with the envelope around it a verifier still reads it.
const MAX_PREDICATE: u64 = 16 * 1024 * 1024;

/// The names that Cosign gave to types; any URI is one too.
const NAMES: &str = "slsaprovenance, slsaprovenance02, slsaprovenance1, spdx, spdxjson, cyclonedx, link, vuln, openvex, custom";

#[derive(Clone, Debug, Args)]
pub struct TypeOption {
    /// What the statement says: slsaprovenance, slsaprovenance02, slsaprovenance1, spdx,
    /// spdxjson, cyclonedx, link, vuln, openvex, custom, or the URI of a predicate type
    #[arg(long = "type", value_name = "TYPE", verbatim_doc_comment)]
    predicate_type: Option<String>,
}

impl TypeOption {
    /// The type. None is an error: there is no default that a verifier should believe.
    pub fn read(&self) -> Result<PredicateType, Failure> {
        let Some(text) = &self.predicate_type else {
            return Err(Failure::usage(
                "nothing says which type of statement is meant, and there is no default",
            )
            .next(format!("add --type TYPE: {NAMES}, or a URI")));
        };
        PredicateType::from_name(text).map_err(|error| {
            Failure::usage(format!("{text} is no type of statement"))
                .because(&error)
                .next(format!("write one of {NAMES}, or a URI such as https://example.com/review/v1"))
        })
    }
}

/// The file with what is stated.
#[derive(Clone, Debug, Args)]
pub struct PredicateOption {
    /// What is stated: a file with JSON, for custom and spdx any text; - is standard input
    #[arg(long, value_name = "FILE")]
    predicate: String,
}

impl PredicateOption {
    /// The content of the file.
    pub fn read(&self) -> Result<Vec<u8>, Failure> {
        Input::parse(&self.predicate).read("the predicate", MAX_PREDICATE)
    }

    /// The path of the file; of standard input its name here, `-`.
    pub fn path(&self) -> &Path {
        Path::new(&self.predicate)
    }

    /// Whether it comes from standard input.
    pub fn is_standard_input(&self) -> bool {
        Input::parse(&self.predicate) == Input::Standard
    }
}

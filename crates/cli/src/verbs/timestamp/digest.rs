//! What a timestamp is, or is to be, about: a file, or a digest of it.

use clap::Args;
use countersign::{
    crypto::DigestAlgorithm,
    digest::{Digest, MultiHasher},
    encoding::der::OwnedOid,
};

use crate::{failure::Failure, input::Input, provider::Provider};

/// A file by its digest.
pub fn of_file(file: &str, algorithm: DigestAlgorithm) -> Result<Digest, Failure> {
    let mut hasher = MultiHasher::new(&Provider, &[algorithm]);
    let take = |piece: &[u8]| -> Result<(), std::convert::Infallible> {
        hasher.update(piece);
        Ok(())
    };
    Input::parse(file).pieces(take, |never| match never {})?;
    let digest = hasher.finish().into_iter().next();
    digest.ok_or_else(|| Failure::new(crate::exit::Exit::Defect, format!("{file} was not hashed")))
}

/// A digest as it is written: `sha256:…`.
pub fn parse(text: &str) -> Result<Digest, Failure> {
    Digest::parse(text).map_err(|error| {
        Failure::usage(format!("--digest {text} is no digest"))
            .because(&error)
            .next("write --digest sha256:HEX, sha384:HEX or sha512:HEX")
    })
}

/// By which algorithm a file is hashed.
#[derive(Clone, Debug, Args)]
pub struct HashOption {
    /// Hash the file by sha256, sha384 or sha512
    #[arg(long, value_name = "HASH", default_value = "sha256", conflicts_with = "digest")]
    hash: String,
}

impl HashOption {
    pub fn algorithm(&self) -> Result<DigestAlgorithm, Failure> {
        match self.hash.as_str() {
            "sha256" => Ok(DigestAlgorithm::Sha256),
            "sha384" => Ok(DigestAlgorithm::Sha384),
            "sha512" => Ok(DigestAlgorithm::Sha512),
            other => Err(Failure::usage(format!("--hash {other} is no hash that timestamps are made with"))
                .next("write --hash sha256, sha384 or sha512")),
        }
    }
}

/// A policy by its object identifier.
pub fn policy(flag: &str, text: &str) -> Result<OwnedOid, Failure> {
    OwnedOid::parse(text).map_err(|error| {
        Failure::usage(format!("{flag} {text} is no object identifier"))
            .because(&error)
            .next(format!("write it with points: {flag} 1.3.6.1.4.1.32473.1"))
    })
}

//! Whom to believe, and how many of them.

use std::num::NonZeroUsize;

use countersign::{
    Ready, Verifier, VerifierBuilder,
    crypto::{PublicKey, RustCrypto},
};

use super::Arguments;
use crate::{console::Console, failure::Failure, keys::FoundKey, options};

/// The verifier that the arguments ask for.
pub fn verifier(arguments: &Arguments, console: &mut Console) -> Result<Verifier, Failure> {
    let threshold = threshold(arguments)?;
    let mut builder = signers(arguments, console)?.threshold(threshold);
    for (key, value) in options::annotations(&arguments.annotation)? {
        builder = builder.annotation(key, value);
    }
    if arguments.all {
        builder = builder.read_everything();
    }
    builder.build().map_err(|error| {
        Failure::usage("what is required contradicts itself")
            .because(&error)
            .next("name each signer once, with keys of its own, and at least as many as --threshold")
    })
}

fn threshold(arguments: &Arguments) -> Result<NonZeroUsize, Failure> {
    let Some(text) = &arguments.threshold else { return Ok(NonZeroUsize::MIN) };
    if !arguments.key.is_empty() {
        return Err(Failure::usage("--threshold counts signers, and --key names none")
            .next("name each signer: --signer key=FILE"));
    }
    text.parse().map_err(|_| {
        Failure::usage(format!("--threshold {text} is no number from 1 on")).next("write --threshold 2")
    })
}

fn signers(arguments: &Arguments, console: &mut Console) -> Result<VerifierBuilder<Ready>, Failure> {
    let mut named: Vec<(Option<String>, Vec<PublicKey>)> = Vec::new();
    for key in &arguments.key {
        let key = FoundKey::read(key, console)?.into_public()?;
        // The same key twice is still any of them.
        if named.iter().all(|(_, known)| !known.contains(&key)) {
            named.push((None, vec![key]));
        }
    }
    for signer in &arguments.signer {
        named.push(self::signer(signer, console)?);
    }
    let mut builder = None;
    for (name, keys) in named {
        let name = name.or_else(|| keys.first().map(|key| key.id().to_string())).unwrap_or_default();
        builder = Some(match builder {
            None => Verifier::builder(RustCrypto).signer(&name, keys),
            Some(builder) => VerifierBuilder::<Ready>::signer(builder, &name, keys),
        });
    }
    builder.ok_or_else(|| {
        Failure::usage("nothing says who is believed to have signed, and there is no default")
            .next("add --key PUB for a public key, or --signer name=NAME,key=PUB with --threshold N")
    })
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

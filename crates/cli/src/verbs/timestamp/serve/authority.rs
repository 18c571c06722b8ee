//! The authority that the arguments describe.

use std::sync::Arc;

use countersign::{
    crypto::{Format, KeyType, SigningKey},
    encoding::pem,
    time::UnixTime,
    x509::Certificate,
};
use countersign_timestamp::{
    Accuracy,
    issue::{AuthorityError, TimestampAuthority},
};

use super::{super::digest, Arguments};
use crate::{
    certificates,
    console::Console,
    failure::Failure,
    keys::{self, FoundKey},
    provider::{Provider, SIGNS_RSA},
};

/// An authority with its key, and the certificates as they are served.
#[derive(Debug)]
pub struct Authority {
    pub issuing: TimestampAuthority,
    pub key: Arc<dyn SigningKey>,
    pub chain: String,
    subject: String,
}

impl Authority {
    pub fn read(arguments: &Arguments, now: UnixTime, console: &mut Console) -> Result<Self, Failure> {
        let key = key(arguments, console)?;
        let ders = certificates::read("--certificate-chain", &arguments.certificate_chain, console)?;
        let chain = parsed(&ders, &arguments.certificate_chain)?;
        let policy = digest::policy("--policy", &arguments.policy)?;
        let mut builder = TimestampAuthority::builder(&chain, key.scheme(), policy.as_oid());
        for text in &arguments.accept_policy {
            builder = builder.accept_policy(digest::policy("--accept-policy", text)?.as_oid());
        }
        let builder = builder.accuracy(accuracy(&arguments.accuracy)?);
        let issuing = builder.build(now, &Provider).map_err(|error| unusable(&error, arguments))?;
        if key.public_key() != issuing.public_key() {
            return Err(another_key(arguments));
        }
        let blocks: String = ders.iter().map(|der| pem::encode("CERTIFICATE", der)).collect();
        let subject = chain.first().map(|leaf| leaf.subject().to_string()).unwrap_or_default();
        Ok(Self { issuing, key, chain: blocks, subject })
    }

    /// Who answers, by what, and how long.
    pub fn described(&self) -> String {
        let Self { issuing, subject, .. } = self;
        let algorithm = issuing.scheme().algorithm();
        format!("{subject}, {algorithm}, until {}", issuing.validity().not_after())
    }
}

fn key(arguments: &Arguments, console: &mut Console) -> Result<Arc<dyn SigningKey>, Failure> {
    let key = FoundKey::read(&arguments.key, console)?.into_private(&arguments.password)?;
    if key.key_type() == KeyType::Rsa && !SIGNS_RSA {
        return Err(Failure::usage("this build signs nothing with RSA keys").next(
            "give an authority a key on a curve, or build this program with --features aws-lc, which signs with RSA",
        ));
    }
    // What X.509 and CMS sign by is what files are signed by: each curve with its digest, RSA by PKCS #1.
    keys::signing_key(&key, Format::CosignBlob)
}

fn parsed<'d>(ders: &'d [Vec<u8>], file: &str) -> Result<Vec<Certificate<'d>>, Failure> {
    let read = |(place, der): (usize, &'d Vec<u8>)| {
        Certificate::from_der(der).map_err(|violation| {
            let number = place.saturating_add(1);
            Failure::usage(format!("certificate {number} of {file} cannot be read"))
                .because(&violation)
                .next("list all that is wrong with it: countersign certificate lint FILE")
        })
    };
    ders.iter().enumerate().map(read).collect()
}

/// A number and its unit: s, ms or us.
fn accuracy(text: &str) -> Result<Accuracy, Failure> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
    let unit = text.get(digits.len()..).unwrap_or_default();
    let number = digits.parse::<u32>().ok().filter(|number| number.to_string() == digits);
    let read = number.filter(|number| (1..=MAX_ACCURACY).contains(number)).and_then(|number| match unit {
        "s" if number <= MAX_SECONDS => Accuracy::new(number, 0, 0).ok(),
        "ms" => Accuracy::new(number / 1000, part(number), 0).ok(),
        "us" => Accuracy::new(number / 1_000_000, part(number / 1000), part(number)).ok(),
        _ => None,
    });
    read.ok_or_else(|| {
        Failure::usage(format!("--accuracy {text} is no span of time")).next("write 1s, 500ms or 20us")
    })
}

/// What a number has below its thousands.
fn part(number: u32) -> u16 {
    u16::try_from(number % 1000).unwrap_or_default()
}

/// The greatest number before a unit, and the greatest of seconds: what is off by more certifies little.
const MAX_ACCURACY: u32 = 3_600_000;
const MAX_SECONDS: u32 = 3_600;

fn unusable(error: &AuthorityError, arguments: &Arguments) -> Failure {
    let file = &arguments.certificate_chain;
    let next = match error {
        AuthorityError::KeyUse(_) => {
            return another_key(arguments);
        }
        AuthorityError::Leaf(_) => {
            "give a certificate for timestamps first: countersign certificate issue --profile timestamping"
        }
        _ => "give the authority's certificate first, and behind it those above it, each issued by the next",
    };
    Failure::usage(format!("{file} makes no timestamping authority")).because(error).next(next)
}

fn another_key(arguments: &Arguments) -> Failure {
    let (key, file) = (&arguments.key, &arguments.certificate_chain);
    Failure::usage(format!("the key {key} is not that of the first certificate in {file}"))
        .next("give --key the private key of the authority's certificate")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accuracy_has_a_unit() {
        for (text, expected) in [
            ("1s", Accuracy::new(1, 0, 0)),
            ("500ms", Accuracy::new(0, 500, 0)),
            ("1250ms", Accuracy::new(1, 250, 0)),
            ("20us", Accuracy::new(0, 0, 20)),
            ("2003004us", Accuracy::new(2, 3, 4)),
        ] {
            assert_eq!(accuracy(text).ok(), expected.ok(), "{text}");
        }
        for text in [
            "",
            "1",
            "s",
            "0s",
            "01s",
            "3601s",
            "-1s",
            "+1s",
            "1 s",
            "1.5s",
            "1m",
            "1ns",
            "99999999999999999999s",
        ] {
            assert!(accuracy(text).is_err(), "{text}");
        }
    }
}
